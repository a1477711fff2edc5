//! The responsibility list 权责清单: its versions, what a draft would change, and publishing it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::matter::{Place, Role};
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Written;
use crate::app::{App, Staff};
use crate::error::{Problem, text};
use crate::trial::{self, ListVersion, TrialError, Tried};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(versions)).routes(routes!(try_out)).routes(routes!(publish))
}

impl From<TrialError> for Problem {
    fn from(error: TrialError) -> Self {
        match error {
            TrialError::NoVersion(_) => Self::invalid("version"),
            TrialError::Published(_) => {
                Self::new(StatusCode::CONFLICT, "list_published", text::LIST_PUBLISHED)
                    .field("version")
            }
            TrialError::Store(error) => error.into(),
            TrialError::Broken | TrialError::Start(_) => Self::internal(),
        }
    }
}

/// The versions of the responsibility list, the oldest first; drafts have no day of publication.
#[utoipa::path(get, path = "/responsibilities/versions", tag = "lists",
    responses((status = 200, body = Vec<ListVersion>)))]
async fn versions(State(app): State<App>, staff: Staff) -> Result<Json<Vec<ListVersion>>, Problem> {
    staff.need(&[Role::Administrator])?;
    Ok(Json(trial::versions(&app).await?))
}

/// Which draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TryOut {
    /// The version of the list that is to be tried.
    version: u32,
    /// The day it is to count from; today if left out.
    #[schema(value_type = Option<String>, format = Date)]
    starts: Option<Date>,
    /// Area code; all areas within reach if left out.
    area: Option<String>,
}

/// Try a version of the responsibility list on the matters of the last year: gaps, overlaps, and
/// who gains load. Nothing changes.
#[utoipa::path(post, path = "/responsibilities/dry-run", tag = "lists",
    request_body(content = TryOut, example = json!({ "version": 4 })),
    responses((status = 200, body = Tried), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn try_out(
    State(app): State<App>,
    staff: Staff,
    body: Written<TryOut>,
) -> Result<Json<Tried>, Problem> {
    staff.need(&[Role::Administrator])?;
    let (now, asked) = (app.now(), body.value);
    let areas = staff.reach(&app).all_or(asked.area.as_deref())?;
    let starts = asked.starts.unwrap_or_else(|| app.day(&Place::default(), now));
    Ok(Json(trial::try_out(&app, &areas, asked.version, starts, now).await?))
}

/// Which draft, from which day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Publish {
    /// The version of the draft.
    version: u32,
    /// The day it counts from; the list before it ends on the eve. If left out, its rows count on
    /// their own days, and the list before it no more.
    #[schema(value_type = Option<String>, format = Date)]
    from: Option<Date>,
}

/// Publish a draft of the responsibility list, by an administrator who reaches all areas. Matters that run
/// keep the row that routed them.
#[utoipa::path(post, path = "/responsibilities/publish", tag = "lists",
    request_body(content = Publish, example = json!({ "version": 4, "from": "2026-07-01" })),
    responses((status = 200, body = ListVersion),
        (status = 409, body = Problem, description = "That version is published already.")))]
async fn publish(
    State(app): State<App>,
    staff: Staff,
    body: Written<Publish>,
) -> Result<Json<ListVersion>, Problem> {
    staff.need(&[Role::Administrator])?;
    // The list is one for the whole installation: who reaches a part of it does not change it.
    if !staff.reach(&app).is_whole(&app.book()) {
        return Err(Problem::forbidden());
    }
    let asked = body.value;
    Ok(Json(trial::publish(&app, asked.version, asked.from, &(&staff).into(), app.now()).await?))
}
