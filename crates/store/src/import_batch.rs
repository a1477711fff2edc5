//! Imports under way: how many rows of a file are in, so that a broken import goes on where it was.

use huisheng_domain::area::Area;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use crate::ledger::{area_of, micros};
use crate::{Engine, StoreError};

/// Rows of the import that are in; none if it was never begun, or is finished.
pub async fn rows_done(
    connection: &impl ConnectionTrait,
    area: Area,
    id: &str,
) -> Result<u64, StoreError> {
    let sql = "SELECT rows_done FROM import_batch WHERE area = ? AND id = ?";
    let values = vec![area_of(area).into(), id.into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    let done: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(u64::try_from(done).unwrap_or(0))
}

/// Notes that the first `rows` rows are in.
pub async fn note(
    connection: &impl ConnectionTrait,
    area: Area,
    id: &str,
    rows: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO import_batch (area, id, rows_done, updated_at) VALUES (?, ?, ?, ?) \
               ON CONFLICT (area, id) DO UPDATE SET rows_done = excluded.rows_done, updated_at = excluded.updated_at";
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let values = vec![area_of(area).into(), id.into(), rows.into(), micros(now)];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}

/// The import is finished: the next one of the same file looks at every row.
pub async fn forget(
    connection: &impl ConnectionTrait,
    area: Area,
    id: &str,
) -> Result<(), StoreError> {
    let sql = "DELETE FROM import_batch WHERE area = ? AND id = ?";
    let values = vec![area_of(area).into(), id.into()];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}
