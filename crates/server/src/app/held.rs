//! What a token stands for: a session of somebody who signed in, or a part of what an account may do, given to a
//! program.

use std::collections::BTreeSet;

use huisheng_domain::id::{Id, PostId};
use huisheng_domain::sign_in::{DeviceKind, Scope, Span, Way};
use huisheng_store::api_token::{self, ApiTokenRow};
use huisheng_store::session::{self, SessionRow};
use huisheng_store::{StoreError, Write};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::session::{OwnSession, is_news};
use super::{App, Staff};

/// How often the last use of a program's token is written down.
const SEEN: SignedDuration = SignedDuration::from_hours(1);

/// The row of a token.
pub enum Held {
    /// Of somebody who signed in.
    Session(SessionRow),
    /// Of a program.
    Program(ApiTokenRow),
}

impl Held {
    /// What the hash of a token stands for, if it has not ended.
    pub async fn find(app: &App, token: &[u8; 32], now: Timestamp) -> Result<Self, StoreError> {
        match session::find(app.store().read(), token, now.into()).await {
            Err(StoreError::NotFound) => {
                api_token::find(app.store().read(), token, now.into()).await.map(Self::Program)
            }
            found => found.map(Self::Session),
        }
    }

    /// Whose it is.
    pub fn account(&self) -> Uuid {
        match self {
            Self::Session(row) => row.account,
            Self::Program(row) => row.account,
        }
    }

    /// The post it acts in; none was held when it began.
    pub fn post(&self) -> Option<PostId> {
        let post = match self {
            Self::Session(row) => row.post,
            Self::Program(row) => row.post,
        };
        post.map(Id::from_uuid)
    }

    /// What it is limited to; none: it is no program's.
    pub fn scopes(&self) -> Option<BTreeSet<Scope>> {
        match self {
            Self::Session(_) => None,
            Self::Program(row) => Some(serde_json::from_str(&row.scopes).unwrap_or_default()),
        }
    }

    /// By which way it began.
    pub const fn way(&self) -> Way {
        match self {
            Self::Session(row) if row.by_provider => Way::Provider { twice: row.twice_elsewhere },
            Self::Session(_) | Self::Program(_) => Way::Password,
        }
    }

    /// As the account sees it; none if an instant cannot be read.
    pub fn own(&self, app: &App) -> Option<OwnSession> {
        match self {
            Self::Session(row) => {
                let kind = if row.telephone { DeviceKind::Telephone } else { DeviceKind::Desk };
                Some(OwnSession {
                    id: row.id,
                    used: row.used_at.timestamp()?,
                    ends: row.expires_at.timestamp()?,
                    idle: app.config().sign_in.idle().of(kind),
                    by_provider: row.by_provider,
                })
            }
            Self::Program(row) => {
                let (made, ends) = (row.made_at.timestamp()?, row.expires_at.timestamp()?);
                let used = row.used_at.and_then(|at| at.timestamp()).unwrap_or(made);
                Some(OwnSession {
                    id: row.id,
                    used,
                    ends,
                    idle: ends.duration_since(made),
                    by_provider: false,
                })
            }
        }
    }

    /// Writes down that it was used, if that is news. Returns whether it still stands.
    pub async fn was_used(
        &self,
        app: &App,
        staff: &mut Staff,
        used: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let own = &mut staff.session;
        match self {
            Self::Session(row) => {
                let Some(used) = used.filter(|_| is_news(used, own.used)) else { return Ok(true) };
                let most = row.ends_at.timestamp().unwrap_or(now);
                let span = Span { used: own.used, idle: own.idle, most }.used(used, now);
                let (at, ends) = (span.used.into(), span.ends().into());
                (own.used, own.ends) = (span.used, span.ends());
                let write: Write = app.store().write().await?;
                let still = session::used(&write, &row.token_hash, at, ends).await?;
                write.commit().await?;
                Ok(still)
            }
            Self::Program(row) => {
                if row.used_at.is_none() || now.duration_since(own.used) > SEEN {
                    let write: Write = app.store().write().await?;
                    api_token::used(&write, row.id, now.into()).await?;
                    write.commit().await?;
                }
                own.used = now;
                Ok(true)
            }
        }
    }
}
