//! Passkeys of accounts.

use std::collections::BTreeSet;

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{QueryOrder, QuerySelect};

use crate::{Micros, StoreError, Write};

/// A passkey.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    /// By which its owner names it to us.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account: Uuid,
    /// By which the device names it.
    pub credential_id: Vec<u8>,
    /// What signatures are looked at with, in the form of the library that does.
    pub public_key: Vec<u8>,
    /// How often the device says that it has signed; 0: it does not count.
    pub counter: i64,
    /// The device may copy it to others of the same person.
    pub synced: bool,
    /// What its owner calls it.
    pub name: String,
    pub made_at: Micros,
    pub used_at: Option<Micros>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `passkey`.
pub type PasskeyRow = Model;

/// Adds one.
///
/// # Errors
/// [`StoreError::Conflict`]: the device has given the same to an account before.
pub async fn add(write: &Write, row: PasskeyRow) -> Result<(), StoreError> {
    Entity::insert(ActiveModel::from(row)).exec_without_returning(write).await?;
    Ok(())
}

/// That which a device names so.
pub async fn find(
    connection: &impl ConnectionTrait,
    credential_id: &[u8],
) -> Result<Option<PasskeyRow>, StoreError> {
    let named = Entity::find().filter(Column::CredentialId.eq(credential_id.to_vec()));
    Ok(named.one(connection).await?)
}

/// The same, held until the transaction ends.
pub async fn find_held(
    write: &Write,
    credential_id: &[u8],
) -> Result<Option<PasskeyRow>, StoreError> {
    let named = Entity::find().filter(Column::CredentialId.eq(credential_id.to_vec()));
    Ok(named.lock_exclusive().one(write).await?)
}

/// Those of an account, the oldest first.
pub async fn of_account(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<PasskeyRow>, StoreError> {
    let all = Entity::find().filter(Column::Account.eq(account));
    let all = all.order_by_asc(Column::MadeAt).order_by_asc(Column::Id);
    Ok(all.all(connection).await?)
}

/// Which of these accounts have any.
pub async fn holders(
    connection: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<BTreeSet<Uuid>, StoreError> {
    if accounts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let select = Entity::find().select_only().column(Column::Account);
    let found = select.filter(Column::Account.is_in(accounts.iter().copied()));
    Ok(found.into_tuple::<Uuid>().all(connection).await?.into_iter().collect())
}

/// Somebody has shown it: what the device counts now, and when.
pub async fn used(write: &Write, id: Uuid, counter: i64, now: Micros) -> Result<(), StoreError> {
    let one = Entity::update_many()
        .col_expr(Column::Counter, Expr::value(counter))
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::Id.eq(id));
    one.exec(write).await?;
    Ok(())
}

/// Takes one of an account away. Returns whether there was one.
pub async fn remove(write: &Write, account: Uuid, id: Uuid) -> Result<bool, StoreError> {
    let one = Entity::delete_many().filter(Column::Account.eq(account)).filter(Column::Id.eq(id));
    Ok(one.exec(write).await?.rows_affected == 1)
}

/// Takes all of an account away; how many.
pub async fn remove_all(write: &Write, account: Uuid) -> Result<u64, StoreError> {
    Ok(Entity::delete_many().filter(Column::Account.eq(account)).exec(write).await?.rows_affected)
}
