//! Periods that a report is cut into.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Asked;

/// How a report is cut by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// 日.
    Day,
    /// 周, from Monday.
    Week,
    /// 月.
    Month,
    /// 年.
    Year,
}

/// Periods of one report, at most.
pub const PERIODS: usize = 400;

impl Per {
    /// The first day behind the period that `day` lies in.
    fn end(self, day: Date) -> Date {
        let first = match self {
            Self::Day => day,
            Self::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                day.saturating_sub(jiff::Span::new().days(back))
            }
            Self::Month => day.first_of_month(),
            Self::Year => day.first_of_year(),
        };
        let span = jiff::Span::new();
        first.saturating_add(match self {
            Self::Day => span.days(1),
            Self::Week => span.weeks(1),
            Self::Month => span.months(1),
            Self::Year => span.years(1),
        })
    }
}

impl Asked {
    /// The periods, each with its first and last day; one more than [`PERIODS`] at most.
    pub fn periods(&self) -> Vec<(Date, Date)> {
        let Some(per) = self.per else { return vec![(self.from, self.to)] };
        let mut periods = Vec::new();
        let mut first = self.from;
        while first <= self.to && periods.len() <= PERIODS {
            let next = per.end(first);
            let last = next.yesterday().unwrap_or(next).min(self.to);
            periods.push((first, last));
            if next <= first {
                break;
            }
            first = next;
        }
        periods
    }
}

/// The first day of the one of `periods` that `day` lies in.
pub(super) fn holding(periods: &[(Date, Date)], day: Date) -> Option<Date> {
    let at = periods.partition_point(|(_, last)| *last < day);
    periods.get(at).map(|(first, _)| *first).filter(|first| *first <= day)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Asked, PERIODS, Per, holding};
    use crate::report::{Kept, Split};

    #[test]
    fn periods_tile_the_days_that_are_asked() {
        let asked = |per, from, to| Asked {
            areas: Vec::new(),
            divisions: Vec::new(),
            from,
            to,
            by: Split::Unit,
            per: Some(per),
            kept: Kept::FromAnybody,
        };
        // 2026-03-04 is a Wednesday.
        let (from, to) = (date(2026, 3, 4), date(2026, 4, 2));
        let weeks = asked(Per::Week, from, to).periods();
        assert_eq!(weeks.first(), Some(&(from, date(2026, 3, 8))));
        assert_eq!(weeks.last(), Some(&(date(2026, 3, 30), to)));
        assert_eq!(weeks.len(), 5);
        let months = asked(Per::Month, from, to).periods();
        assert_eq!(months, [(from, date(2026, 3, 31)), (date(2026, 4, 1), to)]);
        assert_eq!(asked(Per::Year, from, to).periods(), [(from, to)]);
        assert_eq!(asked(Per::Day, from, to).periods().len(), 30);
        for (day, first) in [
            (date(2026, 3, 3), None),
            (from, Some(from)),
            (date(2026, 3, 8), Some(from)),
            (date(2026, 3, 9), Some(date(2026, 3, 9))),
            (to, Some(date(2026, 3, 30))),
            (date(2026, 4, 3), None),
        ] {
            assert_eq!(holding(&weeks, day), first, "{day}");
        }
        let long = asked(Per::Day, date(2020, 1, 1), date(2026, 1, 1));
        assert_eq!(long.periods().len(), PERIODS + 1);
    }
}
