//! Lights 亮灯: the colour of a duty, a pure function of stored instants. Never stored.
//!
//! Source: 崂山区 13710 (green, yellow, red) and 山东省级热线 (yellow one working day before the
//! limit). A colour never stands alone: show the word beside it.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The light of a clock. Serialized as its code: `grey`, `late`, `suspended_yellow`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Light {
    /// 办理中: running, the due instant is not near.
    Grey,
    /// 黄: running, the due instant is near.
    Yellow,
    /// 红: running, overdue.
    Red,
    /// 绿: stopped in time.
    Green,
    /// 逾期办结: stopped late; stays so for ever.
    Late,
    /// 挂账: suspended, with the light of its review date.
    Suspended(ReviewLight),
}

/// The light of a review date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewLight {
    /// Not near.
    Grey,
    /// Near.
    Yellow,
    /// Passed without a review.
    Red,
}

/// The text is not a light.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a light is grey, yellow, red, green, late or suspended_grey, _yellow, _red")]
pub struct InvalidLight;

impl Light {
    /// Every light, in the order in which a worklist's legend shows them.
    pub const ALL: [Self; 8] = [
        Self::Grey,
        Self::Yellow,
        Self::Red,
        Self::Green,
        Self::Late,
        Self::Suspended(ReviewLight::Grey),
        Self::Suspended(ReviewLight::Yellow),
        Self::Suspended(ReviewLight::Red),
    ];

    /// The light's code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::Green => "green",
            Self::Late => "late",
            Self::Suspended(ReviewLight::Grey) => "suspended_grey",
            Self::Suspended(ReviewLight::Yellow) => "suspended_yellow",
            Self::Suspended(ReviewLight::Red) => "suspended_red",
        }
    }
}

impl Light {
    /// How much it asks for attention: red before yellow before the rest.
    pub const fn urgency(self) -> u8 {
        match self {
            Self::Red => 5,
            Self::Yellow => 4,
            Self::Suspended(ReviewLight::Red) => 3,
            Self::Suspended(_) => 2,
            Self::Grey => 1,
            Self::Green | Self::Late => 0,
        }
    }
}

impl utoipa::PartialSchema for Light {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .enum_values(Some(Self::ALL.map(Self::code)))
            .into()
    }
}
impl utoipa::ToSchema for Light {}

impl ReviewLight {
    /// The light of a date that warns at `warn` and is due at `due`; at the due instant it is red.
    pub fn of(warn: Timestamp, due: Timestamp, now: Timestamp) -> Self {
        if now >= due {
            Self::Red
        } else if now >= warn {
            Self::Yellow
        } else {
            Self::Grey
        }
    }
}

impl From<ReviewLight> for Light {
    /// The same colour on a running clock.
    fn from(light: ReviewLight) -> Self {
        match light {
            ReviewLight::Grey => Self::Grey,
            ReviewLight::Yellow => Self::Yellow,
            ReviewLight::Red => Self::Red,
        }
    }
}

impl FromStr for Light {
    type Err = InvalidLight;

    fn from_str(text: &str) -> Result<Self, InvalidLight> {
        Self::ALL.into_iter().find(|light| light.code() == text).ok_or(InvalidLight)
    }
}

impl TryFrom<String> for Light {
    type Error = InvalidLight;

    fn try_from(text: String) -> Result<Self, InvalidLight> {
        text.parse()
    }
}

impl From<Light> for String {
    fn from(light: Light) -> Self {
        light.code().to_owned()
    }
}

impl fmt::Display for Light {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_light_is_written_as_its_own_code() {
        for light in Light::ALL {
            let json = serde_json::to_string(&light).expect("a light is a string");
            assert_eq!(json, format!("{:?}", light.code()));
            assert_eq!(serde_json::from_str::<Light>(&json).ok(), Some(light));
            assert_eq!(Light::ALL.iter().filter(|other| other.code() == light.code()).count(), 1);
        }
        assert!("blue".parse::<Light>().is_err());
    }
}
