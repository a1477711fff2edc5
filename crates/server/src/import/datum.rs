//! Coordinates of the maps people copy them from: stored is WGS-84.

use huisheng_domain::territory::{Datum, Point};

use crate::table::Field;

/// Why a row cannot be taken: field, code, Chinese and English.
pub(super) type Refused = (&'static str, &'static str, &'static str, &'static str);

/// The column, or the property of a feature.
pub(super) const FIELD: Field = super::entry::field("datum", &["坐标系", "坐标系统"], false);

/// The datum that a cell names; WGS-84 if it is blank.
pub(super) fn named(text: Option<&str>) -> Result<Datum, Refused> {
    let word = text.unwrap_or_default().replace(['-', '_', ' '], "").to_uppercase();
    Ok(match word.as_str() {
        "" | "WGS84" | "CGCS2000" => Datum::Wgs84,
        "GCJ02" | "火星坐标" | "高德" | "腾讯" => Datum::Gcj02,
        "BD09" | "百度坐标" | "百度" => Datum::Bd09,
        _ => {
            return Err((
                FIELD.key,
                "unknown",
                "没有这个坐标系；可填 WGS-84、CGCS2000、GCJ-02、BD-09",
                "no such datum; use WGS-84, CGCS2000, GCJ-02 or BD-09",
            ));
        }
    })
}

/// Degrees of that datum as a point.
pub(super) fn point(lon: f64, lat: f64, datum: Datum) -> Result<Point, Refused> {
    Point::from_datum(lon, lat, datum).map_err(|_| {
        ("longitude", "out_of_range", "经纬度超出范围", "the coordinate is out of range")
    })
}
