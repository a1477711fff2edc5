//! 模板: what is the same in many service records of a unit, kept by those who record in it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::UnitId;
use huisheng_domain::record::{TEMPLATES, Template};
use huisheng_store::unit_list::Row;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::matter::report::known;
use super::named::unit_name;
use super::unit_list::{self, Keeping};
use super::{AreaQuery, Path, Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

const READ: &str = "read-record-templates";
const KEEP: &str = "keep-record-templates";
const WHAT: &str = "record template";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(templates)).routes(routes!(keep, remove))
}

/// A template, as it is kept.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordTemplateView)]
struct View {
    /// Its id.
    id: Uuid,
    /// Its version, from 1; for `If-Match`.
    version: i32,
    /// What it says.
    template: Template,
    /// Name of the unit that keeps it.
    unit_name: String,
    /// The asking account may change and remove it: it is of the own unit.
    may_change: bool,
}

impl View {
    fn of(app: &App, own: UnitId, row: Row<Template>) -> Self {
        let Row { unit, id, version, body: template } = row;
        let unit_name = unit_name(&app.book(), unit);
        Self { id, version, template, unit_name, may_change: unit == own }
    }
}

/// The templates of the own unit and of units above: the own first, each by name.
#[utoipa::path(get, path = "/record-templates", tag = "record", operation_id = "record_templates", params(AreaQuery),
    responses((status = 200, body = Vec<View>), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn templates(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Vec<View>>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let rows = unit_list::all(&app, &staff, area, |template: &Template| &template.name).await?;
    Ok(Json(rows.into_iter().map(|row| View::of(&app, staff.unit, row)).collect()))
}

/// Keep a template of the own unit under an id of one's own making, or change it. The same twice changes nothing; a change
/// names the version that was seen in `If-Match`. What was removed is put back the same way. A unit keeps 40 at most.
#[utoipa::path(put, path = "/record-templates/{id}", tag = "record", operation_id = "keep_record_template",
    params(("id" = Uuid, Path), AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen, to change it.")),
    request_body(content = Template, example = json!({
        "name": "送药上门", "title": "为行动不便的老人送药上门", "words": "", "result": "已送到家中，并提醒按时服药。",
    })),
    responses((status = 200, body = View), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 409, body = Problem, description = "The unit keeps as many as it may."), (status = 412, body = Problem)))]
async fn keep(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
    body: Written<Template>,
) -> Result<Json<View>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    let (seen, body) = (body.if_version, body.value.trimmed());
    body.check().map_err(Problem::invalid)?;
    known(&app.book(), body.category)?;
    let most = (TEMPLATES, Problem::templates_full as fn() -> Problem);
    let row = Keeping { area, id, body, seen, most, what: WHAT }.keep(&app, &staff).await?;
    Ok(Json(View::of(&app, staff.unit, row)))
}

/// Remove a template of the own unit. One that is gone already is fine.
#[utoipa::path(delete, path = "/record-templates/{id}", tag = "record", operation_id = "remove_record_template",
    params(("id" = Uuid, Path), AreaQuery),
    responses((status = 204), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn remove(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
) -> Result<StatusCode, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    unit_list::remove::<Template>(&app, &staff, area, WHAT, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
