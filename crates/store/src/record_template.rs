//! Templates 模板 of service records, by the unit that keeps them.

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, UnitId};
use huisheng_domain::record::Template;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::area_of;
use crate::rows::padded;
use crate::{Engine, StoreError};

/// A template, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateRow {
    /// The unit that keeps it.
    pub unit: UnitId,
    /// Its id.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: i32,
    /// What it says.
    pub template: Template,
}

fn read(row: &QueryResult) -> Result<TemplateRow, StoreError> {
    let body: String = row.try_get_by_index(3)?;
    let unreadable = |_| StoreError::Unreadable("a template of records".to_owned());
    Ok(TemplateRow {
        unit: Id::from_uuid(row.try_get_by_index(0)?),
        id: row.try_get_by_index(1)?,
        version: row.try_get_by_index(2)?,
        template: serde_json::from_str(&body).map_err(unreadable)?,
    })
}

/// The templates of these units, in no order.
pub async fn of_units(
    connection: &impl ConnectionTrait,
    area: Area,
    units: &[UnitId],
) -> Result<Vec<TemplateRow>, StoreError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let units = padded(units.iter().map(|unit| unit.uuid()).collect());
    let marks = vec!["?"; units.len()].join(",");
    let sql = format!(
        "SELECT unit, id, version, body FROM record_template WHERE area = ? AND unit IN ({marks})"
    );
    let values = std::iter::once(area_of(area).into()).chain(units.into_iter().map(Value::from));
    let statement = Engine::of(connection).statement(&sql, values.collect());
    connection.query_all_raw(statement).await?.iter().map(read).collect()
}

/// Keeps a template in place of the version before; `false` if that is not the one that is there.
pub async fn put(
    write: &impl ConnectionTrait,
    area: Area,
    row: &TemplateRow,
) -> Result<bool, StoreError> {
    let unwritable = |_| StoreError::Unreadable("a template of records".to_owned());
    let body = serde_json::to_string(&row.template).map_err(unwritable)?;
    let key = [area_of(area).into(), row.unit.uuid().into(), row.id.into()];
    let (sql, values): (_, Vec<Value>) = if row.version == 1 {
        let sql = "INSERT INTO record_template (area, unit, id, version, body) VALUES (?, ?, ?, 1, ?) \
            ON CONFLICT (area, unit, id) DO NOTHING";
        (sql, key.into_iter().chain([body.into()]).collect())
    } else {
        let sql = "UPDATE record_template SET version = ?, body = ? WHERE area = ? AND unit = ? AND id = ? AND version = ?";
        let said = [row.version.into(), body.into()];
        (sql, said.into_iter().chain(key).chain([(row.version - 1).into()]).collect())
    };
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets a template; `false` if it was gone already.
pub async fn remove(
    write: &impl ConnectionTrait,
    area: Area,
    unit: UnitId,
    id: Uuid,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM record_template WHERE area = ? AND unit = ? AND id = ?";
    let values = vec![area_of(area).into(), unit.uuid().into(), id.into()];
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}
