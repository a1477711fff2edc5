//! GCJ-02 and BD-09 against known places.

use std::path::Path;

use anyhow::Context;
use huisheng_domain::territory::{Datum, Point};

use crate::check::Checks;

/// Metres between two pairs of degrees, flat: exact enough for a few metres.
fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    const DEGREE: f64 = 111_320.0;
    let east = (a.0 - b.0) * DEGREE * a.1.to_radians().cos();
    let north = (a.1 - b.1) * DEGREE;
    east.hypot(north)
}

#[derive(Default)]
struct Furthest {
    count: u32,
    to: f64,
    back: f64,
}

impl Furthest {
    fn see(&mut self, wgs: (f64, f64), other: (f64, f64), datum: Datum) -> anyhow::Result<()> {
        self.count += 1;
        let point = Point::new(wgs.0, wgs.1)?;
        self.to = self.to.max(metres(point.to_datum(datum), other));
        let back = Point::from_datum(other.0, other.1, datum)?;
        self.back = self.back.max(metres((back.lon(), back.lat()), wgs));
        Ok(())
    }

    fn tell(&self, what: &str, checks: &mut Checks) {
        let figures = format!(
            "{} pairs, at most {:.2} m there, {:.2} m back",
            self.count, self.to, self.back
        );
        checks.that(self.count > 0 && self.to < 1.0 && self.back < 1.0, what, &figures);
    }
}

pub fn check(data: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let text = std::fs::read_to_string(data.join("coordinates/china-cities.json"))?;
    let cities: Vec<serde_json::Value> = serde_json::from_str(&text)?;
    for (name, datum) in [("GCJ02", Datum::Gcj02), ("BD09", Datum::Bd09)] {
        let mut furthest = Furthest::default();
        for city in &cities {
            let pair = |name: &str| -> anyhow::Result<(f64, f64)> {
                Ok(serde_json::from_value(city["coords"][name].clone())?)
            };
            furthest.see(pair("WGS84")?, pair(name)?, datum)?;
        }
        furthest.tell(&format!("{name} of cities within 1 m"), checks);
    }
    let mut vectors = csv::Reader::from_path(data.join("coordinates/gcj_vectors.csv"))?;
    let (mut gcj, mut bd) = (Furthest::default(), Furthest::default());
    for row in vectors.records() {
        let row = row?;
        let degrees = |at: usize| -> anyhow::Result<f64> {
            Ok(row.get(at).context("a column is missing")?.parse()?)
        };
        let wgs = (degrees(1)?, degrees(2)?);
        gcj.see(wgs, (degrees(3)?, degrees(4)?), Datum::Gcj02)?;
        bd.see(wgs, (degrees(7)?, degrees(8)?), Datum::Bd09)?;
    }
    gcj.tell("GCJ02 vectors within 1 m", checks);
    bd.tell("BD09 vectors within 1 m", checks);
    Ok(())
}
