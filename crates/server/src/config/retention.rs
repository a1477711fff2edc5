//! How long an installation keeps what it keeps.

use huisheng_domain::retention::{InvalidSchedule, Keep, Record, Schedule};
use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Other lengths than the shipped schedule has.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionConfig {
    /// Name and contact of who reported, after the end of the matter; empty: as shipped.
    pub contact: String,
    /// What was reported, in words and files; empty: as shipped.
    pub words: String,
}

impl RetentionConfig {
    /// The schedule of this installation.
    pub(super) fn schedule(
        &self,
        trail_years: i64,
        session_hours: i64,
    ) -> Result<Schedule, ConfigError> {
        let years = |n: i64| Keep::years(u16::try_from(n).unwrap_or(u16::MAX));
        let hours = |n: i64| Keep::hours(u16::try_from(n).unwrap_or(u16::MAX));
        let mut kept =
            vec![(Record::Trail, years(trail_years)), (Record::Session, hours(session_hours))];
        for (record, key, text) in [
            (Record::Contact, "retention.contact", &self.contact),
            (Record::Words, "retention.words", &self.words),
        ] {
            if !text.is_empty() {
                let remedy = "use a number and d, mo or y, like 1y, or leave it empty";
                let wrong = |_| ConfigError::Value { key, value: text.clone(), remedy };
                kept.push((record, text.parse().map_err(wrong)?));
            }
        }
        Schedule::shipped().with(&kept).map_err(|invalid| match invalid {
            InvalidSchedule::TooShort => ConfigError::Value {
                key: "retention.contact",
                value: self.contact.clone(),
                remedy: "use at least 90d: until then a matter can be reopened and its reporter is called",
            },
            InvalidSchedule::WordsFirst => ConfigError::Value {
                key: "retention.words",
                value: self.words.clone(),
                remedy: "use at least as long as retention.contact",
            },
        })
    }
}
