//! One grid becomes several along a line.

use std::collections::BTreeSet;

use geo::{Intersects, MultiPolygon};
use jiff::civil::Date;

use super::cut::cut;
use super::{Part, RedivideRefusal, id};
use crate::territory::grid::{Grid, Shape};
use crate::territory::point::Point;
use crate::territory::topology;

/// Parts of one step. A line that makes more is a slip of the hand.
const MOST: usize = 20;

pub(super) fn split(
    old: &Grid,
    line: &[Point],
    parts: Option<Vec<Part>>,
    from: Date,
) -> Result<Vec<Grid>, RedivideRefusal> {
    let outline = old.outline().ok_or(RedivideRefusal::NoOutline)?;
    if line.len() < 2 {
        return Err(RedivideRefusal::LineTooShort);
    }
    if crosses(line) {
        return Err(RedivideRefusal::LineCrosses);
    }
    let pieces = cut(outline, line).ok_or(RedivideRefusal::CutsNothing)?;
    if pieces.len() > MOST {
        return Err(RedivideRefusal::TooManyParts { parts: pieces.len(), most: MOST });
    }
    let parts = parts.unwrap_or_else(|| proposed(old, &pieces));
    if parts.len() != pieces.len() {
        return Err(RedivideRefusal::OtherParts { parts: pieces.len() });
    }
    let names: BTreeSet<&str> = parts.iter().map(|part| part.name.trim()).collect();
    if names.len() != parts.len() {
        return Err(RedivideRefusal::NameTwice);
    }
    let grid = |(part, piece): (Part, MultiPolygon)| Grid {
        id: id(old.division, part.code, &part.name, from),
        code: part.code,
        external_codes: Vec::new(),
        name: part.name,
        households: part.households,
        persons: part.persons,
        shape: Shape::Polygon(piece),
        succeeds: vec![old.id],
        valid_from: from,
        valid_to: None,
        ..*old
    };
    Ok(parts.into_iter().zip(pieces).map(grid).collect())
}

/// Whether a stretch of the line meets one that is not beside it.
fn crosses(line: &[Point]) -> bool {
    let at = |point: &Point| geo::coord! { x: point.lon(), y: point.lat() };
    let stretches: Vec<geo::Line> =
        line.windows(2).map(|ends| geo::Line::new(at(&ends[0]), at(&ends[1]))).collect();
    let meets = |(nth, one): (usize, &geo::Line)| {
        stretches.iter().skip(nth + 2).any(|other| one.intersects(other))
    };
    stretches.iter().enumerate().any(meets)
}

/// Numbered names, and households and persons by the share of the ground: the sums stay, what is true
/// of a part the person who divides knows.
fn proposed(old: &Grid, pieces: &[MultiPolygon]) -> Vec<Part> {
    let areas: Vec<f64> = pieces.iter().map(topology::area).collect();
    let whole: f64 = areas.iter().sum();
    let mut done = 0.0;
    let mut part = |(number, area): (usize, &f64)| {
        let until = |share: f64, all: u32| (f64::from(all) * share / whole).round() as u32;
        let share = |all: u32| until(done + area, all) - until(done, all);
        let (households, persons) = (share(old.households), share(old.persons));
        done += area;
        let name = format!("{}{}", old.name, numeral(number + 1));
        Part { name, code: None, households, persons }
    };
    areas.iter().enumerate().map(&mut part).collect()
}

/// 一, 二, … 二十.
fn numeral(number: usize) -> String {
    let digit = |n: usize| "零一二三四五六七八九".chars().nth(n).unwrap_or_default().to_string();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones),
        (tens, ones) => {
            let tens = if tens == 1 { String::new() } else { digit(tens) };
            let ones = if ones == 0 { String::new() } else { digit(ones) };
            format!("{tens}十{ones}")
        }
    }
}
