//! The number of a call, for who answers it or calls back.

use axum::Json;
use axum::extract::State;
use huisheng_store::call;
use huisheng_store::trail::{self, Entry, Kind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{CallView, READ, asked, found, may_open, missed, views};
use crate::api::{Path, Written};
use crate::app::{App, Braked, Staff};
use crate::error::Problem;

/// In which area.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallOfArea {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
}

/// A number.
#[derive(Serialize, ToSchema)]
pub(super) struct CallNumber {
    /// The whole number; none if it was not told, or is with a matter now.
    #[schema(example = "13900000001")]
    number: Option<String>,
}

/// The whole number of a call that one took, or that nobody took, as long as somebody has to call back. That it was opened is written down before
/// it is shown.
#[utoipa::path(post, path = "/calls/{id}/open", tag = "call", operation_id = "open_call", params(("id" = Uuid, Path)),
    request_body(content = CallOfArea, example = json!({})),
    responses((status = 200, body = CallNumber), (status = 404, body = Problem), (status = 429, body = Problem)))]
pub(super) async fn open(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<CallOfArea>,
) -> Result<Json<CallNumber>, Problem> {
    let now = app.now();
    let area = asked(&app, &staff, body.value.area.as_deref(), READ)?;
    let row = found(&app, &staff, area, id).await?;
    if !may_open(&staff, &row, now) {
        return Err(Problem::call_not_yours());
    }
    if row.number.is_some() {
        staff.brake(&app, Braked::Caller).await?;
        let why =
            if row.account == Some(staff.account) { "接听来电" } else { "回拨未接来电" };
        let entry = Entry {
            area: Some(area),
            subject: Some(id.to_string()),
            reason: Some(why.to_owned()),
            ..staff.entry(Kind::CallOpened)
        };
        let write = staff.write(&app).await?;
        trail::record(&write, &entry, now).await?;
        write.commit().await?;
    }
    Ok(Json(CallNumber { number: row.number }))
}

/// Nobody has to call back any more: it was done by another telephone, or need not be. Twice changes nothing.
#[utoipa::path(post, path = "/calls/{id}/called-back", tag = "call", operation_id = "call_called_back", params(("id" = Uuid, Path)),
    request_body(content = CallOfArea, example = json!({})),
    responses((status = 200, body = CallView), (status = 404, body = Problem)))]
pub(super) async fn called_back(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<CallOfArea>,
) -> Result<Json<CallView>, Problem> {
    let now = app.now();
    let area = asked(&app, &staff, body.value.area.as_deref(), READ)?;
    let mut row = found(&app, &staff, area, id).await?;
    if row.to_call_back && missed(&row, now) {
        let write = staff.write(&app).await?;
        call::called_back(&write, area, id, now).await?;
        let told = staff.entry(Kind::CallOpened).with(json!({ "called_back": true }));
        let entry = Entry { area: Some(area), subject: Some(id.to_string()), ..told };
        trail::record(&write, &entry, now).await?;
        write.commit().await?;
        row.to_call_back = false;
    }
    let view = views(&app, &staff, area, vec![row]).await?.pop();
    view.map(Json).ok_or_else(Problem::not_found)
}
