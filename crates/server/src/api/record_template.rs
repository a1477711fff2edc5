//! 模板: what is the same in many service records of a unit, kept by those who record in it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::area::Area;
use huisheng_domain::id::UnitId;
use huisheng_domain::record::{TEMPLATES, Template};
use huisheng_store::record_template::{self, TemplateRow};
use huisheng_store::trail::{self, Entry, Kind};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::named::unit_name;
use super::{AreaQuery, Path, Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

const READ: &str = "read-record-templates";
const KEEP: &str = "keep-record-templates";

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
    fn of(app: &App, own: UnitId, row: TemplateRow) -> Self {
        let TemplateRow { unit, id, version, template } = row;
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
    let above = app.book().above(staff.unit);
    let mut rows = record_template::of_units(app.store().read(), area, &above).await?;
    let nearest = |unit: UnitId| above.iter().position(|above| *above == unit);
    rows.sort_by_cached_key(|row| (nearest(row.unit), row.template.name.clone(), row.id));
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
    let (seen, template) = (body.if_version, body.value.trimmed());
    template.check().map_err(Problem::invalid)?;
    if template.category.is_some_and(|id| app.book().categories.get(id).is_none()) {
        return Err(Problem::invalid("category"));
    }
    let write = app.store().write().await?;
    let all = record_template::of_units(&write, area, &[staff.unit]).await?;
    let found = all.iter().find(|row| row.id == id);
    if let Some(found) = found.filter(|found| found.template == template) {
        return Ok(Json(View::of(&app, staff.unit, found.clone())));
    }
    if found.is_none() && all.len() >= TEMPLATES {
        return Err(Problem::templates_full());
    }
    let version = found.map_or(0, |found| found.version);
    let stale = || Problem::stale(u32::try_from(version).unwrap_or_default(), json!([]));
    if i64::from(seen.unwrap_or(0)) != i64::from(version) {
        return Err(stale());
    }
    let row = TemplateRow { unit: staff.unit, id, version: version + 1, template };
    if !record_template::put(&write, area, &row).await? {
        return Err(stale());
    }
    let told = json!({ "version": row.version });
    trail::record(&write, &entry(&staff, area, id).with(told), app.now()).await?;
    write.commit().await?;
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
    let write = app.store().write().await?;
    if record_template::remove(&write, area, staff.unit, id).await? {
        let told = entry(&staff, area, id).with(json!({ "removed": true }));
        trail::record(&write, &told, app.now()).await?;
        write.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What the trail tells of a template.
fn entry(staff: &Staff, area: Area, id: Uuid) -> Entry {
    let subject = Some(format!("record template {id}"));
    Entry { area: Some(area), subject, ..staff.entry(Kind::ConfigurationChanged) }
}
