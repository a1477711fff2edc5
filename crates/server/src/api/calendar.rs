//! The calendar: which clocks it would move, and moving them.

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::calendar::{Close, DayKind};
use huisheng_domain::id::DivisionId;
use huisheng_domain::matter::{Matter, Place};
use huisheng_store::matter::Cursor;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;
use crate::moves::{self, Moves};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(would_move, move_clocks)).routes(routes!(days))
}

/// Which year, and where.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct YearAsked {
    /// The year.
    #[param(example = 2026, minimum = 1950, maximum = 2199)]
    year: i16,
    /// A division with days of its own; the whole country if left out.
    division: Option<DivisionId>,
}

/// A year of a calendar.
#[derive(Serialize, ToSchema)]
struct YearView {
    /// The year.
    year: i16,
    /// Its list of rest days is known; otherwise its days are guesses.
    published: bool,
    /// Business hours, like `08:30-12:00 13:30-17:30`.
    hours: String,
    /// When the last day of a limit ends.
    close: Close,
    /// Every day of the year.
    days: Vec<YearDay>,
}

/// A day.
#[derive(Serialize, ToSchema)]
struct YearDay {
    /// The day.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Why it is what it is.
    kind: DayKind,
    /// The holiday it belongs to.
    name: Option<String>,
    /// It counts as a working day.
    working: bool,
}

/// A year as the house counts it: days of rest, make-up days, local days.
#[utoipa::path(get, path = "/calendar/days", operation_id = "calendar_days", tag = "lists", params(YearAsked),
    responses((status = 200, body = YearView)))]
async fn days(
    State(app): State<App>,
    staff: Staff,
    Query(asked): Query<YearAsked>,
) -> Result<Json<YearView>, Problem> {
    let (book, reach) = (app.book(), staff.reach(&app)?);
    staff.may(&app, "read-calendar", &access::place(&book, reach.area(None)?, None))?;
    if !(1950..2200).contains(&asked.year) {
        return Err(Problem::invalid("year"));
    }
    if asked.division.is_some_and(|id| book.divisions.get(id).is_none()) {
        return Err(Problem::invalid("division"));
    }
    let place = Place { division: asked.division, ..Place::default() };
    let calendar = book.calendar(&place);
    let first = Date::new(asked.year, 1, 1).map_err(|_| Problem::invalid("year"))?;
    let all = first.series(jiff::Span::new().days(1)).take_while(|day| day.year() == asked.year);
    let days = all.map(|date| {
        let day = calendar.day(date);
        YearDay { date, kind: day.kind, name: day.name, working: day.working }
    });
    Ok(Json(YearView {
        year: asked.year,
        published: calendar.published(asked.year),
        hours: calendar.hours().to_string(),
        close: calendar.close(),
        days: days.collect(),
    }))
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
        let area = staff.reach(app)?.area(self.area.as_deref())?;
        staff.may(app, "read-calendar", &access::place(&app.book(), area, None))?;
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
    let (book, mut moves) = (app.book(), Moves::default());
    let who = staff.subject(&book);
    let held =
        |found: &Matter| app.policies().may(&who, "move-clocks", &access::matter(&book, found));
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
    let (book, mut moves) = (app.book(), Moves::default());
    let who = staff.subject(&book);
    let held =
        |found: &Matter| app.policies().may(&who, "move-clocks", &access::matter(&book, found));
    let next = moves::run_page(&app, &staff.actor(), area, after, &held, &mut moves).await?;
    Ok(Json(MovesPage { moves, next: next.map(|next| next.to_string()) }))
}
