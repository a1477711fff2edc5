//! The responsibility list 权责清单, by versions.

pub mod list;

use huisheng_domain::responsibility::ResponsibilityRow;
use sea_orm::ConnectionTrait;

use crate::{Engine, StoreError, rows};

const TABLE: &str = "responsibility";
/// Rows of one statement.
const ROWS: usize = 1_000;

/// Makes `rows` the rows of a version, all of them. A draft may be wrong in any way but one: an id
/// that comes twice is the conflict `responsibility_pkey`.
pub async fn put(
    connection: &impl ConnectionTrait,
    version: u32,
    list: &[ResponsibilityRow],
) -> Result<(), StoreError> {
    let engine = Engine::of(connection);
    let version = number(version);
    let clear = "DELETE FROM responsibility WHERE version = ?";
    connection.execute_raw(engine.statement(clear, vec![version.into()])).await?;
    for chunk in list.chunks(ROWS) {
        let mut values = Vec::with_capacity(chunk.len() * 3);
        for row in chunk {
            values.extend([version.into(), row.id.uuid().into(), crate::list::body(TABLE, row)?]);
        }
        for statement in rows::insert(engine, TABLE, &["version", "id", "body"], values, "") {
            connection.execute_raw(statement).await?;
        }
    }
    Ok(())
}

/// The rows of a version, by id.
pub async fn of_version(
    connection: &impl ConnectionTrait,
    version: u32,
) -> Result<Vec<ResponsibilityRow>, StoreError> {
    let sql = "SELECT body FROM responsibility WHERE version = ? ORDER BY id";
    crate::list::read(connection, TABLE, sql, vec![number(version).into()]).await
}

fn number(version: u32) -> i32 {
    i32::try_from(version).unwrap_or(i32::MAX)
}
