//! Up to where the history of an area was told, and when a matter is to be looked at again.

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use super::unreadable;
use crate::feed::Mark;
use crate::ledger::{area_of, micros};
use crate::rows::insert;
use crate::{Engine, Micros, StoreError, Write};

/// Up to where it was told; none before the first time.
pub async fn mark(
    connection: &impl ConnectionTrait,
    area: Area,
) -> Result<Option<Mark>, StoreError> {
    let sql = "SELECT recorded_at, matter, seq FROM notification_mark WHERE area = ?";
    let statement = Engine::of(connection).statement(sql, vec![area_of(area).into()]);
    let Some(row) = connection.query_one_raw(statement).await? else { return Ok(None) };
    let seq: i32 = row.try_get_by_index(2)?;
    Ok(Some(Mark {
        recorded: Micros(row.try_get_by_index(0)?).timestamp().ok_or_else(unreadable)?,
        matter: Id::from_uuid(row.try_get_by_index(1)?),
        seq: u32::try_from(seq).map_err(|_| unreadable())?,
    }))
}

/// It was told up to there; another node may be further, and then stays so.
pub async fn keep_mark(write: &Write, area: Area, mark: Mark) -> Result<(), StoreError> {
    let sql = "INSERT INTO notification_mark (area, recorded_at, matter, seq) VALUES (?, ?, ?, ?) \
         ON CONFLICT (area) DO UPDATE SET recorded_at = excluded.recorded_at, matter = excluded.matter, \
         seq = excluded.seq WHERE notification_mark.area = excluded.area \
         AND notification_mark.recorded_at <= excluded.recorded_at";
    let values = vec![
        area_of(area).into(),
        micros(mark.recorded),
        mark.matter.uuid().into(),
        i32::try_from(mark.seq).unwrap_or(i32::MAX).into(),
    ];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// Looks at these matters again then.
pub async fn set_alarms(
    write: &Write,
    area: Area,
    alarms: &[(Timestamp, MatterId)],
) -> Result<(), StoreError> {
    let values = alarms
        .iter()
        .flat_map(|(at, matter)| [Value::from(area_of(area)), micros(*at), matter.uuid().into()]);
    let (columns, values) = (["area", "at", "matter"], values.collect());
    let again = "ON CONFLICT (area, at, matter) DO NOTHING";
    for statement in insert(Engine::of(write), "alarm", &columns, values, again) {
        write.execute_raw(statement).await?;
    }
    Ok(())
}

/// What is to be looked at by `now`, the earliest first.
pub async fn alarms(
    connection: &impl ConnectionTrait,
    area: Area,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<(Timestamp, MatterId)>, StoreError> {
    let sql = "SELECT at, matter FROM alarm WHERE area = ? AND at <= ? ORDER BY at, matter LIMIT ?";
    let values = vec![area_of(area).into(), micros(now), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let read = |row: &sea_orm::QueryResult| {
        let at = Micros(row.try_get_by_index(0)?).timestamp().ok_or_else(unreadable)?;
        Ok((at, Id::from_uuid(row.try_get_by_index(1)?)))
    };
    rows.iter().map(read).collect()
}

/// They were looked at.
pub async fn drop_alarms(
    write: &Write,
    area: Area,
    alarms: &[(Timestamp, MatterId)],
) -> Result<(), StoreError> {
    let Some(last) = alarms.last() else { return Ok(()) };
    // As many as a power of two, so that few texts are parsed.
    let all = alarms.iter().chain(std::iter::repeat(last)).take(alarms.len().next_power_of_two());
    let values = all.flat_map(|(at, matter)| [micros(*at), matter.uuid().into()]);
    let pairs = vec!["(?, ?)"; alarms.len().next_power_of_two()].join(",");
    let sql = format!("DELETE FROM alarm WHERE area = ? AND (at, matter) IN (VALUES {pairs})");
    let values = std::iter::once(area_of(area).into()).chain(values).collect();
    write.execute_raw(Engine::of(write).statement(&sql, values)).await?;
    Ok(())
}
