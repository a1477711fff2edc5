//! The land: divisions, grids, places, and how a point or a few typed words find theirs.
//!
//! Divisions are re-drawn rarely, grids often, and every count must use the grid that was valid
//! then (DOMAIN §3.2): nothing here is ever deleted, everything has `valid_from` and `valid_to`,
//! and every look-up of a grid takes a date.

pub mod code;
pub mod division;
pub mod gazetteer;
pub mod grid;
pub mod level;
pub mod locate;
pub mod outline;
pub mod point;
pub mod redivide;
mod ring;
pub mod topology;
pub mod window;
mod wording;

pub use code::{CodeWarning, DivisionCode, InvalidCode};
pub use division::{Division, DivisionRefusal, Divisions};
pub use gazetteer::{Gazetteer, Match, Place, PlaceKind, PlaceRefusal};
pub use grid::{Grid, GridCode, GridKind, GridRefusal, GridSet, Shape};
pub use level::{InvalidLevels, Level, Levels};
pub use locate::{GridIndex, Located};
pub use point::{Datum, InvalidPoint, Point};
pub use redivide::{Change, RedivideRefusal, Redivided, redivide};
pub use topology::{Norms, Problem};
pub use window::Window;

use jiff::civil::Date;

/// Whether `on` lies in the half-open span: `from` is the first day, `to` the first day after.
fn is_valid(from: Date, to: Option<Date>, on: Date) -> bool {
    from <= on && to.is_none_or(|to| on < to)
}
