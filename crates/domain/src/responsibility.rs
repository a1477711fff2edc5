//! The responsibility list 权责清单: which office answers for which category where.
//!
//! A row says for which category (any of the three levels) and where it counts, and who leads.
//! The narrowest row wins: first the narrowest category, then the narrowest place, then the latest
//! start. Routing keeps row and version and says why (DOMAIN §4.5).

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::{CategoryId, DivisionId, ResponsibilityId, UnitId};
use crate::limit::Limit;
use crate::unit::UnitKind;

mod check;
mod dry_run;
mod route;
mod succeed;
#[cfg(test)]
mod tests;

pub use check::Finding;
pub use dry_run::{Change, DryRun, Gap, Load, PastMatter, dry_run};
pub use route::{Reason, Routed, Routing, Unrouted};
pub use succeed::succeed;

/// One row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponsibilityRow {
    /// Its identifier, kept on the matters it routed.
    pub id: ResponsibilityId,
    /// The category, with everything below it.
    pub category: CategoryId,
    /// Where it counts.
    pub scope: Scope,
    /// Who leads 主办.
    pub lead: UnitRef,
    /// Who supports 协办, in order.
    #[serde(default)]
    pub supports: Vec<UnitRef>,
    /// Limits that replace the procedure's, by the name of the clock.
    #[serde(default)]
    pub limits: BTreeMap<String, Limit>,
    /// The law, order or document that says so.
    pub legal_basis: Option<String>,
    /// The first day it counts.
    pub valid_from: Date,
    /// The last day it counts.
    pub valid_to: Option<Date>,
}

impl ResponsibilityRow {
    /// Whether it counts on that day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// Where a row counts, narrowest first at one and the same division.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "where", rename_all = "snake_case")]
pub enum Scope {
    /// In this division and below.
    Division {
        /// The division.
        division: DivisionId,
    },
    /// In every division of the level: one row for all streets.
    Level {
        /// The level's code, `street`.
        level: String,
    },
    /// Everywhere.
    Everywhere,
}

/// Which unit is meant.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum UnitRef {
    /// This one.
    Unit {
        /// The unit.
        unit: UnitId,
    },
    /// The unit of a kind that serves the division of a level around the place: "the community
    /// of the place", "the government of its street".
    OfPlace {
        /// The kind of unit.
        kind: UnitKind,
        /// The level's code.
        level: String,
    },
}

/// A division around a place, with the code of its level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Around<'a> {
    /// The division.
    pub division: DivisionId,
    /// Its level's code, `street`.
    pub level: &'a str,
}

/// One version of the list, indexed. [`findings`](Self::findings) says what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct ResponsibilityList {
    version: u32,
    rows: Vec<ResponsibilityRow>,
    by_category: HashMap<CategoryId, Places>,
}

/// Indices of the rows of one category.
#[derive(Clone, Debug, Default)]
struct Places {
    divisions: HashMap<DivisionId, Vec<usize>>,
    levels: HashMap<String, Vec<usize>>,
    everywhere: Vec<usize>,
}

impl ResponsibilityList {
    /// Indexes `rows` as version `version`. Takes any rows: a draft may be wrong.
    pub fn new(version: u32, rows: Vec<ResponsibilityRow>) -> Self {
        let mut by_category: HashMap<_, Places> = HashMap::new();
        for (index, row) in rows.iter().enumerate() {
            let places = by_category.entry(row.category).or_default();
            let same_place = match &row.scope {
                Scope::Division { division } => places.divisions.entry(*division).or_default(),
                Scope::Level { level } => places.levels.entry(level.clone()).or_default(),
                Scope::Everywhere => &mut places.everywhere,
            };
            same_place.push(index);
        }
        Self { version, rows, by_category }
    }

    /// The version, kept on the matters it routed.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// The rows as given.
    pub fn rows(&self) -> &[ResponsibilityRow] {
        &self.rows
    }
}

impl Places {
    /// Groups of rows that are equally specific.
    fn groups(&self) -> impl Iterator<Item = &[usize]> {
        let named = self.divisions.values().chain(self.levels.values());
        named.map(Vec::as_slice).chain(std::iter::once(self.everywhere.as_slice()))
    }
}
