//! Who asks again and has what there is already is told so, and nothing more.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::error::Problem;

/// Whether the state of this tag, `W/"…"`, was told before: `If-None-Match` has it.
pub(super) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag))
}

/// The answer to who has it already.
pub(super) fn not_modified() -> Response {
    StatusCode::NOT_MODIFIED.into_response()
}

/// The answer with its tag, and who may keep it.
pub(super) fn tagged(
    mut response: Response,
    tag: &str,
    caching: &'static str,
) -> Result<Response, Problem> {
    let tag = HeaderValue::from_str(tag).map_err(|_| Problem::internal())?;
    response.headers_mut().insert(header::ETAG, tag);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    Ok(response)
}
