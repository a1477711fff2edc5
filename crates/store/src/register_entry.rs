//! 影响评估、泄露事件: what the security administrator writes down, every version of it.

use huisheng_domain::id::{AccountId, Id};
use huisheng_domain::register::Body;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult};
use uuid::Uuid;

use crate::ledger::micros;
use crate::{Engine, Micros, StoreError};

/// Entries that are read at once, at most.
const MOST: i64 = 500;

/// One version of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// 1 for the first.
    pub version: u32,
    /// What it says.
    pub body: Body,
    /// When it was begun.
    pub begun: Timestamp,
    /// Who wrote this version.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// Writes a version. Another that was written meanwhile is not overwritten: it is a conflict.
pub async fn write(connection: &impl ConnectionTrait, entry: &Entry) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO register_entry (id, version, kind, begun_at, body, written_by, written_at) \
        VALUES (?, ?, ?, ?, ?, ?, ?)";
    let values = vec![
        entry.id.into(),
        i32::try_from(entry.version).unwrap_or(i32::MAX).into(),
        entry.body.kind().into(),
        micros(entry.begun),
        serde_json::to_string(&entry.body).unwrap_or_default().into(),
        entry.by.uuid().into(),
        micros(entry.at),
    ];
    connection.execute_raw(Engine::of(connection).statement(SQL, values)).await?;
    Ok(())
}

/// The entries as they stand, the latest begun first.
pub async fn list(connection: &impl ConnectionTrait) -> Result<Vec<Entry>, StoreError> {
    let sql = "SELECT id, version, begun_at, body, written_by, written_at FROM register_entry AS one \
         WHERE version = (SELECT max(version) FROM register_entry AS other WHERE other.id = one.id) \
         ORDER BY begun_at DESC, id LIMIT ?";
    let statement = Engine::of(connection).statement(sql, vec![MOST.into()]);
    connection.query_all_raw(statement).await?.iter().map(read).collect()
}

/// One entry as it stands.
pub async fn find(connection: &impl ConnectionTrait, id: Uuid) -> Result<Entry, StoreError> {
    let sql = "SELECT id, version, begun_at, body, written_by, written_at FROM register_entry \
         WHERE id = ? ORDER BY id DESC, version DESC LIMIT 1";
    let statement = Engine::of(connection).statement(sql, vec![id.into()]);
    let row = connection.query_one_raw(statement).await?;
    read(&row.ok_or(StoreError::NotFound)?)
}

fn read(row: &QueryResult) -> Result<Entry, StoreError> {
    let unreadable = || StoreError::Unreadable("an entry of a register".to_owned());
    let at = |n| -> Result<Timestamp, StoreError> {
        row.try_get_by_index::<Micros>(n)?.timestamp().ok_or_else(unreadable)
    };
    let (version, body): (i32, String) = (row.try_get_by_index(1)?, row.try_get_by_index(3)?);
    Ok(Entry {
        id: row.try_get_by_index(0)?,
        version: u32::try_from(version).unwrap_or_default(),
        body: serde_json::from_str(&body).map_err(|_| unreadable())?,
        begun: at(2)?,
        by: Id::from_uuid(row.try_get_by_index(4)?),
        at: at(5)?,
    })
}
