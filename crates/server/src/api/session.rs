//! Signing in and out, and what belongs to one's own account.

mod identity;
mod mine;
mod once_more;
mod passkey;
mod passkeys;
mod password;
mod post;
mod provider;
mod second_factor;
mod sign_in;

pub(super) use identity::IdentityView;
pub(super) use provider::provider;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, PostId, UnitId};
use huisheng_domain::matter::Role;
use huisheng_domain::post::Post;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::post::view::{Names, PostView};
use crate::app::{App, Cookie, SignedIn, Staff};
use crate::demo::{LOGINS, Login, PASSWORD, mark};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sign_in::sign_in, who_am_i, sign_out))
        .routes(routes!(provider::ways))
        .routes(routes!(provider::begin, provider::complete))
        .routes(routes!(provider::back::back))
        .routes(routes!(provider::way_out))
        .routes(routes!(identity::my_identity, identity::begin_link))
        .routes(routes!(identity::remove_link))
        .routes(routes!(password::change_password))
        .routes(routes!(post::act_in))
        .routes(routes!(
            second_factor::second_factor,
            second_factor::begin_second_factor,
            second_factor::confirm_second_factor
        ))
        .routes(routes!(second_factor::remove_second_factor))
        .routes(routes!(passkey::ask, passkey::show))
        .routes(routes!(passkeys::begin_passkey, passkeys::add_passkey))
        .routes(routes!(passkeys::ask_for_proof))
        .routes(routes!(passkeys::remove_passkey))
        .routes(routes!(mine::my_sessions, mine::end_other_sessions))
        .routes(routes!(mine::end_session))
        .routes(routes!(demo_accounts))
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
    /// The unit acted for.
    unit: UnitId,
    /// Name of the unit.
    unit_name: String,
    /// Codes of the areas it belongs to.
    #[schema(value_type = Vec<String>)]
    areas: Vec<Area>,
    /// What may be done in the post acted in.
    roles: Vec<Role>,
    /// The posts held today.
    posts: Vec<PostView>,
    /// The one acted in; none if it is over, or none is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    acting: Option<PostId>,
    /// The password has to be changed first.
    must_change_password: bool,
    /// The second factor has to be set up first.
    must_set_up_second_factor: bool,
    /// The session began at the identity provider.
    by_provider: bool,
    /// Seconds without use after which the session ends.
    idle_seconds: i64,
    /// Seconds until it ends, if it is not used again.
    left_seconds: i64,
    /// For `Authorization: Bearer`; only in the answer to signing in.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

async fn me(app: &App, staff: &Staff, token: Option<String>) -> Result<Me, Problem> {
    let session = staff.session;
    let (book, now) = (app.book(), app.now());
    let held = &staff.posts.held;
    let names = Names::of_posts(app, held.iter()).await?;
    let view = |post: &Post| PostView::of(post.clone(), &book, &names, app.today(now));
    Ok(Me {
        account: staff.account,
        login: staff.login.clone(),
        name: staff.name.clone(),
        unit: staff.unit,
        unit_name: book.units.get(staff.unit).map(|unit| unit.name.clone()).unwrap_or_default(),
        areas: book.areas_of_unit(staff.unit),
        roles: staff.roles.iter().copied().collect(),
        posts: held.iter().map(view).collect(),
        acting: staff.post().map(|post| post.id),
        must_change_password: staff.must_change,
        must_set_up_second_factor: staff.must_set_up,
        by_provider: session.by_provider,
        idle_seconds: session.idle.as_secs(),
        left_seconds: session.ends.duration_since(now).as_secs().max(0),
        token,
    })
}

/// Who is signed in. Without any sign of a session the answer is empty: a page asks before anybody signed in.
#[utoipa::path(get, path = "/session", tag = "session",
    security((), ("session" = []), ("bearer" = [])),
    responses((status = 200, body = Me), (status = 204, description = "Nobody is signed in."),
        (status = 401, body = Problem, description = "The session has ended.")))]
async fn who_am_i(State(app): State<App>, staff: Option<SignedIn>) -> Result<Response, Problem> {
    Ok(match staff {
        Some(SignedIn(staff)) => Json(me(&app, &staff, None).await?).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Sign out, also of a session that has ended. The browser forgets its cookie.
#[utoipa::path(delete, path = "/session", tag = "session",
    security((), ("session" = []), ("bearer" = [])), responses((status = 204)))]
async fn sign_out(
    State(app): State<App>,
    staff: Result<SignedIn, Problem>,
) -> Result<impl IntoResponse, Problem> {
    match staff {
        Ok(SignedIn(staff)) => app.sessions().sign_out(&app, &staff).await?,
        Err(problem) if problem.status == StatusCode::UNAUTHORIZED.as_u16() => {}
        Err(problem) => return Err(problem),
    }
    let forget = Cookie::Session.forget(app.config()).ok_or_else(Problem::internal)?;
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
