//! The grids that are there, as rows of a list name them again.

use std::collections::HashMap;

use huisheng_domain::id::{DivisionId, GridId, Id};
use huisheng_domain::territory::{Grid, GridCode};
use jiff::civil::Date;

use super::Entry;

/// Grids by code of ours or of a platform above, and by name in a community.
pub(super) struct Standing<'g> {
    codes: HashMap<String, Vec<&'g Grid>>,
    names: HashMap<(DivisionId, &'g str), Vec<&'g Grid>>,
}

impl<'g> Standing<'g> {
    pub(super) fn of(grids: &'g [Grid]) -> Self {
        let mut known = Self { codes: HashMap::new(), names: HashMap::new() };
        for grid in grids {
            let own = grid.code.map(|code| code.to_string());
            for code in own.into_iter().chain(grid.external_codes.iter().cloned()) {
                known.codes.entry(code).or_default().push(grid);
            }
            known.names.entry((grid.division, grid.name.as_str())).or_default().push(grid);
        }
        known
    }

    /// The grid a row speaks of: of those that had the code one after another, the one that begins on
    /// the same day; if the row tells no day, the one that stands, or the last that did: a list of before
    /// does not bring back what was re-divided.
    pub(super) fn find(&self, division: DivisionId, entry: &Entry, name: &str) -> Option<&'g Grid> {
        let found = match entry.get("code") {
            Some(code) => {
                let ours = code.parse::<GridCode>().map(|code| code.to_string());
                self.codes.get(ours.as_deref().unwrap_or(code))
            }
            None => self.names.get(&(division, name)),
        };
        let from = first_day(entry);
        let mut found = found?.iter().copied();
        match from {
            Some(from) => found.find(|grid| grid.valid_from == from),
            None => found.max_by_key(|grid| (grid.valid_to.is_none(), grid.valid_from)),
        }
    }

    /// The id it has, or gets.
    pub(super) fn id(&self, division: DivisionId, entry: &Entry, name: &str) -> GridId {
        self.find(division, entry, name).map_or_else(
            || {
                let code = entry.get("code").unwrap_or(name);
                let from = entry.get("valid_from").unwrap_or_default();
                Id::of_code("grid", &format!("{division}/{code}/{from}"))
            },
            |grid| grid.id,
        )
    }
}

/// A day that cannot be read is told with the row.
fn first_day(entry: &Entry) -> Option<Date> {
    entry.days().ok().and_then(|(from, _)| from)
}
