//! The public number of a matter and the code that follows it.
//!
//! The number is read aloud on the telephone, so it carries a check character; the code is the
//! key to the words, so it cannot be guessed.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::area::Area;
use crate::search::half_width;

mod follow_code;
#[cfg(test)]
mod tests;

pub use follow_code::{FollowCode, InvalidFollowCode};

/// Area (6 digits), day (8), serial (6 to 12), check character: `370213202611220000017`.
///
/// The layout is the field's 工单编号 (DOMAIN §4.1) with the check character of ISO 7064
/// MOD 11-2, the one on every identity card: 0–9 or X. It finds every single wrong character and
/// every pair of neighbours changed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MatterNumber {
    area: Area,
    day: Date,
    serial: u64,
}

/// Why a text is not a number, or parts do not make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidNumber {
    /// Something else than digits and the check character.
    #[error("a matter number is digits; the last may be X")]
    Character,
    /// Not 21 to 27 characters.
    #[error("a matter number has 21 to 27 characters, not {got}")]
    Length {
        /// Characters without spaces and hyphens.
        got: usize,
    },
    /// The last character does not fit the others: misread or mistyped.
    #[error("the check character does not fit: a digit is wrong or two are changed over")]
    Check,
    /// The first six are no area code.
    #[error("the number does not begin with an area code")]
    Area,
    /// No such day, or one outside the years 1 to 9999.
    #[error("the number has no such day")]
    Date,
    /// Serials begin at 1, have at most 12 digits, and are padded to six digits only.
    #[error("the number has no such serial")]
    Serial,
}

const AREA: usize = 6;
const DAY: usize = 8;
const SERIAL: std::ops::RangeInclusive<usize> = 6..=12;

impl MatterNumber {
    /// The largest serial of a day in an area.
    pub const MAX_SERIAL: u64 = 999_999_999_999;

    /// The number of the `serial`-th matter of `day` in `area`.
    pub fn new(area: Area, day: Date, serial: u64) -> Result<Self, InvalidNumber> {
        if day.year() < 1 {
            return Err(InvalidNumber::Date);
        }
        if !(1..=Self::MAX_SERIAL).contains(&serial) {
            return Err(InvalidNumber::Serial);
        }
        Ok(Self { area, day, serial })
    }

    /// The area that gave the number, which keeps it after a hand-over.
    pub const fn area(self) -> Area {
        self.area
    }

    /// The day the number was given.
    pub const fn day(self) -> Date {
        self.day
    }

    /// The place in that day's sequence; gaps are allowed.
    pub const fn serial(self) -> u64 {
        self.serial
    }

    fn body(self) -> String {
        let (year, month, day) = (self.day.year(), self.day.month(), self.day.day());
        format!("{}{year:04}{month:02}{day:02}{:06}", self.area, self.serial)
    }

    /// In groups for paper and telephone: `370213-20261122-000001-7`.
    pub fn grouped(self) -> String {
        let text = self.to_string();
        let (area, rest) = text.split_at(AREA);
        let (day, rest) = rest.split_at(DAY);
        let (serial, check) = rest.split_at(rest.len() - 1);
        format!("{area}-{day}-{serial}-{check}")
    }
}

impl fmt::Display for MatterNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        let check = check_character(&body);
        f.pad(&format!("{body}{check}"))
    }
}

impl FromStr for MatterNumber {
    type Err = InvalidNumber;

    /// Takes what people type: spaces, hyphens of any kind, full-width digits, a small x.
    fn from_str(text: &str) -> Result<Self, InvalidNumber> {
        let text: String = typed(text).collect();
        let body = text.strip_suffix(|c: char| c.is_ascii_digit() || c == 'X');
        let body = body.ok_or(InvalidNumber::Character)?;
        if !body.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidNumber::Character);
        }
        if !SERIAL.contains(&body.len().saturating_sub(AREA + DAY)) {
            return Err(InvalidNumber::Length { got: text.len() });
        }
        if !text.ends_with(check_character(body)) {
            return Err(InvalidNumber::Check);
        }
        let (area, rest) = body.split_at(AREA);
        let (day, serial) = rest.split_at(DAY);
        if serial.len() > *SERIAL.start() && serial.starts_with('0') {
            return Err(InvalidNumber::Serial);
        }
        let area = area.parse().map_err(|_| InvalidNumber::Area)?;
        let day = parse_day(day).ok_or(InvalidNumber::Date)?;
        Self::new(area, day, serial.parse().map_err(|_| InvalidNumber::Serial)?)
    }
}

impl TryFrom<String> for MatterNumber {
    type Error = InvalidNumber;

    fn try_from(text: String) -> Result<Self, InvalidNumber> {
        text.parse()
    }
}

impl From<MatterNumber> for String {
    fn from(number: MatterNumber) -> Self {
        number.to_string()
    }
}

/// What a person typed, in capitals and half width, without what only separates.
fn typed(text: &str) -> impl Iterator<Item = char> {
    text.chars()
        .map(|c| half_width(c).to_ascii_uppercase())
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}'))
}

fn parse_day(digits: &str) -> Option<Date> {
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// ISO/IEC 7064 MOD 11-2 over decimal digits; other characters count as nothing.
fn check_character(digits: &str) -> char {
    let sum = digits
        .bytes()
        .filter(u8::is_ascii_digit)
        .fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        check => char::from_digit(check, 10).unwrap_or('X'),
    }
}
