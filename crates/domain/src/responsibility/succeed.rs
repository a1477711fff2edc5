//! A draft that counts from a day on: the list before it ends on the eve.

use std::collections::HashSet;

use jiff::civil::Date;

use super::ResponsibilityRow;
use crate::id::Id;

/// The rows of a version in which `draft` follows `current` on `from`: rows that both have stay as
/// they are, other rows of `current` end on the eve, other rows of `draft` begin on `from`.
pub fn succeed(
    current: &[ResponsibilityRow],
    draft: &[ResponsibilityRow],
    from: Date,
) -> Vec<ResponsibilityRow> {
    let eve = from.yesterday().unwrap_or(from);
    let both = |row: &ResponsibilityRow, other: &[ResponsibilityRow]| other.contains(row);
    let mut rows = Vec::with_capacity(current.len() + draft.len());
    for row in current {
        if both(row, draft) || row.valid_to.is_some_and(|last| last < from) {
            rows.push(row.clone());
        } else if row.valid_from < from {
            rows.push(ResponsibilityRow { valid_to: Some(eve), ..row.clone() });
        }
    }
    let taken: HashSet<_> = rows.iter().map(|row| row.id).collect();
    for row in draft.iter().filter(|row| !both(row, current)) {
        if row.valid_to.is_some_and(|last| last < from) {
            continue;
        }
        let starts = row.valid_from.max(from);
        // A matter keeps the row that routed it: one that begins anew is another row.
        let anew = starts != row.valid_from || taken.contains(&row.id);
        let id = if anew {
            Id::of_code("responsibility.from", &format!("{}/{starts}", row.id))
        } else {
            row.id
        };
        rows.push(ResponsibilityRow { id, valid_from: starts, ..row.clone() });
    }
    rows
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::succeed;
    use crate::id::Id;
    use crate::responsibility::{ResponsibilityRow, Scope, UnitRef};

    fn row(name: &str, lead: &str, from: i16, to: Option<i16>) -> ResponsibilityRow {
        ResponsibilityRow {
            id: Id::of_code("row", name),
            category: Id::of_code("category", "lamps"),
            scope: Scope::Everywhere,
            lead: UnitRef::Unit { unit: Id::of_code("unit", lead) },
            supports: Vec::new(),
            limits: std::collections::BTreeMap::new(),
            legal_basis: None,
            valid_from: date(from, 1, 1),
            valid_to: to.map(|year| date(year, 12, 31)),
        }
    }

    #[test]
    fn a_draft_takes_over_on_its_day_and_not_before() {
        let day = date(2026, 7, 1);
        let same = row("same", "parks", 2020, None);
        let current = [
            same.clone(),
            row("lamps", "urban", 2020, None),
            row("past", "urban", 2010, Some(2015)),
            row("planned", "urban", 2027, None),
        ];
        let draft = [
            same.clone(),
            row("lamps", "housing", 2020, None),
            row("over", "housing", 2010, Some(2019)),
            row("later", "housing", 2028, None),
        ];
        let rows = succeed(&current, &draft, day);
        let told: Vec<_> = rows
            .iter()
            .map(|row| {
                let lead = &row.lead;
                let urban = *lead == UnitRef::Unit { unit: Id::of_code("unit", "urban") };
                (urban, row.valid_from, row.valid_to)
            })
            .collect();
        assert_eq!(
            told,
            [
                (false, date(2020, 1, 1), None),
                (true, date(2020, 1, 1), Some(date(2026, 6, 30))),
                (true, date(2010, 1, 1), Some(date(2015, 12, 31))),
                (false, day, None),
                (false, date(2028, 1, 1), None),
            ]
        );
        assert_eq!(rows[0], same);
        // The row that ends keeps its id for the matters it routed; the one that begins has its own.
        assert_eq!(rows[1].id, Id::of_code("row", "lamps"));
        assert_ne!(rows[3].id, rows[1].id);
        assert_eq!(rows[4].id, Id::of_code("row", "later"));
    }
}
