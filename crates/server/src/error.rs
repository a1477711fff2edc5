//! Problems: RFC 9457, with a stable code, the field, the reason and the remedy in both languages.

mod archive;
mod bulletin;
mod call;
mod exchange;
mod extract;
mod form;
mod identity;
mod knowledge;
mod letter;
mod media;
mod passkey;
mod password;
mod post;
mod redivide;
mod refusal;
mod register;
mod roster;
pub mod text;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use huisheng_domain::limit::Limit;
use huisheng_domain::matter::{EndingKind, Piece, Refusal, RequestKind, Role, Stage};
use huisheng_store::cipher::CipherError;
use huisheng_store::idempotency::KEY_TAKEN;
use huisheng_store::ledger::LedgerError;
use huisheng_store::{StoreError, matter};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use crate::app::second_factor::FactorKind;
use crate::form::Unmapped;
use crate::media::MediaRefusal;
pub use text::Text;

/// Why a request was not done, and what to do. Nothing changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(example = json!(crate::api::example::problem()))]
pub struct Problem {
    /// `urn:huisheng:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(example = "urn:huisheng:problem:not_allowed")]
    pub kind: String,
    /// The reason, in short.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The stable code; programs go by this.
    #[schema(schema_with = code)]
    pub code: &'static str,
    /// The field of the request it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Reason and remedy in Chinese.
    pub zh: Words,
    /// Reason and remedy in English.
    pub en: Words,
    /// Facts about it: the version now, the limit, the earliest time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Facts>)]
    pub facts: Option<Box<serde_json::Value>>,
}

/// Codes of problems that no refusal of a command and no refused file brings.
const CODES: &[&str] = &[
    "bad_body",
    "beyond_token",
    "code_not_sent",
    "code_too_soon",
    "code_wrong",
    "codes_full",
    "codes_off",
    "done_before",
    "forbidden",
    "held",
    "import_refused",
    "internal",
    "items_full",
    "key_reused",
    "list_published",
    "login_taken",
    "method_not_allowed",
    "no_mobile",
    "no_post",
    "no_such_part",
    "not_found",
    "not_signed_in_here",
    "other_origin",
    "own_account",
    "password_change_needed",
    "password_refused",
    "period_too_long",
    "post_over",
    "procedure_refused",
    "provider_failed",
    "reason_needed",
    "sealed",
    "second_factor_needed",
    "second_factor_there",
    "second_factor_to_set_up",
    "second_factor_wrong",
    "sign_in_locked",
    "stale",
    "storage",
    "templates_full",
    "too_large",
    "too_many",
    "too_many_tokens",
    "too_often",
    "unavailable",
    "upstream_taken",
    "wrong_password",
];

/// Every code there is, for the description.
fn codes() -> impl Iterator<Item = &'static str> {
    let mut all = [
        CODES,
        Refusal::CODES,
        MediaRefusal::CODES,
        archive::CODES,
        bulletin::CODES,
        register::CODES,
        call::CODES,
        exchange::CODES,
        extract::CODES,
        form::CODES,
        identity::CODES,
        knowledge::CODES,
        letter::CODES,
        passkey::CODES,
        redivide::CODES,
        post::CODES,
        roster::CODES,
    ]
    .concat();
    all.sort_unstable();
    all.dedup();
    all.into_iter()
}

fn code() -> Schema {
    let code = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(codes()));
    code.examples([serde_json::json!("not_allowed")]).into()
}

/// What a program may want to know of a problem; which of them are there depends on the code.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the description of what problems put together")]
struct Facts {
    /// The version now.
    version: Option<u32>,
    /// What happened since the version that was seen.
    changed: Option<Vec<Changed>>,
    /// Where the matter stands.
    stage: Option<Stage>,
    /// How it ended.
    ending: Option<EndingKind>,
    /// Roles that may.
    roles: Option<Vec<Role>>,
    /// The request that awaits its decision.
    request: Option<RequestKind>,
    /// When it was due.
    due: Option<Timestamp>,
    /// The matter that has it already, by its public number.
    number: Option<String>,
    /// How many at most.
    max: Option<u8>,
    /// The longest.
    most: Option<Limit>,
    /// How many are needed.
    needed: Option<u8>,
    /// The earliest instant.
    not_before: Option<Timestamp>,
    /// The instant until which it cannot be done.
    until: Option<Timestamp>,
    /// What of a second factor can be shown.
    by: Option<Vec<FactorKind>>,
    /// The pieces that a file lacks before it is archived.
    missing: Option<Vec<Piece>>,
    /// Values that the code tables of a form do not know.
    unmapped: Option<Vec<Unmapped>>,
}

/// A step that somebody has not seen.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the description of what problems put together")]
struct Changed {
    /// The version it made.
    version: u32,
    /// What, as a stable code.
    kind: String,
    /// When it was recorded.
    at: Timestamp,
}

/// Reason and remedy in one language.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Words {
    /// Why.
    pub reason: String,
    /// What to do.
    pub remedy: String,
}

impl Problem {
    /// A problem with a text of its own.
    pub fn new(status: StatusCode, code: &'static str, text: Text) -> Self {
        debug_assert!(codes().any(|known| known == code), "{code} is not in the description");
        Self {
            kind: format!("urn:huisheng:problem:{code}"),
            title: text.en.0.to_owned(),
            status: status.as_u16(),
            code,
            field: None,
            zh: Words { reason: text.zh.0.to_owned(), remedy: text.zh.1.to_owned() },
            en: Words { reason: text.en.0.to_owned(), remedy: text.en.1.to_owned() },
            facts: None,
        }
    }

    /// About this field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// With facts.
    #[must_use]
    pub fn facts(mut self, facts: serde_json::Value) -> Self {
        self.facts = Some(Box::new(facts));
        self
    }

    /// The reason says nothing.
    pub fn reason_needed(field: &'static str) -> Self {
        let code = "reason_needed";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text::REASON_NEEDED).field(field)
    }

    /// Somebody looks or asks more often than anybody who works.
    pub fn too_often(until: Timestamp) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_often", text::TOO_OFTEN)
            .facts(serde_json::json!({ "not_before": until }))
    }

    /// Nothing here under this name, or not for this caller.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", text::NOT_FOUND)
    }

    /// Sign in first.
    pub fn not_signed_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_signed_in_here", text::SIGN_IN)
    }

    /// The account may not.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", text::FORBIDDEN)
    }

    /// The account holds no post today.
    pub fn no_post() -> Self {
        Self::new(StatusCode::FORBIDDEN, "no_post", text::NO_POST)
    }

    /// The post acted in is over; another is held.
    pub fn post_over() -> Self {
        Self::new(StatusCode::FORBIDDEN, "post_over", text::POST_OVER)
    }

    /// The second factor has to be set up before anything else.
    pub fn second_factor_to_set_up() -> Self {
        Self::new(StatusCode::FORBIDDEN, "second_factor_to_set_up", text::SECOND_FACTOR_TO_SET_UP)
    }

    /// The token of a program does not reach so far.
    pub fn beyond_token() -> Self {
        Self::new(StatusCode::FORBIDDEN, "beyond_token", text::BEYOND_TOKEN)
    }

    /// A browser sent it from a page of somebody else.
    pub fn other_origin() -> Self {
        Self::new(StatusCode::FORBIDDEN, "other_origin", text::OTHER_ORIGIN)
    }

    /// The password has to be changed before anything else.
    pub fn password_change_needed() -> Self {
        Self::new(StatusCode::FORBIDDEN, "password_change_needed", text::PASSWORD_CHANGE_NEEDED)
    }

    /// A field that cannot be read.
    pub fn invalid(field: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", text::INVALID).field(field)
    }

    /// A field that must be there.
    pub fn missing(field: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "missing", text::MISSING).field(field)
    }

    /// The body is not the JSON that is expected.
    pub fn body(reason: &str) -> Self {
        let mut problem = Self::new(StatusCode::BAD_REQUEST, "bad_body", text::BODY);
        problem.en.reason = format!("{} ({reason})", problem.en.reason);
        problem
    }

    /// The caller saw an older version.
    pub fn stale(version: u32, changed: serde_json::Value) -> Self {
        Self::new(StatusCode::PRECONDITION_FAILED, "stale", text::STALE)
            .facts(serde_json::json!({ "version": version, "changed": changed }))
    }

    /// The caller saw an older version of a row that keeps no history to tell.
    pub fn stale_row(version: i32) -> Self {
        Self::stale(u32::try_from(version).unwrap_or_default(), serde_json::json!([]))
    }

    /// More than is taken at once.
    pub fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", text::TOO_LARGE)
    }

    /// No idempotency key looks so.
    pub fn key_form() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", text::KEY_FORM)
            .field("Idempotency-Key")
    }

    /// The idempotency key belongs to another request.
    pub fn key_reused() -> Self {
        Self::new(StatusCode::CONFLICT, "key_reused", text::KEY_REUSED).field("Idempotency-Key")
    }

    /// The address is right, the method is not.
    pub fn method() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", text::METHOD)
    }

    /// The order of the platform above is here already.
    pub fn upstream_taken() -> Self {
        Self::new(StatusCode::CONFLICT, "upstream_taken", text::UPSTREAM_TAKEN).field("upstream")
    }

    /// A unit keeps as many templates of records as it may.
    pub fn templates_full() -> Self {
        Self::new(StatusCode::CONFLICT, "templates_full", text::TEMPLATES_FULL)
    }

    /// A unit keeps as many items of errands as it may.
    pub fn items_full() -> Self {
        Self::new(StatusCode::CONFLICT, "items_full", text::ITEMS_FULL)
    }

    /// A sheet of orders has more rows than are taken in at once.
    pub fn sheet_too_long() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "sheet_too_long", text::SHEET_TOO_LONG)
            .field("file")
    }

    /// Busy: try again.
    pub fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", text::UNAVAILABLE)
    }

    /// A defect of ours; logged where it happened.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", text::INTERNAL)
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        refusal::problem(&refusal)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::not_found(),
            StoreError::Conflict(name) if name == matter::UPSTREAM_ONCE => Self::upstream_taken(),
            StoreError::Text => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", text::INVALID)
            }
            // The same request is under way: soon it has an answer under its key.
            StoreError::Conflict(name) if name == KEY_TAKEN => Self::unavailable(),
            // A key that another node made a moment ago is known here with the next look.
            StoreError::Busy
            | StoreError::Unavailable(_)
            | StoreError::Sealed(CipherError::UnknownKey(_)) => {
                tracing::warn!(%error, "database");
                Self::unavailable()
            }
            StoreError::Full | StoreError::ReadOnly => {
                tracing::error!(%error, "database");
                Self::new(StatusCode::INSUFFICIENT_STORAGE, "storage", text::STORAGE)
            }
            error => {
                tracing::error!(%error, "database");
                Self::internal()
            }
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Store(error) => error.into(),
            LedgerError::Closed | LedgerError::Contended => Self::unavailable(),
            LedgerError::Defect => Self::internal(),
            error @ LedgerError::NoProcedure(_) => {
                tracing::error!(%error, "ledger");
                Self::internal()
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let kind = header::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        // Who is told an instant need not guess. What has to be installed is not there in two seconds.
        let soon =
            matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS);
        if soon && self.facts.is_none() && !letter::CODES.contains(&self.code) {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, header::HeaderValue::from_static("2"));
        }
        response
    }
}
