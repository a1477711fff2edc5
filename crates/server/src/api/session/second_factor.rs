//! One's own second factor.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_store::second_factor as rows;
use huisheng_store::trail::{self, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::password::{Proof, once_more};
use crate::api::Written;
use crate::app::{Address, App, SignedIn, Staff, second_factor};
use crate::error::{Problem, text};

/// How it stands with one's second factor.
#[derive(Serialize, ToSchema)]
pub(super) struct FactorView {
    /// Since when there is one.
    since: Option<Timestamp>,
    /// Recovery codes that are left.
    recovery_codes: i64,
    /// A post one holds needs it.
    needed: bool,
}

/// How it stands with one's second factor.
#[utoipa::path(get, path = "/session/second-factor", tag = "session", responses((status = 200, body = FactorView)))]
pub(super) async fn second_factor(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
) -> Result<Json<FactorView>, Problem> {
    let id = staff.account.uuid();
    let row = rows::find(app.store().read(), id).await?;
    Ok(Json(FactorView {
        since: row.as_ref().and_then(second_factor::since),
        recovery_codes: rows::codes_left(app.store().read(), id).await?,
        needed: app.config().sign_in.needs_second_factor(&staff.roles),
    }))
}

/// The password in use: a session alone changes nothing here.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BeginFactor {
    /// The password in use.
    #[schema(example = "huisheng-demo")]
    password: String,
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
    request_body(content = BeginFactor, example = json!({ "password": "huisheng-demo" })),
    responses((status = 200, body = FreshFactor), (status = 409, body = Problem, description = "There is one already.")))]
pub(super) async fn begin_second_factor(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    address: Address,
    body: Written<BeginFactor>,
) -> Result<Json<FreshFactor>, Problem> {
    let now = app.now();
    ready(&staff)?;
    let proof = Proof { password: ("password", &body.value.password), code: None };
    once_more(&app, &staff, address, proof, now).await?;
    let write = app.store().write().await?;
    let held = rows::find_held(&write, staff.account.uuid()).await?;
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
    let write = app.store().write().await?;
    let row = rows::find_held(&write, staff.account.uuid()).await?;
    let row = row.ok_or_else(Problem::not_found)?;
    if row.confirmed_at.is_some() {
        return Err(there());
    }
    let codes = second_factor::confirm(&app, &write, row, &body.value.code, now).await?;
    let codes = codes.ok_or_else(wrong)?;
    trail::record(&write, &staff.entry(Kind::SecondFactorAdded), now).await?;
    write.commit().await?;
    app.sessions().end_others(&app, &staff).await?;
    app.sessions().read_again(staff.account);
    Ok(Json(RecoveryCodes { codes }))
}

/// The password in use, and a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemoveFactor {
    /// The password in use.
    #[schema(example = "huisheng-demo")]
    password: String,
    /// A code of the app, or a recovery code.
    #[schema(example = "123456")]
    code: String,
}

/// Remove one's second factor, as before another telephone. Where a post needs one, nothing else can be done until
/// there is another.
#[utoipa::path(post, path = "/session/second-factor/remove", tag = "session",
    request_body(content = RemoveFactor, example = json!({ "password": "huisheng-demo", "code": "123456" })),
    responses((status = 204), (status = 404, body = Problem, description = "There is none."),
        (status = 422, body = Problem, description = "Password or code is not right.")))]
pub(super) async fn remove_second_factor(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    address: Address,
    body: Written<RemoveFactor>,
) -> Result<StatusCode, Problem> {
    let (now, given) = (app.now(), body.value);
    ready(&staff)?;
    let proof = Proof { password: ("password", &given.password), code: Some(&given.code) };
    once_more(&app, &staff, address, proof, now).await?;
    let write = app.store().write().await?;
    rows::remove(&write, staff.account.uuid()).await?;
    trail::record(&write, &staff.entry(Kind::SecondFactorRemoved), now).await?;
    write.commit().await?;
    app.sessions().read_again(staff.account);
    Ok(StatusCode::NO_CONTENT)
}

/// Whose password somebody else knows changes that first.
fn ready(staff: &Staff) -> Result<(), Problem> {
    if staff.must_change { Err(Problem::password_change_needed()) } else { Ok(()) }
}

fn there() -> Problem {
    Problem::new(StatusCode::CONFLICT, "second_factor_there", text::SECOND_FACTOR_THERE)
}

fn wrong() -> Problem {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Problem::new(status, "second_factor_wrong", text::SECOND_FACTOR_WRONG).field("code")
}
