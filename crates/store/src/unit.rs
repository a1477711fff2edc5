//! Units 单位: who handles. Accounts refer to them; the code is unique.

use huisheng_domain::id::{Id, UnitId};
use huisheng_domain::unit::Unit;
use sea_orm::{ConnectionTrait, Value};

use crate::list::{self, Listed};
use crate::{Engine, StoreError, Write};

impl Listed for Unit {
    const TABLE: &'static str = "unit";
    const COLUMNS: &'static [&'static str] = &["id", "code", "division", "parent"];
    const ORDER: &'static str = "code, id";

    fn values(&self) -> Vec<Value> {
        vec![
            self.id.uuid().into(),
            self.code.clone().into(),
            self.division.map(Id::uuid).into(),
            self.parent.map(Id::uuid).into(),
        ]
    }
}

/// Writes units, replacing those with the same id. A code that is taken is the conflict
/// `unit_code_key`.
pub async fn put(connection: &impl ConnectionTrait, list: &[Unit]) -> Result<(), StoreError> {
    list::put(connection, list).await
}

/// Removes a unit that nobody ever acted for.
pub async fn remove(write: &Write, id: UnitId) -> Result<(), StoreError> {
    let sql = "DELETE FROM unit WHERE id = ?";
    write.execute_raw(Engine::of(write).statement(sql, vec![id.uuid().into()])).await?;
    Ok(())
}

/// Every unit, dissolved ones too, by code.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<Unit>, StoreError> {
    list::all(connection).await
}
