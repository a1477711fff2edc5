//! The ground plan: a warped lattice of blocks on both banks of a river.
//!
//! Neighbouring blocks share their corners and the bends of their edges, so that base grids meet
//! exactly on the middle of the road. The river is a row of the lattice without grids.

use geo::{LineString, MultiPolygon, Polygon};
use huisheng_domain::territory::Point;

use super::Dice;

/// Columns of blocks: 12 of the town's width, 6 wide ones in the country.
pub(super) const COLUMNS: usize = 18;
/// Rows of blocks, the river among them.
pub(super) const ROWS: usize = 5;

/// The south-west corner, in the open sea.
const ORIGIN: (f64, f64) = (122.50, 35.00);
const METRES_PER_DEGREE: (f64, f64) = (91_188.0, 111_320.0);
/// Metres from the southern edge.
const NORTHING: [f64; ROWS + 1] = [0.0, 260.0, 520.0, 605.0, 865.0, 1_125.0];
const COUNTRY: usize = 12;

type Metres = (f64, f64);

/// Corners and bends.
#[derive(Clone, Debug)]
pub(super) struct Lattice {
    corners: Vec<[Metres; ROWS + 1]>,
    bends_along: Vec<[Metres; ROWS + 1]>,
    bends_across: Vec<[Metres; ROWS]>,
}

/// A rectangle of blocks: columns `west..east`, rows `south..north`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blocks {
    pub(super) west: usize,
    pub(super) east: usize,
    pub(super) south: usize,
    pub(super) north: usize,
}

impl Blocks {
    pub(super) fn one(column: usize, row: usize) -> Self {
        Self { west: column, east: column + 1, south: row, north: row + 1 }
    }
}

impl Lattice {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let mut jitter = |by: f64| dice.real(-by, by);
        let mut corners = Vec::with_capacity(COLUMNS + 1);
        for column in 0..=COLUMNS {
            let (town, country) = (column.min(COUNTRY), column.saturating_sub(COUNTRY));
            let x = 240.0 * small(town) + 460.0 * small(country);
            let mut line = [(0.0, 0.0); ROWS + 1];
            for (row, corner) in line.iter_mut().enumerate() {
                let bank = matches!(row, 2 | 3);
                let bow = 70.0 * (x / 520.0).sin() + 25.0 * (x / 170.0).cos();
                *corner =
                    (x + jitter(26.0), NORTHING[row] + bow + jitter(if bank { 8.0 } else { 22.0 }));
            }
            corners.push(line);
        }
        let mut middle = |a: Metres, b: Metres| {
            ((a.0 + b.0) / 2.0 + jitter(11.0), (a.1 + b.1) / 2.0 + jitter(11.0))
        };
        let mut bends_along = Vec::with_capacity(COLUMNS);
        for pair in corners.windows(2) {
            bends_along.push(std::array::from_fn(|row| middle(pair[0][row], pair[1][row])));
        }
        let mut bends_across = Vec::with_capacity(COLUMNS + 1);
        for line in &corners {
            bends_across.push(std::array::from_fn(|row| middle(line[row], line[row + 1])));
        }
        Self { corners, bends_along, bends_across }
    }

    /// The outline of some blocks, on the middle of the roads around.
    pub(super) fn outline(&self, blocks: Blocks) -> MultiPolygon {
        let Blocks { west, east, south, north } = blocks;
        let mut ring = Vec::new();
        for column in west..east {
            ring.extend([self.corners[column][south], self.bends_along[column][south]]);
        }
        for row in south..north {
            ring.extend([self.corners[east][row], self.bends_across[east][row]]);
        }
        for column in (west..east).rev() {
            ring.extend([self.corners[column + 1][north], self.bends_along[column][north]]);
        }
        for row in (south..north).rev() {
            ring.extend([self.corners[west][row + 1], self.bends_across[west][row]]);
        }
        polygon(&ring)
    }

    /// A place within a block; `u` from west to east and `v` from south to north, 0 to 1.
    pub(super) fn within(&self, column: usize, row: usize, u: f64, v: f64) -> Metres {
        let mix = |a: Metres, b: Metres, t: f64| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
        let (west, east) = (&self.corners[column], &self.corners[column + 1]);
        mix(mix(west[row], east[row], u), mix(west[row + 1], east[row + 1], u), v)
    }

    /// An irregular outline inside a block: walls of a quarter, with the road outside.
    pub(super) fn inside(
        &self,
        column: usize,
        row: usize,
        u: [f64; 2],
        v: [f64; 2],
        dice: &mut Dice,
    ) -> MultiPolygon {
        let (un, vn) = ((u[1] - u[0]) * 0.06, (v[1] - v[0]) * 0.06);
        let mut ring = Vec::new();
        for (a, b) in [
            (0.0, 0.0),
            (0.4, 0.0),
            (0.7, 0.0),
            (1.0, 0.0),
            (1.0, 0.5),
            (1.0, 1.0),
            (0.55, 1.0),
            (0.0, 1.0),
            (0.0, 0.6),
        ] {
            let at = (
                u[0] + (u[1] - u[0]) * a + dice.real(-un, un),
                v[0] + (v[1] - v[0]) * b + dice.real(-vn, vn),
            );
            ring.push(self.within(column, row, at.0, at.1));
        }
        polygon(&ring)
    }
}

/// Small numbers are exact.
fn small(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(0))
}

fn degrees((x, y): Metres) -> (f64, f64) {
    // a decimetre is fine enough for an outline
    let round = |degrees: f64| (degrees * 1e6).round() / 1e6;
    (round(ORIGIN.0 + x / METRES_PER_DEGREE.0), round(ORIGIN.1 + y / METRES_PER_DEGREE.1))
}

fn polygon(ring: &[Metres]) -> MultiPolygon {
    let mut line: Vec<(f64, f64)> = ring.iter().copied().map(degrees).collect();
    line.extend(line.first().copied());
    MultiPolygon::new(vec![Polygon::new(LineString::from(line), Vec::new())])
}

/// The point, if it is on the earth; it is.
pub(super) fn point(at: Metres) -> Option<Point> {
    let (lon, lat) = degrees(at);
    Point::new(lon, lat).ok()
}
