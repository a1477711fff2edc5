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

use super::CLIENTS;
use super::database::Database;

/// Matters of one group: as many as there are clients.
const GROUP: usize = CLIENTS;
const TABLES: [&str; 8] =
    ["matter", "event", "words", "voice", "share", "idempotency", "tally_delta", "search"];

/// The rows of one table.
#[derive(Clone, Debug, Default)]
struct Table {
    columns: String,
    marks: String,
    values: Vec<Value>,
}

impl Table {
    fn width(&self) -> usize {
        self.columns.split(',').count()
    }

    /// The rows of group `nth` of `groups`, as one statement.
    fn statement(
        &self,
        engine: Engine,
        name: &str,
        nth: usize,
        groups: usize,
    ) -> Option<Statement> {
        let width = self.width();
        let rows = self.values.len() / width;
        let (from, to) = (rows * nth / groups, rows * (nth + 1) / groups);
        let marks = vec![self.marks.as_str(); to - from].join(",");
        let sql = format!("INSERT INTO {name} ({}) VALUES {marks}", self.columns);
        let values = self.values[from * width..to * width].to_vec();
        (to > from).then(|| engine.statement(&sql, values))
    }
}

/// The rows that the ledger wrote.
#[derive(Clone, Default)]
pub struct Recording(Arc<Mutex<Vec<(&'static str, Table)>>>);

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
        let (columns, _) = rest.split_once(") VALUES ")?;
        let values = statement.values.as_ref()?.0.iter().cloned();
        let mut tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let table = match tables.iter_mut().find(|(known, _)| *known == name) {
            Some((_, table)) => table,
            None => {
                let mut marks = vec!["?"; columns.split(',').count()];
                if statement.sql.contains("AS tsvector") {
                    marks.pop();
                    marks.push("CAST(? AS tsvector)");
                }
                let marks = format!("({})", marks.join(","));
                let table = Table { columns: columns.to_owned(), marks, values: Vec::new() };
                tables.push((name, table));
                &mut tables.last_mut()?.1
            }
        };
        table.values.extend(values);
        Some(())
    }

    /// The groups of `matters` recorded matters, each the statements of one transaction.
    pub fn groups(&self, engine: Engine, matters: usize) -> Vec<Vec<Statement>> {
        let tables = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let groups = matters.div_ceil(GROUP);
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
                    .pragma("cache_size", "-8192");
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
