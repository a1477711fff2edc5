//! One-time codes: who holds a telephone proves it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::one_time_code::{self, APART, CodeRefusal, Mobile, VALID};
use huisheng_store::{StoreError, one_time_code as codes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Written;
use crate::app::App;
use crate::clock::random;
use crate::demo::COUNTY;
use crate::error::{Problem, text};

/// How codes reach people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CodeWay {
    /// By a short message.
    Sms,
    /// In the answer: the demo, whose telephones do not exist.
    Shown,
    /// Not at all: no gateway is configured.
    Off,
}

impl CodeWay {
    fn of(app: &App) -> Self {
        // The demo's area has a code that no real one has.
        match (app.gateway(), app.book().areas() == [COUNTY]) {
            (Some(_), _) => Self::Sms,
            (None, true) => Self::Shown,
            (None, false) => Self::Off,
        }
    }
}

/// Whether codes are sent here.
#[derive(Serialize, ToSchema)]
pub(super) struct Codes {
    /// How they reach people.
    way: CodeWay,
}

/// Whether one can look for one's matters by telephone here.
#[utoipa::path(get, path = "/public/codes", tag = "public", security(()),
    responses((status = 200, body = Codes)))]
pub(super) async fn codes(State(app): State<App>) -> Json<Codes> {
    Json(Codes { way: CodeWay::of(&app) })
}

/// Where to send a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SendCode {
    /// A mobile number of the mainland.
    #[schema(example = "13900000001", min_length = 11, max_length = 100)]
    contact: String,
}

/// A code is on its way.
#[derive(Serialize, ToSchema)]
pub(super) struct CodeSent {
    /// Seconds for which it is good.
    valid: i64,
    /// Seconds until another may be asked for.
    again: i64,
    /// The code itself: in the demo only.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown: Option<String>,
}

/// Send a one-time code to a telephone: one a minute, five an hour. The answer is the same whether or not
/// anything was ever reported from there. A new code takes the place of the one before.
#[utoipa::path(post, path = "/public/codes", tag = "public", security(()),
    request_body(content = SendCode, example = json!({ "contact": "13900000001" })),
    responses((status = 200, body = CodeSent), (status = 409, body = Problem, description = "No codes are sent here."),
        (status = 429, body = Problem, description = "Too many codes: wait until `not_before`."),
        (status = 502, body = Problem, description = "The gateway did not take it.")))]
pub(super) async fn send(
    State(app): State<App>,
    body: Written<SendCode>,
) -> Result<Json<CodeSent>, Problem> {
    let now = app.now();
    let way = CodeWay::of(&app);
    if way == CodeWay::Off {
        return Err(off());
    }
    let to = mobile(&body.value.contact)?;
    let code = one_time_code::code(random());
    keep(&app, &to, &code, now).await?;
    if let Some(gateway) = app.gateway() {
        let text = format!(
            "回声：验证码 {code}，{} 分钟内有效，用来查看您反映的事项。不是您本人操作，请不要理会，也不要告诉别人。",
            VALID.as_mins()
        );
        gateway.send(None, &to, &text).await.map_err(|error| {
            tracing::warn!(%error, "the gateway for short messages");
            Problem::new(StatusCode::BAD_GATEWAY, "code_not_sent", text::CODE_NOT_SENT)
        })?;
    }
    let shown = (way == CodeWay::Shown).then_some(code);
    Ok(Json(CodeSent { valid: VALID.as_secs(), again: APART.as_secs(), shown }))
}

/// Before it is sent: what was sent is always counted.
async fn keep(app: &App, to: &Mobile, code: &str, now: Timestamp) -> Result<(), Problem> {
    let (contact, hash) = hashes(app, to, code);
    let write = app.store().write().await?;
    let before = codes::begin(&write, contact).await?;
    let in_the_house = codes::within_the_hour(&write, now).await?;
    let sent = before.again(hash, in_the_house, now).map_err(|refusal| match refusal {
        CodeRefusal::TooSoon { not_before } => {
            let soon =
                Problem::new(StatusCode::TOO_MANY_REQUESTS, "code_too_soon", text::CODE_TOO_SOON);
            soon.field("contact").facts(serde_json::json!({ "not_before": not_before }))
        }
        CodeRefusal::HouseFull => {
            tracing::warn!("no more one-time codes are sent within this hour");
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "codes_full", text::CODES_FULL)
        }
    })?;
    codes::put(&write, contact, &sent).await?;
    Ok(write.commit().await?)
}

/// Tries a code, which counts. Nothing tells an unknown number, an old code and a wrong one apart.
pub(super) async fn prove(
    app: &App,
    contact: &Mobile,
    code: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let wrong = || {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "code_wrong", text::CODE_WRONG).field("code")
    };
    let (contact, hash) = hashes(app, contact, code.trim());
    let write = app.store().write().await?;
    let sent = match codes::held(&write, contact).await {
        Err(StoreError::NotFound) => return Err(wrong()),
        found => found?,
    };
    let (after, right) = sent.tried(hash, now);
    codes::put(&write, contact, &after).await?;
    write.commit().await?;
    if right { Ok(()) } else { Err(wrong()) }
}

/// No codes are sent here.
fn off() -> Problem {
    Problem::new(StatusCode::CONFLICT, "codes_off", text::CODES_OFF)
}

/// A number to which a code can be sent.
pub(super) fn mobile(contact: &str) -> Result<Mobile, Problem> {
    contact.parse().map_err(|_| {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "no_mobile", text::NO_MOBILE)
            .field("contact")
    })
}

/// Keyed hashes of a number, and of a code sent to it. Without the secret of the installation nobody can
/// make them, so to compare them tells nothing by how long it takes.
fn hashes(app: &App, contact: &Mobile, code: &str) -> ([u8; 32], [u8; 32]) {
    let digits = contact.digits().as_bytes();
    (
        app.keyed_hash(b"one-time code to", &[digits]),
        app.keyed_hash(b"one-time code", &[digits, code.as_bytes()]),
    )
}
