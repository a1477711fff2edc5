//! Posts of accounts.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::id::{AccountId, Id, PostId};
use huisheng_domain::post::{Force, Post, Term};
use jiff::civil::Date;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{QueryOrder, QuerySelect};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Micros, StoreError, Write, rows};

/// One post, as it is kept.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account: Uuid,
    pub unit: Uuid,
    pub roles: String,
    pub title: Option<String>,
    pub places: String,
    pub grids: String,
    pub force: Option<String>,
    pub begins: String,
    pub ends: Option<String>,
    pub stands_in_for: Option<Uuid>,
    pub made_at: Micros,
    pub acted_at: Option<Micros>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A post, when it was made, and when somebody last chose to act in it.
#[derive(Clone, Debug, PartialEq)]
pub struct PostRow {
    pub post: Post,
    pub made_at: Micros,
    pub acted_at: Option<Micros>,
}

impl PostRow {
    /// A post that is made now.
    pub const fn made(post: Post, now: Micros) -> Self {
        Self { post, made_at: now, acted_at: None }
    }
}

fn written(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value)
        .map_err(|error| StoreError::Unreadable(format!("a post ({error})")))
}

impl TryFrom<PostRow> for Model {
    type Error = StoreError;

    fn try_from(row: PostRow) -> Result<Self, StoreError> {
        let PostRow { post, made_at, acted_at } = row;
        Ok(Self {
            id: post.id.uuid(),
            account: post.account.uuid(),
            unit: post.unit.uuid(),
            roles: written(&post.roles)?,
            title: post.title,
            places: written(&post.places)?,
            grids: written(&post.grids)?,
            force: post.force.map(|force| force.code().to_owned()),
            begins: post.term.begins.to_string(),
            ends: post.term.ends.map(|ends| ends.to_string()),
            stands_in_for: post.stands_in_for.map(Id::uuid),
            made_at,
            acted_at,
        })
    }
}

impl TryFrom<Model> for PostRow {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let unreadable =
            |what: &str| StoreError::Unreadable(format!("{what} of the post {}", row.id));
        let day = |text: &str| text.parse::<Date>().map_err(|_| unreadable("a day"));
        let term =
            Term { begins: day(&row.begins)?, ends: row.ends.as_deref().map(day).transpose()? };
        let list =
            |text: &str| serde_json::from_str::<Vec<Uuid>>(text).map_err(|_| unreadable("a list"));
        let post = Post {
            id: Id::from_uuid(row.id),
            account: Id::from_uuid(row.account),
            unit: Id::from_uuid(row.unit),
            roles: known(&row.roles),
            title: row.title.clone(),
            places: list(&row.places)?.into_iter().map(Id::from_uuid).collect(),
            grids: list(&row.grids)?.into_iter().map(Id::from_uuid).collect(),
            force: row.force.as_deref().and_then(force),
            term,
            stands_in_for: row.stands_in_for.map(Id::from_uuid),
        };
        Ok(Self { post, made_at: row.made_at, acted_at: row.acted_at })
    }
}

/// Roles that this version does not know are left out: whoever holds them may do less, not more.
fn known<T: DeserializeOwned + Ord>(text: &str) -> BTreeSet<T> {
    let held: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    held.into_iter().filter_map(|one| serde_json::from_value(one).ok()).collect()
}

fn force(code: &str) -> Option<Force> {
    serde_json::from_value(code.into()).ok()
}

fn read(all: Vec<Model>) -> Result<Vec<PostRow>, StoreError> {
    all.into_iter().map(PostRow::try_from).collect()
}

/// Writes posts, replacing those with the same id.
pub async fn put(connection: &impl ConnectionTrait, all: Vec<PostRow>) -> Result<(), StoreError> {
    let all = all.into_iter().map(Model::try_from).collect::<Result<_, _>>()?;
    rows::upsert::<Entity, _>(connection, all).await
}

/// Removes the posts of an account that goes itself.
pub(crate) async fn remove_all(write: &Write, account: AccountId) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::Account.eq(account.uuid())).exec(write).await?;
    Ok(())
}

/// Every post, those that are over too, by account and day.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<PostRow>, StoreError> {
    let all = Entity::find().order_by_asc(Column::Account).order_by_asc(Column::Begins);
    read(all.order_by_asc(Column::Id).all(connection).await?)
}

/// One post.
pub async fn find(connection: &impl ConnectionTrait, id: PostId) -> Result<PostRow, StoreError> {
    let found = Entity::find_by_id(id.uuid()).one(connection).await?;
    found.ok_or(StoreError::NotFound)?.try_into()
}

/// The posts of these accounts that are not over on `day`; all of them if none is named. The one acted in last comes
/// first, then the one held longest.
pub async fn of_accounts(
    connection: &impl ConnectionTrait,
    accounts: impl IntoIterator<Item = AccountId>,
    day: Option<Date>,
) -> Result<BTreeMap<AccountId, Vec<PostRow>>, StoreError> {
    let accounts: BTreeSet<Uuid> = accounts.into_iter().map(AccountId::uuid).collect();
    let mut held: BTreeMap<AccountId, Vec<PostRow>> = BTreeMap::new();
    if accounts.is_empty() {
        return Ok(held);
    }
    let mut of = Entity::find().filter(Column::Account.is_in(accounts));
    if let Some(day) = day {
        of = of.filter(Column::Ends.is_null().or(Column::Ends.gt(day.to_string())));
    }
    for row in read(of.all(connection).await?)? {
        held.entry(row.post.account).or_default().push(row);
    }
    for rows in held.values_mut() {
        rows.sort_by_key(|row| {
            (std::cmp::Reverse(row.acted_at), row.post.term.begins, row.made_at, row.post.id)
        });
    }
    Ok(held)
}

/// The posts of one account that are not over on `day`; all of them if none is named. In the order of [`of_accounts`].
pub async fn of_account(
    connection: &impl ConnectionTrait,
    account: AccountId,
    day: Option<Date>,
) -> Result<Vec<PostRow>, StoreError> {
    Ok(of_accounts(connection, [account], day).await?.remove(&account).unwrap_or_default())
}

/// The accounts that hold a post of one of these units that is not over on `day`.
pub async fn of_units(
    connection: &impl ConnectionTrait,
    units: impl IntoIterator<Item = Uuid>,
    day: Date,
) -> Result<Vec<PostRow>, StoreError> {
    let units: Vec<Uuid> = units.into_iter().collect();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let of = Entity::find()
        .filter(Column::Unit.is_in(units))
        .filter(Column::Ends.is_null().or(Column::Ends.gt(day.to_string())))
        .order_by_asc(Column::Begins)
        .order_by_asc(Column::Id);
    read(of.all(connection).await?)
}

/// The posts that work in grids and are held on `day`, those of all areas.
pub async fn in_grids(
    connection: &impl ConnectionTrait,
    day: Date,
) -> Result<Vec<PostRow>, StoreError> {
    let of = Entity::find()
        .filter(Expr::cust("grids <> '[]'"))
        .filter(Column::Begins.lte(day.to_string()))
        .filter(Column::Ends.is_null().or(Column::Ends.gt(day.to_string())));
    read(of.order_by_asc(Column::Id).all(connection).await?)
}

/// One post, held until the transaction ends.
pub async fn find_held(write: &Write, id: PostId) -> Result<PostRow, StoreError> {
    let held = Entity::find_by_id(id.uuid()).lock_exclusive().one(write).await?;
    held.ok_or(StoreError::NotFound)?.try_into()
}

/// Who stands in for the holder of a post, or did.
pub async fn standing_in(
    connection: &impl ConnectionTrait,
    of: PostId,
) -> Result<Vec<PostRow>, StoreError> {
    let all = Entity::find().filter(Column::StandsInFor.eq(of.uuid()));
    read(all.order_by_asc(Column::Begins).order_by_asc(Column::Id).all(connection).await?)
}

/// Somebody chose to act in it.
pub async fn acted(write: &Write, id: PostId, now: Micros) -> Result<(), StoreError> {
    let acted = Entity::update_many()
        .col_expr(Column::ActedAt, Expr::value(now))
        .filter(Column::Id.eq(id.uuid()));
    acted.exec(write).await?;
    Ok(())
}

/// Who holds these posts.
pub async fn holders(
    connection: &impl ConnectionTrait,
    posts: impl IntoIterator<Item = PostId>,
) -> Result<BTreeMap<PostId, AccountId>, StoreError> {
    let posts: Vec<Uuid> = posts.into_iter().map(PostId::uuid).collect();
    if posts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let select = Entity::find().select_only().columns([Column::Id, Column::Account]);
    let found = select.filter(Column::Id.is_in(posts)).into_tuple::<(Uuid, Uuid)>();
    let pairs = found.all(connection).await?.into_iter();
    Ok(pairs.map(|(post, account)| (Id::from_uuid(post), Id::from_uuid(account))).collect())
}
