//! A place on the ground, and the two shifted coordinates that Chinese maps hand out.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// A point in WGS-84 degrees; CGCS2000 is the same within decimetres. Only WGS-84 is stored.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "LonLat", into = "LonLat")]
pub struct Point {
    lon: f64,
    lat: f64,
}

#[derive(Serialize, Deserialize)]
struct LonLat {
    lon: f64,
    lat: f64,
}

/// The reference a pair of degrees is given in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Datum {
    /// What GPS gives.
    #[default]
    Wgs84,
    /// 火星坐标: WeChat, Amap, Tencent and phones sold in China. Shifted by some hundred metres
    /// inside China, the same as WGS-84 outside.
    Gcj02,
    /// 百度坐标: GCJ-02 shifted once more, everywhere.
    Bd09,
}

/// Not a point on the earth: not a number, or beyond ±180 / ±90 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a longitude is within ±180 and a latitude within ±90 degrees")]
pub struct InvalidPoint;

impl Point {
    /// From WGS-84 degrees.
    pub fn new(lon: f64, lat: f64) -> Result<Self, InvalidPoint> {
        if (-180.0..=180.0).contains(&lon) && (-90.0..=90.0).contains(&lat) {
            Ok(Self { lon, lat })
        } else {
            Err(InvalidPoint)
        }
    }

    /// From degrees of another datum; exact to a centimetre where the shift is defined, that is
    /// everywhere but within a kilometre of the rectangle in which GCJ-02 applies (at sea or
    /// abroad).
    pub fn from_datum(lon: f64, lat: f64, datum: Datum) -> Result<Self, InvalidPoint> {
        Self::new(lon, lat)?;
        let (lon, lat) = match datum {
            Datum::Wgs84 => (lon, lat),
            Datum::Gcj02 => gcj_to_wgs((lon, lat)),
            Datum::Bd09 => gcj_to_wgs(invert((lon, lat), gcj_to_bd)),
        };
        Self::new(lon, lat)
    }

    /// Longitude and latitude in `datum`, for a map that wants it.
    pub fn to_datum(self, datum: Datum) -> (f64, f64) {
        let wgs = (self.lon, self.lat);
        match datum {
            Datum::Wgs84 => wgs,
            Datum::Gcj02 => wgs_to_gcj(wgs),
            Datum::Bd09 => gcj_to_bd(wgs_to_gcj(wgs)),
        }
    }

    /// Metres to another point, over the ground.
    pub fn metres_to(self, other: Self) -> f64 {
        use geo::Distance;
        let of = |point: Self| geo::Point::new(point.lon, point.lat);
        geo::Haversine.distance(of(self), of(other))
    }

    /// Degrees east.
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Degrees north.
    pub const fn lat(self) -> f64 {
        self.lat
    }
}

impl TryFrom<LonLat> for Point {
    type Error = InvalidPoint;

    fn try_from(pair: LonLat) -> Result<Self, InvalidPoint> {
        Self::new(pair.lon, pair.lat)
    }
}

impl From<Point> for LonLat {
    fn from(point: Point) -> Self {
        Self { lon: point.lon, lat: point.lat }
    }
}

type Pair = (f64, f64);

/// Half axis in metres and squared eccentricity of the Krasovsky 1940 ellipsoid.
const KRASOVSKY: Pair = (6_378_245.0, 0.006_693_421_622_965_943);

/// The rectangle in which map makers apply GCJ-02; it takes in some neighbours' land too.
fn is_shifted((lon, lat): Pair) -> bool {
    (72.004..=137.8347).contains(&lon) && (0.8293..=55.8271).contains(&lat)
}

fn wgs_to_gcj((lon, lat): Pair) -> Pair {
    if !is_shifted((lon, lat)) {
        return (lon, lat);
    }
    let (x, y) = (lon - 105.0, lat - 35.0);
    // Amplitudes in metres of waves whose length is given as a fraction of a degree.
    let wave = |amplitude: f64, angle: f64| amplitude * (angle * PI).sin();
    let shared = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + 2.0 / 3.0 * (shared + wave(20.0, x) + wave(40.0, x / 3.0))
        + 2.0 / 3.0 * (wave(150.0, x / 12.0) + wave(300.0, x / 30.0));
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + 2.0 / 3.0 * (shared + wave(20.0, y) + wave(40.0, y / 3.0))
        + 2.0 / 3.0 * (wave(160.0, y / 12.0) + wave(320.0, y / 30.0));
    let (axis, eccentricity) = KRASOVSKY;
    let bend = 1.0 - eccentricity * lat.to_radians().sin().powi(2);
    let along_meridian = axis * (1.0 - eccentricity) / (bend * bend.sqrt());
    let along_parallel = axis / bend.sqrt() * lat.to_radians().cos();
    (lon + (east / along_parallel).to_degrees(), lat + (north / along_meridian).to_degrees())
}

fn gcj_to_wgs(gcj: Pair) -> Pair {
    if is_shifted(gcj) { invert(gcj, wgs_to_gcj) } else { gcj }
}

fn gcj_to_bd((lon, lat): Pair) -> Pair {
    let turns = PI * 3000.0 / 180.0;
    let radius = lon.hypot(lat) + 0.00002 * (lat * turns).sin();
    let angle = lat.atan2(lon) + 0.000_003 * (lon * turns).cos();
    (radius * angle.cos() + 0.0065, radius * angle.sin() + 0.006)
}

/// Undoes a small smooth shift: each round shrinks the error at least twentyfold.
fn invert(target: Pair, shift: fn(Pair) -> Pair) -> Pair {
    let mut guess = target;
    for _ in 0..20 {
        let (lon, lat) = shift(guess);
        let miss = (target.0 - lon, target.1 - lat);
        guess = (guess.0 + miss.0, guess.1 + miss.1);
        // A ten-thousandth of a millimetre.
        if miss.0.abs().max(miss.1.abs()) < 1e-12 {
            break;
        }
    }
    guess
}
