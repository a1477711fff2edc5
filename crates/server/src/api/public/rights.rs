//! What somebody asks of the own data, as a matter of its own; and taking back the consent, which nobody decides.
//! 个人信息保护法 art. 15, 44–50.

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use huisheng_domain::id::{MatterId, ReportId};
use huisheng_domain::matter::{
    Actor, Asked, Channel, Command, DataRight, EraseGround, EraseVoice, Kind, Link, LinkKind,
    NewErrand, Place, ReportMatter, Subjects, Urgency,
};
use huisheng_domain::processing::{Activity, activities};
use huisheng_domain::retention::Rule;
use huisheng_store::Book;
use huisheng_store::ledger::Submission;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::opened::{Station, opened};
use super::{Reported, act_as_reporter, code_in};
use crate::api::matter::report::told;
use crate::api::matter::verb::Done;
use crate::api::{Path, Written, file};
use crate::app::App;
use crate::error::Problem;
use crate::naming;

/// The category whose row of the responsibility list names who answers for personal data. Where the dictionary has
/// none, the dispatcher decides.
const CATEGORY: &str = "个人信息";

/// What is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RightBody {
    /// What.
    right: DataRight,
    /// In one's own words.
    #[serde(default)]
    #[schema(max_length = 20_000)]
    text: String,
}

/// Ask what becomes of the own data: to see a copy, to have it put right or deleted, to have it explained. It is a matter
/// of its own, with a number and a code of its own, answered within 15 working days.
#[utoipa::path(post, path = "/public/matters/{number}/rights", tag = "public", security(()), operation_id = "ask_right",
    request_body(content = RightBody, example = json!({ "right": "delete", "text": "问题已解决，请删除我的电话" })),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Reported), (status = 409, body = Problem)))]
pub(super) async fn ask(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Written<RightBody>,
) -> Result<Json<Reported>, Problem> {
    let now = app.now();
    let Station { matter: about, voice } =
        opened(&app, &number, code_in(&headers)).await?.into_now();
    let key = body.key(format!("report {voice}"));
    let (RightBody { right, text }, personal) = (body.value, body.personal);
    let (id, report): (MatterId, ReportId) = (app.fresh(now), app.fresh(now));
    // It concerns who reported, not the place; that tells only which offices see it.
    let place = Place { division: about.place.division, ..Place::default() };
    let number = app.numbers().next(about.area, app.day(&place, now)).await?.to_string();
    let asked = naming::of(naming::RIGHTS, right.code());
    let command = Command::Report(Box::new(ReportMatter {
        id,
        report,
        number,
        kind: Kind::PrivacyRequest,
        channel: Channel::Web,
        title: format!("个人信息请求：{asked}"),
        text,
        address: None,
        category: category(&app.book(), app.day(&place, now)),
        place,
        urgency: Urgency::Normal,
        person: None,
        on_behalf: false,
        occurred: None,
        files: Vec::new(),
        upstream: None,
        at_once: None,
        follows: Some(Link { kind: LinkKind::RightOf, matter: about.id }),
        subjects: Subjects::default(),
        errand: NewErrand::default(),
        to: None,
        asked: Some(Asked { right, report: voice }),
        notice: None,
    }));
    let submission = Submission {
        area: about.area,
        matter: id,
        other: Some(about.id),
        command,
        actor: Actor::Reporter { report: Some(voice) },
        now,
        key,
        if_version: None,
        voices: Vec::new(),
        personal,
    };
    let Done { number, code, repeated, .. } =
        told(&app, file::submit(&app, submission).await?, report).await?;
    Ok(Json(Reported { number, code: code.unwrap_or_default(), repeated }))
}

fn category(book: &Book, day: jiff::civil::Date) -> Option<huisheng_domain::id::CategoryId> {
    let mut leaves = book.categories.leaves(day);
    leaves.find(|category| category.name == CATEGORY).map(|category| category.id)
}

/// Nothing to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NoWords {}

/// Take back the consent: name and telephone are erased at once. Nobody can call back then; number and code stay good.
#[utoipa::path(post, path = "/public/matters/{number}/withdraw-consent", tag = "public", security(()),
    request_body(content = NoWords, example = json!({})),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 200, body = Done), (status = 409, body = Problem, description = "Nothing is held."), (status = 412, body = Problem)))]
pub(super) async fn withdraw_consent(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Written<NoWords>,
) -> Result<Done, Problem> {
    let command = |NoWords {}, report| {
        let ground = EraseGround::Withdrawn;
        Command::EraseVoice(EraseVoice { report, ground, words: false, request: None })
    };
    act_as_reporter(&app, &number, code_in(&headers), body, command).await
}

/// What is done with personal data, and how long it is kept.
#[derive(Serialize, ToSchema)]
pub(super) struct Processing {
    /// The version of the notice on personal data.
    notice: u16,
    /// 处理活动.
    activities: &'static [Activity],
    /// 保存期限.
    retention: Vec<Rule>,
}

/// What is done with personal data, for what, by which law, who gets it and how long it is kept.
#[utoipa::path(get, path = "/public/processing", tag = "public", security(()),
    responses((status = 200, body = Processing)))]
pub(super) async fn processing(State(app): State<App>) -> Json<Processing> {
    let retention = app.config().schedule().rules().to_vec();
    let notice = huisheng_domain::matter::NOTICE;
    Json(Processing { notice, activities: activities(), retention })
}
