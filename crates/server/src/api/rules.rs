//! Procedures 办理规程 as administrators keep them: every version, whole, and a new one.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::matter::Role;
use huisheng_domain::procedure::{Procedure, ProcedureHash, Wording};
use huisheng_store::procedure;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::list::need_whole;
use super::{Path, Written};
use crate::app::{App, Staff};
use crate::error::{Problem, text};
use crate::import::{self, Options, What};
use crate::table::Source;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(versions))
        .routes(routes!(rules))
        .routes(routes!(validate))
        .routes(routes!(take))
}

/// A version of a procedure.
#[derive(Serialize, ToSchema)]
struct ProcedureVersion {
    /// Its version.
    version: ProcedureHash,
    /// Code, like `13710`.
    code: String,
    /// Name.
    name: Wording,
    /// When it was loaded.
    loaded: Option<Timestamp>,
    /// New matters begin with it.
    in_force: bool,
}

/// Every version of every procedure: by code, the latest first.
#[utoipa::path(get, path = "/procedures/versions", operation_id = "procedure_versions", tag = "lists",
    responses((status = 200, body = Vec<ProcedureVersion>)))]
async fn versions(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<Vec<ProcedureVersion>>, Problem> {
    staff.need(&[Role::Administrator])?;
    let book = app.book();
    let in_force = book.in_force();
    let mut rows = procedure::all(app.store().read()).await?;
    rows.sort_by(|one, other| one.code.cmp(&other.code).then(other.loaded_at.cmp(&one.loaded_at)));
    let view = |row: procedure::ProcedureRow| {
        let version = ProcedureHash(row.hash);
        let name = book.procedure(&version)?.name.clone();
        let in_force = in_force.contains(&version);
        Some(ProcedureVersion {
            version,
            code: row.code,
            name,
            loaded: row.loaded_at.timestamp(),
            in_force,
        })
    };
    Ok(Json(rows.into_iter().filter_map(view).collect()))
}

/// A version of a procedure, whole.
#[derive(Serialize, ToSchema)]
struct Rules {
    /// Its version.
    version: ProcedureHash,
    /// The TOML text it was read from.
    text: String,
    /// What it says.
    procedure: Procedure,
}

/// A version of a procedure, whole: each clock, returns, evidence, verification, windows.
#[utoipa::path(get, path = "/procedures/{version}/rules", tag = "lists",
    params(("version" = String, Path, description = "Version of a procedure.")),
    responses((status = 200, body = Rules)))]
async fn rules(
    State(app): State<App>,
    staff: Staff,
    Path(version): Path<String>,
) -> Result<Json<Rules>, Problem> {
    staff.need(&[Role::Administrator])?;
    let rows = procedure::all(app.store().read()).await?;
    let row = rows.into_iter().find(|row| row.hash == version).ok_or_else(Problem::not_found)?;
    let version = ProcedureHash(version);
    let procedure = app.book().procedure(&version).cloned().ok_or_else(Problem::not_found)?;
    Ok(Json(Rules { version, text: row.source, procedure }))
}

/// A procedure from outside.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProcedureText {
    /// TOML.
    text: String,
}

/// What a text would be, or is now.
#[derive(Serialize, ToSchema)]
struct ProcedureChecked {
    /// The text is the newest of its code already.
    unchanged: bool,
    /// The version it replaces for new matters.
    replaces: Option<ProcedureHash>,
    /// What it says.
    rules: Rules,
}

/// Look whether a procedure could be used. Nothing changes.
#[utoipa::path(post, path = "/procedures/validate", operation_id = "validate_procedure", tag = "lists",
    request_body(content = ProcedureText, example = json!({ "text": "code = \"13710\"" })),
    responses((status = 200, body = ProcedureChecked)))]
async fn validate(
    State(app): State<App>,
    staff: Staff,
    body: Written<ProcedureText>,
) -> Result<Json<ProcedureChecked>, Problem> {
    staff.need(&[Role::Administrator])?;
    read(&app, &staff, body.value.text, true).await
}

/// Take a procedure, by an administrator who reaches all areas: new matters begin with it; those that run
/// keep theirs. The same text twice changes nothing.
#[utoipa::path(post, path = "/procedures", operation_id = "take_procedure", tag = "lists",
    request_body(content = ProcedureText, example = json!({ "text": "code = \"13710\"" })),
    responses((status = 200, body = ProcedureChecked)))]
async fn take(
    State(app): State<App>,
    staff: Staff,
    body: Written<ProcedureText>,
) -> Result<Json<ProcedureChecked>, Problem> {
    need_whole(&app, &staff)?;
    read(&app, &staff, body.value.text, false).await
}

async fn read(
    app: &App,
    staff: &Staff,
    text: String,
    dry_run: bool,
) -> Result<Json<ProcedureChecked>, Problem> {
    let before = app.book();
    let options = Options { dry_run, by: staff.into(), ..Options::new("procedure") };
    let source = Source::from(text.clone().into_bytes());
    let report = import::run(app, What::Procedures, source, "procedure", &options, &|_| {}).await?;
    if let Some(bad) = report.bad.first() {
        return Err(refused(&bad.zh, &bad.en));
    }
    let procedure =
        Procedure::read(&text).map_err(|error| refused(&error.to_string(), &error.to_string()))?;
    let in_force = before.in_force().into_iter().filter_map(|hash| before.procedure(hash));
    let replaces = in_force
        .filter(|one| one.code == procedure.code && one.hash != procedure.hash)
        .map(|one| one.hash.clone())
        .next();
    let rules = Rules { version: procedure.hash.clone(), text, procedure };
    Ok(Json(ProcedureChecked { unchanged: report.unchanged > 0, replaces, rules }))
}

fn refused(zh: &str, en: &str) -> Problem {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let mut problem = Problem::new(status, "procedure_refused", text::PROCEDURE_REFUSED);
    (problem.zh.reason, problem.en.reason) = (zh.to_owned(), en.to_owned());
    problem.field("text")
}
