//! Many rows in few statements.

use std::fmt;

use sea_orm::sea_query::{OnConflict, value::sea_value_to_json_value};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Iterable, PrimaryKeyToColumn,
    Statement, Value,
};
use serde::{Serialize, Serializer};

use crate::{Engine, StoreError};

/// Rows of one statement, at most; beyond, longer statements gain nothing and only cost memory.
const MAX_ROWS: usize = 1_000;

/// Writes `rows`, replacing those whose primary key exists. If a key comes twice, the last counts.
/// Another unique key that is taken is a [`StoreError::Conflict`].
pub async fn upsert<E, C>(connection: &C, rows: Vec<E::Model>) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
    C: ConnectionTrait,
{
    let keys: Vec<E::Column> = E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column).collect();
    let others: Vec<E::Column> =
        E::Column::iter().filter(|column| !keys.iter().any(|key| same::<E>(key, column))).collect();
    let rows =
        last_of_each_key::<E>(rows.into_iter().map(IntoActiveModel::into_active_model), &keys);
    let size = (Engine::of(connection).max_values() / (keys.len() + others.len())).min(MAX_ROWS);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut on_conflict = OnConflict::columns(keys.clone());
        if others.is_empty() {
            on_conflict.do_nothing();
        } else {
            on_conflict.update_columns(others.clone());
        }
        let chunk: Vec<E::ActiveModel> = rows.by_ref().take(size).collect();
        E::insert_many(chunk).on_conflict(on_conflict).exec_without_returning(connection).await?;
    }
    Ok(())
}

fn same<E: EntityTrait>(one: &E::Column, other: &E::Column) -> bool {
    use sea_orm::IdenStatic;
    one.as_str() == other.as_str()
}

/// PostgreSQL refuses to touch a row twice in one statement, SQLite takes it: so never ask.
fn last_of_each_key<E: EntityTrait>(
    rows: impl Iterator<Item = E::ActiveModel>,
    keys: &[E::Column],
) -> Vec<E::ActiveModel> {
    let mut place = std::collections::HashMap::new();
    let mut kept: Vec<E::ActiveModel> = Vec::new();
    for row in rows {
        let key: Vec<String> =
            keys.iter().map(|column| format!("{:?}", row.get(*column))).collect();
        match place.entry(key) {
            std::collections::hash_map::Entry::Occupied(seen) => kept[*seen.get()] = row,
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(kept.len());
                kept.push(row);
            }
        }
    }
    kept
}

/// Inserts rows for the hot paths, without a builder between: `values` are those of all rows, one row
/// after the other. `tail` is `ON CONFLICT …`, `RETURNING …` or empty and may bind no values.
///
/// A text for every size of a group would be parsed anew each time, which costs more than the rows.
/// PostgreSQL takes all rows as one value, so a table has one text and one round trip. SQLite takes a
/// power of two of rows at a time, as `VALUES (…), (…)`: a group of 50 becomes 32 + 16 + 2.
pub fn insert(
    engine: Engine,
    table: &str,
    columns: &[&str],
    values: Vec<Value>,
    tail: &str,
) -> Vec<Statement> {
    let names = columns.join(",");
    let head = format!("INSERT INTO {table} ({names})");
    match engine {
        Engine::Sqlite => {
            let row = format!("({})", vec!["?"; columns.len()].join(","));
            let powers = powers(engine.max_values(), columns.len(), values);
            let statement = |(count, values)| {
                let rows = vec![row.as_str(); count].join(",");
                engine.statement(format!("{head} VALUES {rows} {tail}").trim_end(), values)
            };
            powers.map(statement).collect()
        }
        Engine::Postgres => {
            let sql = format!(
                "{head} SELECT {names} FROM json_populate_recordset(CAST(NULL AS {table}), CAST(? AS json)) \
                 AS given {tail}"
            );
            let chunks = values.chunks(columns.len().max(1) * MAX_ROWS);
            chunks
                .map(|rows| engine.statement(sql.trim_end(), vec![records(columns, rows).into()]))
                .collect()
        }
    }
}

/// The rows as a JSON array of objects, which PostgreSQL reads as the types of the columns.
fn records(columns: &[&str], values: &[Value]) -> String {
    let rows: Vec<Record<'_>> =
        values.chunks(columns.len().max(1)).map(|row| Record(columns, row)).collect();
    // It cannot fail; of an empty text PostgreSQL would say that it is no JSON.
    serde_json::to_string(&rows).unwrap_or_default()
}

/// A row as an object by column, written as it is read: no tree of copies between.
struct Record<'a>(&'a [&'a str], &'a [Value]);

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1.iter().map(Field)))
    }
}

struct Field<'a>(&'a Value);

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::String(Some(text)) => serializer.serialize_str(text),
            Value::Bytes(Some(bytes)) => serializer.collect_str(&Hex(bytes)),
            other => sea_value_to_json_value(other).serialize(serializer),
        }
    }
}

/// Bytes as PostgreSQL reads them.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\\x")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The rows of `values`, each of `width`, in portions of a power of two, largest first, each with
/// its count; no portion has more than `most` values.
fn powers(
    most: usize,
    width: usize,
    values: Vec<Value>,
) -> impl Iterator<Item = (usize, Vec<Value>)> {
    let most = (most / width.max(1)).clamp(1, MAX_ROWS).ilog2();
    let mut left = values.len() / width.max(1);
    let mut values = values.into_iter();
    std::iter::from_fn(move || {
        let count = 1 << left.checked_ilog2()?.min(most);
        left -= count;
        Some((count, values.by_ref().take(count * width).collect()))
    })
}

/// `list` with its last value repeated up to a power of two, for `IN (…)`: few texts, see [`insert`].
pub(crate) fn padded<T: Clone>(mut list: Vec<T>) -> Vec<T> {
    if let Some(last) = list.last().cloned() {
        list.resize(list.len().next_power_of_two(), last);
    }
    list
}

/// The next area under which a table has rows, from its index.
pub(crate) async fn next_area(
    connection: &impl ConnectionTrait,
    table: &str,
    after: i32,
) -> Result<Option<i32>, StoreError> {
    let sql = format!("SELECT min(area) FROM {table} WHERE area > ?");
    let statement = Engine::of(connection).statement(&sql, vec![after.into()]);
    let row = connection.query_one_raw(statement).await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.flatten())
}
