//! The period that a form is filled for.

use jiff::Span;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::FormRefusal;

/// Days of a chosen period, at most.
const CHOSEN: i32 = 366;

/// For how long a form is filled at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormPeriod {
    /// 日报.
    Day,
    /// 周报, from Monday.
    Week,
    /// 月报.
    Month,
    /// 季报.
    Quarter,
    /// 年报.
    Year,
    /// Days of one's own choice, 366 at most; nothing is due by the calendar.
    Chosen,
}

/// First and last day of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct FormDays {
    /// The first.
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    /// The last, included.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
}

impl FormPeriod {
    /// The period that `day` lies in; of chosen days only that one.
    pub fn holding(self, day: Date) -> FormDays {
        let (first, last) = match self {
            Self::Day | Self::Chosen => (day, day),
            Self::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                let first = day.saturating_sub(Span::new().days(back));
                (first, first.saturating_add(Span::new().days(6)))
            }
            Self::Month => (day.first_of_month(), day.last_of_month()),
            Self::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                (date(day.year(), month, 1), date(day.year(), month + 2, 1).last_of_month())
            }
            Self::Year => (day.first_of_year(), day.last_of_year()),
        };
        FormDays { first, last }
    }

    /// The period behind that one.
    pub fn after(self, days: FormDays) -> FormDays {
        self.holding(days.last.saturating_add(Span::new().days(1)))
    }

    /// The period that somebody asks for: the one that `day` lies in, or the chosen days from `day` to `last`.
    ///
    /// # Errors
    /// These are no days of such a period.
    pub fn asked(self, day: Date, last: Option<Date>) -> Result<FormDays, FormRefusal> {
        let days = match (self, last) {
            (Self::Chosen, Some(last)) => FormDays { first: day, last },
            (Self::Chosen, None) => return Err(FormRefusal::Period),
            (_, last) => {
                let days = self.holding(day);
                // Named by its first day, or by both: then both are meant.
                if last.is_some_and(|last| last != days.last) {
                    return Err(FormRefusal::Period);
                }
                days
            }
        };
        let lawful = days.first <= days.last && (days.last - days.first).get_days() < CHOSEN;
        if lawful { Ok(days) } else { Err(FormRefusal::Period) }
    }
}

impl FormDays {
    /// `2026年11月23日至29日`; a whole month, quarter or year by its name.
    pub fn in_words(self, period: FormPeriod) -> String {
        let Self { first, last } = self;
        let day = |d: Date| format!("{}年{}月{}日", d.year(), d.month(), d.day());
        match period {
            FormPeriod::Month => format!("{}年{}月", first.year(), first.month()),
            FormPeriod::Quarter => {
                let quarter =
                    ["一", "二", "三", "四"][usize::from((first.month() as u8 - 1) / 3 % 4)];
                format!("{}年第{quarter}季度", first.year())
            }
            FormPeriod::Year => format!("{}年", first.year()),
            _ if first == last => day(first),
            _ if (first.year(), first.month()) == (last.year(), last.month()) => {
                format!("{}至{}日", day(first), last.day())
            }
            _ if first.year() == last.year() => {
                format!("{}至{}月{}日", day(first), last.month(), last.day())
            }
            _ => format!("{}至{}", day(first), day(last)),
        }
    }
}
