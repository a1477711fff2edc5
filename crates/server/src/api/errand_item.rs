//! 代办事项: what a unit can do for residents, with the papers it takes and how long it takes.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::area::Area;
use huisheng_domain::errand::{ITEMS, Item};
use huisheng_domain::id::UnitId;
use huisheng_domain::matter::{Actor, ErrandItem, NewErrand, TakeDocuments};
use huisheng_store::unit_list::Row;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::matter::report::known;
use super::named::unit_name;
use super::unit_list::{self, Keeping};
use super::{AreaQuery, Path, Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

const READ: &str = "read-errand-items";
const KEEP: &str = "keep-errand-items";
const WHAT: &str = "errand item";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(items)).routes(routes!(keep, remove))
}

/// An item, as it is kept.
#[derive(Serialize, ToSchema)]
#[schema(as = ErrandItemView)]
struct View {
    /// Its id.
    id: Uuid,
    /// Its version, from 1; for `If-Match`.
    version: i32,
    /// What it says.
    item: Item,
    /// Name of the unit that keeps it.
    unit_name: String,
    /// It is of the own unit.
    own: bool,
}

impl View {
    fn of(app: &App, own: UnitId, row: Row<Item>) -> Self {
        let Row { unit, id, version, body: item } = row;
        let unit_name = unit_name(&app.book(), unit);
        Self { id, version, item, unit_name, own: unit == own }
    }
}

/// The items of the own unit and of units above: the own first, each by name.
#[utoipa::path(get, path = "/errand-items", tag = "errand", operation_id = "errand_items", params(AreaQuery),
    responses((status = 200, body = Vec<View>), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn items(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Vec<View>>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let rows = unit_list::all(&app, &staff, area, |item: &Item| &item.name).await?;
    Ok(Json(rows.into_iter().map(|row| View::of(&app, staff.unit, row)).collect()))
}

/// Keep an item of the own unit under an id of one's own making, or change it. The same twice changes nothing; a change
/// names the version that was seen in `If-Match`. What was removed is put back the same way. A unit keeps 100 at most.
/// Errands that run keep what the item said when they began.
#[utoipa::path(put, path = "/errand-items/{id}", tag = "errand", operation_id = "keep_errand_item",
    params(("id" = Uuid, Path), AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen, to change it.")),
    request_body(content = Item, example = json!({
        "name": "高龄津贴申领", "materials": [{ "name": "居民身份证", "original": true }, { "name": "户口簿", "original": false }],
        "limit": "5wd", "counter": "street", "public": true,
    })),
    responses((status = 200, body = View), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 409, body = Problem, description = "The unit keeps as many as it may."), (status = 412, body = Problem)))]
async fn keep(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
    body: Written<Item>,
) -> Result<Json<View>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    let (seen, body) = (body.if_version, body.value.trimmed());
    body.check().map_err(Problem::invalid)?;
    known(&app.book(), body.category)?;
    let most = (ITEMS, Problem::items_full as fn() -> Problem);
    let row = Keeping { area, id, body, seen, most, what: WHAT }.keep(&app, &staff).await?;
    Ok(Json(View::of(&app, staff.unit, row)))
}

/// Remove an item of the own unit. One that is gone already is fine; errands that run are not touched.
#[utoipa::path(delete, path = "/errand-items/{id}", tag = "errand", operation_id = "remove_errand_item",
    params(("id" = Uuid, Path), AreaQuery),
    responses((status = 204), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn remove(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
) -> Result<StatusCode, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    unit_list::remove::<Item>(&app, &staff, area, WHAT, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is done for the resident, as it is reported.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrandBody {
    /// The item, of the own unit or one above.
    #[serde(default)]
    item: Option<Uuid>,
    /// The authority that was signed, and the papers that were handed over with it.
    #[serde(default)]
    taken: Option<TakeDocuments>,
}

impl ErrandBody {
    /// With the item as the list of `actor` has it now.
    pub async fn into_errand(
        self,
        app: &App,
        area: Area,
        actor: &Actor,
    ) -> Result<NewErrand, Problem> {
        let Self { item, taken } = self;
        let Some(id) = item else { return Ok(NewErrand { item: None, taken }) };
        let above = actor.unit().map(|unit| app.book().above(unit)).unwrap_or_default();
        let rows =
            huisheng_store::unit_list::of_units::<Item>(app.store().read(), area, &above).await?;
        let found = rows.into_iter().find(|row| row.id == id).map(|row| row.body);
        let Item { name, materials, limit, .. } =
            found.ok_or_else(|| Problem::invalid("errand.item"))?;
        Ok(NewErrand { item: Some(ErrandItem { id, name, materials, limit }), taken })
    }
}
