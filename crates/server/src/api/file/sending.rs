//! The bytes of a file on their way out: whole, or the part a player asks for. iPhones play no video from a server that gives no parts.

use std::ops::{Bound, Range};

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::headers::{self, AcceptRanges, ContentRange, ETag, HeaderMapExt, IfRange};
use huisheng_store::file::FileRow;
use utoipa::IntoParams;

use crate::app::App;
use crate::error::{Problem, text};

/// Which part is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "the description of headers that are read by their types")]
pub(super) struct Asked {
    /// One part, `bytes=0-1023`; several at once are answered with the whole.
    #[param(rename = "Range", example = "bytes=0-1023")]
    range: Option<String>,
}

/// The part that `Range` asks for, or the whole.
pub(super) async fn send(
    app: &App,
    row: &FileRow,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let Some(part) = part(headers, row) else { return whole(app, row).await };
    if part.start >= row.size {
        let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "no_such_part", text::PART);
        let mut response = problem.into_response();
        response.headers_mut().typed_insert(ContentRange::unsatisfied_bytes(row.size));
        return Ok(response);
    }
    let found = app.files().get_part(row, part.clone()).await?;
    let body = Body::from_stream(found.into_stream());
    let mut response = response(&row.mime, part.end - part.start, disposition(row), body);
    *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    if let Ok(range) = ContentRange::bytes(part, row.size) {
        response.headers_mut().typed_insert(range);
    }
    Ok(in_parts(response, row))
}

/// All bytes.
pub(super) async fn whole(app: &App, row: &FileRow) -> Result<Response, Problem> {
    let found = app.files().get(row).await?;
    let body = Body::from_stream(found.into_stream());
    Ok(in_parts(response(&row.mime, row.size, disposition(row), body), row))
}

/// The small picture.
pub(super) async fn thumbnail(app: &App, row: &FileRow) -> Result<Response, Problem> {
    let found = app.files().get_thumbnail(row).await?;
    let (size, body) = (found.meta.size, Body::from_stream(found.into_stream()));
    Ok(response("image/jpeg", size, "inline".to_owned(), body))
}

/// The one part that is asked for, cut at the end of the file. The whole goes out where none is, where
/// several are, and where the caller has the beginning of other bytes.
fn part(headers: &HeaderMap, row: &FileRow) -> Option<Range<u64>> {
    let range = headers.typed_get::<headers::Range>()?;
    let of_others = |known: IfRange| known.is_modified(tag(row).as_ref(), None);
    if headers.typed_get::<IfRange>().is_some_and(of_others) {
        return None;
    }
    let mut parts = range.satisfiable_ranges(row.size);
    let ((Bound::Included(start), end), None) = (parts.next()?, parts.next()) else { return None };
    let end = match end {
        Bound::Included(last) if last < start => return None,
        Bound::Included(last) => row.size.min(last.saturating_add(1)),
        _ => row.size,
    };
    Some(start..end)
}

/// The content names itself: other bytes have another hash.
fn tag(row: &FileRow) -> Option<ETag> {
    format!("\"{}\"", hex::encode(row.sha256)).parse().ok()
}

/// Says that parts can be had, and of which content.
fn in_parts(mut response: Response, row: &FileRow) -> Response {
    let headers = response.headers_mut();
    headers.typed_insert(AcceptRanges::bytes());
    if let Some(tag) = tag(row) {
        headers.typed_insert(tag);
    }
    response
}

fn disposition(row: &FileRow) -> String {
    if row.mime.starts_with("image/") {
        "inline".to_owned()
    } else {
        format!("attachment; filename=\"{}.{}\"", row.id, extension(&row.mime))
    }
}

fn response(mime: &str, size: u64, disposition: String, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CONTENT_LENGTH, size.to_string()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        // Should a browser take it for a page after all, it runs nothing.
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, body).into_response()
}

/// The usual ending of a name.
pub(crate) fn extension(mime: &str) -> &str {
    match mime {
        "audio/mpeg" => "mp3",
        "audio/mp4" => "m4a",
        "video/quicktime" => "mov",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        other => match other.rsplit('/').next() {
            Some(plain) if plain.bytes().all(|b| b.is_ascii_alphanumeric()) => plain,
            _ => "bin",
        },
    }
}
