//! 轮排: a roster filled by people in turn.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Hours, Shift};
use crate::calendar::Calendar;
use crate::id::{AccountId, ShiftId, UnitId};

/// Days filled at once, at most: a quarter.
pub const FILLED: i32 = 92;

/// Which days of the calendar are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RosterDays)]
pub enum Days {
    /// Every day.
    #[default]
    All,
    /// 工作日, made-up ones too.
    Working,
    /// 周末、节假日.
    Rest,
}

/// Which shifts of a day are filled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RosterParts)]
pub enum Parts {
    /// 白班和夜班; on a rest day one shift from morning to morning.
    #[default]
    Both,
    /// 白班.
    Day,
    /// 夜班.
    Night,
    /// 全天: from morning to morning.
    Whole,
    /// 夜班, on a rest day 全天: all the hours at which the office is closed.
    OffHours,
}

/// What a roster is filled by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Whose roster.
    pub unit: UnitId,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub through: Date,
    /// Which days.
    pub days: Days,
    /// Which shifts of them.
    pub parts: Parts,
    /// Who is on duty, in turn.
    pub people: Vec<AccountId>,
    /// How many at once.
    pub at_once: usize,
    /// Who leads, in turn by the day.
    pub leaders: Vec<AccountId>,
    /// The telephone of the duty room.
    pub phone: Option<String>,
}

/// The shifts of a plan, the first one first; each takes the next people in turn. Where one of `taken` begins at the same
/// instant nothing is made, and nobody's turn passes. `fresh` gives identifiers.
pub fn fill(
    plan: &Plan,
    hours: Hours,
    calendar: &Calendar,
    taken: &[Timestamp],
    mut fresh: impl FnMut() -> ShiftId,
) -> Vec<Shift> {
    let mut shifts = Vec::new();
    let (mut turn, mut day_of_leader) = (0, 0);
    if plan.people.is_empty() {
        return shifts;
    }
    for date in plan.from.series(jiff::Span::new().days(1)).take_while(|date| *date <= plan.through)
    {
        let working = calendar.is_working(date);
        if matches!((plan.days, working), (Days::Working, false) | (Days::Rest, true)) {
            continue;
        }
        let leader = plan.leaders.get(day_of_leader % plan.leaders.len().max(1)).copied();
        let before = shifts.len();
        for (begins, ends) in of_day(plan.parts, hours, calendar, date, working) {
            if taken.contains(&begins) {
                continue;
            }
            let at_once = plan.at_once.clamp(1, plan.people.len());
            let nth = |n: usize| plan.people[(turn + n) % plan.people.len()];
            shifts.push(Shift {
                id: fresh(),
                unit: plan.unit,
                begins,
                ends,
                on_duty: (0..at_once).map(nth).collect(),
                leader,
                phone: plan.phone.clone(),
            });
            turn += at_once;
        }
        day_of_leader += usize::from(shifts.len() > before);
    }
    shifts
}

/// The shifts of one day.
fn of_day(
    parts: Parts,
    hours: Hours,
    calendar: &Calendar,
    date: Date,
    working: bool,
) -> Vec<(Timestamp, Timestamp)> {
    let at = |date: Date, time| instant(calendar, date.to_datetime(time));
    let tomorrow = date.tomorrow().unwrap_or(date);
    let (morning, evening) = (at(date, hours.begins), at(date, hours.ends));
    let next = at(tomorrow, hours.begins);
    match (parts, working) {
        (Parts::Both, true) => vec![(morning, evening), (evening, next)],
        (Parts::Both | Parts::OffHours, false) | (Parts::Whole, _) => vec![(morning, next)],
        (Parts::Day, _) => vec![(morning, evening)],
        (Parts::Night, _) | (Parts::OffHours, true) => vec![(evening, next)],
    }
}

/// A local time of the calendar's zone.
pub(super) fn instant(calendar: &Calendar, local: DateTime) -> Timestamp {
    let since = DateTime::from(local.date()).duration_until(local);
    calendar.start_of(local.date()).checked_add(since).unwrap_or(Timestamp::MAX)
}
