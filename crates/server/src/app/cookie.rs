//! The cookies of the house: the one in which a browser keeps its session, and two for the way to the identity provider.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use huisheng_domain::sign_in::RETURNS_WITHIN;

use crate::config::Config;

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
}

impl Cookie {
    fn name(self, config: &Config) -> String {
        let name = match self {
            Self::Session => "huisheng_session",
            Self::Begun => "huisheng_begun",
            Self::Half => "huisheng_half",
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
        })
        .ok()
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
