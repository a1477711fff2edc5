//! 报送期次: a form for one period, until it was sent.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Form, FormDays, FormPeriod};
use crate::calendar::Calendar;
use crate::id::AccountId;
use crate::light::{Light, ReviewLight};

/// When a form is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormSchedule {
    /// So many days after the last day of the period, 60 at most: 0 is that day itself. On a rest day it is due on the
    /// next working day.
    #[schema(maximum = 60, example = 3)]
    pub days_after: u8,
}

/// When a period is due, and from when on it can be filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormDue {
    /// From this day on it is owed.
    pub opens: Date,
    /// Exclusive end: at this instant it is overdue.
    pub due: Timestamp,
    /// Yellow from then on.
    pub warn: Timestamp,
}

impl FormSchedule {
    /// When a period is due by that calendar. It is owed once it is over, or on its last day if it is due on that.
    pub fn due(self, days: FormDays, calendar: &Calendar) -> FormDue {
        let after = |day: Date, n: u8| day.saturating_add(Span::new().days(i64::from(n)));
        let day = calendar.working_day_after(after(days.last, self.days_after), 0);
        let (due, warn) = (calendar.end_of(day), calendar.start_of(day));
        FormDue { opens: after(days.last, self.days_after.min(1)), due, warn }
    }
}

impl Form {
    /// The periods that have come to be owed by `today`: those behind `after`, the last that was written down, and none that
    /// was over before `since`, the day on which the schedule was set. At most `most`, the earliest first.
    pub fn owed(
        &self,
        since: Date,
        after: Option<FormDays>,
        today: Date,
        calendar: &Calendar,
        most: usize,
    ) -> Vec<(FormDays, FormDue)> {
        let Some(schedule) = self.schedule.filter(|_| self.period != FormPeriod::Chosen) else {
            return Vec::new();
        };
        let first = match after {
            Some(after) if after.last >= since => self.period.after(after),
            _ => self.period.holding(since),
        };
        let mut next = first;
        let mut all = Vec::new();
        while all.len() < most {
            let due = schedule.due(next, calendar);
            if due.opens > today {
                break;
            }
            all.push((next, due));
            let later = self.period.after(next);
            // At the end of the calendar there is no later one.
            if later.first <= next.first {
                break;
            }
            next = later;
        }
        all
    }
}

/// Who did it, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Who.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A form for one period 报送期次.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filing {
    /// Which days.
    pub days: FormDays,
    /// When it is due, and from when on its light is yellow; none if nobody waits for it.
    pub due: Option<(Timestamp, Timestamp)>,
    /// When it was filled last, and how many rows it had.
    pub filled: Option<(Filed, u64)>,
    /// 已报送.
    pub sent: Option<Filed>,
}

impl Filing {
    /// Its light; none if nobody waits for it.
    pub fn light(&self, now: Timestamp) -> Option<Light> {
        let (due, warn) = self.due?;
        Some(match self.sent {
            Some(sent) if sent.at < due => Light::Green,
            Some(_) => Light::Late,
            None => ReviewLight::of(warn, due, now).into(),
        })
    }
}
