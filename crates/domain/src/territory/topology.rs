//! Do the grids of a day fit together, and are they of a size one person can answer for?

use std::collections::{BTreeMap, HashMap, HashSet};

use geo::algorithm::{BooleanOps, BoundingRect, InteriorPoint, unary_union};
use geo::{ChamberlainDuquetteArea, LineString, MultiPolygon, Polygon};
use jiff::civil::Date;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use serde::{Deserialize, Serialize};

use super::grid::{Grid, GridKind, Shape};
use super::point::Point;
use crate::id::GridId;

#[cfg(test)]
mod tests;

/// What a grid should be, and how much is let pass.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Norms {
    /// 300 households a grid (GB/T 34300-2017: 300–500 in towns).
    pub households: u32,
    /// About 1,000 persons a grid (the same).
    pub persons: u32,
    /// How far a count may exceed its norm before it is told, in percent.
    pub tolerance_percent: u32,
    /// Overlaps and gaps up to this many square metres are the draughtsman's hand.
    pub sliver_square_metres: f64,
}

impl Default for Norms {
    fn default() -> Self {
        Self { households: 300, persons: 1_000, tolerance_percent: 10, sliver_square_metres: 10.0 }
    }
}

/// Something to look at on the map. Areas are in square metres, on a sphere (within 1 %).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "problem")]
pub enum Problem {
    /// Two grids of one kind and level claim the same ground.
    Overlap {
        /// The one listed first.
        first: GridId,
        /// The other.
        second: GridId,
        /// How much.
        square_metres: f64,
        /// Somewhere in it.
        at: Option<Point>,
    },
    /// Ground that no base grid of this level claims, although one should.
    Gap {
        /// Level of the grids around.
        level: u8,
        /// The larger grid that is not covered; none for a hole between grids without a parent.
        parent: Option<GridId>,
        /// How much.
        square_metres: f64,
        /// Somewhere in it.
        at: Option<Point>,
    },
    /// More households than one grid should have.
    TooManyHouseholds {
        /// Where.
        grid: GridId,
        /// How many.
        households: u32,
    },
    /// More persons than one grid should have.
    TooManyPersons {
        /// Where.
        grid: GridId,
        /// How many.
        persons: u32,
    },
}

/// A grid with an outline.
type Drawn<'a> = (&'a Grid, &'a MultiPolygon);

/// Problems among the grids that stand on `on`.
///
/// Only grids of the same kind and level are compared: a dedicated grid lies inside a base grid and
/// a micro-grid inside its grid by intention. **Overlaps** are told for both kinds, pair by pair.
/// **Gaps** are told for base grids only, since dedicated grids are islands. The ground that should
/// be covered is the parent's outline for grids with a drawn base parent, and otherwise what the
/// grids of the level enclose: a hole that their union leaves. Ground between grids that is open
/// to the outside cannot be told from land that belongs to nobody and is no gap.
/// Grids given as lists of places have no ground. The size **norms** hold for base grids
/// that no smaller base grid divides.
pub fn check(grids: &[Grid], norms: &Norms, on: Date) -> Vec<Problem> {
    let standing: Vec<&Grid> = grids.iter().filter(|grid| grid.is_valid(on)).collect();
    let mut groups: BTreeMap<(GridKind, u8), Vec<Drawn>> = BTreeMap::new();
    for grid in &standing {
        if let Shape::Polygon(outline) = &grid.shape {
            groups.entry((grid.kind, grid.level)).or_default().push((grid, outline));
        }
    }
    let mut problems = Vec::new();
    for ((kind, level), group) in &groups {
        overlaps(group, norms, &mut problems);
        if *kind == GridKind::Base {
            gaps(*level, group, &groups, norms, &mut problems);
        }
    }
    oversized(&standing, norms, &mut problems);
    problems
}

fn overlaps(group: &[Drawn], norms: &Norms, problems: &mut Vec<Problem>) {
    let envelope = |(at, (_, outline)): (usize, &Drawn)| {
        let rect = outline.bounding_rect()?;
        let corners = (rect.min().x_y().into(), rect.max().x_y().into());
        let rectangle = Rectangle::<[f64; 2]>::from_corners(corners.0, corners.1);
        Some(GeomWithData::new(rectangle, at))
    };
    let tree = RTree::bulk_load(group.iter().enumerate().filter_map(envelope).collect());
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for one in tree.iter() {
        let window = AABB::from_corners(one.geom().lower(), one.geom().upper());
        let others = tree.locate_in_envelope_intersecting(window).map(|other| other.data);
        pairs.extend(others.filter(|other| one.data < *other).map(|other| (one.data, other)));
    }
    pairs.sort_unstable();
    for (a, b) in pairs {
        let shared = group[a].1.intersection(group[b].1);
        let square_metres = area(&shared);
        if square_metres > norms.sliver_square_metres {
            let at = somewhere_in(&shared);
            let (first, second) = (group[a].0.id, group[b].0.id);
            problems.push(Problem::Overlap { first, second, square_metres, at });
        }
    }
}

fn gaps(
    level: u8,
    group: &[Drawn],
    groups: &BTreeMap<(GridKind, u8), Vec<Drawn>>,
    norms: &Norms,
    problems: &mut Vec<Problem>,
) {
    let parents: HashMap<GridId, &MultiPolygon> = groups
        .range((GridKind::Base, 0)..(GridKind::Base, level))
        .flat_map(|(_, drawn)| drawn.iter().map(|(grid, outline)| (grid.id, *outline)))
        .collect();
    let mut by_parent: BTreeMap<Option<GridId>, Vec<Polygon>> = BTreeMap::new();
    for (grid, outline) in group {
        let parent = grid.parent.filter(|parent| parents.contains_key(parent));
        by_parent.entry(parent).or_default().extend(outline.iter().map(turned));
    }
    for (parent, parts) in by_parent {
        let covered = unary_union(&parts);
        let missing = match parent.and_then(|parent| parents.get(&parent)) {
            Some(whole) => whole.difference(&covered),
            None => {
                let holes = covered.iter().flat_map(|part| part.interiors().to_vec());
                let filled = holes.map(|hole| Polygon::new(hole, Vec::new()));
                // A grid may stand as an island in such a hole.
                MultiPolygon(filled.collect()).difference(&covered)
            }
        };
        for gap in missing {
            let gap = MultiPolygon(vec![gap]);
            let square_metres = area(&gap);
            if square_metres > norms.sliver_square_metres {
                problems.push(Problem::Gap {
                    level,
                    parent,
                    square_metres,
                    at: somewhere_in(&gap),
                });
            }
        }
    }
}

/// Outer rings counter-clockwise: a union of rings of mixed direction would cancel them out.
fn turned(polygon: &Polygon) -> Polygon {
    use geo::orient::{Direction, Orient};
    polygon.orient(Direction::Default)
}

fn oversized(standing: &[&Grid], norms: &Norms, problems: &mut Vec<Problem>) {
    let base = || standing.iter().filter(|grid| grid.kind == GridKind::Base);
    let divided: HashSet<GridId> = base().filter_map(|grid| grid.parent).collect();
    let exceeds = |count: u32, norm: u32| {
        u64::from(count) * 100 > u64::from(norm) * (100 + u64::from(norms.tolerance_percent))
    };
    for grid in base().filter(|grid| !divided.contains(&grid.id)) {
        let (households, persons) = (grid.households, grid.persons);
        if exceeds(households, norms.households) {
            problems.push(Problem::TooManyHouseholds { grid: grid.id, households });
        }
        if exceeds(persons, norms.persons) {
            problems.push(Problem::TooManyPersons { grid: grid.id, persons });
        }
    }
}

/// Square metres within an outline. Ring by ring: of a hole that was drawn the other way round than the
/// outline, the sum of a polygon would add the ground.
pub fn area(outline: &MultiPolygon) -> f64 {
    let within = |ring: &LineString| {
        Polygon::new(ring.clone(), Vec::new()).chamberlain_duquette_unsigned_area()
    };
    let part =
        |part: &Polygon| within(part.exterior()) - part.interiors().iter().map(within).sum::<f64>();
    outline.iter().map(part).sum()
}

fn somewhere_in(outline: &MultiPolygon) -> Option<Point> {
    let inside = outline.interior_point()?;
    Point::new(inside.x(), inside.y()).ok()
}
