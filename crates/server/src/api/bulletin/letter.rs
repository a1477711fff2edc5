//! A bulletin as a letter 公文, in PDF.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use huisheng_store::trail::{Entry, Kind};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{READ, readable, seen};
use crate::api::named::unit_name;
use crate::api::{Path, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Which.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BulletinLetter {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
}

/// A bulletin on paper, as GB/T 9704-2012 lays it out, with the table of units and what is overdue as annexes: of that
/// what the asking account sees, and how much more there is. A draft says on each page that it is one.
#[utoipa::path(post, path = "/bulletins/{id}/letter", tag = "bulletin", operation_id = "bulletin_letter", params(("id" = Uuid, Path)),
    request_body(content = BulletinLetter, example = json!({})),
    responses((status = 200, description = "The file.", content((Vec<u8> = "application/pdf"))),
        (status = 503, body = Problem, description = "The program that makes letters, or its fonts, are not installed; or others are being made.")))]
pub(super) async fn take(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<BulletinLetter>,
) -> Result<Response, Problem> {
    let area = staff.area(&app, body.value.area.as_deref(), READ)?;
    let of = readable(&app, &staff, area, id).await?.bulletin;
    let of = seen(&app, &staff, area, of).await?;
    let letter = of.letter(&unit_name(&app.book(), of.unit));
    let pdf = app.typesetter().typeset(&letter).await?;
    let entry = staff.entry(Kind::Exported).with(json!({ "rows": of.lines.len() }));
    let subject = Some(format!("bulletin {id}"));
    staff.note(&app, &Entry { area: Some(area), subject, ..entry }, app.now()).await?;
    let mut response = Response::new(Body::from(pdf));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let saved = HeaderValue::from_static("attachment; filename=\"bulletin.pdf\"");
    headers.insert(header::CONTENT_DISPOSITION, saved);
    Ok(response)
}
