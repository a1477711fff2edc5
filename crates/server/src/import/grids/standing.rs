//! The grids that are there, as rows of a list name them again.

use std::collections::HashMap;

use huisheng_domain::id::{DivisionId, GridId, Id};
use huisheng_domain::territory::{Grid, GridCode};
use jiff::civil::Date;

use super::Entry;

/// Grids by id, by the code of their own, and in a community by name and by the code of a platform above.
pub(super) struct Standing<'g> {
    ids: HashMap<GridId, &'g Grid>,
    codes: HashMap<GridCode, Vec<&'g Grid>>,
    names: HashMap<(DivisionId, &'g str), Vec<&'g Grid>>,
}

impl<'g> Standing<'g> {
    pub(super) fn of(grids: &'g [Grid]) -> Self {
        let mut known = Self { ids: HashMap::new(), codes: HashMap::new(), names: HashMap::new() };
        for grid in grids {
            known.ids.insert(grid.id, grid);
            if let Some(code) = grid.code {
                known.codes.entry(code).or_default().push(grid);
            }
            let others = grid.external_codes.iter().map(String::as_str);
            for name in others.chain([grid.name.as_str()]) {
                known.names.entry((grid.division, name)).or_default().push(grid);
            }
        }
        known
    }

    /// The grid a row speaks of: the one that the same row made before, so that a list from before a
    /// re-dividing changes nothing; else, of those that had the code one after another, the one that begins
    /// on the same day; if the row tells no day, the one that stands, or the last that did. Platforms above
    /// number anew in each community.
    pub(super) fn find(&self, division: DivisionId, entry: &Entry, name: &str) -> Option<&'g Grid> {
        if let Some(made) = self.ids.get(&made(division, entry, name)) {
            return Some(made);
        }
        let code = entry.get("code");
        let found = match code.and_then(|code| code.parse::<GridCode>().ok()) {
            Some(code) => self.codes.get(&code),
            None => self.names.get(&(division, code.unwrap_or(name))),
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
        self.find(division, entry, name).map_or_else(|| made(division, entry, name), |grid| grid.id)
    }
}

/// The id that a row gives to a grid that is not there yet.
fn made(division: DivisionId, entry: &Entry, name: &str) -> GridId {
    let code = entry.get("code").unwrap_or(name);
    let from = entry.get("valid_from").unwrap_or_default();
    Id::of_code("grid", &format!("{division}/{code}/{from}"))
}

/// A day that cannot be read is told with the row.
fn first_day(entry: &Entry) -> Option<Date> {
    entry.days().ok().and_then(|(from, _)| from)
}
