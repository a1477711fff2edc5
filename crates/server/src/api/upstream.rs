//! 上级平台: orders of platforms above, by the sheets they give out and want back.

mod reading;
mod reply;
mod sheet;

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::upstream::Source;
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::upstream::{self, SourceRow};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{AreaQuery, Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// What of the policies these routes ask.
const KEEP: &str = "keep-upstream";
const TAKE: &str = "take-upstream";

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sources, keep_source))
        .routes(routes!(sheet::take_sheet))
        .routes(routes!(sheet::take_text))
        .routes(routes!(reply::owed, reply::take_replies))
        .routes(routes!(reply::enter_replies))
}

/// A platform above, as it is kept.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamSourceView)]
struct SourceView {
    /// Its version; for `If-Match`.
    version: i32,
    /// What is known of it.
    source: Source,
}

impl From<SourceRow> for SourceView {
    fn from(SourceRow { version, source }: SourceRow) -> Self {
        Self { version, source }
    }
}

/// The platforms above an area.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamSources)]
struct Sources {
    /// By name.
    sources: Vec<SourceView>,
    /// The signed-in person may change them.
    may_change: bool,
}

/// The platforms above whose orders come in by sheets, with their columns.
#[utoipa::path(get, path = "/upstream/sources", tag = "upstream", params(AreaQuery),
    responses((status = 200, body = Sources), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn sources(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Sources>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), TAKE)?;
    let sources = upstream::sources(app.store().read(), area).await?;
    let may_change = staff.can(&app, KEEP, &access::place(&app.book(), area, None));
    Ok(Json(Sources { sources: sources.into_iter().map(SourceView::from).collect(), may_change }))
}

/// Keep a platform above under its name. A change names the version that was seen in `If-Match`; the same twice changes
/// nothing.
#[utoipa::path(put, path = "/upstream/sources", tag = "upstream",
    params(AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen, to change it.")),
    request_body(content = Source, example = json!({
        "name": "市12345", "channel": "PHONE12345", "columns": { "number": "工单编号", "due": "处置截止" },
        "reply": [{ "header": "工单编号", "holds": "number" }, { "header": "办理结果", "holds": "result" }],
    })),
    responses((status = 200, body = SourceView), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 412, body = Problem)))]
async fn keep_source(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
    body: Written<Source>,
) -> Result<Json<SourceView>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    let (seen, source) = (body.if_version, body.value);
    source.check().map_err(|fault| Problem::invalid(fault.field))?;
    let found = upstream::source(app.store().read(), area, &source.name).await?;
    if let Some(found) = found.as_ref().filter(|found| found.source == source) {
        return Ok(Json(found.clone().into()));
    }
    let version = found.map_or(0, |found| found.version);
    if version > 0 && seen.is_none_or(|seen| i64::from(seen) != i64::from(version)) {
        return Err(Problem::stale_row(version));
    }
    let row = SourceRow { version: version + 1, source };
    let told = json!({ "version": row.version });
    let entry = Entry {
        area: Some(area),
        subject: Some(format!("upstream {}", row.source.name)),
        ..staff.entry(Kind::ConfigurationChanged).with(told)
    };
    let write = staff.write(&app).await?;
    if !upstream::put(&write, area, &row).await? {
        return Err(Problem::stale_row(version));
    }
    trail::record(&write, &entry, app.now()).await?;
    write.commit().await?;
    Ok(Json(row.into()))
}

/// A platform that is kept.
async fn named(app: &App, area: Area, name: &str) -> Result<Source, Problem> {
    let found = upstream::source(app.store().read(), area, name).await?;
    Ok(found.ok_or_else(|| Problem::invalid("source"))?.source)
}
