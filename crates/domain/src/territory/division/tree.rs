//! What every division must satisfy, and the walk up the tree.

use super::{Division, DivisionRefusal, Divisions, NONE};
use crate::id::DivisionId;

/// Positions are 32 bits wide; four thousand million divisions are not to be feared.
pub(super) fn position(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

impl Divisions {
    pub(super) fn position_of(&self, id: DivisionId) -> u32 {
        self.by_id.get(&id).copied().unwrap_or(NONE)
    }

    pub(super) fn parent_position(&self, division: &Division) -> Result<u32, DivisionRefusal> {
        match division.parent {
            None => Ok(NONE),
            Some(parent) => match self.position_of(parent) {
                NONE => Err(DivisionRefusal::ParentUnknown { parent }),
                at => Ok(at),
            },
        }
    }

    /// Whether a newcomer may join, and below which position.
    pub(super) fn admit(&self, division: &Division) -> Result<u32, DivisionRefusal> {
        if self.by_id.contains_key(&division.id) {
            return Err(DivisionRefusal::Repeated { id: division.id });
        }
        let parent = self.parent_position(division)?;
        self.check(division, parent)?;
        Ok(parent)
    }

    pub(super) fn check(&self, division: &Division, parent: u32) -> Result<(), DivisionRefusal> {
        if division.name.trim().is_empty() {
            return Err(DivisionRefusal::NameMissing);
        }
        if division.valid_to.is_some_and(|to| to <= division.valid_from) {
            return Err(DivisionRefusal::EndsBeforeItBegins);
        }
        let depth = self.levels.depth(&division.level);
        if depth.is_none() {
            return Err(DivisionRefusal::LevelUnknown { level: division.level.clone() });
        }
        if let Some(above) = self.divisions.get(parent as usize)
            && self.levels.depth(&above.level) >= depth
        {
            return Err(DivisionRefusal::LevelNotBelowParent {
                child: division.level.clone(),
                parent: above.level.clone(),
            });
        }
        let Some(code) = division.code else { return Ok(()) };
        if let Some(by) = self.by_code(code) {
            return Err(DivisionRefusal::CodeUsedBefore { code, by: by.id });
        }
        match self.chain(parent).find_map(|above| above.code) {
            Some(above) if !code.is_below(above) => {
                Err(DivisionRefusal::CodeNotBelowParent { code, above })
            }
            _ => Ok(()),
        }
    }

    /// Follows every chain once: what a walk meets again within itself is a circle.
    pub(super) fn refuse_circles(&self) -> Result<(), (DivisionId, DivisionRefusal)> {
        let mut walk_of = vec![NONE; self.links.len()];
        for start in 0..self.links.len() {
            let mut at = start;
            while let Some(seen) = walk_of.get_mut(at) {
                if *seen == position(start) {
                    let id = self.divisions[at].id;
                    return Err((id, DivisionRefusal::Circle { id }));
                }
                if *seen != NONE {
                    break;
                }
                *seen = position(start);
                at = self.links[at].parent as usize;
            }
        }
        Ok(())
    }

    /// Makes a division the first child of its parent.
    pub(super) fn hang(&mut self, at: u32) {
        let parent = self.links[at as usize].parent;
        if let Some(above) = self.links.get_mut(parent as usize) {
            let next = std::mem::replace(&mut above.first_child, at);
            self.links[at as usize].next_sibling = next;
        }
    }

    pub(super) fn positions_up(&self, from: u32) -> impl Iterator<Item = u32> {
        let known = |at: u32| (at != NONE).then_some(at);
        std::iter::successors(known(from), move |at| known(self.links[*at as usize].parent))
    }

    pub(super) fn chain(&self, from: u32) -> impl Iterator<Item = &Division> {
        self.positions_up(from).map(|at| &self.divisions[at as usize])
    }
}
