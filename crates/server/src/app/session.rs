//! Signing in, and who a request comes from.

use std::collections::{BTreeSet, HashMap};
use std::sync::Mutex;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use huisheng_domain::id::{AccountId, Id, UnitId};
use huisheng_domain::matter::{Actor, Role};
use huisheng_store::session::SessionRow;
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{StoreError, account, session};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::App;
use crate::clock::random;
use crate::error::Problem;

/// The cookie a browser keeps.
pub const COOKIE_NAME: &str = "huisheng_session";
/// How long a session that was found is believed without asking the database.
const BELIEVED: SignedDuration = SignedDuration::from_secs(10);
/// How often the last use of a session is written down.
const SEEN: SignedDuration = SignedDuration::from_mins(5);

/// A member of staff who is signed in.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The account.
    pub account: AccountId,
    /// Sign-in name.
    pub login: String,
    /// Name on the screen.
    pub name: String,
    /// The unit it belongs to.
    pub unit: UnitId,
    /// What it may do.
    pub roles: BTreeSet<Role>,
    /// The password has to be changed first.
    pub must_change: bool,
    token: [u8; 32],
}

impl Staff {
    /// As the actor of commands.
    pub fn actor(&self) -> Actor {
        Actor::Staff { account: self.account, unit: self.unit, roles: self.roles.clone() }
    }

    /// The hash of the session, to end it.
    pub fn session(&self) -> &[u8; 32] {
        &self.token
    }
}

/// Sessions seen a moment ago.
#[derive(Default)]
pub struct Sessions {
    seen: Mutex<HashMap<[u8; 32], (Staff, Timestamp)>>,
}

impl Sessions {
    /// Opens a session, with the entry that tells of it. Returns the token; only its hash is kept.
    pub async fn open(
        &self,
        app: &App,
        account: AccountId,
        entry: &Entry,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let token = hex(&random::<32>());
        let expires =
            now.checked_add(SignedDuration::from_hours(app.config().session_hours)).unwrap_or(now);
        let row = SessionRow {
            token_hash: hash(&token).to_vec(),
            account: account.uuid(),
            created_at: now.into(),
            seen_at: now.into(),
            expires_at: expires.into(),
        };
        let write = app.store().write().await?;
        session::upsert(&write, vec![row]).await?;
        trail::record(&write, entry, now).await?;
        write.commit().await?;
        Ok(token)
    }

    /// Ends the session of somebody who signs out.
    pub async fn end(&self, app: &App, staff: &Staff, now: Timestamp) -> Result<(), StoreError> {
        self.forget(|_, key| *key == staff.token);
        let write = app.store().write().await?;
        session::end(&write, &staff.token).await?;
        trail::record(&write, &staff.entry(Kind::SignedOut), now).await?;
        write.commit().await
    }

    /// Ends all sessions of an account.
    pub async fn end_all(&self, app: &App, account: AccountId) -> Result<(), StoreError> {
        self.forget(|staff, _| staff.account == account);
        let write = app.store().write().await?;
        session::end_all(&write, account.uuid()).await?;
        write.commit().await
    }

    /// Reads an account again at its next request, after it was changed.
    pub fn read_again(&self, account: AccountId) {
        self.forget(|staff, _| staff.account == account);
    }

    fn forget(&self, which: impl Fn(&Staff, &[u8; 32]) -> bool) {
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seen.retain(|key, (staff, _)| !which(staff, key));
    }

    fn believed(&self, token: &[u8; 32], now: Timestamp) -> Option<Staff> {
        let seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seen.get(token)
            .filter(|(_, at)| now.duration_since(*at) < BELIEVED)
            .map(|(staff, _)| staff.clone())
    }

    /// Who holds this token.
    pub async fn of_token(&self, app: &App, token: &str, now: Timestamp) -> Result<Staff, Problem> {
        self.find(app, hash(token), now).await
    }

    /// As the account stands now, if the session has not ended. Asking is not using: a screen left
    /// open keeps no session alive.
    pub async fn still(&self, app: &App, staff: &Staff, now: Timestamp) -> Result<Staff, Problem> {
        Ok(Self::read(app, staff.token, now).await?.0)
    }

    async fn read(
        app: &App,
        token: [u8; 32],
        now: Timestamp,
    ) -> Result<(Staff, SessionRow), Problem> {
        let unknown = |error| match error {
            StoreError::NotFound => Problem::not_signed_in(),
            other => other.into(),
        };
        let row = session::find(app.store().read(), &token, now.into()).await.map_err(unknown)?;
        let account = account::find(app.store().read(), row.account).await.map_err(unknown)?;
        if !account.active {
            return Err(Problem::not_signed_in());
        }
        let roles = account.held();
        let staff = Staff {
            account: Id::from_uuid(account.id),
            login: account.login,
            name: account.name,
            unit: Id::from_uuid(account.unit),
            roles,
            must_change: account.must_change,
            token,
        };
        Ok((staff, row))
    }

    async fn find(&self, app: &App, token: [u8; 32], now: Timestamp) -> Result<Staff, Problem> {
        if let Some(staff) = self.believed(&token, now) {
            return Ok(staff);
        }
        let (staff, row) = Self::read(app, token, now).await?;
        if row.seen_at.timestamp().is_none_or(|seen| now.duration_since(seen) > SEEN) {
            let expires = now
                .checked_add(SignedDuration::from_hours(app.config().session_hours))
                .unwrap_or(now);
            match used(app, &token, now, expires).await {
                Ok(true) => {}
                // It ended a moment ago, and stays ended.
                Ok(false) => return Err(Problem::not_signed_in()),
                // Where nothing can be written people still read; the session ends when it would have.
                Err(error @ (StoreError::Full | StoreError::ReadOnly)) => {
                    tracing::warn!(%error, "the use of a session was not written down");
                }
                Err(error) => return Err(error.into()),
            }
        }
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seen.retain(|_, (_, at)| now.duration_since(*at) < BELIEVED);
        seen.insert(token, (staff.clone(), now));
        Ok(staff)
    }
}

/// Writes down that a session was used. Returns whether it still is one.
async fn used(
    app: &App,
    token: &[u8; 32],
    now: Timestamp,
    expires: Timestamp,
) -> Result<bool, StoreError> {
    let write = app.store().write().await?;
    let still = session::used(&write, token, now.into(), expires.into()).await?;
    write.commit().await?;
    Ok(still)
}

/// Somebody who is signed in, whatever has to be done first: for the routes of the session itself.
pub struct SignedIn(pub Staff);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let token = token(parts).ok_or_else(Problem::not_signed_in)?;
        app.sessions().find(app, hash(&token), app.now()).await.map(Self)
    }
}

impl OptionalFromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    /// None if nothing says who it is; a session that has ended is told as everywhere.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        match token(parts) {
            Some(_) => {
                <Self as FromRequestParts<App>>::from_request_parts(parts, app).await.map(Some)
            }
            None => Ok(None),
        }
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    /// Whose password somebody else knows can only change it.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(staff) =
            <SignedIn as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        if staff.must_change { Err(Problem::password_change_needed()) } else { Ok(staff) }
    }
}

/// From `Authorization: Bearer …` or the cookie.
fn token(parts: &Parts) -> Option<String> {
    let bearer = parts
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if let Some(bearer) = bearer {
        return Some(bearer.trim().to_owned());
    }
    let cookies = parts.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        pair.trim().strip_prefix(COOKIE_NAME)?.strip_prefix('=').map(str::to_owned)
    })
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
