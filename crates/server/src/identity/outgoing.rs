//! How the provider is asked: by the client that everything else goes out by, with limits.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::Client;
use reqwest::redirect::Policy;
use thiserror::Error;
use tokio::sync::Semaphore;

/// How long it may take to be reached, and for an answer.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);
/// The largest answer.
const MOST: usize = 1 << 20;
/// Requests under way.
const AT_ONCE: usize = 16;

/// Why there is no answer. Says nothing of the request: it holds codes and secrets.
#[derive(Debug, Error)]
pub enum AskError {
    /// It cannot be reached, or took too long.
    #[error("it does not answer: {0}")]
    Silent(reqwest::Error),
    /// Larger than anything it has to say.
    #[error("its answer is too large")]
    TooLarge,
}

/// The way out.
pub(super) struct Outgoing {
    client: Client,
    turns: Semaphore,
}

impl Outgoing {
    /// Without cookies, referer and redirects: a secret goes where it was meant to go, and nowhere else.
    pub fn new(issuer: &str) -> reqwest::Result<Self> {
        // The same for the whole process: who comes second finds it done.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .user_agent(concat!("huisheng/", env!("CARGO_PKG_VERSION")))
            .referer(false)
            .redirect(Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ANSWER);
        // The certificates of the machine are read only where they are needed.
        let tls = issuer.starts_with("https:");
        let client = if tls { client.build()? } else { client.tls_certs_only([]).build()? };
        Ok(Self { client, turns: Semaphore::new(AT_ONCE) })
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, AskError> {
        let silent = |error: reqwest::Error| AskError::Silent(error.without_url());
        // It is never closed.
        let _turn = self.turns.acquire().await;
        let request = request.try_into().map_err(silent)?;
        let mut answer = self.client.execute(request).await.map_err(silent)?;
        let mut told = HttpResponse::new(Vec::new());
        *told.status_mut() = answer.status();
        *told.headers_mut() = answer.headers().clone();
        while let Some(chunk) = answer.chunk().await.map_err(silent)? {
            if told.body().len() + chunk.len() > MOST {
                return Err(AskError::TooLarge);
            }
            told.body_mut().extend_from_slice(&chunk);
        }
        Ok(told)
    }
}

impl<'c> AsyncHttpClient<'c> for Outgoing {
    type Error = AskError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, AskError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
