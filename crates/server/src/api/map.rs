//! The map: the ground of an area, and the maps of a provider under it. Open to everybody, since grids,
//! quarters and buildings are known to everybody who lives there.

mod ground;
mod provided;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Query;
use super::public::area_of;
use crate::app::App;
use crate::error::Problem;
use crate::map::Layer;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(map))
        .routes(routes!(ground::grids))
        .routes(routes!(ground::places))
        .routes(routes!(provided::tile))
        .routes(routes!(provided::search))
}

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct MapQuery {
    /// Area; the first of the installation if left out.
    area: Option<String>,
}

/// What there is to draw.
#[derive(Serialize, ToSchema)]
struct MapView {
    /// West, south, east and north of the area in WGS-84 degrees; none if nothing tells where it lies.
    extent: Option<[f64; 4]>,
    /// Pictures of a provider, the lowest first; none if no provider is configured.
    tiles: Vec<TilesView>,
    /// Addresses can be searched.
    search: bool,
}

/// Pictures of a provider, in Web Mercator.
#[derive(Serialize, ToSchema)]
struct TilesView {
    /// Which.
    layer: Layer,
    /// Whom the map is by; to be shown on it.
    #[schema(example = "天地图 GS(2024)0568号")]
    attribution: String,
    /// The nearest there is.
    max_zoom: u8,
}

/// Where the area lies, and what a provider has for under it.
#[utoipa::path(get, path = "/map", tag = "map", security(()), params(MapQuery),
    responses((status = 200, body = MapView)))]
async fn map(
    State(app): State<App>,
    Query(query): Query<MapQuery>,
) -> Result<Json<MapView>, Problem> {
    let area = area_of(&app, query.area.as_deref())?;
    let extent = app.book().extents.get(&area).map(|extent| extent.degrees());
    let provider = app.provider();
    let config = provider.config();
    let tiles = |layer: Layer| TilesView {
        layer,
        attribution: config.attribution.clone(),
        max_zoom: config.max_zoom,
    };
    let layers = provider.layers().into_iter().map(tiles).collect();
    Ok(Json(MapView { extent, tiles: layers, search: provider.searches() }))
}
