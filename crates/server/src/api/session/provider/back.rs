//! Back from the identity provider.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use huisheng_domain::id::{AccountId, Id};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::identity::{self, IdentityRow};
use huisheng_store::trail::{self, Entry, Kind, Outcome};
use huisheng_store::{StoreError, Write, challenge, session};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::super::sign_in::{enter, entry};
use super::{DESK, end_before, provider, see_other};
use crate::api::Query;
use crate::app::door::{Door, Judged, Tried, shut};
use crate::app::{Address, App, Cookie, second_factor};
use crate::error::Problem;
use crate::identity::page::TurnedAway;
use crate::identity::{Begun, Half, Proven, Purpose};

/// Where one's account is shown, with what it is linked to.
const ACCOUNT: &str = "/desk/account";

/// What the provider sends somebody back with. It may add more.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(in crate::api::session) struct Back {
    /// What stands for the proof; it is good once.
    code: Option<String>,
    /// What this house sent along.
    state: Option<String>,
    /// Why there is no code.
    error: Option<String>,
    /// Whose code it is (RFC 9207).
    iss: Option<String>,
}

/// Come back from the identity provider, which leads here. Who was sent to sign in goes on to the desk with a session; who owes the
/// code of a second factor is asked for it there. Who asks for a page is shown one if somebody is turned away.
#[utoipa::path(get, path = "/session/provider/back", tag = "session", security(()), params(Back),
    responses((status = 303, description = "Go on."), (status = 403, body = Problem, description = "Not let in."),
        (status = 409, body = Problem, description = "There is no provider, or the identity has another account."),
        (status = 429, body = Problem, description = "Locked `until`."), (status = 502, body = Problem),
        (status = 503, body = Problem), (status = 507, body = Problem)))]
pub(in crate::api::session) async fn back(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    came: Result<Query<Back>, Problem>,
) -> Result<Response, Response> {
    let came = match came {
        Ok(Query(back)) => come(&app, address, &headers, back).await,
        Err(problem) => Err(problem.into()),
    };
    let mut answer = came.unwrap_or_else(|away| away.answer(&headers));
    // Whatever came of it, this way is at its end.
    if let Some(forget) = Cookie::Begun.forget(app.config()) {
        answer.headers_mut().append(header::SET_COOKIE, forget);
    }
    Ok(answer)
}

/// Somebody who is back, proven.
struct Returned<'a> {
    app: &'a App,
    address: Address,
    headers: &'a HeaderMap,
    state: String,
    issuer: &'a str,
    who: Proven,
    now: Timestamp,
}

async fn come(
    app: &App,
    address: Address,
    headers: &HeaderMap,
    back: Back,
) -> Result<Response, TurnedAway> {
    let (now, provider) = (app.now(), provider(app)?);
    let begun: Option<Begun> = Cookie::Begun.open(app, headers);
    let begun = begun.filter(|begun| begun.is_of(back.state.as_deref().unwrap_or_default(), now));
    let begun = begun.ok_or_else(Problem::begin_again)?;
    let issuer = provider.config().issuer.as_str();
    if back.iss.is_some_and(|named| named != issuer) {
        return Err(Problem::begin_again().into());
    }
    if let Some(error) = back.error {
        tracing::info!(%error, "the identity provider lets nobody pass");
        return Err(Problem::provider_denied().into());
    }
    let code = back.code.ok_or_else(Problem::begin_again)?;
    let who = provider.prove(&begun, code, now).await?;
    let state = begun.state;
    let returned = Returned { app, address, headers, state, issuer, who, now };
    match begun.purpose {
        Purpose::SignIn { before } => returned.sign_in(before).await,
        Purpose::Link { account, session } => returned.link(account, &session).await,
    }
}

impl Returned<'_> {
    async fn sign_in(self, before: Option<String>) -> Result<Response, TurnedAway> {
        let (app, now) = (self.app, self.now);
        let linked = identity::find(app.store().read(), self.issuer, &self.who.subject).await?;
        let Some(linked) = linked else {
            let tried = Entry::of(Kind::SignedIn).with(json!({ "identity_unknown": true }));
            self.refuse(tried).await?;
            let name = Some(self.who.name).filter(|name| !name.is_empty());
            return Err(TurnedAway { problem: Problem::identity_unknown(), name });
        };
        let account = account::find(app.store().read(), linked.account).await?;
        if !account.active {
            let tried = entry(app, app.store().read(), Some(&account), now).await?;
            self.refuse(tried).await?;
            return Err(Problem::account_closed().into());
        }
        let door = Door::at(app, &account.login, self.address);
        door.look(app, now).await?;
        let write = app.store().write().await?;
        self.once(&write).await?;
        let has = !second_factor::kinds(&write, account.id).await?.is_empty();
        let owes = has && !self.who.way.is_twice_elsewhere();
        let tried = if owes { Tried::Half } else { Tried::Right };
        match door.judge(&write, tried, now).await? {
            Judged::In => {}
            Judged::Shut { until } => return Err(shut(until).into()),
            Judged::Half | Judged::Wrong { .. } => {
                write.commit().await?;
                return Ok(self.half(&account, before)?);
            }
        }
        identity::used(&write, &linked, now.into()).await?;
        let token = enter(app, write, &account, self.who.way, self.headers, now).await?;
        end_before(app, before.as_deref()).await?;
        let cookie = Cookie::Session.set(app.config(), &token);
        let mut answer = see_other(DESK)?;
        answer.headers_mut().append(header::SET_COOKIE, cookie.ok_or_else(Problem::internal)?);
        Ok(answer)
    }

    /// The desk asks for the code.
    fn half(&self, account: &AccountRow, before: Option<String>) -> Result<Response, Problem> {
        let half = Half::new(Id::from_uuid(account.id), before, self.now);
        let mut answer = see_other(DESK)?;
        answer.headers_mut().append(header::SET_COOKIE, Cookie::Half.seal(self.app, &half)?);
        Ok(answer)
    }

    async fn link(self, account: AccountId, session: &str) -> Result<Response, TurnedAway> {
        let (app, now) = (self.app, self.now);
        // Whoever signed out meanwhile links nothing, and nobody else in this browser.
        let session = hex::decode(session).unwrap_or_default();
        let still = session::find(app.store().read(), &session, now.into()).await;
        let still = match still {
            Ok(row) => row.account == account.uuid(),
            Err(StoreError::NotFound) => false,
            Err(error) => return Err(error.into()),
        };
        let row = account::find(app.store().read(), account.uuid()).await?;
        if !still || !row.active {
            return Err(Problem::begin_again().into());
        }
        let write = app.store().write().await?;
        self.once(&write).await?;
        let linked = IdentityRow {
            issuer: self.issuer.to_owned(),
            subject: self.who.subject.clone(),
            account: row.id,
            name: self.who.name.clone(),
            linked_at: now.into(),
            used_at: None,
        };
        link(&write, linked).await?;
        let told = Entry {
            account: Some(account),
            unit: Some(Id::from_uuid(row.unit)),
            ..Entry::of(Kind::IdentityLinked)
        };
        trail::record(&write, &told, now).await?;
        write.commit().await?;
        Ok(see_other(ACCOUNT)?)
    }

    /// Nobody comes back twice by the same way, whatever the provider says.
    async fn once(&self, write: &Write) -> Result<(), Problem> {
        let hash = self.app.keyed_hash(b"provider return", &[self.state.as_bytes()]);
        match challenge::use_once(write, hash, self.now.into()).await? {
            true => Ok(()),
            false => Err(Problem::begin_again()),
        }
    }

    async fn refuse(&self, tried: Entry) -> Result<(), StoreError> {
        let tried = Entry { outcome: Outcome::Refused, ..tried };
        self.app.note(&tried.with(json!({ "provider": true })), self.now).await
    }
}

/// Links an identity, unless it is or the account has one.
async fn link(write: &Write, row: IdentityRow) -> Result<(), Problem> {
    if identity::find(write, &row.issuer, &row.subject).await?.is_some() {
        return Err(Problem::identity_taken());
    }
    if identity::of_account(write, &row.issuer, row.account).await?.is_some() {
        return Err(Problem::identity_there());
    }
    match identity::link(write, row).await {
        // Somebody else was quicker.
        Err(StoreError::Conflict(_)) => Err(Problem::identity_taken()),
        linked => Ok(linked?),
    }
}
