//! The program of the office that hands messages on to staff.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Where it is, and what it knows messages by.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookConfig {
    /// Its address; empty: there is none.
    pub url: String,
    /// The secret that messages are signed with, `whsec_` and base 64.
    pub secret: String,
}

impl WebhookConfig {
    /// An address that can be asked, and a secret that can sign. Neither is shown.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.url.is_empty() {
            return Ok(());
        }
        let wrong = |key, remedy| Err(ConfigError::Value { key, value: "…".to_owned(), remedy });
        if !self.url.starts_with("http") || reqwest::Url::parse(&self.url).is_err() {
            return wrong(
                "webhook.url",
                "use the whole address, like https://hook.example/huisheng, or leave it empty",
            );
        }
        if !self.secret.starts_with("whsec_")
            || self.secret.len() < 38
            || standardwebhooks::Webhook::new(&self.secret).is_err()
        {
            return wrong(
                "webhook.secret",
                "use whsec_ followed by at least 24 random bytes in base 64",
            );
        }
        Ok(())
    }
}

/// Address and secret stay out of logs.
impl fmt::Debug for WebhookConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookConfig").finish_non_exhaustive()
    }
}
