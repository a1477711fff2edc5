//! Whether the trail still agrees.

use axum::Json;
use axum::extract::State;
use huisheng_store::checkpoint;
use huisheng_store::trail::{self, Entry, Filter, HOUSE, Kind, Outcome};
use huisheng_store::verify::{self, Problem as Found};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::json;
use tokio::sync::Semaphore;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{auditor, audits_all};
use crate::app::{App, Staff};
use crate::error::Problem;

/// One at a time: it reads the whole trail.
static TURN: Semaphore = Semaphore::const_new(1);
/// Faults that are told one by one.
const TOLD: usize = 100;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(state)).routes(routes!(verify_now))
}

/// Where the trail stands.
#[derive(Serialize, ToSchema)]
struct TrailState {
    /// When the house last signed where its own trail ends; none yet: nothing was signed.
    signed_at: Option<Timestamp>,
    /// When it was last verified.
    verified_at: Option<Timestamp>,
    /// Whether it agreed then.
    agreed: Option<bool>,
    /// Who did it; none: the command line.
    verified_by: Option<String>,
    /// Years that are kept.
    years: i64,
}

/// When the trail was signed and verified, and whether it agreed.
#[utoipa::path(get, path = "/audit/state", tag = "audit",
    responses((status = 200, body = TrailState)))]
async fn state(State(app): State<App>, staff: Staff) -> Result<Json<TrailState>, Problem> {
    auditor(&app, &staff)?;
    let reader = app.store().read();
    let signed = checkpoint::newest(reader, None).await?;
    let kind = Some(Kind::Verified.code().to_owned());
    let filter = Filter { kind, ..Filter::default() };
    let last = trail::find(reader, &[HOUSE], &filter, None, 1).await?.lines.into_iter().next();
    Ok(Json(TrailState {
        signed_at: signed.and_then(|signed| signed.made.timestamp()),
        verified_at: last.as_ref().map(|last| last.at),
        agreed: last.as_ref().map(|last| last.outcome == Outcome::Done.code()),
        verified_by: last.and_then(|last| last.name),
        years: app.config().trail_years,
    }))
}

/// One thing that is wrong.
#[derive(Serialize, ToSchema)]
struct FaultView {
    /// The area; none for the house as a whole.
    area: Option<String>,
    /// A stable code.
    #[schema(example = "trail_hash")]
    code: &'static str,
    /// What it means, in Chinese.
    zh: &'static str,
    /// What it means, in English.
    en: &'static str,
    /// Which entry, or which checkpoint.
    detail: String,
}

impl From<&Found> for FaultView {
    fn from(found: &Found) -> Self {
        let (fault, area) = (found.fault, found.area);
        let area = (area != HOUSE).then(|| format!("{area:06}"));
        let detail = found.detail.clone();
        Self { area, code: fault.code(), zh: fault.zh(), en: fault.en(), detail }
    }
}

/// What was looked at, and what is wrong.
#[derive(Serialize, ToSchema)]
struct TrailVerified {
    /// Entries hashed.
    entries: u64,
    /// Checkpoints whose signature was checked.
    checkpoints: u64,
    /// How many things are wrong.
    found: u64,
    /// A hundred of them.
    faults: Vec<FaultView>,
}

/// Hash the whole trail again, by an auditor who reaches all areas. That it was done is an entry itself.
#[utoipa::path(post, path = "/audit/verify", tag = "audit",
    responses((status = 200, body = TrailVerified)))]
async fn verify_now(State(app): State<App>, staff: Staff) -> Result<Json<TrailVerified>, Problem> {
    if !audits_all(&app, &staff) {
        return Err(Problem::forbidden());
    }
    let _turn = TURN.acquire().await.map_err(|_| Problem::unavailable())?;
    let report = verify::trail(app.store(), app.secret()).await?;
    let outcome = if report.ok() { Outcome::Done } else { Outcome::Refused };
    let entry = Entry { outcome, ..staff.entry(Kind::Verified) };
    let told = json!({ "what": "trail", "entries": report.entries, "found": report.found });
    staff.note(&app, &entry.with(told), app.now()).await?;
    Ok(Json(TrailVerified {
        entries: report.entries,
        checkpoints: report.checkpoints,
        found: report.found,
        faults: report.problems.iter().take(TOLD).map(FaultView::from).collect(),
    }))
}
