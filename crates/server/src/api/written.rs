//! A write: its body, its retry key, and the version the caller saw.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use huisheng_domain::personal::{LONGEST_MARK, MARKS, SHORTEST_MARK};
use huisheng_store::ledger::IdempotencyKey;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::texts;
use crate::app::App;
use crate::error::Problem;

/// The largest JSON body.
const LIMIT: usize = 1 << 20;
/// The shortest key of a page.
pub(crate) const PAGE_KEY: usize = 16;
/// The longest key.
const LONGEST_KEY: usize = 200;
/// The header it stands in.
pub const KEY: &str = "idempotency-key";

/// The JSON body of a write with its `Idempotency-Key` and `If-Match`.
pub struct Written<T> {
    /// What was sent.
    pub value: T,
    /// The version in `If-Match`.
    pub if_version: Option<u32>,
    /// Pieces of what is said that are marked personal 标为个人信息. Any body with words may carry them beside its
    /// own fields, as `personal`.
    pub personal: Vec<String>,
    key: Option<String>,
    hash: [u8; 32],
}

impl<T> Written<T> {
    /// The retry key of somebody who is not signed in. It stands for the person, so it must be long
    /// enough that nobody meets another's: pages make it of random.
    pub fn key_of_page(&self) -> Result<Option<IdempotencyKey>, Problem> {
        match &self.key {
            Some(key) if key.len() < PAGE_KEY => Err(Problem::key_form()),
            _ => Ok(self.key("public")),
        }
    }

    /// The retry key in the scope of `principal`.
    pub fn key(&self, principal: impl Into<String>) -> Option<IdempotencyKey> {
        let key = self.key.clone()?;
        Some(IdempotencyKey { principal: principal.into(), key, body_hash: self.hash })
    }
}

impl<T: DeserializeOwned> Written<T> {
    /// What a page without scripts sent to `address`, under the key that stands in the page.
    pub fn of_page(address: &str, mut sent: serde_json::Value, key: &str) -> Result<Self, Problem> {
        let hash = hash(address, sent.to_string().as_bytes());
        let key = Some(key.to_owned()).filter(|key| (PAGE_KEY..=LONGEST_KEY).contains(&key.len()));
        let key = Some(key.ok_or_else(Problem::key_form)?);
        let personal = personal(&mut sent)?;
        Ok(Self { value: read(sent)?, key, if_version: None, personal, hash })
    }
}

/// The value of a body.
fn read<T: DeserializeOwned>(sent: serde_json::Value) -> Result<T, Problem> {
    texts::check(&sent)?;
    serde_path_to_error::deserialize(sent).map_err(|error| {
        let path = error.path().to_string();
        let problem = unreadable(&error.into_inner());
        if path == "." { problem } else { problem.field(path) }
    })
}

fn unreadable(error: &serde_json::Error) -> Problem {
    Problem::body(&error.to_string())
}

fn hash(address: &str, body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(address).chain_update([0]).chain_update(body).finalize().into()
}

impl<T: DeserializeOwned> FromRequest<App> for Written<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let headers = request.headers().clone();
        let address = format!("{} {}", request.method(), request.uri().path());
        let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !declared.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json")) {
            let mut problem = Problem::body("Content-Type: application/json is expected");
            problem.status = StatusCode::UNSUPPORTED_MEDIA_TYPE.as_u16();
            return Err(problem);
        }
        let body = bytes_of(request, app).await?;
        if body.len() > LIMIT {
            return Err(Problem::too_large());
        }
        let mut sent: serde_json::Value =
            serde_json::from_slice(&body).map_err(|error| unreadable(&error))?;
        if !sent.is_object() {
            return Err(Problem::body("a JSON object is expected"));
        }
        let hash = hash(&address, &body);
        let (personal, key) = (personal(&mut sent)?, retry_key(&headers)?);
        Ok(Self { value: read(sent)?, key, if_version: if_match(&headers)?, personal, hash })
    }
}

/// What is marked personal, taken out of a body.
fn personal(sent: &mut serde_json::Value) -> Result<Vec<String>, Problem> {
    let Some(marks) = sent.as_object_mut().and_then(|body| body.remove("personal")) else {
        return Ok(Vec::new());
    };
    texts::check(&marks)?;
    let marks: Vec<String> =
        serde_json::from_value(marks).map_err(|_| Problem::invalid("personal"))?;
    let fits =
        |mark: &String| (SHORTEST_MARK..=LONGEST_MARK).contains(&mark.trim().chars().count());
    match marks.len() <= MARKS && marks.iter().all(fits) {
        true => Ok(marks),
        false => Err(Problem::invalid("personal")),
    }
}

/// The bytes of a body, no more than its route takes.
pub async fn bytes_of(request: Request, app: &App) -> Result<Bytes, Problem> {
    let body = Bytes::from_request(request, app).await;
    body.map_err(|error| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => Problem::body("the connection broke"),
    })
}

/// The retry key of a request.
pub fn retry_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(key) = headers.get(KEY) else { return Ok(None) };
    match key.to_str() {
        Ok(key) if (1..=LONGEST_KEY).contains(&key.trim().len()) => Ok(Some(key.trim().to_owned())),
        _ => Err(Problem::key_form()),
    }
}

/// `If-Match: "7"`, as `ETag` gave it; a proxy that compresses answers makes `W/"7"` of it.
fn if_match(headers: &HeaderMap) -> Result<Option<u32>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let text = text.strip_prefix("W/").unwrap_or(text);
    let version = text.trim_matches('"').parse().map_err(|_| Problem::invalid("If-Match"))?;
    Ok(Some(version))
}
