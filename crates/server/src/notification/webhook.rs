//! What staff are told, to a program of the office: signed as Standard Webhooks (standardwebhooks.com) say. It hands the
//! message on to 企业微信, 钉钉 or a chat group.

use huisheng_domain::notification::Topic;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use crate::config::WebhookConfig;
use crate::sms::{GatewayError, client};

/// A program that takes messages.
pub struct Webhook {
    url: String,
    client: reqwest::Client,
    signer: standardwebhooks::Webhook,
}

/// What it is told.
#[derive(Serialize)]
pub(super) struct Payload<'a> {
    #[serde(rename = "type")]
    pub kind: &'static str,
    pub timestamp: Timestamp,
    pub data: Data<'a>,
}

/// Of whom and what.
#[derive(Serialize)]
pub(super) struct Data<'a> {
    pub topic: Topic,
    /// The sign-in name of who is told: the program knows who that is with it.
    pub login: &'a str,
    pub number: &'a str,
    pub text: &'a str,
    pub text_en: &'a str,
    pub link: &'a str,
}

impl Webhook {
    /// The program that is configured, if there is one.
    ///
    /// # Errors
    /// The certificates of this machine cannot be read.
    pub fn of(config: &WebhookConfig) -> reqwest::Result<Option<Self>> {
        // It was checked when it was read.
        let Ok(signer) = standardwebhooks::Webhook::new(&config.secret) else { return Ok(None) };
        if config.url.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self { client: client(&config.url)?, url: config.url.clone(), signer }))
    }

    /// Hands a message over, under an id that stays the same when it is sent again.
    ///
    /// # Errors
    /// It was not taken.
    pub(super) async fn send(
        &self,
        id: Uuid,
        payload: &Payload<'_>,
        now: Timestamp,
    ) -> Result<(), GatewayError> {
        let body = serde_json::to_vec(payload).map_err(|_| GatewayError::Unsigned)?;
        let (id, seconds) = (id.to_string(), now.as_second());
        let signature =
            self.signer.sign(&id, seconds, &body).map_err(|_| GatewayError::Unsigned)?;
        let request = self
            .client
            .post(&self.url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signature)
            .body(body);
        let answer = request.send().await.map_err(reqwest::Error::without_url)?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(GatewayError::Refused(answer.status()))
        }
    }
}
