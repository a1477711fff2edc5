//! One matter.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use huisheng_domain::clock::Explanation;
use huisheng_domain::id::{AccountId, MatterId, ReportId};
use huisheng_domain::matter::{Link, LinkKind, Matter, MatterClock};
use huisheng_domain::procedure::Wording;
use huisheng_store::ledger::LedgerError;
use huisheng_store::opening::{self, Opening};
use huisheng_store::{StoreError, account, matter, voice};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::view::{Loaded, MatterView};
use super::within_reach;
use crate::api::Path;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Matters raised from one that are told, at most.
const RAISED: u32 = 20;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(clocks))
}

/// One matter with its history and words. Contact data is masked; opening it is recorded.
#[utoipa::path(get, path = "/matters/{number}", tag = "matter", params(("number" = String, Path)),
    responses((status = 200, body = MatterView)))]
async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<impl IntoResponse, Problem> {
    let now = app.now();
    let found = within_reach(&app, &staff, &number).await?;
    let ((), mut loaded) =
        tokio::try_join!(opened(&app, &found, Some(staff.account), now), load(&app, &found))?;
    let reader = app.store().read();
    let acted = loaded.events.iter().filter_map(|event| event.actor.account());
    let acted = acted.chain(found.subjects.accounts.iter().copied());
    loaded.names = account::names(reader, acted).await?;
    loaded.raised = matter::raised_into(reader, found.area, found.id, RAISED).await?;
    if !found.links.is_empty() || !loaded.raised.is_empty() {
        let tied = found.links.iter().map(|link| link.matter);
        let tied: Vec<MatterId> = tied.chain(loaded.raised.iter().copied()).collect();
        // What is out of reach is not told by its number either; but a request of rights says itself what it is about.
        let held = staff.reach(&app)?.among(reader, &app.book(), found.area, &tied).await?;
        let asked = |link: &&Link| link.kind == LinkKind::RightOf || held.contains(&link.matter);
        let raised = loaded.raised.iter().filter(|id| held.contains(id)).copied();
        let tied: Vec<MatterId> =
            found.links.iter().filter(asked).map(|link| link.matter).chain(raised).collect();
        loaded.numbers = matter::numbers(reader, found.area, &tied).await?;
    }
    let mut headers = HeaderMap::new();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", found.version)) {
        headers.insert(header::ETAG, tag);
    }
    let book = app.book();
    Ok((headers, Json(MatterView::of(&found, loaded, &book, staff.account, now))))
}

/// Writes down who saw the matter, unless that tells nothing new.
pub(crate) async fn opened(
    app: &App,
    seen: &Matter,
    account: Option<AccountId>,
    now: Timestamp,
) -> Result<(), Problem> {
    if !opening::is_known(app.store().read(), seen, account).await? {
        match app.ledger().opened(seen.area, Opening::of(seen, account, now)).await {
            // Where nothing can be written people still read. Nobody undoes a step meanwhile either.
            Err(LedgerError::Store(error @ (StoreError::Full | StoreError::ReadOnly))) => {
                tracing::warn!(%error, "who opened a matter was not written down");
            }
            written => written?,
        }
    }
    Ok(())
}

/// History, words and contact data of a matter. Asked for together: what is old lies in pages that are
/// read from the disk first, each in a place of its own.
pub(crate) async fn load(app: &App, found: &Matter) -> Result<Loaded, Problem> {
    let (reader, cipher) = (app.store().read(), app.cipher()?);
    let voices: Vec<ReportId> = found.reports.iter().map(|voice| voice.id).collect();
    let (events, words, voices) = tokio::try_join!(
        matter::history(reader, found.area, found.id),
        matter::words(reader, found.area, found.id),
        voice::of_reports(reader, cipher, found.area, &voices),
    )?;
    let (names, numbers, raised) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
    Ok(Loaded { events, words, voices, names, numbers, raised })
}

/// A clock, and why it is due when it is.
#[derive(Serialize, ToSchema)]
struct ExplainedClock {
    /// Its name in the procedure.
    name: String,
    /// What people call it; none for a dated plan, which stands in no procedure.
    title: Option<Wording>,
    /// The rule that the procedure follows: document and clause.
    basis: Option<String>,
    /// The assignment, instruction or request it belongs to; none for the matter's own.
    of: Option<uuid::Uuid>,
    /// 0 for the first time, then 1, 2, …
    round: u8,
    /// A dated plan took its place.
    superseded: bool,
    /// The ledger of its days.
    explanation: Explanation,
}

/// Every clock of a matter with its ledger: each day counted or skipped and why, each pause and
/// extension.
#[utoipa::path(get, path = "/matters/{number}/clocks", tag = "matter", params(("number" = String, Path)),
    responses((status = 200, description = "Clocks that explain themselves.", body = Vec<ExplainedClock>)))]
async fn clocks(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Json<Vec<ExplainedClock>>, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    opened(&app, &found, Some(staff.account), app.now()).await?;
    let book = app.book();
    let calendar = book.calendar(&found.place);
    let urgent = book.is_urgent(found.category).then(|| calendar.without_rest());
    let calendar = urgent.as_ref().unwrap_or(calendar);
    let procedure = book.procedure(&found.procedure.1);
    let explain = |clock: &MatterClock| {
        let mut rules = procedure.iter().flat_map(|procedure| &procedure.clocks);
        let rule = rules.find(|rule| rule.name == clock.key.name);
        ExplainedClock {
            name: clock.key.name.clone(),
            title: rule.map(|rule| rule.title.clone()),
            basis: rule.map(|rule| rule.basis.clone()).filter(|basis| !basis.is_empty()),
            of: clock.key.of,
            round: clock.key.round,
            superseded: clock.superseded,
            explanation: clock.clock.explain(calendar),
        }
    };
    Ok(Json(found.clocks.iter().map(explain).collect()))
}
