//! Accounts of staff. What somebody may do stands in the posts of the account.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::id::{AccountId, Id, UnitId};
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::{Micros, StoreError, Write, post, rows, session};

/// Somebody who signs in.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub login: String,
    /// PHC string; none while no password was set.
    pub password_hash: Option<String>,
    pub name: String,
    /// Where it is at home: administrators of that keep it.
    pub unit: Uuid,
    pub active: bool,
    /// The password has to be changed at the next sign-in.
    pub must_change: bool,
    pub created_at: Micros,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `account`.
pub type AccountRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<AccountRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by login.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<AccountRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Login).all(connection).await?)
}

/// A page of the accounts of `units` (`None`: all), by login, behind the login `after`.
pub async fn page(
    connection: &impl ConnectionTrait,
    units: Option<&[UnitId]>,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<AccountRow>, StoreError> {
    let mut page = Entity::find().order_by_asc(Column::Login).limit(limit);
    if let Some(units) = units {
        page = page.filter(Column::Unit.is_in(units.iter().map(|unit| unit.uuid())));
    }
    if let Some(after) = after {
        page = page.filter(Column::Login.gt(after));
    }
    Ok(page.all(connection).await?)
}

/// The account that signs in with `login`.
pub async fn by_login(
    connection: &impl ConnectionTrait,
    login: &str,
) -> Result<AccountRow, StoreError> {
    Entity::find()
        .filter(Column::Login.eq(login))
        .one(connection)
        .await?
        .ok_or(StoreError::NotFound)
}

/// One account.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<AccountRow, StoreError> {
    Entity::find_by_id(id).one(connection).await?.ok_or(StoreError::NotFound)
}

/// These accounts, by login.
pub async fn of_ids(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AccountId>,
) -> Result<Vec<AccountRow>, StoreError> {
    let ids: BTreeSet<Uuid> = ids.into_iter().map(AccountId::uuid).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let of = Entity::find().filter(Column::Id.is_in(ids)).order_by_asc(Column::Login);
    Ok(of.all(connection).await?)
}

/// The names of these accounts.
pub async fn names(
    connection: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = AccountId>,
) -> Result<BTreeMap<AccountId, String>, StoreError> {
    let ids: BTreeSet<Uuid> = ids.into_iter().map(AccountId::uuid).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let select = Entity::find().select_only().columns([Column::Id, Column::Name]);
    let found = select.filter(Column::Id.is_in(ids)).into_tuple::<(Uuid, String)>();
    let names = found.all(connection).await?;
    Ok(names.into_iter().map(|(id, name)| (Id::from_uuid(id), name)).collect())
}

/// Removes an account that never had a password, with its posts and sessions; another is left alone. Returns whether
/// it is gone. Whatever else refers to it makes the transaction fail.
pub async fn remove_unused(write: &Write, id: AccountId) -> Result<bool, StoreError> {
    let unused = Entity::delete_many()
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::PasswordHash.is_null())
        .filter(Column::MustChange.eq(true));
    if unused.exec(write).await?.rows_affected == 0 {
        return Ok(false);
    }
    session::end_all(write, id.uuid()).await?;
    post::remove_all(write, id).await?;
    Ok(true)
}

/// One account, held until the transaction ends.
pub async fn find_held(write: &Write, id: Uuid) -> Result<AccountRow, StoreError> {
    let held = Entity::find_by_id(id).lock_exclusive();
    held.one(write).await?.ok_or(StoreError::NotFound)
}
