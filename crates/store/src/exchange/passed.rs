//! Files that went over with an order.

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{FileId, Id};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::{Engine, StoreError, Write};

/// The files of an order that went over, by the hash they had where they come from: as what they are kept here, nothing for
/// those that were sent.
pub async fn passed(
    connection: &impl ConnectionTrait,
    area: Area,
    partner: Uuid,
    number: &str,
) -> Result<BTreeMap<String, Option<FileId>>, StoreError> {
    let sql =
        "SELECT sha256, file FROM exchange_file WHERE area = ? AND partner = ? AND number = ?";
    let values = vec![area_of(area).into(), partner.into(), number.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let each = rows.iter().map(|row| {
        let file: Option<Uuid> = row.try_get_by_index(1)?;
        Ok((row.try_get_by_index(0)?, file.map(Id::from_uuid)))
    });
    each.collect()
}

/// A file came.
pub async fn received(
    write: &Write,
    area: Area,
    (partner, number, sha256): (Uuid, &str, &str),
    file: FileId,
    now: Timestamp,
) -> Result<(), StoreError> {
    put(write, area, (partner, number, sha256), Some(file), now).await
}

/// A file was sent.
pub async fn sent(
    write: &Write,
    area: Area,
    key: (Uuid, &str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    put(write, area, key, None, now).await
}

async fn put(
    write: &Write,
    area: Area,
    (partner, number, sha256): (Uuid, &str, &str),
    file: Option<FileId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO exchange_file (area, partner, number, sha256, file, at) VALUES (?, ?, ?, ?, ?, ?) \
        ON CONFLICT (area, partner, number, sha256) DO UPDATE SET file = excluded.file, at = excluded.at";
    let key: [Value; 4] = [area_of(area).into(), partner.into(), number.into(), sha256.into()];
    let said = [file.map(FileId::uuid).into(), micros(now)];
    let values = key.into_iter().chain(said).collect();
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// The other side has not got it: it is sent again.
pub async fn forget_sent(
    write: &Write,
    area: Area,
    (partner, number, sha256): (Uuid, &str, &str),
) -> Result<(), StoreError> {
    let sql =
        "DELETE FROM exchange_file WHERE area = ? AND partner = ? AND number = ? AND sha256 = ?";
    let values = vec![area_of(area).into(), partner.into(), number.into(), sha256.into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}
