//! The web faces: built by npm under `web/dist`, held in the binary beside what they compress to.

use std::borrow::Cow;

use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use rust_embed::{Embed, EmbeddedFile};

use crate::error::Problem;

/// `web/dist`; empty where only Rust was built.
#[derive(Embed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// Nothing comes from elsewhere. Pictures that were just taken are blobs, small ones stand in the page.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The routes of the faces.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/portal", get(async || Redirect::permanent("/portal/")))
        .route("/portal/", get(async |headers: HeaderMap| serve("portal", "index.html", &headers)))
        .route(
            "/portal/{*path}",
            get(async |Path(path): Path<String>, headers: HeaderMap| {
                serve("portal", &path, &headers)
            }),
        )
}

/// Where a visitor of the bare address goes: the residents' portal, or the page of the API where no
/// face was built.
pub fn first() -> Redirect {
    let built = Built::get("portal/index.html").is_some();
    Redirect::temporary(if built { "/portal/" } else { "/api/" })
}

/// A file of a face; any other path is one of the pages, which the script behind `index.html` tells apart.
fn serve(face: &str, path: &str, headers: &HeaderMap) -> Response {
    let asset = path.starts_with("assets/");
    let name = format!("{face}/{path}");
    let page = format!("{face}/index.html");
    let (name, file) = match (Built::get(&name), asset) {
        (Some(file), _) => (name, file),
        // A page that is older than this binary asks for what is gone: it must not get a page as a script.
        (None, true) => return Problem::not_found().into_response(),
        (None, false) => match Built::get(&page) {
            Some(file) => (page, file),
            None => return Problem::not_found().into_response(),
        },
    };
    let encoded = encoded(&name, headers);
    let encoding = encoded.as_ref().map(|(encoding, _)| *encoding);
    let tag = format!("\"{}-{}\"", hash(&file), encoding.unwrap_or("plain"));
    let caching = if asset { "public, max-age=31536000, immutable" } else { "no-cache" };
    let common = [(ETAG, tag.as_str()), (CACHE_CONTROL, caching), (VARY, "accept-encoding")];
    if headers.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == tag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    let own = [(CONTENT_TYPE, file.metadata.mimetype()), (CONTENT_SECURITY_POLICY, POLICY)];
    let encoding = encoding.map(|encoding| [(CONTENT_ENCODING, encoding)]);
    let sent = encoded.map_or(file.data.clone(), |(_, data)| data);
    (common, own, encoding, Body::from(sent.into_owned())).into_response()
}

/// The smallest form of the file that the browser takes.
fn encoded(name: &str, headers: &HeaderMap) -> Option<(&'static str, Cow<'static, [u8]>)> {
    let taken = headers.get(ACCEPT_ENCODING)?.to_str().ok()?;
    let takes = |encoding: &str| taken.split(',').any(|one| one.trim() == encoding);
    [("br", "br"), ("gzip", "gz")].into_iter().find_map(|(encoding, ending)| {
        let file = takes(encoding).then(|| Built::get(&format!("{name}.{ending}")))??;
        Some((encoding, file.data))
    })
}

/// The first half of the SHA-256 of a file, in hexadecimal.
fn hash(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}
