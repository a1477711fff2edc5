//! Notices 通知公告, each with all its versions.

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id};
use huisheng_domain::notice::Notice;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError, Write};

/// A notice as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its id.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: i32,
    /// What it says.
    pub notice: Notice,
}

/// A version of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeVersion {
    /// Its version, from 1.
    pub version: i32,
    /// Who wrote it.
    pub account: AccountId,
    /// When.
    pub at: Timestamp,
    /// What it said.
    pub notice: Notice,
}

fn read(body: &str) -> Result<Notice, StoreError> {
    serde_json::from_str(body).map_err(|_| StoreError::Unreadable("a notice".to_owned()))
}

fn row(row: &QueryResult) -> Result<NoticeRow, StoreError> {
    let body: String = row.try_get_by_index(2)?;
    Ok(NoticeRow {
        id: row.try_get_by_index(0)?,
        version: row.try_get_by_index(1)?,
        notice: read(&body)?,
    })
}

/// Writes a version: the row as it is now, and one more line of its history.
pub async fn put(
    write: &impl ConnectionTrait,
    area: Area,
    row: &NoticeRow,
    account: AccountId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let unwritable = |_| StoreError::Unreadable("a notice".to_owned());
    let body = serde_json::to_string(&row.notice).map_err(unwritable)?;
    let engine = Engine::of(write);
    // First: a version that is there already is a conflict, and nothing is replaced.
    let sql = "INSERT INTO notice_version (area, notice, version, account, written_at, body) VALUES (?, ?, ?, ?, ?, ?)";
    let values: Vec<Value> = vec![
        area_of(area).into(),
        row.id.into(),
        row.version.into(),
        account.uuid().into(),
        micros(now),
        body.clone().into(),
    ];
    write.execute_raw(engine.statement(sql, values)).await?;
    let sql = "INSERT INTO notice (area, id, version, until_at, body) VALUES (?, ?, ?, ?, ?) \
        ON CONFLICT (area, id) DO UPDATE SET version = excluded.version, until_at = excluded.until_at, body = excluded.body";
    let values: Vec<Value> = vec![
        area_of(area).into(),
        row.id.into(),
        row.version.into(),
        micros(row.notice.until),
        body.into(),
    ];
    write.execute_raw(engine.statement(sql, values)).await?;
    Ok(())
}

/// A notice, held until the transaction ends; none if there is none of that id.
pub async fn held(write: &Write, area: Area, id: Uuid) -> Result<Option<NoticeRow>, StoreError> {
    let engine = Engine::of(write);
    let hold = engine.hold();
    let sql = format!("SELECT id, version, body FROM notice WHERE area = ? AND id = ? {hold}");
    let values = vec![area_of(area).into(), id.into()];
    let found = write.query_one_raw(engine.statement(sql.trim_end(), values)).await?;
    found.as_ref().map(row).transpose()
}

/// Notices that are not over, those that end soon first.
pub async fn standing(
    connection: &impl ConnectionTrait,
    area: Area,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<NoticeRow>, StoreError> {
    let sql = "SELECT id, version, body FROM notice WHERE area = ? AND until_at > ? \
        ORDER BY area, until_at, id LIMIT ?";
    let values = vec![area_of(area).into(), micros(now), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(row).collect()
}

/// Notices that are over, the last first, behind the one that ended at `after`.
pub async fn over(
    connection: &impl ConnectionTrait,
    area: Area,
    after: Option<(Timestamp, Uuid)>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<NoticeRow>, StoreError> {
    // Behind every id: what ends now is over.
    let (until, id) = after.unwrap_or((now, Uuid::max()));
    let sql = "SELECT id, version, body FROM notice WHERE area = ? AND (until_at, id) < (?, ?) \
        ORDER BY area DESC, until_at DESC, id DESC LIMIT ?";
    let values = vec![area_of(area).into(), micros(until), id.into(), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(row).collect()
}

/// Every version of a notice, the first one first.
pub async fn versions(
    connection: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
) -> Result<Vec<NoticeVersion>, StoreError> {
    let sql = "SELECT version, account, written_at, body FROM notice_version \
        WHERE area = ? AND notice = ? ORDER BY area, notice, version";
    let values = vec![area_of(area).into(), id.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let version = |row: &QueryResult| {
        let (at, body): (i64, String) = (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let at = Micros(at).timestamp();
        Ok(NoticeVersion {
            version: row.try_get_by_index(0)?,
            account: Id::from_uuid(row.try_get_by_index(1)?),
            at: at.ok_or_else(|| StoreError::Unreadable(format!("the notice {id}")))?,
            notice: read(&body)?,
        })
    };
    rows.iter().map(version).collect()
}
