//! Who a request comes from.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use huisheng_domain::id::{AccountId, UnitId};
use huisheng_domain::matter::{Actor, Role};
use huisheng_domain::post::Post;
use huisheng_domain::sign_in::{Scope, allows};
use huisheng_store::idempotency::Claim;
use huisheng_store::{Book, StoreError, Write};
use jiff::{SignedDuration, Timestamp};

use super::session::OwnSession;
use super::{App, Cookie, Posts};
use crate::error::Problem;

/// The header in which a page says for how many seconds nobody has touched it. A page asks by itself as
/// long as it is open; only a person uses a session.
pub const IDLE: &str = "idle-seconds";

/// A member of staff who is signed in, acting in one post.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The account.
    pub account: AccountId,
    /// Sign-in name.
    pub login: String,
    /// Name on the screen.
    pub name: String,
    /// The unit acted for: that of the post; where none is held, that it is at home in.
    pub unit: UnitId,
    /// The unit it is at home in.
    pub home: UnitId,
    /// What may be done in the post; nothing where none is held.
    pub roles: BTreeSet<Role>,
    /// The posts, and the one acted in.
    pub posts: Posts,
    /// The password has to be changed first.
    pub must_change: bool,
    /// A post it holds needs a second factor, and it has none.
    pub must_set_up: bool,
    /// The session it asks in.
    pub session: OwnSession,
    /// What it is limited to, if a program asks with a token; none: somebody signed in.
    pub scopes: Option<BTreeSet<Scope>>,
    /// The retry key of the request, if it came under one that the ledger does not keep.
    pub claim: Option<Arc<Claim>>,
    pub(super) token: [u8; 32],
}

impl Staff {
    /// As the actor of commands.
    pub fn actor(&self) -> Actor {
        let home = Some(self.home).filter(|home| *home != self.unit);
        Actor::Staff { account: self.account, unit: self.unit, home, roles: self.roles.clone() }
    }

    /// Whether a unit that the person belongs to, at home or by any post, is `unit` or lies below it. Whoever stands in
    /// elsewhere does not leave the own office by it.
    pub fn belongs(&self, book: &Book, unit: UnitId) -> bool {
        let posts = self.posts.held.iter().map(|post| post.unit);
        let mut own = posts.chain([self.unit, self.home]);
        own.any(|own| book.units.is_within(own, unit))
    }

    /// The post acted in, if one is held.
    pub const fn post(&self) -> Option<&Post> {
        self.posts.acting.as_ref()
    }

    /// In a request under this retry key.
    #[must_use]
    pub fn under(self, claim: Option<Arc<Claim>>) -> Self {
        Self { claim, ..self }
    }

    /// Begins what the request writes, under its retry key.
    pub async fn write(&self, app: &App) -> Result<Write, StoreError> {
        app.store().write_once(self.claim.as_ref()).await
    }

    /// The hash of the session's token, to end it.
    pub fn token(&self) -> &[u8; 32] {
        &self.token
    }
}

/// Somebody who is signed in, whatever has to be done first: for the routes of the session itself.
pub struct SignedIn(pub Staff);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let now = app.now();
        let given = Given::by(app, &parts.headers).ok_or_else(Problem::not_signed_in)?;
        let used = given.used(parts, now);
        let staff = app.sessions().find(app, &given.token, used, now).await?;
        let staff = staff.under(parts.extensions.get().cloned());
        let within = |scopes: &BTreeSet<Scope>| {
            let path = parts.uri.path();
            allows(scopes, parts.method.is_safe(), path.strip_prefix("/api/v1").unwrap_or(path))
        };
        if staff.scopes.as_ref().is_none_or(within) {
            Ok(Self(staff))
        } else {
            Err(Problem::beyond_token())
        }
    }
}

impl OptionalFromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    /// None if nothing says who it is; a session that has ended is told as everywhere.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Option<Self>, Problem> {
        match Given::by(app, &parts.headers) {
            Some(_) => {
                <Self as FromRequestParts<App>>::from_request_parts(parts, app).await.map(Some)
            }
            None => Ok(None),
        }
    }
}

/// Somebody who is signed in and has nothing to do first, also without a post: for what belongs to the own account.
pub struct Ready(pub Staff);

impl FromRequestParts<App> for Ready {
    type Rejection = Problem;

    /// Whose password somebody else knows can only change it; who needs a second factor can only set it up.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(staff) =
            <SignedIn as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        if staff.must_change {
            Err(Problem::password_change_needed())
        } else if staff.must_set_up {
            Err(Problem::second_factor_to_set_up())
        } else {
            Ok(Self(staff))
        }
    }
}

impl FromRequestParts<App> for Staff {
    type Rejection = Problem;

    /// Who holds no post today, or whose post is over, does nothing.
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Ready(staff) = <Ready as FromRequestParts<App>>::from_request_parts(parts, app).await?;
        match staff.post() {
            Some(_) => Ok(staff),
            None if staff.posts.held.is_empty() => Err(Problem::no_post()),
            None => Err(Problem::post_over()),
        }
    }
}

/// What a request brings to say who it comes from: `Authorization: Bearer …`, or the cookie.
struct Given {
    token: String,
    by_cookie: bool,
}

impl Given {
    fn by(app: &App, headers: &HeaderMap) -> Option<Self> {
        let bearer = headers
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        if let Some(bearer) = bearer {
            return Some(Self { token: bearer.trim().to_owned(), by_cookie: false });
        }
        Some(Self { token: Cookie::Session.of(app.config(), headers)?, by_cookie: true })
    }

    /// When a person used the session last, as far as this request tells. What a browser only fetches is
    /// no use; a write without a word on it is one, and whatever a program asks.
    fn used(&self, parts: &Parts, now: Timestamp) -> Option<Timestamp> {
        let idle =
            parts.headers.get(IDLE).and_then(|value| value.to_str().ok()?.parse::<u32>().ok());
        match idle {
            Some(idle) => Some(now - SignedDuration::from_secs(idle.into())),
            None if self.by_cookie && parts.method.is_safe() => None,
            None => Some(now),
        }
    }
}
