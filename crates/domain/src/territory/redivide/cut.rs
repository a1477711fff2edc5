//! An outline cut along a line.

use geo::algorithm::{Area, Centroid, Distance, Euclidean, unary_union};
use geo::orient::{Direction, Orient};
use geo::{LineString, MultiPolygon, Polygon};
use i_overlay::core::fill_rule::FillRule;
use i_overlay::float::slice::FloatSlice;

use crate::territory::point::Point;
use crate::territory::topology::{self, Norms};

type Ring = Vec<[f64; 2]>;

/// Pieces, slivers among them, that a hand makes at most.
const PIECES: usize = 200;

/// The parts that the line makes, from west to east, then from north to south (DB6101/T 3185); none
/// if it does not part any of the ground. An island that the line does not part goes with the nearest piece.
pub(super) fn cut(outline: &MultiPolygon, line: &[Point]) -> Option<Vec<MultiPolygon>> {
    let path: Ring = line.iter().map(|point| [point.lon(), point.lat()]).collect();
    let (mut parts, mut whole) = (Vec::new(), Vec::new());
    for polygon in &outline.0 {
        let pieces = slices(polygon, &path);
        // So many are refused; to find the neighbour of each would take minutes.
        let pieces = if pieces.len() > PIECES { pieces } else { joined(pieces) };
        if pieces.len() > 1 {
            parts.extend(pieces.into_iter().map(|piece| vec![piece]));
        } else {
            whole.push(polygon.clone());
        }
    }
    if parts.is_empty() {
        return None;
    }
    let pieces = parts.len();
    for island in whole {
        let nearest = nearest(&island, parts[..pieces].iter().map(|part| &part[0]))?;
        parts[nearest].push(island);
    }
    let mut parts: Vec<MultiPolygon> = parts.into_iter().map(MultiPolygon).collect();
    parts.sort_by_key(order);
    Some(parts)
}

fn slices(polygon: &Polygon, path: &Ring) -> Vec<Polygon> {
    let ring = |line: &LineString| line.0.iter().map(|c| [c.x, c.y]).collect::<Ring>();
    let rings: Vec<Ring> =
        std::iter::once(polygon.exterior()).chain(polygon.interiors()).map(ring).collect();
    let line = |ring: Ring| {
        LineString(ring.into_iter().map(|[x, y]| geo::coord! { x: x, y: y }).collect())
    };
    let piece = |rings: Vec<Ring>| {
        let mut rings = rings.into_iter().map(line);
        let exterior = rings.next().unwrap_or(LineString(Vec::new()));
        Polygon::new(exterior, rings.collect())
    };
    rings.slice_by(path, FillRule::EvenOdd).into_iter().map(piece).collect()
}

/// Slivers are the draughtsman's hand: they stay with the piece beside them.
fn joined(mut pieces: Vec<Polygon>) -> Vec<Polygon> {
    let most = Norms::default().sliver_square_metres;
    let square_metres = |piece: &Polygon| topology::area(&MultiPolygon(vec![piece.clone()]));
    pieces.sort_by(|a, b| b.unsigned_area().total_cmp(&a.unsigned_area()));
    let first_sliver = pieces.iter().position(|piece| square_metres(piece) <= most);
    // The largest is one to stay with, whatever its size.
    let kept = first_sliver.unwrap_or(pieces.len()).max(1).min(pieces.len());
    let slivers = pieces.split_off(kept);
    for sliver in slivers {
        let Some(at) = nearest(&sliver, pieces.iter()) else { continue };
        let both = [&pieces[at], &sliver].map(|one| one.orient(Direction::Default));
        // What touches in a corner only stays apart; the piece goes on without it.
        if let [one] = &unary_union(&both).0[..] {
            pieces[at] = one.clone();
        }
    }
    pieces
}

fn nearest<'a>(to: &Polygon, among: impl Iterator<Item = &'a Polygon>) -> Option<usize> {
    let far = among.map(|other| Euclidean.distance(to, other)).enumerate();
    far.min_by(|(_, one), (_, other)| one.total_cmp(other)).map(|(at, _)| at)
}

/// By the middle, to a metre: what lies above one another differs by a hair in longitude.
fn order(part: &MultiPolygon) -> (i64, i64) {
    let middle = part.centroid().map_or((0.0, 0.0), |middle| middle.x_y());
    let metres = |degrees: f64| (degrees * 1e5).round() as i64;
    (metres(middle.0), -metres(middle.1))
}
