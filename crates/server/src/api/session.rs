//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use huisheng_domain::id::{AccountId, Id, UnitId};
use huisheng_domain::matter::Role;
use huisheng_domain::sign_in::{self, Device, PasswordRefusal};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::{StoreError, password_past};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Written;
use crate::app::door::{Door, Judged, shut};
use crate::app::{Address, App, SignedIn, Staff, cookie, password};
use crate::demo::{LOGINS, Login, PASSWORD, mark};
use crate::error::{Problem, text};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in, who_am_i, sign_out))
        .routes(routes!(change_password))
        .routes(routes!(demo_accounts))
}

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Sign-in name.
    #[schema(example = "dispatch1")]
    login: String,
    /// Password.
    #[schema(example = "huisheng-demo")]
    password: String,
}

/// Who is signed in.
#[derive(Serialize, ToSchema)]
pub struct Me {
    /// The account.
    account: AccountId,
    /// Sign-in name.
    login: String,
    /// Name on the screen.
    name: String,
    /// The unit.
    unit: UnitId,
    /// Name of the unit.
    unit_name: String,
    /// What the account may do.
    roles: Vec<Role>,
    /// The password has to be changed first.
    must_change_password: bool,
    /// Seconds without use after which the session ends.
    idle_seconds: i64,
    /// Seconds until it ends, if it is not used again.
    left_seconds: i64,
    /// For `Authorization: Bearer`; only in the answer to signing in.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

fn me(app: &App, staff: &Staff, token: Option<String>) -> Me {
    let session = staff.session;
    let book = app.book();
    Me {
        account: staff.account,
        login: staff.login.clone(),
        name: staff.name.clone(),
        unit: staff.unit,
        unit_name: book.units.get(staff.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        roles: staff.roles.iter().copied().collect(),
        must_change_password: staff.must_change,
        idle_seconds: session.idle.as_secs(),
        left_seconds: session.ends.duration_since(app.now()).as_secs().max(0),
        token,
    }
}

/// Sign in. The answer sets a cookie for browsers and carries a token for programs. After five failures
/// within an hour the name is locked, for ten minutes and longer the next time, whether or not somebody has it.
#[utoipa::path(post, path = "/session", tag = "session", security(()),
    request_body(content = SignIn, example = json!({ "login": "dispatch1", "password": "huisheng-demo" })),
    responses((status = 200, body = Me), (status = 401, body = Problem, description = "The name or the password is not right."),
        (status = 429, body = Problem, description = "Locked `until`, or too many sign in at once.")))]
async fn sign_in(
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
    let found = match account::by_login(app.store().read(), login).await {
        Ok(found) => Some(found).filter(|found| found.active),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let stored = found.as_ref().and_then(|found| found.password_hash.clone());
    let right = password::matches(&given.password, stored).await;
    let found = found.filter(|_| right);
    let write = app.store().write().await?;
    let (account, judged) = match (found, door.judge(&write, right, now).await?) {
        (Some(found), Judged::In) => (Id::from_uuid(found.id), Judged::In),
        (_, judged) => (app.fresh(now), judged),
    };
    if judged != Judged::In {
        write.commit().await?;
        return Err(turned_away(judged));
    }
    let device = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    let device = Device::of(device.unwrap_or_default());
    let token = app.sessions().begin(&app, &write, account, device, now).await?;
    write.commit().await?;
    // The browser had another: nobody has it any more.
    if let Some(before) = cookie::token(app.config(), &headers) {
        app.sessions().end_token(&app, &before).await?;
    }
    let staff = app.sessions().find(&app, &token, None, now).await?;
    let cookie = cookie::set(app.config(), &token).ok_or_else(Problem::internal)?;
    Ok(([(header::SET_COOKIE, cookie)], Json(me(&app, &staff, Some(token)))))
}

fn turned_away(judged: Judged) -> Problem {
    match judged {
        Judged::Shut { until } => shut(until),
        _ => Problem::new(StatusCode::UNAUTHORIZED, "wrong_password", text::WRONG_PASSWORD),
    }
}

/// Who is signed in. Without any sign of a session the answer is empty: a page asks before anybody signed in.
#[utoipa::path(get, path = "/session", tag = "session",
    security((), ("session" = []), ("bearer" = [])),
    responses((status = 200, body = Me), (status = 204, description = "Nobody is signed in."),
        (status = 401, body = Problem, description = "The session has ended.")))]
async fn who_am_i(State(app): State<App>, staff: Option<SignedIn>) -> Response {
    match staff {
        Some(SignedIn(staff)) => Json(me(&app, &staff, None)).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// Sign out, also of a session that has ended. The browser forgets its cookie.
#[utoipa::path(delete, path = "/session", tag = "session",
    security((), ("session" = []), ("bearer" = [])), responses((status = 204)))]
async fn sign_out(
    State(app): State<App>,
    staff: Result<SignedIn, Problem>,
) -> Result<impl IntoResponse, Problem> {
    match staff {
        Ok(SignedIn(staff)) => app.sessions().end(&app, staff.token()).await?,
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED.as_u16() => {}
        Err(problem) => return Err(problem),
    }
    let forget = cookie::forget(app.config()).ok_or_else(Problem::internal)?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, forget)]))
}

/// The accounts of a demo.
#[derive(Serialize, ToSchema)]
struct DemoAccounts {
    /// The password of each.
    password: &'static str,
    /// In the order in which a matter meets them.
    accounts: [Login; LOGINS.len()],
}

/// The accounts of a demo, so that one can be chosen. A house that is none answers nothing.
#[utoipa::path(get, path = "/session/demo", tag = "session", security(()),
    responses((status = 200, body = DemoAccounts), (status = 204, description = "Not a demo.")))]
async fn demo_accounts(State(app): State<App>) -> Result<Response, Problem> {
    Ok(match mark::years(app.store()).await? {
        Some(_) => Json(DemoAccounts { password: PASSWORD, accounts: LOGINS }).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// The old and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The one in use; empty if none was set yet, as behind the link of a new house.
    #[serde(default)]
    old: String,
    /// At least ten characters.
    #[schema(min_length = 10, max_length = 200)]
    new: String,
}

/// Change one's password. Every session of the account ends: sign in again.
#[utoipa::path(put, path = "/session/password", tag = "session",
    request_body(content = ChangePassword, example = json!({ "old": "huisheng-demo", "new": "lantern trolley teapot" })),
    responses((status = 204), (status = 422, body = Problem, description = "The old one is not right, or the new one will not do."),
        (status = 429, body = Problem, description = "Locked `until`.")))]
async fn change_password(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    address: Address,
    body: Written<ChangePassword>,
) -> Result<StatusCode, Problem> {
    let (now, given) = (app.now(), body.value);
    let unit = app.book().units.get(staff.unit).map(|unit| unit.name.clone()).unwrap_or_default();
    sign_in::check(&given.new, &[&staff.login, &staff.name, &unit])?;
    let row = account::find(app.store().read(), staff.account.uuid()).await?;
    if let Some(current) = &row.password_hash {
        prove(&app, &staff, address, &given.old, current, now).await?;
        let past = password_past::of(app.store().read(), row.id).await?;
        for used in std::iter::once(current.clone()).chain(past) {
            if password::matches(&given.new, Some(used)).await {
                return Err(PasswordRefusal::UsedBefore.into());
            }
        }
    }
    // Without a password nobody signs in: this session is the link that was handed out instead.
    let hash = password::hash(&given.new).await;
    // Hashing took long: only the password changes, and only if nobody else changed it meanwhile.
    let write = app.store().write().await?;
    let held = account::find_held(&write, staff.account.uuid()).await?;
    if held.password_hash != row.password_hash {
        return Err(Problem::invalid("old"));
    }
    if let Some(replaced) = row.password_hash {
        password_past::put(&write, row.id, replaced, now.into()).await?;
    }
    let held = AccountRow { password_hash: Some(hash), must_change: false, ..held };
    account::upsert(&write, vec![held]).await?;
    write.commit().await?;
    app.sessions().end_all(&app, staff.account).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Compares the password in use. Whoever found an open session must not find out the password in it: a
/// wrong one counts as at the door.
async fn prove(
    app: &App,
    staff: &Staff,
    address: Address,
    given: &str,
    current: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let door = Door::at(app, &staff.login, address);
    door.look(app, now).await?;
    let right = password::matches(given, Some(current.to_owned())).await;
    let write = app.store().write().await?;
    let judged = door.judge(&write, right, now).await?;
    write.commit().await?;
    match judged {
        Judged::In => Ok(()),
        Judged::Wrong => Err(Problem::invalid("old")),
        Judged::Shut { until } => Err(shut(until)),
    }
}
