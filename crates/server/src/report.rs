//! Figures 统计 from the tallies: what came in, how it was handled, how it ended.
//!
//! A dashboard or a report sums tallies and never scans matters. Every figure counts what happened
//! within the period, so a result may belong to a matter received before it.

mod figures;
mod header;

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::tally::Measure;
use huisheng_store::tally::{self, By, Filter, Sum};
use huisheng_store::{Book, Store, StoreError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use figures::{Figures, Rates};
pub use header::{cells, header};

use crate::naming;

/// What a report is split by.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// 主办单位.
    #[default]
    Unit,
    /// 区划, without those below.
    Division,
    /// 分类.
    Category,
    /// 渠道.
    Channel,
    /// 日.
    Day,
}

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

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Areas, summed.
    pub areas: Vec<Area>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What it is split by.
    pub by: Split,
    /// … and by which periods as well.
    pub per: Option<Per>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Line {
    /// Stable: code of the unit, division, category or channel, or the day; empty where matters
    /// had none.
    pub code: String,
    /// As people call it.
    pub name: String,
    /// First day of the period it counts, if the report is cut by time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub period: Option<Date>,
    /// Counts.
    #[serde(flatten)]
    pub figures: Figures,
    /// Rates in percent.
    pub rates: Rates,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Report {
    /// Areas, summed.
    #[schema(value_type = Vec<String>)]
    pub areas: Vec<Area>,
    /// First day.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// What it is split by.
    pub by: Split,
    /// … and by which periods as well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<Per>,
    /// Lines, by code; those without a code last. Periods of a code in their order.
    pub lines: Vec<Line>,
    /// All lines together.
    pub total: Line,
}

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

impl Split {
    const fn by(self) -> By {
        match self {
            Self::Unit => By::Unit,
            Self::Division => By::Division,
            Self::Category => By::Category,
            Self::Channel => By::Channel,
            Self::Day => By::Day,
        }
    }

    /// Code and name of what a sum belongs to; `None` where the matters had none.
    fn key(self, sum: &Sum, book: &Book) -> Option<(String, String)> {
        // What is gone from the lists keeps its id as the code, so that two never become one.
        let gone = |id: &dyn std::fmt::Display| (id.to_string(), "（已不在清单）".to_owned());
        match self {
            Self::Unit => sum.unit.map(|id| match book.units.get(id) {
                Some(unit) => (unit.code.clone(), unit.name.clone()),
                None => gone(&id),
            }),
            Self::Division => sum.division.map(|id| match book.divisions.get(id) {
                Some(found) => {
                    let code = found.code.map_or_else(|| id.to_string(), |code| code.to_string());
                    (code, found.name.clone())
                }
                None => gone(&id),
            }),
            Self::Category => sum.category.map(|id| match book.categories.get(id) {
                Some(found) => (found.code.clone(), found.name.clone()),
                None => gone(&id),
            }),
            Self::Channel => sum
                .channel
                .map(|channel| (channel.code().to_owned(), naming::channel(channel).to_owned())),
            Self::Day => sum.day.map(|day| {
                let day = day_of(day).to_string();
                (day.clone(), day)
            }),
        }
    }

    /// What lines are called whose matters had none.
    const fn none(self) -> &'static str {
        match self {
            Self::Unit => "未派单",
            Self::Division => "地点未定",
            Self::Category => "未分类",
            Self::Channel | Self::Day => "",
        }
    }
}

fn day_of(number: i32) -> Date {
    let span = jiff::Span::new().try_days(number).unwrap_or_default();
    jiff::civil::date(1970, 1, 1).saturating_add(span)
}

/// Sums what is asked.
///
/// # Errors
/// The database.
pub async fn make(store: &Store, book: &Book, asked: Asked) -> Result<Report, StoreError> {
    // Without a code: sorted behind the others.
    let mut lines: BTreeMap<(bool, String, Option<Date>), (String, Figures)> = BTreeMap::new();
    let mut total = Figures::default();
    let periods = asked.periods();
    for area in &asked.areas {
        for (first, last) in periods.iter().copied() {
            let filter = Filter {
                measures: Measure::ALL.into_iter().filter(|one| *one != Measure::OpenDue).collect(),
                days: Some(tally::number(first)..=tally::number(last)),
                divisions: Vec::new(),
                units: Vec::new(),
            };
            let by = [asked.by.by(), By::Measure];
            for sum in tally::sums(store.read(), *area, &filter, &by).await? {
                let Some(measure) = sum.measure else { continue };
                let key = asked.by.key(&sum, book);
                let none = key.is_none();
                let (code, name) =
                    key.unwrap_or_else(|| (String::new(), asked.by.none().to_owned()));
                let key = (none, code, asked.per.map(|_| first));
                let line = lines.entry(key).or_insert_with(|| (name, Figures::default()));
                line.1.add(measure, sum.n);
                total.add(measure, sum.n);
            }
        }
    }
    let line = |code: String, period: Option<Date>, name: String, figures: Figures| Line {
        code,
        name,
        period,
        rates: figures.rates(),
        figures,
    };
    Ok(Report {
        areas: asked.areas,
        from: asked.from,
        to: asked.to,
        by: asked.by,
        per: asked.per,
        lines: lines
            .into_iter()
            .map(|((_, code, period), (name, figures))| line(code, period, name, figures))
            .collect(),
        total: line(String::new(), None, "合计".to_owned(), total),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{Asked, PERIODS, Per, Split};

    #[test]
    fn periods_tile_the_days_that_are_asked() {
        let asked =
            |per, from, to| Asked { areas: Vec::new(), from, to, by: Split::Unit, per: Some(per) };
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
        let long = asked(Per::Day, date(2020, 1, 1), date(2026, 1, 1));
        assert_eq!(long.periods().len(), PERIODS + 1);
    }
}
