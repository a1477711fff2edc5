//! One-time codes that were sent to telephones.

use huisheng_domain::one_time_code::{HOUR, Sent};
use jiff::Timestamp;
use sea_orm::QuerySelect;
use sea_orm::entity::prelude::*;

use crate::{Engine, Micros, StoreError, Write, rows};

/// The codes of one number.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_code")]
pub struct Model {
    /// Keyed hash of the number.
    #[sea_orm(primary_key, auto_increment = false)]
    pub contact_hash: Vec<u8>,
    pub code_hash: Option<Vec<u8>>,
    pub sent_at: Micros,
    pub tries: i32,
    pub hour_from: Micros,
    pub hour_count: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    fn of(contact: [u8; 32], sent: &Sent) -> Self {
        Self {
            contact_hash: contact.to_vec(),
            code_hash: sent.code.map(|hash| hash.to_vec()),
            sent_at: sent.at.into(),
            tries: sent.tries.into(),
            hour_from: sent.since.into(),
            hour_count: sent.count.into(),
        }
    }

    fn sent(self) -> Result<Sent, StoreError> {
        let unreadable = || StoreError::Unreadable("a one-time code".to_owned());
        let instant = |micros: Micros| micros.timestamp().ok_or_else(unreadable);
        let small = |number: i32| u8::try_from(number).map_err(|_| unreadable());
        let hash = |bytes: Vec<u8>| bytes.try_into().map_err(|_| unreadable());
        Ok(Sent {
            code: self.code_hash.map(hash).transpose()?,
            at: instant(self.sent_at)?,
            tries: small(self.tries)?,
            since: instant(self.hour_from)?,
            count: small(self.hour_count)?,
        })
    }
}

/// What was sent to a number, held until the transaction ends. Two who ask for the same number at once
/// wait for each other, also the first time: its row is made before it is held.
pub async fn begin(write: &Write, contact: [u8; 32]) -> Result<Sent, StoreError> {
    let sql = "INSERT INTO one_time_code (contact_hash, sent_at, tries, hour_from, hour_count) \
               VALUES (?, 0, 0, 0, 0) ON CONFLICT (contact_hash) DO NOTHING";
    let values = vec![contact.to_vec().into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    held(write, contact).await
}

/// The same, of a number to which something was sent.
///
/// # Errors
/// [`StoreError::NotFound`]: nothing was.
pub async fn held(write: &Write, contact: [u8; 32]) -> Result<Sent, StoreError> {
    let row = Entity::find_by_id(contact.to_vec()).lock_exclusive().one(write).await?;
    row.ok_or(StoreError::NotFound)?.sent()
}

/// Keeps what was sent to a number.
pub async fn put(
    connection: &impl ConnectionTrait,
    contact: [u8; 32],
    sent: &Sent,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, vec![Model::of(contact, sent)]).await
}

/// Codes that the installation sent within the last hour. Of a number whose last one is younger, those of
/// its whole hour count: never too few.
pub async fn within_the_hour(
    connection: &impl ConnectionTrait,
    now: Timestamp,
) -> Result<u32, StoreError> {
    let sql =
        "SELECT CAST(COALESCE(sum(hour_count), 0) AS BIGINT) FROM one_time_code WHERE sent_at > ?";
    let since = Micros::from(now - HOUR);
    let statement = Engine::of(connection).statement(sql, vec![since.0.into()]);
    let row = connection.query_one_raw(statement).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Forgets numbers to which nothing was sent for an hour; how many.
pub async fn forget(connection: &impl ConnectionTrait, now: Timestamp) -> Result<u64, StoreError> {
    let old = Column::SentAt.lte(Micros::from(now - HOUR));
    Ok(Entity::delete_many().filter(old).exec(connection).await?.rows_affected)
}
