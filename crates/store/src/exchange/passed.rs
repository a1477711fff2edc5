//! Files that went over with an order, by the hash they had where they come from.

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::area::Area;
use huisheng_domain::id::{FileId, Id};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::{Engine, StoreError, Write};

/// A file of an order: partner, number and hash.
pub type Key<'k> = (Uuid, &'k str, &'k str);

/// The files that came with an order, as what they are kept here.
pub async fn came(
    connection: &impl ConnectionTrait,
    area: Area,
    partner: Uuid,
    number: &str,
) -> Result<BTreeMap<String, FileId>, StoreError> {
    let sql = "SELECT sha256, file FROM exchange_file WHERE area = ? AND partner = ? AND number = ? AND sent = ?";
    let values = vec![area_of(area).into(), partner.into(), number.into(), false.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let each = rows.iter().map(|row| {
        let file: Uuid = row.try_get_by_index(1)?;
        Ok((row.try_get_by_index(0)?, Id::from_uuid(file)))
    });
    each.collect()
}

/// The files that were sent with an order.
pub async fn went(
    connection: &impl ConnectionTrait,
    area: Area,
    partner: Uuid,
    number: &str,
) -> Result<BTreeSet<String>, StoreError> {
    let sql = "SELECT sha256 FROM exchange_file WHERE area = ? AND partner = ? AND number = ? AND sent = ?";
    let values = vec![area_of(area).into(), partner.into(), number.into(), true.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index(0)?)).collect()
}

/// A file came.
pub async fn received(
    write: &Write,
    area: Area,
    key: Key<'_>,
    file: FileId,
    now: Timestamp,
) -> Result<(), StoreError> {
    put(write, area, key, Some(file), now).await
}

/// A file was sent.
pub async fn sent(
    write: &Write,
    area: Area,
    key: Key<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    put(write, area, key, None, now).await
}

async fn put(
    write: &Write,
    area: Area,
    (partner, number, sha256): Key<'_>,
    file: Option<FileId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO exchange_file (area, partner, number, sent, sha256, file, at) VALUES (?, ?, ?, ?, ?, ?, ?) \
        ON CONFLICT (area, partner, number, sent, sha256) DO UPDATE SET file = excluded.file, at = excluded.at";
    let of = [area_of(area).into(), partner.into(), number.into(), file.is_none().into()];
    let said = [sha256.into(), file.map(FileId::uuid).into(), micros(now)];
    let values: Vec<Value> = of.into_iter().chain(said).collect();
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// The other side has not got it: it is sent again.
pub async fn forget_sent(
    write: &Write,
    area: Area,
    (partner, number, sha256): Key<'_>,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM exchange_file WHERE area = ? AND partner = ? AND number = ? AND sent = ? AND sha256 = ?";
    let of = [area_of(area).into(), partner.into(), number.into()];
    let values = of.into_iter().chain([true.into(), sha256.into()]).collect();
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}
