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
use huisheng_domain::id::PostId;
use huisheng_store::idempotency::{Claim, Said};
use huisheng_store::ledger::IdempotencyKey;
use jiff::SignedDuration;
use tracing::Instrument;

use table::{ANEW, REPORTED, UNSAID};
pub use table::{SECRETS, WITHOUT, takes};

use crate::api::{KEY, PAGE_KEY, bytes_of, retry_key};
use crate::app::{App, SignedIn, Staff};
use crate::error::{Problem, text};

/// The largest answer that is kept.
const LONGEST: usize = 256 << 10;
/// How long an answer is made anew without another trace of the look: long enough for a line that broke.
const LOST: SignedDuration = SignedDuration::from_mins(10);
/// In place of an answer that is made anew.
const AGAIN: &str = "anew";
/// In place of an answer that is kept nowhere.
const UNTOLD: &str = "untold";
/// How long what was done may wait for its answer. After that the house stopped in between.
const UNDER_WAY: SignedDuration = SignedDuration::from_mins(2);

/// Carries a request out once under its key.
pub async fn once(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let asked = match asked(&app, &mut parts).await {
        Ok(Some(asked)) => asked,
        Ok(None) => return next.run(Request::from_parts(parts, body)).await,
        Err(problem) => return problem.into_response(),
    };
    let body = match bytes_of(Request::from_parts(parts.clone(), body), &app).await {
        Ok(body) => body,
        Err(problem) => return problem.into_response(),
    };
    let (keyed, path) = (asked.of(&app, &parts, &body), asked.path);
    to_its_end(async move {
        carry(&app, Some(keyed), &path, async |claim| {
            if let Some(claim) = claim {
                parts.extensions.insert(claim);
            }
            next.run(Request::from_parts(parts, Body::from(body))).await
        })
        .await
    })
    .await
}

/// Goes on also when nobody waits any more: who lost the line asks again, and is told what became of it.
pub async fn to_its_end(work: impl Future<Output = Response> + Send + 'static) -> Response {
    match tokio::spawn(work.in_current_span()).await {
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
    post: Option<PostId>,
    key: String,
    path: String,
}

impl Asked {
    fn of(&self, app: &App, parts: &Parts, body: &Bytes) -> Keyed {
        let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
        let (principal, key) = (self.principal.clone(), self.key.clone());
        let seen = parts.headers.get(header::IF_MATCH).map_or(&b""[..], HeaderValue::as_bytes);
        let body_hash = hash(app, &[parts.method.as_str(), address], &[seen, b"\0", body].concat());
        Keyed { key: IdempotencyKey { principal, key, body_hash }, post: self.post }
    }
}

/// A key, and the post in which it was used: what was answered there opens in no other.
pub struct Keyed {
    key: IdempotencyKey,
    post: Option<PostId>,
}

impl Keyed {
    fn place(&self) -> Vec<u8> {
        let Self { key: IdempotencyKey { principal, key, .. }, post } = self;
        let post = post.map(|post| post.to_string()).unwrap_or_default();
        format!("idempotency.outcome {principal} {post} {key}").into_bytes()
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
    let (principal, post) = match SignedIn::from_request_parts(parts, app).await {
        Ok(SignedIn(staff)) => (staff.account.to_string(), staff.post().map(|post| post.id)),
        // Not known is not refused: without its key nothing is done.
        Err(problem) if problem.status >= 500 => return Err(problem),
        // The route says why.
        Err(_) if !path.starts_with("/public/") => return Ok(None),
        Err(_) if key.len() < PAGE_KEY => return Err(Problem::key_form()),
        Err(_) => ("public".to_owned(), None),
    };
    Ok(Some(Asked { principal, post, key, path: path.to_owned() }))
}

/// A form is packed anew each time it is sent, so its route makes the hash of what it holds.
fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/"))
}

/// The key of a form of somebody who is signed in.
pub fn of_form(
    app: &App,
    headers: &HeaderMap,
    staff: &Staff,
    address: &str,
    content: &[u8],
) -> Result<Option<Keyed>, Problem> {
    let Some(key) = retry_key(headers)? else { return Ok(None) };
    let (principal, body_hash) = (staff.account.to_string(), hash(app, &[address], content));
    let post = staff.post().map(|post| post.id);
    Ok(Some(Keyed { key: IdempotencyKey { principal, key, body_hash }, post }))
}

/// Answers as before what was done under the key, and carries out the rest.
pub async fn carry<F>(
    app: &App,
    keyed: Option<Keyed>,
    path: &str,
    run: impl FnOnce(Option<Arc<Claim>>) -> F,
) -> Response
where
    F: Future<Output = Response>,
{
    let Some(keyed) = keyed else { return run(None).await };
    let now = app.now();
    let again = match Claim::said(app.store().read(), &keyed.key).await {
        Ok(Said::Nothing) => false,
        Ok(Said::Other) => return Problem::key_reused().into_response(),
        Ok(Said::Before { outcome, at }) if outcome == AGAIN && now.duration_since(at) < LOST => {
            true
        }
        // Soon it has an answer.
        Ok(Said::Before { outcome, at })
            if outcome.is_empty() && now.duration_since(at) < UNDER_WAY =>
        {
            return Problem::unavailable().into_response();
        }
        Ok(Said::Before { outcome, .. }) => {
            return told(app, &keyed, &outcome).unwrap_or_else(|| done_before().into_response());
        }
        Err(error) => return Problem::from(error).into_response(),
    };
    let claim = Arc::new(Claim::new(keyed.key.clone(), now, again));
    let response = run(Some(claim.clone())).await;
    if again || !response.status().is_success() {
        return response;
    }
    keep(app, &keyed, &claim, path, response).await
}

/// Keeps an answer that was given. What was done is done: if it cannot be kept, whoever asks again is told just that.
async fn keep(app: &App, keyed: &Keyed, claim: &Claim, path: &str, response: Response) -> Response {
    if REPORTED.contains(&path) && !claim.is_kept() {
        return response;
    }
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == JSON);
    if UNSAID.contains(&path) {
        write(app, claim, UNTOLD).await;
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
    write(app, claim, &outcome(app, keyed, parts.status, &body)).await;
    Response::from_parts(parts, Body::from(body))
}

/// What is kept of an answer; nothing of a secret, or of a long one.
fn outcome(app: &App, keyed: &Keyed, status: StatusCode, body: &[u8]) -> String {
    let is_secret = || {
        let said: Option<serde_json::Value> = serde_json::from_slice(body).ok();
        said.is_some_and(|said| SECRETS.iter().any(|field| said.get(field).is_some()))
    };
    if body.len() > LONGEST || is_secret() {
        return UNTOLD.to_owned();
    }
    let plain = [&status.as_u16().to_be_bytes(), body].concat();
    let sealed = app.cipher().map(|cipher| cipher.seal(&keyed.place(), &plain));
    sealed.map_or_else(|_| UNTOLD.to_owned(), hex::encode)
}

/// The answer of before. None where none was kept, or the data keys were changed since.
fn told(app: &App, keyed: &Keyed, outcome: &str) -> Option<Response> {
    let sealed = hex::decode(outcome).ok().filter(|sealed| !sealed.is_empty())?;
    let plain = app.cipher().ok()?.open(&keyed.place(), &sealed).ok()?;
    let (status, body) = plain.split_first_chunk::<2>()?;
    let status = StatusCode::from_u16(u16::from_be_bytes(*status)).ok()?;
    if body.is_empty() {
        return Some(status.into_response());
    }
    let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(JSON))];
    Some((status, kind, body.to_vec()).into_response())
}

const JSON: &str = "application/json";

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
