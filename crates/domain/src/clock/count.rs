//! Counting: from an instant and a limit to the due and warn instants.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::Pause;
use crate::calendar::Calendar;
use crate::calendar::business::{natural_days_between, plus_days};
use crate::limit::{Limit, LimitUnit};

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// One stretch of a clock: its own limit, or an extension behind it.
pub(super) struct Leg {
    limit: Limit,
    from: Timestamp,
    /// The day before the first one that counts.
    first: Date,
}

/// The finished pauses, as instants and as the days they take out.
pub(super) struct PausedDays {
    /// `[from, until)`, in order.
    pub(super) instants: Vec<(Timestamp, Timestamp)>,
    /// `[from, to)`: days at whose end the clock did not run, in order.
    pub(super) days: Vec<(Date, Date)>,
}

impl PausedDays {
    /// The finished pauses among `pauses`: an open one has not taken anything out yet.
    pub(super) fn of(pauses: &[Pause], calendar: &Calendar) -> Self {
        let instants: Vec<_> =
            pauses.iter().filter_map(|pause| Some((pause.from, pause.until?))).collect();
        let first_open = |at: Timestamp| {
            let date = calendar.date(at);
            if calendar.end_of(date) > at { date } else { plus_days(date, 1) }
        };
        let days = instants.iter().map(|(from, until)| (first_open(*from), first_open(*until)));
        Self { days: days.collect(), instants }
    }

    fn end_of_pause(&self, date: Date) -> Option<Date> {
        let pause = self.days.iter().find(|(from, to)| (*from..*to).contains(&date));
        pause.map(|(_, to)| *to)
    }

    /// Walks `amount` of time from `from` around the pauses; `measure` tells how much of it lies
    /// between two instants, `advance` where an amount ends.
    fn walk(
        &self,
        from: Timestamp,
        amount: SignedDuration,
        measure: impl Fn(Timestamp, Timestamp) -> SignedDuration,
        advance: impl Fn(Timestamp, SignedDuration) -> Timestamp,
    ) -> Timestamp {
        let (mut at, mut left) = (from, amount);
        for (pause, resume) in &self.instants {
            if *pause > at {
                let ran = measure(at, *pause);
                if left <= ran {
                    break;
                }
                left = left.saturating_sub(ran);
            }
            at = at.max(*resume);
        }
        advance(at, left)
    }

    /// The `count`th day after `first` that counts.
    fn day_after(&self, first: Date, count: u32, working: bool, calendar: &Calendar) -> Date {
        let (mut at, mut left) = (first, count);
        for (from, to) in &self.days {
            let before = plus_days(*from, -1);
            if before > at {
                let ran = match working {
                    true => calendar.working_days_between(at, before),
                    false => natural_days_between(at, before),
                };
                if left <= ran {
                    break;
                }
                left -= ran;
            }
            at = at.max(plus_days(*to, -1));
        }
        if working { calendar.working_day_after(at, left) } else { plus_days(at, left.into()) }
    }
}

impl Leg {
    /// Counted from a start; `before` is the day before the first one that counts.
    pub(super) fn first(started: Timestamp, limit: Limit, before: Date) -> Self {
        Self { limit, from: started, first: before }
    }

    /// Counted from a due instant: its day was the last of the leg before.
    pub(super) fn next(due: Timestamp, by: Limit, calendar: &Calendar) -> Self {
        Self { limit: by, from: due, first: calendar.day_ending(due) }
    }

    /// The exclusive end.
    pub(super) fn due(&self, pauses: &PausedDays, calendar: &Calendar) -> Timestamp {
        match self.limit.unit {
            LimitUnit::UrgentHour | LimitUnit::WorkHour => {
                self.hours(self.amount(), pauses, calendar)
            }
            LimitUnit::WorkDay => {
                let count = u32::from(self.limit.amount);
                calendar.end_of(pauses.day_after(self.first, count, true, calendar))
            }
            LimitUnit::Day | LimitUnit::Month => {
                let count = natural_days(self.first, self.limit);
                let mut last = pauses.day_after(self.first, count, false, calendar);
                // Rolled to a working day at whose end the clock runs (民法典 art. 203).
                loop {
                    last = calendar.working_day_after(last, 0);
                    match pauses.end_of_pause(last) {
                        Some(next) => last = next,
                        None => return calendar.end_of(last),
                    }
                }
            }
        }
    }

    /// When the light turns yellow.
    pub(super) fn warn(
        &self,
        due: Timestamp,
        pauses: &PausedDays,
        calendar: &Calendar,
    ) -> Timestamp {
        let day_hours = calendar.hours().total();
        match self.limit.unit {
            // Its days are of 24 hours: the last of them, or the last quarter of the only one.
            LimitUnit::UrgentHour if self.amount() > DAY => {
                self.hours(self.amount() - DAY, pauses, calendar)
            }
            LimitUnit::UrgentHour => self.hours(three_quarters(self.amount()), pauses, calendar),
            LimitUnit::WorkHour if self.amount() <= day_hours => {
                self.hours(three_quarters(self.amount()), pauses, calendar)
            }
            LimitUnit::WorkDay if self.limit.amount <= 1 => {
                calendar.worked_on(calendar.day_ending(due), three_quarters(day_hours))
            }
            _ => start_of_last_working_day(due, calendar),
        }
    }

    /// Whether a day between the leg's first day and `due` lies in a year without a list.
    /// Wall-clock hours ask no calendar.
    pub(super) fn is_guess(&self, due: Timestamp, calendar: &Calendar) -> bool {
        if self.limit.unit == LimitUnit::UrgentHour {
            return false;
        }
        let (from, to) = (plus_days(self.first, 1).year(), calendar.day_ending(due).year());
        (from..=to).any(|year| !calendar.published(year))
    }

    fn amount(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.limit.amount))
    }

    fn hours(&self, amount: SignedDuration, pauses: &PausedDays, calendar: &Calendar) -> Timestamp {
        match self.limit.unit {
            LimitUnit::WorkHour => pauses.walk(
                self.from,
                amount,
                |from, to| calendar.working_time(from, to),
                |from, left| calendar.after_working_time(from, left),
            ),
            _ => pauses.walk(self.from, amount, Timestamp::duration_until, later),
        }
    }
}

/// How many days a natural period has: a month ends on the corresponding day, or on the last day
/// of a month that has none (民法典 art. 202).
pub(super) fn natural_days(first: Date, limit: Limit) -> u32 {
    if limit.unit == LimitUnit::Day {
        return u32::from(limit.amount);
    }
    let last = first.checked_add(i32::from(limit.amount).months()).unwrap_or(Date::MAX);
    natural_days_between(first, last)
}

/// The warn instant of a date that was given.
pub(super) fn warn_given(from: Timestamp, due: Timestamp, calendar: &Calendar) -> Timestamp {
    if due <= from {
        return due;
    }
    if calendar.working_days_between(calendar.date(from), calendar.day_ending(due)) > 1 {
        return start_of_last_working_day(due, calendar).clamp(from, due);
    }
    let working = calendar.working_time(from, due);
    let warn = match working > SignedDuration::ZERO {
        true => calendar.after_working_time(from, three_quarters(working)),
        false => later(from, three_quarters(from.duration_until(due))),
    };
    warn.clamp(from, due)
}

/// Instants on the last two days that can be written are taken as cut off.
pub(super) fn is_out_of_range(due: Timestamp) -> bool {
    due.duration_until(Timestamp::MAX) < SignedDuration::from_hours(48)
}

fn start_of_last_working_day(due: Timestamp, calendar: &Calendar) -> Timestamp {
    calendar.start_of(calendar.working_day_until(calendar.day_ending(due)))
}

fn three_quarters(time: SignedDuration) -> SignedDuration {
    time.saturating_sub(time / 4)
}

fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(Timestamp::MAX)
}
