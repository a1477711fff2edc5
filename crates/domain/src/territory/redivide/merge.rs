//! Several grids become one.

use geo::algorithm::unary_union;
use geo::orient::{Direction, Orient};
use geo::{MultiPolygon, Polygon};
use jiff::civil::Date;

use super::{RedivideRefusal, id, listed};
use crate::id::PlaceId;
use crate::territory::grid::{Grid, GridCode, Shape};

pub(super) fn merge(
    old: &[&Grid],
    name: String,
    code: Option<GridCode>,
    from: Date,
) -> Result<Grid, RedivideRefusal> {
    let Some((first, others)) = old.split_first() else { return Err(RedivideRefusal::TooFew) };
    let alike = |one: &Grid| (one.division, one.kind, one.level, one.parent);
    if let Some(unlike) = others.iter().find(|other| alike(other) != alike(first)) {
        return Err(RedivideRefusal::Unlike { grid: unlike.id });
    }
    let sum = |count: fn(&Grid) -> u32| {
        old.iter().fold(0_u32, |sum, grid| sum.saturating_add(count(grid)))
    };
    Ok(Grid {
        id: id(first.division, code, &name, from),
        code,
        external_codes: Vec::new(),
        name,
        shape: shape(old)?,
        households: sum(|grid| grid.households),
        persons: sum(|grid| grid.persons),
        succeeds: old.iter().map(|grid| grid.id).collect(),
        valid_from: from,
        valid_to: None,
        ..**first
    })
}

fn shape(old: &[&Grid]) -> Result<Shape, RedivideRefusal> {
    let outlines: Vec<&MultiPolygon> = old.iter().filter_map(|grid| grid.outline()).collect();
    if outlines.is_empty() {
        let mut places: Vec<PlaceId> = old.iter().flat_map(|grid| listed(grid)).copied().collect();
        places.sort_unstable();
        places.dedup();
        return Ok(Shape::Places(places));
    }
    if outlines.len() < old.len() {
        return Err(RedivideRefusal::Mixed);
    }
    // A union of rings of mixed direction would cancel them out.
    let parts: Vec<Polygon> =
        outlines.iter().flat_map(|one| one.iter()).map(|p| p.orient(Direction::Default)).collect();
    Ok(Shape::Polygon(unary_union(&parts)))
}
