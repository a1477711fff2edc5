//! The cookies of the house: the one in which a browser keeps its session, and those in which it keeps what began in it.
//! These are sealed: nobody reads, changes or makes one, and only the browser that began has it.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use huisheng_domain::sign_in::{RETURNS_WITHIN, SHOWN_WITHIN};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::App;
use crate::config::Config;
use crate::error::Problem;

/// Before its name where people come by https. Browsers take such a name over https and for the whole of this host
/// only, so neither a page of another host below the same domain nor one that came by http can put a
/// session of its own there.
const HOST: &str = "__Host-";

/// A cookie of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// The session.
    Session,
    /// Somebody was sent to the identity provider.
    Begun,
    /// Somebody came back from there, and owes the second factor.
    Half,
    /// Somebody was asked for a passkey.
    Passkey,
}

impl Cookie {
    fn name(self, config: &Config) -> String {
        let name = match self {
            Self::Session => "huisheng_session",
            Self::Begun => "huisheng_begun",
            Self::Half => "huisheng_half",
            Self::Passkey => "huisheng_passkey",
        };
        if config.is_https() { format!("{HOST}{name}") } else { name.to_owned() }
    }

    /// What it holds in a request.
    pub fn of(self, config: &Config, headers: &HeaderMap) -> Option<String> {
        let name = self.name(config);
        let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        lines
            .flat_map(|line| line.split(';'))
            .find_map(|pair| pair.trim().strip_prefix(&name)?.strip_prefix('=').map(str::to_owned))
    }

    /// `Set-Cookie` that makes a browser keep it.
    pub fn set(self, config: &Config, value: &str) -> Option<HeaderValue> {
        let line = format!("{}={value}; {}", self.name(config), self.attributes(config));
        HeaderValue::from_str(&match self {
            // It goes when the browser is shut.
            Self::Session => line,
            Self::Begun | Self::Half => format!("{line}; Max-Age={}", RETURNS_WITHIN.as_secs()),
            Self::Passkey => format!("{line}; Max-Age={}", SHOWN_WITHIN.as_secs()),
        })
        .ok()
    }

    /// `Set-Cookie` with a value that is sealed for this cookie alone.
    pub fn seal(self, app: &App, value: &impl Serialize) -> Result<HeaderValue, Problem> {
        let text = serde_json::to_vec(value).unwrap_or_default();
        let sealed = app.cipher()?.seal(self.sealed_as(), &text);
        self.set(app.config(), &hex::encode(sealed)).ok_or_else(Problem::internal)
    }

    /// What a browser kept; none if it was not sealed here for this cookie.
    pub fn open<T: DeserializeOwned>(self, app: &App, headers: &HeaderMap) -> Option<T> {
        let sealed = hex::decode(self.of(app.config(), headers)?).ok()?;
        let text = app.cipher().ok()?.open(self.sealed_as(), &sealed).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// What keeps one kind apart from another.
    const fn sealed_as(self) -> &'static [u8] {
        match self {
            Self::Session => b"cookie of a session",
            Self::Begun => b"cookie of somebody at the identity provider",
            Self::Half => b"cookie of somebody who owes the second factor",
            Self::Passkey => b"cookie of somebody who was asked for a passkey",
        }
    }

    /// `Set-Cookie` that makes the browser forget it.
    pub fn forget(self, config: &Config) -> Option<HeaderValue> {
        let line = format!("{}=; {}; Max-Age=0", self.name(config), self.attributes(config));
        HeaderValue::from_str(&line).ok()
    }

    /// Whoever is sent back by another site shows what began here; nothing else comes along from there.
    fn attributes(self, config: &Config) -> String {
        let from = if self == Self::Begun { "Lax" } else { "Strict" };
        let secure = if config.is_https() { "; Secure" } else { "" };
        format!("Path=/; HttpOnly; SameSite={from}{secure}")
    }
}
