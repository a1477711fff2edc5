//! Bulletins 通报, and the matters behind their numbers.

use huisheng_domain::area::Area;
use huisheng_domain::bulletin::{Bulletin, BulletinState};
use huisheng_domain::id::{Id, MatterId, UnitId};
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::area_of;
use crate::{Engine, StoreError, Write, tally};

/// A bulletin as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulletinRow {
    /// Its id.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: i32,
    /// What it says.
    pub bulletin: Bulletin,
}

fn row(row: &QueryResult) -> Result<BulletinRow, StoreError> {
    let id: Uuid = row.try_get_by_index(0)?;
    let body: String = row.try_get_by_index(2)?;
    let unreadable = |_| StoreError::Unreadable(format!("the bulletin {id}"));
    let bulletin = serde_json::from_str(&body).map_err(unreadable)?;
    Ok(BulletinRow { id, version: row.try_get_by_index(1)?, bulletin })
}

/// Keeps a bulletin in place of the version before; `false` if that is not the one that is there.
pub async fn put(
    write: &impl ConnectionTrait,
    area: Area,
    row: &BulletinRow,
) -> Result<bool, StoreError> {
    let unwritable = |_| StoreError::Unreadable("a bulletin".to_owned());
    let body = serde_json::to_string(&row.bulletin).map_err(unwritable)?;
    let state = row.bulletin.state.code();
    let last_day = tally::number(row.bulletin.to);
    let (sql, values): (_, Vec<Value>) = if row.version == 1 {
        let sql = "INSERT INTO bulletin (area, id, version, state, last_day, body) VALUES (?, ?, 1, ?, ?, ?) \
             ON CONFLICT (area, id) DO NOTHING";
        let said = [state.into(), last_day.into(), body.into()];
        (sql, [area_of(area).into(), row.id.into()].into_iter().chain(said).collect())
    } else {
        let sql = "UPDATE bulletin SET version = ?, state = ?, last_day = ?, body = ? \
             WHERE area = ? AND id = ? AND version = ?";
        let said = [row.version.into(), state.into(), last_day.into(), body.into()];
        let of = [area_of(area).into(), row.id.into(), (row.version - 1).into()];
        (sql, said.into_iter().chain(of).collect())
    };
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a draft; `false` if it is not there, or none.
pub async fn remove(
    write: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM bulletin WHERE area = ? AND id = ? AND state = ?";
    let values = vec![area_of(area).into(), id.into(), BulletinState::Draft.code().into()];
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// A bulletin; none if there is none of that id.
pub async fn of(
    connection: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
) -> Result<Option<BulletinRow>, StoreError> {
    find(connection, area, id, "").await
}

/// The same, held until the transaction ends.
pub async fn held(write: &Write, area: Area, id: Uuid) -> Result<Option<BulletinRow>, StoreError> {
    find(write, area, id, Engine::of(write).hold()).await
}

async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
    hold: &str,
) -> Result<Option<BulletinRow>, StoreError> {
    let sql = format!("SELECT id, version, body FROM bulletin WHERE area = ? AND id = ? {hold}");
    let values = vec![area_of(area).into(), id.into()];
    let statement = Engine::of(connection).statement(sql.trim_end(), values);
    connection.query_one_raw(statement).await?.as_ref().map(row).transpose()
}

/// Bulletins in a state, the latest period first, behind the one whose last day and id are `after`.
pub async fn list(
    connection: &impl ConnectionTrait,
    area: Area,
    state: BulletinState,
    after: Option<(Date, Uuid)>,
    limit: u32,
) -> Result<Vec<BulletinRow>, StoreError> {
    let (day, id) = after.map_or((i32::MAX, Uuid::max()), |(day, id)| (tally::number(day), id));
    let sql = "SELECT id, version, body FROM bulletin WHERE area = ? AND state = ? AND (last_day, id) < (?, ?) \
         ORDER BY area DESC, state DESC, last_day DESC, id DESC LIMIT ?";
    let values =
        vec![area_of(area).into(), state.code().into(), day.into(), id.into(), limit.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(row).collect()
}

/// Matters that a unit ever had to do with, the newest number first, behind the one of key `after`; each with its key.
pub async fn matters_of(
    connection: &impl ConnectionTrait,
    area: Area,
    unit: UnitId,
    after: Option<i64>,
    limit: u32,
) -> Result<Vec<(i64, MatterId)>, StoreError> {
    // A unit may have several shares of a matter.
    let sql = "SELECT DISTINCT s.area, s.unit, s.key, s.matter FROM share s \
         WHERE s.area = ? AND s.unit = ? AND s.key < ? \
         ORDER BY s.area DESC, s.unit DESC, s.key DESC, s.matter DESC LIMIT ?";
    let after = after.unwrap_or(i64::MAX);
    let values = vec![area_of(area).into(), unit.uuid().into(), after.into(), limit.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let of =
        |row: &QueryResult| Ok((row.try_get_by_index(2)?, Id::from_uuid(row.try_get_by_index(3)?)));
    rows.iter().map(of).collect()
}
