//! Configuration: defaults that are the manual, then a file, then the environment, then flags.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use huisheng_domain::retention::Schedule;
use huisheng_store::cipher::{Algorithm, KeyCommand, KeyFile, Keys};
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use crate::face::Face;

mod brake;
mod exchange;
mod hotline;
mod knowledge;
mod letter;
mod mail;
mod map;
mod passkey;
mod provider;
mod retention;
mod sign_in;
mod sms;
mod webhook;

pub use brake::BrakeConfig;
pub use exchange::ExchangeConfig;
pub use hotline::HotlineConfig;
pub use knowledge::KnowledgeConfig;
pub use letter::LetterConfig;
pub use mail::MailConfig;
pub use map::{MapConfig, SearchKind};
pub use provider::{NameClaim, ProviderConfig};
pub use retention::RetentionConfig;
pub use sign_in::SignInConfig;
pub use sms::SmsConfig;
pub use webhook::WebhookConfig;

/// The defaults, with what each means.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// Everything that can be configured.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// `sqlite://FILE` or `postgres://USER@HOST/DATABASE`.
    pub database_url: String,
    /// Where files, thumbnails and backups stand.
    pub data_dir: PathBuf,
    /// How new data keys seal personal data.
    pub cipher: Algorithm,
    /// The file of the master key; empty: in the folder of data.
    pub key_file: PathBuf,
    /// The program that wraps data keys instead.
    pub key_command: PathBuf,
    /// Where it listens.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    /// Where people reach it, as they type it: `https://12345.example.gov.cn`. Empty: as `listen` says.
    pub public_url: String,
    /// The header in which the proxy before it names who asks. Empty: there is no proxy.
    pub address_header: String,
    /// The web faces it serves there, and the part of the API that they need.
    #[serde(deserialize_with = "faces")]
    pub faces: Vec<Face>,
    /// Lanes of the ledger on PostgreSQL.
    pub lanes: usize,
    /// Connections to the database.
    pub connections: u32,
    /// Hours after which a session ends, however much it is used.
    pub session_hours: i64,
    /// Years the trail is kept, at least three.
    pub trail_years: i64,
    /// Largest upload, in MiB.
    pub upload_mib: usize,
    /// Keys of programs that report through Open311, with commas; `*` for anybody.
    pub open311_keys: String,
    /// A folder of policies, `*.cedar`, in place of those that are shipped; empty: none.
    pub policies: PathBuf,
    /// How much one account may look at.
    pub brake: BrakeConfig,
    /// How long is kept what tells of a person.
    pub retention: RetentionConfig,
    /// Signing in.
    pub sign_in: SignInConfig,
    /// The telephone system of the hotline.
    pub hotline: HotlineConfig,
    /// Answers that expire.
    pub knowledge: KnowledgeConfig,
    /// The gateway for short messages.
    pub sms: SmsConfig,
    /// The server of mail, by which staff are told what happens.
    pub mail: MailConfig,
    /// The program that hands on what staff are told.
    pub webhook: WebhookConfig,
    /// Which systems orders may be exchanged with.
    pub exchange: ExchangeConfig,
    /// The maps of a provider.
    pub map: MapConfig,
    /// The program that makes letters, and its fonts.
    pub letter: LetterConfig,
}

/// What is wrong with the configuration, and what to do.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file, variable or flag cannot be read.
    #[error("configuration: {}: {}", .0.path.join("."), .0.kind)]
    Unreadable(Box<figment::Error>),
    /// A value that cannot be.
    #[error("configuration: {key} = {value}: {remedy}")]
    Value {
        /// The key.
        key: &'static str,
        /// Its value.
        value: String,
        /// What to do.
        remedy: &'static str,
    },
}

impl Config {
    /// Reads and checks the configuration. `flags` holds what was given on the command line.
    pub fn read(file: Option<&Path>, flags: &serde_json::Value) -> Result<Self, ConfigError> {
        let mut layers = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = file {
            layers = layers.merge(Toml::file_exact(file));
        }
        let config: Self = layers
            .merge(Env::prefixed("HUISHENG_").split("__").ignore(&[
                "config",
                "test_postgres",
                "test_sql",
                "endure",
                "postgres_name",
            ]))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(|error| ConfigError::Unreadable(Box::new(error)))?;
        config.check()?;
        Ok(config)
    }

    /// The file of an SQLite database.
    pub fn sqlite_file(&self) -> Option<&Path> {
        let path = self.database_url.strip_prefix("sqlite:")?;
        Some(Path::new(path.strip_prefix("//").unwrap_or(path)))
    }

    /// Whether people reach it by https: then the browser is told never to use anything else.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// The file of the master key, unless a program keeps it.
    pub fn master_key(&self) -> Option<KeyFile> {
        let beside = self.data_dir.join("master.key");
        let path = if self.key_file.as_os_str().is_empty() { &beside } else { &self.key_file };
        self.key_command.as_os_str().is_empty().then(|| KeyFile::new(path, self.cipher))
    }

    /// Where the keys of personal data come from.
    pub fn keys(&self) -> Keys {
        let keeper: Arc<dyn huisheng_store::cipher::Keeper> = match self.master_key() {
            Some(file) => Arc::new(file),
            None => Arc::new(KeyCommand::new(&self.key_command)),
        };
        Keys { keeper, algorithm: self.cipher }
    }

    /// The database URL without its password, for people to see.
    pub fn shown_url(&self) -> String {
        let url = &self.database_url;
        let shown = url.split_once("://").and_then(|(scheme, rest)| {
            let (who, place) = rest.rsplit_once('@')?;
            let (user, _) = who.split_once(':')?;
            Some(format!("{scheme}://{user}@{place}"))
        });
        shown.unwrap_or_else(|| url.clone())
    }

    /// How long each kind of record is kept here.
    pub fn schedule(&self) -> Schedule {
        let own = self.retention.schedule(self.trail_years, self.session_hours);
        // It was checked when it was read.
        own.unwrap_or_else(|_| Schedule::shipped().clone())
    }

    fn check(&self) -> Result<(), ConfigError> {
        let wrong = |key, value: String, remedy| Err(ConfigError::Value { key, value, remedy });
        if !self.database_url.starts_with("sqlite:") && !self.database_url.starts_with("postgres") {
            return wrong(
                "database_url",
                self.database_url.clone(),
                "use sqlite://FILE or postgres://USER@HOST/DATABASE",
            );
        }
        if !self.key_file.as_os_str().is_empty() && !self.key_command.as_os_str().is_empty() {
            let value = self.key_command.display().to_string();
            return wrong("key_command", value, "set either key_file or key_command");
        }
        if !(1..=64).contains(&self.lanes) {
            return wrong("lanes", self.lanes.to_string(), "use 1 to 64");
        }
        if !(2..=500).contains(&self.connections) {
            return wrong("connections", self.connections.to_string(), "use 2 to 500");
        }
        if !(1..=24 * 90).contains(&self.session_hours) {
            return wrong("session_hours", self.session_hours.to_string(), "use 1 to 2160");
        }
        // 个人信息保护法 and 网络安全法 want less; the field keeps access logs three years.
        if !(3..=100).contains(&self.trail_years) {
            return wrong("trail_years", self.trail_years.to_string(), "use 3 to 100");
        }
        if !(1..=1024).contains(&self.upload_mib) {
            return wrong("upload_mib", self.upload_mib.to_string(), "use 1 to 1024");
        }
        let keys = self.open311_keys.split(',').map(str::trim).filter(|key| !key.is_empty());
        if self.open311_keys.trim() != "*" && keys.into_iter().any(|key| key.len() < 16) {
            // Not the value: it may be half a secret.
            return wrong(
                "open311_keys",
                "…".to_owned(),
                "use at least 16 characters for each key",
            );
        }
        if !self.public_url.is_empty() && !is_origin(&self.public_url) {
            return wrong(
                "public_url",
                self.public_url.clone(),
                "use the origin only, like https://12345.example.gov.cn, or leave it empty",
            );
        }
        if self.address_header.parse::<axum::http::HeaderName>().is_err()
            && !self.address_header.is_empty()
        {
            return wrong(
                "address_header",
                self.address_header.clone(),
                "use the name of a header, like x-forwarded-for, or leave it empty",
            );
        }
        self.brake.check()?;
        self.retention.schedule(self.trail_years, self.session_hours)?;
        self.sign_in.check(&self.public_url)?;
        self.sms.check()?;
        self.mail.check()?;
        self.webhook.check()?;
        self.exchange.check()?;
        self.map.check()
    }
}

/// `https://HOST` or `http://HOST:PORT`, without a path.
fn is_origin(url: &str) -> bool {
    let web = url.starts_with("https://") || url.starts_with("http://");
    let parsed = reqwest::Url::parse(url).ok();
    web && parsed.is_some_and(|parsed| parsed.origin().ascii_serialization() == url)
}

/// `portal,desk`: the names, with commas.
fn faces<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Face>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let read = |name: &str| {
        Face::deserialize(serde::de::value::StrDeserializer::<D::Error>::new(name)).ok()
    };
    let found: Option<Vec<Face>> = names.map(read).collect();
    found.filter(|faces| !faces.is_empty()).ok_or_else(|| {
        serde::de::Error::custom(format!(
            "{text} 不是界面名称，请写 portal（居民端）、desk（工作台）或 portal,desk / names no face: use portal, \
             desk, or portal,desk"
        ))
    })
}

/// `127.0.0.1:8080`, `[::]:8080` or `localhost:8080`.
fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    let found = text.to_socket_addrs().ok().and_then(|mut all| all.next());
    found.ok_or_else(|| {
        serde::de::Error::custom(format!(
            "{text} 不是监听地址，请写成 127.0.0.1:8080 或 0.0.0.0:8080 / is no address to listen on: use one \
             such as 127.0.0.1:8080, or 0.0.0.0:8080 for every network"
        ))
    })
}
