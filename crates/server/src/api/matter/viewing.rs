//! Who else has a matter open.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::within_reach;
use crate::api::Path;
use crate::app::{App, Staff};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(view, leave))
}

/// The others.
#[derive(Serialize, ToSchema)]
struct OtherViewers {
    /// Names of others who have the matter open.
    names: Vec<String>,
}

/// Say that one has a matter open, every twenty seconds while one has, and hear who else has. Nothing of
/// it is kept.
#[utoipa::path(put, path = "/matters/{number}/viewing", tag = "matter", params(("number" = String, Path)),
    responses((status = 200, body = OtherViewers)))]
async fn view(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Json<OtherViewers>, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    let names = app.viewers().view(found.id, staff.account, &staff.name, app.now());
    Ok(Json(OtherViewers { names }))
}

/// Say that one has closed it.
#[utoipa::path(delete, path = "/matters/{number}/viewing", tag = "matter", params(("number" = String, Path)),
    responses((status = 204)))]
async fn leave(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<StatusCode, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    app.viewers().leave(found.id, staff.account);
    Ok(StatusCode::NO_CONTENT)
}
