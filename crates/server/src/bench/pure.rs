//! Rules without a database, on one core.

use std::hint::black_box;
use std::time::{Duration, Instant};

use geo::{LineString, MultiPolygon, Polygon};
use huisheng_domain::calendar::Calendar;
use huisheng_domain::clock::Clock;
use huisheng_domain::id::{DivisionId, Id};
use huisheng_domain::limit::{Limit, LimitUnit};
use huisheng_domain::territory::{Grid, GridIndex, GridKind, Point, Shape};
use jiff::{SignedDuration, Timestamp, civil::date};

use super::figure::Figures;
use super::served::own_cpu;

/// Grids of a city: 140 by 100.
const COLUMNS: u32 = 140;
const ROWS: u32 = 100;
/// Corners of each.
const CORNERS: u32 = 32;
/// Degrees.
const SIDE: f64 = 0.004;
const WEST: f64 = 120.0;
const SOUTH: f64 = 36.0;
const GOAL: f64 = 1e6;

/// Point to grid, and deadlines.
pub fn run(figures: &mut Figures, span: Duration) -> anyhow::Result<()> {
    let index = GridIndex::new(&grids());
    let day = date(2026, 11, 20);
    let mut chance = Chance(7);
    let points: Vec<Point> = std::iter::repeat_with(|| {
        let lon = WEST + chance.share() * f64::from(COLUMNS) * SIDE;
        let lat = SOUTH + chance.share() * f64::from(ROWS) * SIDE;
        Point::new(lon, lat)
    })
    .filter_map(Result::ok)
    .take(100_000)
    .collect();
    let found = points.iter().filter(|point| index.grid_at(**point, day).grid().is_some()).count();
    let rate = rate(span / 3, &points, |point| {
        black_box(index.grid_at(*point, day));
    })?;
    let name = format!("point to grid, {} polygons of {CORNERS} corners", COLUMNS * ROWS);
    figures.pure(&name, rate, "/s a core", Some(GOAL));
    let share = found as f64 / points.len() as f64;
    figures.pure("points that lie in a grid", share, "share", None);

    let calendar = Calendar::china();
    let begin = date(2026, 1, 1).to_zoned(calendar.zone().clone()).map(|at| at.timestamp());
    let begin = begin.unwrap_or(Timestamp::UNIX_EPOCH);
    for days in [7, 30] {
        let starts: Vec<Timestamp> = (0..100_000)
            .map(|nth| begin + SignedDuration::from_mins(nth * 5 % (320 * 24 * 60)))
            .collect();
        let limit = Limit::new(days, LimitUnit::WorkDay);
        let rate = self::rate(span / 3, &starts, |start| {
            black_box(Clock::start(*start, limit, &calendar));
        })?;
        figures.pure(&format!("deadlines of {days} working days"), rate, "/s a core", Some(GOAL));
    }
    Ok(())
}

/// How often `one` is done in a second of processor time, whatever else the machine does.
fn rate<T>(span: Duration, inputs: &[T], one: impl Fn(&T)) -> anyhow::Result<f64> {
    let (began, used, mut done) = (Instant::now(), own_cpu()?, 0);
    while began.elapsed() < span {
        inputs.iter().for_each(&one);
        done += inputs.len();
    }
    Ok(done as f64 / (own_cpu()? - used))
}

/// Grids side by side, each a little rounded: roads are not straight.
fn grids() -> Vec<Grid> {
    let division: DivisionId = Id::of_code("bench", "division");
    let cells = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)));
    cells
        .map(|(column, row)| {
            let (x, y) = (WEST + f64::from(column) * SIDE, SOUTH + f64::from(row) * SIDE);
            Grid {
                id: Id::of_code("bench", &format!("{column} {row}")),
                code: None,
                external_codes: Vec::new(),
                succeeds: Vec::new(),
                name: format!("{column}-{row}"),
                division,
                parent: None,
                level: 1,
                kind: GridKind::Base,
                shape: Shape::Polygon(MultiPolygon(vec![outline(x + SIDE / 2.0, y + SIDE / 2.0)])),
                households: 300,
                persons: 900,
                valid_from: date(2020, 1, 1),
                valid_to: None,
            }
        })
        .collect()
}

fn outline(x: f64, y: f64) -> Polygon {
    let corner = |nth: u32| {
        let angle = f64::from(nth) / f64::from(CORNERS) * std::f64::consts::TAU;
        // A square with its corners cut.
        let (sin, cos) = angle.sin_cos();
        let reach = SIDE / 2.0 / sin.abs().max(cos.abs()).max(0.8);
        (x + cos * reach, y + sin * reach)
    };
    Polygon::new(LineString::from_iter((0..=CORNERS).map(|nth| corner(nth % CORNERS))), Vec::new())
}

/// A fixed row of chance: every run asks the same.
struct Chance(u64);

impl Chance {
    fn share(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
