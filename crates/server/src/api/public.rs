//! The doors for residents: report, follow by number and code. No words or names without the code.

mod divisions;
mod followed;
mod nearby;
mod offices;
mod opened;
mod released;
mod suggestion;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use huisheng_domain::id::{FileId, ReportId};
use huisheng_domain::matter::{
    Actor, Command, Rate, ReplyQuestion, Solved, Supplement, Urge, Urgency, Withdraw,
};
use huisheng_store::ledger::Submission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use followed::Followed;
pub(in crate::api) use opened::{Opened, Station, code_of, opened};

use super::matter::verb::Done;
use super::matter::{act, report as reports};
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
        .routes(routes!(offices::offices))
        .routes(routes!(nearby::nearby))
        .routes(routes!(nearby::join))
        .routes(routes!(released::released))
        .routes(routes!(suggestion::suggest))
        .routes(routes!(divisions::divisions))
}

/// What a resident keeps: number and code.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Reported {
    /// Public number.
    #[schema(example = "990101202611220000127")]
    number: String,
    /// The code to follow it with; shown here only.
    #[schema(example = "7K3M-9QWX-2B4T-H8RD")]
    code: String,
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
    let area = match &body.value.area {
        Some(text) => text.parse().map_err(|_| Problem::invalid("area"))?,
        None => app.default_area().ok_or_else(Problem::not_found)?,
    };
    if !app.book().areas().contains(&area) {
        return Err(Problem::invalid("area"));
    }
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
    let key = body.key_of_page()?;
    let actor = Actor::Reporter { report: None };
    let Done { number, code, repeated, .. } =
        reports::submit(&app, area, actor, body.value, None, key).await?;
    Ok(Json(Reported { number, code: code.unwrap_or_default(), repeated }))
}

/// Follow a matter by its number and the code in the header `X-Follow-Code`. Number and code stay the
/// same for ever: a matter that was merged is followed into the one that goes on, one that was split
/// names its parts.
#[utoipa::path(get, path = "/public/matters/{number}", tag = "public", security(()),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header)),
    responses((status = 200, body = Followed)))]
async fn follow(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Followed>, Problem> {
    let now = app.now();
    let opened = opened(&app, &number, &headers).await?;
    super::matter::opened(&app, &opened.now().matter, None, now).await?;
    Ok(Json(Followed::of(&app, &opened, now).await?))
}

async fn act_as_reporter<B>(
    app: &App,
    number: &str,
    headers: &HeaderMap,
    written: Written<B>,
    command: impl FnOnce(B, ReportId) -> Command,
) -> Result<Done, Problem> {
    let now = app.now();
    let Station { matter, voice: report } = opened(app, number, headers).await?.into_now();
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
        command: command(written.value, report),
    };
    act::answer(app, &matter, if_version, file::submit(app, submission).await?).await
}

/// More words from the reporter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TextBody {
    /// The words.
    #[schema(max_length = 20_000)]
    text: String,
}

/// More from the reporter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SupplementBody {
    /// The words.
    #[schema(max_length = 20_000)]
    text: String,
    /// Files uploaded just before.
    #[serde(default)]
    files: Vec<FileId>,
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
    act_as_reporter(&app, &number, &headers, body, |body: SupplementBody, report| {
        let SupplementBody { text, files } = body;
        Command::Supplement(Supplement { report: Some(report), text, files })
    })
    .await
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
    act_as_reporter(&app, &number, &headers, body, |body: TextBody, report| {
        Command::Urge(Urge { report, text: body.text })
    })
    .await
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
    act_as_reporter(&app, &number, &headers, body, |body: ReplyQuestion, _| Command::Reply(body))
        .await
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
    act_as_reporter(&app, &number, &headers, body, |body: RateBody, report| {
        let RateBody { stars, solved, tags, text } = body;
        Command::Rate(Rate { report, stars, solved, tags, text })
    })
    .await
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
    act_as_reporter(&app, &number, &headers, body, |body: TextBody, report| {
        Command::Withdraw(Withdraw { report, reason: body.text })
    })
    .await
}

/// A rating in five levels.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RateBody {
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    stars: u8,
    /// Whether it was put right.
    #[serde(default)]
    solved: Option<Solved>,
    /// Tags.
    #[serde(default)]
    tags: Vec<String>,
    /// Own words.
    #[serde(default)]
    text: String,
}
