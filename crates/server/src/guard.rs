//! What goes beside every answer, and what is refused because a page of somebody else sent it.

use axum::Router;
use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use tower_http::csrf::{ConfigError, CsrfLayer, ProtectionError};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::Config;
use crate::error::Problem;

/// For what is shown by itself, if at all: data, and pages that say nothing else.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";
/// The page to try the API sets places and sizes by `style`.
const TRY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// Voice and place are asked for on the report of a resident, whose photo comes through the telephone's own camera. Staff
/// take theirs with the camera of the page, so that it is known when and where.
const FEATURES: &str = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()";
/// A year.
const HTTPS_ONLY: &str = "max-age=31536000";

/// Answers of the API: no browser and no proxy keeps them, unless they say themselves who may.
pub fn data<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    // What has not changed leaves what the browser keeps as it is.
    let keep = |answer: &Response<Body>| {
        (answer.status() != StatusCode::NOT_MODIFIED).then(|| HeaderValue::from_static("no-store"))
    };
    let policy = HeaderValue::from_static(NOTHING);
    router
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, keep))
        .layer(SetResponseHeaderLayer::if_not_present(CONTENT_SECURITY_POLICY, policy))
}

/// The page to try the API.
pub fn page<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    let policy = HeaderValue::from_static(TRY);
    router.layer(SetResponseHeaderLayer::if_not_present(CONTENT_SECURITY_POLICY, policy))
}

/// Refuses writes that a browser sends from a page of somebody else, as `Sec-Fetch-Site` and `Origin` say. Programs
/// say neither: they have a token, which no browser adds by itself.
///
/// # Errors
/// `public_url` is no origin; reading the configuration has made sure that it is.
pub fn own_pages<S: Clone + Send + Sync + 'static>(
    router: Router<S>,
    config: &Config,
) -> Result<Router<S>, ConfigError> {
    let mut own = CsrfLayer::new();
    if !config.public_url.is_empty() {
        // A proxy may name another host to this house than people typed.
        own = own.add_trusted_origin(&config.public_url)?;
    }
    let refuse = |_: ProtectionError| Problem::other_origin().into_response();
    Ok(router.layer(own.with_rejection_response(refuse)))
}

/// What goes beside every answer.
pub fn headers<S: Clone + Send + Sync + 'static>(router: Router<S>, config: &Config) -> Router<S> {
    let router = router
        .layer(set(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(X_FRAME_OPTIONS, "DENY"))
        .layer(set(REFERRER_POLICY, "no-referrer"))
        .layer(set(HeaderName::from_static("permissions-policy"), FEATURES))
        .layer(set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"));
    if config.is_https() {
        router.layer(set(STRICT_TRANSPORT_SECURITY, HTTPS_ONLY))
    } else {
        router
    }
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
