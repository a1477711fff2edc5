//! Re-dividing 划分调整: grids drawn, redrawn, split and merged, from a day on.
//!
//! Nothing is changed backwards: what stood ends on the day, what comes begins on it, so every count
//! over the days before uses the grids of those days (DOMAIN §3.2).

use std::collections::{BTreeSet, HashMap};

use geo::{BooleanOps, BoundingRect, Intersects, MultiPolygon, Validation};
use jiff::civil::Date;

use super::gazetteer::Gazetteer;
use super::grid::{Grid, GridCode, GridKind, GridRefusal, GridSet, Shape};
use super::point::Point;
use super::topology::{self, Norms};
use crate::id::{DivisionId, GridId, PlaceId};

mod cut;
mod inside;
mod merge;
mod refusal;
mod split;
#[cfg(test)]
mod tests;

pub use refusal::RedivideRefusal;

/// What is to change.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// One more grid.
    Draw(Drawn),
    /// A grid gets another outline and keeps name, code and kind.
    Redraw {
        /// Which.
        grid: GridId,
        /// The new one.
        outline: MultiPolygon,
    },
    /// A line cuts a grid.
    Split {
        /// Which.
        grid: GridId,
        /// Along these points.
        line: Vec<Point>,
        /// What the parts are called, from west to east, then from north to south; proposed if
        /// left out.
        parts: Option<Vec<Part>>,
    },
    /// Several grids become one.
    Merge {
        /// Which: of one community, kind, level and parent.
        grids: Vec<GridId>,
        /// Of the new one.
        name: String,
        /// Of the new one.
        code: Option<GridCode>,
    },
}

/// A grid that is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Free.
    pub name: String,
    /// The community or village.
    pub division: DivisionId,
    /// Base or dedicated.
    pub kind: GridKind,
    /// 1 for a grid, 2 for a micro-grid.
    pub level: u8,
    /// The larger grid it is part of.
    pub parent: Option<GridId>,
    /// The recommended code.
    pub code: Option<GridCode>,
    /// Its ground.
    pub outline: MultiPolygon,
    /// Households.
    pub households: u32,
    /// Persons.
    pub persons: u32,
}

/// A part of a grid that was split.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Free.
    pub name: String,
    /// The recommended code; one part may take that of the whole.
    pub code: Option<GridCode>,
    /// Households.
    pub households: u32,
    /// Persons.
    pub persons: u32,
}

/// What a change makes of the grids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Redivided {
    /// With the day on which they are no more. Micro-grids and dedicated grids of what ends too: they
    /// get another parent.
    pub ended: Vec<Grid>,
    /// What takes their place; what the change names comes first.
    pub begun: Vec<Grid>,
    /// Grids of other communities on whose ground something would lie that did not lie there before.
    pub taken: Vec<GridId>,
    /// Places of what ended that have no grid from the day on: no point tells in which part they lie.
    pub stranded: Vec<PlaceId>,
}

/// Decides what `change` makes of the grids `from` a day on.
///
/// # Errors
/// Why it cannot be.
pub fn redivide(
    grids: &GridSet,
    places: &Gazetteer,
    change: Change,
    from: Date,
    today: Date,
) -> Result<Redivided, RedivideRefusal> {
    if from < today {
        return Err(RedivideRefusal::InThePast { today });
    }
    let (ending, mut begun) = match change {
        Change::Draw(drawn) => (Vec::new(), vec![draw(grids, drawn, from)?]),
        Change::Redraw { grid, outline } => {
            let old = standing(grids, grid, from)?;
            (vec![old], vec![redraw(old, outline, from)?])
        }
        Change::Split { grid, line, parts } => {
            let old = standing(grids, grid, from)?;
            (vec![old], split::split(old, &line, parts, from)?)
        }
        Change::Merge { grids: ids, name, code } => {
            let distinct: BTreeSet<GridId> = ids.iter().copied().collect();
            if distinct.len() != ids.len() || ids.len() < 2 {
                return Err(RedivideRefusal::TooFew);
            }
            let old: Vec<&Grid> =
                ids.iter().map(|id| standing(grids, *id, from)).collect::<Result<_, _>>()?;
            let new = merge::merge(&old, name, code, from)?;
            (old, vec![new])
        }
    };
    let mut ended: Vec<Grid> = ending.into_iter().map(|grid| end(grid, from)).collect();
    inside::follow(grids, &mut ended, &mut begun, from)?;
    let after = after(grids, &ended, &begun)?;
    let taken = taken(grids, &ended, &begun, from);
    let stranded = stranded(&after, places, &ended, from);
    Ok(Redivided { ended, begun, taken, stranded })
}

/// A grid that can be changed on that day.
fn standing(grids: &GridSet, id: GridId, from: Date) -> Result<&Grid, RedivideRefusal> {
    let grid = grids.get(id).ok_or(RedivideRefusal::Unknown { grid: id })?;
    if let Some(on) = grid.valid_to {
        return Err(RedivideRefusal::Ended { grid: id, on });
    }
    if from <= grid.valid_from {
        return Err(RedivideRefusal::BeginsLater { grid: id, on: grid.valid_from });
    }
    Ok(grid)
}

fn end(grid: &Grid, from: Date) -> Grid {
    Grid { valid_to: Some(from), ..grid.clone() }
}

/// Grids of other communities that lose ground: more than a sliver of it, and not to what lay there already.
fn taken(grids: &GridSet, ended: &[Grid], begun: &[Grid], from: Date) -> Vec<GridId> {
    let mut taken = BTreeSet::new();
    for own in begun {
        let Some(outline) = own.outline() else { continue };
        let before = ended.iter().filter_map(Grid::outline);
        let new = before.fold(outline.clone(), |left, before| left.difference(before));
        let Some(around) = new.bounding_rect() else { continue };
        let others = grids.all().iter().filter(|other| {
            other.division != own.division && other.valid_to.is_none_or(|to| to > from)
        });
        for other in others {
            let near = |ground: &MultiPolygon| {
                ground.bounding_rect().is_some_and(|rect| rect.intersects(&around))
            };
            let Some(ground) = other.outline().filter(|ground| near(ground)) else { continue };
            if topology::area(&new.intersection(ground)) > Norms::default().sliver_square_metres {
                taken.insert(other.id);
            }
        }
    }
    taken.into_iter().collect()
}

fn draw(grids: &GridSet, drawn: Drawn, from: Date) -> Result<Grid, RedivideRefusal> {
    let Drawn { name, division, kind, level, parent, code, outline, households, persons } = drawn;
    if level == 0 {
        return Err(RedivideRefusal::NoLevel);
    }
    let (id, shape) = (id(division, code, &name, from), Shape::Polygon(sound(outline)?));
    // A micro-grid is part of a grid of its own community.
    if parent.and_then(|parent| grids.get(parent)).is_some_and(|above| above.division != division) {
        return Err(RedivideRefusal::Grid { grid: id, why: GridRefusal::ParentUnfit });
    }
    let (external_codes, succeeds, valid_to) = (Vec::new(), Vec::new(), None);
    let valid_from = from;
    Ok(Grid {
        id,
        code,
        external_codes,
        name,
        division,
        parent,
        level,
        kind,
        shape,
        households,
        persons,
        succeeds,
        valid_from,
        valid_to,
    })
}

fn redraw(old: &Grid, outline: MultiPolygon, from: Date) -> Result<Grid, RedivideRefusal> {
    Ok(Grid { shape: Shape::Polygon(sound(outline)?), ..again(old, from) })
}

/// The same grid, begun on that day.
fn again(old: &Grid, from: Date) -> Grid {
    Grid {
        id: id(old.division, old.code, &old.name, from),
        succeeds: vec![old.id],
        valid_from: from,
        valid_to: None,
        ..old.clone()
    }
}

/// As an import of the same grid would name it.
fn id(division: DivisionId, code: Option<GridCode>, name: &str, from: Date) -> GridId {
    let code = code.map_or_else(|| name.to_owned(), |code| code.to_string());
    GridId::of_code("grid", &format!("{division}/{code}/{from}"))
}

/// An outline that holds ground and does not cross itself.
fn sound(outline: MultiPolygon) -> Result<MultiPolygon, RedivideRefusal> {
    use geo::CoordsIter;
    let on_earth = |c: geo::Coord| Point::new(c.x, c.y).is_ok();
    if !outline.coords_iter().all(on_earth) {
        return Err(RedivideRefusal::OutlineOffEarth);
    }
    if !outline.is_valid() {
        return Err(RedivideRefusal::OutlineCrosses);
    }
    // There and back on one line crosses nothing and holds nothing.
    let holds = topology::area(&outline) > Norms::default().sliver_square_metres;
    if holds { Ok(outline) } else { Err(RedivideRefusal::OutlineEmpty) }
}

/// All grids as they will be, checked.
fn after(grids: &GridSet, ended: &[Grid], begun: &[Grid]) -> Result<GridSet, RedivideRefusal> {
    let ended: HashMap<GridId, &Grid> = ended.iter().map(|grid| (grid.id, grid)).collect();
    let kept = grids.all().iter().map(|grid| ended.get(&grid.id).copied().unwrap_or(grid));
    let all = kept.chain(begun).cloned().collect();
    GridSet::new(all).map_err(|(grid, why)| RedivideRefusal::Grid { grid, why })
}

/// Places that were in a grid that ended and are in none from the day on.
fn stranded(after: &GridSet, places: &Gazetteer, ended: &[Grid], from: Date) -> Vec<PlaceId> {
    let gone: BTreeSet<GridId> = ended.iter().map(|grid| grid.id).collect();
    let listed: BTreeSet<PlaceId> = ended.iter().flat_map(listed).copied().collect();
    let concerned = places.all().iter().filter(|place| {
        place.grid.is_some_and(|grid| gone.contains(&grid)) || listed.contains(&place.id)
    });
    let mut concerned = concerned.map(|place| place.id).peekable();
    if concerned.peek().is_none() {
        return Vec::new();
    }
    let index = after.index();
    concerned.filter(|place| places.grid_of(*place, &index, from).grid().is_none()).collect()
}

fn listed(grid: &Grid) -> &[PlaceId] {
    match &grid.shape {
        Shape::Places(places) => places,
        Shape::Polygon(_) => &[],
    }
}
