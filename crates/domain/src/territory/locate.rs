//! Which grid a point or a place lies in, on a day.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;

use geo::{BoundingRect, Coord};
use jiff::civil::Date;
use rstar::{AABB, RTree, RTreeObject};

use super::grid::{Grid, GridKind, Shape};
use super::is_valid;
use super::point::Point;
use super::ring::{Edges, Ring, Side};
use super::window::Window;
use crate::id::{GridId, PlaceId};

mod heirs;
#[cfg(test)]
mod tests;

use heirs::Heirs;

/// The grids a point or a place lies in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Located {
    /// The base grid 基础网格.
    pub base: Option<GridId>,
    /// The dedicated grid 专属网格 inside it.
    pub dedicated: Option<GridId>,
}

impl Located {
    /// The grid that answers: the dedicated one where there is one.
    pub fn grid(self) -> Option<GridId> {
        self.dedicated.or(self.base)
    }
}

/// What a look-up needs to know of a grid.
#[derive(Clone, Copy, Debug)]
struct Entry {
    id: GridId,
    kind: GridKind,
    level: u8,
    valid_from: Date,
    valid_to: Option<Date>,
}

/// One polygon of a grid's outline, with its holes in `GridIndex::holes`.
#[derive(Clone, Copy, Debug)]
struct Part {
    exterior: Ring,
    holes: (u32, u32),
    grid: Entry,
}

/// The envelope of a part and its position in `GridIndex::parts`; small, because a walk through
/// the tree touches many and a part is needed for few.
#[derive(Clone, Copy, Debug)]
struct Leaf {
    envelope: AABB<[f64; 2]>,
    part: u32,
}

impl RTreeObject for Leaf {
    type Envelope = AABB<[f64; 2]>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

/// Finds the grid of a point: an R-tree over the envelopes, then exact containment. Nothing is
/// allocated for a look-up.
///
/// An outline holds its boundary. Where several grids of a kind hold a point (a common boundary, a
/// mistake in drawing, a micro-grid in its grid), the deepest level wins, then a grid that has the
/// point inside over one that has it on the boundary, then the smallest id: always exactly one.
#[derive(Clone, Debug)]
pub struct GridIndex {
    tree: RTree<Leaf>,
    parts: Vec<Part>,
    edges: Edges,
    holes: Vec<Ring>,
    by_place: HashMap<PlaceId, Vec<Entry>>,
    by_id: HashMap<GridId, Entry>,
    heirs: Heirs,
}

/// The best grid so far of one kind, ordered by what makes it better.
type Best = Option<(u8, bool, std::cmp::Reverse<GridId>)>;

impl GridIndex {
    /// Indexes every grid, past ones included.
    pub fn new(grids: &[Grid]) -> Self {
        let (mut edges, mut holes, mut parts) = (Edges::default(), Vec::new(), Vec::new());
        let mut leaves = Vec::new();
        let mut by_place: HashMap<_, Vec<_>> = HashMap::new();
        let mut by_id = HashMap::with_capacity(grids.len());
        for grid in grids {
            let entry = Entry::of(grid);
            by_id.insert(grid.id, entry);
            match &grid.shape {
                Shape::Places(places) => {
                    for place in places {
                        by_place.entry(*place).or_default().push(entry);
                    }
                }
                Shape::Polygon(outline) => {
                    for polygon in &outline.0 {
                        let Some(exterior) = edges.add(polygon.exterior()) else { continue };
                        let from = holes.len();
                        holes.extend(polygon.interiors().iter().filter_map(|h| edges.add(h)));
                        let Ok(from) = u32::try_from(from) else { continue };
                        let Ok(to) = u32::try_from(holes.len()) else { continue };
                        let Ok(part) = u32::try_from(parts.len()) else { continue };
                        let Some(rect) = polygon.exterior().bounding_rect() else { continue };
                        let [low, high] = [rect.min(), rect.max()].map(|at| at.x_y().into());
                        leaves.push(Leaf { envelope: AABB::from_corners(low, high), part });
                        parts.push(Part { exterior, holes: (from, to), grid: entry });
                    }
                }
            }
        }
        let heirs = Heirs::new(grids);
        Self { tree: RTree::bulk_load(leaves), parts, edges, holes, by_place, by_id, heirs }
    }

    /// The grids that held `point` on that day.
    pub fn grid_at(&self, point: Point, on: Date) -> Located {
        let at = Coord { x: point.lon(), y: point.lat() };
        let mut best = [None; 2];
        let _: ControlFlow<()> =
            self.tree.locate_in_envelope_intersecting_int(AABB::from_point([at.x, at.y]), |leaf| {
                let part = &self.parts[leaf.part as usize];
                if part.grid.is_valid(on) {
                    match self.side(part, at) {
                        Side::Outside => {}
                        Side::Boundary => part.grid.compete(&mut best, false),
                        Side::Inside => part.grid.compete(&mut best, true),
                    }
                }
                ControlFlow::Continue(())
            });
        Located::from(best)
    }

    /// The grids that listed `place` on that day.
    pub fn grid_of_place(&self, place: PlaceId, on: Date) -> Located {
        let mut best = [None; 2];
        for entry in self.by_place.get(&place).into_iter().flatten() {
            if entry.is_valid(on) {
                entry.compete(&mut best, true);
            }
        }
        Located::from(best)
    }

    /// A grid said to be the place's own, if it stood on that day.
    pub fn located(&self, grid: GridId, on: Date) -> Option<Located> {
        let entry = self.by_id.get(&grid).filter(|entry| entry.is_valid(on))?;
        let mut best = [None; 2];
        entry.compete(&mut best, true);
        Some(Located::from(best))
    }

    /// The grid that came of this one by re-dividing, if on that day it is one and no more.
    pub fn heir(&self, grid: GridId, on: Date) -> Option<Located> {
        let heir = self.heirs.of(&[grid], |id| self.by_id.get(&id).is_some_and(|e| e.is_valid(on)));
        self.located(heir?, on)
    }

    /// The same of the grids that ever listed `place`.
    pub fn heir_of_list(&self, place: PlaceId, on: Date) -> Option<Located> {
        let listed: Vec<GridId> = self.by_place.get(&place)?.iter().map(|entry| entry.id).collect();
        let heir = self.heirs.of(&listed, |id| self.by_id.get(&id).is_some_and(|e| e.is_valid(on)));
        self.located(heir?, on)
    }

    /// The grids of a day whose outline may lie in `window`: what is around one of its parts does.
    pub fn touching(&self, window: Window, on: Date) -> impl Iterator<Item = GridId> {
        let mut seen = HashSet::new();
        let leaves = self.tree.locate_in_envelope_intersecting(window.envelope());
        leaves
            .map(|leaf| self.parts[leaf.part as usize].grid)
            .filter(move |grid| grid.is_valid(on) && seen.insert(grid.id))
            .map(|grid| grid.id)
    }

    fn side(&self, part: &Part, at: Coord) -> Side {
        let side = part.exterior.side(&self.edges, at);
        if side != Side::Inside {
            return side;
        }
        let (from, to) = part.holes;
        for hole in &self.holes[from as usize..to as usize] {
            match hole.side(&self.edges, at) {
                Side::Outside => {}
                Side::Boundary => return Side::Boundary,
                Side::Inside => return Side::Outside,
            }
        }
        Side::Inside
    }
}

impl Entry {
    fn of(grid: &Grid) -> Self {
        let Grid { id, kind, level, valid_from, valid_to, .. } = *grid;
        Self { id, kind, level, valid_from, valid_to }
    }

    fn is_valid(&self, on: Date) -> bool {
        is_valid(self.valid_from, self.valid_to, on)
    }

    fn compete(&self, best: &mut [Best; 2], inside: bool) {
        let claim = Some((self.level, inside, std::cmp::Reverse(self.id)));
        let standing = &mut best[usize::from(self.kind == GridKind::Dedicated)];
        if claim > *standing {
            *standing = claim;
        }
    }
}

impl From<[Best; 2]> for Located {
    fn from(best: [Best; 2]) -> Self {
        let [base, dedicated] = best.map(|best| best.map(|(_, _, id)| id.0));
        Self { base, dedicated }
    }
}
