//! Clocks 时限: a deadline in the division's own working time, with its pauses and extensions.
//!
//! A clock closes over its inputs: due and warn instants and the calendar's version are stored,
//! so nothing that is read later asks today's calendar. Every function answers for any input;
//! a transition that the clock's state does not allow returns the clock unchanged, because the
//! refusal belongs to the command that asked (see the matter's rules).

mod count;
mod explain;
#[cfg(test)]
mod laws;
pub mod line;
#[cfg(test)]
mod tests;
mod used;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::business::plus_days;
use crate::calendar::{Calendar, CalendarVersion};
use crate::light::{Light, ReviewLight};
use crate::limit::Limit;
use count::Leg;
pub use explain::{DayLine, Explanation, LegLine, Rule, Verdict};
pub use used::Used;

/// One running, suspended or stopped deadline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// The instant it counts from; its day is not counted (民法典 art. 201), unless a local rule
    /// says so.
    pub started: Timestamp,
    /// 含当日: the day it started on is counted, if anything of it was left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub counts_first_day: bool,
    /// What it was given; `None` when the due instant came from above or from a dated plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Exclusive end: at this instant it is overdue.
    pub due: Timestamp,
    /// From this instant the light is yellow; never after `due`.
    pub warn: Timestamp,
    /// The calendar that gave `due` and `warn`.
    pub calendar: CalendarVersion,
    /// What a reader should know about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<ClockFlag>,
    /// Granted extensions, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Suspensions, oldest first; only the last can be open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<Pause>,
    /// When it was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Timestamp>,
}

/// Something unusual about a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClockFlag {
    /// 日历未公布: a year it counts in has no published list; its holidays are a guess.
    CalendarNotPublished,
    /// The due instant lies beyond what can be written and was cut there.
    OutOfRange,
    /// It was stopped before it started, as imported records have it.
    StoppedBeforeStart,
}

/// More time, granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// How much.
    pub by: Limit,
    /// When it was granted.
    pub at: Timestamp,
    /// The due instant it counts from: the original one, never the day of granting (DOMAIN §5.4).
    pub from: Timestamp,
}

/// A recorded suspension 挂账.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Pause {
    /// The first instant that does not run.
    pub from: Timestamp,
    /// The review date the clock gives way to.
    pub review: Timestamp,
    /// When the review date turns yellow.
    pub warn: Timestamp,
    /// The first instant that runs again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Clock {
    /// A clock of `limit`.
    ///
    /// | unit | due |
    /// | --- | --- |
    /// | `wd` | end of the n-th working day after the start's day |
    /// | `d`, `mo` | end of the n-th day or the corresponding day of the month (else its last day), moved forward over rest days |
    /// | `wh` | when n business hours have run; at closing time, not the next opening |
    /// | `h` | n hours later by the wall clock |
    ///
    /// Yellow begins at midnight of the last working day, for `h` 24 hours before the end; for one working
    /// day, for no more `wh` than a day has and for up to `24h`, when three quarters have run. For one
    /// working day that is three quarters of the business hours of the day it ends on (16:00 of 08–12,
    /// 14–18).
    pub fn start(started: Timestamp, limit: Limit, calendar: &Calendar) -> Self {
        Self::new(started, Some(limit), started, false, calendar)
    }

    /// The same where the local rule counts the day of receipt, 含当日 (DOMAIN §5.1).
    pub fn start_counting_the_day(started: Timestamp, limit: Limit, calendar: &Calendar) -> Self {
        Self::new(started, Some(limit), started, true, calendar)
    }

    /// A clock whose due instant was given: by an upstream order or a dated plan. It turns yellow
    /// like a limit of as many working days as lie between; when there is at most one, after
    /// three quarters of the business hours between (of the time, if there are none).
    pub fn until(started: Timestamp, due: Timestamp, calendar: &Calendar) -> Self {
        Self::new(started, None, due, false, calendar)
    }

    fn new(
        started: Timestamp,
        limit: Option<Limit>,
        due: Timestamp,
        counts_first_day: bool,
        calendar: &Calendar,
    ) -> Self {
        let clock = Self {
            started,
            counts_first_day,
            limit,
            due,
            warn: due,
            calendar: *calendar.version(),
            flags: Vec::new(),
            extensions: Vec::new(),
            pauses: Vec::new(),
            stopped: None,
        };
        clock.settled(calendar)
    }

    /// The same clock with another limit: it counts from the same start, with its pauses and
    /// extensions. A given due instant stays.
    #[must_use]
    pub fn with_limit(&self, limit: Limit, calendar: &Calendar) -> Self {
        if self.limit.is_none() || self.stopped.is_some() {
            return self.clone();
        }
        Self { limit: Some(limit), ..self.clone() }.settled(calendar)
    }

    /// Stopped at `at` by the event it waited for. A stopped clock stays as it was.
    #[must_use]
    pub fn stop(&self, at: Timestamp) -> Self {
        let mut clock = self.clone();
        if clock.stopped.is_none() {
            clock.stopped = Some(at);
            if at < clock.started {
                clock.flags.push(ClockFlag::StoppedBeforeStart);
            }
        }
        clock
    }

    /// Suspended from `at` until it is resumed, with a review date instead of its due instant.
    /// A suspension cannot reach back before the start or into an earlier one; a stopped or
    /// suspended clock stays as it was.
    #[must_use]
    pub fn suspend(&self, at: Timestamp, review: Timestamp, calendar: &Calendar) -> Self {
        let mut clock = self.clone();
        if clock.is_open() && !clock.is_suspended() {
            let earliest = clock.pauses.last().and_then(|pause| pause.until);
            let from = at.max(earliest.unwrap_or(clock.started));
            let warn = count::warn_given(from, review, calendar);
            clock.pauses.push(Pause { from, review, warn, until: None });
        }
        clock
    }

    /// Running again from `at`. A day is counted only if the clock runs at its end; hours do not
    /// run while suspended. A given due instant was not counted and does not move: extend it.
    /// Counted by another calendar than before it may end later for it, never earlier.
    /// A clock that is not suspended stays as it was.
    #[must_use]
    pub fn resume(&self, at: Timestamp, calendar: &Calendar) -> Self {
        let mut clock = self.clone();
        let suspended = clock.is_suspended();
        match clock.pauses.last_mut() {
            Some(pause) if suspended => pause.until = Some(at.max(pause.from)),
            _ => return clock,
        }
        let counted = clock.clone().settled(calendar);
        if counted.due >= clock.due { counted } else { clock }
    }

    /// Extended by `by`, granted at `at`, counted from the present due instant, whatever calendar gave
    /// that: moving is a command of its own, see [`Self::recompute`]. The yellow light follows the added
    /// time. A stopped clock stays as it was.
    #[must_use]
    pub fn extend(&self, by: Limit, at: Timestamp, calendar: &Calendar) -> Self {
        let mut clock = self.clone();
        if !clock.is_open() {
            return clock;
        }
        clock.extensions.push(Extension { by, at, from: clock.due });
        let leg = Leg::next(clock.due, by, calendar);
        let pauses = count::PausedDays::of(&clock.pauses, calendar);
        clock.due = leg.due(&pauses, calendar);
        let warn = leg.warn(clock.due, &pauses, calendar);
        clock.warn = warn.clamp(clock.started.min(clock.due), clock.due);
        clock.flag(ClockFlag::CalendarNotPublished, leg.is_guess(clock.due, calendar));
        clock.flag(ClockFlag::OutOfRange, count::is_out_of_range(clock.due));
        clock
    }

    /// Counted again after another calendar was loaded. A given due instant stays; so does a
    /// stopped clock.
    #[must_use]
    pub fn recompute(&self, calendar: &Calendar) -> Self {
        let mut clock = self.clone();
        if !clock.is_open() {
            return clock;
        }
        if let Some(pause) = clock.pauses.last_mut().filter(|pause| pause.until.is_none()) {
            pause.warn = count::warn_given(pause.from, pause.review, calendar);
        }
        clock.settled(calendar)
    }

    /// Not stopped.
    pub fn is_open(&self) -> bool {
        self.stopped.is_none()
    }

    /// Open and suspended.
    pub fn is_suspended(&self) -> bool {
        self.is_open() && self.open_pause().is_some()
    }

    /// Running and at or past its due instant.
    pub fn is_overdue(&self, now: Timestamp) -> bool {
        self.is_open() && !self.is_suspended() && now >= self.due
    }

    /// Stopped at or after its due instant. A clock stopped while suspended is judged by the
    /// instant of its suspension: it did not run after that.
    pub fn was_late(&self) -> bool {
        self.stopped.is_some_and(|at| self.ran_until(at) >= self.due)
    }

    /// The next date somebody must keep: the due instant, the review date while suspended,
    /// nothing once stopped.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.is_open().then(|| self.open_pause().map_or(self.due, |pause| pause.review))
    }

    /// When [`Self::next_due`] turns yellow.
    pub fn next_warn(&self) -> Option<Timestamp> {
        self.is_open().then(|| self.open_pause().map_or(self.warn, |pause| pause.warn))
    }

    /// The light at `now`.
    pub fn light(&self, now: Timestamp) -> Light {
        match (self.stopped, self.open_pause()) {
            (Some(_), _) if self.was_late() => Light::Late,
            (Some(_), _) => Light::Green,
            (None, Some(pause)) => Light::Suspended(ReviewLight::of(pause.warn, pause.review, now)),
            (None, None) => ReviewLight::of(self.warn, self.due, now).into(),
        }
    }

    fn open_pause(&self) -> Option<&Pause> {
        self.pauses.last().filter(|pause| pause.until.is_none())
    }

    /// The last instant up to `now` at which it ran.
    fn ran_until(&self, now: Timestamp) -> Timestamp {
        let ends = [self.stopped, self.open_pause().map(|pause| pause.from)];
        ends.into_iter().flatten().fold(now, Timestamp::min)
    }

    /// The day before the first one that counts.
    fn day_before(&self, calendar: &Calendar) -> Date {
        let date = calendar.date(self.started);
        let counted = self.counts_first_day && self.started < calendar.end_of(date);
        if counted { plus_days(date, -1) } else { date }
    }

    /// The due instant that came with the clock, before any extension.
    fn first_due(&self) -> Timestamp {
        self.extensions.first().map_or(self.due, |extension| extension.from)
    }

    /// Due, warn, flags and version, counted anew from the inputs.
    fn settled(mut self, calendar: &Calendar) -> Self {
        let pauses = count::PausedDays::of(&self.pauses, calendar);
        let mut leg =
            self.limit.map(|limit| Leg::first(self.started, limit, self.day_before(calendar)));
        let mut due = leg.as_ref().map_or(self.first_due(), |leg| leg.due(&pauses, calendar));
        let mut unpublished = leg.as_ref().is_some_and(|leg| leg.is_guess(due, calendar));
        for extension in &mut self.extensions {
            extension.from = due;
            let next = Leg::next(due, extension.by, calendar);
            due = next.due(&pauses, calendar);
            unpublished |= next.is_guess(due, calendar);
            leg = Some(next);
        }
        let warn = match &leg {
            Some(leg) => leg.warn(due, &pauses, calendar),
            None => count::warn_given(self.started, due, calendar),
        };
        self.warn = warn.clamp(self.started.min(due), due);
        self.due = due;
        self.calendar = *calendar.version();
        self.flags.retain(|flag| *flag == ClockFlag::StoppedBeforeStart);
        self.flag(ClockFlag::CalendarNotPublished, unpublished);
        self.flag(ClockFlag::OutOfRange, count::is_out_of_range(due));
        self
    }

    fn flag(&mut self, flag: ClockFlag, is_so: bool) {
        if is_so && !self.flags.contains(&flag) {
            self.flags.push(flag);
        }
    }
}
