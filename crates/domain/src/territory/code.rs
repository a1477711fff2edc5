//! The statistical code of a division 统计用区划代码.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::area::Area;

#[cfg(test)]
mod tests;

/// Twelve digits: province 2, city 2, county 2 (GB/T 2260), township 3 (GB/T 10114), village 3.
/// Groups below the division's own are zero, so 370215, 370215000 and 370215000000 are one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DivisionCode(u64);

/// The text is not a division code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a division code is 6, 9 or 12 digits, the first not zero")]
pub struct InvalidCode;

/// Something uncommon that is no reason to refuse a code: real lists hold all of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeWarning {
    /// Township digits beyond 001–599: neither 街道 (001–099), 镇 (100–199), 乡 (200–399) nor a
    /// similar unit (400–599).
    TownshipOutOfRange {
        /// Digits 7–9.
        segment: u16,
    },
    /// Village digits that are neither 居委会 (001–199), 村委会 (200–399) nor similar (400–599).
    VillageOutOfRange {
        /// Digits 10–12.
        segment: u16,
    },
    /// 498 and 598 stand for a virtual community or village: land without a committee.
    VirtualVillage {
        /// Digits 10–12.
        segment: u16,
    },
    /// Village digits without township digits.
    TownshipMissing,
}

/// Where each group ends, and what one unit of it is worth.
const GROUPS: [(u8, u64); 5] =
    [(2, 10_000_000_000), (4, 100_000_000), (6, 1_000_000), (9, 1_000), (12, 1)];

impl DivisionCode {
    /// The code of an area: a county, a city or a province.
    pub fn of_area(area: Area) -> Self {
        Self(u64::from(area.code()) * 1_000_000)
    }

    /// Digits up to the last group that is not zero: 2, 4, 6, 9 or 12.
    pub fn significant(self) -> u8 {
        self.last_group().0
    }

    fn last_group(self) -> (u8, u64) {
        GROUPS.into_iter().find(|(_, unit)| self.0.is_multiple_of(*unit)).unwrap_or(GROUPS[4])
    }

    /// Whether this code continues `above`: starts with its digits and has more of them.
    /// A city without counties (441900) is followed by its towns directly (441900003).
    pub fn is_below(self, above: Self) -> bool {
        let (digits, unit) = above.last_group();
        digits < self.significant() && self.0 / unit == above.0 / unit
    }

    /// The county's six digits (the city's or province's, if the code ends there).
    pub fn area(self) -> Option<Area> {
        u32::try_from(self.0 / 1_000_000).ok().and_then(|code| Area::new(code).ok())
    }

    /// What a reader of the list should look at.
    pub fn warnings(self) -> Vec<CodeWarning> {
        let [township, village] =
            [self.0 / 1_000 % 1_000, self.0 % 1_000].map(|n| u16::try_from(n).unwrap_or(0));
        let mut warnings = Vec::new();
        if township == 0 && village != 0 {
            warnings.push(CodeWarning::TownshipMissing);
        }
        if township >= 600 {
            warnings.push(CodeWarning::TownshipOutOfRange { segment: township });
        }
        if village >= 600 {
            warnings.push(CodeWarning::VillageOutOfRange { segment: village });
        }
        if matches!(village, 498 | 598) {
            warnings.push(CodeWarning::VirtualVillage { segment: village });
        }
        warnings
    }
}

impl FromStr for DivisionCode {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
        if !digits || !matches!(text.len(), 6 | 9 | 12) {
            return Err(InvalidCode);
        }
        format!("{text:0<12}").parse().map(Self).map_err(|_| InvalidCode)
    }
}

impl TryFrom<String> for DivisionCode {
    type Error = InvalidCode;

    fn try_from(text: String) -> Result<Self, InvalidCode> {
        text.parse()
    }
}

impl From<DivisionCode> for String {
    fn from(code: DivisionCode) -> Self {
        code.to_string()
    }
}

/// All twelve digits.
impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012}", self.0)
    }
}
