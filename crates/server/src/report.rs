//! Figures 统计 from the tallies: what came in, how it was handled, how it ended.
//!
//! A dashboard or a report sums tallies and never scans matters. Every figure counts what happened
//! within the period, so a result may belong to a matter received before it.

mod apart;
mod header;
mod period;

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::area::Area;
use huisheng_domain::id::DivisionId;
use huisheng_domain::tally::Measure;
use huisheng_store::tally::{self, By, Filter, Sum};
use huisheng_store::{Book, Store, StoreError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub use header::{cells, header};
pub use huisheng_domain::tally::{Figures, Rates};
pub use period::{PERIODS, Per};

use crate::naming;
use period::holding;

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
    /// 诉求类型.
    Kind,
    /// 日.
    Day,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Areas, summed.
    pub areas: Vec<Area>,
    /// Divisions with all below them; the whole areas if none.
    pub divisions: Vec<DivisionId>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// What it is split by.
    pub by: Split,
    /// … and by which periods as well.
    pub per: Option<Per>,
    /// What is not counted.
    pub kept: Kept,
}

/// Matters that are not counted: figures must not tell of what a list does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// What is kept from one of these accounts and units, who read the figures.
    From(Vec<Uuid>),
    /// What is kept from anybody: everybody reads the figures.
    FromAnybody,
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

impl Split {
    const fn by(self) -> By {
        match self {
            Self::Unit => By::Unit,
            Self::Division => By::Division,
            Self::Category => By::Category,
            Self::Channel => By::Channel,
            Self::Kind => By::Kind,
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
            Self::Kind => sum.kind.map(|kind| {
                let name = naming::of(naming::KINDS, kind.code());
                (kind.code().to_owned(), name.to_owned())
            }),
            Self::Day => sum.day.and_then(tally::day).map(|day| {
                let day = day.to_string();
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
            Self::Channel | Self::Kind | Self::Day => "",
        }
    }
}

/// The sums of one area, split by `by` at least, without what is kept: lines of one key may come twice.
///
/// # Errors
/// The database.
pub async fn counted(
    store: &Store,
    book: &Book,
    area: Area,
    kept: &Kept,
    filter: &Filter,
    by: &[By],
) -> Result<Vec<Sum>, StoreError> {
    let mut all = tally::sums(store.read(), area, filter, by).await?;
    let apart = apart::sums(store, book, area, kept, filter).await?;
    all.extend(apart.into_iter().map(|sum| Sum { n: -sum.n, ..sum }));
    Ok(all)
}

/// What report figures sum: all but open matters by due day, which are no figure of a period.
pub fn measures() -> Vec<Measure> {
    Measure::ALL.into_iter().filter(|one| *one != Measure::OpenDue).collect()
}

/// Divisions with all below them.
pub fn with_below(book: &Book, divisions: &[DivisionId]) -> BTreeSet<DivisionId> {
    let below = divisions.iter().flat_map(|division| {
        let below = book.divisions.descendants(*division).map(|below| below.id);
        std::iter::once(*division).chain(below)
    });
    below.collect()
}

/// Sums what is asked: one statement an area, whatever it is split by.
///
/// # Errors
/// The database.
pub async fn make(store: &Store, book: &Book, asked: Asked) -> Result<Report, StoreError> {
    // Without a code: sorted behind the others.
    let mut lines: BTreeMap<(bool, String, Option<Date>), (String, Figures)> = BTreeMap::new();
    let mut total = Figures::default();
    let periods = asked.periods();
    let filter = Filter {
        measures: measures(),
        days: Some(tally::number(asked.from)..=tally::number(asked.to)),
        divisions: with_below(book, &asked.divisions).into_iter().collect(),
        units: Vec::new(),
    };
    let mut by = vec![asked.by.by(), By::Measure];
    if asked.per.is_some() && asked.by != Split::Day {
        by.push(By::Day);
    }
    for area in &asked.areas {
        for sum in counted(store, book, *area, &asked.kept, &filter, &by).await? {
            let Some(measure) = sum.measure else { continue };
            let key = asked.by.key(&sum, book);
            let none = key.is_none();
            let (code, name) = key.unwrap_or_else(|| (String::new(), asked.by.none().to_owned()));
            let period = asked.per.and_then(|_| holding(&periods, tally::day(sum.day?)?));
            let line = lines.entry((none, code, period));
            line.or_insert_with(|| (name, Figures::default())).1.add(measure, sum.n);
            total.add(measure, sum.n);
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
            .filter(|(_, (_, figures))| *figures != Figures::default())
            .map(|((_, code, period), (name, figures))| line(code, period, name, figures))
            .collect(),
        total: line(String::new(), None, "合计".to_owned(), total),
    })
}
