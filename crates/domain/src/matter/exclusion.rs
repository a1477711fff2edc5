//! 剔除: what counts against an office, and what an independent decision leaves out of the figures. The matter itself stays
//! as it is, and the figures before 剔除前 stay beside those after 剔除后 (DOMAIN §5.4, §6.3).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ClockKey, Event, Happening, Matter, Solved, Undone};
use crate::id::{AccountId, FileId, UnitId};
use crate::tally;

/// 失分项: what counts against an office.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Shortfall {
    /// 超期: a deciding deadline was not kept.
    Overdue,
    /// 回访未解决.
    NotSolved,
    /// 回访不满意.
    Dissatisfied,
    /// 差评: fewer than three stars of the reporter's own.
    RatedLow,
}

crate::codes! { Shortfall:
    Shortfall::Overdue => "overdue",
    Shortfall::NotSolved => "not_solved",
    Shortfall::Dissatisfied => "dissatisfied",
    Shortfall::RatedLow => "rated_low",
}

impl Shortfall {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::NotSolved, Self::Dissatisfied, Self::RatedLow];
}

/// One time that something counted against an office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Counted {
    /// What.
    pub shortfall: Shortfall,
    /// The callback or rating that said so, by its event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<u32>,
    /// The clock that was not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockKey>,
    /// It counts under the day of this instant.
    pub at: Timestamp,
    /// Against whom.
    pub unit: UnitId,
}

impl Counted {
    /// The same deadline, callback or rating counting for the same.
    pub fn is(&self, other: &Self) -> bool {
        (self.shortfall, self.event, &self.clock) == (other.shortfall, other.event, &other.clock)
    }
}

/// 剔除申请: an office asks that something is left out of its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Exclusion {
    /// Its id.
    pub id: Uuid,
    /// What.
    pub counted: Counted,
    /// Why: a code of the procedure.
    pub reason: String,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<FileId>,
    /// Who asks; the same person never decides.
    pub by: AccountId,
    /// When.
    pub asked: Timestamp,
    /// What somebody independent said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<ExclusionDecided>,
}

/// What somebody independent said to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExclusionDecided {
    /// Left out or not.
    pub granted: bool,
    /// When.
    pub at: Timestamp,
}

impl Exclusion {
    /// Whether it is left out of the figures.
    pub fn holds(&self) -> bool {
        self.decided.is_some_and(|decided| decided.granted)
    }
}

impl Matter {
    /// Everything that counts against an office by `now`, with what was left out already, in the order in which it came.
    pub fn shortfalls(&self, history: &[Event], now: Timestamp) -> Vec<Counted> {
        let mut counted: Vec<Counted> = Vec::new();
        let missed = self
            .clocks
            .iter()
            .filter(|clock| tally::is_due(self, clock) && clock.clock.stop(now).was_late());
        if let Some(lead) = self.lead() {
            counted.extend(missed.map(|clock| Counted {
                shortfall: Shortfall::Overdue,
                event: None,
                clock: Some(clock.key.clone()),
                // The due instant is an exclusive end: midnight belongs to the day before.
                at: clock.clock.due.saturating_sub(SignedDuration::from_nanos(1)).unwrap_or(now),
                unit: lead.unit,
            }));
        }
        let undone = Undone::of(history);
        for event in history.iter().filter(|event| !undone.holds(event.seq)) {
            for shortfall in said(&event.what) {
                // Under whoever had the lead when it was said.
                let Some(unit) = self.lead_at(history, event) else { continue };
                let (event, at) = (Some(event.seq), event.at);
                counted.push(Counted { shortfall, event, clock: None, at, unit });
            }
        }
        counted.sort_by_key(|one| one.at);
        counted
    }

    fn lead_at(&self, history: &[Event], event: &Event) -> Option<UnitId> {
        let until = history.partition_point(|other| other.step <= event.step);
        let then = Self::replay(self.area, self.id, &history[..until]).ok()?;
        then.lead().map(|lead| lead.unit)
    }

    /// Since when it can be asked that this is left out: a deadline that is still missed, since now.
    pub(super) fn counts_since(&self, counted: &Counted, now: Timestamp) -> Timestamp {
        let clock = counted.clock.as_ref();
        let clock = clock.and_then(|key| self.clocks.iter().find(|clock| clock.key == *key));
        clock.map_or(counted.at, |clock| clock.clock.stopped.unwrap_or(now))
    }

    /// Somebody independent said that this deadline does not count.
    pub(crate) fn excludes(&self, clock: &ClockKey) -> bool {
        let of = |one: &Exclusion| one.holds() && one.counted.clock.as_ref() == Some(clock);
        self.exclusions.iter().any(of)
    }

    /// An application that nobody has decided yet.
    pub fn exclusion_waits(&self) -> bool {
        self.exclusions.iter().any(|one| one.decided.is_none())
    }
}

/// What an event says against an office.
fn said(what: &Happening) -> Vec<Shortfall> {
    match what {
        Happening::CalledBack(attempt) => {
            let Some(verdict) = &attempt.verdict else { return Vec::new() };
            let not_solved = (verdict.solved == Solved::Not).then_some(Shortfall::NotSolved);
            let dissatisfied = (verdict.satisfied < 3).then_some(Shortfall::Dissatisfied);
            not_solved.into_iter().chain(dissatisfied).collect()
        }
        Happening::Rated { rating, .. } if rating.stars < 3 => vec![Shortfall::RatedLow],
        _ => Vec::new(),
    }
}
