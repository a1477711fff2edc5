//! Short messages 短信, through a gateway of one's own: it takes `{"to": …, "text": …}` by POST.

use std::time::Duration;

use huisheng_domain::one_time_code::Mobile;
use reqwest::StatusCode;
use reqwest::redirect::Policy;
use serde::Serialize;
use thiserror::Error;

use crate::config::SmsConfig;

/// How long a gateway may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// A gateway.
#[derive(Clone, Debug)]
pub struct Gateway {
    config: SmsConfig,
    client: reqwest::Client,
}

/// Why a message was not taken.
#[derive(Debug, Error)]
pub enum GatewayError {
    /// No answer.
    #[error(transparent)]
    Silent(#[from] reqwest::Error),
    /// Another answer than that it was taken.
    #[error("it answered {0}")]
    Refused(StatusCode),
}

/// What a gateway is told.
#[derive(Serialize)]
struct Message<'a> {
    to: &'a str,
    text: &'a str,
}

impl Gateway {
    /// The gateway that is configured, if there is one.
    ///
    /// # Errors
    /// The certificates of this machine cannot be read.
    pub fn of(config: &SmsConfig) -> reqwest::Result<Option<Self>> {
        if config.url.is_empty() {
            return Ok(None);
        }
        // The same for the whole process: who comes second finds it done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // A number goes where it was meant to go, and nowhere else.
        let client = reqwest::Client::builder().redirect(Policy::none()).timeout(PATIENCE);
        // The certificates of the machine are read only where they are needed.
        let tls = config.url.starts_with("https:");
        let client = if tls { client.build()? } else { client.tls_certs_only([]).build()? };
        Ok(Some(Self { config: config.clone(), client }))
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// It was not taken; nothing of the number or the text is in the error.
    pub async fn send(&self, to: &Mobile, text: &str) -> Result<(), GatewayError> {
        let message = Message { to: to.digits(), text };
        let mut request = self.client.post(&self.config.url).json(&message);
        if !self.config.key.is_empty() {
            request = request.bearer_auth(&self.config.key);
        }
        let answer = request.send().await.map_err(reqwest::Error::without_url)?;
        match answer.status() {
            taken if taken.is_success() => Ok(()),
            status => Err(GatewayError::Refused(status)),
        }
    }
}
