//! The calls of a day, those that nobody took, one's own; and what has changed.

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, UnitId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{Row, SHOWN, read, unreadable};
use crate::cipher::Cipher;
use crate::ledger::{area_of, micros};
use crate::rows::{next_area, padded};
use crate::{Engine, Micros, StoreError};

/// Which calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List<'a> {
    /// All by the lines of these units.
    All(&'a [UnitId]),
    /// Those of them that nobody took, and nobody has called back.
    Missed(&'a [UnitId]),
    /// Those of an account.
    Of(AccountId),
}

/// A page of calls that rang from then on and before another moment, the latest first.
pub async fn list(
    connection: &impl ConnectionTrait,
    cipher: &Cipher,
    area: Area,
    list: List<'_>,
    (from, before): (Timestamp, (Timestamp, Uuid)),
    limit: u32,
) -> Result<Vec<Row>, StoreError> {
    let (also, column, order, units) = match list {
        List::All(units) => ("", "rang_at", "area DESC", units),
        List::Missed(units) => ("AND missed_at IS NOT NULL", "missed_at", "area DESC", units),
        List::Of(_) => ("AND account = ?", "rang_at", "area DESC, account DESC", &[][..]),
    };
    let account = match list {
        List::Of(account) => Some(Value::from(account.uuid())),
        List::All([]) | List::Missed([]) => return Ok(Vec::new()),
        List::All(_) | List::Missed(_) => None,
    };
    let units = if units.is_empty() { Vec::new() } else { padded(units.to_vec()) };
    let within = match units.len() {
        0 => String::new(),
        n => format!("AND unit IN ({})", vec!["?"; n].join(",")),
    };
    let sql = format!(
        "SELECT {SHOWN} FROM call WHERE area = ? {also} {within} AND {column} >= ? AND ({column}, id) < (?, ?) \
         ORDER BY {order}, {column} DESC, id DESC LIMIT ?"
    );
    let units = units.into_iter().map(|unit| Value::from(unit.uuid()));
    let values = std::iter::once(area_of(area).into()).chain(account).chain(units).chain([
        micros(from),
        micros(before.0),
        before.1.into(),
        i64::from(limit).into(),
    ]);
    let statement = Engine::of(connection).statement(&sql, values.collect());
    let rows = connection.query_all_raw(statement).await?;
    rows.iter().map(|row| read(row, cipher, area)).collect()
}

/// Whose calls have changed since then, in any area, and when.
pub async fn changed(
    connection: &impl ConnectionTrait,
    since: Timestamp,
    limit: u32,
) -> Result<Vec<(AccountId, Timestamp)>, StoreError> {
    let sql = "SELECT account, changed_at FROM call WHERE area = ? AND changed_at >= ? AND account IS NOT NULL \
        ORDER BY area, changed_at, id LIMIT ?";
    let mut found = Vec::new();
    let mut area = next_area(connection, "call", i32::MIN).await?;
    while let Some(cell) = area {
        let values = vec![cell.into(), micros(since), i64::from(limit).into()];
        let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
        for row in rows {
            let at = Micros(row.try_get_by_index(1)?).timestamp().ok_or_else(unreadable)?;
            found.push((Id::from_uuid(row.try_get_by_index(0)?), at));
        }
        area = next_area(connection, "call", cell).await?;
    }
    Ok(found)
}
