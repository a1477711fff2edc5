//! The calendar: which clocks it would move, and moving them.

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::matter::{Matter, Role};
use huisheng_store::matter::Cursor;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::moves::{self, Moves};

const MOVES: &[Role] = &[Role::Administrator, Role::Supervisor];

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(would_move, move_clocks))
}

/// Which open matters.
#[derive(Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct MovesAsked {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// `next` of the answer before; the first page if left out.
    after: Option<String>,
}

/// One page of open matters and what the calendar makes of their clocks.
#[derive(Serialize, ToSchema)]
struct MovesPage {
    /// What moves.
    #[serde(flatten)]
    moves: Moves,
    /// Where to go on; none at the end.
    next: Option<String>,
}

impl MovesAsked {
    fn read(&self, app: &App, staff: &Staff) -> Result<(Area, Option<Cursor>), Problem> {
        staff.need(MOVES)?;
        let area = staff.reach(app).area(self.area.as_deref())?;
        let after = self.after.as_deref().map(str::parse).transpose();
        Ok((area, after.map_err(|_| Problem::invalid("after"))?))
    }
}

/// The open clocks of matters within reach that the calendar in force would move: 500 open matters of
/// the area at a time. Nothing changes.
#[utoipa::path(get, path = "/calendar/moves", tag = "lists", params(MovesAsked),
    responses((status = 200, body = MovesPage),
        (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn would_move(
    State(app): State<App>,
    staff: Staff,
    Query(which): Query<MovesAsked>,
) -> Result<Json<MovesPage>, Problem> {
    let (area, after) = which.read(&app, &staff)?;
    let (reach, book, mut moves) = (staff.reach(&app), app.book(), Moves::default());
    let held = |matter: &Matter| reach.holds(&book, matter);
    let next = moves::look_page(app.store(), &book, area, after, &held, &mut moves).await?;
    Ok(Json(MovesPage { moves, next: next.map(|next| next.to_string()) }))
}

/// Move the clocks of matters within reach, 500 open matters of the area at a time, to the calendar in
/// force 按新日历调整时限; each leaves an event.
/// To ask again does no harm.
#[utoipa::path(post, path = "/calendar/moves", tag = "lists",
    request_body(content = MovesAsked, example = json!({ "area": "370213" })),
    responses((status = 200, body = MovesPage),
        (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn move_clocks(
    State(app): State<App>,
    staff: Staff,
    body: Written<MovesAsked>,
) -> Result<Json<MovesPage>, Problem> {
    let (area, after) = body.value.read(&app, &staff)?;
    let (reach, book, mut moves) = (staff.reach(&app), app.book(), Moves::default());
    let held = |matter: &Matter| reach.holds(&book, matter);
    let next = moves::run_page(&app, &staff.actor(), area, after, &held, &mut moves).await?;
    Ok(Json(MovesPage { moves, next: next.map(|next| next.to_string()) }))
}
