//! What a database takes at most: the same rows, written by hand with the bare driver, one
//! multi-row statement a table and one transaction a group.

use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context;
use huisheng_store::Engine;
use huisheng_store::store::Observer;
use sea_orm::sqlx::postgres::{PgArguments, PgConnection};
use sea_orm::sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous,
};
use sea_orm::sqlx::{Arguments, AssertSqlSafe, Connection, Encode, Type, query, query_with};
use sea_orm::{Statement, Value};
use uuid::Uuid;

use super::database::Database;

/// Ends the statement that takes all rows as one value.
const GIVEN: &str = " AS given";
const TABLES: [&str; 8] =
    ["matter", "event", "words", "voice", "share", "idempotency", "tally_delta", "search"];

/// The rows of one table, as the engine is given them.
#[derive(Clone, Debug)]
enum Rows {
    /// `VALUES`: columns and values, one row after the other.
    Values(String, Vec<Value>),
    /// One value that holds all rows: the statement and the rows.
    Records(String, Vec<serde_json::Value>),
}

impl Rows {
    /// The rows of group `nth` of `groups`, as one statement.
    fn statement(
        &self,
        engine: Engine,
        name: &str,
        nth: usize,
        groups: usize,
    ) -> Option<Statement> {
        let part = |rows: usize| (rows * nth / groups)..(rows * (nth + 1) / groups);
        match self {
            Self::Values(columns, values) => {
                let width = columns.split(',').count();
                let part = part(values.len() / width);
                let row = format!("({})", vec!["?"; width].join(","));
                let rows = vec![row.as_str(); part.len()].join(",");
                let sql = format!("INSERT INTO {name} ({columns}) VALUES {rows}");
                let values = values[part.start * width..part.end * width].to_vec();
                (!part.is_empty()).then(|| engine.statement(&sql, values))
            }
            Self::Records(sql, records) => {
                let part = &records[part(records.len())];
                let rows = serde_json::Value::Array(part.to_vec()).to_string();
                (!part.is_empty()).then(|| {
                    Statement::from_sql_and_values(engine.backend(), sql.clone(), [rows.into()])
                })
            }
        }
    }
}

/// The rows that the ledger wrote.
#[derive(Clone, Default)]
pub struct Recording(Arc<Mutex<Vec<(&'static str, Rows)>>>);

impl Recording {
    /// Told of each statement of the ledger.
    pub fn observer(&self) -> Observer {
        let recording = self.clone();
        Arc::new(move |_, statement: &Statement| {
            recording.keep(statement);
        })
    }

    fn keep(&self, statement: &Statement) -> Option<()> {
        let rest = statement.sql.strip_prefix("INSERT INTO ")?;
        let (name, rest) = rest.split_once(" (")?;
        let name = TABLES.into_iter().find(|table| *table == name)?;
        let (columns, _) = rest.split_once(')')?;
        let values = &statement.values.as_ref()?.0;
        let records = statement.sql.find(GIVEN).map(|at| &statement.sql[..at + GIVEN.len()]);
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = tables.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            let rows = match records {
                Some(sql) => Rows::Records(sql.to_owned(), Vec::new()),
                None => Rows::Values(columns.to_owned(), Vec::new()),
            };
            tables.push((name, rows));
            tables.len() - 1
        });
        match (&mut tables.get_mut(known)?.1, values.first()?) {
            (Rows::Values(_, all), _) => all.extend(values.iter().cloned()),
            (Rows::Records(_, all), Value::String(Some(text))) => {
                all.extend(serde_json::from_str::<Vec<serde_json::Value>>(text).ok()?);
            }
            _ => return None,
        }
        Some(())
    }

    /// The `matters` recorded matters in groups of `group`, each the statements of one transaction.
    pub fn groups(&self, engine: Engine, matters: usize, group: usize) -> Vec<Vec<Statement>> {
        let tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let groups = matters.div_ceil(group);
        let group = |nth| {
            let statements =
                tables.iter().map(|(name, table)| table.statement(engine, name, nth, groups));
            statements.flatten().collect()
        };
        (0..groups).map(group).collect()
    }
}

/// A connection of the driver, without anything of ours between.
pub enum Bare {
    /// A file.
    Sqlite(SqliteConnection),
    /// A server.
    Postgres(PgConnection),
}

impl Bare {
    /// Connects, with the durability of the product.
    pub async fn open(database: &Database) -> anyhow::Result<Self> {
        Ok(match database.engine() {
            Engine::Sqlite => {
                let options = SqliteConnectOptions::from_str(database.url())?
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .foreign_keys(true)
                    .pragma("mmap_size", "0")
                    .pragma("cache_size", "-8192")
                    .pragma("wal_autocheckpoint", "8192")
                    .pragma("temp_store", "MEMORY");
                Self::Sqlite(SqliteConnection::connect_with(&options).await?)
            }
            Engine::Postgres => Self::Postgres(PgConnection::connect(database.url()).await?),
        })
    }

    /// Writes a group in one transaction.
    pub async fn write(&mut self, group: Vec<Statement>) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(connection) => {
                query("BEGIN IMMEDIATE").execute(&mut *connection).await?;
                for statement in group {
                    let values: SqliteArguments = arguments(statement.values)?;
                    let sql = AssertSqlSafe(statement.sql);
                    query_with(sql, values).execute(&mut *connection).await?;
                }
                query("COMMIT").execute(&mut *connection).await?;
            }
            Self::Postgres(connection) => {
                query("BEGIN").execute(&mut *connection).await?;
                for statement in group {
                    let values: PgArguments = arguments(statement.values)?;
                    let sql = AssertSqlSafe(statement.sql);
                    query_with(sql, values).execute(&mut *connection).await?;
                }
                query("COMMIT").execute(&mut *connection).await?;
            }
        }
        Ok(())
    }
}

fn arguments<A>(values: Option<sea_orm::Values>) -> anyhow::Result<A>
where
    A: Arguments,
    for<'q> Option<bool>: Encode<'q, A::Database> + Type<A::Database>,
    for<'q> Option<i32>: Encode<'q, A::Database> + Type<A::Database>,
    for<'q> Option<i64>: Encode<'q, A::Database> + Type<A::Database>,
    for<'q> Option<String>: Encode<'q, A::Database> + Type<A::Database>,
    for<'q> Option<Vec<u8>>: Encode<'q, A::Database> + Type<A::Database>,
    for<'q> Option<Uuid>: Encode<'q, A::Database> + Type<A::Database>,
{
    let mut all = A::default();
    for value in values.context("a statement without values")?.0 {
        let added = match value {
            Value::Bool(value) => all.add(value),
            Value::Int(value) => all.add(value),
            Value::BigInt(value) => all.add(value),
            Value::String(value) => all.add(value),
            Value::Bytes(value) => all.add(value),
            Value::Uuid(value) => all.add(value),
            other => anyhow::bail!("the ledger writes a value of another type: {other:?}"),
        };
        added.map_err(|error| anyhow::anyhow!(error))?;
    }
    Ok(all)
}
