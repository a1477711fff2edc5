//! Sessions: opened at sign-in, found by their token, ended.

use std::collections::HashMap;
use std::sync::Mutex;

use huisheng_domain::id::{AccountId, Id, PostId};
use huisheng_domain::sign_in::{Device, DeviceKind, Span, Way};
use huisheng_store::session::SessionRow;
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{StoreError, Write, account, post, session};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::held::Held;
use super::{App, Posts, Staff, second_factor};
use crate::clock::random;
use crate::error::Problem;

/// How long a session that was found is believed without asking the database.
const BELIEVED: SignedDuration = SignedDuration::from_secs(10);
/// How often the last use of a session is written down.
const SEEN: SignedDuration = SignedDuration::from_mins(1);
/// How long the link of a new house is good.
const LINK: SignedDuration = SignedDuration::from_hours(24);

/// Sessions seen a moment ago.
#[derive(Default)]
pub struct Sessions {
    seen: Mutex<HashMap<[u8; 32], (Staff, Timestamp)>>,
}

impl Sessions {
    /// Opens a session in the transaction of the sign-in. Returns the token; only its hash is kept.
    pub async fn begin(
        &self,
        app: &App,
        write: &Write,
        account: AccountId,
        (device, way): (Device, Way),
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let most = now + SignedDuration::from_hours(app.config().session_hours);
        let idle = app.config().sign_in.idle().of(device.kind);
        let span = Span { used: now, idle, most };
        Self::put(app, write, account, (device, way), span).await
    }

    /// Opens a session for somebody who has not signed in: the link of a new house.
    pub async fn open_link(
        &self,
        app: &App,
        account: AccountId,
        entry: &Entry,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let write = app.store().write().await?;
        let span = Span { used: now, idle: LINK, most: now + LINK };
        let token = Self::put(app, &write, account, (Device::of(""), Way::Password), span).await?;
        trail::record(&write, entry, now).await?;
        write.commit().await?;
        Ok(token)
    }

    /// Opens a session at a desk without a password, for tests and measurements.
    pub async fn open(
        &self,
        app: &App,
        account: AccountId,
        entry: &Entry,
        now: Timestamp,
    ) -> Result<String, StoreError> {
        let write = app.store().write().await?;
        let token = self.begin(app, &write, account, (Device::of(""), Way::Password), now).await?;
        trail::record(&write, entry, now).await?;
        write.commit().await?;
        Ok(token)
    }

    async fn put(
        app: &App,
        write: &Write,
        account: AccountId,
        (device, way): (Device, Way),
        span: Span,
    ) -> Result<String, StoreError> {
        let (token, token_hash) = fresh_token();
        let posts = Posts::of(app, write, account, None, span.used).await?;
        let row = SessionRow {
            token_hash: token_hash.to_vec(),
            id: app.fresh::<()>(span.used).uuid(),
            account: account.uuid(),
            device: device.words,
            telephone: device.kind == DeviceKind::Telephone,
            created_at: span.used.into(),
            used_at: span.used.into(),
            expires_at: span.ends().into(),
            ends_at: span.most.into(),
            by_provider: way.is_provider(),
            twice_elsewhere: way.is_twice_elsewhere(),
            post: posts.acting.map(|post| post.id.uuid()),
        };
        session::upsert(write, vec![row]).await?;
        Ok(token)
    }

    /// Ends a session.
    pub async fn end(&self, app: &App, token: &[u8; 32]) -> Result<(), StoreError> {
        self.forget(|_, key| key == token);
        let write = app.store().write().await?;
        session::end(&write, token).await?;
        write.commit().await
    }

    /// Ends the session of a token, if it is one.
    pub async fn end_token(&self, app: &App, token: &str) -> Result<(), StoreError> {
        self.end(app, &token_hash(token)).await
    }

    /// Somebody signs out.
    pub async fn sign_out(&self, app: &App, staff: &Staff) -> Result<(), StoreError> {
        self.forget(|_, key| key == staff.token());
        let write = app.store().write().await?;
        session::end(&write, staff.token()).await?;
        trail::record(&write, &staff.entry(Kind::SignedOut), app.now()).await?;
        write.commit().await
    }

    /// Ends the session of this id with what is written, if it is one of the same account. Returns whether it was.
    pub async fn end_one(
        write: &Write,
        app: &App,
        staff: &Staff,
        id: Uuid,
    ) -> Result<bool, StoreError> {
        let ended = session::end_one(write, staff.account.uuid(), id).await?;
        if ended {
            trail::record(write, &staff.entry(Kind::SessionEnded), app.now()).await?;
        }
        Ok(ended)
    }

    /// Ends every session of an account but this one, with what is written.
    pub async fn end_others(write: &Write, app: &App, staff: &Staff) -> Result<(), StoreError> {
        if session::end_others(write, staff.account.uuid(), staff.token()).await? > 0 {
            trail::record(write, &staff.entry(Kind::SessionEnded), app.now()).await?;
        }
        Ok(())
    }

    /// From now on this session acts in another post that is held; the next sign-in begins in it.
    pub async fn act_in(&self, app: &App, staff: &Staff, id: PostId) -> Result<(), StoreError> {
        let (write, now) = (app.store().write().await?, app.now());
        session::act_in(&write, staff.token(), id.uuid()).await?;
        post::acted(&write, id, now.into()).await?;
        let entry = staff.entry(Kind::PostTaken).with(serde_json::json!({ "post": id }));
        trail::record(&write, &entry, now).await?;
        write.commit().await?;
        self.forget(|_, key| key == staff.token());
        Ok(())
    }

    /// Reads an account again at its next request, after it was changed, or after it is durable that sessions of it have ended.
    pub fn read_again(&self, account: AccountId) {
        self.forget(|staff, _| staff.account == account);
    }

    fn forget(&self, which: impl Fn(&Staff, &[u8; 32]) -> bool) {
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seen.retain(|key, (staff, _)| !which(staff, key));
    }

    /// Believed as it was found, unless it was used since and that is to be written down.
    fn believed(&self, token: &[u8; 32], used: Option<Timestamp>, now: Timestamp) -> Option<Staff> {
        let seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (staff, at) = seen.get(token)?;
        let fresh = now.duration_since(*at) < BELIEVED && now < staff.session.ends;
        (fresh && !is_news(used, staff.session.used)).then(|| staff.clone())
    }

    /// As the account stands now, if the session has not ended. Asking is not using: a screen left
    /// open keeps no session alive.
    pub async fn still(&self, app: &App, staff: &Staff, now: Timestamp) -> Result<Staff, Problem> {
        Ok(Self::read(app, *staff.token(), now).await?.0)
    }

    async fn read(app: &App, token: [u8; 32], now: Timestamp) -> Result<(Staff, Held), Problem> {
        let unknown = |error| match error {
            StoreError::NotFound => Problem::not_signed_in(),
            other => other.into(),
        };
        let held = Held::find(app, &token, now).await.map_err(unknown)?;
        let account = account::find(app.store().read(), held.account()).await.map_err(unknown)?;
        if !account.active {
            return Err(Problem::not_signed_in());
        }
        let id = Id::from_uuid(account.id);
        let posts = Posts::of(app, app.store().read(), id, held.post(), now).await?;
        // Of any of them: the door is the same for all.
        let roles = posts.held.iter().flat_map(|post| post.roles.iter().copied()).collect();
        let needs = app.config().sign_in.needs_second_factor(&roles);
        let way = held.way();
        let has = needs
            && !way.is_twice_elsewhere()
            && !second_factor::kinds(app.store().read(), account.id).await?.is_empty();
        let unreadable = || StoreError::Unreadable("a session".to_owned());
        let acting = posts.acting.as_ref();
        let staff = Staff {
            account: id,
            login: account.login,
            name: account.name,
            unit: acting.map_or(Id::from_uuid(account.unit), |post| post.unit),
            home: Id::from_uuid(account.unit),
            roles: acting.map(|post| post.roles.clone()).unwrap_or_default(),
            posts,
            // Nobody else knows what was shown at the provider.
            must_change: account.must_change && !way.is_provider(),
            must_set_up: needs && !has && !way.is_twice_elsewhere(),
            session: held.own(app).ok_or_else(unreadable)?,
            scopes: held.scopes(),
            claim: None,
            token,
        };
        Ok((staff, held))
    }

    /// An account that nobody signs in with, in its first post: a partner of an exchange acts in its name.
    ///
    /// # Errors
    /// There is none, it is closed or holds no post, or somebody may sign in with it.
    pub async fn of_partner(
        app: &App,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Staff, Problem> {
        let found = account::of_ids(app.store().read(), [account]).await?.pop();
        let row = found.filter(|row| row.active && row.password_hash.is_none());
        let row = row.ok_or_else(Problem::exchange_account)?;
        let posts = Posts::of(app, app.store().read(), account, None, now).await?;
        let acting = posts.acting.clone().ok_or_else(Problem::exchange_account)?;
        let own = OwnSession {
            id: Uuid::nil(),
            used: now,
            ends: now,
            idle: SignedDuration::ZERO,
            by_provider: false,
        };
        Ok(Staff {
            account,
            login: row.login,
            name: row.name,
            unit: acting.unit,
            home: Id::from_uuid(row.unit),
            roles: acting.roles,
            posts,
            must_change: false,
            must_set_up: false,
            session: own,
            scopes: None,
            claim: None,
            token: [0; 32],
        })
    }

    /// Who holds this token, who used it last at `used`; `None`: this request is no use of it.
    pub async fn find(
        &self,
        app: &App,
        token: &str,
        used: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Staff, Problem> {
        let token = token_hash(token);
        if let Some(staff) = self.believed(&token, used, now) {
            return Ok(staff);
        }
        let (mut staff, held) = Self::read(app, token, now).await?;
        match held.was_used(app, &mut staff, used, now).await {
            Ok(true) => {}
            // It ended a moment ago, and stays ended.
            Ok(false) => return Err(Problem::not_signed_in()),
            // Where nothing can be written people still read; the session ends when it would have.
            Err(error @ (StoreError::Full | StoreError::ReadOnly)) => {
                tracing::warn!(%error, "the use of a session was not written down");
            }
            Err(error) => return Err(error.into()),
        }
        let mut seen = self.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seen.retain(|_, (_, at)| now.duration_since(*at) < BELIEVED);
        seen.insert(token, (staff.clone(), now));
        Ok(staff)
    }
}

/// The session of a request.
#[derive(Clone, Copy, Debug)]
pub struct OwnSession {
    /// By which it is listed.
    pub id: Uuid,
    /// When it was used last, to the minute.
    pub used: Timestamp,
    /// When it ends if it is not used again.
    pub ends: Timestamp,
    /// How long it lasts without use.
    pub idle: SignedDuration,
    /// It began at the identity provider.
    pub by_provider: bool,
}

/// Whether a use is so much later than the last that it is written down.
pub(super) fn is_news(used: Option<Timestamp>, last: Timestamp) -> bool {
    used.is_some_and(|used| used.duration_since(last) > SEEN)
}

/// A new token, and its hash, which alone is kept.
pub fn fresh_token() -> (String, [u8; 32]) {
    let token = hex(&random::<32>());
    let hash = token_hash(&token);
    (token, hash)
}

/// The hash of a token.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
