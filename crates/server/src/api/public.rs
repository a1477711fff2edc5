//! The doors for residents: report, follow by number and code. No words or names without the code.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use huisheng_domain::id::{FileId, ReportId};
use huisheng_domain::matter::{
    Actor, Command, EndingKind, Matter, Rate, ReplyQuestion, Solved, Stage, Supplement, Urge,
    Withdraw, Word,
};
use huisheng_domain::number::FollowCode;
use huisheng_store::ledger::{Outcome, Submission};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::matter::verb::Done;
use super::matter::{act, of_number, report};
use crate::api::{Path, Written, file};
use crate::app::App;
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(report_public))
        .routes(routes!(follow))
        .routes(routes!(supplement))
        .routes(routes!(urge))
        .routes(routes!(reply))
        .routes(routes!(rate))
        .routes(routes!(withdraw))
}

/// What a resident keeps: number and code.
#[derive(Serialize, ToSchema)]
struct Reported {
    /// Public number.
    #[schema(example = "990101202611220000127")]
    number: String,
    /// The code to follow it with; shown here only.
    #[schema(example = "7K3M-9QWX-2B4T-H8RD")]
    code: String,
    /// The same request was answered before.
    repeated: bool,
}

/// The code of a voice: nobody guesses it, and a repeated answer gives the same.
fn code_of(app: &App, report: ReportId) -> FollowCode {
    use hmac::{Hmac, KeyInit, Mac};
    // Any length of key will do for HMAC.
    let mac = <Hmac<sha2::Sha256> as KeyInit>::new_from_slice(app.secret()).map(|mac| {
        mac.chain_update(b"follow code")
            .chain_update(report.uuid().as_bytes())
            .finalize()
            .into_bytes()
    });
    let mut bytes = [0; 10];
    if let Ok(mac) = mac {
        bytes.copy_from_slice(&mac[..10]);
    }
    FollowCode::from_random(bytes)
}

/// Report as a resident, without signing in. Send an `Idempotency-Key` the page made: a lost answer
/// is then asked for again and nothing is entered twice.
#[utoipa::path(post, path = "/public/matters", tag = "public", security(()),
    request_body(content = report::ReportBody, example = json!({
        "kind": "request", "channel": "WECHAT", "title": "门口路灯不亮",
        "text": "新安花园 3 号楼门口路灯三天不亮，老人晚上出门不方便", "address": "新安花园3号楼",
        "name": "王女士", "contact": "13900000001",
    })),
    params(("Idempotency-Key" = Option<String>, Header, description = "At least 16 characters of random made by the page.")),
    responses((status = 200, body = Reported), (status = 404, body = Problem, description = "No area was named, and the installation has none."),
        (status = 409, body = Problem)))]
async fn report_public(
    State(app): State<App>,
    body: Written<report::ReportBody>,
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
    let key = body.key_of_page()?;
    let (outcome, report) =
        report::submit(&app, area, Actor::Reporter { report: None }, body.value, key).await?;
    let (receipt, report, repeated) = match outcome {
        Outcome::Done(receipt) => (receipt, report, false),
        Outcome::Repeated(receipt) => {
            let matter = of_number(&app, &receipt.number).await?;
            let first = matter.reports.first().ok_or_else(Problem::not_found)?;
            (receipt, first.id, true)
        }
        Outcome::Refused(refusal) => return Err(refusal.into()),
        Outcome::KeyReused => return Err(Problem::key_reused()),
        Outcome::NotFound | Outcome::Stale { .. } => return Err(Problem::not_found()),
    };
    let code = code_of(&app, report).to_string();
    Ok(Json(Reported { number: receipt.number, code, repeated }))
}

/// A step in plain words' codes, for the reporter.
#[derive(Serialize, ToSchema)]
struct PublicStep {
    /// When.
    at: Timestamp,
    /// What, as a stable code.
    kind: &'static str,
    /// The office, if one is named.
    unit: Option<String>,
    /// What the reporter is told.
    text: Option<String>,
}

/// What the reporter sees.
#[derive(Serialize, ToSchema)]
struct Followed {
    /// Public number.
    number: String,
    /// Title.
    title: String,
    /// Stage.
    stage: Stage,
    /// The office that answers for it.
    unit: Option<String>,
    /// By when, an exclusive end.
    due: Option<Timestamp>,
    /// Overdue, or was answered late.
    late: bool,
    /// How it ended.
    ending: Option<EndingKind>,
    /// Until when it can be rated.
    rate_until: Option<Timestamp>,
    /// Until when "not solved" reopens it.
    reopen_until: Option<Timestamp>,
    /// A question that waits for an answer: its id and text.
    question: Option<(uuid::Uuid, String)>,
    /// The steps so far.
    steps: Vec<PublicStep>,
    /// Files that came with this report or with the result.
    files: Vec<FileId>,
}

/// Steps that are told, and the word that carries them.
fn told(kind: &str) -> Option<Option<Word>> {
    Some(match kind {
        "reported" | "accepted" | "assigned" | "signed_in" | "contacted" | "reviewed"
        | "reworked" | "reopened" | "supplemented" | "urged" | "joined" | "suspended"
        | "resumed" | "rated" | "called_back" | "closed" => None,
        "milestone" => Some(Word::Answer),
        "submitted" | "ended" => Some(Word::Result),
        "planned" => Some(Word::Plan),
        "asked" => Some(Word::Question),
        "extended" => None,
        _ => return None,
    })
}

/// The voice a number and a code belong to.
pub(super) async fn opened(
    app: &App,
    number: &str,
    headers: &HeaderMap,
) -> Result<(Matter, ReportId), Problem> {
    let given =
        headers.get("x-follow-code").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let given: FollowCode = given.parse().map_err(|_| Problem::not_found())?;
    let matter = of_number(app, number).await?;
    let voice = matter
        .reports
        .iter()
        .find(|report| code_of(app, report.id) == given)
        .map(|report| report.id);
    // A merged voice keeps its own number and code and follows the matter that goes on.
    voice.map(|voice| (matter, voice)).ok_or_else(Problem::not_found)
}

/// Follow a matter by its number and the code in the header `X-Follow-Code`.
#[utoipa::path(get, path = "/public/matters/{number}", tag = "public", security(()),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header)),
    responses((status = 200, body = Followed)))]
async fn follow(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Followed>, Problem> {
    let now = app.now();
    let (matter, voice) = opened(&app, &number, &headers).await?;
    super::matter::opened(&app, &matter, None, now).await?;
    let loaded = super::matter::load(&app, &matter).await?;
    let book = app.book();
    let name = |unit| super::matter::view::unit_name(&book, unit);
    let view = super::matter::view::steps(&loaded, &book);
    let steps = view
        .iter()
        .filter(|step| !step.undone)
        .filter_map(|step| {
            let word = told(step.kind)?;
            let text = word.and_then(|word| step.words.get(word)).map(str::to_owned);
            let unit = matches!(step.kind, "signed_in" | "contacted" | "submitted" | "milestone");
            Some(PublicStep {
                at: step.at,
                kind: step.kind,
                unit: step.unit.clone().filter(|_| unit),
                text,
            })
        })
        .collect();
    let title = loaded
        .words
        .values()
        .find_map(|words| words.get(Word::Title))
        .unwrap_or_default()
        .to_owned();
    let asked = matter.questions.iter().find(|question| question.answered.is_none());
    let question = asked.and_then(|question| {
        let text = loaded.words.values().rev().find_map(|words| words.get(Word::Question))?;
        Some((question.id, text.to_owned()))
    });
    let due = matter
        .open_clocks()
        .filter(|clock| clock.key.of.is_none())
        .filter_map(|clock| clock.clock.next_due())
        .max();
    Ok(Json(Followed {
        number: matter.number.clone(),
        title,
        stage: matter.stage(),
        unit: matter.lead().map(|lead| name(lead.unit)),
        due,
        late: matter.is_late(now),
        ending: matter.ending.as_ref().map(|ending| ending.kind),
        rate_until: matter.ending.as_ref().and_then(|ending| ending.rate_until),
        reopen_until: matter.ending.as_ref().and_then(|ending| ending.reopen_until),
        question,
        steps,
        files: file::for_reporter(&matter, &loaded.events, voice),
    }))
}

async fn act_as_reporter<B>(
    app: &App,
    number: &str,
    headers: &HeaderMap,
    written: Written<B>,
    command: impl FnOnce(B, ReportId) -> Command,
) -> Result<Done, Problem> {
    let now = app.now();
    let (matter, report) = opened(app, number, headers).await?;
    let key = written.key(format!("report {report}"));
    let submission = Submission {
        area: matter.area,
        matter: matter.id,
        other: None,
        actor: Actor::Reporter { report: Some(report) },
        now,
        key,
        if_version: written.if_version,
        voices: Vec::new(),
        command: command(written.value, report),
    };
    act::answer(app, &matter, file::submit(app, submission).await?).await
}

/// More words from the reporter.
#[derive(Deserialize, ToSchema)]
struct TextBody {
    /// The words.
    #[schema(max_length = 20_000)]
    text: String,
}

/// More from the reporter.
#[derive(Deserialize, ToSchema)]
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
    request_body(content = RateBody, example = json!({ "stars": 5, "solved": "solved", "tags": ["快"], "text": "谢谢" })),
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
