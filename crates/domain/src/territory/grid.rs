//! Grids 网格: the smallest unit of duty, and the rule that counts use the grid valid then.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use geo::MultiPolygon;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::code::DivisionCode;
use super::locate::GridIndex;
use super::window::Window;
use super::{is_valid, outline, point};
use crate::id::{DivisionId, GridId, PlaceId};

#[cfg(test)]
mod tests;

/// What a grid is for.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum GridKind {
    /// 基础网格: together they cover where people live.
    Base,
    /// 专属网格: a mall, a market, an industrial park inside a base grid; its own worker answers.
    Dedicated,
}

/// What a grid consists of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// An outline in WGS-84 degrees, kept as the coordinates of a GeoJSON MultiPolygon (RFC 7946).
    Polygon(#[serde(with = "outline")] MultiPolygon),
    /// A list of places, where nobody has drawn a line.
    Places(Vec<PlaceId>),
}

/// The recommended code: 12 digits of the community, 0 for base or 1 for dedicated, two digits of
/// a serial (DOMAIN §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GridCode {
    /// The community or village.
    pub division: DivisionCode,
    /// Base or dedicated.
    pub kind: GridKind,
    serial: u8,
}

/// One grid over one span of time; re-dividing ends it and begins others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Ours.
    pub id: GridId,
    /// The recommended code, if it has one.
    pub code: Option<GridCode>,
    /// Numbers given by platforms above.
    #[serde(default)]
    pub external_codes: Vec<String>,
    /// Free.
    pub name: String,
    /// The community or village it belongs to.
    pub division: DivisionId,
    /// The larger grid it is part of.
    pub parent: Option<GridId>,
    /// 1 for a grid, 2 for a micro-grid 微网格 inside it, and so on.
    pub level: u8,
    /// Base or dedicated.
    pub kind: GridKind,
    /// Outline or list.
    pub shape: Shape,
    /// Counted or registered households.
    pub households: u32,
    /// Counted or registered persons.
    pub persons: u32,
    /// The grids it came of by re-dividing 划分调整; none for one that was drawn or imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub succeeds: Vec<GridId>,
    /// First day.
    pub valid_from: Date,
    /// First day on which it is no more.
    pub valid_to: Option<Date>,
}

/// Why grids cannot stand as given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum GridRefusal {
    /// The name is blank.
    #[error("a grid needs a name")]
    NameMissing,
    /// It would end before it begins.
    #[error("a grid ends after the day it begins")]
    EndsBeforeItBegins,
    /// The code says another kind than the grid.
    #[error("the thirteenth digit of the code says another kind of grid")]
    CodeOfOtherKind,
    /// No outline and no places.
    #[error("a grid needs an outline or a list of places")]
    ShapeEmpty,
    /// The outline leaves the earth.
    #[error("the outline has a coordinate that is not in WGS-84 degrees")]
    OutlineInvalid,
    /// The id is taken.
    #[error("this grid is there already")]
    Repeated,
    /// Two grids would have one code on the same day.
    #[error("the code belongs to another grid at the same time")]
    CodeTaken {
        /// Who has it.
        by: GridId,
    },
    /// No such parent, or one that is not of a higher level (a smaller number), or that never
    /// stood at the same time.
    #[error("the parent is not a grid of a higher level that stands at the same time")]
    ParentUnfit,
}

/// The text is not a grid code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a grid code is 12 digits of a division, 0 or 1, and two digits")]
pub struct InvalidGridCode;

impl Grid {
    /// Whether it stood on that day.
    pub fn is_valid(&self, on: Date) -> bool {
        is_valid(self.valid_from, self.valid_to, on)
    }

    /// The window around its outline; none for a list of places.
    pub fn window(&self) -> Option<Window> {
        use geo::BoundingRect;
        let rect = self.outline()?.bounding_rect()?;
        Window::new([rect.min().x, rect.min().y, rect.max().x, rect.max().y]).ok()
    }

    /// Its outline; none for a list of places.
    pub const fn outline(&self) -> Option<&MultiPolygon> {
        match &self.shape {
            Shape::Polygon(outline) => Some(outline),
            Shape::Places(_) => None,
        }
    }

    /// What can be said of a grid alone.
    pub fn check(&self) -> Result<(), GridRefusal> {
        if self.name.trim().is_empty() {
            return Err(GridRefusal::NameMissing);
        }
        if self.valid_to.is_some_and(|to| to <= self.valid_from) {
            return Err(GridRefusal::EndsBeforeItBegins);
        }
        if self.code.is_some_and(|code| code.kind != self.kind) {
            return Err(GridRefusal::CodeOfOtherKind);
        }
        match &self.shape {
            Shape::Places(places) if places.is_empty() => Err(GridRefusal::ShapeEmpty),
            Shape::Places(_) => Ok(()),
            Shape::Polygon(outline) => {
                use geo::CoordsIter;
                let on_earth = |c: geo::Coord| point::Point::new(c.x, c.y).is_ok();
                if outline.0.iter().all(|part| part.exterior().0.len() < 4) {
                    return Err(GridRefusal::ShapeEmpty);
                }
                let valid = outline.coords_iter().all(on_earth);
                valid.then_some(()).ok_or(GridRefusal::OutlineInvalid)
            }
        }
    }

    fn overlaps_in_time(&self, other: &Self) -> bool {
        let begins_before = |a: &Self, b: &Self| b.valid_to.is_none_or(|to| a.valid_from < to);
        begins_before(self, other) && begins_before(other, self)
    }
}

/// Every grid that ever stood. A count over a past day asks for that day and gets the grids of
/// that day, however often the land was re-divided since.
#[derive(Clone, Debug, Default)]
pub struct GridSet {
    grids: Vec<Grid>,
    by_id: HashMap<GridId, usize>,
}

impl GridSet {
    /// Checks each grid, its parent, and that a code names one grid a day.
    pub fn new(grids: Vec<Grid>) -> Result<Self, (GridId, GridRefusal)> {
        let mut by_id = HashMap::with_capacity(grids.len());
        let mut by_code: HashMap<GridCode, Vec<usize>> = HashMap::new();
        for (at, grid) in grids.iter().enumerate() {
            let refuse = |refusal| Err((grid.id, refusal));
            if let Err(refusal) = grid.check() {
                return refuse(refusal);
            }
            if by_id.insert(grid.id, at).is_some() {
                return refuse(GridRefusal::Repeated);
            }
            let Some(code) = grid.code else { continue };
            let holders = by_code.entry(code).or_default();
            if let Some(other) = holders.iter().find(|o| grids[**o].overlaps_in_time(grid)) {
                return refuse(GridRefusal::CodeTaken { by: grids[*other].id });
            }
            holders.push(at);
        }
        let set = Self { grids, by_id };
        let unfit = |grid: &&Grid| {
            let unfit = |above: &Grid| above.level >= grid.level || !above.overlaps_in_time(grid);
            grid.parent.is_some_and(|p| set.get(p).is_none_or(unfit))
        };
        match set.grids.iter().find(unfit) {
            Some(grid) => Err((grid.id, GridRefusal::ParentUnfit)),
            None => Ok(set),
        }
    }

    /// The grid of that id, whenever it stood.
    pub fn get(&self, id: GridId) -> Option<&Grid> {
        self.by_id.get(&id).map(|at| &self.grids[*at])
    }

    /// The grids of a day.
    pub fn valid_on(&self, on: Date) -> impl Iterator<Item = &Grid> {
        self.grids.iter().filter(move |grid| grid.is_valid(on))
    }

    /// The grid that had a code on a day.
    pub fn by_code(&self, code: GridCode, on: Date) -> Option<&Grid> {
        self.valid_on(on).find(|grid| grid.code == Some(code))
    }

    /// All of them, past and present.
    pub fn all(&self) -> &[Grid] {
        &self.grids
    }

    /// The index that finds the grid of a point or a place on a day.
    pub fn index(&self) -> GridIndex {
        GridIndex::new(&self.grids)
    }
}

impl GridCode {
    /// `serial` is 0..=99.
    pub fn new(
        division: DivisionCode,
        kind: GridKind,
        serial: u8,
    ) -> Result<Self, InvalidGridCode> {
        if serial > 99 { Err(InvalidGridCode) } else { Ok(Self { division, kind, serial }) }
    }

    /// Numbered inside the community from west to east and north to south (DB6101/T 3185).
    pub const fn serial(self) -> u8 {
        self.serial
    }
}

impl FromStr for GridCode {
    type Err = InvalidGridCode;

    fn from_str(text: &str) -> Result<Self, InvalidGridCode> {
        let (division, rest) = text.split_at_checked(12).ok_or(InvalidGridCode)?;
        let kind = match rest.as_bytes() {
            [b'0', b'0'..=b'9', b'0'..=b'9'] => GridKind::Base,
            [b'1', b'0'..=b'9', b'0'..=b'9'] => GridKind::Dedicated,
            _ => return Err(InvalidGridCode),
        };
        let serial = rest[1..].parse().map_err(|_| InvalidGridCode)?;
        Self::new(division.parse().map_err(|_| InvalidGridCode)?, kind, serial)
    }
}

impl TryFrom<String> for GridCode {
    type Error = InvalidGridCode;

    fn try_from(text: String) -> Result<Self, InvalidGridCode> {
        text.parse()
    }
}

impl From<GridCode> for String {
    fn from(code: GridCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for GridCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = u8::from(self.kind == GridKind::Dedicated);
        write!(f, "{}{kind}{:02}", self.division, self.serial)
    }
}
