//! The divisions of an area, by their names.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::DivisionId;
use huisheng_domain::matter::Place;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::Query;
use crate::app::App;
use crate::error::Problem;

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct DivisionsQuery {
    /// Area; the first of the installation if left out.
    area: Option<String>,
}

/// A division.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicDivision {
    /// Its id.
    id: DivisionId,
    /// Name.
    name: String,
    /// The division above.
    parent: Option<DivisionId>,
}

/// The divisions of an area that there are today, by which the board is narrowed.
#[utoipa::path(get, path = "/public/divisions", tag = "public", security(()), params(DivisionsQuery),
    responses((status = 200, body = Vec<PublicDivision>)))]
pub(super) async fn divisions(
    State(app): State<App>,
    Query(query): Query<DivisionsQuery>,
) -> Result<Json<Vec<PublicDivision>>, Problem> {
    let area = match &query.area {
        Some(text) => text.parse().map_err(|_| Problem::invalid("area"))?,
        None => app.default_area().ok_or_else(|| Problem::missing("area"))?,
    };
    let (book, today) = (app.book(), app.day(&Place::default(), app.now()));
    let own = book
        .divisions
        .iter()
        .filter(|one| one.is_valid(today) && book.divisions.area_of(one.id) == Some(area));
    let view = |one: &huisheng_domain::territory::Division| PublicDivision {
        id: one.id,
        name: one.name.clone(),
        parent: one.parent,
    };
    Ok(Json(own.map(view).collect()))
}
