//! Entries as a table. That it was taken out, and why, is an entry itself.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use huisheng_store::trail::Entry;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Asked, auditor};
use crate::api::Written;
use crate::app::{App, Staff};
use crate::audit;
use crate::command::out::Form;
use crate::error::Problem;
use crate::table::writer;

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
    #[schema(example = "年度合规审计", min_length = 2, max_length = 200)]
    reason: String,
    /// The form; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
}

/// A form of the table.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Sheet {
    /// A workbook.
    #[default]
    Xlsx,
    /// Comma-separated, UTF-8.
    Csv,
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
    auditor(&staff)?;
    let reach = staff.reach(&app);
    if !reach.is_whole(&app.book()) {
        return Err(Problem::forbidden());
    }
    let TakeOut { asked, reason, format } = body.value;
    let reason = reason.trim().to_owned();
    if !(2..=200).contains(&reason.chars().count()) {
        return Err(Problem::invalid("reason"));
    }
    let (areas, filter) = (asked.areas(&app, &reach)?, asked.filter(&app).await?);
    let now = app.now();
    let out = app.config().data_dir.join(format!("export-{}", app.fresh::<()>(now)));
    let form = Form::Table(match format {
        Sheet::Xlsx => writer::Format::Xlsx,
        Sheet::Csv => writer::Format::Csv,
    });
    let wanted = audit::Wanted { form, out: Some(&out), force: false, most: Some(MOST) };
    let written = audit::write(&app, &areas, &filter, &wanted, |_| {}).await;
    let bytes = tokio::fs::read(&out).await;
    let removed = tokio::fs::remove_file(&out).await;
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "export of the trail");
        Problem::internal()
    };
    let rows = written.map_err(|error| failed(&error))?;
    removed.map_err(|error| failed(&error))?;
    let entry = audit::taken_out(&filter, rows, &(&staff).into());
    let entry = Entry { reason: Some(reason), ..entry };
    app.note(&entry, now).await?;
    let mut response = Response::new(Body::from(bytes.map_err(|error| failed(&error))?));
    let headers = response.headers_mut();
    let (kind, name) = match format {
        Sheet::Xlsx => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "attachment; filename=\"trail.xlsx\"",
        ),
        Sheet::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"trail.csv\""),
    };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(name));
    Ok(response)
}
