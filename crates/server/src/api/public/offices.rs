//! Whom to turn to at a place 找网格员: its grid, and the offices that answer for it.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::PlaceId;
use huisheng_domain::territory::Point;
use huisheng_domain::unit::UnitKind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Written;
use crate::api::matter::report::{PointBody, Where};
use crate::app::App;
use crate::error::Problem;

/// So many metres from a quarter or building one still names the place by it.
const NEAR: f64 = 200.0;

/// Where somebody is. It stands in a body, so that no log of a proxy keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Whereabouts {
    /// In words; the gazetteer is asked.
    #[schema(example = "新安花园3号楼")]
    address: Option<String>,
    /// An entry of the gazetteer.
    place: Option<PlaceId>,
    /// A point.
    point: Option<PointBody>,
}

/// What answers for a place.
#[derive(Serialize, ToSchema)]
pub(super) struct Answerable {
    /// Name of the grid.
    grid: Option<String>,
    /// Name of the smallest division that is known.
    division: Option<String>,
    /// The quarter or building nearest to the point, within 200 m.
    near: Option<String>,
    /// The community or village first, then the street and the county.
    offices: Vec<Office>,
}

/// An office people may turn to.
#[derive(Serialize, ToSchema)]
struct Office {
    /// Its name.
    name: String,
    /// Its telephone.
    phone: Option<String>,
}

/// The grid a place lies in, and the offices that answer for it. Nothing is kept.
#[utoipa::path(post, path = "/public/offices", tag = "public", security(()),
    request_body(content = Whereabouts, example = json!({ "address": "新安花园3号楼" })),
    responses((status = 200, body = Answerable)))]
pub(super) async fn offices(
    State(app): State<App>,
    body: Written<Whereabouts>,
) -> Result<Json<Answerable>, Problem> {
    let Whereabouts { address, place, point } = body.value;
    let place = Where { address: address.as_deref(), place, point }.locate(&app, app.now())?;
    let book = app.book();
    let own = place.division.and_then(|id| book.divisions.get(id));
    let up =
        own.into_iter().chain(own.into_iter().flat_map(|own| book.divisions.ancestors(own.id)));
    let kinds = [UnitKind::Community, UnitKind::Government];
    let serving = up.flat_map(|division| kinds.map(|kind| book.units.serving(division.id, kind)));
    let units = serving.flatten().filter_map(|id| book.units.get(*id));
    let point = place.point.and_then(|[lon, lat]| Point::new(lon, lat).ok());
    let near = point.and_then(|point| book.gazetteer.nearest(point, NEAR));
    Ok(Json(Answerable {
        near: near.map(|near| book.gazetteer.full_name(near.id)),
        grid: place.grid.and_then(|id| book.grids.get(id)).map(|grid| grid.name.clone()),
        division: own.map(|division| division.name.clone()),
        offices: units
            .map(|unit| Office { name: unit.name.clone(), phone: unit.phone.clone() })
            .collect(),
    }))
}
