//! Counting: what each event adds to or takes from the tallies 统计.
//!
//! Deltas are additive and carry no person. A dashboard sums them and never scans matters.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{CategoryId, DivisionId, UnitId};
use crate::matter::{Channel, EndingKind, Event, Happening, Kind, Matter, Solved};

/// What is counted.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// 收到.
    Received,
    /// 受理.
    Accepted,
    /// 交办 to the lead unit.
    Assigned,
    /// 签收.
    SignedIn,
    /// 及时签收.
    SignedInOnTime,
    /// 按时办结: a result in time.
    OnTime,
    /// 超期办结: a result, late.
    Overdue,
    /// 退单.
    Returned,
    /// 重办.
    Reworked,
    /// Opened again.
    Reopened,
    /// 办结, whichever way.
    Ended,
    /// 解决: verified, solved or basically.
    Solved,
    /// 自行处置.
    SelfSettled,
    /// 即时答复.
    AnsweredAtOnce,
    /// 不予受理.
    Exited,
    /// Callbacks with an answer.
    CalledBack,
    /// Callbacks that said solved or basically.
    CalledBackSolved,
    /// Callbacks that were at least content (≥ 3).
    CalledBackSatisfied,
    /// The reporters' own ratings.
    Rated,
    /// … of at least three stars.
    RatedSatisfied,
    /// Open matters, by the day they are due.
    OpenDue,
}

impl Measure {
    /// Every measure, in the order of a report.
    pub const ALL: [Self; 21] = [
        Self::Received,
        Self::Accepted,
        Self::Assigned,
        Self::SignedIn,
        Self::SignedInOnTime,
        Self::OnTime,
        Self::Overdue,
        Self::Returned,
        Self::Reworked,
        Self::Reopened,
        Self::Ended,
        Self::Solved,
        Self::SelfSettled,
        Self::AnsweredAtOnce,
        Self::Exited,
        Self::CalledBack,
        Self::CalledBackSolved,
        Self::CalledBackSatisfied,
        Self::Rated,
        Self::RatedSatisfied,
        Self::OpenDue,
    ];

    /// The number in the database; never given to another measure.
    pub const fn code(self) -> i32 {
        self as i32 + 1
    }

    /// The measure of a number.
    pub fn of_code(code: i32) -> Option<Self> {
        Self::ALL.into_iter().find(|measure| measure.code() == code)
    }
}

/// Under what it is counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Days since 1970-01-01 in the calendar's zone.
    pub day: i32,
    /// What.
    pub measure: Measure,
    /// Where it is.
    pub division: Option<DivisionId>,
    /// The lead unit, if it has one.
    pub unit: Option<UnitId>,
    /// Category.
    pub category: Option<CategoryId>,
    /// Channel of the first voice.
    pub channel: Channel,
    /// Kind.
    pub kind: Kind,
}

/// Sums by key; keys that come to nothing are left out when written.
pub type Sums = BTreeMap<Key, i64>;

/// The day number of an instant.
pub fn day_of(at: Timestamp, zone: &TimeZone) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    let day = at.to_zoned(zone.clone()).date();
    epoch.until(day).map_or(0, |span| span.get_days())
}

/// Adds what a command on one matter counts for.
pub fn count(
    sums: &mut Sums,
    before: Option<&Matter>,
    after: &Matter,
    events: &[&Event],
    zone: &TimeZone,
) {
    let undone = events.iter().any(|event| matches!(event.what, Happening::Undone { .. }));
    if !undone {
        for event in events {
            count_event(sums, after, event, zone, 1);
        }
    }
    for (matter, sign) in before.map(|before| (before, -1)).into_iter().chain([(after, 1)]) {
        if let Some(due) = matter.next_due().filter(|_| matter.is_open()) {
            add(sums, matter, day_of(due, zone), Measure::OpenDue, sign);
        }
    }
}

/// Takes back what an undone step counted for: `before` is the state the step had left.
pub fn take_back(sums: &mut Sums, before: &Matter, events: &[&Event], zone: &TimeZone) {
    for event in events {
        count_event(sums, before, event, zone, -1);
    }
}

fn add(sums: &mut Sums, matter: &Matter, day: i32, measure: Measure, n: i64) {
    let key = Key {
        day,
        measure,
        division: matter.place.division,
        unit: matter.lead().map(|lead| lead.unit),
        category: matter.category,
        channel: matter.channel,
        kind: matter.kind,
    };
    *sums.entry(key).or_default() += n;
}

fn count_event(sums: &mut Sums, matter: &Matter, event: &Event, zone: &TimeZone, n: i64) {
    let day = day_of(event.at, zone);
    let mut one = |measure| add(sums, matter, day, measure, n);
    match &event.what {
        Happening::Reported(_) => one(Measure::Received),
        Happening::Accepted { .. } => one(Measure::Accepted),
        Happening::Assigned { assignment } if assignment.is_main() => one(Measure::Assigned),
        Happening::SignedIn { assignment } => {
            one(Measure::SignedIn);
            let mut clocks =
                event.clocks.iter().filter(|clock| clock.key.of == Some(assignment.uuid()));
            if clocks.all(|clock| !clock.clock.was_late()) {
                one(Measure::SignedInOnTime);
            }
        }
        Happening::Submitted(_) => {
            let late =
                event.clocks.iter().any(|clock| clock.decides_late && clock.clock.was_late());
            one(if late { Measure::Overdue } else { Measure::OnTime });
        }
        Happening::ShareClosed { state: crate::matter::AssignmentState::Returned, .. } => {
            one(Measure::Returned)
        }
        Happening::Reworked { .. } => one(Measure::Reworked),
        Happening::Reopened { .. } => one(Measure::Reopened),
        Happening::Ended(ending) => {
            one(Measure::Ended);
            match ending.kind {
                EndingKind::Verified => one(Measure::Solved),
                EndingKind::SelfSettled => one(Measure::SelfSettled),
                EndingKind::AnsweredAtOnce => one(Measure::AnsweredAtOnce),
                EndingKind::Exit => one(Measure::Exited),
                _ => {}
            }
        }
        Happening::CalledBack(attempt) => {
            if let Some(verdict) = &attempt.verdict {
                one(Measure::CalledBack);
                if verdict.solved != Solved::Not {
                    one(Measure::CalledBackSolved);
                }
                if verdict.satisfied >= 3 {
                    one(Measure::CalledBackSatisfied);
                }
            }
        }
        Happening::Rated { rating, .. } => {
            one(Measure::Rated);
            if rating.stars >= 3 {
                one(Measure::RatedSatisfied);
            }
        }
        _ => {}
    }
}
