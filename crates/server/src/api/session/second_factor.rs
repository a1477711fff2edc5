//! One's own second factor: the digits of an app.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use huisheng_store::trail::{self, Kind};
use huisheng_store::{passkey, second_factor as rows};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::once_more::OnceMore;
use super::passkeys::PasskeyView;
use crate::api::Written;
use crate::app::{Address, App, Sessions, SignedIn, Staff, second_factor};
use crate::error::{Problem, text};

/// How it stands with one's second factor.
#[derive(Serialize, ToSchema)]
pub(super) struct FactorView {
    /// Since when there is one.
    since: Option<Timestamp>,
    /// Recovery codes that are left.
    recovery_codes: i64,
    /// A post one holds needs it, or a passkey.
    needed: bool,
    /// One's passkeys, the oldest first. Each stands for a second factor, and for the password too.
    passkeys: Vec<PasskeyView>,
    /// There can be none: people do not come to this house by a domain over https.
    passkeys_off: bool,
}

/// How it stands with one's second factor.
#[utoipa::path(get, path = "/session/second-factor", tag = "session", responses((status = 200, body = FactorView)))]
pub(super) async fn second_factor(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
) -> Result<Json<FactorView>, Problem> {
    let id = staff.account.uuid();
    let row = rows::find(app.store().read(), id).await?;
    let passkeys = passkey::of_account(app.store().read(), id).await?;
    Ok(Json(FactorView {
        since: row.as_ref().and_then(second_factor::since),
        recovery_codes: rows::codes_left(app.store().read(), id).await?,
        needed: app.config().sign_in.needs_second_factor(&staff.roles),
        passkeys: passkeys.into_iter().map(PasskeyView::from).collect(),
        passkeys_off: app.config().passkey_domain().is_none(),
    }))
}

/// What the app has to know.
#[derive(Serialize, ToSchema)]
pub(super) struct FreshFactor {
    /// To be shown as a QR code.
    #[schema(
        example = "otpauth://totp/%E5%9B%9E%E5%A3%B0:dispatch1?secret=GEZDGNBVGY3TQOJQ&issuer=%E5%9B%9E%E5%A3%B0"
    )]
    uri: String,
    /// The same secret, to be typed.
    #[schema(example = "GEZDGNBVGY3TQOJQ")]
    secret: String,
}

/// Begin to set up a second factor. It is asked for once a first code was given.
#[utoipa::path(post, path = "/session/second-factor", tag = "session",
    request_body(content = OnceMore, example = json!({ "password": "huisheng-demo" })),
    responses((status = 200, body = FreshFactor), (status = 409, body = Problem, description = "There is one already.")))]
pub(super) async fn begin_second_factor(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    address: Address,
    headers: HeaderMap,
    body: Written<OnceMore>,
) -> Result<Json<FreshFactor>, Problem> {
    let now = app.now();
    ready(&staff)?;
    let id = staff.account.uuid();
    if rows::find(app.store().read(), id).await?.is_some_and(|row| row.confirmed_at.is_some()) {
        return Err(there());
    }
    body.value.prove(&app, &staff, (address, &headers), now).await?;
    let write = staff.write(&app).await?;
    let held = rows::find_held(&write, id).await?;
    if held.is_some_and(|row| row.confirmed_at.is_some()) {
        return Err(there());
    }
    let fresh = second_factor::begin(&app, &write, staff.account, &staff.login, now).await?;
    write.commit().await?;
    Ok(Json(FreshFactor { uri: fresh.uri, secret: fresh.secret }))
}

/// The first code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmFactor {
    /// Six digits.
    #[schema(example = "123456")]
    code: String,
}

/// The recovery codes; shown this once.
#[derive(Serialize, ToSchema)]
pub(super) struct RecoveryCodes {
    /// Each is good once, in place of a code of the app.
    codes: Vec<String>,
}

/// Give the first code: from now on it is asked for. One's other sessions end.
#[utoipa::path(put, path = "/session/second-factor", tag = "session",
    request_body(content = ConfirmFactor, example = json!({ "code": "123456" })),
    responses((status = 200, body = RecoveryCodes), (status = 422, body = Problem, description = "The code is not right.")))]
pub(super) async fn confirm_second_factor(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    body: Written<ConfirmFactor>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let now = app.now();
    ready(&staff)?;
    let write = staff.write(&app).await?;
    let row = rows::find_held(&write, staff.account.uuid()).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    if row.confirmed_at.is_some() {
        return Err(there());
    }
    let codes = second_factor::confirm(&app, &write, row, &body.value.code, now).await?;
    let codes = codes.ok_or_else(wrong)?;
    trail::record(&write, &staff.entry(Kind::SecondFactorAdded), now).await?;
    Sessions::end_others(&write, &app, &staff).await?;
    write.commit().await?;
    app.sessions().read_again(staff.account);
    Ok(Json(RecoveryCodes { codes }))
}

/// Remove one's second factor, as before another telephone. Where a post needs one, nothing else can be done until
/// there is another.
#[utoipa::path(post, path = "/session/second-factor/remove", tag = "session",
    request_body(content = OnceMore, example = json!({ "password": "huisheng-demo", "code": "123456" })),
    responses((status = 204), (status = 404, body = Problem, description = "There is none."),
        (status = 422, body = Problem, description = "Password or code is not right.")))]
pub(super) async fn remove_second_factor(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    address: Address,
    headers: HeaderMap,
    body: Written<OnceMore>,
) -> Result<StatusCode, Problem> {
    let now = app.now();
    ready(&staff)?;
    body.value.prove(&app, &staff, (address, &headers), now).await?;
    let write = staff.write(&app).await?;
    if !rows::remove(&write, staff.account.uuid()).await? {
        return Err(Problem::not_found());
    }
    trail::record(&write, &staff.entry(Kind::SecondFactorRemoved), now).await?;
    write.commit().await?;
    app.sessions().read_again(staff.account);
    Ok(StatusCode::NO_CONTENT)
}

/// Whose password somebody else knows changes that first.
pub(super) fn ready(staff: &Staff) -> Result<(), Problem> {
    if staff.must_change { Err(Problem::password_change_needed()) } else { Ok(()) }
}

fn there() -> Problem {
    Problem::new(StatusCode::CONFLICT, "second_factor_there", text::SECOND_FACTOR_THERE)
}

fn wrong() -> Problem {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Problem::new(status, "second_factor_wrong", text::SECOND_FACTOR_WRONG).field("code")
}
