//! Grids and places, as they lie.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use huisheng_domain::area::Area;
use huisheng_domain::id::{GridId, PlaceId};
use huisheng_domain::matter::Place;
use huisheng_domain::territory::outline::Coordinates;
use huisheng_domain::territory::{Grid, GridKind, Place as Named, PlaceKind, Window};
use huisheng_store::Book;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::Query;
use crate::api::public::area_of;
use crate::api::unchanged::{is_known, not_modified, tagged};
use crate::app::App;
use crate::error::Problem;

/// Grids of an answer.
const MOST_GRIDS: usize = 1_000;
/// Places of an answer.
const MOST_PLACES: usize = 500;

/// Of which area, and which part of it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct WindowQuery {
    /// Area; the first of the installation if left out.
    area: Option<String>,
    /// Longitude of the western edge, WGS-84 like the others. All four, or none for the whole area.
    #[param(minimum = -180, maximum = 180)]
    west: Option<f64>,
    /// Latitude of the southern edge.
    #[param(minimum = -90, maximum = 90)]
    south: Option<f64>,
    /// Longitude of the eastern edge.
    #[param(minimum = -180, maximum = 180)]
    east: Option<f64>,
    /// Latitude of the northern edge.
    #[param(minimum = -90, maximum = 90)]
    north: Option<f64>,
}

impl WindowQuery {
    fn window(&self) -> Result<Option<Window>, Problem> {
        let edges = [
            ("west", self.west),
            ("south", self.south),
            ("east", self.east),
            ("north", self.north),
        ];
        if edges.iter().all(|(_, edge)| edge.is_none()) {
            return Ok(None);
        }
        let mut degrees = [0.0; 4];
        for (at, (name, edge)) in edges.into_iter().enumerate() {
            degrees[at] = edge.ok_or_else(|| Problem::missing(name))?;
        }
        Window::new(degrees).map(Some).map_err(|_| Problem::invalid("west"))
    }
}

/// Grids that stand today.
#[derive(Serialize, ToSchema)]
pub(super) struct MapGrids<'a> {
    /// There are more than are told: ask for a smaller part.
    more: bool,
    /// 1,000 at most.
    grids: Vec<MapGrid<'a>>,
}

/// A grid as it is drawn.
#[derive(Serialize, ToSchema)]
struct MapGrid<'a> {
    /// Its id.
    id: GridId,
    /// Name.
    name: &'a str,
    /// What it is for.
    kind: GridKind,
    /// 1 for a grid, 2 for a micro-grid.
    level: u8,
    /// Name of the community or village.
    division: &'a str,
    /// Coordinates of a GeoJSON MultiPolygon.
    #[schema(value_type = Vec<Vec<Vec<[f64; 2]>>>)]
    outline: Coordinates<'a>,
}

/// The grids with an outline that stand today, in the whole area or where a box lies over their surroundings.
#[utoipa::path(get, path = "/map/grids", tag = "map", security(()), params(WindowQuery),
    responses((status = 200, body = MapGrids), (status = 304, description = "As it was.")))]
pub(super) async fn grids(
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<WindowQuery>,
) -> Result<Response, Problem> {
    let ground = Ground::of(&app, &query)?;
    ground.answer(&headers, |ground| {
        let book = &ground.book;
        let found: Box<dyn Iterator<Item = &Grid>> = match ground.window {
            Some(window) => Box::new(
                book.grid_index.touching(window, ground.today).filter_map(|id| book.grids.get(id)),
            ),
            None => Box::new(book.grids.valid_on(ground.today)),
        };
        let mut grids: Vec<MapGrid> = found
            .filter(|grid| book.divisions.area_of(grid.division) == Some(ground.area))
            .filter_map(|grid| {
                Some(MapGrid {
                    id: grid.id,
                    name: &grid.name,
                    kind: grid.kind,
                    level: grid.level,
                    division: &book.divisions.get(grid.division)?.name,
                    outline: Coordinates(grid.outline()?),
                })
            })
            .take(MOST_GRIDS + 1)
            .collect();
        let more = grids.len() > MOST_GRIDS;
        grids.truncate(MOST_GRIDS);
        Json(MapGrids { more, grids }).into_response()
    })
}

/// Places that are known.
#[derive(Serialize, ToSchema)]
pub(super) struct MapPlaces {
    /// There are more than are told: ask for a smaller part.
    more: bool,
    /// 500 at most, quarters first.
    places: Vec<MapPlace>,
}

/// A place as it is drawn.
#[derive(Serialize, ToSchema)]
struct MapPlace {
    /// Its id.
    id: PlaceId,
    /// Name, with that of what it is a part of.
    name: String,
    /// What it is.
    kind: PlaceKind,
    /// WGS-84 longitude and latitude.
    point: [f64; 2],
}

/// Quarters and buildings that have a point, in the whole area or in a box.
#[utoipa::path(get, path = "/map/places", tag = "map", security(()), params(WindowQuery),
    responses((status = 200, body = MapPlaces), (status = 304, description = "As it was.")))]
pub(super) async fn places(
    State(app): State<App>,
    headers: HeaderMap,
    Query(query): Query<WindowQuery>,
) -> Result<Response, Problem> {
    let ground = Ground::of(&app, &query)?;
    ground.answer(&headers, |ground| {
        let book = &ground.book;
        let window = ground.window.or_else(|| book.extents.get(&ground.area).copied());
        let view = |place: &Named| {
            let point = place.point?;
            let (id, name, kind) = (place.id, book.gazetteer.full_name(place.id), place.kind);
            Some(MapPlace { id, name, kind, point: [point.lon(), point.lat()] })
        };
        let mut places: Vec<MapPlace> = window
            .into_iter()
            .flat_map(|window| book.gazetteer.within(window))
            .filter(|place| book.divisions.area_of(place.division) == Some(ground.area))
            .filter_map(view)
            .take(MOST_PLACES + 1)
            .collect();
        let more = places.len() > MOST_PLACES;
        places.truncate(MOST_PLACES);
        Json(MapPlaces { more, places }).into_response()
    })
}

/// The ground that is asked for.
struct Ground {
    book: Arc<Book>,
    lists: i64,
    area: Area,
    window: Option<Window>,
    today: Date,
}

impl Ground {
    fn of(app: &App, query: &WindowQuery) -> Result<Self, Problem> {
        let area = area_of(app, query.area.as_deref())?;
        let lists = app.lists();
        let (book, today) = (app.book(), app.day(&Place::default(), app.now()));
        Ok(Self { book, lists, area, window: query.window()?, today })
    }

    /// What was told before stays true until a list changes or the day does.
    fn answer(
        &self,
        headers: &HeaderMap,
        tell: impl FnOnce(&Self) -> Response,
    ) -> Result<Response, Problem> {
        let tag = format!("W/\"{}-{}\"", self.lists, self.today);
        let known = is_known(headers, &tag);
        let response = if known { not_modified() } else { tell(self) };
        tagged(response, &tag, "no-cache")
    }
}
