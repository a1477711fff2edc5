//! Signing in by a passkey, without name and password: its device has made sure who holds it.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse};
use huisheng_domain::sign_in::Way;
use huisheng_store::passkey::{self, PasskeyRow};
use huisheng_store::trail::{self, Entry, Kind, Outcome};
use huisheng_store::{Write, account, challenge};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::sign_in::{Failed, enter, entry, turned_away};
use super::{Me, me};
use crate::api::Written;
use crate::app::door::{Door, Judged, Tried, shut};
use crate::app::{Address, App, Cookie};
use crate::error::Problem;
use crate::passkey::{Asked, Begun, House, PasskeyError, Purpose, Shown};

/// The house, as devices know it.
pub(super) fn house(app: &App) -> Result<House, Problem> {
    House::of(app.config()).ok_or_else(Problem::passkeys_off)
}

/// What to ask a device for.
#[derive(Serialize, ToSchema)]
pub(super) struct PasskeyOptions {
    /// For `navigator.credentials`: options of WebAuthn as JSON, with binary values in base64url.
    #[schema(value_type = BTreeMap<String, Value>, example = json!({ "challenge": "eG6eVDyqjsuyxUZ4rBBO9g", "rpId": "12345.example.gov.cn" }))]
    options: Value,
}

/// The browser keeps the question, and the page asks the device.
pub(super) fn asks(
    app: &App,
    asked: Asked,
    purpose: Purpose,
    now: Timestamp,
) -> Result<impl IntoResponse + use<>, Problem> {
    let cookie = Cookie::Passkey.seal(app, &Begun::new(asked.state, purpose, now))?;
    Ok(([(header::SET_COOKIE, cookie)], Json(PasskeyOptions { options: asked.options })))
}

/// What the browser kept of a question, if it was asked for this a moment ago.
pub(super) fn begun(
    app: &App,
    headers: &HeaderMap,
    purpose: &Purpose,
    now: Timestamp,
) -> Result<String, Problem> {
    let begun: Option<Begun> = Cookie::Passkey.open(app, headers);
    let begun = begun.filter(|begun| begun.is_for(purpose, now));
    Ok(begun.ok_or_else(Problem::passkey_over)?.state)
}

/// Nobody answers twice to one question.
pub(super) async fn once(
    app: &App,
    write: &Write,
    state: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let hash = app.keyed_hash(b"passkey challenge", &[state.as_bytes()]);
    match challenge::use_once(write, hash, now.into()).await? {
        true => Ok(()),
        false => Err(Problem::passkey_over()),
    }
}

/// What a device answered in this browser.
pub(super) struct Answer {
    house: House,
    state: String,
    shown: Shown,
}

impl Answer {
    /// Reads it. Nothing is believed by that.
    pub fn read(
        app: &App,
        headers: &HeaderMap,
        purpose: &Purpose,
        credential: &Value,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let (house, state) = (house(app)?, begun(app, headers, purpose, now)?);
        Ok(Self { house, state, shown: Shown::read(credential)? })
    }

    /// By which the device names the passkey.
    pub fn credential_id(&self) -> Vec<u8> {
        self.shown.credential_id()
    }

    /// Whether it is believed, and why not. It is used up by that.
    pub async fn tried(
        &self,
        app: &App,
        write: &Write,
        row: &PasskeyRow,
        now: Timestamp,
    ) -> Result<(Tried, Failed), Problem> {
        once(app, write, &self.state, now).await?;
        match self.house.shown(&self.state, &self.shown, row) {
            Ok(counter) => {
                passkey::used(write, row.id, counter, now.into()).await?;
                Ok((Tried::Right, Failed::Passkey("")))
            }
            Err(error @ PasskeyError::Kept(_)) => Err(error.into()),
            Err(error) => {
                tracing::warn!(%error, "a passkey");
                Ok((Tried::Wrong, Failed::Passkey(error.why())))
            }
        }
    }
}

/// Ask for a passkey, to sign in by it. Hand `options` to `navigator.credentials.get`, and send what the device answers, from
/// the same browser, within five minutes.
#[utoipa::path(post, path = "/session/passkey", tag = "session", security(()),
    responses((status = 200, body = PasskeyOptions), (status = 409, body = Problem, description = "There are none here.")))]
pub(super) async fn ask(State(app): State<App>) -> Result<impl IntoResponse, Problem> {
    asks(&app, house(&app)?.ask()?, Purpose::SignIn, app.now())
}

/// What a device answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ShownPasskey {
    /// An `AuthenticationResponseJSON` of WebAuthn.
    #[schema(value_type = BTreeMap<String, Value>)]
    credential: Value,
}

/// Sign in by a passkey. It stands for password and second factor, and it answers as signing in does.
#[utoipa::path(put, path = "/session/passkey", tag = "session", security(()),
    request_body(content = ShownPasskey, example = json!({ "credential": { "id": "AAAAAAAAAAAAAAAAAAAAAA", "response": {} } })),
    responses((status = 200, body = Me), (status = 401, body = Problem, description = "It is nobody's, or not believed."),
        (status = 403, body = Problem, description = "Nothing was asked in this browser, or the account is closed."),
        (status = 409, body = Problem, description = "There are none here."),
        (status = 429, body = Problem, description = "Locked `until`.")))]
pub(super) async fn show(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    body: Written<ShownPasskey>,
) -> Result<impl IntoResponse, Problem> {
    let now = app.now();
    let answer = Answer::read(&app, &headers, &Purpose::SignIn, &body.value.credential, now)?;
    let known = passkey::find(app.store().read(), &answer.credential_id()).await?;
    let Some(known) = known else {
        return Err(unknown(&app, address, &answer, now).await?);
    };
    let row = account::find(app.store().read(), known.account).await?;
    let door = Door::at(&app, &row.login, address);
    door.look(&app, now).await?;
    let write = app.store().write().await?;
    // It may have been removed meanwhile, and is looked at by one at a time.
    let held = passkey::find_held(&write, &known.credential_id).await?;
    let held = held.ok_or_else(Problem::passkey_unknown)?;
    let (tried, failed) = answer.tried(&app, &write, &held, now).await?;
    let judged = door.judge(&write, tried, now).await?;
    if judged != Judged::In {
        return Err(turned_away(&app, write, Some(&row), failed, judged, now).await?);
    }
    if !row.active {
        let closed = entry(&app, &write, Some(&row), now).await?.with(json!({ "passkey": true }));
        trail::record(&write, &Entry { outcome: Outcome::Refused, ..closed }, now).await?;
        write.commit().await?;
        return Err(Problem::account_closed());
    }
    let token = enter(&app, write, &row, Way::Passkey, &headers, now).await?;
    let staff = app.sessions().find(&app, &token, None, now).await?;
    let cookie = Cookie::Session.set(app.config(), &token).ok_or_else(Problem::internal)?;
    // Whoever came by the identity provider owes nothing any more.
    let mut cookies = vec![(header::SET_COOKIE, cookie)];
    for over in [Cookie::Passkey, Cookie::Half] {
        let forget = over.forget(app.config()).ok_or_else(Problem::internal)?;
        cookies.push((header::SET_COOKIE, forget));
    }
    Ok((AppendHeaders(cookies), Json(me(&app, &staff, Some(token)).await?)))
}

/// A passkey that is nobody's: it counts for the address.
async fn unknown(
    app: &App,
    address: Address,
    answer: &Answer,
    now: Timestamp,
) -> Result<Problem, Problem> {
    let door = Door::of_nobody(app, address);
    door.look(app, now).await?;
    let write = app.store().write().await?;
    once(app, &write, &answer.state, now).await?;
    if let Judged::Shut { until } = door.judge(&write, Tried::Wrong, now).await? {
        return Ok(shut(until));
    }
    let tried = Entry { outcome: Outcome::Refused, ..Entry::of(Kind::SignedIn) };
    trail::record(&write, &tried.with(json!({ "passkey": true, "unknown": true })), now).await?;
    write.commit().await?;
    Ok(Problem::passkey_unknown())
}
