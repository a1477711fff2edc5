//! Which matters were entered from a call.

use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{Row, SHOWN, read};
use crate::cipher::Cipher;
use crate::ledger::{area_of, micros};
use crate::rows::padded;
use crate::{Engine, StoreError, Write};

/// A matter was entered from a call. The number goes: the matter has it, sealed and erased as its reporter is.
pub async fn link(
    write: &Write,
    area: Area,
    call: Uuid,
    matter: MatterId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let engine = Engine::of(write);
    let sql = "INSERT INTO call_matter (area, call, matter) VALUES (?, ?, ?) ON CONFLICT (area, call, matter) DO NOTHING";
    let values = vec![area_of(area).into(), call.into(), matter.uuid().into()];
    write.execute_raw(engine.statement(sql, values)).await?;
    let sql = "UPDATE call SET loose_at = NULL, missed_at = NULL, sealed_number = NULL, number_index = NULL, changed_at = ? \
        WHERE area = ? AND id = ?";
    let values = vec![micros(now), area_of(area).into(), call.into()];
    write.execute_raw(engine.statement(sql, values)).await?;
    Ok(())
}

/// The matters that were entered from each of these calls.
pub async fn matters_of(
    connection: &impl ConnectionTrait,
    area: Area,
    calls: &[Uuid],
) -> Result<HashMap<Uuid, Vec<MatterId>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<MatterId>> = HashMap::new();
    if calls.is_empty() {
        return Ok(found);
    }
    let calls = padded(calls.to_vec());
    let marks = vec!["?"; calls.len()].join(",");
    let sql = format!("SELECT call, matter FROM call_matter WHERE area = ? AND call IN ({marks})");
    let values = std::iter::once(area_of(area).into()).chain(calls.into_iter().map(Value::from));
    let statement = Engine::of(connection).statement(&sql, values.collect());
    for row in connection.query_all_raw(statement).await? {
        let matter = Id::from_uuid(row.try_get_by_index(1)?);
        found.entry(row.try_get_by_index(0)?).or_default().push(matter);
    }
    Ok(found)
}

/// The calls that a matter was entered from.
pub async fn of_matter(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
    matter: MatterId,
) -> Result<Vec<Row>, StoreError> {
    let sql = format!(
        "SELECT {SHOWN} FROM call WHERE area = ? AND id IN (SELECT call FROM call_matter WHERE area = ? AND matter = ?)"
    );
    let values = vec![area_of(area).into(), area_of(area).into(), matter.uuid().into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(|row| read(row, cipher, area)).collect()
}
