//! The passwords that accounts had before.

use huisheng_domain::sign_in::KEPT;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, QuerySelect};

use crate::{Engine, Micros, StoreError, Write, rows};

/// Those before the one in use.
const BEFORE: u64 = KEPT as u64 - 1;

/// A password that was replaced.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "password_past")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub replaced_at: Micros,
    /// PHC string.
    pub password_hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps a password that was replaced; the oldest goes.
pub async fn put(
    write: &Write,
    account: Uuid,
    password_hash: String,
    now: Micros,
) -> Result<(), StoreError> {
    let row = Model { account, replaced_at: now, password_hash };
    rows::upsert::<Entity, _>(write, vec![row]).await?;
    let sql = "DELETE FROM password_past WHERE account = ? AND replaced_at NOT IN \
               (SELECT replaced_at FROM password_past WHERE account = ? ORDER BY replaced_at DESC LIMIT ?)";
    let values = vec![account.into(), account.into(), i64::from(BEFORE as u32).into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// The hashes of those that are not taken again, the latest first, without the one in use.
pub async fn of(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<String>, StoreError> {
    let past = Entity::find()
        .filter(Column::Account.eq(account))
        .order_by_desc(Column::ReplacedAt)
        .limit(BEFORE);
    Ok(past.all(connection).await?.into_iter().map(|row| row.password_hash).collect())
}
