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
use serde::{Deserialize, Serialize};

use crate::error::Problem;

/// `web/dist`; empty where only Rust was built.
#[derive(Embed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Built;

/// Nothing comes from elsewhere. What was just taken or recorded is a blob, small pictures stand in the page.
const POLICY: &str = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A web face: a folder of `web/dist`, and the path it is served under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    /// For residents.
    Portal,
    /// For staff.
    Desk,
}

impl Face {
    const fn name(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Desk => "desk",
        }
    }

    /// The component library of the desk sets sizes and places of its parts by their `style`.
    fn policy(self) -> String {
        match self {
            Self::Portal => POLICY.to_owned(),
            Self::Desk => format!("{POLICY}; style-src 'self' 'unsafe-inline'"),
        }
    }

    fn is_built(self) -> bool {
        Built::get(&format!("{}/index.html", self.name())).is_some()
    }
}

/// The routes of these faces.
pub fn routes<S: Clone + Send + Sync + 'static>(faces: &[Face]) -> Router<S> {
    faces.iter().fold(Router::new(), |router, face| {
        let (face, name) = (*face, face.name());
        let index = async move |headers: HeaderMap| serve(face, "index.html", &headers);
        let any =
            async move |Path(path): Path<String>, headers: HeaderMap| serve(face, &path, &headers);
        let to = format!("/{name}/");
        router
            .route(&format!("/{name}/"), get(index))
            .route(&format!("/{name}/{{*path}}"), get(any))
            .route(&format!("/{name}"), get(async move || Redirect::permanent(&to)))
    })
}

/// Where a visitor of the bare address goes: the first face that was built, or the page of the API.
pub fn first(faces: &[Face]) -> Redirect {
    let built = faces.iter().find(|face| face.is_built());
    Redirect::temporary(&built.map_or("/api/".to_owned(), |face| format!("/{}/", face.name())))
}

/// A file of a face; any other path is one of the pages, which the script behind `index.html` tells apart.
fn serve(face: Face, path: &str, headers: &HeaderMap) -> Response {
    let asset = path.starts_with("assets/");
    let name = format!("{}/{path}", face.name());
    let page = format!("{}/index.html", face.name());
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
    let policy = face.policy();
    let own =
        [(CONTENT_TYPE, file.metadata.mimetype()), (CONTENT_SECURITY_POLICY, policy.as_str())];
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
    hex::encode(&file.metadata.sha256_hash()[..16])
}
