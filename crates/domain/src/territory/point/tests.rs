use proptest::prelude::*;

use super::*;

fn metres(a: Pair, b: Pair) -> f64 {
    let per_degree = 111_320.0;
    ((a.0 - b.0) * a.1.to_radians().cos()).hypot(a.1 - b.1) * per_degree
}

/// WGS-84, GCJ-02, BD-09 as two independent libraries give them (2026).
const KNOWN: [(&str, Pair, Pair, Pair); 5] = [
    (
        "Tian'anmen",
        (116.397428, 39.90923),
        (116.403671626, 39.910633506),
        (116.410044102, 39.916972856),
    ),
    (
        "Laoshan",
        (120.467393, 36.102569),
        (120.472381919, 36.102771658),
        (120.478767081, 36.109100197),
    ),
    (
        "Jiayuguan",
        (98.277304, 39.786529),
        (98.277884927, 39.787348394),
        (98.284259337, 39.793638604),
    ),
    ("Tokyo", (139.6917, 35.6895), (139.6917, 35.6895), (139.698122526, 35.695845453)),
    ("New York", (-74.006, 40.7128), (-74.006, 40.7128), (-73.999491941, 40.718855697)),
];

#[test]
fn known_vectors_forward_and_back() {
    for (name, wgs, gcj, bd) in KNOWN {
        let point = Point::new(wgs.0, wgs.1).unwrap();
        assert!(metres(point.to_datum(Datum::Gcj02), gcj) < 0.001, "{name} to GCJ-02");
        assert!(metres(point.to_datum(Datum::Bd09), bd) < 0.001, "{name} to BD-09");
        for (given, datum) in [(wgs, Datum::Wgs84), (gcj, Datum::Gcj02), (bd, Datum::Bd09)] {
            let back = Point::from_datum(given.0, given.1, datum).unwrap();
            assert!(metres((back.lon, back.lat), wgs) < 0.01, "{name} from {datum:?}");
        }
    }
}

#[test]
fn refuses_what_is_not_on_earth() {
    for (lon, lat) in
        [(180.1, 0.0), (-181.0, 0.0), (0.0, 90.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)]
    {
        for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
            assert_eq!(Point::from_datum(lon, lat, datum), Err(InvalidPoint), "{lon} {lat}");
        }
    }
    assert!(serde_json::from_str::<Point>(r#"{"lon":120.0,"lat":136.0}"#).is_err());
    assert_eq!(
        serde_json::to_string(&Point::new(1.5, 2.5).unwrap()).unwrap(),
        r#"{"lon":1.5,"lat":2.5}"#
    );
}

proptest! {
    #[test]
    fn round_trip_inside_china(lon in 72.1..137.7f64, lat in 0.9..55.7f64) {
        let point = Point::new(lon, lat).unwrap();
        for datum in [Datum::Gcj02, Datum::Bd09] {
            let (x, y) = point.to_datum(datum);
            let back = Point::from_datum(x, y, datum).unwrap();
            prop_assert!(metres((back.lon, back.lat), (lon, lat)) < 0.01);
            prop_assert!(metres((x, y), (lon, lat)) > 1.0, "shifted at all");
        }
    }

    #[test]
    fn gcj_is_identity_abroad(lon in -179.0..72.0f64, lat in -89.0..89.0f64) {
        let point = Point::new(lon, lat).unwrap();
        prop_assert_eq!(point.to_datum(Datum::Gcj02), (lon, lat));
        prop_assert_eq!(Point::from_datum(lon, lat, Datum::Gcj02), Ok(point));
        let (x, y) = point.to_datum(Datum::Bd09);
        let back = Point::from_datum(x, y, Datum::Bd09).unwrap();
        prop_assert!(metres((back.lon, back.lat), (lon, lat)) < 0.01);
    }

    #[test]
    fn never_panics(lon in any::<f64>(), lat in any::<f64>()) {
        for datum in [Datum::Wgs84, Datum::Gcj02, Datum::Bd09] {
            if let Ok(point) = Point::from_datum(lon, lat, datum) {
                prop_assert!(Point::new(point.lon(), point.lat()).is_ok());
            }
        }
    }
}
