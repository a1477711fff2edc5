//! Longitude and latitude, in degrees, in whatever datum the ledger is kept.

use super::{Cell, CellError, Reason};

/// A pair as read; the datum is the caller's to know.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LonLat {
    /// Degrees east.
    pub longitude: f64,
    /// Degrees north.
    pub latitude: f64,
}

#[derive(Clone, Copy, PartialEq)]
enum Axis {
    Longitude,
    Latitude,
}

/// Degrees east, −180…180: `120.38`, `东经120.38`, `120°22′58″E`.
///
/// # Errors
/// Other forms, out of range, a latitude.
pub fn longitude(field: &str, text: &str) -> Result<f64, CellError> {
    single(field, text, Axis::Longitude, 180.0)
}

/// Degrees north, −90…90.
///
/// # Errors
/// Other forms, out of range, a longitude.
pub fn latitude(field: &str, text: &str) -> Result<f64, CellError> {
    single(field, text, Axis::Latitude, 90.0)
}

/// Both in one cell, in the order that the values or their letters prove.
///
/// # Errors
/// Other forms, an order that cannot be told, `0,0` (a place nobody entered).
pub fn coordinates(field: &str, text: &str) -> Result<LonLat, CellError> {
    let cell = Cell::sound(field, text)?;
    let inner = cell.text.trim_matches(['(', ')', '[', ']']);
    let parts: Vec<&str> = inner
        .split([',', ';', '、', '\n', '/'])
        .flat_map(|p| if inner.contains(',') { vec![p] } else { p.split_whitespace().collect() })
        .map(str::trim)
        .filter(|p| !p.is_empty())
        .collect();
    let [Some((first, axis_a)), Some((second, axis_b))] =
        parts.iter().map(|p| degrees(p)).collect::<Vec<_>>()[..]
    else {
        return Err(form(&cell));
    };
    let east_first = match (axis_a, axis_b) {
        (Some(a), Some(b)) if a == b => return Err(form(&cell)),
        (Some(axis), _) => axis == Axis::Longitude,
        (None, Some(axis)) => axis == Axis::Latitude,
        (None, None) => east_first(first, second).ok_or_else(|| {
            cell.refuse(
                Reason::Ambiguous,
                "分不清经度和纬度；请分成两列，或写成 东经120.38,北纬36.06",
                "longitude and latitude cannot be told apart; use two columns or letters, like 120.38E,36.06N",
            )
        })?,
    };
    let (longitude, latitude) = if east_first { (first, second) } else { (second, first) };
    if longitude.abs() > 180.0 || latitude.abs() > 90.0 || (longitude == 0.0 && latitude == 0.0) {
        return Err(range(&cell));
    }
    Ok(LonLat { longitude, latitude })
}

/// Only a longitude exceeds 90; within China (73–135 E, 3–54 N) the two never meet.
fn east_first(first: f64, second: f64) -> Option<bool> {
    let (china_east, china_north) = (73.0..=136.0, 3.0..=54.0);
    if first.abs() > 90.0 || (china_east.contains(&first) && china_north.contains(&second)) {
        Some(true)
    } else if second.abs() > 90.0 || (china_east.contains(&second) && china_north.contains(&first))
    {
        Some(false)
    } else {
        None
    }
}

fn single(field: &str, text: &str, axis: Axis, bound: f64) -> Result<f64, CellError> {
    let cell = Cell::sound(field, text)?;
    match degrees(&cell.text) {
        Some((value, written)) if written.is_none_or(|w| w == axis) => {
            if value.abs() <= bound {
                Ok(value)
            } else {
                Err(range(&cell))
            }
        }
        _ => Err(form(&cell)),
    }
}

/// Degrees with the axis their letter names; degrees, minutes, seconds too.
fn degrees(text: &str) -> Option<(f64, Option<Axis>)> {
    const MARKS: [(&str, Axis, f64); 8] = [
        ("东经", Axis::Longitude, 1.0),
        ("西经", Axis::Longitude, -1.0),
        ("北纬", Axis::Latitude, 1.0),
        ("南纬", Axis::Latitude, -1.0),
        ("E", Axis::Longitude, 1.0),
        ("W", Axis::Longitude, -1.0),
        ("N", Axis::Latitude, 1.0),
        ("S", Axis::Latitude, -1.0),
    ];
    let text = text.trim();
    let marked = MARKS.iter().find_map(|(mark, axis, sign)| {
        let rest = text.strip_prefix(mark).or_else(|| text.strip_suffix(mark))?;
        Some((rest.trim_matches([':', ' ']), Some(*axis), *sign))
    });
    let (body, axis, sign) = marked.unwrap_or((text, None, 1.0));
    let mut value = 0.0;
    let mut scale = 1.0;
    let parts = body
        .split(['°', '度', '′', '\'', '分', '″', '"', '秒'])
        .map(str::trim)
        .filter(|p| !p.is_empty());
    let mut count = 0;
    for part in parts {
        let plain =
            part.bytes().all(|b| b.is_ascii_digit() || b == b'.' || (b == b'-' && count == 0));
        let part: f64 = part.parse().ok().filter(|_| plain && count < 3)?;
        value += if value < 0.0 { -part / scale } else { part / scale };
        scale *= 60.0;
        count += 1;
    }
    (count > 0).then_some((value * sign, axis))
}

fn form(cell: &Cell<'_>) -> CellError {
    cell.refuse(
        Reason::Form,
        "不是经纬度；请用小数度数，如 120.3826 和 36.0671",
        "not a coordinate; write decimal degrees, like 120.3826 and 36.0671",
    )
}

fn range(cell: &Cell<'_>) -> CellError {
    cell.refuse(
        Reason::Range,
        "经纬度超出范围或为 0,0；请核对，没有位置就留空",
        "the coordinate is out of range or 0,0; check it, leave the cell empty when there is no place",
    )
}
