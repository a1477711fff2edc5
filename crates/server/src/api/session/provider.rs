//! Signing in by the identity provider of the office: sent there, back, and out.

pub(super) mod back;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use huisheng_domain::sign_in::Way;
use huisheng_store::{account, identity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sign_in::{Failed, enter, turned_away, with_code};
use super::{Me, me};
use crate::api::Written;
use crate::app::door::{Door, Judged, Tried};
use crate::app::second_factor::{self, FactorKind};
use crate::app::{Address, App, Cookie, token_hash};
use crate::error::Problem;
use crate::identity::page::TurnedAway;
use crate::identity::{Begun, Half, IdentityProvider, Purpose};

/// Where somebody who came in goes on.
const DESK: &str = "/desk/";

/// The provider of the house.
pub(in crate::api) fn provider(app: &App) -> Result<&IdentityProvider, Problem> {
    app.identity_provider().ok_or_else(Problem::no_identity_provider)
}

/// The ways to sign in.
#[derive(Serialize, ToSchema)]
pub(super) struct Ways {
    /// The identity provider of the office.
    provider: Option<ProviderView>,
    /// This browser came back from there, and owes one of these; nothing: it owes none.
    owed: Vec<FactorKind>,
    /// Passkeys are used here.
    passkeys: bool,
}

/// An identity provider.
#[derive(Serialize, ToSchema)]
pub(super) struct ProviderView {
    /// Its name in Chinese.
    #[schema(example = "统一身份认证")]
    zh: String,
    /// In English.
    #[schema(example = "Single sign-on")]
    en: String,
    /// It has a page to sign out there, too.
    signs_out: bool,
}

impl ProviderView {
    pub(super) async fn of(app: &App) -> Option<Self> {
        let provider = app.identity_provider()?;
        let (zh, en) = (provider.config().name_zh.clone(), provider.config().name_en.clone());
        Some(Self { zh, en, signs_out: provider.has_way_out().await })
    }
}

/// The ways to sign in besides name and password.
#[utoipa::path(get, path = "/session/ways", tag = "session", security(()),
    responses((status = 200, body = Ways)))]
pub(super) async fn ways(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<Ways>, Problem> {
    let owed = match half(&app, &headers) {
        Some(half) => second_factor::kinds(app.store().read(), half.account.uuid()).await?,
        None => Vec::new(),
    };
    let passkeys = app.config().passkey_domain().is_some();
    Ok(Json(Ways { provider: ProviderView::of(&app).await, owed, passkeys }))
}

/// Go to the identity provider of the office to sign in. Follow it as a link: it leads there, and back to the desk. Who asks for
/// a page (`Accept: text/html`) is shown one if that fails.
#[utoipa::path(get, path = "/session/provider", tag = "session", security(()),
    responses((status = 303, description = "Go there."), (status = 409, body = Problem, description = "There is none."),
        (status = 502, body = Problem), (status = 503, body = Problem)))]
pub(super) async fn begin(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let before = Cookie::Session.of(app.config(), &headers);
    let before = before.map(|token| hex::encode(token_hash(&token)));
    let sent = async || -> Result<Response, TurnedAway> {
        let (cookie, address) = sent(&app, Purpose::SignIn { before }).await?;
        let mut answer = see_other(&address)?;
        answer.headers_mut().append(header::SET_COOKIE, cookie);
        Ok(answer)
    };
    sent().await.map_err(|refused| refused.answer(&headers))
}

/// Somebody goes to the provider: what the browser has to keep, and where to.
pub(super) async fn sent(app: &App, purpose: Purpose) -> Result<(HeaderValue, String), Problem> {
    let (now, provider) = (app.now(), provider(app)?);
    let begun = Begun::new(purpose, now);
    let address = provider.address(&begun, now).await?;
    Ok((Cookie::Begun.seal(app, &begun)?, address.into()))
}

fn see_other(address: &str) -> Result<Response, Problem> {
    let address = HeaderValue::from_str(address).map_err(|_| Problem::internal())?;
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response())
}

/// The code of the second factor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Code {
    /// Six digits, or a recovery code.
    #[schema(example = "123456")]
    code: String,
}

fn half(app: &App, headers: &HeaderMap) -> Option<Half> {
    Cookie::Half.open(app, headers).filter(|half: &Half| half.is_good(app.now()))
}

/// Sign in with the code of the second factor, back from the identity provider. It answers as signing in does.
#[utoipa::path(post, path = "/session/provider", tag = "session", security(()),
    request_body(content = Code, example = json!({ "code": "123456" })),
    responses((status = 200, body = Me), (status = 401, body = Problem, description = "The code is not right."),
        (status = 403, body = Problem, description = "This browser does not come from there."),
        (status = 409, body = Problem, description = "There is no provider."),
        (status = 429, body = Problem, description = "Locked `until`.")))]
pub(super) async fn complete(
    State(app): State<App>,
    address: Address,
    headers: HeaderMap,
    body: Written<Code>,
) -> Result<impl IntoResponse, Problem> {
    let (now, given) = (app.now(), body.value);
    let issuer = &provider(&app)?.config().issuer;
    let half = half(&app, &headers).ok_or_else(Problem::begin_again)?;
    let row = account::find(app.store().read(), half.account.uuid()).await?;
    if !row.active {
        return Err(Problem::account_closed());
    }
    let door = Door::at(&app, &row.login, address);
    door.look(&app, now).await?;
    let write = app.store().write().await?;
    // Whoever was unlinked meanwhile comes in by this no more.
    let linked = identity::of_account(&write, issuer, row.id).await?;
    let linked = linked.ok_or_else(Problem::identity_unknown)?;
    let tried = match with_code(&app, &write, row.id, Some(&given.code), now).await? {
        Tried::Half => Tried::Wrong,
        tried => tried,
    };
    let judged = door.judge(&write, tried, now).await?;
    if judged != Judged::In {
        return Err(turned_away(&app, write, Some(&row), Failed::Code, judged, now).await?);
    }
    identity::used(&write, &linked, now.into()).await?;
    let token = enter(&app, write, &row, Way::Provider { twice: false }, &headers, now).await?;
    end_before(&app, half.before.as_deref()).await?;
    let staff = app.sessions().find(&app, &token, None, now).await?;
    let cookie = Cookie::Session.set(app.config(), &token).ok_or_else(Problem::internal)?;
    let forget = Cookie::Half.forget(app.config()).ok_or_else(Problem::internal)?;
    let cookies = [(header::SET_COOKIE, cookie), (header::SET_COOKIE, forget)];
    Ok((axum::response::AppendHeaders(cookies), Json(me(&app, &staff, Some(token)).await?)))
}

/// Ends the session that a browser had when it was sent away.
async fn end_before(app: &App, before: Option<&str>) -> Result<(), Problem> {
    let hash = before.and_then(|before| hex::decode(before).ok()?.try_into().ok());
    match hash {
        Some(hash) => Ok(app.sessions().end(app, &hash).await?),
        None => Ok(()),
    }
}

/// Sign out at the identity provider, too, as on a computer that others use. Follow it as a link.
#[utoipa::path(get, path = "/session/provider/out", tag = "session", security(()),
    responses((status = 303, description = "Go there."), (status = 409, body = Problem, description = "There is none."),
        (status = 502, body = Problem)))]
pub(super) async fn way_out(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Response> {
    let out = async || -> Result<Response, TurnedAway> {
        let out = provider(&app)?.way_out(app.now()).await?;
        Ok(see_other(out.as_ref().map_or(DESK, |url| url.as_str()))?)
    };
    out().await.map_err(|refused| refused.answer(&headers))
}
