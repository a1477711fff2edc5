//! What came of a grid by re-dividing.

use std::collections::{BTreeSet, HashMap};

use crate::id::GridId;
use crate::territory::grid::Grid;

/// From a grid to those that came of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Heirs(HashMap<GridId, Vec<GridId>>);

impl Heirs {
    pub(super) fn new(grids: &[Grid]) -> Self {
        let mut heirs: HashMap<GridId, Vec<GridId>> = HashMap::new();
        for grid in grids {
            for before in &grid.succeeds {
                heirs.entry(*before).or_default().push(grid.id);
            }
        }
        Self(heirs)
    }

    /// The one grid that came of `grids`, through however many steps, and `stands`. Where several do,
    /// nothing tells which.
    pub(super) fn of(&self, grids: &[GridId], stands: impl Fn(GridId) -> bool) -> Option<GridId> {
        let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
        let mut open = grids.to_vec();
        while let Some(grid) = open.pop() {
            let heirs = self.0.get(&grid).into_iter().flatten().copied();
            for heir in heirs.filter(|heir| seen.insert(*heir)) {
                if stands(heir) {
                    found.insert(heir);
                } else {
                    open.push(heir);
                }
            }
        }
        found.pop_first().filter(|_| found.is_empty())
    }
}
