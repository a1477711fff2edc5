//! 值班表: shifts of units, what they leave to the next, and what waits for who is on duty.

mod hand_over;
mod unsigned;

use std::collections::{BTreeMap, BTreeSet};

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, ShiftId, UnitId};
use huisheng_domain::roster::{LONGEST, Settings, Shift};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::rows::{insert, padded};
use crate::{Engine, Micros, StoreError, Write};

pub use hand_over::{
    HandOverRow, confirm, forget_hand_overs, hand_over, hand_overs, write_hand_over,
};
pub use unsigned::{Unsigned, unsigned};

/// Shifts written in one statement.
const AT_ONCE: usize = 200;
/// What is read of a shift.
const SHOWN: &str = "s.id, s.unit, s.begins_at, s.ends_at, s.on_duty, s.leader, s.phone, s.version";

const COLUMNS: [&str; 9] =
    ["area", "id", "unit", "begins_at", "ends_at", "on_duty", "leader", "phone", "version"];
/// A shift takes the place of its version before, and of no other.
const REPLACED: &str = "ON CONFLICT (area, id) DO UPDATE SET begins_at = excluded.begins_at, ends_at = excluded.ends_at, \
    on_duty = excluded.on_duty, leader = excluded.leader, phone = excluded.phone, version = excluded.version \
    WHERE shift.area = excluded.area AND shift.version = excluded.version - 1";
const DUTY_COLUMNS: [&str; 5] = ["area", "shift", "account", "begins_at", "leads"];

/// A shift, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftRow {
    /// Its version, from 1.
    pub version: i32,
    /// The shift.
    pub shift: Shift,
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("a shift".to_owned())
}

fn read(row: &QueryResult) -> Result<ShiftRow, StoreError> {
    let at = |nth| -> Result<Timestamp, StoreError> {
        Micros(row.try_get_by_index(nth)?).timestamp().ok_or_else(unreadable)
    };
    let on_duty: String = row.try_get_by_index(4)?;
    let on_duty: Vec<Uuid> = serde_json::from_str(&on_duty).map_err(|_| unreadable())?;
    let leader: Option<Uuid> = row.try_get_by_index(5)?;
    let shift = Shift {
        id: Id::from_uuid(row.try_get_by_index(0)?),
        unit: Id::from_uuid(row.try_get_by_index(1)?),
        begins: at(2)?,
        ends: at(3)?,
        on_duty: on_duty.into_iter().map(Id::from_uuid).collect(),
        leader: leader.map(Id::from_uuid),
        phone: row.try_get_by_index(6)?,
    };
    Ok(ShiftRow { version: row.try_get_by_index(7)?, shift })
}

async fn shifts(
    connection: &impl ConnectionTrait,
    area: Area,
    from: &str,
    such: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<ShiftRow>, StoreError> {
    let sql = format!("SELECT {SHOWN} FROM {from} WHERE s.area = ? AND {such}");
    let values = std::iter::once(area_of(area).into()).chain(values).collect();
    let statement = Engine::of(connection).statement(&sql, values);
    let rows = connection.query_all_raw(statement).await?;
    let mut shifts = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    shifts.sort_by_key(|row| (row.shift.begins, row.shift.ends, row.shift.id.uuid()));
    Ok(shifts)
}

/// The shifts of a unit that reach into the time from `from` to `until`, the first one first.
pub async fn of_unit(
    connection: &impl ConnectionTrait,
    area: Area,
    unit: UnitId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<ShiftRow>, StoreError> {
    let such = "s.unit = ? AND s.begins_at > ? AND s.begins_at < ? AND s.ends_at > ?";
    let values = [unit.uuid().into(), micros(reach(from)), micros(until), micros(from)];
    shifts(connection, area, "shift s", such, values).await
}

/// The shifts of all units that hold at `now`.
pub async fn holding(
    connection: &impl ConnectionTrait,
    area: Area,
    now: Timestamp,
) -> Result<Vec<Shift>, StoreError> {
    let such = "s.begins_at > ? AND s.begins_at <= ? AND s.ends_at > ?";
    let values = [micros(reach(now)), micros(now), micros(now)];
    let rows = shifts(connection, area, "shift s", such, values).await?;
    Ok(rows.into_iter().map(|row| row.shift).collect())
}

/// The shifts of these units that hold at `now`.
pub async fn holding_of(
    connection: &impl ConnectionTrait,
    area: Area,
    units: &[UnitId],
    now: Timestamp,
) -> Result<Vec<Shift>, StoreError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let units: Vec<Value> = padded(units.iter().map(|one| one.uuid().into()).collect());
    let such = format!(
        "s.unit IN ({}) AND s.begins_at > ? AND s.begins_at <= ? AND s.ends_at > ?",
        vec!["?"; units.len()].join(",")
    );
    let values = units.into_iter().chain([micros(reach(now)), micros(now), micros(now)]);
    let rows = shifts(connection, area, "shift s", &such, values).await?;
    Ok(rows.into_iter().map(|row| row.shift).collect())
}

/// The shifts of any unit that hold at `now` and name somebody, on duty or as the leader.
pub async fn holding_with(
    connection: &impl ConnectionTrait,
    area: Area,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Shift>, StoreError> {
    let such = "s.ends_at > ? AND s.id IN (SELECT d.shift FROM shift_duty d WHERE d.area = ? \
         AND d.account = ? AND d.begins_at > ? AND d.begins_at <= ?)";
    let (area_value, account) = (area_of(area).into(), account.uuid().into());
    let values = [micros(now), area_value, account, micros(reach(now)), micros(now)];
    let rows = shifts(connection, area, "shift s", such, values).await?;
    Ok(rows.into_iter().map(|row| row.shift).collect())
}

/// The shifts of any unit in which one of these people is on duty, that reach into the time.
pub async fn of_people(
    connection: &impl ConnectionTrait,
    area: Area,
    people: &BTreeSet<AccountId>,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Shift>, StoreError> {
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let people: Vec<Value> = padded(people.iter().map(|one| one.uuid().into()).collect());
    let such = format!(
        "s.ends_at > ? AND s.id IN (SELECT d.shift FROM shift_duty d WHERE d.area = ? \
         AND NOT d.leads AND d.account IN ({}) AND d.begins_at > ? AND d.begins_at < ?)",
        vec!["?"; people.len()].join(",")
    );
    let values = [micros(from), area_of(area).into()].into_iter().chain(people);
    let values = values.chain([micros(reach(from)), micros(until)]);
    let rows = shifts(connection, area, "shift s", &such, values).await?;
    Ok(rows.into_iter().map(|row| row.shift).collect())
}

/// These shifts; what is not there is left out.
pub async fn of_ids(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[ShiftId],
) -> Result<BTreeMap<ShiftId, ShiftRow>, StoreError> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let ids: Vec<Value> = padded(ids.iter().map(|id| id.uuid().into()).collect());
    let such = format!("s.id IN ({})", vec!["?"; ids.len()].join(","));
    let rows = shifts(connection, area, "shift s", &such, ids).await?;
    Ok(rows.into_iter().map(|row| (row.shift.id, row)).collect())
}

/// Before this instant no shift began that reaches into `from`.
fn reach(from: Timestamp) -> Timestamp {
    from.checked_sub(LONGEST).unwrap_or(Timestamp::MIN)
}

/// Writes shifts, each in place of its version before. Returns whether all of them were as they were seen: otherwise the
/// transaction is to be given up.
pub async fn put(write: &Write, area: Area, rows: &[ShiftRow]) -> Result<bool, StoreError> {
    let engine = Engine::of(write);
    for rows in rows.chunks(AT_ONCE) {
        let (mut values, mut duties) = (Vec::<Value>::new(), Vec::<Value>::new());
        for ShiftRow { version, shift } in rows {
            let on_duty: Vec<Uuid> = shift.on_duty.iter().map(|one| one.uuid()).collect();
            values.extend([
                area_of(area).into(),
                shift.id.uuid().into(),
                shift.unit.uuid().into(),
                micros(shift.begins),
                micros(shift.ends),
                serde_json::to_string(&on_duty).map_err(|_| unreadable())?.into(),
                shift.leader.map(Id::uuid).into(),
                shift.phone.clone().into(),
                (*version).into(),
            ]);
            let on_duty = on_duty.into_iter().map(|account| (account, false));
            let leader = shift.leader.map(|account| (account.uuid(), true));
            for (account, leads) in on_duty.chain(leader) {
                let (area, id) = (area_of(area).into(), shift.id.uuid().into());
                duties.extend([area, id, account.into(), micros(shift.begins), leads.into()]);
            }
        }
        let mut written = 0;
        for statement in insert(engine, "shift", &COLUMNS, values, REPLACED) {
            written += write.execute_raw(statement).await?.rows_affected();
        }
        if usize::try_from(written).ok() != Some(rows.len()) {
            return Ok(false);
        }
        let ids: Vec<Value> = rows.iter().map(|row| row.shift.id.uuid().into()).collect();
        delete(write, area, "shift_duty", "shift", ids).await?;
        for statement in insert(engine, "shift_duty", &DUTY_COLUMNS, duties, "") {
            write.execute_raw(statement).await?;
        }
    }
    Ok(true)
}

/// Removes shifts; what they handed over stays.
pub async fn remove(write: &Write, area: Area, ids: &[ShiftId]) -> Result<(), StoreError> {
    for ids in ids.chunks(AT_ONCE) {
        let ids: Vec<Value> = ids.iter().map(|id| id.uuid().into()).collect();
        delete(write, area, "shift_duty", "shift", ids.clone()).await?;
        delete(write, area, "shift", "id", ids).await?;
    }
    Ok(())
}

async fn delete(
    write: &Write,
    area: Area,
    table: &str,
    column: &str,
    ids: Vec<Value>,
) -> Result<(), StoreError> {
    let ids = padded(ids);
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!("DELETE FROM {table} WHERE area = ? AND {column} IN ({marks})");
    let values = std::iter::once(area_of(area).into()).chain(ids).collect();
    write.execute_raw(Engine::of(write).statement(&sql, values)).await?;
    Ok(())
}

/// How a unit keeps its roster; as usual until it said otherwise.
pub async fn settings(
    connection: &impl ConnectionTrait,
    area: Area,
    unit: UnitId,
) -> Result<Settings, StoreError> {
    let sql = "SELECT body FROM roster_setting WHERE area = ? AND unit = ?";
    let values = vec![area_of(area).into(), unit.uuid().into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    let Some(row) = row else { return Ok(Settings::default()) };
    let body: String = row.try_get_by_index(0)?;
    serde_json::from_str(&body).map_err(|_| unreadable())
}

/// Keeps how a unit keeps its roster.
pub async fn keep_settings(
    write: &Write,
    area: Area,
    unit: UnitId,
    settings: &Settings,
) -> Result<(), StoreError> {
    let body = serde_json::to_string(settings).map_err(|_| unreadable())?;
    let sql = "INSERT INTO roster_setting (area, unit, body) VALUES (?, ?, ?) \
        ON CONFLICT (area, unit) DO UPDATE SET body = excluded.body";
    let values = vec![area_of(area).into(), unit.uuid().into(), body.into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// Forgets shifts that began before then, and what they left to the next.
pub async fn forget(write: &Write, area: Area, before: Timestamp) -> Result<u64, StoreError> {
    let (engine, values) = (Engine::of(write), vec![area_of(area).into(), micros(before)]);
    for sql in [
        "DELETE FROM shift_hand_over WHERE area = ? AND shift IN (SELECT id FROM shift WHERE area = ? AND begins_at < ?)",
        "DELETE FROM shift_duty WHERE area = ? AND shift IN (SELECT id FROM shift WHERE area = ? AND begins_at < ?)",
    ] {
        let values = std::iter::once(area_of(area).into()).chain(values.clone()).collect();
        write.execute_raw(engine.statement(sql, values)).await?;
    }
    let sql = "DELETE FROM shift WHERE area = ? AND begins_at < ?";
    Ok(write.execute_raw(engine.statement(sql, values)).await?.rows_affected())
}
