//! Point in ring, exact and without a walk over all edges.

use geo::kernels::RobustKernel;
use geo::{Coord, Kernel, LineString, Orientation};

/// Where a point lies to a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Outside,
    Boundary,
    Inside,
}

/// A closed ring cut into horizontal bands. Each band lists the edges that touch it, so a point
/// meets a handful of edges however long the ring is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ring {
    low: Coord,
    high: Coord,
    bands_per_degree: f64,
    bands: u32,
    first_band: u32,
}

/// The edges of many rings, in bands, in two flat lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    edges: Vec<[Coord; 2]>,
    /// Where each band ends in `edges`; it begins where the one before ends.
    ends: Vec<u32>,
}

/// Aim for this many edges a band.
const EDGES_PER_BAND: usize = 2;

impl Edges {
    /// Takes a ring in; `None` if it has no edge or is not made of numbers.
    pub(super) fn add(&mut self, line: &LineString) -> Option<Ring> {
        let [first, _, ..] = line.0[..] else { return None };
        let corner = |pick: fn(f64, f64) -> f64| {
            line.0.iter().fold(first, |a, c| Coord { x: pick(a.x, c.x), y: pick(a.y, c.y) })
        };
        let (low, high) = (corner(f64::min), corner(f64::max));
        if ![low.x, low.y, high.x, high.y].iter().all(|side| side.is_finite()) {
            return None;
        }
        let bands = u32::try_from((line.0.len() / EDGES_PER_BAND).clamp(1, 4096)).ok()?;
        let height = high.y - low.y;
        let bands_per_degree = if height > 0.0 { f64::from(bands) / height } else { 0.0 };
        let first_band = u32::try_from(self.ends.len()).ok()?;
        let ring = Ring { low, high, bands_per_degree, bands, first_band };
        let mut in_bands = vec![Vec::new(); bands as usize];
        for edge in line.0.windows(2) {
            let (a, b) = (edge[0], edge[1]);
            for band in ring.band(a.y.min(b.y))..=ring.band(a.y.max(b.y)) {
                in_bands[band as usize].push([a, b]);
            }
        }
        for band in in_bands {
            self.edges.extend(band);
            self.ends.push(u32::try_from(self.edges.len()).ok()?);
        }
        Some(ring)
    }

    fn of(&self, band: u32) -> &[[Coord; 2]] {
        let end_of = |band: u32| self.ends[band as usize] as usize;
        let start = if band == 0 { 0 } else { end_of(band - 1) };
        &self.edges[start..end_of(band)]
    }
}

impl Ring {
    /// The lower left and upper right corner.
    pub(super) fn corners(&self) -> [[f64; 2]; 2] {
        [[self.low.x, self.low.y], [self.high.x, self.high.y]]
    }

    /// Never falls as `y` rises, rounding included: a point between the ends of an edge is in one
    /// of the edge's bands.
    fn band(&self, y: f64) -> u32 {
        (((y - self.low.y) * self.bands_per_degree) as u32).min(self.bands - 1)
    }

    /// By winding number with exact arithmetic where an edge is close.
    pub(super) fn side(&self, edges: &Edges, p: Coord) -> Side {
        if p.x < self.low.x || p.x > self.high.x || p.y < self.low.y || p.y > self.high.y {
            return Side::Outside;
        }
        let mut winding = 0;
        for &[a, b] in edges.of(self.first_band + self.band(p.y)) {
            let above = (a.y > p.y, b.y > p.y);
            let right_of_both = p.x > a.x && p.x > b.x;
            let level = a.y == p.y || b.y == p.y;
            if right_of_both || (above.0 == above.1 && !level) {
                continue;
            }
            let turn = if p.x < a.x && p.x < b.x {
                // A point left of the whole edge: no arithmetic needed.
                if b.y > a.y { Orientation::CounterClockwise } else { Orientation::Clockwise }
            } else {
                RobustKernel::orient2d(a, b, p)
            };
            let spans = (a.y.min(b.y)..=a.y.max(b.y)).contains(&p.y);
            match turn {
                Orientation::Collinear if spans => return Side::Boundary,
                Orientation::CounterClockwise if !above.0 && above.1 => winding += 1,
                Orientation::Clockwise if above.0 && !above.1 => winding -= 1,
                _ => {}
            }
        }
        if winding == 0 { Side::Outside } else { Side::Inside }
    }
}
