//! One's own passkeys: registered, looked at (`second_factor.rs`), removed.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use huisheng_domain::sign_in::MOST_PASSKEYS;
use huisheng_store::passkey::{self, PasskeyRow};
use huisheng_store::trail::{self, Entry, Kind, Outcome};
use huisheng_store::{StoreError, Write};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::once_more::OnceMore;
use super::passkey::{asks, begun, house, once};
use super::second_factor::ready;
use crate::api::account::fits_name;
use crate::api::{Path, Written};
use crate::app::{Address, App, Cookie, Sessions, SignedIn, Staff};
use crate::error::Problem;
use crate::passkey::{Made, PasskeyError, Purpose, Session};

use super::passkey::PasskeyOptions;

/// A passkey.
#[derive(Serialize, ToSchema)]
pub(super) struct PasskeyView {
    /// By which it is removed.
    id: Uuid,
    /// What its owner calls it.
    #[schema(example = "办公电脑")]
    name: String,
    /// The device may copy it to others of the same person.
    synced: bool,
    /// When it was registered.
    created: Option<Timestamp>,
    /// When it was shown last.
    used: Option<Timestamp>,
}

impl From<PasskeyRow> for PasskeyView {
    fn from(row: PasskeyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            synced: row.synced,
            created: row.made_at.timestamp(),
            used: row.used_at.and_then(|at| at.timestamp()),
        }
    }
}

/// Who asks, and in which session.
pub(super) fn session(staff: &Staff) -> Session {
    Session { account: staff.account, session: hex::encode(staff.token()) }
}

/// Begin to register a passkey. Hand `options` to `navigator.credentials.create`, and send what the device answers, from the
/// same browser, within five minutes.
#[utoipa::path(post, path = "/session/passkeys", tag = "session",
    request_body(content = OnceMore, example = json!({ "password": "huisheng-demo" })),
    responses((status = 200, body = PasskeyOptions), (status = 409, body = Problem, description = "There are none here, or ten."),
        (status = 422, body = Problem, description = "Password or second factor is not right, or the second factor is missing."),
        (status = 429, body = Problem, description = "Locked `until`.")))]
pub(super) async fn begin_passkey(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    address: Address,
    headers: HeaderMap,
    body: Written<OnceMore>,
) -> Result<impl IntoResponse, Problem> {
    let (now, house) = (app.now(), house(&app)?);
    ready(&staff)?;
    let there = passkey::of_account(app.store().read(), staff.account.uuid()).await?;
    if there.len() >= MOST_PASSKEYS {
        return Err(Problem::too_many_passkeys());
    }
    body.value.prove(&app, &staff, (address, &headers), now).await?;
    let asked = house.ask_for_new(staff.account, (&staff.login, &staff.name), &there)?;
    asks(&app, asked, Purpose::Add(session(&staff)), now)
}

/// A passkey that a device has made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPasskey {
    /// What its owner calls it.
    #[schema(example = "办公电脑", min_length = 1, max_length = 100)]
    name: String,
    /// A `RegistrationResponseJSON` of WebAuthn.
    #[schema(value_type = BTreeMap<String, Value>)]
    credential: Value,
}

/// Register a passkey that a device has made. One's other sessions end.
#[utoipa::path(put, path = "/session/passkeys", tag = "session",
    request_body(content = NewPasskey, example = json!({ "name": "办公电脑", "credential": { "id": "AAAAAAAAAAAAAAAAAAAAAA", "response": {} } })),
    responses((status = 200, body = PasskeyView), (status = 403, body = Problem, description = "Nothing was asked in this session."),
        (status = 409, body = Problem, description = "There are none here, ten, or this one."),
        (status = 422, body = Problem, description = "It is not believed.")))]
pub(super) async fn add_passkey(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    headers: HeaderMap,
    body: Written<NewPasskey>,
) -> Result<impl IntoResponse, Problem> {
    let (now, house, given) = (app.now(), house(&app)?, body.value);
    ready(&staff)?;
    let name = given.name.trim();
    if !fits_name(name) {
        return Err(Problem::invalid("name"));
    }
    let state = begun(&app, &headers, &Purpose::Add(session(&staff)), now)?;
    let made = house.made(&state, &given.credential);
    let write = app.store().write().await?;
    once(&app, &write, &state, now).await?;
    let made = match made {
        Ok(made) => made,
        Err(error) => return Err(refused(&staff, write, error, now).await?),
    };
    let row = keep(&app, &staff, &write, (made, name), now).await?;
    let told = json!({ "passkey": row.id, "synced": row.synced });
    trail::record(&write, &staff.entry(Kind::PasskeyAdded).with(told), now).await?;
    Sessions::end_others(&write, &app, &staff).await?;
    write.commit().await?;
    app.sessions().read_again(staff.account);
    let forget = Cookie::Passkey.forget(app.config()).ok_or_else(Problem::internal)?;
    Ok(([(header::SET_COOKIE, forget)], Json(PasskeyView::from(row))))
}

async fn keep(
    app: &App,
    staff: &Staff,
    write: &Write,
    (made, name): (Made, &str),
    now: Timestamp,
) -> Result<PasskeyRow, Problem> {
    let row = PasskeyRow {
        id: app.fresh::<()>(now).uuid(),
        account: staff.account.uuid(),
        credential_id: made.credential_id,
        public_key: made.public_key,
        counter: made.counter,
        synced: made.synced,
        name: name.to_owned(),
        made_at: now.into(),
        used_at: None,
    };
    if passkey::of_account(write, row.account).await?.len() >= MOST_PASSKEYS {
        return Err(Problem::too_many_passkeys());
    }
    if passkey::find(write, &row.credential_id).await?.is_some() {
        return Err(Problem::passkey_there());
    }
    match passkey::add(write, row.clone()).await {
        // Somebody else was quicker.
        Err(StoreError::Conflict(_)) => Err(Problem::passkey_there()),
        added => Ok(added.map(|()| row)?),
    }
}

async fn refused(
    staff: &Staff,
    write: Write,
    error: PasskeyError,
    now: Timestamp,
) -> Result<Problem, Problem> {
    tracing::warn!(%error, "a passkey");
    let entry = Entry { outcome: Outcome::Refused, ..staff.entry(Kind::PasskeyAdded) };
    trail::record(&write, &entry.with(json!({ "disagrees": error.why() })), now).await?;
    write.commit().await?;
    Ok(error.into())
}

/// Ask for a passkey of one's own, to show it as the second factor where that is asked for once more.
#[utoipa::path(post, path = "/session/passkeys/proof", tag = "session",
    responses((status = 200, body = PasskeyOptions), (status = 409, body = Problem, description = "There are none here.")))]
pub(super) async fn ask_for_proof(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
) -> Result<impl IntoResponse, Problem> {
    asks(&app, house(&app)?.ask()?, Purpose::Prove(session(&staff)), app.now())
}

/// Remove a passkey of one's own. Where a post needs a second factor and this was the last, nothing else can be done until
/// there is another.
#[utoipa::path(post, path = "/session/passkeys/{id}/remove", tag = "session", params(("id" = Uuid, Path)),
    request_body(content = OnceMore, example = json!({ "password": "huisheng-demo", "code": "123456" })),
    responses((status = 204), (status = 404, body = Problem, description = "No such passkey of yours."),
        (status = 422, body = Problem, description = "Password or second factor is not right, or the second factor is missing."),
        (status = 429, body = Problem, description = "Locked `until`.")))]
pub(super) async fn remove_passkey(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    address: Address,
    headers: HeaderMap,
    Path(id): Path<Uuid>,
    body: Written<OnceMore>,
) -> Result<StatusCode, Problem> {
    let now = app.now();
    ready(&staff)?;
    body.value.prove(&app, &staff, (address, &headers), now).await?;
    let write = staff.write(&app).await?;
    if !passkey::remove(&write, staff.account.uuid(), id).await? {
        return Err(Problem::not_found());
    }
    let told = json!({ "passkey": id });
    trail::record(&write, &staff.entry(Kind::PasskeyRemoved).with(told), now).await?;
    write.commit().await?;
    app.sessions().read_again(staff.account);
    Ok(StatusCode::NO_CONTENT)
}
