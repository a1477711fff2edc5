//! The maps of a provider, 天地图 or another. The house asks for them: nobody's browser goes there, and nothing
//! about who asks does.

mod search;

use std::time::Duration;

use axum::body::Bytes;
use huisheng_domain::territory::Window;
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode, header};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use tokio::sync::Semaphore;
use utoipa::ToSchema;

use crate::config::MapConfig;
pub use search::Found;

/// How long a provider may take to be reached, and for an answer.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);
/// The largest answer.
const MOST: usize = 1 << 20;
/// Requests under way.
const AT_ONCE: usize = 32;
/// Pictures. Not SVG: it can hold scripts.
const PICTURES: [&str; 4] = ["image/png", "image/jpeg", "image/webp", "image/gif"];

/// What lies under the own layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Layer {
    /// The ground.
    Base,
    /// What is written on it.
    Label,
}

/// A picture.
#[derive(Clone, Debug)]
pub struct Tile {
    /// Its media type.
    pub kind: &'static str,
    /// Its bytes.
    pub bytes: Bytes,
}

/// Why a provider gave no answer that can be used. Says nothing of the address: it holds the key.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// It cannot be reached, or took too long.
    #[error("the provider does not answer: {0}")]
    Silent(reqwest::Error),
    /// It refused.
    #[error("the provider answers with status {0}")]
    Status(StatusCode),
    /// Not a picture.
    #[error("the provider answers with {0}, which is no picture")]
    NoPicture(String),
    /// Larger than a picture or a page of addresses is.
    #[error("the answer of the provider is too large")]
    TooLarge,
    /// Not as its kind of search answers.
    #[error("the answer of the provider cannot be read: {0}")]
    Unreadable(String),
    /// This machine has no certificates to know it by.
    #[error("no certificates: install ca-certificates")]
    NoCertificates,
}

/// The provider that is configured, or none.
#[derive(Debug)]
pub struct Provider {
    config: MapConfig,
    client: Option<Client>,
    turns: Semaphore,
}

impl Provider {
    /// Asks nobody yet.
    pub fn new(config: &MapConfig) -> Self {
        let client = client(config).inspect_err(|error| tracing::error!(%error, "map")).ok();
        Self { config: config.clone(), client, turns: Semaphore::new(AT_ONCE) }
    }

    /// The layers it has.
    pub fn layers(&self) -> Vec<Layer> {
        let known = |layer: &Layer| !self.address(*layer).is_empty();
        [Layer::Base, Layer::Label].into_iter().filter(known).collect()
    }

    /// How it is configured.
    pub const fn config(&self) -> &MapConfig {
        &self.config
    }

    /// Whether addresses can be searched.
    pub const fn searches(&self) -> bool {
        !self.config.search.is_empty()
    }

    /// One picture; none where there is no such picture.
    ///
    /// # Errors
    /// The provider.
    pub async fn tile(
        &self,
        layer: Layer,
        [z, x, y]: [u32; 3],
    ) -> Result<Option<Tile>, ProviderError> {
        let address = self.address(layer);
        let there = z <= u32::from(self.config.max_zoom) && x >> z == 0 && y >> z == 0;
        if address.is_empty() || !there {
            return Ok(None);
        }
        let mut address = self.with_key(address);
        for (part, number) in [("{z}", z), ("{x}", x), ("{y}", y)] {
            address = address.replace(part, &number.to_string());
        }
        let Some((kind, bytes)) = self.get(&address).await? else { return Ok(None) };
        let named = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match PICTURES.into_iter().find(|known| *known == named) {
            Some(kind) => Ok(Some(Tile { kind, bytes })),
            None => Err(ProviderError::NoPicture(named)),
        }
    }

    /// Addresses that are like `words`, ten at most, first those in `within`; none if it does not search.
    ///
    /// # Errors
    /// The provider.
    pub async fn search(
        &self,
        words: &str,
        within: Option<Window>,
    ) -> Result<Option<Vec<Found>>, ProviderError> {
        if !self.searches() {
            return Ok(None);
        }
        let kind = self.config.search_kind;
        let address = search::address(&self.with_key(&self.config.search), kind, words, within)?;
        match self.get(&address).await? {
            Some((_, bytes)) => search::read(kind, &bytes).map(Some),
            None => Err(ProviderError::Status(StatusCode::NOT_FOUND)),
        }
    }

    fn address(&self, layer: Layer) -> &str {
        match layer {
            Layer::Base => &self.config.base,
            Layer::Label => &self.config.label,
        }
    }

    fn with_key(&self, address: &str) -> String {
        address.replace("{key}", &self.config.key)
    }

    /// Media type and body; none for what is not there.
    async fn get(&self, address: &str) -> Result<Option<(String, Bytes)>, ProviderError> {
        let silent = |error: reqwest::Error| ProviderError::Silent(error.without_url());
        let client = self.client.as_ref().ok_or(ProviderError::NoCertificates)?;
        // It is never closed.
        let _turn = self.turns.acquire().await;
        let mut answer = client.get(address).send().await.map_err(silent)?;
        match answer.status() {
            StatusCode::OK => {}
            StatusCode::NOT_FOUND | StatusCode::NO_CONTENT => return Ok(None),
            status => return Err(ProviderError::Status(status)),
        }
        let kind = answer.headers().get(header::CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(silent)? {
            if bytes.len() + chunk.len() > MOST {
                return Err(ProviderError::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Some((kind, bytes.into())))
    }
}

/// Without cookies, referer and redirects: what the provider is told is the picture that is wanted.
fn client(config: &MapConfig) -> reqwest::Result<Client> {
    // Another part of the process may have chosen it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder()
        .user_agent(concat!("huisheng/", env!("CARGO_PKG_VERSION")))
        .referer(false)
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .timeout(ANSWER);
    let addresses = [&config.base, &config.label, &config.search];
    let tls = addresses.iter().any(|address| address.starts_with("https:"));
    // The certificates of the machine are read only where they are needed.
    if tls { client.build() } else { client.tls_certs_only([]).build() }
}
