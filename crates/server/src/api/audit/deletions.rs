//! 删除记录: what was deleted because its time was over.

use axum::Json;
use axum::extract::State;
use huisheng_domain::retention::Record;
use huisheng_store::deletion::{self, Deletion};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{auditor, audits_all};
use crate::app::{App, Staff};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(deletions))
}

/// What was deleted of a kind of record on a day.
#[derive(Serialize, ToSchema)]
struct DeletionView {
    /// The area; none for the house as a whole.
    area: Option<String>,
    /// What kind of record.
    #[schema(value_type = Record)]
    record: String,
    /// The day.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// By which rule of the retention schedule: how long it is kept.
    #[schema(example = "1y")]
    rule: String,
    /// What was older than that.
    up_to: Timestamp,
    /// How many.
    n: u64,
    /// When last.
    at: Timestamp,
}

impl From<Deletion> for DeletionView {
    fn from(one: Deletion) -> Self {
        let Deletion { area, record, day, rule, up_to, n, at } = one;
        Self { area: area.map(String::from), record, day, rule, up_to, n, at }
    }
}

/// What was deleted because its time was over, the latest day first, 500 lines at most.
#[utoipa::path(get, path = "/audit/deletions", tag = "audit",
    responses((status = 200, body = Vec<DeletionView>)))]
async fn deletions(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<Vec<DeletionView>>, Problem> {
    let reach = auditor(&app, &staff)?;
    let found = deletion::list(app.store().read(), &reach.areas).await?;
    let all = audits_all(&app, &staff);
    let told = found.into_iter().filter(|one| all || one.area.is_some());
    Ok(Json(told.map(DeletionView::from).collect()))
}
