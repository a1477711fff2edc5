//! A post as it is shown.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::id::{AccountId, DivisionId, GridId, PostId, UnitId};
use huisheng_domain::matter::Role;
use huisheng_domain::post::{Force, Post};
use huisheng_store::post::PostRow;
use huisheng_store::{Book, StoreError, account, post};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::named::unit_name;
use crate::app::App;

/// A post.
#[derive(Clone, Serialize, ToSchema)]
pub struct PostView {
    /// Its id.
    pub id: PostId,
    /// Who holds it.
    pub account: AccountId,
    /// The unit acted for.
    pub unit: UnitId,
    /// Name of the unit.
    pub unit_name: String,
    /// What may be done in it.
    pub roles: BTreeSet<Role>,
    /// What the office calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The divisions it is assigned to; none: all that the unit serves.
    pub places: Vec<DivisionId>,
    /// The grids worked in.
    pub grids: Vec<GridId>,
    /// Their names, divisions first.
    pub place_names: Vec<String>,
    /// The force it counts to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force: Option<Force>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    pub begins: Date,
    /// The first day on which it is held no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub ends: Option<Date>,
    /// It is held today.
    pub held: bool,
    /// Whose post one stands in for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stands_in_for: Option<StoodInFor>,
}

/// The post that somebody stands in for.
#[derive(Clone, Serialize, ToSchema)]
pub struct StoodInFor {
    /// It.
    pub post: PostId,
    /// Who holds it.
    pub name: String,
}

/// The names of those who are stood in for, asked for at once.
#[derive(Default)]
pub struct Names(BTreeMap<PostId, String>);

impl Names {
    /// Of whom these posts stand in for.
    pub async fn of(
        app: &App,
        posts: impl IntoIterator<Item = &PostRow>,
    ) -> Result<Self, StoreError> {
        Self::of_posts(app, posts.into_iter().map(|row| &row.post)).await
    }

    /// The same.
    pub async fn of_posts(
        app: &App,
        posts: impl IntoIterator<Item = &Post>,
    ) -> Result<Self, StoreError> {
        let wanted: BTreeSet<PostId> =
            posts.into_iter().filter_map(|post| post.stands_in_for).collect();
        if wanted.is_empty() {
            return Ok(Self::default());
        }
        let holders = post::holders(app.store().read(), wanted).await?;
        let names = account::names(app.store().read(), holders.values().copied()).await?;
        let named = |(post, account)| Some((post, names.get(&account)?.clone()));
        Ok(Self(holders.into_iter().filter_map(named).collect()))
    }
}

impl PostView {
    /// As it is on `today`.
    pub fn of(post: Post, book: &Book, names: &Names, today: Date) -> Self {
        let held = post.is_held(today);
        let divisions = post.places.iter().filter_map(|id| book.divisions.get(*id));
        let divisions = divisions.map(|division| division.name.clone());
        let grids = post.grids.iter().filter_map(|id| book.grids.get(*id));
        let place_names = divisions.chain(grids.map(|grid| grid.name.clone())).collect();
        let stands_in_for = post.stands_in_for.map(|post| {
            let name = names.0.get(&post).cloned().unwrap_or_default();
            StoodInFor { post, name }
        });
        Self {
            id: post.id,
            account: post.account,
            unit: post.unit,
            unit_name: unit_name(book, post.unit),
            roles: post.roles,
            title: post.title,
            places: post.places.into_iter().collect(),
            grids: post.grids.into_iter().collect(),
            place_names,
            force: post.force,
            begins: post.term.begins,
            ends: post.term.ends,
            held,
            stands_in_for,
        }
    }
}
