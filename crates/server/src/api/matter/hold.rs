//! Whom somebody calls back just now, so that two do not call the same person.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_store::hold;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::within_reach;
use crate::api::Path;
use crate::app::{App, Staff, access};
use crate::error::{Problem, text};

/// Long enough to make a call; a page that stays open asks for it again.
const LONG: SignedDuration = SignedDuration::from_mins(5);

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take, give_up))
}

/// A matter that one has.
#[derive(Serialize, ToSchema)]
struct Hold {
    /// Nobody else is given it until then.
    until: Timestamp,
}

/// Take a matter for five minutes before one calls its reporter back, or keep it for as long again.
/// Nothing is refused to others because of it: it only keeps two callers from the same person.
#[utoipa::path(put, path = "/matters/{number}/hold", tag = "matter", params(("number" = String, Path)),
    responses((status = 200, body = Hold),
        (status = 409, body = Problem, description = "Another has it: `held`, with `facts.until`.")))]
async fn take(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Json<Hold>, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    staff.may(&app, "hold", &access::matter(&app.book(), &found))?;
    let now = app.now();
    let until = now.checked_add(LONG).map_err(|_| Problem::internal())?;
    let write = app.store().write().await?;
    let other = hold::take(&write, found.area, found.id, staff.account, until, now).await?;
    write.commit().await?;
    match other {
        None => Ok(Json(Hold { until })),
        Some(until) => Err(Problem::new(StatusCode::CONFLICT, "held", text::HELD)
            .facts(serde_json::json!({ "until": until }))),
    }
}

/// Give it up before its time.
#[utoipa::path(delete, path = "/matters/{number}/hold", tag = "matter", params(("number" = String, Path)),
    responses((status = 204)))]
async fn give_up(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<StatusCode, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    let write = app.store().write().await?;
    hold::give_up(&write, found.area, found.id, staff.account).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
