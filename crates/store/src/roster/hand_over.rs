//! 交接班: what shifts left to those after them.

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, ShiftId, UnitId};
use huisheng_domain::roster::{Confirmed, HandOver};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::unreadable;
use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError, Write};

const SHOWN: &str =
    "shift, unit, ended_at, written_by, written_at, remarks, matters, confirmed_by, confirmed_at";

/// A hand-over, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandOverRow {
    /// Whose shift it was.
    pub unit: UnitId,
    /// When that ended.
    pub ended: Timestamp,
    /// What was left.
    pub hand_over: HandOver,
}

fn read(row: &QueryResult) -> Result<HandOverRow, StoreError> {
    let at = |micros: i64| Micros(micros).timestamp().ok_or_else(unreadable);
    let matters: String = row.try_get_by_index(6)?;
    let matters: Vec<Uuid> = serde_json::from_str(&matters).map_err(|_| unreadable())?;
    let by: Option<Uuid> = row.try_get_by_index(7)?;
    let confirmed_at: Option<i64> = row.try_get_by_index(8)?;
    let confirmed = by
        .zip(confirmed_at)
        .map(|(by, micros)| {
            Ok::<_, StoreError>(Confirmed { by: Id::from_uuid(by), at: at(micros)? })
        })
        .transpose()?;
    let hand_over = HandOver {
        shift: Id::from_uuid(row.try_get_by_index(0)?),
        by: Id::from_uuid(row.try_get_by_index(3)?),
        at: at(row.try_get_by_index(4)?)?,
        remarks: row.try_get_by_index(5)?,
        matters: matters.into_iter().map(Id::from_uuid).collect(),
        confirmed,
    };
    let unit = Id::from_uuid(row.try_get_by_index(1)?);
    Ok(HandOverRow { unit, ended: at(row.try_get_by_index(2)?)?, hand_over })
}

/// What a shift left, if it was written.
pub async fn hand_over(
    connection: &impl ConnectionTrait,
    area: Area,
    shift: ShiftId,
) -> Result<Option<HandOverRow>, StoreError> {
    let sql = format!("SELECT {SHOWN} FROM shift_hand_over WHERE area = ? AND shift = ?");
    let values = vec![area_of(area).into(), shift.uuid().into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(&sql, values)).await?;
    row.as_ref().map(read).transpose()
}

/// The last hand-overs of a unit, the latest first.
pub async fn hand_overs(
    connection: &impl ConnectionTrait,
    area: Area,
    unit: UnitId,
    limit: u64,
) -> Result<Vec<HandOverRow>, StoreError> {
    let sql = format!(
        "SELECT {SHOWN} FROM shift_hand_over WHERE area = ? AND unit = ? ORDER BY ended_at DESC LIMIT ?"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = vec![area_of(area).into(), unit.uuid().into(), limit.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}

/// Writes a hand-over, or writes it anew in place of that of `seen`. Returns whether nobody wrote or confirmed meanwhile.
pub async fn write_hand_over(
    write: &Write,
    area: Area,
    row: &HandOverRow,
    seen: Option<Timestamp>,
) -> Result<bool, StoreError> {
    let HandOverRow { unit, ended, hand_over } = row;
    let matters: Vec<Uuid> = hand_over.matters.iter().map(|matter| matter.uuid()).collect();
    let sql = "INSERT INTO shift_hand_over (area, shift, unit, ended_at, written_by, written_at, remarks, matters) \
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (area, shift) DO UPDATE SET written_by = excluded.written_by, \
        written_at = excluded.written_at, remarks = excluded.remarks, matters = excluded.matters \
        WHERE shift_hand_over.area = excluded.area AND shift_hand_over.confirmed_at IS NULL \
        AND shift_hand_over.written_at = ?";
    let values: Vec<Value> = vec![
        area_of(area).into(),
        hand_over.shift.uuid().into(),
        unit.uuid().into(),
        micros(*ended),
        hand_over.by.uuid().into(),
        micros(hand_over.at),
        hand_over.remarks.clone().into(),
        serde_json::to_string(&matters).map_err(|_| unreadable())?.into(),
        seen.map_or(Value::BigInt(None), micros),
    ];
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Writes down who took over what was written at `seen`. Returns whether nobody took over or wrote meanwhile.
pub async fn confirm(
    write: &Write,
    area: Area,
    shift: ShiftId,
    seen: Timestamp,
    confirmed: Confirmed,
) -> Result<bool, StoreError> {
    let sql = "UPDATE shift_hand_over SET confirmed_by = ?, confirmed_at = ? \
        WHERE area = ? AND shift = ? AND written_at = ? AND confirmed_at IS NULL";
    let values: Vec<Value> = vec![
        confirmed.by.uuid().into(),
        micros(confirmed.at),
        area_of(area).into(),
        shift.uuid().into(),
        micros(seen),
    ];
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets what shifts that ended before then left to the next.
pub async fn forget_hand_overs(
    write: &Write,
    area: Area,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let sql = "DELETE FROM shift_hand_over WHERE area = ? AND ended_at < ?";
    let values = vec![area_of(area).into(), micros(before)];
    Ok(write.execute_raw(Engine::of(write).statement(sql, values)).await?.rows_affected())
}
