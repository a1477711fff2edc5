//! From a waiting upload to a file of a matter, and out of the house again.

use huisheng_domain::area::Area;
use huisheng_domain::id::{FileId, Id, MatterId};
use huisheng_domain::matter::{EndingKind, Happening};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use super::{COLUMNS, FileRow, read};
use crate::ledger::{area_of, micros};
use crate::{Engine, StoreError};

/// Files of one statement, at most.
const AT_ONCE: usize = 500;

/// The files an event names.
pub fn named(what: &Happening) -> &[FileId] {
    what.files()
}

/// Gives waiting uploads to the matter whose history names them; the parts of a split share them.
/// Returns how many.
pub async fn attach(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    ids: &[FileId],
) -> Result<u64, StoreError> {
    let given: Vec<_> = ids.iter().map(|id| (matter, *id)).collect();
    give(connection, area_of(area), &given).await
}

/// As [`attach`], for many matters at once. A file named twice stays with the first.
///
/// The ledger calls it in the transaction of the events, so that no crash leaves an event that names
/// an upload still waiting, nor a file given to a matter that does not name it.
pub(crate) async fn give(
    connection: &impl ConnectionTrait,
    area: i32,
    given: &[(MatterId, FileId)],
) -> Result<u64, StoreError> {
    let engine = Engine::of(connection);
    let mut moved = 0;
    for chunk in given.chunks(AT_ONCE) {
        let cases = vec!["WHEN ? THEN ?"; chunk.len()].join(" ");
        let marks = vec!["?"; chunk.len()].join(",");
        let sql = format!(
            "UPDATE file SET matter = CASE id {cases} END \
             WHERE area = ? AND matter IS NULL AND id IN ({marks})"
        );
        let mut values: Vec<Value> = chunk
            .iter()
            .flat_map(|(matter, id)| [Value::from(id.uuid()), matter.uuid().into()])
            .collect();
        values.push(area.into());
        values.extend(chunk.iter().map(|(_, id)| Value::from(id.uuid())));
        moved += connection.execute_raw(engine.statement(&sql, values)).await?.rows_affected();
    }
    Ok(moved)
}

/// Gives files of one matter to another that names them too.
pub async fn pass_on(
    connection: &impl ConnectionTrait,
    area: Area,
    from: MatterId,
    to: MatterId,
    ids: &[FileId],
) -> Result<(), StoreError> {
    let marks = vec!["?"; ids.len()].join(",");
    let sql =
        format!("UPDATE file SET matter = ? WHERE area = ? AND matter = ? AND id IN ({marks})");
    let mut values: Vec<Value> = vec![to.uuid().into(), area_of(area).into(), from.uuid().into()];
    values.extend(ids.iter().map(|id| Value::from(id.uuid())));
    connection.execute_raw(Engine::of(connection).statement(&sql, values)).await?;
    Ok(())
}

/// Uploads from before `before` that no matter was given, at most `limit`.
pub async fn waiting(
    connection: &impl ConnectionTrait,
    area: Area,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<FileRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM file WHERE area = ? AND matter IS NULL AND uploaded_at < ? LIMIT ?"
    );
    let values = [area_of(area).into(), micros(before), i64::from(limit).into()];
    read(connection, &sql, values).await
}

/// How many uploads wait for a matter, and their bytes.
pub async fn waiting_now(
    connection: &impl ConnectionTrait,
    area: Area,
) -> Result<(i64, i64), StoreError> {
    let sql = "SELECT count(*), CAST(coalesce(sum(size), 0) AS bigint) FROM file \
         WHERE area = ? AND matter IS NULL";
    let statement = Engine::of(connection).statement(sql, vec![area_of(area).into()]);
    let row = connection.query_one_raw(statement).await?.ok_or(StoreError::NotFound)?;
    Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))
}

/// Forgets an upload that still waits; its bytes went before.
pub async fn forget(connection: &impl ConnectionTrait, row: &FileRow) -> Result<(), StoreError> {
    let sql = "DELETE FROM file WHERE area = ? AND id = ? AND matter IS NULL";
    let values = vec![area_of(row.area).into(), row.id.uuid().into()];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}

/// Quarantined matters, changed after `since`, that still have files.
pub async fn of_quarantined(
    connection: &impl ConnectionTrait,
    area: Area,
    since: Timestamp,
) -> Result<Vec<MatterId>, StoreError> {
    // Written out, for the index that holds only them.
    let ending = EndingKind::Quarantined.code();
    let sql = format!(
        "SELECT id FROM matter WHERE area = ? AND changed_at >= ? AND ending = '{ending}' AND \
         EXISTS (SELECT 1 FROM file WHERE file.area = matter.area AND file.matter = matter.id)"
    );
    let values = vec![area_of(area).into(), micros(since)];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(|row| Ok(Id::from_uuid(row.try_get_by_index(0)?))).collect()
}

/// Forgets some files of a matter, of which the bytes went before.
pub async fn erase_some(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    ids: &[FileId],
) -> Result<(), StoreError> {
    for ids in ids.chunks(AT_ONCE) {
        let marks = vec!["?"; ids.len()].join(",");
        let sql = format!("DELETE FROM file WHERE area = ? AND matter = ? AND id IN ({marks})");
        let of = [area_of(area).into(), matter.uuid().into()];
        let values = of.into_iter().chain(ids.iter().map(|id| id.uuid().into())).collect();
        connection.execute_raw(Engine::of(connection).statement(&sql, values)).await?;
    }
    Ok(())
}

/// Forgets the files of an erased matter. Their bytes go first, by [`super::FileStore::delete`]:
/// bytes without a row would never be found again. The rows that went come back.
pub async fn erase(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
) -> Result<Vec<FileRow>, StoreError> {
    let sql = format!("DELETE FROM file WHERE area = ? AND matter = ? RETURNING {COLUMNS}");
    read(connection, &sql, [area_of(area).into(), matter.uuid().into()]).await
}
