//! Lists every area shares, as domain types: the columns that keys and references need, and the
//! whole value as JSON beside them.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Engine, StoreError, rows};

/// A type that has a table of its own with a last column `body`.
pub(crate) trait Listed: Serialize + DeserializeOwned {
    /// The table.
    const TABLE: &'static str;
    /// Its columns without `body`; those of the key come first.
    const COLUMNS: &'static [&'static str];
    /// How many of them are the key.
    const KEY: usize = 1;
    /// What the whole list is sorted by.
    const ORDER: &'static str = "id";

    /// The values of [`Self::COLUMNS`].
    fn values(&self) -> Vec<Value>;
}

/// Writes `list`, replacing what has the same key; if a key comes twice, the last counts. Another
/// unique key that is taken is a [`StoreError::Conflict`].
pub(crate) async fn put<T: Listed>(
    connection: &impl ConnectionTrait,
    list: &[T],
) -> Result<(), StoreError> {
    let mut places = HashMap::new();
    let mut kept: Vec<Vec<Value>> = Vec::with_capacity(list.len());
    for one in list {
        let mut values = one.values();
        let key: Vec<String> =
            values.iter().take(T::KEY).map(|value| format!("{value:?}")).collect();
        values.push(body(T::TABLE, one)?);
        // PostgreSQL refuses to touch a row twice in one statement.
        match places.entry(key) {
            std::collections::hash_map::Entry::Occupied(seen) => kept[*seen.get()] = values,
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(kept.len());
                kept.push(values);
            }
        }
    }
    let columns: Vec<&str> = T::COLUMNS.iter().copied().chain(["body"]).collect();
    let key = T::COLUMNS[..T::KEY].join(", ");
    let set: Vec<String> =
        columns[T::KEY..].iter().map(|column| format!("{column} = excluded.{column}")).collect();
    let tail = format!("ON CONFLICT ({key}) DO UPDATE SET {}", set.join(", "));
    let engine = Engine::of(connection);
    for statement in rows::insert(engine, T::TABLE, &columns, kept.concat(), &tail) {
        connection.execute_raw(statement).await?;
    }
    Ok(())
}

/// The whole list.
pub(crate) async fn all<T: Listed>(
    connection: &impl ConnectionTrait,
) -> Result<Vec<T>, StoreError> {
    let sql = format!("SELECT body FROM {} ORDER BY {}", T::TABLE, T::ORDER);
    read(connection, T::TABLE, &sql, vec![]).await
}

/// The values of a query whose one column is `body`.
pub(crate) async fn read<T: DeserializeOwned>(
    connection: &impl ConnectionTrait,
    table: &str,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<T>, StoreError> {
    let found = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    found
        .iter()
        .map(|row| {
            let text: String = row.try_get_by_index(0)?;
            let unreadable =
                |error| StoreError::Unreadable(format!("a row of {table} ({error}: {text})"));
            serde_json::from_str(&text).map_err(unreadable)
        })
        .collect()
}

/// A value as JSON.
pub(crate) fn body(table: &str, value: &impl Serialize) -> Result<Value, StoreError> {
    let text = serde_json::to_string(value);
    text.map(Value::from)
        .map_err(|error| StoreError::Unreadable(format!("a row for {table} ({error})")))
}
