//! Divisions 行政区划 and their tree.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::code::DivisionCode;
use super::is_valid;
use super::level::Levels;
use crate::area::Area;
use crate::id::DivisionId;

#[cfg(test)]
mod tests;
mod tree;

use tree::position;

/// One division: a province, a street, a community, a quarter, a building.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Division {
    /// Ours; stays when the code or the name changes.
    pub id: DivisionId,
    /// The statistical code; quarters and buildings have none.
    pub code: Option<DivisionCode>,
    /// As its sign says.
    pub name: String,
    /// The code of a level of [`Levels`].
    pub level: String,
    /// What it belongs to.
    pub parent: Option<DivisionId>,
    /// Set where a cell of storage begins.
    pub area: Option<Area>,
    /// First day.
    pub valid_from: Date,
    /// First day on which it is no more.
    pub valid_to: Option<Date>,
}

impl Division {
    /// Whether it existed on that day.
    pub fn is_valid(&self, on: Date) -> bool {
        is_valid(self.valid_from, self.valid_to, on)
    }
}

/// Why a division cannot join the tree.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum DivisionRefusal {
    /// The name is blank.
    #[error("a division needs a name")]
    NameMissing,
    /// It would end before it begins.
    #[error("a division ends after the day it begins")]
    EndsBeforeItBegins,
    /// The level is not in the list.
    #[error("the level {level} is not in the list of levels")]
    LevelUnknown {
        /// As given.
        level: String,
    },
    /// The id is taken.
    #[error("this division is there already")]
    Repeated {
        /// Whose.
        id: DivisionId,
    },
    /// No such parent.
    #[error("the parent is not in the tree")]
    ParentUnknown {
        /// As given.
        parent: DivisionId,
    },
    /// A parent must stand higher in the list of levels.
    #[error("a {child} does not belong to a {parent}")]
    LevelNotBelowParent {
        /// Level of the division.
        child: String,
        /// Level of its parent.
        parent: String,
    },
    /// The digits do not continue those of the nearest coded division above.
    #[error("the code {code} does not continue {above}")]
    CodeNotBelowParent {
        /// As given.
        code: DivisionCode,
        /// The nearest code above.
        above: DivisionCode,
    },
    /// A code is never given again, even after abolition (practice of the statistics bureau,
    /// DOMAIN §3.1): take the highest used and add one.
    #[error("the code {code} has been used before and is never reused")]
    CodeUsedBefore {
        /// As given.
        code: DivisionCode,
        /// Who has or had it.
        by: DivisionId,
    },
    /// Parents lead back to the division itself.
    #[error("the parents of this division form a circle")]
    Circle {
        /// A member of the circle.
        id: DivisionId,
    },
}

/// No position.
const NONE: u32 = u32::MAX;

/// The place of a division in the tree, as positions; [`NONE`] where there is none.
#[derive(Clone, Copy, Debug)]
struct Links {
    parent: u32,
    first_child: u32,
    next_sibling: u32,
}

/// All divisions that ever were, as a tree. An ancestor is one array look-up away, so a chain costs
/// its depth and the whole country fits.
#[derive(Clone, Debug)]
pub struct Divisions {
    levels: Levels,
    divisions: Vec<Division>,
    links: Vec<Links>,
    by_id: HashMap<DivisionId, u32>,
    by_code: HashMap<DivisionCode, u32>,
}

impl Divisions {
    /// A tree from a list in any order, past divisions included; the first refusal in order of the
    /// list is told with the division it concerns.
    pub fn new(
        levels: Levels,
        divisions: Vec<Division>,
    ) -> Result<Self, (DivisionId, DivisionRefusal)> {
        let mut tree = Self {
            levels,
            links: Vec::with_capacity(divisions.len()),
            by_id: HashMap::with_capacity(divisions.len()),
            by_code: HashMap::with_capacity(divisions.len()),
            divisions: Vec::new(),
        };
        for (at, division) in divisions.iter().enumerate() {
            if tree.by_id.insert(division.id, position(at)).is_some() {
                return Err((division.id, DivisionRefusal::Repeated { id: division.id }));
            }
        }
        tree.divisions = divisions;
        for division in &tree.divisions {
            let parent =
                tree.parent_position(division).map_err(|refusal| (division.id, refusal))?;
            tree.links.push(Links { parent, first_child: NONE, next_sibling: NONE });
        }
        // Levels fall from parent to child, so a circle would be refused as a wrong level; it is
        // looked for first, to be named as what it is.
        tree.refuse_circles()?;
        for at in 0..tree.divisions.len() {
            let division = &tree.divisions[at];
            let checked = tree.check(division, tree.links[at].parent);
            checked.map_err(|refusal| (division.id, refusal))?;
            if let Some(code) = division.code {
                tree.by_code.insert(code, position(at));
            }
        }
        // From the back, so that children keep the order of the list.
        for at in (0..tree.divisions.len()).rev() {
            tree.hang(position(at));
        }
        Ok(tree)
    }

    /// Adds one division below a parent that is there.
    pub fn add(&mut self, division: Division) -> Result<(), DivisionRefusal> {
        let parent = self.admit(&division)?;
        let at = position(self.divisions.len());
        self.by_id.insert(division.id, at);
        if let Some(code) = division.code {
            self.by_code.insert(code, at);
        }
        self.divisions.push(division);
        self.links.push(Links { parent, first_child: NONE, next_sibling: NONE });
        self.hang(at);
        Ok(())
    }

    /// The division of that id.
    pub fn get(&self, id: DivisionId) -> Option<&Division> {
        self.by_id.get(&id).and_then(|at| self.divisions.get(*at as usize))
    }

    /// The division that has, or had, that code.
    pub fn by_code(&self, code: DivisionCode) -> Option<&Division> {
        self.by_code.get(&code).and_then(|at| self.divisions.get(*at as usize))
    }

    /// The parent, its parent and so on to the root.
    pub fn ancestors(&self, id: DivisionId) -> impl Iterator<Item = &Division> {
        self.chain(self.position_of(id)).skip(1)
    }

    /// Whether `id` is `within` or lies below it.
    pub fn is_within(&self, id: DivisionId, within: DivisionId) -> bool {
        let target = self.position_of(within);
        target != NONE && self.positions_up(self.position_of(id)).any(|at| at == target)
    }

    /// Direct children, past ones included.
    pub fn children(&self, id: DivisionId) -> impl Iterator<Item = &Division> {
        let first = self.links.get(self.position_of(id) as usize).map_or(NONE, |l| l.first_child);
        let known = |at: u32| (at != NONE).then_some(at);
        std::iter::successors(known(first), move |at| known(self.links[*at as usize].next_sibling))
            .map(|at| &self.divisions[at as usize])
    }

    /// Everything below `id`, parents before children.
    pub fn descendants(&self, id: DivisionId) -> impl Iterator<Item = &Division> {
        let mut open: Vec<&Division> = self.children(id).collect();
        open.reverse();
        std::iter::from_fn(move || {
            let next = open.pop()?;
            let known = open.len();
            open.extend(self.children(next.id));
            open[known..].reverse();
            Some(next)
        })
    }

    /// The cell of storage `id` lies in: its own or the nearest above.
    pub fn area_of(&self, id: DivisionId) -> Option<Area> {
        self.chain(self.position_of(id)).find_map(|division| division.area)
    }

    /// All divisions, in the order they came.
    pub fn iter(&self) -> impl Iterator<Item = &Division> {
        self.divisions.iter()
    }

    /// The list of levels the tree is checked against.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }
}
