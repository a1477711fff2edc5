//! The doors for residents: report, follow by number and code. No words or names without the code.

mod code;
mod divisions;
mod errand;
mod expected;
mod followed;
mod knowledge;
mod messages;
mod mine;
mod nearby;
mod notice;
mod offices;
mod opened;
mod own;
mod released;
mod rights;
mod said;
mod suggestion;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use huisheng_domain::area::Area;
use huisheng_domain::id::ReportId;
use huisheng_domain::matter::{Actor, Command, ReplyQuestion, Urgency};
use huisheng_store::ledger::Submission;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub(crate) use followed::Followed;
pub(crate) use notice::{PublicNotice, standing as notices};
pub(crate) use opened::code_of;
pub(crate) use opened::{Opened, Station, opened};
pub(crate) use said::{RateBody, SupplementBody, TextBody, reply as replying};

use super::matter::verb::Done;
use super::matter::{act, report as reports};
use super::unchanged::{is_known, not_modified, tagged};
use crate::api::{Path, Written, file};
use crate::app::App;
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(report))
        .routes(routes!(follow))
        .routes(routes!(supplement))
        .routes(routes!(urge))
        .routes(routes!(reply))
        .routes(routes!(rate))
        .routes(routes!(withdraw))
        .routes(routes!(messages::keep))
        .routes(routes!(offices::offices))
        .routes(routes!(expected::expected))
        .routes(routes!(nearby::nearby))
        .routes(routes!(nearby::join))
        .routes(routes!(released::released))
        .routes(routes!(suggestion::suggest))
        .routes(routes!(divisions::divisions))
        .routes(routes!(code::codes, code::send))
        .routes(routes!(mine::mine))
        .routes(routes!(own::own))
        .routes(routes!(rights::ask))
        .routes(routes!(rights::withdraw_consent))
        .routes(routes!(rights::processing))
        .routes(routes!(notice::notices))
        .routes(routes!(errand::items))
        .routes(routes!(knowledge::search))
}

/// What a resident keeps: number and code.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reported {
    /// Public number.
    #[schema(example = "990101202611220000127")]
    pub number: String,
    /// The code to follow it with; shown here only.
    #[schema(example = "7K3M-9QWX-2B4T-H8RD")]
    pub code: String,
    /// The same request was answered before.
    repeated: bool,
}

/// Report as a resident, without signing in. Send an `Idempotency-Key` the page made: a lost answer
/// is then asked for again and nothing is entered twice.
#[utoipa::path(post, path = "/public/matters", tag = "public", security(()),
    request_body(content = reports::ReportBody, example = json!({
        "kind": "request", "channel": "WECHAT", "title": "门口路灯不亮",
        "text": "新安花园 3 号楼门口路灯三天不亮，老人晚上出门不方便", "address": "新安花园3号楼",
        "name": "王女士", "contact": "13900000001",
    })),
    params(("Idempotency-Key" = Option<String>, Header, description = "At least 16 characters of random made by the page.")),
    responses((status = 200, body = Reported), (status = 404, body = Problem, description = "No area was named, and the installation has none."),
        (status = 409, body = Problem)))]
async fn report(
    State(app): State<App>,
    body: Written<reports::ReportBody>,
) -> Result<Json<Reported>, Problem> {
    enter(&app, body).await.map(Json)
}

/// Where a resident's report or file goes.
pub(crate) fn area_of(app: &App, named: Option<&str>) -> Result<Area, Problem> {
    let area = match named {
        Some(text) => text.parse().map_err(|_| Problem::invalid("area"))?,
        None => app.default_area().ok_or_else(Problem::not_found)?,
    };
    if app.book().areas().contains(&area) { Ok(area) } else { Err(Problem::invalid("area")) }
}

/// Enters what a resident reports, whichever page it was written on.
pub(crate) async fn enter(
    app: &App,
    body: Written<reports::ReportBody>,
) -> Result<Reported, Problem> {
    let area = area_of(app, body.value.area.as_deref())?;
    if body.value.at_once.is_some() {
        return Err(Problem::invalid("at_once"));
    }
    if body.value.upstream.is_some() {
        return Err(Problem::invalid("upstream"));
    }
    if body.value.occurred.is_some() {
        return Err(Problem::invalid("occurred"));
    }
    // How urgent it is, intake decides; and a page is no telephone.
    if body.value.urgency != Urgency::Normal {
        return Err(Problem::invalid("urgency"));
    }
    if !body.value.channel.is_of_residents() {
        return Err(Problem::invalid("channel"));
    }
    // Which matter an own report belongs to, staff find out.
    if body.value.follows.is_some() {
        return Err(Problem::invalid("follows"));
    }
    // What can be done for a resident is agreed on with whoever does it.
    if body.value.errand.is_some() {
        return Err(Problem::invalid("errand"));
    }
    // A page is no telephone.
    if body.value.call.is_some() {
        return Err(Problem::invalid("call"));
    }
    let key = body.key_of_page()?;
    let actor = Actor::Reporter { report: None };
    let Done { number, code, repeated, .. } =
        reports::submit(app, area, actor, body.value, body.personal, None, key).await?;
    Ok(Reported { number, code: code.unwrap_or_default(), repeated })
}

/// Follow a matter by its number and the code in the header `X-Follow-Code`. Number and code stay the
/// same for ever: a matter that was merged is followed into the one that goes on, one that was split
/// names its parts. A page that stays open asks again with the `ETag` in `If-None-Match`.
#[utoipa::path(get, path = "/public/matters/{number}", tag = "public", security(()),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header)),
    responses((status = 200, body = Followed), (status = 304, description = "As it was.")))]
async fn follow(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let now = app.now();
    let opened = opened(&app, &number, code_in(&headers)).await?;
    let tag = followed::tag(&app, &opened, now).await?;
    let response = if is_known(&headers, &tag) {
        not_modified()
    } else {
        Json(seen(&app, &opened, now).await?).into_response()
    };
    tagged(response, &tag, "no-store")
}

/// The code that came with a request.
pub(in crate::api) fn code_in(headers: &HeaderMap) -> &str {
    headers.get("x-follow-code").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// What the reporter sees, and the trace of having looked.
pub(crate) async fn look(
    app: &App,
    number: &str,
    code: &str,
    now: Timestamp,
) -> Result<Followed, Problem> {
    let opened = opened(app, number, code).await?;
    seen(app, &opened, now).await
}

async fn seen(app: &App, opened: &Opened, now: Timestamp) -> Result<Followed, Problem> {
    super::matter::opened(app, &opened.now().matter, None, now).await?;
    Followed::of(app, opened, now).await
}

/// A command of who reported, whichever page it was given on.
pub(crate) async fn act_as_reporter<B>(
    app: &App,
    number: &str,
    code: &str,
    written: Written<B>,
    command: impl FnOnce(B, ReportId) -> Command,
) -> Result<Done, Problem> {
    let now = app.now();
    let Station { matter, voice: report } = opened(app, number, code).await?.into_now();
    let (key, if_version) = (written.key(format!("report {report}")), written.if_version);
    let submission = Submission {
        area: matter.area,
        matter: matter.id,
        other: None,
        actor: Actor::Reporter { report: Some(report) },
        now,
        key,
        if_version,
        voices: Vec::new(),
        personal: written.personal,
        command: command(written.value, report),
    };
    act::answer(app, &matter, if_version, file::submit(app, submission).await?).await
}

/// Add words or files to one's report.
#[utoipa::path(post, path = "/public/matters/{number}/supplement", tag = "public", security(()),
    request_body(content = SupplementBody, example = json!({ "text": "昨晚又断了一次", "files": [] })),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Done), (status = 403, body = Problem, description = "Only for who said it, within the limits of the procedure."), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn supplement(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Written<SupplementBody>,
) -> Result<Done, Problem> {
    act_as_reporter(&app, &number, code_in(&headers), body, SupplementBody::supplement).await
}

/// Urge, within the limit of the procedure.
#[utoipa::path(post, path = "/public/matters/{number}/urge", tag = "public", security(()),
    request_body(content = TextBody, example = json!({ "text": "请尽快" })),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Done), (status = 403, body = Problem, description = "Only for who said it, within the limits of the procedure."), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn urge(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Written<TextBody>,
) -> Result<Done, Problem> {
    act_as_reporter(&app, &number, code_in(&headers), body, TextBody::urge).await
}

/// Answer a question.
#[utoipa::path(post, path = "/public/matters/{number}/reply", tag = "public", security(()),
    request_body(content = ReplyQuestion, example = json!({ "question": "00000000-0000-8000-8000-000000000000", "answer": "三单元" })),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Done), (status = 403, body = Problem, description = "Only for who said it, within the limits of the procedure."), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn reply(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Written<ReplyQuestion>,
) -> Result<Done, Problem> {
    act_as_reporter(&app, &number, code_in(&headers), body, replying).await
}

/// Confirm and rate: "not" reopens within the window.
#[utoipa::path(post, path = "/public/matters/{number}/rate", tag = "public", security(()),
    request_body(content = RateBody, example = json!({ "stars": 5, "solved": "solved", "tags": ["quick"], "text": "谢谢" })),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Done), (status = 403, body = Problem, description = "Only for who said it, within the limits of the procedure."), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn rate(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Written<RateBody>,
) -> Result<Done, Problem> {
    act_as_reporter(&app, &number, code_in(&headers), body, RateBody::rate).await
}

/// Take one's report back.
#[utoipa::path(post, path = "/public/matters/{number}/withdraw", tag = "public", security(()),
    request_body(content = TextBody, example = json!({ "text": "已自行解决" })),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Done), (status = 403, body = Problem, description = "Only for who said it, within the limits of the procedure."), (status = 409, body = Problem), (status = 412, body = Problem)))]
async fn withdraw(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Written<TextBody>,
) -> Result<Done, Problem> {
    act_as_reporter(&app, &number, code_in(&headers), body, TextBody::withdraw).await
}
