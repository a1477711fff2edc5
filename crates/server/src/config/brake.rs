//! How much one account may look at.

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// How often, at most; beyond it the account waits, and the auditor reads of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrakeConfig {
    /// Looks at contact data and starred words.
    pub looks_an_hour: u32,
    /// Questions who calls.
    pub callers_an_hour: u32,
    /// Searches by words.
    pub searches_a_minute: u32,
}

impl BrakeConfig {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (key, most) in [
            ("brake.looks_an_hour", self.looks_an_hour),
            ("brake.callers_an_hour", self.callers_an_hour),
            ("brake.searches_a_minute", self.searches_a_minute),
        ] {
            if most == 0 {
                return Err(ConfigError::Value {
                    key,
                    value: most.to_string(),
                    remedy: "use 1 or more: nobody works without",
                });
            }
        }
        Ok(())
    }
}
