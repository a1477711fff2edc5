//! The cell a matter belongs to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A six-digit code of GB/T 2260: a county, or the desk of a city or province of its own
/// (370200, 370000). First part of every key of a table that grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Area(u32);

/// The text is not six digits starting with 1–9.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an area code is six digits, the first not zero")]
pub struct InvalidArea;

impl Area {
    /// From the number 100000..=999999.
    pub const fn new(code: u32) -> Result<Self, InvalidArea> {
        if code >= 100_000 && code <= 999_999 { Ok(Self(code)) } else { Err(InvalidArea) }
    }

    /// The code as a number, as the database keeps it.
    pub const fn code(self) -> u32 {
        self.0
    }
}

impl FromStr for Area {
    type Err = InvalidArea;

    fn from_str(text: &str) -> Result<Self, InvalidArea> {
        if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidArea);
        }
        Self::new(text.parse().map_err(|_| InvalidArea)?)
    }
}

impl TryFrom<String> for Area {
    type Error = InvalidArea;

    fn try_from(text: String) -> Result<Self, InvalidArea> {
        text.parse()
    }
}

impl From<Area> for String {
    fn from(area: Area) -> Self {
        area.to_string()
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}
