//! A transfer list, page by page.

use axum::Json;
use axum::extract::State;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::line::ArchivedLine;
use super::{READ, page, within};
use crate::api::Query;
use crate::api::matter::cursor;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Lines that a page looks at.
const LINES: usize = 100;

/// Of which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ArchiveQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// The first day on which it was archived.
    #[param(value_type = String, format = Date, example = "2026-11-01")]
    first: Date,
    /// The last day, ten years behind the first at most.
    #[param(value_type = String, format = Date, example = "2026-11-30")]
    last: Date,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of a transfer list.
#[derive(Serialize, ToSchema)]
pub(super) struct ArchivePage {
    /// The earliest archived first.
    matters: Vec<ArchivedLine>,
    /// For `after`; none at the end. A page may be short, and still go on.
    next: Option<String>,
}

/// The matters within one's reach that were archived in a period, the earliest first.
#[utoipa::path(get, path = "/archive", tag = "archive", operation_id = "archive", params(ArchiveQuery),
    responses((status = 200, body = ArchivePage), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ArchiveQuery>,
) -> Result<Json<ArchivePage>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let within = within(&app.book(), query.first, query.last)?;
    let after = query.after.as_deref().map(|text| cursor::open(&app, &staff, text)).transpose()?;
    let reach = staff.reach(&app)?;
    let (matters, next) = page(&app, area, &reach, &within, after, LINES).await?;
    let next = next.map(|next| cursor::seal(&app, &staff, next)).transpose()?;
    Ok(Json(ArchivePage { matters, next }))
}
