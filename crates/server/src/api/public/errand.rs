//! 代办事项 that residents may read: what can be done for them, and whom to ask.

use axum::Json;
use axum::extract::State;
use huisheng_domain::errand::{Counter, Item, Material};
use huisheng_domain::limit::Limit;
use huisheng_store::unit_list::{self, Row};
use serde::Serialize;
use utoipa::ToSchema;

use super::area_of;
use crate::api::{AreaQuery, Query};
use crate::app::App;
use crate::error::Problem;

/// Items that are told.
const MOST: u32 = 5_000;

/// Something that can be done for a resident.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicErrandItem {
    /// What.
    name: String,
    /// What has to be handed over.
    materials: Vec<Material>,
    /// How long it takes; none: as long as errands usually do.
    limit: Option<Limit>,
    /// The counter that does it in the end.
    counter: Counter,
    /// The unit that offers it.
    unit: String,
    /// Its telephone.
    phone: Option<String>,
}

/// What can be done for residents of an area, by name and unit.
#[utoipa::path(get, path = "/public/errand-items", tag = "public", security(()), params(AreaQuery),
    responses((status = 200, body = Vec<PublicErrandItem>), (status = 503, body = Problem)))]
pub(super) async fn items(
    State(app): State<App>,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Vec<PublicErrandItem>>, Problem> {
    let area = area_of(&app, query.area.as_deref())?;
    let book = app.book();
    let view = |row: Row<Item>| {
        let unit = book.units.get(row.unit).filter(|unit| unit.active)?;
        let Item { name, materials, limit, counter, .. } = row.body;
        let (unit, phone) = (unit.name.clone(), unit.phone.clone());
        Some(PublicErrandItem { name, materials, limit, counter, unit, phone })
    };
    let rows = unit_list::of_area::<Item>(app.store().read(), area, MOST).await?;
    let mut items: Vec<_> =
        rows.into_iter().filter(|row| row.body.public).filter_map(view).collect();
    items.sort_by(|one, other| (&one.name, &one.unit).cmp(&(&other.name, &other.unit)));
    Ok(Json(items))
}
