//! Point in ring, exact and without a walk over all edges.

#[cfg(test)]
mod tests;

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
/// meets a handful of edges however long the ring is, and knows a stretch that is all inside, where
/// most points need no edge at all.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ring {
    /// Latitudes.
    low: f64,
    high: f64,
    bands_per_degree: f64,
    bands: u32,
    first_band: u32,
}

/// The edges of many rings, in bands, in two flat lists.
#[derive(Clone, Debug, Default)]
pub(super) struct Edges {
    edges: Vec<[Coord; 2]>,
    bands: Vec<Band>,
}

#[derive(Clone, Copy, Debug)]
struct Band {
    /// Where it ends in `edges`; it begins where the one before ends.
    end: u32,
    /// Longitudes between which no edge passes and all is inside. In half the precision, since a
    /// look-up waits for memory more than for anything else.
    inside: [f32; 2],
}

/// No longitude lies in it.
const NOWHERE: [f32; 2] = [f32::INFINITY, f32::NEG_INFINITY];

/// Aim for this many edges a band.
const EDGES_PER_BAND: usize = 2;
/// An edge stands in so many bands, on average, at most: a comb, whose teeth are as high as it, gets few bands
/// instead of a list of all teeth in each of thousands.
const BANDS_PER_EDGE: usize = 16;

impl Edges {
    /// Takes a ring in; `None` if it has no edge or is not made of numbers.
    pub(super) fn add(&mut self, line: &LineString) -> Option<Ring> {
        let [first, _, ..] = line.0[..] else { return None };
        if !line.0.iter().all(|corner| corner.x.is_finite() && corner.y.is_finite()) {
            return None;
        }
        let ends =
            |(low, high): (f64, f64), corner: &Coord| (low.min(corner.y), high.max(corner.y));
        let (low, high) = line.0.iter().fold((first.y, first.y), ends);
        let height = high - low;
        let first_band = u32::try_from(self.bands.len()).ok()?;
        let in_bands = |bands: u32| {
            let bands_per_degree = if height > 0.0 { f64::from(bands) / height } else { 0.0 };
            Ring { low, high, bands_per_degree, bands, first_band }
        };
        let mut ring =
            in_bands(u32::try_from((line.0.len() / EDGES_PER_BAND).clamp(1, 4096)).ok()?);
        while ring.bands > 1 && ring.touches(line) > BANDS_PER_EDGE * line.0.len() {
            ring = in_bands(ring.bands / 2);
        }
        let bands = ring.bands;
        let mut in_bands = vec![Vec::new(); bands as usize];
        for edge in line.0.windows(2) {
            let (a, b) = (edge[0], edge[1]);
            for band in ring.band(a.y.min(b.y))..=ring.band(a.y.max(b.y)) {
                in_bands[band as usize].push([a, b]);
            }
        }
        for band in in_bands {
            self.edges.extend(band);
            self.bands.push(Band { end: u32::try_from(self.edges.len()).ok()?, inside: NOWHERE });
        }
        for band in 0..bands {
            self.bands[(first_band + band) as usize].inside = self.inside(&ring, band);
        }
        Some(ring)
    }

    /// The widest stretch of a band between its edges that lies inside. No edge passes through it, so
    /// one point tells of all.
    fn inside(&self, ring: &Ring, band: u32) -> [f32; 2] {
        let y = ring.low + (f64::from(band) + 0.5) / ring.bands_per_degree;
        if ring.band(y) != band {
            return NOWHERE;
        }
        let edges = self.of(ring.first_band + band);
        let mut spans: Vec<[f64; 2]> =
            edges.iter().map(|[a, b]| [a.x.min(b.x), a.x.max(b.x)]).collect();
        spans.sort_unstable_by(|one, other| one[0].total_cmp(&other[0]));
        let Some(([_, first], others)) = spans.split_first() else { return NOWHERE };
        let (mut widest, mut width, mut reach) = (NOWHERE, 0.0, *first);
        for &[from, to] in others {
            let x = reach + (from - reach) / 2.0;
            if from - reach > width && ring.side(self, Coord { x, y }) == Side::Inside {
                (widest, width) = (within(reach, from), from - reach);
            }
            reach = reach.max(to);
        }
        widest
    }

    fn of(&self, band: u32) -> &[[Coord; 2]] {
        let end_of = |band: u32| self.bands[band as usize].end as usize;
        let start = if band == 0 { 0 } else { end_of(band - 1) };
        &self.edges[start..end_of(band)]
    }
}

/// The stretch, not a hair wider.
fn within(from: f64, to: f64) -> [f32; 2] {
    let (low, high) = (from as f32, to as f32);
    [
        if f64::from(low) < from { low.next_up() } else { low },
        if f64::from(high) > to { high.next_down() } else { high },
    ]
}

impl Ring {
    /// Bands that each edge touches, in sum.
    fn touches(&self, line: &LineString) -> usize {
        let touched = |edge: &[Coord]| {
            let (low, high) = (edge[0].y.min(edge[1].y), edge[0].y.max(edge[1].y));
            (self.band(high) - self.band(low)) as usize + 1
        };
        line.0.windows(2).map(touched).sum()
    }

    /// Never falls as `y` rises, rounding included: a point between the ends of an edge is in one
    /// of the edge's bands.
    fn band(&self, y: f64) -> u32 {
        (((y - self.low) * self.bands_per_degree) as u32).min(self.bands - 1)
    }

    /// By winding number with exact arithmetic where an edge is close.
    pub(super) fn side(&self, edges: &Edges, p: Coord) -> Side {
        if p.y < self.low || p.y > self.high {
            return Side::Outside;
        }
        let band = self.first_band + self.band(p.y);
        let [from, to] = edges.bands[band as usize].inside;
        if f64::from(from) < p.x && p.x < f64::from(to) {
            return Side::Inside;
        }
        let mut winding = 0;
        for &[a, b] in edges.of(band) {
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
