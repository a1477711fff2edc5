//! Contact data: a recorded look, with its reason.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::ReportId;
use huisheng_domain::matter::{Matter, Owner, Report, Role, Words};
use huisheng_store::trail::{self, Entry};
use huisheng_store::{hold, matter, voice};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::within_reach;
use crate::api::{Path, Written, reason_in};
use crate::app::{App, Braked, Reach, Staff};
use crate::error::{Problem, text};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(look)).routes(routes!(look_at_words))
}

/// Why somebody looks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LookBody {
    /// The reason; kept, and the person can ask for it.
    #[schema(example = "联系上门时间", min_length = 4, max_length = 200)]
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

/// See the contact data of one voice. The look is written down before anything is shown. Who is behind a sealed
/// voice is shown only to whom a second person has opened it, for a day; whoever has taken the matter for a
/// callback is shown the telephone alone.
#[utoipa::path(post, path = "/matters/{number}/reports/{report}/look", tag = "matter",
    request_body(content = LookBody, example = json!({ "reason": "联系上门时间" })),
    params(("number" = String, Path), ("report" = String, Path)),
    responses((status = 200, body = ContactView), (status = 429, body = Problem)))]
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
    let calls = calls(&app, &staff, &found, voice, now).await?;
    if !calls {
        may_look(&app, &staff, &found, &[voice], now)?;
    }
    write_down(&app, &staff, &found, &[report], &body.value.reason, now).await?;
    let row = voice::find(app.store().read(), app.cipher()?, found.area, report).await?;
    // Nobody needs a name to ask whether the lamp is lit.
    let name = row.name.filter(|_| !calls);
    Ok(Json(ContactView { name, contact: row.contact }))
}

/// Whether the look is that of somebody who calls a sealed voice back: the matter waits for that, it is taken, and
/// whoever has it stands outside the offices that have or had the voice. To whom it was opened, that one sees all.
async fn calls(
    app: &App,
    staff: &Staff,
    found: &Matter,
    voice: &Report,
    now: Timestamp,
) -> Result<bool, Problem> {
    let book = app.book();
    let had_it = voice.hidden_from.iter().any(|unit| staff.belongs(&book, *unit));
    let outside = Reach::is_outside(&book, staff, found) && !had_it;
    let sealed = found.is_sealed(voice) && !found.is_unsealed_for(staff.account, voice.id, now);
    let waits = book.procedure(&found.procedure.1).is_some_and(|procedure| {
        found.owner(procedure) == Some(Owner::Callback)
            && found.awaited(procedure).any(|awaited| awaited.id == voice.id)
    });
    if !(sealed && outside && waits && staff.roles.contains(&Role::Callback)) {
        return Ok(false);
    }
    Ok(hold::is_held(app.store().read(), found.area, found.id, staff.account, now).await?)
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
    responses((status = 200, body = WordsView), (status = 429, body = Problem)))]
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
    // A look is written down at a voice. Where there is none, there is nowhere to write it, and nothing is shown.
    if voices.is_empty() {
        return Err(Problem::not_found());
    }
    may_look(&app, &staff, &found, &voices, now)?;
    let (reader, cipher) = (app.store().read(), app.cipher()?);
    let words = matter::whole(reader, cipher, found.area, found.id, seq).await?;
    let voices: Vec<ReportId> = voices.iter().map(|voice| voice.id).collect();
    write_down(&app, &staff, &found, &voices, &body.value.reason, now).await?;
    Ok(Json(WordsView { words }))
}

/// Who may see the contact data of these voices.
pub(in crate::api) fn may_look(
    app: &App,
    staff: &Staff,
    found: &Matter,
    voices: &[&Report],
    now: Timestamp,
) -> Result<(), Problem> {
    let book = app.book();
    let sealed = |voice: &&Report| {
        found.is_sealed(voice) && !found.is_unsealed_for(staff.account, voice.id, now)
    };
    if voices.iter().any(sealed) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "sealed", text::SEALED));
    }
    let outside = Reach::is_outside(&book, staff, found);
    // Who gave it back, or never had it, has nothing to say to the reporter.
    if !outside && !Reach::has_in_hand(&book, staff.unit, found) {
        return Err(Problem::forbidden());
    }
    Ok(())
}

/// Writes a look down, at each of these voices. Only then may anything be shown.
async fn write_down(
    app: &App,
    staff: &Staff,
    found: &Matter,
    reports: &[ReportId],
    reason: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let reason = &reason_in(reason, "reason")?;
    staff.brake(app, Braked::Look).await?;
    super::opened(app, found, Some(staff.account), now).await?;
    let look = |report: &ReportId| staff.look(found.area, (found.id, *report), reason, false);
    let looks: Vec<Entry> = reports.iter().map(look).collect();
    let write = staff.write(app).await?;
    trail::record_all(&write, &looks, now).await?;
    Ok(write.commit().await?)
}
