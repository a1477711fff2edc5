//! Who has a matter for a while, so that two do not call the same person. It is taken by one statement,
//! so that two nodes do not give it to two.

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, MatterId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError};

/// Takes or keeps a matter until an instant. Answers until when another has it, if one has.
pub async fn take(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    account: AccountId,
    until: Timestamp,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    const TAKE: &str = "INSERT INTO hold (area, matter, account, held_until) VALUES (?, ?, ?, ?) \
         ON CONFLICT (area, matter) DO UPDATE SET account = excluded.account, \
         held_until = excluded.held_until \
         WHERE hold.account = excluded.account OR hold.held_until <= ?";
    const OTHER: &str = "SELECT held_until FROM hold WHERE area = ? AND matter = ?";
    let engine = Engine::of(connection);
    let of = || vec![Value::from(area_of(area)), matter.uuid().into()];
    let mut values = of();
    values.extend([account.uuid().into(), micros(until), micros(now)]);
    if connection.execute_raw(engine.statement(TAKE, values)).await?.rows_affected() > 0 {
        return Ok(None);
    }
    let row = connection.query_one_raw(engine.statement(OTHER, of())).await?;
    let held = row.map(|row| row.try_get_by_index::<Micros>(0)).transpose()?;
    // Given up between the two statements: the next attempt gets it.
    Ok(Some(held.and_then(Micros::timestamp).unwrap_or(now)))
}

/// Whether this account has it.
pub async fn is_held(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM hold WHERE area = ? AND matter = ? AND account = ? AND held_until > ?";
    let of = vec![area_of(area).into(), matter.uuid().into(), account.uuid().into(), micros(now)];
    Ok(connection.query_one_raw(Engine::of(connection).statement(sql, of)).await?.is_some())
}

/// Gives it up, if this account has it.
pub async fn give_up(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    account: AccountId,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM hold WHERE area = ? AND matter = ? AND account = ?";
    let values = vec![area_of(area).into(), matter.uuid().into(), account.uuid().into()];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}

/// Forgets those that are over.
pub async fn forget(
    connection: &impl ConnectionTrait,
    area: Area,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM hold WHERE area = ? AND held_until <= ?";
    let values = vec![area_of(area).into(), micros(now)];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}
