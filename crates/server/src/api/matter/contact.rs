//! Contact data: a recorded look, with its reason.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::ReportId;
use huisheng_domain::matter::{Matter, Report, Role, Words};
use huisheng_store::matter;
use huisheng_store::voice;
use jiff::Timestamp;
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
    OpenApiRouter::new().routes(routes!(look)).routes(routes!(look_at_words))
}

/// Why somebody looks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
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

/// Whether staff outside the offices that handle the matter may know who asked to stay hidden: never an
/// office that had the voice in another matter; and before anybody handles it, when every office of the
/// place may be the one, only the unit that took it in and the desk of the whole area.
fn may_know(app: &App, staff: &Staff, matter: &Matter, voice: &Report) -> Result<bool, Problem> {
    let book = app.book();
    let had_it = voice.hidden_from.iter().any(|unit| book.units.is_within(staff.unit, *unit));
    let told = matter.lead().is_some()
        || matter.taken_at == Some(staff.unit)
        || staff.reach(app)?.within.is_none();
    Ok(staff.actor().holds(OUTSIDE_THE_OFFICE) && !had_it && told)
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
    may_look(&app, &staff, &found, &[voice])?;
    write_down(&app, &staff, &found, report, &body.value.reason, now).await?;
    let row = voice::find(app.store().read(), app.cipher()?, found.area, report).await?;
    Ok(Json(ContactView { name: row.name, contact: row.contact }))
}

/// What was said, without stars.
#[derive(Serialize, ToSchema)]
pub struct WordsView {
    /// The words of the step.
    #[schema(value_type = BTreeMap<String, String>)]
    words: Words,
}

/// See the words of one step as they were said, with what is starred elsewhere: telephones, identity numbers and
/// what was marked personal. It is a look like that at contact data, written down before anything is shown. Words
/// may name any of the voices, so it is for who may see the contact data of all of them.
#[utoipa::path(post, path = "/matters/{number}/steps/{seq}/look", tag = "matter",
    request_body(content = LookBody, example = json!({ "reason": "联系邻居核实" })),
    params(("number" = String, Path), ("seq" = u32, Path)),
    responses((status = 200, body = WordsView)))]
async fn look_at_words(
    State(app): State<App>,
    staff: Staff,
    Path((number, seq)): Path<(String, String)>,
    body: Written<LookBody>,
) -> Result<Json<WordsView>, Problem> {
    let now = app.now();
    let found = within_reach(&app, &staff, &number).await?;
    let seq: u32 = seq.parse().map_err(|_| Problem::not_found())?;
    let voices: Vec<&Report> = found.reports.iter().collect();
    let first = voices.first().ok_or_else(Problem::not_found)?.id;
    may_look(&app, &staff, &found, &voices)?;
    let (reader, cipher) = (app.store().read(), app.cipher()?);
    let words = matter::whole(reader, cipher, found.area, found.id, seq).await?;
    write_down(&app, &staff, &found, first, &body.value.reason, now).await?;
    Ok(Json(WordsView { words }))
}

/// Who may see the contact data of these voices.
fn may_look(app: &App, staff: &Staff, found: &Matter, voices: &[&Report]) -> Result<(), Problem> {
    let book = app.book();
    let outside = Reach::is_outside(&book, staff.unit, &staff.roles, found);
    let hidden = |voice: &Report| -> Result<bool, Problem> {
        Ok(voice.confidential() && !(outside && may_know(app, staff, found, voice)?))
    };
    let mut seen = voices.iter().map(|voice| hidden(voice));
    if seen.try_fold(false, |any, one| Ok::<_, Problem>(any || one?))? {
        return Err(Problem::new(StatusCode::FORBIDDEN, "confidential", text::CONFIDENTIAL));
    }
    // Who gave it back, or never had it, has nothing to say to the reporter.
    if !outside && !Reach::has_in_hand(&book, staff.unit, found) {
        return Err(Problem::forbidden());
    }
    Ok(())
}

/// Writes a look down. Only then may anything be shown.
async fn write_down(
    app: &App,
    staff: &Staff,
    found: &Matter,
    report: ReportId,
    reason: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let reason = reason.trim();
    if !(2..=200).contains(&reason.chars().count()) {
        return Err(Problem::invalid("reason"));
    }
    super::opened(app, found, Some(staff.account), now).await?;
    let look = staff.look(found.area, (found.id, report), reason, false);
    Ok(app.note(&look, now).await?)
}
