//! 上级平台: the platforms above an area, the orders of theirs that are here, and the answers they are owed.

use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::matter::{Word, Words};
use huisheng_domain::upstream::Source;
use sea_orm::{ConnectionTrait, QueryResult, Value};

use crate::ledger::area_of;
use crate::matter::{named, words};
use crate::rows::padded;
use crate::{Engine, StoreError};

/// Numbers asked for in one statement.
const AT_ONCE: usize = 1_000;

/// A platform above, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Its version, from 1.
    pub version: i32,
    /// What is known of it.
    pub source: Source,
}

/// The platforms above an area, by name.
pub async fn sources(
    connection: &impl ConnectionTrait,
    area: Area,
) -> Result<Vec<SourceRow>, StoreError> {
    let sql = "SELECT version, body FROM upstream_source WHERE area = ? ORDER BY name";
    let statement = Engine::of(connection).statement(sql, vec![area_of(area).into()]);
    connection.query_all_raw(statement).await?.iter().map(read).collect()
}

/// One of them.
pub async fn source(
    connection: &impl ConnectionTrait,
    area: Area,
    name: &str,
) -> Result<Option<SourceRow>, StoreError> {
    let sql = "SELECT version, body FROM upstream_source WHERE area = ? AND name = ?";
    let values = vec![area_of(area).into(), name.into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &QueryResult) -> Result<SourceRow, StoreError> {
    let body: String = row.try_get_by_index(1)?;
    let unreadable = |_| StoreError::Unreadable("a platform above".to_owned());
    let source = serde_json::from_str(&body).map_err(unreadable)?;
    Ok(SourceRow { version: row.try_get_by_index(0)?, source })
}

/// Keeps a platform in place of the version before; `false` if that is not the one that is there.
pub async fn put(
    write: &impl ConnectionTrait,
    area: Area,
    row: &SourceRow,
) -> Result<bool, StoreError> {
    let unwritable = |_| StoreError::Unreadable("a platform above".to_owned());
    let body = serde_json::to_string(&row.source).map_err(unwritable)?;
    let name = row.source.name.as_str();
    let (sql, values): (_, Vec<Value>) = if row.version == 1 {
        let sql = "INSERT INTO upstream_source (area, name, version, body) VALUES (?, ?, 1, ?) \
            ON CONFLICT (area, name) DO NOTHING";
        (sql, vec![area_of(area).into(), name.into(), body.into()])
    } else {
        let sql = "UPDATE upstream_source SET version = ?, body = ? WHERE area = ? AND name = ? AND version = ?";
        let (version, before) = (row.version.into(), (row.version - 1).into());
        (sql, vec![version, body.into(), area_of(area).into(), name.into(), before])
    };
    let done = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(done.rows_affected() == 1)
}

/// The matters of these orders, by their number there; those that are not here are left out.
pub async fn orders(
    connection: &impl ConnectionTrait,
    area: Area,
    source: &str,
    numbers: &[&str],
) -> Result<HashMap<String, MatterId>, StoreError> {
    let mut found = HashMap::with_capacity(numbers.len());
    for numbers in numbers.chunks(AT_ONCE) {
        let numbers = padded(numbers.to_vec());
        let sql = format!(
            "SELECT upstream_number, id FROM matter WHERE area = ? AND upstream_source = ? AND upstream_number IN ({})",
            vec!["?"; numbers.len()].join(",")
        );
        let mut values: Vec<Value> = vec![area_of(area).into(), source.into()];
        values.extend(numbers.into_iter().map(Value::from));
        let statement = Engine::of(connection).statement(&sql, values);
        for row in connection.query_all_raw(statement).await? {
            found.insert(row.try_get_by_index(0)?, Id::from_uuid(row.try_get_by_index(1)?));
        }
    }
    Ok(found)
}

/// Every text that was ever said in these matters, as everybody who sees them may read it.
pub async fn texts(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
) -> Result<HashMap<MatterId, Vec<String>>, StoreError> {
    let mut texts: HashMap<MatterId, Vec<String>> = HashMap::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let (marks, values) = named(area, ids);
        let sql = format!("SELECT matter, body FROM words WHERE area = ? AND matter IN ({marks})");
        let statement = Engine::of(connection).statement(&sql, values);
        for row in connection.query_all_raw(statement).await? {
            let id = Id::from_uuid(row.try_get_by_index(0)?);
            let Words(mut said) = words::read(id, &row.try_get_by_index::<String>(1)?)?;
            texts.entry(id).or_default().extend(said.remove(&Word::Text));
        }
    }
    Ok(texts)
}
