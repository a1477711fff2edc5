//! What everybody may learn of a matter, whichever door they come by.

use std::fmt;
use std::str::FromStr;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::matter::{Lists, Matter, Place, coarse};
use huisheng_domain::territory::{Place as Named, PlaceKind};
use huisheng_store::Book;
use serde::Serialize;
use utoipa::ToSchema;

/// The name of a matter among strangers. It says where to look, and opens nothing: the public number is
/// told to its reporters only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    /// The area.
    pub area: Area,
    /// The matter.
    pub matter: MatterId,
}

impl Handle {
    /// Of this matter.
    pub const fn of(matter: &Matter) -> Self {
        Self { area: matter.area, matter: matter.id }
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.area.code(), self.matter.uuid().simple())
    }
}

/// The text names no matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoHandle;

impl FromStr for Handle {
    type Err = NoHandle;

    fn from_str(text: &str) -> Result<Self, NoHandle> {
        let (area, matter) = text.split_once('-').ok_or(NoHandle)?;
        let matter = uuid::Uuid::parse_str(matter).map_err(|_| NoHandle)?;
        let handle =
            Self { area: area.parse().map_err(|_| NoHandle)?, matter: Id::from_uuid(matter) };
        // One name each.
        if handle.to_string() == text { Ok(handle) } else { Err(NoHandle) }
    }
}

/// Where a matter is, as everybody may know it: the street and the quarter, not the door.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Spot {
    /// Name of the smallest division.
    pub division: Option<String>,
    /// Name of the quarter, or of the grid.
    pub name: Option<String>,
    /// WGS-84 longitude and latitude, to about a hundred metres.
    pub point: Option<[f64; 2]>,
}

impl Spot {
    /// Of this place.
    pub fn of(book: &Book, place: &Place) -> Self {
        let around = place.place.into_iter().flat_map(|id| book.gazetteer.around(id));
        // No building: fewer people live there.
        let wide = |place: &&Named| !matches!(place.kind, PlaceKind::Building | PlaceKind::Unit);
        let quarter = around.filter(wide).map(|found| found.name.clone()).next();
        let grid = || Some(book.grids.get(place.grid?)?.name.clone());
        let division = place.division.and_then(|id| book.divisions.get(id));
        Self {
            division: division.map(|division| division.name.clone()),
            name: quarter.or_else(grid),
            point: book.point_of(place).map(coarse),
        }
    }
}
