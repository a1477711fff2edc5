//! Days and instants of a calendar. All functions answer for any input: beyond the years that
//! can be written (-9999 to 9999) they give the nearest instant.

use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

use super::working::{date_of_number, number};
use super::{Calendar, Close};

impl Calendar {
    /// The local date at an instant.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// Whether `at` lies in the business hours of a working day. The break at noon does not.
    pub fn is_business(&self, at: Timestamp) -> bool {
        let local = self.zone.to_datetime(at);
        self.is_working(local.date()) && self.hours.is_open(time_of_day(local))
    }

    /// Midnight at the start of `date`.
    pub fn start_of(&self, date: Date) -> Timestamp {
        self.instant(date, SignedDuration::ZERO)
    }

    /// Exclusive end of `date` as the last day of a period: the midnight after it, or its close
    /// of business.
    pub fn end_of(&self, date: Date) -> Timestamp {
        match self.close {
            Close::Midnight => self.instant(date, SignedDuration::from_hours(24)),
            Close::CloseOfBusiness => self.instant(date, self.hours.close()),
        }
    }

    /// The day that an exclusive end ends: midnight belongs to the day before it.
    pub fn day_ending(&self, end: Timestamp) -> Date {
        self.date(end.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MIN))
    }

    /// The `count`th working day after `date`; the first one on or after it for `count == 0`.
    pub fn working_day_after(&self, date: Date, count: u32) -> Date {
        let day = number(date);
        if !self.rests {
            return date_of_number(day + i64::from(count));
        }
        match count {
            0 => date_of_number(self.days.select(self.days.rank(day))),
            _ => date_of_number(self.days.select(self.days.rank(day + 1) + i64::from(count) - 1)),
        }
    }

    /// The last working day on or before `date`.
    pub fn working_day_until(&self, date: Date) -> Date {
        if !self.rests {
            return date;
        }
        date_of_number(self.days.select(self.days.rank(number(date) + 1) - 1))
    }

    /// Working days after `after` up to and including `through`; 0 if there are none.
    pub fn working_days_between(&self, after: Date, through: Date) -> u32 {
        let (after, through) = (number(after) + 1, number(through) + 1);
        let count = match self.rests {
            true => self.days.rank(through) - self.days.rank(after),
            false => through - after,
        };
        u32::try_from(count.max(0)).unwrap_or(u32::MAX)
    }

    /// The instant when `worked` of a day's business hours have run on `date`.
    pub(crate) fn worked_on(&self, date: Date, worked: SignedDuration) -> Timestamp {
        self.instant(date, self.hours.time_after(worked))
    }

    /// Working time from `from` to `to`, by the local clock; zero if `to` is not later.
    pub fn working_time(&self, from: Timestamp, to: Timestamp) -> SignedDuration {
        if to <= from {
            return SignedDuration::ZERO;
        }
        if !self.rests {
            return from.duration_until(to);
        }
        let since_zero = |at: Timestamp| {
            let local = self.zone.to_datetime(at);
            let day = number(local.date());
            let whole = i128::from(self.days.rank(day)) * self.hours.total().as_nanos();
            match self.days.is_working(day) {
                true => whole + self.hours.worked_by(time_of_day(local)).as_nanos(),
                false => whole,
            }
        };
        nanos((since_zero(to) - since_zero(from)).max(0))
    }

    /// The instant when `amount` of working time has run since `from`. Hours that run out at
    /// closing time end then, not when business opens again.
    pub fn after_working_time(&self, from: Timestamp, amount: SignedDuration) -> Timestamp {
        if amount <= SignedDuration::ZERO {
            return from;
        }
        if !self.rests {
            return from.checked_add(amount).unwrap_or(Timestamp::MAX);
        }
        let local = self.zone.to_datetime(from);
        let (date, total) = (local.date(), self.hours.total());
        let mut left = amount;
        if self.is_working(date) {
            let done = self.hours.worked_by(time_of_day(local));
            if left <= total.saturating_sub(done) {
                return self.worked_on(date, done.saturating_add(left)).max(from);
            }
            left = left.saturating_sub(total.saturating_sub(done));
        }
        let whole_days = (left.as_nanos() - 1) / total.as_nanos();
        let rest = nanos(left.as_nanos() - whole_days * total.as_nanos());
        let days = u32::try_from(whole_days + 1).unwrap_or(u32::MAX);
        self.worked_on(self.working_day_after(date, days), rest)
    }

    fn instant(&self, date: Date, time: SignedDuration) -> Timestamp {
        let local = DateTime::from(date).checked_add(time).unwrap_or(DateTime::MAX);
        let end = if date.year() < 0 { Timestamp::MIN } else { Timestamp::MAX };
        self.zone.to_timestamp(local).unwrap_or(end)
    }
}

/// `date` moved by `days`; the nearest date that can be written.
pub(crate) fn plus_days(date: Date, days: i64) -> Date {
    date_of_number(number(date).saturating_add(days))
}

/// Days after `after` up to and including `through`; 0 if there are none.
pub(crate) fn natural_days_between(after: Date, through: Date) -> u32 {
    u32::try_from((number(through) - number(after)).max(0)).unwrap_or(u32::MAX)
}

fn time_of_day(local: DateTime) -> SignedDuration {
    DateTime::from(local.date()).duration_until(local)
}

fn nanos(nanos: i128) -> SignedDuration {
    SignedDuration::try_from_nanos_i128(nanos).unwrap_or(SignedDuration::MAX)
}
