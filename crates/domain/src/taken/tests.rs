use jiff::{SignedDuration, Timestamp};

use super::Taken;
use crate::territory::Point;

fn at(seconds: i64) -> Timestamp {
    "2026-11-30T08:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

fn taken(seconds: i64) -> Taken {
    Taken { at: at(seconds), lon: Some(120.46), lat: Some(36.39), accuracy: Some(12.0) }
}

#[test]
fn what_was_taken_within_ten_minutes_is_believed() {
    let table =
        [(0, true), (-600, true), (-601, false), (600, true), (601, false), (-86_400, false)];
    for (seconds, kept) in table {
        assert_eq!(taken(seconds).kept(at(0)), kept.then(|| taken(seconds)), "{seconds}");
    }
}

#[test]
fn a_position_that_says_nothing_is_not_kept() {
    let nowhere = Taken { lon: None, lat: None, accuracy: None, ..taken(0) };
    let table = [
        Taken { lon: Some(181.0), ..taken(0) },
        Taken { lat: None, ..taken(0) },
        Taken { lat: Some(f64::NAN), ..taken(0) },
        Taken { accuracy: Some(5_001.0), ..taken(0) },
        Taken { accuracy: Some(-1.0), ..taken(0) },
        nowhere,
    ];
    for one in table {
        assert_eq!(one.kept(at(0)), Some(nowhere), "{one:?}");
    }
    let unsure = Taken { accuracy: None, ..taken(0) };
    assert_eq!(unsure.kept(at(0)), Some(unsure));
}

#[test]
fn the_distance_is_told_where_both_points_are_known() {
    let place = Point::new(120.46, 36.391).unwrap();
    let metres = taken(0).metres_from(place).unwrap();
    assert!((metres - 111.0).abs() < 2.0, "{metres}");
    assert_eq!(Taken { lon: None, ..taken(0) }.metres_from(place), None);
}
