//! From category and place to an office, and why.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Around, Places, ResponsibilityList, ResponsibilityRow, UnitRef};
use crate::category::Categories;
use crate::id::{CategoryId, DivisionId, ResponsibilityId, UnitId};
use crate::limit::Limit;
use crate::unit::{UnitKind, Units};

/// What the list says about a matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "routing", rename_all = "snake_case")]
pub enum Routing {
    /// One row, one lead unit.
    Routed(Routed),
    /// The dispatcher decides.
    Unrouted {
        /// What was missing.
        reason: Unrouted,
    },
    /// Rows that are equally narrow and begin on one day; the dispatcher chooses.
    Ambiguous {
        /// The rows.
        rows: Vec<ResponsibilityId>,
    },
}

/// The answer of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routed {
    /// The row.
    pub row: ResponsibilityId,
    /// The version of the list it stood in.
    pub version: u32,
    /// Who leads.
    pub lead: UnitId,
    /// Who supports, without those that could not be found and without the lead unit.
    pub supports: Vec<UnitId>,
    /// Limits that replace the procedure's, by the name of the clock.
    pub limits: BTreeMap<String, Limit>,
    /// The row's legal basis.
    pub legal_basis: Option<String>,
    /// Why this row and this unit.
    pub because: Vec<Reason>,
}

/// A step of the explanation: why this row and this unit, or why none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Reason {
    /// The matter has no category yet.
    NoCategory,
    /// No row, or no unit, was found.
    Unrouted {
        /// What was missing.
        reason: Unrouted,
    },
    /// Rows that are equally narrow and begin on one day.
    Ambiguous {
        /// The rows.
        rows: Vec<ResponsibilityId>,
    },
    /// The row's category is the matter's, or stands above it.
    Category {
        /// The row's category.
        category: CategoryId,
        /// 0 for the matter's own, 1 and 2 for those above.
        steps_up: u8,
    },
    /// The row names a division around the place.
    Division {
        /// The division.
        division: DivisionId,
        /// 0 for the smallest division around the place.
        steps_up: u8,
    },
    /// The row counts in every division of a level, also in the one around the place.
    Level {
        /// The level's code.
        level: String,
        /// The division of that level.
        division: DivisionId,
    },
    /// The row counts everywhere.
    Everywhere,
    /// The row counts on the day.
    Valid {
        /// Its first day.
        #[schema(value_type = String, format = Date)]
        from: Date,
        /// Its last day.
        #[schema(value_type = Option<String>, format = Date)]
        to: Option<Date>,
    },
    /// It begins later than rows that are equally narrow.
    Latest {
        /// The rows that stand back.
        over: Vec<ResponsibilityId>,
    },
    /// The lead unit serves the division of the level that the row asks for.
    LeadServes {
        /// The division.
        division: DivisionId,
    },
    /// A supporting unit of the row was left out.
    SupportMissing {
        /// Its place among the row's.
        index: usize,
        /// Why.
        reason: Unrouted,
    },
}

/// Why no unit was found.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(tag = "unrouted", rename_all = "snake_case")]
pub enum Unrouted {
    /// The category is not in the dictionary.
    UnknownCategory,
    /// No row for the category and place counts on the day.
    NoRow,
    /// The unit named does not exist.
    UnknownUnit {
        /// The row.
        row: ResponsibilityId,
        /// The unit.
        unit: UnitId,
    },
    /// The unit named is dissolved.
    InactiveUnit {
        /// The row.
        row: ResponsibilityId,
        /// The unit.
        unit: UnitId,
    },
    /// The place is in no division of the level the row asks for.
    NoSuchLevel {
        /// The row.
        row: ResponsibilityId,
        /// The level's code.
        level: String,
    },
    /// No unit of the kind serves the division.
    NoUnitServes {
        /// The row.
        row: ResponsibilityId,
        /// The kind.
        kind: UnitKind,
        /// The division.
        division: DivisionId,
    },
    /// Several units of the kind serve the division: two property companies in one street.
    SeveralUnitsServe {
        /// The row.
        row: ResponsibilityId,
        /// The kind.
        kind: UnitKind,
        /// The division.
        division: DivisionId,
    },
}

impl ResponsibilityList {
    /// The office for a matter of `category` at a place, on the day `on`.
    ///
    /// `around` are the divisions around the place, the smallest first, up to the root; empty where
    /// the place is unknown, when only rows for everywhere count. A row whose lead unit cannot be
    /// found does not give way to a wider row: that would hand a street's matter to the county
    /// unseen.
    pub fn route(
        &self,
        category: CategoryId,
        around: &[Around<'_>],
        on: Date,
        categories: &Categories,
        units: &Units,
    ) -> Routing {
        if categories.get(category).is_none() {
            return Routing::Unrouted { reason: Unrouted::UnknownCategory };
        }
        for (steps_up, category) in (0..).zip(categories.chain(category)) {
            let Some(places) = self.by_category.get(&category.id) else { continue };
            for (indices, place) in places.narrowest_first(around) {
                let latest = self.latest(indices, on);
                let row = match latest.as_slice() {
                    [] => continue,
                    [row] => *row,
                    rows => {
                        return Routing::Ambiguous { rows: rows.iter().map(|r| r.id).collect() };
                    }
                };
                let mut because = vec![
                    Reason::Category { category: category.id, steps_up },
                    place,
                    Reason::Valid { from: row.valid_from, to: row.valid_to },
                ];
                let valid = indices.iter().map(|i| &self.rows[*i]).filter(|r| r.is_valid_on(on));
                let over: Vec<_> = valid.map(|r| r.id).filter(|id| *id != row.id).collect();
                if !over.is_empty() {
                    because.push(Reason::Latest { over });
                }
                return self.routed(row, around, units, because);
            }
        }
        Routing::Unrouted { reason: Unrouted::NoRow }
    }

    /// Of rows equally narrow, those valid that day with the latest start.
    fn latest(&self, indices: &[usize], on: Date) -> Vec<&ResponsibilityRow> {
        let valid = || indices.iter().map(|i| &self.rows[*i]).filter(|row| row.is_valid_on(on));
        let start = valid().map(|row| row.valid_from).max();
        valid().filter(|row| Some(row.valid_from) == start).collect()
    }

    fn routed(
        &self,
        row: &ResponsibilityRow,
        around: &[Around<'_>],
        units: &Units,
        mut because: Vec<Reason>,
    ) -> Routing {
        let lead = match find(row.id, &row.lead, around, units) {
            Ok((lead, served)) => {
                because.extend(served.map(|division| Reason::LeadServes { division }));
                lead
            }
            Err(reason) => return Routing::Unrouted { reason },
        };
        let mut supports = Vec::new();
        for (index, support) in row.supports.iter().enumerate() {
            match find(row.id, support, around, units) {
                Ok((unit, _)) if unit != lead && !supports.contains(&unit) => supports.push(unit),
                Ok(_) => {}
                Err(reason) => because.push(Reason::SupportMissing { index, reason }),
            }
        }
        let (limits, legal_basis) = (row.limits.clone(), row.legal_basis.clone());
        let version = self.version;
        Routing::Routed(Routed {
            row: row.id,
            version,
            lead,
            supports,
            limits,
            legal_basis,
            because,
        })
    }
}

impl Places {
    /// Groups of equally narrow rows around a place: at each division the rows that name it come
    /// before those for its level, everywhere is last.
    fn narrowest_first(&self, around: &[Around<'_>]) -> impl Iterator<Item = (&[usize], Reason)> {
        let at = (0..).zip(around).flat_map(|(steps_up, at)| {
            let (division, level) = (at.division, at.level);
            let named = self
                .divisions
                .get(&division)
                .map(|rows| (rows.as_slice(), Reason::Division { division, steps_up }));
            let of_level = self
                .levels
                .get(level)
                .map(|rows| (rows.as_slice(), Reason::Level { level: level.to_owned(), division }));
            named.into_iter().chain(of_level)
        });
        at.chain(std::iter::once((self.everywhere.as_slice(), Reason::Everywhere)))
    }
}

/// The unit meant, and the division it was found by.
fn find(
    row: ResponsibilityId,
    unit: &UnitRef,
    around: &[Around<'_>],
    units: &Units,
) -> Result<(UnitId, Option<DivisionId>), Unrouted> {
    match unit {
        UnitRef::Unit { unit } => match units.get(*unit) {
            None => Err(Unrouted::UnknownUnit { row, unit: *unit }),
            Some(found) if !found.active => Err(Unrouted::InactiveUnit { row, unit: *unit }),
            Some(_) => Ok((*unit, None)),
        },
        UnitRef::OfPlace { kind, level } => {
            let division = around.iter().find(|at| at.level == *level).map(|at| at.division);
            let division =
                division.ok_or_else(|| Unrouted::NoSuchLevel { row, level: level.clone() })?;
            match units.serving(division, *kind) {
                [unit] => Ok((*unit, Some(division))),
                [] => Err(Unrouted::NoUnitServes { row, kind: *kind, division }),
                _ => Err(Unrouted::SeveralUnitsServe { row, kind: *kind, division }),
            }
        }
    }
}
