//! Keeping and removing forms.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::area::Area;
use huisheng_domain::form::{FORMS, Form};
use huisheng_store::form::{self, FormRow};
use huisheng_store::trail::{self, Kind};
use huisheng_store::{Book, Write};
use serde_json::json;
use uuid::Uuid;

use super::view::FormView;
use super::{KEEP, area_of, can, entry};
use crate::api::{AreaQuery, Path, Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::form::{calendar, write_down};

/// Keep a form under an id of one's own making, or change it. A new one is of the own unit. The same twice changes nothing;
/// a change names the version that was seen in `If-Match`. A unit keeps 100 at most.
#[utoipa::path(put, path = "/forms/{id}", tag = "form", operation_id = "keep_form",
    params(("id" = Uuid, Path), AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen, to change it.")),
    request_body(content = Form, example = json!({
        "name": "12345办件台账", "superior": "县12345中心", "title": "{单位}12345办件台账（{期间}）", "period": "week", "schedule": { "days_after": 1 },
        "columns": [
            { "heading": "序号", "width": 6, "holds": "running" },
            { "heading": "工单编号", "width": 24, "holds": "upstream_number" },
            { "heading": "诉求类型", "width": 10, "holds": "kind", "codes": { "request": "01" } },
        ],
        "foot": { "sums": true, "signed": true },
    })),
    responses((status = 200, body = FormView), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 409, body = Problem, description = "The unit keeps as many as it may."), (status = 412, body = Problem),
    (status = 422, body = Problem, description = "Something in it cannot stand so.")))]
pub(super) async fn keep(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
    body: Written<Form>,
) -> Result<Json<FormView>, Problem> {
    let area = area_of(&app, &staff, query.area.as_deref(), KEEP)?;
    let (seen, new) = (body.if_version, body.value.trimmed());
    new.check()?;
    known(&app.book(), &new)?;
    let write = staff.write(&app).await?;
    let before = form::held(&write, area, id).await?;
    if before.as_ref().is_some_and(|row| !can(&app, &staff, KEEP, row.unit)) {
        return Err(Problem::not_found());
    }
    let version = before.as_ref().map_or(0, |row| row.version);
    match &before {
        // Sent again: the answer of before was lost.
        Some(row) if row.form == new => {
            return Ok(Json(FormView::of(&app, &staff, area, row.clone())));
        }
        None if form::of_units(&write, area, &[staff.unit]).await?.len() >= FORMS => {
            return Err(Problem::forms_full());
        }
        _ => {}
    }
    if i64::from(seen.unwrap_or(0)) != i64::from(version) {
        return Err(Problem::stale_row(version));
    }
    let row = next(&app, &staff, &write, area, id, before, new).await?;
    if !form::put(&write, area, &row).await? {
        return Err(Problem::stale_row(version));
    }
    write_down(&app, &write, area, &row, app.now()).await?;
    let told =
        json!({ "what": if version == 0 { "made" } else { "changed" }, "version": row.version });
    let told = entry(&staff, Kind::FormWritten, area, id).with(told);
    trail::record(&write, &told, app.now()).await?;
    write.commit().await?;
    Ok(Json(FormView::of(&app, &staff, area, row)))
}

/// The next version. With another schedule it is owed from today on, and what was not due yet is not owed any more.
async fn next(
    app: &App,
    staff: &Staff,
    write: &Write,
    area: Area,
    id: Uuid,
    before: Option<FormRow>,
    new: Form,
) -> Result<FormRow, Problem> {
    let unit = before.as_ref().map_or(staff.unit, |row| row.unit);
    let now = app.now();
    let today = calendar(&app.book(), unit).date(now);
    let same = |row: &&FormRow| (row.form.schedule, row.form.period) == (new.schedule, new.period);
    let kept = before.as_ref().filter(same).map(|row| row.since);
    if kept.is_none() && before.is_some() {
        form::drop_ahead(write, area, id, now).await?;
    }
    let since = kept.unwrap_or_else(|| new.schedule.map(|_| today));
    let version = before.map_or(0, |row| row.version) + 1;
    Ok(FormRow { id, unit, version, since, form: new })
}

/// Whether the lists know what a form names.
pub(super) fn known(book: &Book, form: &Form) -> Result<(), Problem> {
    if form.filter.categories.iter().any(|id| book.categories.get(*id).is_none()) {
        return Err(Problem::invalid("filter.categories"));
    }
    if form.filter.divisions.iter().any(|id| book.divisions.get(*id).is_none()) {
        return Err(Problem::invalid("filter.divisions"));
    }
    Ok(())
}

/// Remove a form, with what is known of its periods. One that is gone already is fine.
#[utoipa::path(delete, path = "/forms/{id}", tag = "form", operation_id = "remove_form", params(("id" = Uuid, Path), AreaQuery),
    responses((status = 204), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn remove(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
) -> Result<StatusCode, Problem> {
    let area = area_of(&app, &staff, query.area.as_deref(), KEEP)?;
    let write = staff.write(&app).await?;
    let Some(row) = form::held(&write, area, id).await? else {
        return Ok(StatusCode::NO_CONTENT);
    };
    if !can(&app, &staff, KEEP, row.unit) {
        return Err(Problem::not_found());
    }
    form::remove(&write, area, id).await?;
    let told = json!({ "what": "removed", "name": row.form.name });
    let told = entry(&staff, Kind::FormWritten, area, id).with(told);
    trail::record(&write, &told, app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
