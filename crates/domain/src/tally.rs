//! Counting: what each event adds to or takes from the tallies 统计.
//!
//! Deltas are additive and carry no person. A dashboard sums them and never scans matters.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

mod figures;
mod stands;

pub use figures::{Figures, Rates};
pub(crate) use stands::is_due;

use crate::id::{AssignmentId, CategoryId, DivisionId, UnitId};
use crate::matter::{
    Assignment, AssignmentState, Channel, Event, Happening, Kind, Matter, Shortfall, Solved,
};

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
    /// 签收, under the unit that signed in.
    SignedIn,
    /// 及时签收.
    SignedInOnTime,
    /// 按时办结: a result in time. One that is sent back never was one.
    OnTime,
    /// 超期办结: a result, late.
    Overdue,
    /// 退单 of the lead's share, under the unit that gave it back.
    Returned,
    /// 重办.
    Reworked,
    /// Opened again.
    Reopened,
    /// 办结, whichever way: as it stands, so that what is opened again is ended once.
    Ended,
    /// 解决: verified, or self-settled and confirmed by somebody outside.
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
    /// Open matters, and those that ended before a leader had the report, by the day they are due.
    OpenDue,
    /// 到期应办结: deciding clocks, by their last day. What is suspended, superseded in time or
    /// gone another way is not due.
    Due,
    /// … that were kept.
    DueKept,
    /// … that were missed and are left out 剔除.
    DueExcluded,
    /// Callbacks that said "not solved" and are left out.
    NotSolvedExcluded,
    /// Callbacks that were not content and are left out.
    DissatisfiedExcluded,
    /// Low ratings that are left out.
    RatedLowExcluded,
}

impl Measure {
    /// Every measure, in the order of a report.
    pub const ALL: [Self; 27] = [
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
        Self::Due,
        Self::DueKept,
        Self::DueExcluded,
        Self::NotSolvedExcluded,
        Self::DissatisfiedExcluded,
        Self::RatedLowExcluded,
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

/// Adds what a command on one matter counts for: what happened, and how the matter stands now
/// instead of before.
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
    if let Some(before) = before {
        stands::count(sums, before, zone, -1);
        // What was handled anew was a result all the same.
        if events.iter().any(|event| handled_anew(&event.what)) {
            stands::count_result(sums, before, zone, 1);
        }
    }
    stands::count(sums, after, zone, 1);
}

const fn handled_anew(what: &Happening) -> bool {
    matches!(
        what,
        Happening::Reworked { .. } | Happening::Planned { .. } | Happening::Reopened { .. }
    )
}

/// Takes back what an undone step counted for: `before` is the state the step had left.
pub fn take_back(sums: &mut Sums, before: &Matter, events: &[&Event], zone: &TimeZone) {
    for event in events {
        count_event(sums, before, event, zone, -1);
    }
}

/// Adds what a whole history counts for. It replays without a fault.
pub fn count_history(sums: &mut Sums, replayed: &Matter, events: &[Event], zone: &TimeZone) {
    let mut state: Option<Matter> = None;
    let mut done = 0;
    for step in events.chunk_by(|one, next| one.step == next.step) {
        let before = state.clone();
        for event in step {
            done += 1;
            state = match (state, &event.what) {
                (None, Happening::Reported(reported)) => {
                    Some(Matter::begin(replayed.area, replayed.id, reported, event))
                }
                (_, Happening::Undone { .. }) => {
                    Matter::replay(replayed.area, replayed.id, &events[..done]).ok()
                }
                (state, _) => state.map(|mut matter| {
                    matter.apply(event);
                    matter
                }),
            };
        }
        let Some(after) = &state else { return };
        if let (Some(Happening::Undone { from }), Some(before)) =
            (step.first().map(|event| &event.what), &before)
        {
            let undone: Vec<&Event> = events[..done]
                .iter()
                .filter(|event| (*from..step[0].seq).contains(&event.seq))
                .collect();
            take_back(sums, before, &undone, zone);
        }
        count(sums, before.as_ref(), after, &step.iter().collect::<Vec<_>>(), zone);
    }
}

/// Under the lead unit.
fn add(sums: &mut Sums, matter: &Matter, day: i32, measure: Measure, n: i64) {
    add_for(sums, matter, matter.lead().map(|lead| lead.unit), day, measure, n);
}

fn add_for(
    sums: &mut Sums,
    matter: &Matter,
    unit: Option<UnitId>,
    day: i32,
    measure: Measure,
    n: i64,
) {
    let key = Key {
        day,
        measure,
        division: matter.place.division,
        unit,
        category: matter.category,
        channel: matter.channel,
        kind: matter.kind,
    };
    *sums.entry(key).or_default() += n;
}

fn count_event(sums: &mut Sums, matter: &Matter, event: &Event, zone: &TimeZone, n: i64) {
    let day = day_of(event.at, zone);
    let unit_of = |id: &AssignmentId| matter.assignment(*id).map(|share| share.unit);
    let mut one = |measure| add(sums, matter, day, measure, n);
    match &event.what {
        Happening::Reported(_) => one(Measure::Received),
        Happening::Accepted { .. } => one(Measure::Accepted),
        Happening::Assigned { assignment } if assignment.is_main() => {
            add_for(sums, matter, Some(assignment.unit), day, Measure::Assigned, n);
        }
        Happening::SignedIn { assignment } => {
            let unit = unit_of(assignment);
            add_for(sums, matter, unit, day, Measure::SignedIn, n);
            let mut clocks =
                event.clocks.iter().filter(|clock| clock.key.of == Some(assignment.uuid()));
            if clocks.all(|clock| !clock.clock.was_late()) {
                add_for(sums, matter, unit, day, Measure::SignedInOnTime, n);
            }
        }
        Happening::ShareClosed { assignment, state: AssignmentState::Returned }
            if matter.assignment(*assignment).is_some_and(Assignment::is_main) =>
        {
            add_for(sums, matter, unit_of(assignment), day, Measure::Returned, n);
        }
        Happening::Reworked { .. } => one(Measure::Reworked),
        Happening::Reopened { .. } => one(Measure::Reopened),
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
        Happening::ExclusionDecided { exclusion, decided } if decided.granted => {
            let asked = matter.exclusions.iter().find(|asked| asked.id == *exclusion);
            let Some(counted) = asked.map(|asked| &asked.counted) else { return };
            let measure = match counted.shortfall {
                // As it stands: see [`stands::count`].
                Shortfall::Overdue => return,
                Shortfall::NotSolved => Measure::NotSolvedExcluded,
                Shortfall::Dissatisfied => Measure::DissatisfiedExcluded,
                Shortfall::RatedLow => Measure::RatedLowExcluded,
            };
            add_for(sums, matter, Some(counted.unit), day_of(counted.at, zone), measure, n);
        }
        _ => {}
    }
}
