//! The gateway for short messages.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Where the gateway is.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsConfig {
    /// Its address; empty: there is none.
    pub url: String,
    /// Sent as `Authorization: Bearer`; empty: nothing is sent.
    pub key: String,
    /// Reporters are told by it what becomes of their matters.
    pub notifications: bool,
}

impl SmsConfig {
    /// An address that can be asked. It is not shown: somebody may have written the key into it.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let fits = |url: &str| url.starts_with("http") && reqwest::Url::parse(url).is_ok();
        if self.url.is_empty() || fits(&self.url) {
            return Ok(());
        }
        Err(ConfigError::Value {
            key: "sms.url",
            value: "…".to_owned(),
            remedy: "use the whole address of the gateway, like https://sms.example/send, or leave it empty",
        })
    }
}

/// Address and key stay out of logs.
impl fmt::Debug for SmsConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmsConfig").finish_non_exhaustive()
    }
}
