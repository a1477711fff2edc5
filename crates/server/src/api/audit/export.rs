//! Entries as a table. That it was taken out, and why, is an entry itself.

use axum::extract::State;
use axum::response::Response;
use huisheng_store::trail::Entry;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Asked, auditor, audits_all};
use crate::api::Written;
use crate::api::reason_in;
use crate::api::sheet::{self, Sheet};
use crate::app::{App, Staff};
use crate::audit;
use crate::command::out::Form;
use crate::error::Problem;

/// Entries of one table, at most: more is for the command line.
const MOST: u64 = 50_000;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take_out))
}

/// Which entries, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TakeOut {
    /// What is asked for.
    #[serde(default)]
    asked: Asked,
    /// Why; kept.
    #[schema(example = "年度合规审计", min_length = 4, max_length = 200)]
    reason: String,
    /// The form; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
}

/// Entries as a table, 50,000 at most, the latest first, by an auditor who reaches all areas.
#[utoipa::path(post, path = "/audit/exports", tag = "audit",
    request_body(content = TakeOut, example = json!({ "asked": { "kind": "look" }, "reason": "年度合规审计" })),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
    ))))]
async fn take_out(
    State(app): State<App>,
    staff: Staff,
    body: Written<TakeOut>,
) -> Result<Response, Problem> {
    let reach = auditor(&app, &staff)?;
    if !audits_all(&app, &staff) {
        return Err(Problem::forbidden());
    }
    let TakeOut { asked, reason, format } = body.value;
    let reason = reason_in(&reason, "reason")?;
    let (areas, filter) = (asked.areas(&app, &staff, &reach)?, asked.filter(&app).await?);
    let now = app.now();
    let (rows, bytes) = sheet::written(&app, async |out| {
        let form = Form::Table(format.into());
        let wanted = audit::Wanted { form, out: Some(out), force: false, most: Some(MOST) };
        audit::write(&app, &areas, &filter, &wanted, |_| {}).await
    })
    .await?;
    let entry = audit::taken_out(&filter, rows, &(&staff).into());
    let entry = Entry { reason: Some(reason), ..entry };
    staff.note(&app, &entry, now).await?;
    Ok(format.answer("trail", bytes))
}
