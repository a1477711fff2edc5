//! Used time: how much of a clock has run, in the clock's own unit.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Clock, count};
use crate::calendar::Calendar;
use crate::calendar::business::{natural_days_between, plus_days};
use crate::limit::LimitUnit;

/// An amount of used time. Days count once they have ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Used {
    /// Working days: for `wd` clocks and for given due instants.
    WorkDays(u32),
    /// Natural days: for `d` and `mo` clocks.
    Days(u32),
    /// Seconds of business hours: for `wh` clocks.
    WorkSeconds(i64),
    /// Seconds by the wall clock: for `h` clocks.
    Seconds(i64),
}

impl Clock {
    /// Time used by `now`. Pauses are not counted; with one calendar it never decreases, whatever
    /// happens to the clock.
    pub fn used(&self, now: Timestamp, calendar: &Calendar) -> Used {
        let until = self.ran_until(now);
        let pauses = count::PausedDays::of(&self.pauses, calendar);
        match self.limit.map(|limit| limit.unit) {
            None | Some(LimitUnit::WorkDay) => {
                Used::WorkDays(pauses.days_run(self.day_before(calendar), until, true, calendar))
            }
            Some(LimitUnit::Day | LimitUnit::Month) => {
                Used::Days(pauses.days_run(self.day_before(calendar), until, false, calendar))
            }
            Some(LimitUnit::WorkHour) => Used::WorkSeconds(
                pauses.time_run(self.started, until, |a, b| calendar.working_time(a, b)).as_secs(),
            ),
            Some(LimitUnit::UrgentHour) => Used::Seconds(
                pauses.time_run(self.started, until, Timestamp::duration_until).as_secs(),
            ),
        }
    }
}

impl count::PausedDays {
    /// Days after `first` that ended by `until` with the clock running.
    fn days_run(&self, first: Date, until: Timestamp, working: bool, calendar: &Calendar) -> u32 {
        let days = |after, through| match working {
            true => calendar.working_days_between(after, through),
            false => natural_days_between(after, through),
        };
        let last = match calendar.date(until) {
            today if calendar.end_of(today) <= until => today,
            today => plus_days(today, -1),
        };
        let paused = self.days.iter().fold(0_u32, |sum, (from, to)| {
            let before = plus_days(*from, -1).max(first);
            let through = plus_days(*to, -1).min(last);
            sum.saturating_add(days(before, through))
        });
        days(first, last).saturating_sub(paused)
    }

    fn time_run(
        &self,
        from: Timestamp,
        until: Timestamp,
        measure: impl Fn(Timestamp, Timestamp) -> SignedDuration,
    ) -> SignedDuration {
        let run = |from: Timestamp, to: Timestamp| {
            if to > from { measure(from, to) } else { SignedDuration::ZERO }
        };
        let paused = self.instants.iter().fold(SignedDuration::ZERO, |sum, (pause, resume)| {
            sum.saturating_add(run((*pause).max(from), (*resume).min(until)))
        });
        run(from, until).saturating_sub(paused)
    }
}
