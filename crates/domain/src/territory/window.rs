//! A rectangle of the ground, as a map shows it.

use rstar::AABB;

use super::point::{InvalidPoint, Point};

/// From west to east and from south to north, in WGS-84 degrees. It does not cross the date line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    low: Point,
    high: Point,
}

impl Window {
    /// Degrees in the order of a GeoJSON bounding box (RFC 7946): west, south, east, north.
    pub fn new([west, south, east, north]: [f64; 4]) -> Result<Self, InvalidPoint> {
        let (low, high) = (Point::new(west, south)?, Point::new(east, north)?);
        if west <= east && south <= north { Ok(Self { low, high }) } else { Err(InvalidPoint) }
    }

    /// Of one point.
    pub const fn at(point: Point) -> Self {
        Self { low: point, high: point }
    }

    /// That holds everything within so many metres of a point.
    pub fn around(point: Point, metres: f64) -> Self {
        // A degree of latitude is nowhere shorter than 110.5 km, one of longitude shrinks towards the poles.
        let high = metres / 110_500.0;
        let wide = high / point.lat().to_radians().cos().max(0.01);
        let corner = |side: f64| {
            let lon = (point.lon() + side * wide).clamp(-180.0, 180.0);
            Point::new(lon, (point.lat() + side * high).clamp(-90.0, 90.0)).unwrap_or(point)
        };
        Self { low: corner(-1.0), high: corner(1.0) }
    }

    /// The smallest that holds both.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        let corner = |one: Point, two: Point, choose: fn(f64, f64) -> f64| {
            Point::new(choose(one.lon(), two.lon()), choose(one.lat(), two.lat()))
        };
        let low = corner(self.low, other.low, f64::min).unwrap_or(self.low);
        let high = corner(self.high, other.high, f64::max).unwrap_or(self.high);
        Self { low, high }
    }

    /// West, south, east, north.
    pub const fn degrees(self) -> [f64; 4] {
        [self.low.lon(), self.low.lat(), self.high.lon(), self.high.lat()]
    }

    pub(super) fn envelope(self) -> AABB<[f64; 2]> {
        let [west, south, east, north] = self.degrees();
        AABB::from_corners([west, south], [east, north])
    }
}
