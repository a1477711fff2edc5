//! Where a matter is, to be drawn.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use huisheng_domain::id::{GridId, PlaceId};
use huisheng_domain::territory::PlaceKind;
use huisheng_domain::territory::outline::Coordinates;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::show::opened;
use super::within_reach;
use crate::api::Path;
use crate::app::{App, Staff};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(place))
}

/// Where a matter is.
#[derive(Serialize, ToSchema)]
struct MatterPlace<'a> {
    /// WGS-84 longitude and latitude, as it was given.
    point: Option<[f64; 2]>,
    /// The grid of the day it came in, also if that is no more.
    grid: Option<GridOutline<'a>>,
    /// The place of the gazetteer.
    place: Option<NamedPlace>,
}

/// A grid as it is drawn.
#[derive(Serialize, ToSchema)]
struct GridOutline<'a> {
    /// Its id.
    id: GridId,
    /// Name.
    name: &'a str,
    /// Coordinates of a GeoJSON MultiPolygon; none for a list of places.
    #[schema(value_type = Option<Vec<Vec<Vec<[f64; 2]>>>>)]
    outline: Option<Coordinates<'a>>,
}

/// A place by its name.
#[derive(Serialize, ToSchema)]
struct NamedPlace {
    /// Its id.
    id: PlaceId,
    /// Name, with that of what it is a part of.
    name: String,
    /// Its own point, or that of what it is a part of.
    point: Option<[f64; 2]>,
    /// What the point is that of: a building may have none, and its quarter has.
    point_of: Option<PlaceKind>,
}

/// Where a matter is: its point, the outline of its grid, its place. Opening it is recorded.
#[utoipa::path(get, path = "/matters/{number}/place", tag = "matter", params(("number" = String, Path)),
    responses((status = 200, body = MatterPlace)))]
async fn place(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    opened(&app, &found, Some(staff.account), app.now()).await?;
    let book = app.book();
    let grid = found.place.grid.and_then(|id| book.grids.get(id));
    let named = found.place.place.filter(|id| book.gazetteer.get(*id).is_some());
    let spot = |id| book.gazetteer.around(id).find_map(|at| Some((at.kind, at.point?)));
    let view = MatterPlace {
        point: found.place.point,
        grid: grid.map(|grid| GridOutline {
            id: grid.id,
            name: &grid.name,
            outline: grid.outline().map(Coordinates),
        }),
        place: named.map(|id| {
            let (point_of, point) = spot(id).unzip();
            let point = point.map(|point| [point.lon(), point.lat()]);
            NamedPlace { id, name: book.gazetteer.full_name(id), point, point_of }
        }),
    };
    Ok(Json(view).into_response())
}
