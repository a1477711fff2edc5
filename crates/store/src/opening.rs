//! Who opened a matter: a step that somebody else has seen cannot be taken back.

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, MatterId};
use jiff::Timestamp;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::{Engine, StoreError};

/// Somebody opened the matter. `None` is the reporter, by number and code.
pub async fn record(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    account: Option<AccountId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO opening (area, matter, account, opened_at) VALUES (?, ?, ?, ?) \
               ON CONFLICT (area, matter, account) DO UPDATE SET opened_at = excluded.opened_at";
    let account = account.map_or(Uuid::nil(), |account| account.uuid());
    let values = vec![area_of(area).into(), matter.uuid().into(), account.into(), micros(now)];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}

/// Whether anybody but `account` opened it at or after `since`.
pub async fn by_others_since(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    account: Option<AccountId>,
    since: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM opening WHERE area = ? AND matter = ? AND account <> ? AND opened_at >= ? LIMIT 1";
    let account = account.map_or(Uuid::max(), |account| account.uuid());
    let values = vec![area_of(area).into(), matter.uuid().into(), account.into(), micros(since)];
    Ok(connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?.is_some())
}
