//! 来电: calls of the hotline, and the matters that were entered from them.

mod list;
mod matter;

use huisheng_domain::area::Area;
use huisheng_domain::call::{Direction, Times};
use huisheng_domain::id::{AccountId, Id, UnitId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::cipher::{Cipher, place};
use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError, Write};

pub use list::{List, changed, list};
pub use matter::{link, matters_of, of_matter};

/// What is read of a call.
const SHOWN: &str = "id, switch_id, direction, account, line, rang_at, answered_at, ended_at, missed_at, loose_at, sealed_number, unit";
/// What sealed numbers are for, and what an exact one is found by.
const NUMBER: &str = "call.sealed_number";
const NUMBER_INDEX: &str = "call.number_index";

/// A call, as it is kept. Not printable: the number must not get into a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: Uuid,
    /// The id that the telephone system gave it.
    pub switch_id: String,
    /// In or out.
    pub direction: Direction,
    /// Whose line it is; none of calls that were told of before that was kept.
    pub unit: Option<UnitId>,
    /// Who took it or called.
    pub account: Option<AccountId>,
    /// The line: the number that was called, or the extension.
    pub line: Option<String>,
    /// When it rang, was taken and ended.
    pub times: Times,
    /// Somebody has to call back, should nobody take it.
    pub to_call_back: bool,
    /// No matter was entered from it yet.
    pub loose: bool,
    /// The number at the other end; none if it was not told, or is with a matter now.
    pub number: Option<String>,
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("a call".to_owned())
}

fn read(row: &QueryResult, cipher: &Cipher, area: Area) -> Result<Row, StoreError> {
    let id: Uuid = row.try_get_by_index(0)?;
    let direction: String = row.try_get_by_index(2)?;
    let account: Option<Uuid> = row.try_get_by_index(3)?;
    let unit: Option<Uuid> = row.try_get_by_index(11)?;
    let at = |nth| -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = row.try_get_by_index(nth)?;
        at.map(|at| Micros(at).timestamp().ok_or_else(unreadable)).transpose()
    };
    let (missed, loose): (Option<i64>, Option<i64>) =
        (row.try_get_by_index(8)?, row.try_get_by_index(9)?);
    let sealed: Option<Vec<u8>> = row.try_get_by_index(10)?;
    let what = place(NUMBER, area_of(area), id, 0);
    Ok(Row {
        id,
        switch_id: row.try_get_by_index(1)?,
        direction: if direction == Direction::Out.code() { Direction::Out } else { Direction::In },
        unit: unit.map(Id::from_uuid),
        account: account.map(Id::from_uuid),
        line: row.try_get_by_index(4)?,
        times: Times { rang: at(5)?.ok_or_else(unreadable)?, answered: at(6)?, ended: at(7)? },
        to_call_back: missed.is_some(),
        loose: loose.is_some(),
        number: sealed.map(|sealed| cipher.open_text(&what, &sealed)).transpose()?,
    })
}

/// Keeps a call as it is now known. Another with the same id of the telephone system is a conflict.
pub async fn put(
    write: &Write,
    cipher: &Cipher,
    area: Area,
    row: &Row,
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO call (area, id, switch_id, direction, account, line, rang_at, answered_at, ended_at, missed_at, \
        loose_at, changed_at, sealed_number, number_index, unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
        ON CONFLICT (area, id) DO UPDATE SET account = excluded.account, line = excluded.line, rang_at = excluded.rang_at, \
        answered_at = excluded.answered_at, ended_at = excluded.ended_at, missed_at = excluded.missed_at, \
        loose_at = excluded.loose_at, changed_at = excluded.changed_at, sealed_number = excluded.sealed_number, \
        number_index = excluded.number_index";
    let at = |at: Timestamp| Micros::from(at).0;
    let rang = at(row.times.rang);
    let what = place(NUMBER, area_of(area), row.id, 0);
    let number = row.number.as_deref();
    let values: Vec<Value> = vec![
        area_of(area).into(),
        row.id.into(),
        row.switch_id.clone().into(),
        row.direction.code().into(),
        row.account.map(AccountId::uuid).into(),
        row.line.clone().into(),
        rang.into(),
        row.times.answered.map(at).into(),
        row.times.ended.map(at).into(),
        row.to_call_back.then_some(rang).into(),
        row.loose.then_some(rang).into(),
        micros(now),
        number.map(|number| cipher.seal(&what, number.as_bytes())).into(),
        number.map(|number| cipher.index(NUMBER_INDEX, number)).into(),
        row.unit.map(UnitId::uuid).into(),
    ];
    write.execute_raw(Engine::of(write).statement(SQL, values)).await?;
    Ok(())
}

/// The call of that id of the telephone system, held until the transaction ends.
pub async fn of_switch(
    write: &Write,
    cipher: &Cipher,
    area: Area,
    switch_id: &str,
) -> Result<Option<Row>, StoreError> {
    let engine = Engine::of(write);
    let hold = engine.hold();
    let sql = format!("SELECT {SHOWN} FROM call WHERE area = ? AND switch_id = ? {hold}");
    let values = vec![area_of(area).into(), switch_id.into()];
    let found = write.query_one_raw(engine.statement(sql.trim_end(), values)).await?;
    found.as_ref().map(|row| read(row, cipher, area)).transpose()
}

/// A call; none if there is none of that id.
pub async fn find(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
    id: Uuid,
) -> Result<Option<Row>, StoreError> {
    let sql = format!("SELECT {SHOWN} FROM call WHERE area = ? AND id = ?");
    let values = vec![area_of(area).into(), id.into()];
    let found = connection.query_one_raw(Engine::of(connection).statement(&sql, values)).await?;
    found.as_ref().map(|row| read(row, cipher, area)).transpose()
}

/// Nobody has to call this number back any more: somebody has spoken with it.
pub async fn spoken_with(
    write: &Write,
    cipher: &Cipher,
    area: Area,
    number: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE call SET missed_at = NULL, changed_at = ? WHERE area = ? AND number_index = ? AND missed_at IS NOT NULL";
    let index = cipher.index(NUMBER_INDEX, number);
    let values = vec![micros(now), area_of(area).into(), index.into()];
    write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(())
}

/// Nobody has to call back about this call; `false` if that was so.
pub async fn called_back(
    write: &Write,
    area: Area,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE call SET missed_at = NULL, changed_at = ? WHERE area = ? AND id = ? AND missed_at IS NOT NULL";
    let values = vec![micros(now), area_of(area).into(), id.into()];
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets calls that no matter was entered from, and that rang before then.
pub async fn forget(write: &Write, area: Area, before: Timestamp) -> Result<u64, StoreError> {
    let sql = "DELETE FROM call WHERE area = ? AND loose_at < ?";
    let values = vec![area_of(area).into(), micros(before)];
    Ok(write.execute_raw(Engine::of(write).statement(sql, values)).await?.rows_affected())
}
