//! Every write is done once under its `Idempotency-Key`. Commands on matters keep theirs in the ledger; for all others it
//! is done here: the key goes along with the first transaction of the request (`Staff::write`), the answer is kept
//! beside it, sealed, and whoever asks again is given it. Decision 0054.

mod table;

use std::panic::resume_unwind;
use std::sync::Arc;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use huisheng_store::idempotency::{Claim, Said};
use huisheng_store::ledger::IdempotencyKey;
use jiff::SignedDuration;
use tracing::Instrument;

use table::{ANEW, UNSAID};
pub use table::{SECRETS, WITHOUT, takes};

use crate::api::{KEY, PAGE_KEY, retry_key};
use crate::app::{App, SignedIn};
use crate::error::{Problem, text};

/// The largest body that is read here; files are read by their own routes.
const LIMIT: usize = 2 << 20;
/// The largest answer that is kept.
const LONGEST: usize = 256 << 10;
/// How long an answer is made anew without another trace of the look: long enough for a line that broke.
const LOST: SignedDuration = SignedDuration::from_mins(10);
/// In place of an answer that is made anew.
const AGAIN: &str = "anew";

/// Carries a request out once under its key.
pub async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = match asked(&app, &mut parts).await {
        Ok(Some(asked)) => asked,
        Ok(None) => return next.run(Request::from_parts(parts, body)).await,
        Err(problem) => return problem.into_response(),
    };
    let Ok(body) = to_bytes(body, LIMIT).await else {
        return Problem::too_large().into_response();
    };
    let key = asked.of(&app, &parts, &body);
    let path = asked.path;
    // To its end, also when nobody waits any more: who lost the line asks again, and is told what became of it.
    let done = tokio::spawn(
        async move {
            carry(&app, Some(key), &path, async |claim| {
                if let Some(claim) = claim {
                    parts.extensions.insert(claim);
                }
                next.run(Request::from_parts(parts, Body::from(body))).await
            })
            .await
        }
        .in_current_span(),
    );
    match done.await {
        Ok(response) => response,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => resume_unwind(panic),
            Err(_) => Problem::unavailable().into_response(),
        },
    }
}

/// Whose key it is, and for what.
struct Asked {
    principal: String,
    key: String,
    path: String,
}

impl Asked {
    fn of(&self, app: &App, parts: &Parts, body: &Bytes) -> IdempotencyKey {
        let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
        let (principal, key) = (self.principal.clone(), self.key.clone());
        let body_hash = hash(app, &[parts.method.as_str(), address], body);
        IdempotencyKey { principal, key, body_hash }
    }
}

/// A hash that only this house can make: a body may hold a password, and who reads the table could try some.
fn hash(app: &App, address: &[&str], body: &[u8]) -> [u8; 32] {
    let address = address.join(" ");
    app.keyed_hash(b"idempotency", &[address.as_bytes(), b"\0", body])
}

/// None: it came without a key, or its route keeps it itself.
async fn asked(app: &App, parts: &mut Parts) -> Result<Option<Asked>, Problem> {
    if parts.method.is_safe() || !parts.headers.contains_key(KEY) || is_form(&parts.headers) {
        return Ok(None);
    }
    let matched = parts.extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let path = matched.as_deref().and_then(|path| path.strip_prefix("/api/v1")).unwrap_or_default();
    if !takes(&parts.method, path) {
        return Ok(None);
    }
    let Some(key) = retry_key(&parts.headers)? else { return Ok(None) };
    let principal = match SignedIn::from_request_parts(parts, app).await {
        Ok(SignedIn(staff)) => staff.account.to_string(),
        // Not known is not refused: without its key nothing is done.
        Err(problem) if problem.status >= 500 => return Err(problem),
        // The route says why.
        Err(_) if !path.starts_with("/public/") => return Ok(None),
        Err(_) if key.len() < PAGE_KEY => return Err(Problem::key_form()),
        Err(_) => "public".to_owned(),
    };
    Ok(Some(Asked { principal, key, path: path.to_owned() }))
}

/// A form is packed anew each time it is sent, so its route makes the hash of what it holds.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/"))
}

/// The key of a form, of somebody who is signed in or of a page.
pub fn of_form(
    app: &App,
    headers: &HeaderMap,
    principal: Option<String>,
    address: &str,
    content: &[u8],
) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(key) = retry_key(headers)? else { return Ok(None) };
    let principal = match principal {
        Some(principal) => principal,
        None if key.len() < PAGE_KEY => return Err(Problem::key_form()),
        None => "public".to_owned(),
    };
    Ok(Some(IdempotencyKey { principal, key, body_hash: hash(app, &[address], content) }))
}

/// Answers as before what was done under the key, and carries out the rest.
pub async fn carry<F>(
    app: &App,
    key: Option<IdempotencyKey>,
    path: &str,
    run: impl FnOnce(Option<Arc<Claim>>) -> F,
) -> Response
where
    F: Future<Output = Response>,
{
    let Some(key) = key else { return run(None).await };
    let now = app.now();
    let again = match Claim::said(app.store().read(), &key).await {
        Ok(Said::Nothing) => false,
        Ok(Said::Other) => return Problem::key_reused().into_response(),
        Ok(Said::Before { outcome, at }) if outcome == AGAIN && now.duration_since(at) < LOST => {
            true
        }
        Ok(Said::Before { outcome, .. }) => {
            return told(app, &key, &outcome).unwrap_or_else(|| done_before().into_response());
        }
        Err(error) => return Problem::from(error).into_response(),
    };
    let claim = Arc::new(Claim::new(key, now, again));
    let response = run(Some(claim.clone())).await;
    if again || !response.status().is_success() {
        return response;
    }
    keep(app, &claim, path, response).await
}

/// Keeps an answer that was given. What was done is done: if it cannot be kept, whoever asks again is told just that.
async fn keep(app: &App, claim: &Claim, path: &str, response: Response) -> Response {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == JSON);
    if UNSAID.contains(&path) {
        write(app, claim, "").await;
        return response;
    }
    if ANEW.contains(&path) || !(is_json || response.status() == StatusCode::NO_CONTENT) {
        write(app, claim, AGAIN).await;
        return response;
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        return Problem::internal().into_response();
    };
    write(app, claim, &outcome(app, claim.key(), parts.status, &body)).await;
    Response::from_parts(parts, Body::from(body))
}

/// What is kept of an answer; nothing of a secret, or of a long one.
fn outcome(app: &App, key: &IdempotencyKey, status: StatusCode, body: &[u8]) -> String {
    let is_secret = || {
        let said: Option<serde_json::Value> = serde_json::from_slice(body).ok();
        said.is_some_and(|said| SECRETS.iter().any(|field| said.get(field).is_some()))
    };
    if body.len() > LONGEST || is_secret() {
        return String::new();
    }
    let plain = [&status.as_u16().to_be_bytes(), body].concat();
    let sealed = app.cipher().map(|cipher| cipher.seal(&place(key), &plain));
    sealed.map(hex::encode).unwrap_or_default()
}

/// The answer of before. None where none was kept, or the data keys were changed since.
fn told(app: &App, key: &IdempotencyKey, outcome: &str) -> Option<Response> {
    let sealed = hex::decode(outcome).ok().filter(|sealed| !sealed.is_empty())?;
    let plain = app.cipher().ok()?.open(&place(key), &sealed).ok()?;
    let (status, body) = plain.split_first_chunk::<2>()?;
    let status = StatusCode::from_u16(u16::from_be_bytes(*status)).ok()?;
    if body.is_empty() {
        return Some(status.into_response());
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(JSON))];
    Some((status, kind, body.to_vec()).into_response())
}

const JSON: &str = "application/json";

fn place(key: &IdempotencyKey) -> Vec<u8> {
    format!("idempotency.outcome {} {}", key.principal, key.key).into_bytes()
}

async fn write(app: &App, claim: &Claim, outcome: &str) {
    let written = async {
        let write = app.store().write().await?;
        claim.answer(&write, outcome).await?;
        write.commit().await
    };
    if let Err(error) = written.await {
        tracing::error!(%error, "the answer under a retry key");
    }
}

/// It was done, and its answer is not given again.
fn done_before() -> Problem {
    Problem::new(StatusCode::CONFLICT, "done_before", text::DONE_BEFORE).field("Idempotency-Key")
}
