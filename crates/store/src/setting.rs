//! Settings an administrator changes while the server runs.

use sea_orm::QueryOrder;
use sea_orm::entity::prelude::*;

use crate::{Engine, StoreError, rows};

/// Under this name stands a number that grows whenever a list changes.
const LISTS: &str = "lists";

/// One setting.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "setting")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// JSON.
    pub value: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// One row of `setting`.
pub type SettingRow = Model;

/// Writes rows, replacing those with the same key.
pub async fn upsert(
    connection: &impl ConnectionTrait,
    all: Vec<SettingRow>,
) -> Result<(), StoreError> {
    rows::upsert::<Entity, _>(connection, all).await
}

/// Every row, by name.
pub async fn all(connection: &impl ConnectionTrait) -> Result<Vec<SettingRow>, StoreError> {
    Ok(Entity::find().order_by_asc(Column::Name).all(connection).await?)
}

/// The value of one, by its name.
pub async fn find(
    connection: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<String>, StoreError> {
    let row = Entity::find_by_id(name).one(connection).await?;
    Ok(row.map(|row| row.value))
}

/// Says to every process on this database that a list has changed, once the transaction is through.
pub async fn lists_changed(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    let sql = "INSERT INTO setting (name, value) VALUES (?, '1') ON CONFLICT (name) DO UPDATE \
               SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT)";
    let values = vec![LISTS.into()];
    connection.execute_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(())
}

/// How often lists have changed: one row by its key, to be asked every few seconds.
pub async fn lists_version(connection: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let value = find(connection, LISTS).await?;
    Ok(value.and_then(|value| value.parse().ok()).unwrap_or_default())
}

/// The same, if they have changed `seen` times until now. `false`: somebody was quicker, and what was
/// decided on the lists of before must be decided anew. Of two at once the second waits for the first.
pub async fn lists_changed_since(
    connection: &impl ConnectionTrait,
    seen: i64,
) -> Result<bool, StoreError> {
    let engine = Engine::of(connection);
    let first = "INSERT INTO setting (name, value) VALUES (?, '0') ON CONFLICT (name) DO NOTHING";
    connection.execute_raw(engine.statement(first, vec![LISTS.into()])).await?;
    let sql = "UPDATE setting SET value = ? WHERE name = ? AND value = ?";
    let values = [(seen + 1).to_string(), LISTS.to_owned(), seen.to_string()];
    let values = values.into_iter().map(Into::into).collect();
    let changed = connection.execute_raw(engine.statement(sql, values)).await?;
    Ok(changed.rows_affected() == 1)
}
