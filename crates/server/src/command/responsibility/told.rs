//! A trial of a list in the words of the field: rows, offices and places by their names.

use std::collections::HashMap;
use std::io;

use huisheng_domain::id::{CategoryId, DivisionId, ResponsibilityId, UnitId};
use huisheng_domain::responsibility::{ResponsibilityRow, Scope, UnitRef, Unrouted};
use huisheng_store::Book;

use crate::command::out::say;
use crate::import::finding::{self, Named};
use crate::naming;
use crate::trial::Tried;

/// A list that was tried.
pub(super) struct Told<'a> {
    book: &'a Book,
    rows: &'a [ResponsibilityRow],
    by_id: HashMap<ResponsibilityId, &'a ResponsibilityRow>,
}

impl<'a> Told<'a> {
    /// `rows` in the order in which they were tried.
    pub(super) fn of(book: &'a Book, rows: &'a [ResponsibilityRow]) -> Self {
        Self { book, rows, by_id: rows.iter().map(|row| (row.id, row)).collect() }
    }

    pub(super) fn tell(&self, tried: &Tried) -> io::Result<()> {
        let dispatcher = || "派单员 dispatcher".to_owned();
        say!(
            "version {} against {}: {} matters, {} passed over{}",
            tried.version,
            tried.current,
            tried.matters,
            tried.passed_over,
            if tried.more { ", and more that were not looked at" } else { "" }
        )?;
        let named = |row: usize| {
            let name = self.rows.get(row).map(|row| self.row(row)).unwrap_or_default();
            Named { zh: format!("“{name}”"), en: format!("\"{name}\"") }
        };
        for one in &tried.findings {
            let told =
                finding::responsibility(one, &named, &self.book.categories, &self.book.units);
            let about = finding::row_of(one).and_then(|row| self.rows.get(row));
            let about = about.map(|row| format!("{}: ", self.row(row))).unwrap_or_default();
            say!("finding  {about}[{}] {}\n         {}", told.code, told.zh, told.en)?;
        }
        for gap in &tried.gaps {
            say!(
                "gap      {}  {} matters  {}",
                gap.category,
                gap.matters,
                self.reason(&gap.reason)
            )?;
        }
        for clash in &tried.ambiguous {
            let rows: Vec<String> = clash.rows.iter().map(|id| self.by_id(*id)).collect();
            say!("overlap  {}  {} matters", rows.join(" | "), clash.matters)?;
        }
        for change in &tried.changed {
            say!(
                "change   {}: {} -> {}  {} matters",
                change.category,
                change.from.clone().unwrap_or_else(dispatcher),
                change.to.clone().unwrap_or_else(dispatcher),
                change.matters
            )?;
        }
        for load in &tried.load {
            say!(
                "load     {}  led {}, before {}, after {}",
                load.unit,
                load.led,
                load.before,
                load.after
            )?;
        }
        Ok(())
    }

    /// `路灯 / 东街道 -> 城管局`.
    fn row(&self, row: &ResponsibilityRow) -> String {
        let scope = match &row.scope {
            Scope::Division { division } => self.division(*division),
            Scope::Level { level } => self.level(level),
            Scope::Everywhere => "全域 everywhere".to_owned(),
        };
        let lead = match &row.lead {
            UnitRef::Unit { unit } => self.unit(*unit),
            UnitRef::OfPlace { kind, level } => {
                format!("{}@{}", naming::unit_kind(*kind), self.level(level))
            }
        };
        format!("{} / {scope} -> {lead}", self.category(row.category))
    }

    fn by_id(&self, id: ResponsibilityId) -> String {
        self.by_id.get(&id).map_or_else(|| id.to_string(), |row| self.row(row))
    }

    fn category(&self, id: CategoryId) -> String {
        self.book.categories.get(id).map_or_else(|| id.to_string(), |found| found.name.clone())
    }

    fn unit(&self, id: UnitId) -> String {
        self.book.units.get(id).map_or_else(|| id.to_string(), |found| found.name.clone())
    }

    fn division(&self, id: DivisionId) -> String {
        self.book.divisions.get(id).map_or_else(|| id.to_string(), |found| found.name.clone())
    }

    fn level(&self, code: &str) -> String {
        self.book.divisions.levels().get(code).map_or(code, |level| &level.name).to_owned()
    }

    /// Why nobody was found.
    fn reason(&self, reason: &Unrouted) -> String {
        match reason {
            Unrouted::UnknownCategory => "分类不存在 / no such category".to_owned(),
            Unrouted::NoRow => "清单没有对应的行 / no row of the list counts".to_owned(),
            Unrouted::UnknownUnit { row, unit } => {
                format!("{}：单位 {unit} 不存在 / there is no such unit", self.by_id(*row))
            }
            Unrouted::InactiveUnit { row, unit } => {
                let (row, unit) = (self.by_id(*row), self.unit(*unit));
                format!("{row}：单位“{unit}”已停用 / the unit is dissolved")
            }
            Unrouted::NoSuchLevel { row, level } => {
                let (row, level) = (self.by_id(*row), self.level(level));
                format!(
                    "{row}：事发地不属于任何“{level}” / the place is in no division of that level"
                )
            }
            Unrouted::NoUnitServes { row, kind, division } => {
                let (kind, division) = (naming::unit_kind(*kind), self.division(*division));
                format!(
                    "{}：“{division}”没有“{kind}”单位 / no unit of that kind serves it",
                    self.by_id(*row)
                )
            }
            Unrouted::SeveralUnitsServe { row, kind, division } => {
                let (kind, division) = (naming::unit_kind(*kind), self.division(*division));
                format!(
                    "{}：“{division}”有几个“{kind}”单位 / several units of that kind serve it",
                    self.by_id(*row)
                )
            }
        }
    }
}
