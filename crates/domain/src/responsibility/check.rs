//! What is wrong with a list before it counts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Places, ResponsibilityList, ResponsibilityRow, UnitRef};
use crate::category::Categories;
use crate::id::{CategoryId, UnitId};
use crate::unit::Units;

/// One thing wrong. `row` and `other` count the rows as given, from 0.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// The row's category is not in the dictionary.
    UnknownCategory {
        /// The row.
        row: usize,
        /// The category.
        category: CategoryId,
    },
    /// A lead or support unit does not exist.
    UnknownUnit {
        /// The row.
        row: usize,
        /// The unit.
        unit: UnitId,
    },
    /// A lead or support unit is dissolved, and the row is in force.
    InactiveUnit {
        /// The row.
        row: usize,
        /// The unit.
        unit: UnitId,
    },
    /// The row's last day lies before its first.
    EndsBeforeStart {
        /// The row.
        row: usize,
    },
    /// Two rows, equally narrow, count on the same days. Each row is named as the later start once.
    Overlap {
        /// The earlier in the list.
        row: usize,
        /// The later in the list.
        other: usize,
        /// The first such day.
        #[schema(value_type = String, format = Date)]
        from: Date,
        /// The last such day.
        #[schema(value_type = Option<String>, format = Date)]
        to: Option<Date>,
        /// The later start decides; false if both start on one day, when nothing decides.
        settled: bool,
    },
    /// No row counts for the category or for those above, wherever the place.
    Gap {
        /// A category with nothing below it.
        category: CategoryId,
    },
}

impl ResponsibilityList {
    /// Everything wrong with the list if it counts on `on`, rows first, then overlaps, then gaps.
    pub fn findings(&self, categories: &Categories, units: &Units, on: Date) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            row_findings(index, row, categories, units, on, &mut findings);
        }
        let mut overlaps = self.overlaps();
        overlaps.sort_unstable();
        findings.append(&mut overlaps);
        let gaps = categories.leaves(on).filter(|leaf| !self.covers(leaf.id, categories, on));
        findings.extend(gaps.map(|leaf| Finding::Gap { category: leaf.id }));
        findings
    }

    /// Each row that overlaps an earlier start is named once, so a list pasted twice gives as many
    /// findings as it has rows, not their square.
    fn overlaps(&self) -> Vec<Finding> {
        let mut overlaps = Vec::new();
        for group in self.by_category.values().flat_map(Places::groups) {
            let mut by_start: Vec<_> = group.iter().copied().filter(|r| self.runs(*r)).collect();
            by_start.sort_by_key(|row| self.rows[*row].valid_from);
            let (mut previous, mut longest) = (None, None);
            for row in by_start {
                let start = self.rows[row].valid_from;
                let same_start =
                    previous.filter(|other: &usize| self.rows[*other].valid_from == start);
                let reaching = longest.filter(|other: &usize| self.last_day(*other) >= start);
                if let Some(other) = same_start.or(reaching) {
                    overlaps.push(self.overlap(other, row));
                }
                if longest.is_none_or(|other| self.last_day(other) < self.last_day(row)) {
                    longest = Some(row);
                }
                previous = Some(row);
            }
        }
        overlaps
    }

    fn overlap(&self, earlier: usize, later: usize) -> Finding {
        let [one, two] = [earlier, later].map(|row| &self.rows[row]);
        Finding::Overlap {
            row: earlier.min(later),
            other: earlier.max(later),
            from: two.valid_from,
            to: one.valid_to.into_iter().chain(two.valid_to).min(),
            settled: one.valid_from != two.valid_from,
        }
    }

    fn runs(&self, row: usize) -> bool {
        self.rows[row].valid_from <= self.last_day(row)
    }

    fn last_day(&self, row: usize) -> Date {
        self.rows[row].valid_to.unwrap_or(Date::MAX)
    }

    fn covers(&self, leaf: CategoryId, categories: &Categories, on: Date) -> bool {
        let mut rows =
            categories.chain(leaf).filter_map(|category| self.by_category.get(&category.id));
        rows.any(|places| places.groups().flatten().any(|index| self.rows[*index].is_valid_on(on)))
    }
}

fn row_findings(
    row: usize,
    line: &ResponsibilityRow,
    categories: &Categories,
    units: &Units,
    on: Date,
    findings: &mut Vec<Finding>,
) {
    if categories.get(line.category).is_none() {
        findings.push(Finding::UnknownCategory { row, category: line.category });
    }
    if line.valid_to.is_some_and(|last| last < line.valid_from) {
        findings.push(Finding::EndsBeforeStart { row });
    }
    // what has ended may name units that are gone
    let ended = line.valid_to.is_some_and(|last| last < on);
    for unit in std::iter::once(&line.lead).chain(&line.supports) {
        let UnitRef::Unit { unit } = unit else { continue };
        match units.get(*unit) {
            None => findings.push(Finding::UnknownUnit { row, unit: *unit }),
            Some(found) if !found.active && !ended => {
                findings.push(Finding::InactiveUnit { row, unit: *unit });
            }
            Some(_) => {}
        }
    }
}
