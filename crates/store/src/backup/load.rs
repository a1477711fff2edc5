//! Taking a copy back.

use std::io::BufRead;

use huisheng_domain::matter::Words;
use sea_orm::{ConnectionTrait, Value};
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use super::{BackupError, Table, tables};
use crate::rows::{insert, next_area};
use crate::search::{self, Document};
use crate::{Engine, Store, StoreError, Write, matter, migrate};

/// Rows of one statement that writes.
const BATCH: usize = 1_000;
/// Matters whose words are read at once.
const PAGE: usize = 500;

/// A copy on its way into an empty database: all of it, or nothing.
#[derive(Debug)]
pub struct Load {
    write: Write,
    engine: Engine,
}

impl Load {
    /// Begins, if the tables are set up and hold nothing.
    pub async fn begin(store: &Store) -> Result<Self, BackupError> {
        migrate::check(store).await?;
        let write = store.write().await?;
        let engine = store.engine();
        // Keys made for a database that holds nothing seal nothing: those of the copy take their place.
        for table in tables().into_iter().filter(|table| table.name != "data_key") {
            let used = if table.grows() {
                next_area(&write, table.name, i32::MIN).await?.is_some()
            } else {
                let one = format!("SELECT 1 FROM {} LIMIT 1", table.name);
                write.query_one_raw(engine.statement(&one, vec![])).await?.is_some()
            };
            if used {
                write.rollback().await?;
                return Err(BackupError::NotEmpty(table.name));
            }
        }
        write.execute_unprepared("DELETE FROM data_key").await?;
        Ok(Self { write, engine })
    }

    /// Takes the lines of one table. Returns how many rows; `progress` is told on the way.
    pub async fn table(
        &self,
        table: &Table,
        lines: &mut (impl BufRead + Send),
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<u64, BackupError> {
        let wrong = |line, reason: String| BackupError::Line { table: table.name, line, reason };
        let columns = table.columns();
        let (mut values, mut line, mut text) = (Vec::new(), 0, String::new());
        loop {
            text.clear();
            if lines.read_line(&mut text)? == 0 {
                self.insert(table, &columns, values).await?;
                progress(line);
                return Ok(line);
            }
            line += 1;
            let row: Map<String, Json> =
                serde_json::from_str(&text).map_err(|error| wrong(line, error.to_string()))?;
            values.extend(table.values(&row).map_err(|reason| wrong(line, reason))?);
            if values.len() >= BATCH * columns.len() {
                self.insert(table, &columns, std::mem::take(&mut values)).await?;
                progress(line);
            }
        }
    }

    async fn insert(
        &self,
        table: &Table,
        columns: &[&str],
        values: Vec<Value>,
    ) -> Result<(), BackupError> {
        for statement in insert(self.engine, table.name, columns, values, "") {
            self.write.execute_raw(statement).await?;
        }
        Ok(())
    }

    /// Makes what finds phrases from the words that were taken, and makes everything durable. `progress`
    /// is told how many matters can be found.
    pub async fn commit(self, mut progress: impl FnMut(u64) + Send) -> Result<(), BackupError> {
        let mut matters = 0;
        let mut area = next_area(&self.write, "words", i32::MIN).await?;
        while let Some(cell) = area {
            let mut after = Some(Uuid::nil());
            while let Some(from) = after {
                after = self.index(cell, from, &mut matters).await?;
                progress(matters);
            }
            area = next_area(&self.write, "words", cell).await?;
        }
        Ok(self.write.commit().await?)
    }

    /// The documents of some matters after one. Returns the last of them.
    async fn index(
        &self,
        area: i32,
        after: Uuid,
        matters: &mut u64,
    ) -> Result<Option<Uuid>, BackupError> {
        const MATTERS: &str =
            "SELECT id, number FROM matter WHERE area = ? AND id > ? ORDER BY id LIMIT ?";
        const WORDS: &str = "SELECT matter, seq, body FROM words \
            WHERE area = ? AND matter > ? AND matter <= ? ORDER BY matter, seq";
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        let sql = self.engine.statement(MATTERS, vec![area.into(), after.into(), limit.into()]);
        let mut numbers: Vec<(Uuid, String)> = Vec::new();
        for row in self.write.query_all_raw(sql).await? {
            numbers.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
        }
        let Some(last) = numbers.last().map(|(id, _)| *id) else { return Ok(None) };
        let sql = self.engine.statement(WORDS, vec![area.into(), after.into(), last.into()]);
        let mut documents = Vec::new();
        for row in self.write.query_all_raw(sql).await? {
            let (id, seq): (Uuid, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let body: String = row.try_get_by_index(2)?;
            let unreadable = || StoreError::Unreadable(format!("the words of {id}, {seq}"));
            let words: Words = serde_json::from_str(&body).map_err(|_| unreadable())?;
            let seq = u32::try_from(seq).map_err(|_| unreadable())?;
            let at = numbers.binary_search_by_key(&id, |(id, _)| *id).ok();
            let key = at.and_then(|at| matter::key_of(&numbers[at].1));
            documents.extend(key.and_then(|key| Document::of(key, seq, &words)));
        }
        for statement in search::add(self.engine, area, &documents) {
            self.write.execute_raw(statement).await?;
        }
        *matters += numbers.len() as u64;
        Ok(Some(last))
    }
}
