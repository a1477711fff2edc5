//! Tokens with which programs act for an account.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::{Micros, StoreError, rows};

/// One token. The token itself is only with the program.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "api_token")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// JSON list of scopes.
    pub scopes: String,
    pub made_at: Micros,
    pub expires_at: Micros,
    /// When it was used last, to the hour.
    pub used_at: Option<Micros>,
    /// The post it acts in: that in which it was made. None: the first that is held.
    pub post: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `api_token`.
pub type ApiTokenRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<ApiTokenRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// The token of this hash, unless it has expired.
pub async fn find(
    connection: &impl ConnectionTrait,
    token_hash: &[u8],
    now: Micros,
) -> Result<ApiTokenRow, StoreError> {
    let token = Entity::find()
        .filter(Column::TokenHash.eq(token_hash.to_vec()))
        .filter(Column::ExpiresAt.gt(now));
    token.one(connection).await?.ok_or(StoreError::NotFound)
}

/// The tokens of an account, also those that have expired, the latest first.
pub async fn of_account(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<ApiTokenRow>, StoreError> {
    let all = Entity::find().filter(Column::Account.eq(account)).order_by_desc(Column::MadeAt);
    Ok(all.all(connection).await?)
}

/// Writes down that a token was used.
pub async fn used(
    connection: &impl ConnectionTrait,
    id: Uuid,
    now: Micros,
) -> Result<(), StoreError> {
    let used =
        Entity::update_many().col_expr(Column::UsedAt, Expr::value(now)).filter(Column::Id.eq(id));
    used.exec(connection).await?;
    Ok(())
}

/// Takes back a token of an account. Returns whether there was one.
pub async fn remove(
    connection: &impl ConnectionTrait,
    account: Uuid,
    id: Uuid,
) -> Result<bool, StoreError> {
    let one = Entity::delete_many().filter(Column::Account.eq(account)).filter(Column::Id.eq(id));
    Ok(one.exec(connection).await?.rows_affected == 1)
}

/// Takes back all tokens of an account; how many.
pub async fn remove_all(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<u64, StoreError> {
    let all = Entity::delete_many().filter(Column::Account.eq(account));
    Ok(all.exec(connection).await?.rows_affected)
}
