//! Grids of a community, and what is wrong with them.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use huisheng_domain::id::{DivisionId, GridId};
use huisheng_domain::territory::outline::Coordinates;
use huisheng_domain::territory::{Grid, GridKind, Shape, topology};
use huisheng_store::Book;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{READ, read_divisions, today};
use crate::api::Query;
use crate::app::{App, Staff, access};
use crate::error::Problem;
use crate::import::finding::{Finding, grids_on};

/// Of which division.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct GridQuery {
    /// The community or village.
    division: DivisionId,
}

/// A grid.
#[derive(Serialize, ToSchema)]
pub(super) struct GridView<'a> {
    /// Its id.
    id: GridId,
    /// Code.
    code: Option<String>,
    /// Name.
    name: &'a str,
    /// The larger grid it is part of.
    parent: Option<GridId>,
    /// 1 for a grid, 2 for a micro-grid.
    level: u8,
    /// What it is for.
    kind: GridKind,
    /// Name of the unit that serves the community.
    unit: Option<&'a str>,
    /// Square metres; none for a list of places.
    square_metres: Option<f64>,
    /// Coordinates of a GeoJSON MultiPolygon; none for a list of places.
    #[schema(value_type = Option<Vec<Vec<Vec<[f64; 2]>>>>)]
    outline: Option<Coordinates<'a>>,
    /// Places, for a list of places.
    places: usize,
    /// Households.
    households: u32,
    /// Persons.
    persons: u32,
    /// The grids it came of by re-dividing.
    succeeds: &'a [GridId],
    /// First day.
    #[schema(value_type = String, format = Date)]
    valid_from: Date,
    /// First day on which it is no more.
    #[schema(value_type = Option<String>, format = Date)]
    valid_to: Option<Date>,
}

impl<'a> GridView<'a> {
    pub(super) fn of(book: &'a Book, grid: &'a Grid) -> Self {
        let mut serve = book.units.iter().filter(|unit| unit.active);
        let unit = serve.find(|unit| unit.division == Some(grid.division));
        let outline = grid.outline();
        Self {
            id: grid.id,
            code: grid.code.map(|code| code.to_string()),
            name: &grid.name,
            parent: grid.parent,
            level: grid.level,
            kind: grid.kind,
            unit: unit.map(|unit| unit.name.as_str()),
            square_metres: outline.map(|outline| topology::area(outline).round()),
            outline: outline.map(Coordinates),
            places: match &grid.shape {
                Shape::Polygon(_) => 0,
                Shape::Places(places) => places.len(),
            },
            households: grid.households,
            persons: grid.persons,
            succeeds: &grid.succeeds,
            valid_from: grid.valid_from,
            valid_to: grid.valid_to,
        }
    }
}

/// The grids of a community, also those that are no more and those that are not yet.
#[utoipa::path(get, path = "/grids", tag = "lists", params(GridQuery),
    responses((status = 200, body = Vec<GridView>),
        (status = 404, body = Problem, description = "No such division within your reach.")))]
pub(super) async fn grids(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<GridQuery>,
) -> Result<Response, Problem> {
    let book = app.book();
    let area = book.divisions.area_of(query.division).ok_or_else(Problem::not_found)?;
    read_divisions(&app, &staff)?;
    if !staff.can(&app, READ, &access::place(&book, area, Some(query.division))) {
        return Err(Problem::not_found());
    }
    let all = book.grids.all().iter().filter(|grid| grid.division == query.division);
    let views: Vec<GridView> = all.map(|grid| GridView::of(&book, grid)).collect();
    Ok(Json(views).into_response())
}

/// Overlaps, gaps and norms among the grids that stand today within reach.
#[utoipa::path(get, path = "/grids/problems", tag = "lists", responses((status = 200, body = Vec<Finding>)))]
pub(super) async fn grid_problems(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<Vec<Finding>>, Problem> {
    let areas = read_divisions(&app, &staff)?;
    let (book, today) = (app.book(), today(&app));
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
