//! 影响评估、泄露事件: what the security administrator writes down (个人信息保护法 art. 55–57).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::AccountId;
use huisheng_domain::register::{Body, InvalidEntry};
use huisheng_policy::Thing;
use huisheng_store::register_entry::{self, Entry};
use huisheng_store::trail::{self, Kind};
use huisheng_store::{StoreError, account};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::{Path, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Reading what was written down.
const READ: &str = "read-registers";
/// Writing it.
const WRITE: &str = "write-registers";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(entries, begin)).routes(routes!(change))
}

/// An entry as it stands.
#[derive(Serialize, ToSchema)]
struct RegisterEntry {
    /// Its id.
    id: Uuid,
    /// Its version; send it in `If-Match` to change it. Earlier versions stay.
    version: u32,
    /// When it was begun.
    begun: Timestamp,
    /// When this version was written.
    at: Timestamp,
    /// By whom.
    by: String,
    /// What it says.
    body: Body,
}

/// Assessments and breaches, the latest begun first.
#[utoipa::path(get, path = "/registers", tag = "account", operation_id = "registers",
    responses((status = 200, body = Vec<RegisterEntry>)))]
async fn entries(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<Vec<RegisterEntry>>, Problem> {
    staff.may(&app, READ, &Thing::Installation)?;
    let found = register_entry::list(app.store().read()).await?;
    let writers = found.iter().map(|entry| entry.by);
    let names = account::names(app.store().read(), writers).await?;
    Ok(Json(found.into_iter().map(|entry| view(entry, &names)).collect()))
}

fn view(entry: Entry, names: &BTreeMap<AccountId, String>) -> RegisterEntry {
    let Entry { id, version, body, begun, by, at } = entry;
    let by = names.get(&by).cloned().unwrap_or_default();
    RegisterEntry { id, version, begun, at, by, body }
}

/// Write down an assessment or a breach.
#[utoipa::path(post, path = "/registers", tag = "account", operation_id = "begin_register_entry",
    request_body(content = Body, example = json!({
        "kind": "assessment", "processing": "按月向第三方提供脱敏统计", "risk": "小于 5 的数字可能指向个人",
        "measures": "小于 5 的不显示", "conclusion": "with_measures", "day": "2026-03-02",
    })),
    responses((status = 200, body = RegisterEntry)))]
async fn begin(
    State(app): State<App>,
    staff: Staff,
    body: Written<Body>,
) -> Result<Json<RegisterEntry>, Problem> {
    staff.may(&app, WRITE, &Thing::Installation)?;
    let now = app.now();
    let id = app.fresh::<()>(now).uuid();
    let entry = Entry { id, version: 1, body: body.value, begun: now, by: staff.account, at: now };
    write(&app, &staff, entry).await
}

/// Write a new version of one; the one before stays.
#[utoipa::path(put, path = "/registers/{id}", tag = "account", operation_id = "change_register_entry",
    request_body(content = Body, example = json!({
        "kind": "assessment", "processing": "按月向第三方提供脱敏统计", "risk": "小于 5 的数字可能指向个人",
        "measures": "小于 5 的不显示", "conclusion": "may_not", "day": "2026-03-02",
    })),
    params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version you saw.")),
    responses((status = 200, body = RegisterEntry), (status = 412, body = Problem)))]
async fn change(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<Body>,
) -> Result<Json<RegisterEntry>, Problem> {
    staff.may(&app, WRITE, &Thing::Installation)?;
    let found = register_entry::find(app.store().read(), id).await?;
    if body.if_version.is_some_and(|seen| seen != found.version) {
        return Err(Problem::stale(found.version, json!([])));
    }
    if body.value.kind() != found.body.kind() {
        return Err(Problem::invalid("kind"));
    }
    let version = found.version + 1;
    let entry = Entry { version, body: body.value, by: staff.account, at: app.now(), ..found };
    write(&app, &staff, entry).await
}

async fn write(app: &App, staff: &Staff, entry: Entry) -> Result<Json<RegisterEntry>, Problem> {
    let entry = Entry { body: entry.body.starred(), ..entry };
    entry.body.check(app.today(entry.at), entry.at).map_err(|invalid| match invalid {
        InvalidEntry::Missing(field) => Problem::missing(field),
        InvalidEntry::Invalid(field) => Problem::invalid(field),
        InvalidEntry::Personal(field) => Problem::register_personal().field(field),
    })?;
    let write = staff.write(app).await?;
    register_entry::write(&write, &entry).await.map_err(|error| match error {
        // Somebody was quicker.
        StoreError::Conflict(_) => Problem::stale(entry.version, json!([])),
        other => other.into(),
    })?;
    let told = json!({ "kind": entry.body.kind(), "id": entry.id, "version": entry.version });
    trail::record(&write, &staff.entry(Kind::RegisterWritten).with(told), entry.at).await?;
    write.commit().await?;
    let names = account::names(app.store().read(), [entry.by]).await?;
    Ok(Json(view(entry, &names)))
}
