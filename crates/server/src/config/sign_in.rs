//! Signing in.

use huisheng_domain::sign_in::Idle;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::ConfigError;

/// How long a session lasts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInConfig {
    /// Minutes without use after which a session ends at a desk.
    pub idle_minutes: i64,
    /// The same on a telephone.
    pub idle_minutes_telephone: i64,
}

impl SignInConfig {
    /// How long a session lasts without use.
    pub fn idle(&self) -> Idle {
        Idle {
            desk: SignedDuration::from_mins(self.idle_minutes),
            telephone: SignedDuration::from_mins(self.idle_minutes_telephone),
        }
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (key, minutes) in [
            ("sign_in.idle_minutes", self.idle_minutes),
            ("sign_in.idle_minutes_telephone", self.idle_minutes_telephone),
        ] {
            if !(5..=60 * 24 * 90).contains(&minutes) {
                let (value, remedy) = (minutes.to_string(), "use 5 to 129600");
                return Err(ConfigError::Value { key, value, remedy });
            }
        }
        Ok(())
    }
}
