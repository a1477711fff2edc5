//! Divisions and grids as administrators look at them.

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{DivisionId, GridId};
use huisheng_domain::matter::{Place, Role};
use huisheng_domain::territory::{Grid, GridKind, Shape, topology};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Query;
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::import::finding::{Finding, grids_on};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(divisions))
        .routes(routes!(grids))
        .routes(routes!(grid_problems))
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
    staff.need(&[Role::Administrator])?;
    let (book, areas, today) = (app.book(), staff.reach(&app).areas, today(&app));
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

/// Of which division.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct GridQuery {
    /// The community or village.
    division: DivisionId,
}

/// A grid.
#[derive(Serialize, ToSchema)]
struct GridView {
    /// Its id.
    id: GridId,
    /// Code.
    code: Option<String>,
    /// Name.
    name: String,
    /// 1 for a grid, 2 for a micro-grid.
    level: u8,
    /// What it is for.
    kind: GridKind,
    /// Name of the unit that serves the community.
    unit: Option<String>,
    /// Square metres; none for a list of places.
    square_metres: Option<f64>,
    /// Places, for a list of places.
    places: usize,
    /// Households.
    households: u32,
    /// Persons.
    persons: u32,
    /// First day.
    #[schema(value_type = String, format = Date)]
    valid_from: Date,
    /// First day on which it is no more.
    #[schema(value_type = Option<String>, format = Date)]
    valid_to: Option<Date>,
}

/// The grids of a community, also those that are no more.
#[utoipa::path(get, path = "/grids", tag = "lists", params(GridQuery),
    responses((status = 200, body = Vec<GridView>),
        (status = 404, body = Problem, description = "No such division within your reach.")))]
async fn grids(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<GridQuery>,
) -> Result<Json<Vec<GridView>>, Problem> {
    staff.need(&[Role::Administrator])?;
    let (book, areas) = (app.book(), staff.reach(&app).areas);
    let area: Area = book.divisions.area_of(query.division).ok_or_else(Problem::not_found)?;
    if !areas.contains(&area) {
        return Err(Problem::not_found());
    }
    let serves =
        book.units.iter().find(|unit| unit.active && unit.division == Some(query.division));
    let view = |grid: &Grid| GridView {
        id: grid.id,
        code: grid.code.map(|code| code.to_string()),
        name: grid.name.clone(),
        level: grid.level,
        kind: grid.kind,
        unit: serves.map(|unit| unit.name.clone()),
        square_metres: match &grid.shape {
            Shape::Polygon(outline) => Some(topology::area(outline).round()),
            Shape::Places(_) => None,
        },
        places: match &grid.shape {
            Shape::Polygon(_) => 0,
            Shape::Places(places) => places.len(),
        },
        households: grid.households,
        persons: grid.persons,
        valid_from: grid.valid_from,
        valid_to: grid.valid_to,
    };
    let all = book.grids.all().iter().filter(|grid| grid.division == query.division);
    Ok(Json(all.map(view).collect()))
}

/// Overlaps, gaps and norms among the grids that stand today within reach.
#[utoipa::path(get, path = "/grids/problems", tag = "lists", responses((status = 200, body = Vec<Finding>)))]
async fn grid_problems(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<Vec<Finding>>, Problem> {
    staff.need(&[Role::Administrator])?;
    let (book, areas, today) = (app.book(), staff.reach(&app).areas, today(&app));
    let held = |grid: &&Grid| {
        book.divisions.area_of(grid.division).is_some_and(|area| areas.contains(&area))
    };
    let all: Vec<Grid> = book.grids.all().iter().filter(held).cloned().collect();
    // Outlines of a county are laid over each other: not while others wait for this thread.
    let found = tokio::task::spawn_blocking(move || grids_on(&all, today)).await;
    Ok(Json(found.map_err(|error| {
        tracing::error!(%error, "topology");
        Problem::internal()
    })?))
}

fn today(app: &App) -> Date {
    app.day(&Place::default(), app.now())
}
