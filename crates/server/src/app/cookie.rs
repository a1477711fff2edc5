//! The cookie in which a browser keeps its session.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::config::Config;

/// Its name where people come by http.
const PLAIN: &str = "huisheng_session";
/// Its name where people come by https. Browsers take this name over https and for the whole of this host
/// only, so neither a page of another host below the same domain nor one that came by http can put a
/// session of its own there.
const HOST: &str = "__Host-huisheng_session";

fn name(config: &Config) -> &'static str {
    if config.is_https() { HOST } else { PLAIN }
}

/// The token in the cookie of a request.
pub fn token(config: &Config, headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        pair.trim().strip_prefix(name(config))?.strip_prefix('=').map(str::to_owned)
    })
}

/// `Set-Cookie` with a token; it goes when the browser is shut.
pub fn set(config: &Config, token: &str) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}={token}; {}", name(config), attributes(config))).ok()
}

/// `Set-Cookie` that makes the browser forget it.
pub fn forget(config: &Config) -> Option<HeaderValue> {
    HeaderValue::from_str(&format!("{}=; {}; Max-Age=0", name(config), attributes(config))).ok()
}

fn attributes(config: &Config) -> &'static str {
    if config.is_https() {
        "Path=/; HttpOnly; SameSite=Strict; Secure"
    } else {
        "Path=/; HttpOnly; SameSite=Strict"
    }
}
