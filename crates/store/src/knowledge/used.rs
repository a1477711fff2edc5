//! Answers that were used, and those whose owner is to look at them again.

use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{Row, SHOWN, read};
use crate::ledger::{area_of, micros};
use crate::{Engine, StoreError, Write, tally};

/// Counts that an entry was used in a matter; `false` if it was counted there already.
pub async fn used_in(
    write: &Write,
    area: Area,
    id: Uuid,
    matter: MatterId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let engine = Engine::of(write);
    let sql = "INSERT INTO knowledge_use (area, entry, matter, used_at) VALUES (?, ?, ?, ?) \
         ON CONFLICT (area, entry, matter) DO NOTHING";
    let key: [Value; 3] = [area_of(area).into(), id.into(), matter.uuid().into()];
    let values = key.into_iter().chain([micros(now)]).collect();
    let done = write.execute_raw(engine.statement(sql, values)).await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let sql = "UPDATE knowledge SET used = used + 1 WHERE area = ? AND id = ?";
    let values = vec![area_of(area).into(), id.into()];
    write.execute_raw(engine.statement(sql, values)).await?;
    Ok(true)
}

/// What is told until `day` at the latest, and whose owner was not asked about it yet: the earliest end first.
pub async fn to_ask(
    connection: &impl ConnectionTrait,
    area: Area,
    day: Date,
    limit: u32,
) -> Result<Vec<Row>, StoreError> {
    let sql = format!(
        "SELECT {SHOWN} FROM knowledge WHERE area = ? AND ask_until IS NOT NULL AND ask_until <= ? \
         ORDER BY area, ask_until, id LIMIT ?"
    );
    let values = vec![area_of(area).into(), tally::number(day).into(), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}

/// Writes down in which matter the owner was asked about an entry that ends on `until`; nothing if it was renewed or
/// withdrawn meanwhile.
pub async fn asked(
    write: &Write,
    area: Area,
    id: Uuid,
    until: Date,
    matter: MatterId,
) -> Result<(), StoreError> {
    let sql = "UPDATE knowledge SET ask_until = NULL, asked = ? WHERE area = ? AND id = ? AND ask_until = ?";
    let values =
        vec![matter.uuid().into(), area_of(area).into(), id.into(), tally::number(until).into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}
