//! In which post somebody acts.

use std::sync::Arc;

use huisheng_domain::id::{AccountId, PostId};
use huisheng_domain::matter::Place;
use huisheng_domain::post::Post;
use huisheng_store::{StoreError, post};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::ConnectionTrait;

use super::App;

/// The posts that an account holds, and the one acted in.
#[derive(Clone, Debug)]
pub struct Posts {
    /// Those held today, the one that was acted in last first.
    pub held: Arc<[Post]>,
    /// The one acted in, if it is held.
    pub acting: Option<Post>,
}

impl Posts {
    /// Those of an account. `chosen` is the post a session or a token acts in: once that is over it acts in none, until
    /// another is chosen. Where none was held yet it acts in the first.
    pub async fn of(
        app: &App,
        connection: &impl ConnectionTrait,
        account: AccountId,
        chosen: Option<PostId>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let today = app.today(now);
        let rows = post::of_account(connection, account, Some(today)).await?;
        let posts = rows.into_iter().map(|row| row.post);
        let held: Arc<[Post]> = posts.filter(|post| post.is_held(today)).collect();
        let acting = match chosen {
            Some(chosen) => held.iter().find(|post| post.id == chosen),
            None => held.first(),
        };
        let acting = acting.cloned();
        Ok(Self { held, acting })
    }
}

impl App {
    /// The day by which posts are held.
    pub fn today(&self, now: Timestamp) -> Date {
        self.day(&Place::default(), now)
    }
}
