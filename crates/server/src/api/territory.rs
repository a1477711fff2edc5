//! Divisions and grids as administrators look at them, and re-divide them.

mod grid;
mod redivide;

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::DivisionId;
use huisheng_domain::matter::Place;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::{App, Staff, access};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(divisions))
        .routes(routes!(grid::grids, redivide::draw))
        .routes(routes!(grid::grid_problems))
        .routes(routes!(redivide::redraw))
        .routes(routes!(redivide::split))
        .routes(routes!(redivide::merge))
}

/// A division.
#[derive(Serialize, ToSchema)]
struct DivisionView {
    /// Its id.
    id: DivisionId,
    /// Its statistical code; quarters have none.
    code: Option<String>,
    /// Name.
    name: String,
    /// Name of its level.
    level: String,
    /// The division above.
    parent: Option<DivisionId>,
    /// Grids right in it that stand today.
    grids: usize,
    /// First day.
    #[schema(value_type = String, format = Date)]
    valid_from: Date,
    /// First day on which it is no more.
    #[schema(value_type = Option<String>, format = Date)]
    valid_to: Option<Date>,
}

/// The divisions within reach, and those above them.
#[utoipa::path(get, path = "/divisions", tag = "lists", responses((status = 200, body = Vec<DivisionView>)))]
async fn divisions(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<Vec<DivisionView>>, Problem> {
    let areas = read_divisions(&app, &staff)?;
    let (book, today) = (app.book(), today(&app));
    let held =
        |id: DivisionId| book.divisions.area_of(id).is_some_and(|area| areas.contains(&area));
    let mut counts = std::collections::HashMap::new();
    for grid in book.grids.valid_on(today) {
        *counts.entry(grid.division).or_insert(0) += 1;
    }
    let seen = book.divisions.iter().filter(|one| {
        held(one.id) || book.divisions.descendants(one.id).any(|below| held(below.id))
    });
    let view = |one: &huisheng_domain::territory::Division| DivisionView {
        id: one.id,
        code: one.code.map(|code| code.to_string()),
        name: one.name.clone(),
        level: book
            .divisions
            .levels()
            .get(&one.level)
            .map_or_else(|| one.level.clone(), |level| level.name.clone()),
        parent: one.parent,
        grids: counts.get(&one.id).copied().unwrap_or_default(),
        valid_from: one.valid_from,
        valid_to: one.valid_to,
    };
    Ok(Json(seen.map(view).collect()))
}

/// The action of everything that is read here.
const READ: &str = "read-divisions";

/// The areas whose divisions one may read; whoever may read none is refused.
fn read_divisions(app: &App, staff: &Staff) -> Result<Vec<Area>, Problem> {
    let book = app.book();
    let mut areas = book.areas();
    areas.retain(|area| staff.can(app, READ, &access::place(&book, *area, None)));
    if areas.is_empty() { Err(Problem::forbidden()) } else { Ok(areas) }
}

fn today(app: &App) -> Date {
    app.day(&Place::default(), app.now())
}
