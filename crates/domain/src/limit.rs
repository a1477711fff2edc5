//! A length of time as the field states it: "5 working days", "2 urgent hours", "1 month".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How a limit is counted. DOMAIN: 民法典 arts. 200–204 and the practice of city management.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitUnit {
    /// 紧急工作时: wall-clock hours, day and night, holidays included (`h`).
    UrgentHour,
    /// 工作时: hours of business on working days (`wh`).
    WorkHour,
    /// 工作日 (`wd`).
    WorkDay,
    /// 自然日, rolled over a rest day at the end (`d`).
    Day,
    /// Months to the corresponding day, rolled over a rest day at the end (`mo`).
    Month,
}

/// An amount and its unit, written `5wd`, `2h`, `4wh`, `15d`, `1mo`. 1..=9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Limit {
    /// How many.
    pub amount: u16,
    /// Of what.
    pub unit: LimitUnit,
}

/// The text is not a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a limit is 1 to 9999 followed by h, wh, wd, d or mo, like 5wd")]
pub struct InvalidLimit;

impl LimitUnit {
    const ALL: [(Self, &'static str); 5] = [
        (Self::UrgentHour, "h"),
        (Self::WorkHour, "wh"),
        (Self::WorkDay, "wd"),
        (Self::Day, "d"),
        (Self::Month, "mo"),
    ];

    /// The letters behind the number.
    pub fn code(self) -> &'static str {
        Self::ALL.iter().find(|(unit, _)| *unit == self).map_or("", |(_, code)| code)
    }
}

impl Limit {
    /// `amount` of `unit`.
    pub const fn new(amount: u16, unit: LimitUnit) -> Self {
        Self { amount, unit }
    }
}

impl FromStr for Limit {
    type Err = InvalidLimit;

    fn from_str(text: &str) -> Result<Self, InvalidLimit> {
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (amount, code) = text.split_at(digits);
        let amount: u16 = amount.parse().map_err(|_| InvalidLimit)?;
        let unit = LimitUnit::ALL.iter().find(|(_, c)| *c == code).map(|(unit, _)| *unit);
        match unit {
            Some(unit) if (1..=9999).contains(&amount) => Ok(Self { amount, unit }),
            _ => Err(InvalidLimit),
        }
    }
}

impl TryFrom<String> for Limit {
    type Error = InvalidLimit;

    fn try_from(text: String) -> Result<Self, InvalidLimit> {
        text.parse()
    }
}

impl From<Limit> for String {
    fn from(limit: Limit) -> Self {
        limit.to_string()
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.amount, self.unit.code())
    }
}

impl utoipa::PartialSchema for Limit {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .pattern(Some("^[0-9]{1,4}(h|wh|wd|d|mo)$"))
            .into()
    }
}
impl utoipa::ToSchema for Limit {}
