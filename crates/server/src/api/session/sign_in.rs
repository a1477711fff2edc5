//! Signing in.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use huisheng_domain::id::Id;
use huisheng_domain::sign_in::{Device, Way};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::trail::{self, Entry, Kind, Outcome};
use huisheng_store::{StoreError, Write, second_factor as factors};
use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Me, me};
use crate::api::Written;
use crate::app::door::{Door, Judged, Tried, shut};
use crate::app::second_factor::FactorKind;
use crate::app::{Address, App, Cookie, Posts, password, second_factor};
use crate::error::{Problem, text};

/// Name, password, and what else is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    /// Sign-in name.
    #[schema(example = "dispatch1")]
    login: String,
    /// Password.
    #[schema(example = "huisheng-demo")]
    password: String,
    /// The code of the second factor, or a recovery code; asked for by `second_factor_needed`.
    #[serde(default)]
    code: Option<String>,
}

/// Sign in. The answer sets a cookie for browsers and carries a token for programs. After five failures
/// within an hour the name is locked, for ten minutes and longer the next time, whether or not somebody has it.
/// An account with a second factor is asked for its code: send all again, with it. Or sign in by a passkey.
#[utoipa::path(post, path = "/session", tag = "session", security(()),
    request_body(content = SignIn, example = json!({ "login": "dispatch1", "password": "huisheng-demo" })),
    responses((status = 200, body = Me), (status = 401, body = Problem, description = "Name, password or code is not right, or the code is missing."),
        (status = 429, body = Problem, description = "Locked `until`, or too many sign in at once.")))]
pub(super) async fn sign_in(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    body: Written<SignIn>,
) -> Result<impl IntoResponse, Problem> {
    let (now, given) = (app.now(), body.value);
    let login = given.login.trim();
    let full = || Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many", text::TOO_MANY);
    let _place = password::place().ok_or_else(full)?;
    let door = Door::at(&app, login, address);
    door.look(&app, now).await?;
    let known = match account::by_login(app.store().read(), login).await {
        Ok(found) => Some(found),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let found = known.clone().filter(|account| account.active);
    let stored = found.as_ref().and_then(|found| found.password_hash.clone());
    let found = found.filter(|_| stored.is_some());
    let right = password::matches(&given.password, stored).await;
    let write = app.store().write().await?;
    let (tried, account) = match found.filter(|_| right) {
        Some(account) => {
            (with_code(&app, &write, account.id, given.code.as_deref(), now).await?, Some(account))
        }
        None => (Tried::Wrong, None),
    };
    let failed = if account.is_some() { Failed::Code } else { Failed::Password };
    let judged = door.judge(&write, tried, now).await?;
    let (Judged::In, Some(account)) = (judged, account.as_ref()) else {
        return Err(turned_away(&app, write, known.as_ref(), failed, judged, now).await?);
    };
    let token = enter(&app, write, account, Way::Password, &headers, now).await?;
    let staff = app.sessions().find(&app, &token, None, now).await?;
    let cookie = Cookie::Session.set(app.config(), &token).ok_or_else(Problem::internal)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(me(&app, &staff, Some(token)).await?)))
}

/// Opens the session of an account that has shown all that is asked for, and ends the transaction of its sign-in. A
/// session that was there is none that goes on: nobody plants one.
pub(super) async fn enter(
    app: &App,
    write: Write,
    account: &AccountRow,
    way: Way,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<String, StoreError> {
    let device = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let device = Device::of(device.unwrap_or_default());
    let entered = entry(app, &write, Some(account), now).await?;
    let mut entered = entered.with(json!({ "device": device.words }));
    match way {
        Way::Password => {}
        Way::Passkey => entered = entered.with(json!({ "passkey": true })),
        Way::Provider { .. } => entered = entered.with(json!({ "provider": true })),
    }
    let id = Id::from_uuid(account.id);
    let token = app.sessions().begin(app, &write, id, (device, way), now).await?;
    trail::record(&write, &entered, now).await?;
    write.commit().await?;
    // The browser had another: nobody has it any more.
    if let Some(before) = Cookie::Session.of(app.config(), headers) {
        app.sessions().end_token(app, &before).await?;
    }
    Ok(token)
}

/// The password was right: what of the second factor, if the account has one. A passkey needs no password: it is shown by
/// itself (`passkey.rs`).
pub(super) async fn with_code(
    app: &App,
    write: &Write,
    account: Uuid,
    code: Option<&str>,
    now: Timestamp,
) -> Result<Tried, StoreError> {
    if second_factor::kinds(write, account).await?.is_empty() {
        return Ok(Tried::Right);
    }
    let Some(code) = code.filter(|code| !code.trim().is_empty()) else {
        return Ok(Tried::Half);
    };
    let factor = factors::find_held(write, account).await?;
    let right = match factor.filter(|factor| factor.confirmed_at.is_some()) {
        Some(factor) => second_factor::prove(app, write, factor, code, now).await?,
        None => false,
    };
    Ok(if right { Tried::Right } else { Tried::Wrong })
}

/// What was not right.
#[derive(Clone, Copy, Debug)]
pub(super) enum Failed {
    /// Name or password.
    Password,
    /// The code of an app, or a recovery code.
    Code,
    /// A passkey, and what of it did not agree.
    Passkey(&'static str),
}

impl Failed {
    /// For the trail.
    pub fn told(self) -> Value {
        match self {
            Self::Password => json!({ "why": "password" }),
            Self::Code => json!({ "why": "second_factor" }),
            Self::Passkey(why) => json!({ "why": "passkey", "disagrees": why }),
        }
    }

    /// For whoever tried.
    pub fn problem(self, status: StatusCode) -> Problem {
        match self {
            Self::Password => Problem::new(status, "wrong_password", text::WRONG_PASSWORD),
            Self::Code => {
                Problem::new(status, "second_factor_wrong", text::SECOND_FACTOR_WRONG).field("code")
            }
            Self::Passkey(_) => Problem::passkey_wrong(status),
        }
    }
}

/// The password is right, and one of these is to be shown.
pub(super) fn needed(status: StatusCode, by: Vec<FactorKind>) -> Problem {
    let needed = Problem::new(status, "second_factor_needed", text::SECOND_FACTOR_NEEDED);
    needed.field("code").facts(json!({ "by": by }))
}

/// Why somebody does not come in; a failure is written down, with the account if there is one of this name.
pub(super) async fn turned_away(
    app: &App,
    write: Write,
    known: Option<&AccountRow>,
    failed: Failed,
    judged: Judged,
    now: Timestamp,
) -> Result<Problem, Problem> {
    let status = StatusCode::UNAUTHORIZED;
    Ok(match judged {
        Judged::Shut { until } => shut(until),
        Judged::Half => {
            let account = known.map_or(Uuid::nil(), |known| known.id);
            needed(status, second_factor::kinds(&write, account).await?)
        }
        Judged::In | Judged::Wrong { .. } => {
            let until = if let Judged::Wrong { until } = judged { until } else { None };
            let tried =
                Entry { outcome: Outcome::Refused, ..entry(app, &write, known, now).await? };
            let tried = tried.with(failed.told()).with(json!({ "locked_until": until }));
            trail::record(&write, &tried, now).await?;
            write.commit().await?;
            failed.problem(status)
        }
    })
}

/// A sign-in, in the post that it begins in. A name that does not exist is not written down: it may be a password typed
/// in the wrong field.
pub(super) async fn entry(
    app: &App,
    connection: &impl ConnectionTrait,
    account: Option<&AccountRow>,
    now: Timestamp,
) -> Result<Entry, StoreError> {
    let Some(account) = account else {
        return Ok(Entry::of(Kind::SignedIn).with(json!({ "unknown": true })));
    };
    let id = Id::from_uuid(account.id);
    let posts = Posts::of(app, connection, id, None, now).await?;
    let (unit, roles) = match posts.acting {
        Some(post) => (post.unit, post.roles),
        None => (Id::from_uuid(account.unit), BTreeSet::new()),
    };
    let entry = Entry {
        account: Some(id),
        unit: Some(unit),
        ..Entry::of(Kind::SignedIn).with(json!({ "posts": roles }))
    };
    Ok(if account.active { entry } else { entry.with(json!({ "closed": true })) })
}
