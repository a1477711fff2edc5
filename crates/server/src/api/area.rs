//! The lists a form needs: areas, units, categories, places.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{AccountId, CategoryId, Id, PlaceId, UnitId};
use huisheng_policy::Thing;
use huisheng_store::{account, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::{Path, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Members of staff of a unit, at most.
const MOST: u64 = 500;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(units))
        .routes(routes!(staff_of))
        .routes(routes!(categories))
        .routes(routes!(places))
}

/// A unit.
#[derive(Serialize, ToSchema)]
struct UnitView {
    /// Its id.
    id: UnitId,
    /// Code.
    code: String,
    /// Name.
    name: String,
    /// The unit above.
    parent: Option<UnitId>,
    /// Office telephone.
    phone: Option<String>,
}

/// All units in use.
#[utoipa::path(get, path = "/units", tag = "lists",
    responses((status = 200, body = Vec<UnitView>)))]
async fn units(State(app): State<App>, _: Staff) -> Json<Vec<UnitView>> {
    let book = app.book();
    let view = |unit: &huisheng_domain::unit::Unit| UnitView {
        id: unit.id,
        code: unit.code.clone(),
        name: unit.name.clone(),
        parent: unit.parent,
        phone: unit.phone.clone(),
    };
    Json(book.units.iter().filter(|unit| unit.active).map(view).collect())
}

/// A member of staff of a unit.
#[derive(Serialize, ToSchema)]
struct StaffView {
    /// The account.
    account: AccountId,
    /// The name.
    name: String,
}

/// Who works in a unit, to be named in a form: who is at home there, and who holds a post there today.
#[utoipa::path(get, path = "/units/{id}/staff", tag = "lists", params(("id" = UnitId, Path)),
    responses((status = 200, body = Vec<StaffView>)))]
async fn staff_of(
    State(app): State<App>,
    staff: Staff,
    Path(unit): Path<UnitId>,
) -> Result<Json<Vec<StaffView>>, Problem> {
    staff.may(&app, "list-staff", &Thing::Installation)?;
    if app.book().units.get(unit).is_none() {
        return Err(Problem::not_found());
    }
    let (connection, today) = (app.store().read(), app.today(app.now()));
    let mut rows = account::page(connection, Some(&[unit]), None, MOST).await?;
    let held = post::of_units(connection, [unit.uuid()], today).await?;
    let held = held.into_iter().filter(|row| row.post.term.holds(today));
    let at_home: BTreeSet<_> = rows.iter().map(|row| row.id).collect();
    let others = held.map(|row| row.post.account).filter(|id| !at_home.contains(&id.uuid()));
    rows.extend(account::of_ids(connection, others).await?);
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let active = rows.into_iter().filter(|row| row.active).take(most);
    let view =
        |row: account::AccountRow| StaffView { account: Id::from_uuid(row.id), name: row.name };
    Ok(Json(active.map(view).collect()))
}

/// A category.
#[derive(Serialize, ToSchema)]
struct CategoryView {
    /// Its id.
    id: CategoryId,
    /// Code.
    code: String,
    /// Name.
    name: String,
    /// The category above.
    parent: Option<CategoryId>,
    /// 1 to 3.
    level: u8,
}

/// The category dictionary.
#[utoipa::path(get, path = "/categories", tag = "lists", security(()),
    responses((status = 200, body = Vec<CategoryView>)))]
async fn categories(State(app): State<App>) -> Json<Vec<CategoryView>> {
    let book = app.book();
    let view = |category: &huisheng_domain::category::Category| CategoryView {
        id: category.id,
        code: category.code.clone(),
        name: category.name.clone(),
        parent: category.parent,
        level: category.level,
    };
    Json(book.categories.iter().map(view).collect())
}

/// What was typed. Where somebody is stands in a body, so that no log of a proxy keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TypedPlace {
    /// The beginning of a name of a quarter, building or road.
    #[schema(example = "新安", min_length = 1, max_length = 100)]
    q: String,
}

/// A place.
#[derive(Serialize, ToSchema)]
struct PlaceView {
    /// Its id.
    id: PlaceId,
    /// Name, with that of what it is a part of.
    #[schema(example = "新安花园3号楼")]
    name: String,
    /// Name of the grid it lies in.
    grid: Option<String>,
    /// WGS-84 longitude and latitude of it, or of what it is a part of.
    point: Option<[f64; 2]>,
}

/// Places that begin with what was typed, at most ten.
#[utoipa::path(post, path = "/places", tag = "lists", security(()),
    request_body(content = TypedPlace, example = json!({ "q": "新安" })),
    responses((status = 200, body = Vec<PlaceView>)))]
async fn places(
    State(app): State<App>,
    body: Written<TypedPlace>,
) -> Result<Json<Vec<PlaceView>>, Problem> {
    let typed = body.value.q;
    if typed.trim().is_empty() || typed.chars().count() > 100 {
        return Err(Problem::invalid("q"));
    }
    let now = app.now();
    let book = app.book();
    let on = app.day(&huisheng_domain::matter::Place::default(), now);
    let view = |id: PlaceId| {
        let name = book.gazetteer.full_name(id);
        let grid = book.gazetteer.grid_of(id, &book.grid_index, on).grid();
        let grid = grid.and_then(|id| book.grids.get(id)).map(|grid| grid.name.clone());
        let point = book.gazetteer.around(id).find_map(|around| around.point);
        PlaceView { id, name, grid, point: point.map(|point| [point.lon(), point.lat()]) }
    };
    Ok(Json(book.gazetteer.complete(&typed, 10).into_iter().map(view).collect()))
}
