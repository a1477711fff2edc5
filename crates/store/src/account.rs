//! Accounts of staff.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{Micros, StoreError, rows};

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
    pub unit: Uuid,
    /// JSON list of role names.
    pub roles: String,
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
