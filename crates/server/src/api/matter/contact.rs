//! Contact data: a recorded look, with its reason.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::ReportId;
use huisheng_domain::matter::Role;
use huisheng_store::voice::{self, Look};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::within_reach;
use crate::api::{Path, Written};
use crate::app::{App, Reach, Staff};
use crate::error::{Problem, text};

/// Posts that may see who asked to stay hidden from the handling office.
const OUTSIDE_THE_OFFICE: &[Role] = &[Role::Intake, Role::Callback, Role::Dispatcher];

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look))
}

/// Why somebody looks.
#[derive(Deserialize, ToSchema)]
pub struct LookBody {
    /// The reason; kept, and the person can ask for it.
    #[schema(example = "联系上门时间", min_length = 2, max_length = 200)]
    reason: String,
}

/// Contact data.
#[derive(Serialize, ToSchema)]
pub struct ContactView {
    /// Name.
    name: Option<String>,
    /// Telephone or another way.
    contact: Option<String>,
}

/// See the contact data of one voice. The look is written down before anything is shown. Whoever asked
/// to stay hidden is shown to intake, callback and dispatch outside the handling offices only.
#[utoipa::path(post, path = "/matters/{number}/reports/{report}/look", tag = "matter",
    request_body(content = LookBody, example = json!({ "reason": "联系上门时间" })),
    params(("number" = String, Path), ("report" = String, Path)),
    responses((status = 200, body = ContactView)))]
async fn look(
    State(app): State<App>,
    staff: Staff,
    Path((number, report)): Path<(String, String)>,
    body: Written<LookBody>,
) -> Result<Json<ContactView>, Problem> {
    let now = app.now();
    let found = within_reach(&app, &staff, &number).await?;
    let report: ReportId = report.parse().map_err(|_| Problem::not_found())?;
    let voice = found.report(report).ok_or_else(Problem::not_found)?;
    let confidential = voice.person.as_ref().is_some_and(|person| person.confidential);
    let outside = Reach::is_outside(&app.book(), staff.unit, &staff.roles, &found);
    if confidential && !(outside && staff.need(OUTSIDE_THE_OFFICE).is_ok()) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "confidential", text::CONFIDENTIAL));
    }
    let reason = body.value.reason.trim();
    if !(2..=200).contains(&reason.chars().count()) {
        return Err(Problem::invalid("reason"));
    }
    super::opened(&app, &found, Some(staff.account), now).await?;
    let look = Look {
        id: app.fresh::<()>(now).uuid(),
        matter: found.id,
        report,
        account: staff.account,
        reason,
    };
    let write = app.store().write().await?;
    voice::look(&write, found.area, &look, now).await?;
    write.commit().await?;
    let row = voice::find(app.store().read(), found.area, report).await?;
    Ok(Json(ContactView { name: row.name, contact: row.contact }))
}
