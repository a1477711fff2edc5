//! 已报送: somebody says that a form was sent, or was not after all.

use axum::Json;
use axum::extract::State;
use huisheng_domain::form::{Filed, FormDays};
use huisheng_store::account;
use huisheng_store::form;
use huisheng_store::trail::{self, Kind};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::{FilingView, people};
use super::{FILL, area_of, entry, found};
use crate::api::{Path, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Which period.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FilingBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// First day.
    #[schema(value_type = String, format = Date)]
    first: Date,
    /// Last day, included.
    #[schema(value_type = String, format = Date)]
    last: Date,
}

/// Say that a form was sent for a period, by whichever way. Again changes nothing: who said it first stays.
#[utoipa::path(post, path = "/forms/{id}/send", tag = "form", operation_id = "send_form", params(("id" = Uuid, Path)),
    request_body(content = FilingBody, example = json!({ "first": "2026-11-23", "last": "2026-11-29" })),
    responses((status = 200, body = FilingView), (status = 422, body = Problem, description = "No days of its period.")))]
pub(super) async fn send(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<FilingBody>,
) -> Result<Json<FilingView>, Problem> {
    mark(&app, &staff, id, body.value, true).await
}

/// Say that a form was not sent for a period after all. Again changes nothing.
#[utoipa::path(post, path = "/forms/{id}/unsend", tag = "form", operation_id = "unsend_form", params(("id" = Uuid, Path)),
    request_body(content = FilingBody, example = json!({ "first": "2026-11-23", "last": "2026-11-29" })),
    responses((status = 200, body = FilingView), (status = 422, body = Problem, description = "No days of its period.")))]
pub(super) async fn unsend(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<FilingBody>,
) -> Result<Json<FilingView>, Problem> {
    mark(&app, &staff, id, body.value, false).await
}

async fn mark(
    app: &App,
    staff: &Staff,
    id: Uuid,
    body: FilingBody,
    sent: bool,
) -> Result<Json<FilingView>, Problem> {
    let now = app.now();
    let area = area_of(app, staff, body.area.as_deref(), FILL)?;
    let row = found(app, staff, area, id).await?;
    let days = FormDays { first: body.first, last: body.last };
    let write = staff.write(app).await?;
    // Not removed meanwhile.
    form::held(&write, area, id).await?.ok_or_else(Problem::not_found)?;
    // A period that is known stays one, also if the form is filled for another length now.
    let known = form::filing(&write, area, id, days).await?.is_some();
    if !known && row.form.period.asked(days.first, Some(days.last))? != days {
        return Err(huisheng_domain::form::FormRefusal::Period.into());
    }
    let filed = sent.then_some(Filed { by: staff.account, at: now });
    if form::mark(&write, area, id, days, filed).await? {
        let what = if sent { "sent" } else { "unsent" };
        let told = json!({ "what": what, "first": days.first, "last": days.last });
        let told = entry(staff, Kind::FormWritten, area, id).with(told);
        trail::record(&write, &told, now).await?;
    }
    let filing = form::filing(&write, area, id, days).await?.ok_or_else(Problem::not_found)?;
    write.commit().await?;
    let names = account::names(app.store().read(), people([&filing])).await?;
    Ok(Json(FilingView::of(&filing, &names, now)))
}
