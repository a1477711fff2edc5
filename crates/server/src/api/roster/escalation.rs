//! After how many minutes a pressing matter that waits for its sign-in is shown to the leader in charge.

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::roster::ESCALATES;
use huisheng_store::StoreError;
use huisheng_store::setting::{self, SettingRow};
use huisheng_store::trail::{self, Entry, Kind};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::{KEEP_ESCALATION, READ};
use crate::api::{AreaQuery, Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// The least and the most.
const MINUTES: std::ops::RangeInclusive<i64> = 5..=1_440;

/// After how many minutes.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Escalation {
    /// Minutes, 5 to 1,440; 30 until the area chose another.
    #[schema(minimum = 5, maximum = 1440, example = 30)]
    minutes: i64,
}

/// After how many minutes a pressing matter that nobody signed in for is shown to the leader in charge.
#[utoipa::path(get, path = "/roster/escalation", tag = "roster", params(AreaQuery),
    responses((status = 200, body = Escalation), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn escalation(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Escalation>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    Ok(Json(Escalation { minutes: after(&app, area).await?.as_mins() }))
}

/// Choose it, as dispatcher or system administrator of the whole area.
#[utoipa::path(put, path = "/roster/escalation", tag = "roster", params(AreaQuery),
    request_body(content = Escalation, example = json!({ "minutes": 30 })),
    responses((status = 200, body = Escalation), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn keep_escalation(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
    body: Written<Escalation>,
) -> Result<Json<Escalation>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    staff.may(&app, KEEP_ESCALATION, &access::place(&app.book(), area, None))?;
    let minutes = body.value.minutes;
    if !MINUTES.contains(&minutes) {
        return Err(Problem::invalid("minutes"));
    }
    let write = staff.write(&app).await?;
    let row = SettingRow { name: name(area), value: minutes.to_string() };
    setting::upsert(&write, vec![row]).await?;
    let entry = Entry { area: Some(area), ..staff.entry(Kind::RosterChanged) };
    trail::record(&write, &entry.with(json!({ "escalates": minutes })), app.now()).await?;
    write.commit().await?;
    Ok(Json(Escalation { minutes }))
}

/// The setting of an area.
fn name(area: Area) -> String {
    format!("roster:escalates:{}", String::from(area))
}

/// What an area has chosen.
pub(crate) async fn after(app: &App, area: Area) -> Result<SignedDuration, StoreError> {
    let chosen = setting::find(app.store().read(), &name(area)).await?;
    let minutes = chosen.and_then(|value| value.parse().ok());
    Ok(minutes.map_or(ESCALATES, SignedDuration::from_mins))
}
