//! Forms 报送表, and their periods 报送期次.

mod filing;

use huisheng_domain::area::Area;
use huisheng_domain::form::Form;
use huisheng_domain::id::{Id, UnitId};
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::area_of;
use crate::rows::padded;
use crate::{Engine, StoreError, Write, tally};

pub use filing::{drop_ahead, filing, filings, fill, last_owed, mark, owe, owed};

/// A form as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormRow {
    /// Its id.
    pub id: Uuid,
    /// The unit that files it.
    pub unit: UnitId,
    /// Its version, from 1.
    pub version: i32,
    /// The day on which its schedule was set; none if it has none.
    pub since: Option<Date>,
    /// What it says.
    pub form: Form,
}

const SHOWN: &str = "id, unit, version, since, body";

fn row(row: &QueryResult) -> Result<FormRow, StoreError> {
    let id: Uuid = row.try_get_by_index(0)?;
    let since: Option<i32> = row.try_get_by_index(3)?;
    let body: String = row.try_get_by_index(4)?;
    let unreadable = |_| StoreError::Unreadable(format!("the form {id}"));
    Ok(FormRow {
        id,
        unit: Id::from_uuid(row.try_get_by_index(1)?),
        version: row.try_get_by_index(2)?,
        since: since.and_then(tally::day),
        form: serde_json::from_str(&body).map_err(unreadable)?,
    })
}

/// Keeps a form in place of the version before; `false` if that is not the one that is there.
pub async fn put(
    write: &impl ConnectionTrait,
    area: Area,
    row: &FormRow,
) -> Result<bool, StoreError> {
    let unwritable = |_| StoreError::Unreadable("a form".to_owned());
    let body = serde_json::to_string(&row.form).map_err(unwritable)?;
    let since: Value = row.since.map(tally::number).into();
    let (sql, values): (_, Vec<Value>) = if row.version == 1 {
        let sql = "INSERT INTO form (area, id, unit, version, since, body) VALUES (?, ?, ?, 1, ?, ?) \
             ON CONFLICT (area, id) DO NOTHING";
        let key = [area_of(area).into(), row.id.into(), row.unit.uuid().into()];
        (sql, key.into_iter().chain([since, body.into()]).collect())
    } else {
        let sql = "UPDATE form SET version = ?, since = ?, body = ? WHERE area = ? AND id = ? AND version = ?";
        let said = [row.version.into(), since, body.into()];
        let of = [area_of(area).into(), row.id.into(), (row.version - 1).into()];
        (sql, said.into_iter().chain(of).collect())
    };
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// Removes a form with all its periods; `false` if it was gone already.
pub async fn remove(write: &Write, area: Area, id: Uuid) -> Result<bool, StoreError> {
    let engine = Engine::of(write);
    let values = || vec![area_of(area).into(), id.into()];
    let filings = "DELETE FROM filing WHERE area = ? AND form = ?";
    write.execute_raw(engine.statement(filings, values())).await?;
    let form = "DELETE FROM form WHERE area = ? AND id = ?";
    let done = write.execute_raw(engine.statement(form, values())).await?;
    Ok(done.rows_affected() == 1)
}

/// A form; none if there is none of that id.
pub async fn of(
    connection: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
) -> Result<Option<FormRow>, StoreError> {
    find(connection, area, id, "").await
}

/// The same, held until the transaction ends.
pub async fn held(write: &Write, area: Area, id: Uuid) -> Result<Option<FormRow>, StoreError> {
    find(write, area, id, Engine::of(write).hold()).await
}

async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
    hold: &str,
) -> Result<Option<FormRow>, StoreError> {
    let sql = format!("SELECT {SHOWN} FROM form WHERE area = ? AND id = ? {hold}");
    let values = vec![area_of(area).into(), id.into()];
    let statement = Engine::of(connection).statement(sql.trim_end(), values);
    connection.query_one_raw(statement).await?.as_ref().map(row).transpose()
}

/// The forms of these units, in no order.
pub async fn of_units(
    connection: &impl ConnectionTrait,
    area: Area,
    units: &[UnitId],
) -> Result<Vec<FormRow>, StoreError> {
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let units = padded(units.iter().map(|unit| unit.uuid()).collect());
    let marks = vec!["?"; units.len()].join(",");
    let sql = format!("SELECT {SHOWN} FROM form WHERE area = ? AND unit IN ({marks})");
    let values = std::iter::once(area_of(area).into()).chain(units.into_iter().map(Value::from));
    let statement = Engine::of(connection).statement(&sql, values.collect());
    connection.query_all_raw(statement).await?.iter().map(row).collect()
}

/// The forms of an area by their ids, behind `after`.
pub async fn of_area(
    connection: &impl ConnectionTrait,
    area: Area,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<FormRow>, StoreError> {
    let sql =
        format!("SELECT {SHOWN} FROM form WHERE area = ? AND id > ? ORDER BY area, id LIMIT ?");
    let after = after.unwrap_or_default();
    let values = vec![area_of(area).into(), after.into(), limit.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(row).collect()
}
