//! Business hours and the end of the day, for the whole country or a division: a setting each.

use std::collections::BTreeMap;

use huisheng_domain::calendar::{Calendar, Close, OpenHours};
use huisheng_domain::id::{DivisionId, Id};
use serde::{Deserialize, Serialize};

use super::BookError;
use crate::setting::SettingRow;

/// How the names of these settings begin; a division's id or [`COUNTRY`] follows.
const PREFIX: &str = "calendar.";
const COUNTRY: &str = "country";

/// When offices work and when their days end. What is left out is as above: the division above, the
/// country, the shipped calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadedHours {
    /// Here and below; `None` for the whole country. The setting's name holds it.
    #[serde(skip)]
    pub division: Option<DivisionId>,
    /// Business hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<OpenHours>,
    /// When the last day of a period ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close: Option<Close>,
}

impl LoadedHours {
    /// The name of the setting.
    pub fn name(&self) -> String {
        match self.division {
            Some(division) => format!("{PREFIX}{division}"),
            None => format!("{PREFIX}{COUNTRY}"),
        }
    }

    /// As it is stored.
    pub fn row(&self) -> SettingRow {
        SettingRow { name: self.name(), value: serde_json::to_string(self).unwrap_or_default() }
    }

    /// `calendar` with these hours.
    pub fn applied(&self, calendar: Calendar) -> Calendar {
        let calendar = match &self.hours {
            Some(hours) => calendar.with_hours(hours.clone()),
            None => calendar,
        };
        match self.close {
            Some(close) => calendar.with_close(close),
            None => calendar,
        }
    }

    /// Those among the settings.
    ///
    /// # Errors
    /// The first that cannot be used.
    pub fn all(settings: &BTreeMap<String, String>) -> Result<Vec<Self>, BookError> {
        let ours = settings
            .iter()
            .filter_map(|(name, value)| name.strip_prefix(PREFIX).map(|of| (name, of, value)));
        ours.map(|(name, of, value)| {
            let wrong = |why: String| BookError::Setting {
                name: name.clone(),
                value: value.clone(),
                why,
            };
            let division = match of {
                COUNTRY => None,
                id => Some(id.parse().map(Id::from_uuid).map_err(|_| {
                    wrong("the name must end in the id of a division, or in country".to_owned())
                })?),
            };
            let loaded: Self = serde_json::from_str(value).map_err(|error| {
                wrong(format!("{error}; give hours like 08:30-12:00 13:30-17:30, and close midnight or close_of_business"))
            })?;
            Ok(Self { division, ..loaded })
        })
        .collect()
    }
}
