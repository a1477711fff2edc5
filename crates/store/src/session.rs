//! Sessions of accounts that signed in.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::{Micros, StoreError, rows};

/// One session. The token itself is only with the browser.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: Vec<u8>,
    /// By which it is listed and ended.
    pub id: Uuid,
    pub account: Uuid,
    /// What it is used on, in few words.
    pub device: String,
    /// A telephone.
    pub telephone: bool,
    pub created_at: Micros,
    /// When it was used last, to the minute.
    pub used_at: Micros,
    /// When it ends if it is not used again.
    pub expires_at: Micros,
    /// When it ends whatever happens.
    pub ends_at: Micros,
    /// It began at the identity provider of the office.
    pub by_provider: bool,
    /// A second factor was shown there.
    pub twice_elsewhere: bool,
    /// The post it acts in; none: the first that is held.
    pub post: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `session`.
pub type SessionRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<SessionRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by created_at.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<SessionRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::CreatedAt).all(connection).await?)
}

/// The session of a token, unless it has expired.
pub async fn find(
    connection: &impl ConnectionTrait,
    token_hash: &[u8],
    now: Micros,
) -> Result<SessionRow, StoreError> {
    let session = Entity::find_by_id(token_hash.to_vec()).filter(Column::ExpiresAt.gt(now));
    session.one(connection).await?.ok_or(StoreError::NotFound)
}

/// Writes down that a session was used. Returns whether it is still there.
pub async fn used(
    connection: &impl ConnectionTrait,
    token_hash: &[u8],
    at: Micros,
    expires: Micros,
) -> Result<bool, StoreError> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(at))
        .col_expr(Column::ExpiresAt, Expr::value(expires))
        .filter(Column::TokenHash.eq(token_hash.to_vec()));
    Ok(used.exec(connection).await?.rows_affected == 1)
}

/// From now on it acts in another post.
pub async fn act_in(
    connection: &impl ConnectionTrait,
    token_hash: &[u8],
    post: Uuid,
) -> Result<(), StoreError> {
    let other = Entity::update_many()
        .col_expr(Column::Post, Expr::value(post))
        .filter(Column::TokenHash.eq(token_hash.to_vec()));
    other.exec(connection).await?;
    Ok(())
}

/// The sessions of an account that have not ended, the one used last first.
pub async fn of_account(
    connection: &impl ConnectionTrait,
    account: Uuid,
    now: Micros,
) -> Result<Vec<SessionRow>, StoreError> {
    let all = Entity::find()
        .filter(Column::Account.eq(account))
        .filter(Column::ExpiresAt.gt(now))
        .order_by_desc(Column::UsedAt);
    Ok(all.all(connection).await?)
}

/// Ends the session of an account that has this id. Returns whether there was one.
pub async fn end_one(
    connection: &impl ConnectionTrait,
    account: Uuid,
    id: Uuid,
) -> Result<bool, StoreError> {
    let one = Entity::delete_many().filter(Column::Account.eq(account)).filter(Column::Id.eq(id));
    Ok(one.exec(connection).await?.rows_affected == 1)
}

/// Ends every session of an account but this one; how many.
pub async fn end_others(
    connection: &impl ConnectionTrait,
    account: Uuid,
    token_hash: &[u8],
) -> Result<u64, StoreError> {
    let others = Entity::delete_many()
        .filter(Column::Account.eq(account))
        .filter(Column::TokenHash.ne(token_hash.to_vec()));
    Ok(others.exec(connection).await?.rows_affected)
}

/// Ends one session; none is no error.
pub async fn end(connection: &impl ConnectionTrait, token_hash: &[u8]) -> Result<(), StoreError> {
    Entity::delete_by_id(token_hash.to_vec()).exec(connection).await?;
    Ok(())
}

/// Ends every session of an account, as after a change of password.
pub async fn end_all(connection: &impl ConnectionTrait, account: Uuid) -> Result<(), StoreError> {
    Entity::delete_many().filter(Column::Account.eq(account)).exec(connection).await?;
    Ok(())
}

/// Forgets what has expired; how many.
pub async fn forget_expired(
    connection: &impl ConnectionTrait,
    now: Micros,
) -> Result<u64, StoreError> {
    Ok(Entity::delete_many()
        .filter(Column::ExpiresAt.lte(now))
        .exec(connection)
        .await?
        .rows_affected)
}
