//! Signing in and out.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use huisheng_domain::id::{AccountId, Id, UnitId};
use huisheng_domain::matter::Role;
use huisheng_store::account::AccountRow;
use huisheng_store::trail::{self, Entry, Kind, Outcome};
use huisheng_store::{StoreError, account};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Written;
use crate::app::{App, SignedIn, Staff};
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
    /// For `Authorization: Bearer`; only in the answer to signing in.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

fn me(app: &App, staff: &Staff, token: Option<String>) -> Me {
    let book = app.book();
    Me {
        account: staff.account,
        login: staff.login.clone(),
        name: staff.name.clone(),
        unit: staff.unit,
        unit_name: book.units.get(staff.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        roles: staff.roles.iter().copied().collect(),
        must_change_password: staff.must_change,
        token,
    }
}

/// Sign in. The answer sets a cookie for browsers and carries a token for programs.
#[utoipa::path(post, path = "/session", tag = "session", security(()),
    request_body(content = SignIn, example = json!({ "login": "dispatch1", "password": "huisheng-demo" })),
    responses((status = 200, body = Me), (status = 401, body = Problem, description = "The name or the password is not right."),
        (status = 429, body = Problem, description = "Too many sign in at once: try again in a moment.")))]
async fn sign_in(
    State(app): State<App>,
    body: Written<SignIn>,
) -> Result<impl IntoResponse, Problem> {
    let now = app.now();
    let full = || Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many", text::TOO_MANY);
    let _place = crate::app::password::place().ok_or_else(full)?;
    let wrong = || Problem::new(StatusCode::UNAUTHORIZED, "wrong_password", text::WRONG_PASSWORD);
    let found = match account::by_login(app.store().read(), body.value.login.trim()).await {
        Ok(found) => Some(found),
        Err(StoreError::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let stored =
        found.as_ref().filter(|found| found.active).and_then(|found| found.password_hash.clone());
    let entry = entry(found.as_ref());
    if !crate::app::password::matches(&body.value.password, stored).await {
        app.note(&Entry { outcome: Outcome::Refused, ..entry }, now).await?;
        return Err(wrong());
    }
    let found = found.ok_or_else(wrong)?;
    let token = app.sessions().open(&app, Id::from_uuid(found.id), &entry, now).await?;
    let staff = app.sessions().of_token(&app, &token, now).await?;
    let cookie = format!("huisheng_session={token}; Path=/; HttpOnly; SameSite=Strict");
    let mut headers = HeaderMap::new();
    headers.insert(header::SET_COOKIE, HeaderValue::from_str(&cookie).map_err(|_| wrong())?);
    Ok((headers, Json(me(&app, &staff, Some(token)))))
}

/// A sign-in. A name that does not exist is not written down: it may be a password typed in the wrong field.
fn entry(account: Option<&AccountRow>) -> Entry {
    let Some(account) = account else {
        return Entry::of(Kind::SignedIn).with(json!({ "unknown": true }));
    };
    let roles: Vec<Role> = serde_json::from_str(&account.roles).unwrap_or_default();
    let entry = Entry {
        account: Some(Id::from_uuid(account.id)),
        unit: Some(Id::from_uuid(account.unit)),
        ..Entry::of(Kind::SignedIn).with(json!({ "posts": roles }))
    };
    if account.active { entry } else { entry.with(json!({ "closed": true })) }
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
        Ok(SignedIn(staff)) => app.sessions().end(&app, &staff, app.now()).await?,
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED.as_u16() => {}
        Err(problem) => return Err(problem),
    }
    let forget = "huisheng_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
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
    request_body(content = ChangePassword, example = json!({ "old": "huisheng-demo", "new": "a-better-password" })),
    responses((status = 204)))]
async fn change_password(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    body: Written<ChangePassword>,
) -> Result<StatusCode, Problem> {
    if !(10..=200).contains(&body.value.new.chars().count()) || body.value.new == body.value.old {
        return Err(Problem::invalid("new"));
    }
    let row = account::find(app.store().read(), staff.account.uuid()).await?;
    // Without a password nobody signs in: this session is the link that was handed out instead.
    let first = row.password_hash.is_none();
    if !first && !crate::app::password::matches(&body.value.old, row.password_hash.clone()).await {
        return Err(Problem::invalid("old"));
    }
    let hash = crate::app::password::hash(&body.value.new).await;
    // Hashing took long: only the password changes, and only if nobody else changed it meanwhile.
    let write = app.store().write().await?;
    let now = account::find_held(&write, staff.account.uuid()).await?;
    if now.password_hash != row.password_hash {
        return Err(Problem::invalid("old"));
    }
    let now = account::AccountRow { password_hash: Some(hash), must_change: false, ..now };
    account::upsert(&write, vec![now]).await?;
    trail::record(&write, &staff.entry(Kind::PasswordChanged), app.now()).await?;
    write.commit().await?;
    app.sessions().end_all(&app, staff.account).await?;
    Ok(StatusCode::NO_CONTENT)
}
