//! 导出: lists that leave the house. Without names and telephones they go at once and are written down; with them a second
//! person agrees first, each voice's look is written down, and every row says who took it.

mod contents;
mod view;

use axum::Json;
use axum::extract::State;
use axum::response::Response;
use huisheng_domain::area::Area;
use huisheng_domain::extract::ExtractRefusal;
use huisheng_domain::id::{ExtractId, Id};
use huisheng_policy::Thing;
use huisheng_store::account;
use huisheng_store::extract::{self, ExtractRow};
use huisheng_store::trail::{self, Entry, Kind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::matter::list::ListQuery;
use super::sheet::Sheet;
use super::{Path, Query, Written, reason_in};
use crate::app::{App, Staff, access};
use crate::error::Problem;
use view::ExtractView;

/// What is shown of each kind, at most.
const SHOWN: u64 = 200;
/// What of the policies these routes ask.
const TAKE_OUT: &str = "take-out";
const ASK: &str = "ask-extract";
const DECIDE: &str = "decide-extract";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(extract_lines))
        .routes(routes!(extracts, ask_extract))
        .routes(routes!(decide_extract))
        .routes(routes!(take_extract))
}

/// Which matters, and in which form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinesBody {
    /// As the list of matters is asked, without `after` and `limit`.
    #[serde(default)]
    asked: ListQuery,
    /// The form; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
}

/// The matters of a list as a table, without names and telephones, 20,000 at most. That it was taken out is written down.
#[utoipa::path(post, path = "/extracts/lines", tag = "matter",
    request_body(content = LinesBody, example = json!({ "asked": { "queue": "in_hand" }, "format": "csv" })),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
    )), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "The list is too long, or cannot be asked so.")))]
async fn extract_lines(
    State(app): State<App>,
    staff: Staff,
    body: Written<LinesBody>,
) -> Result<Response, Problem> {
    staff.may(&app, TAKE_OUT, &Thing::Installation)?;
    let LinesBody { asked, format } = body.value;
    let area = area_of(&app, &staff, &asked)?;
    let told = view::told(&asked);
    let (rows, bytes) = contents::lines(&app, &staff, area, asked, format).await?;
    let entry = Entry {
        area: Some(area),
        subject: Some("matters".to_owned()),
        ..staff.entry(Kind::Exported).with(json!({ "rows": rows, "asked": told }))
    };
    staff.note(&app, &entry, app.now()).await?;
    Ok(format.answer("matters", bytes))
}

/// Which matters, in which form, and why their contact data is needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskBody {
    /// As the list of matters is asked, without `q`, `after` and `limit`.
    #[serde(default)]
    asked: ListQuery,
    /// The form; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
    /// Why; kept, and told to each person whose data it is.
    #[schema(example = "停暖小区逐户电话通知恢复时间", min_length = 4, max_length = 200)]
    reason: String,
}

/// Ask for a list with names and telephones, of 2,000 voices at most. A second person decides: a head, supervisor or leader
/// of the unit or above. Who is sealed is not in it, nor who was given back.
#[utoipa::path(post, path = "/extracts", tag = "matter",
    request_body(content = AskBody, example = json!({ "asked": { "queue": "in_hand" }, "reason": "停暖小区逐户电话通知恢复时间" })),
    responses((status = 200, body = ExtractView), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "Nothing in it may go out, or too much.")))]
async fn ask_extract(
    State(app): State<App>,
    staff: Staff,
    body: Written<AskBody>,
) -> Result<Json<ExtractView>, Problem> {
    staff.may(&app, ASK, &Thing::Installation)?;
    let (now, AskBody { asked, format, reason }) = (app.now(), body.value);
    let reason = reason_in(&reason, "reason")?;
    let area = area_of(&app, &staff, &asked)?;
    let voices = contents::voices(&app, &staff, area, asked.clone(), now).await?.len();
    let row = ExtractRow {
        area: extract::code_of(area),
        id: app.fresh::<()>(now).uuid(),
        account: staff.account.uuid(),
        unit: staff.unit.uuid(),
        asked_at: now.into(),
        asked: serde_json::to_string(&asked).map_err(|_| Problem::invalid("asked"))?,
        format: serde_json::to_string(&format).map_err(|_| Problem::invalid("format"))?,
        reason: reason.clone(),
        voices: i64::try_from(voices).unwrap_or(i64::MAX),
        decided_by: None,
        decided_at: None,
        agreed: None,
        words: None,
    };
    let told = json!({ "voices": voices, "asked": view::told(&asked) });
    let entry = about(&staff, Kind::ExtractAsked, area, row.id, Some(reason)).with(told);
    let write = staff.write(&app).await?;
    extract::ask(&write, row.clone()).await?;
    trail::record(&write, &entry, now).await?;
    write.commit().await?;
    Ok(Json(ExtractView::of_one(&app, row, now).await?))
}

/// Which lists.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct AllQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
}

/// Lists with contact data.
#[derive(Serialize, ToSchema)]
struct Extracts {
    /// What one asked for oneself, the latest first.
    own: Vec<ExtractView>,
    /// What waits for one's decision, the oldest first.
    to_decide: Vec<ExtractView>,
}

/// Lists with contact data that one asked for, and those that wait for one's decision.
#[utoipa::path(get, path = "/extracts", tag = "matter", params(AllQuery),
    responses((status = 200, body = Extracts), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn extracts(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AllQuery>,
) -> Result<Json<Extracts>, Problem> {
    staff.may(&app, TAKE_OUT, &Thing::Installation)?;
    let (now, read) = (app.now(), app.store().read());
    let area = staff.reach(&app)?.area(query.area.as_deref())?;
    let own = extract::of_account(read, area, staff.account, SHOWN).await?;
    let mut waiting = extract::waiting(read, area, now, SHOWN).await?;
    waiting.retain(|row| staff.can(&app, DECIDE, &thing(&app, row)));
    let shown: Vec<_> = own.iter().chain(&waiting).cloned().collect();
    let names = account::names(read, view::people(&shown)).await?;
    let seen = |rows: Vec<ExtractRow>| {
        rows.into_iter().map(|row| ExtractView::of(row, &app, &names, now)).collect()
    };
    Ok(Json(Extracts { own: seen(own), to_decide: seen(waiting) }))
}

/// What the second person says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecideBody {
    /// Whether it may be taken.
    agreed: bool,
    /// Why; shown to who asked.
    #[schema(example = "同意，仅用于本次通知", min_length = 4, max_length = 200)]
    words: String,
}

/// Decide about a list with contact data that somebody else asked for. Agreed to, it may be taken for three days.
#[utoipa::path(post, path = "/extracts/{id}/decide", tag = "matter", params(("id" = ExtractId, Path), AllQuery),
    request_body(content = DecideBody, example = json!({ "agreed": true, "words": "同意，仅用于本次通知" })),
    responses((status = 200, body = ExtractView), (status = 409, body = Problem)))]
async fn decide_extract(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<ExtractId>,
    Query(query): Query<AllQuery>,
    body: Written<DecideBody>,
) -> Result<Json<ExtractView>, Problem> {
    let now = app.now();
    let said = reason_in(&body.value.words, "words")?;
    let area = staff.reach(&app)?.area(query.area.as_deref())?;
    let row = extract::find(app.store().read(), area, id).await?;
    if row.account == staff.account.uuid() {
        return Err(ExtractRefusal::SamePerson.into());
    }
    if !staff.can(&app, DECIDE, &thing(&app, &row)) {
        return Err(Problem::not_found());
    }
    let decision = row.rules().decide(staff.account, body.value.agreed, now)?;
    let told = json!({ "agreed": decision.agreed, "asked_by": row.account });
    let entry = about(&staff, Kind::ExtractDecided, area, row.id, Some(said.clone())).with(told);
    let write = staff.write(&app).await?;
    if !extract::decide(&write, area, id, &decision, &said).await? {
        return Err(ExtractRefusal::Decided.into());
    }
    trail::record(&write, &entry, now).await?;
    write.commit().await?;
    let row = extract::find(app.store().read(), area, id).await?;
    Ok(Json(ExtractView::of_one(&app, row, now).await?))
}

/// Take a list with contact data that a second person agreed to. What it holds is asked anew, within what one sees now; the
/// look at each voice is written down with the reason, and each row says who took it, when, and under which number.
#[utoipa::path(post, path = "/extracts/{id}/take", tag = "matter", params(("id" = ExtractId, Path), AllQuery),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
    )), (status = 409, body = Problem)))]
async fn take_extract(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<ExtractId>,
    Query(query): Query<AllQuery>,
) -> Result<Response, Problem> {
    let now = app.now();
    staff.may(&app, ASK, &Thing::Installation)?;
    let area = staff.reach(&app)?.area(query.area.as_deref())?;
    let row = extract::find(app.store().read(), area, id).await?;
    if row.account != staff.account.uuid() {
        return Err(Problem::not_found());
    }
    row.rules().take(now)?;
    if row.unit != staff.unit.uuid() {
        return Err(Problem::extract_other_post());
    }
    let (asked, format) = view::read(&row)?;
    let voices = contents::voices(&app, &staff, area, asked.clone(), now).await?;
    let bytes = contents::with_contact(&app, &staff, area, &voices, format, (id, now)).await?;
    let mut entries: Vec<Entry> = voices
        .iter()
        .map(|voice| staff.look(area, (voice.matter, voice.report), &row.reason, false))
        .collect();
    let told = json!({ "rows": voices.len(), "asked": view::told(&asked) });
    let taken = about(&staff, Kind::Exported, area, row.id, Some(row.reason.clone()));
    entries.push(taken.with(told));
    let write = staff.write(&app).await?;
    trail::record_all(&write, &entries, now).await?;
    write.commit().await?;
    Ok(format.answer("contact", bytes))
}

/// The area a list is of.
fn area_of(app: &App, staff: &Staff, asked: &ListQuery) -> Result<Area, Problem> {
    for (given, field) in [(asked.after.is_some(), "after"), (asked.limit.is_some(), "limit")] {
        if given {
            return Err(Problem::invalid(field));
        }
    }
    staff.reach(app)?.area(asked.area.as_deref())
}

/// What is asked for, as the policies see it: something of its asker, in the unit it was asked for.
fn thing(app: &App, row: &ExtractRow) -> Thing {
    access::account(&app.book(), Some(Id::from_uuid(row.account)), Id::from_uuid(row.unit))
}

fn about(staff: &Staff, kind: Kind, area: Area, id: uuid::Uuid, reason: Option<String>) -> Entry {
    Entry { area: Some(area), subject: Some(format!("extract {id}")), reason, ..staff.entry(kind) }
}
