//! Failed tries to sign in: of a name, or of an address.

use std::collections::BTreeMap;

use huisheng_domain::sign_in::{DAY, Tries};
use jiff::Timestamp;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::{Engine, Micros, StoreError, Write, rows};

/// What failed under one name, or from one address.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_in_try")]
pub struct Model {
    /// Keyed hash of the name or the address.
    #[sea_orm(primary_key, auto_increment = false)]
    pub who_hash: Vec<u8>,
    pub failures: i32,
    pub since: Micros,
    pub locks: i32,
    pub locked_until: Micros,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    fn of(who: [u8; 32], tries: &Tries) -> Self {
        Self {
            who_hash: who.to_vec(),
            failures: tries.failures.into(),
            since: tries.since.into(),
            locks: tries.locks.into(),
            locked_until: tries.until.into(),
        }
    }

    fn tries(&self) -> Result<Tries, StoreError> {
        let unreadable = || StoreError::Unreadable("tries to sign in".to_owned());
        let instant = |micros: Micros| micros.timestamp().ok_or_else(unreadable);
        let small = |number: i32| u8::try_from(number).map_err(|_| unreadable());
        Ok(Tries {
            failures: small(self.failures)?,
            since: instant(self.since)?,
            locks: small(self.locks)?,
            until: instant(self.locked_until)?,
        })
    }
}

/// What failed so far, held until the transaction ends. Two who try at once wait for each other, also
/// the first time: the row is made before it is held.
pub async fn begin(write: &Write, who: [u8; 32]) -> Result<Tries, StoreError> {
    let sql = "INSERT INTO sign_in_try (who_hash, failures, since, locks, locked_until) \
               VALUES (?, 0, 0, 0, 0) ON CONFLICT (who_hash) DO NOTHING";
    let values = vec![who.to_vec().into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    let row = Entity::find_by_id(who.to_vec()).lock_exclusive().one(write).await?;
    row.ok_or(StoreError::NotFound)?.tries()
}

/// Keeps what failed.
pub async fn put(
    connection: &impl ConnectionTrait,
    who: [u8; 32],
    tries: &Tries,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, vec![Model::of(who, tries)]).await
}

/// Nothing is held against this name any more.
pub async fn clear(connection: &impl ConnectionTrait, who: [u8; 32]) -> Result<(), StoreError> {
    Entity::delete_by_id(who.to_vec()).exec(connection).await?;
    Ok(())
}

/// What failed under these names and from these addresses; of most there is nothing.
pub async fn of(
    connection: &impl ConnectionTrait,
    all: &[[u8; 32]],
) -> Result<BTreeMap<[u8; 32], Tries>, StoreError> {
    if all.is_empty() {
        return Ok(BTreeMap::new());
    }
    let hashes = all.iter().map(|who| who.to_vec());
    let rows = Entity::find().filter(Column::WhoHash.is_in(hashes)).all(connection).await?;
    let unreadable = |_| StoreError::Unreadable("tries to sign in".to_owned());
    rows.into_iter()
        .map(|row| Ok((row.who_hash.clone().try_into().map_err(unreadable)?, row.tries()?)))
        .collect()
}

/// Forgets what was quiet for a day; how many.
pub async fn forget(connection: &impl ConnectionTrait, now: Timestamp) -> Result<u64, StoreError> {
    let day = Micros::from(now - DAY);
    let quiet =
        Entity::delete_many().filter(Column::Since.lte(day)).filter(Column::LockedUntil.lte(day));
    Ok(quiet.exec(connection).await?.rows_affected)
}
