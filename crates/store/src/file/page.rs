//! All files of an area, page by page, for exports.

use huisheng_domain::area::Area;
use huisheng_domain::id::FileId;
use sea_orm::{ConnectionTrait, Value};

use super::{COLUMNS, FileRow, read};
use crate::StoreError;
use crate::ledger::area_of;

/// At most `limit` files of an area behind the file `after`, by id; uploads that still wait for a
/// matter too.
pub async fn page(
    connection: &impl ConnectionTrait,
    area: Area,
    after: Option<FileId>,
    limit: u64,
) -> Result<Vec<FileRow>, StoreError> {
    let behind = if after.is_some() { " AND id > ?" } else { "" };
    let sql = format!("SELECT {COLUMNS} FROM file WHERE area = ?{behind} ORDER BY id LIMIT ?");
    let limit = Value::from(i64::try_from(limit).unwrap_or(i64::MAX));
    let after = after.map(|id| Value::from(id.uuid()));
    read(connection, &sql, [Value::from(area_of(area))].into_iter().chain(after).chain([limit]))
        .await
}
