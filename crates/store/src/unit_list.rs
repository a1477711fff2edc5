//! Lists that a unit keeps for itself and those below: templates 模板 of service records, items 代办事项 of errands.

use huisheng_domain::area::Area;
use huisheng_domain::errand::Item;
use huisheng_domain::id::{Id, UnitId};
use huisheng_domain::record::Template;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::ledger::area_of;
use crate::rows::padded;
use crate::{Engine, StoreError};

/// What stands in such a list.
pub trait Listed: Serialize + DeserializeOwned {
    /// The table of the list.
    const TABLE: &'static str;
}

impl Listed for Template {
    const TABLE: &'static str = "record_template";
}

impl Listed for Item {
    const TABLE: &'static str = "errand_item";
}

/// One of a list, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    /// The unit that keeps it.
    pub unit: UnitId,
    /// Its id.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: i32,
    /// What it says.
    pub body: T,
}

fn unreadable<T: Listed>(_: serde_json::Error) -> StoreError {
    StoreError::Unreadable(format!("a row of {}", T::TABLE))
}

fn read<T: Listed>(row: &QueryResult) -> Result<Row<T>, StoreError> {
    let body: String = row.try_get_by_index(3)?;
    Ok(Row {
        unit: Id::from_uuid(row.try_get_by_index(0)?),
        id: row.try_get_by_index(1)?,
        version: row.try_get_by_index(2)?,
        body: serde_json::from_str(&body).map_err(unreadable::<T>)?,
    })
}

/// What these units keep, in no order.
pub async fn of_units<T: Listed>(
    connection: &impl ConnectionTrait,
    area: Area,
    units: &[UnitId],
) -> Result<Vec<Row<T>>, StoreError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let units = padded(units.iter().map(|unit| unit.uuid()).collect());
    let marks = vec!["?"; units.len()].join(",");
    let table = T::TABLE;
    let sql =
        format!("SELECT unit, id, version, body FROM {table} WHERE area = ? AND unit IN ({marks})");
    let values = std::iter::once(area_of(area).into()).chain(units.into_iter().map(Value::from));
    let statement = Engine::of(connection).statement(&sql, values.collect());
    connection.query_all_raw(statement).await?.iter().map(read).collect()
}

/// What all units of an area keep, `most` at most, in no order.
pub async fn of_area<T: Listed>(
    connection: &impl ConnectionTrait,
    area: Area,
    most: u32,
) -> Result<Vec<Row<T>>, StoreError> {
    let sql = format!(
        "SELECT unit, id, version, body FROM {} WHERE area = ? ORDER BY area, unit, id LIMIT ?",
        T::TABLE
    );
    let values = vec![area_of(area).into(), most.into()];
    let statement = Engine::of(connection).statement(&sql, values);
    connection.query_all_raw(statement).await?.iter().map(read).collect()
}

/// Keeps one in place of the version before; `false` if that is not the one that is there.
pub async fn put<T: Listed>(
    write: &impl ConnectionTrait,
    area: Area,
    row: &Row<T>,
) -> Result<bool, StoreError> {
    let body = serde_json::to_string(&row.body).map_err(unreadable::<T>)?;
    let key = [area_of(area).into(), row.unit.uuid().into(), row.id.into()];
    let table = T::TABLE;
    let (sql, values): (_, Vec<Value>) = if row.version == 1 {
        let sql = format!(
            "INSERT INTO {table} (area, unit, id, version, body) VALUES (?, ?, ?, 1, ?) \
             ON CONFLICT (area, unit, id) DO NOTHING"
        );
        (sql, key.into_iter().chain([body.into()]).collect())
    } else {
        let sql = format!(
            "UPDATE {table} SET version = ?, body = ? WHERE area = ? AND unit = ? AND id = ? AND version = ?"
        );
        let said = [row.version.into(), body.into()];
        (sql, said.into_iter().chain(key).chain([(row.version - 1).into()]).collect())
    };
    let done = write.execute_raw(Engine::of(write).statement(&sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets one; `false` if it was gone already.
pub async fn remove<T: Listed>(
    write: &impl ConnectionTrait,
    area: Area,
    unit: UnitId,
    id: Uuid,
) -> Result<bool, StoreError> {
    let sql = format!("DELETE FROM {} WHERE area = ? AND unit = ? AND id = ?", T::TABLE);
    let values = vec![area_of(area).into(), unit.uuid().into(), id.into()];
    let done = write.execute_raw(Engine::of(write).statement(&sql, values)).await?;
    Ok(done.rows_affected() == 1)
}
