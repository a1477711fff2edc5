//! Signing in.

use std::collections::BTreeSet;

use huisheng_domain::matter::Role;
use huisheng_domain::sign_in::Idle;
use jiff::SignedDuration;
use serde::{Deserialize, Deserializer, Serialize};

use super::{ConfigError, ProviderConfig};

/// How long a session lasts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignInConfig {
    /// Minutes without use after which a session ends at a desk.
    pub idle_minutes: i64,
    /// The same on a telephone.
    pub idle_minutes_telephone: i64,
    /// Who needs a second factor: whoever holds one of these posts.
    #[serde(deserialize_with = "roles")]
    pub second_factor: BTreeSet<Role>,
    /// The identity provider of the office.
    pub provider: ProviderConfig,
}

impl SignInConfig {
    /// How long a session lasts without use.
    pub fn idle(&self) -> Idle {
        Idle {
            desk: SignedDuration::from_mins(self.idle_minutes),
            telephone: SignedDuration::from_mins(self.idle_minutes_telephone),
        }
    }

    /// Whether whoever holds these posts needs a second factor.
    pub fn needs_second_factor(&self, roles: &BTreeSet<Role>) -> bool {
        !self.second_factor.is_disjoint(roles)
    }

    pub(super) fn check(&self, public_url: &str) -> Result<(), ConfigError> {
        for (key, minutes) in [
            ("sign_in.idle_minutes", self.idle_minutes),
            ("sign_in.idle_minutes_telephone", self.idle_minutes_telephone),
        ] {
            if !(5..=60 * 24 * 90).contains(&minutes) {
                let (value, remedy) = (minutes.to_string(), "use 5 to 129600");
                return Err(ConfigError::Value { key, value, remedy });
            }
        }
        self.provider.check(public_url)
    }
}

/// `system_administrator,leader`: the names, with commas.
fn roles<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeSet<Role>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let read = |name| Role::deserialize(serde::de::value::StrDeserializer::<D::Error>::new(name));
    names.map(read).collect()
}
