//! Second factors of accounts, and their recovery codes.

use std::collections::BTreeSet;

use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::{Cipher, Engine, Micros, Store, StoreError, Write, cipher, rows};

/// The second factor of an account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "second_factor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account: Uuid,
    /// Sealed, under [`place`].
    pub secret: Vec<u8>,
    /// The last step of time whose code was used.
    pub used_step: Option<i64>,
    pub made_at: Micros,
    /// When the first code was given; before that it is none.
    pub confirmed_at: Option<Micros>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `second_factor`.
pub type SecondFactorRow = Model;

/// Where the secret of an account stands, for sealing it.
pub fn place(account: Uuid) -> Vec<u8> {
    cipher::place("second_factor.secret", 0, account, 0)
}

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<SecondFactorRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Seals anew what an older key sealed; how many.
pub(crate) async fn seal_anew(store: &Store, cipher: &Cipher) -> Result<u64, StoreError> {
    let write = store.write().await?;
    let mut rows = Entity::find().lock_exclusive().all(&write).await?;
    rows.retain(|row| cipher::key_of(&row.secret) != Some(cipher.current()));
    let count = rows.len() as u64;
    for row in &mut rows {
        let what = place(row.account);
        row.secret = cipher.seal(&what, &cipher.open(&what, &row.secret)?);
    }
    upsert(&write, rows).await?;
    write.commit().await?;
    Ok(count)
}

/// That of an account, also one that was not confirmed yet.
pub async fn find(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Option<SecondFactorRow>, StoreError> {
    Ok(Entity::find_by_id(account).one(connection).await?)
}

/// The same, held until the transaction ends.
pub async fn find_held(
    write: &Write,
    account: Uuid,
) -> Result<Option<SecondFactorRow>, StoreError> {
    Ok(Entity::find_by_id(account).lock_exclusive().one(write).await?)
}

/// Which of these accounts have one.
pub async fn confirmed(
    connection: &impl ConnectionTrait,
    accounts: &[Uuid],
) -> Result<BTreeSet<Uuid>, StoreError> {
    if accounts.is_empty() {
        return Ok(BTreeSet::new());
    }
    let select = Entity::find().select_only().column(Column::Account);
    let found = select
        .filter(Column::Account.is_in(accounts.iter().copied()))
        .filter(Column::ConfirmedAt.is_not_null());
    Ok(found.into_tuple::<Uuid>().all(connection).await?.into_iter().collect())
}

/// Takes it away, with its recovery codes. Returns whether there was one.
pub async fn remove(write: &Write, account: Uuid) -> Result<bool, StoreError> {
    forget_codes(write, account).await?;
    Ok(Entity::delete_by_id(account).exec(write).await?.rows_affected == 1)
}

/// Other recovery codes from now on.
pub async fn put_codes(
    write: &Write,
    account: Uuid,
    hashes: &[[u8; 32]],
) -> Result<(), StoreError> {
    forget_codes(write, account).await?;
    let values = hashes.iter().flat_map(|hash| [account.into(), hash.to_vec().into()]).collect();
    let columns = ["account", "code_hash"];
    for statement in rows::insert(Engine::of(write), "recovery_code", &columns, values, "") {
        write.execute_raw(statement).await?;
    }
    Ok(())
}

async fn forget_codes(write: &Write, account: Uuid) -> Result<(), StoreError> {
    let sql = "DELETE FROM recovery_code WHERE account = ?";
    write.execute_raw(Engine::of(write).statement(sql, vec![account.into()])).await?;
    Ok(())
}

/// Uses up a recovery code. Returns whether it was one.
pub async fn use_code(write: &Write, account: Uuid, hash: [u8; 32]) -> Result<bool, StoreError> {
    let sql = "DELETE FROM recovery_code WHERE account = ? AND code_hash = ?";
    let values = vec![account.into(), hash.to_vec().into()];
    let used = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(used.rows_affected() == 1)
}

/// Recovery codes that are left.
pub async fn codes_left(
    connection: &impl ConnectionTrait,
    account: Uuid,
) -> Result<i64, StoreError> {
    let sql = "SELECT CAST(count(*) AS BIGINT) FROM recovery_code WHERE account = ?";
    let statement = Engine::of(connection).statement(sql, vec![account.into()]);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get_by_index(0))?)
}
