//! Short messages 短信, through a gateway of one's own: it takes `{"to": …, "text": …}` by POST.

use std::time::Duration;

use huisheng_domain::one_time_code::Mobile;
use reqwest::StatusCode;
use reqwest::redirect::Policy;
use serde::Serialize;
use thiserror::Error;
use uuid::Uuid;

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
    /// The message could not be signed.
    #[error("it cannot be signed")]
    Unsigned,
}

impl GatewayError {
    /// As it is written down: nothing that somebody else said.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Silent(_) => "no_answer",
            Self::Refused(_) => "refused",
            Self::Unsigned => "unsigned",
        }
    }
}

/// What a gateway is told.
#[derive(Serialize)]
struct Message<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
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
        Ok(Some(Self { client: client(&config.url)?, config: config.clone() }))
    }

    /// Hands a message over. Under the same `id` it is the same message, sent again.
    ///
    /// # Errors
    /// It was not taken; nothing of the number or the text is in the error.
    pub async fn send(
        &self,
        id: Option<Uuid>,
        to: &Mobile,
        text: &str,
    ) -> Result<(), GatewayError> {
        let message = Message { id, to: to.digits(), text };
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

/// What asks a gateway at this address.
///
/// # Errors
/// The certificates of this machine cannot be read.
pub(crate) fn client(url: &str) -> reqwest::Result<reqwest::Client> {
    // The same for the whole process: who comes second finds it done.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A number goes where it was meant to go, and nowhere else.
    let client = reqwest::Client::builder().redirect(Policy::none()).timeout(PATIENCE);
    // The certificates of the machine are read only where they are needed.
    if url.starts_with("https:") { client.build() } else { client.tls_certs_only([]).build() }
}
