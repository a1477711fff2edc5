//! The server of mail.

use std::fmt;

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};

use super::ConfigError;

/// Where mail is handed over, and whose it is.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    /// Its address, with name and password; empty: there is none.
    pub url: String,
    /// Who sends.
    pub from: String,
}

impl MailConfig {
    /// An address that can be used. It is not shown: it has a password.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        if self.url.is_empty() {
            return Ok(());
        }
        if !self.url.starts_with("smtp://") && !self.url.starts_with("smtps://") {
            return Err(ConfigError::Value {
                key: "mail.url",
                value: "…".to_owned(),
                remedy: "use smtps://NAME:PASSWORD@HOST:465 or smtp://NAME:PASSWORD@HOST:587?tls=required, or leave it empty",
            });
        }
        if self.from.parse::<Mailbox>().is_err() {
            return Err(ConfigError::Value {
                key: "mail.from",
                value: self.from.clone(),
                remedy: "use an address, like 回声 <huisheng@office.example>",
            });
        }
        Ok(())
    }
}

/// Address and password stay out of logs.
impl fmt::Debug for MailConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailConfig").finish_non_exhaustive()
    }
}
