//! Micro-grids and dedicated grids inside what ends: they go on under what takes its place.

use std::collections::BTreeSet;

use geo::BooleanOps;
use geo::Contains;
use geo::algorithm::InteriorPoint;
use jiff::civil::Date;

use super::{RedivideRefusal, again, end};
use crate::id::GridId;
use crate::territory::grid::{Grid, GridSet};
use crate::territory::topology;

/// Ends and begins again what lies inside `ended`, and what lies inside that: a grid that stood keeps
/// the parent it had then.
pub(super) fn follow(
    grids: &GridSet,
    ended: &mut Vec<Grid>,
    begun: &mut Vec<Grid>,
    from: Date,
) -> Result<(), RedivideRefusal> {
    let mut gone: BTreeSet<GridId> = ended.iter().map(|grid| grid.id).collect();
    let goes_on = |grid: &&Grid| grid.valid_to.is_none_or(|to| to > from);
    let open: Vec<&Grid> =
        grids.all().iter().filter(|grid| grid.parent.is_some()).filter(goes_on).collect();
    loop {
        let inside = |grid: &&&Grid| {
            !gone.contains(&grid.id) && grid.parent.is_some_and(|parent| gone.contains(&parent))
        };
        let found: Vec<&Grid> = open.iter().filter(inside).copied().collect();
        if found.is_empty() {
            return Ok(());
        }
        for old in found {
            if old.valid_from >= from {
                let on = old.valid_from;
                return Err(RedivideRefusal::InsideBeginsLater { grid: old.id, on });
            }
            let parent = parent(old, begun)?;
            begun.push(Grid { parent: Some(parent), valid_to: old.valid_to, ..again(old, from) });
            ended.push(end(old, from));
            gone.insert(old.id);
        }
    }
}

/// Which of those that came of its parent it lies in.
fn parent(old: &Grid, begun: &[Grid]) -> Result<GridId, RedivideRefusal> {
    let heirs = begun.iter().filter(|grid| old.parent.is_some_and(|p| grid.succeeds.contains(&p)));
    let heirs: Vec<&Grid> = heirs.collect();
    let across = RedivideRefusal::InsideAcross { grid: old.id };
    let sliver = topology::Norms::default().sliver_square_metres;
    if let [only] = heirs[..] {
        let outside = only.outline().zip(old.outline()).map(|(heir, own)| own.difference(heir));
        let stays = outside.is_none_or(|outside| topology::area(&outside) <= sliver);
        return if stays { Ok(only.id) } else { Err(across) };
    }
    let Some(own) = old.outline() else { return Err(across) };
    let at = own.interior_point();
    let holds =
        |heir: &&&Grid| heir.outline().zip(at).is_some_and(|(outline, at)| outline.contains(&at));
    let heir = heirs.iter().find(holds).ok_or(across.clone())?;
    let elsewhere = heirs.iter().filter(|other| other.id != heir.id).filter_map(|h| h.outline());
    let lies_there: f64 = elsewhere.map(|other| topology::area(&other.intersection(own))).sum();
    if lies_there > sliver {
        return Err(across);
    }
    Ok(heir.id)
}
