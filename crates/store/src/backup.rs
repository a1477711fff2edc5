//! A copy of the whole database that any engine takes back.
//!
//! Each table becomes JSON lines, a row an object by column; which tables and columns there are is
//! read from the migrations, so none can be forgotten. All tables are read in one snapshot. What finds
//! phrases is the engine's own and is made anew from the words.

mod file;
mod load;
mod table;
mod value;

use std::io::Write;

use sea_orm::{ConnectionTrait, DatabaseTransaction};
use thiserror::Error;

pub use file::{copy, is_whole, rows_of, verify};
pub use load::Load;
pub use table::{Table, tables, tables_of};

use crate::file::FileError;
use crate::{Engine, Store, StoreError, migrate};

/// Rows of one statement that reads: a matter with its state has some kilobytes.
const PAGE: usize = 500;

/// Why a copy could not be written or taken back.
#[derive(Debug, Error)]
pub enum BackupError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The files of attachments.
    #[error(transparent)]
    File(#[from] FileError),
    /// Where the copy is written to or read from.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The database holds something already.
    #[error("the database is not empty: there are rows in {0}")]
    NotEmpty(&'static str),
    /// A line is not a row of its table.
    #[error("line {line} of {table}: {reason}")]
    Line {
        /// The table.
        table: &'static str,
        /// From 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
}

impl From<sea_orm::DbErr> for BackupError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Store(error.into())
    }
}

/// A state of the database that is being copied: what is written meanwhile is not in it.
#[derive(Debug)]
pub struct Dump {
    db: DatabaseTransaction,
}

impl Dump {
    /// Begins. Another schema than that of this version is refused.
    pub async fn begin(store: &Store) -> Result<Self, BackupError> {
        migrate::check(store).await?;
        Ok(Self { db: store.snapshot().await? })
    }

    /// Begins on the schema `found`, which may be older: see [`tables_of`].
    pub async fn begin_older(store: &Store, found: i32) -> Result<Self, BackupError> {
        let db = store.snapshot().await?;
        // Another node may have upgraded it just now.
        let now = migrate::found(&db).await?;
        if now != found {
            return Err(StoreError::Busy.into());
        }
        Ok(Self { db })
    }

    /// Writes one table as JSON lines, in the order of its key. Returns how many rows; `progress` is
    /// told on the way.
    pub async fn table(
        &self,
        table: &Table,
        out: &mut (impl Write + Send),
        mut progress: impl FnMut(u64) + Send,
    ) -> Result<u64, BackupError> {
        let mut rows = 0;
        if !table.grows() {
            self.cell(table, None, out, &mut rows, &mut progress).await?;
            return Ok(rows);
        }
        let mut area = crate::rows::next_area(&self.db, table.name, i32::MIN).await?;
        while let Some(cell) = area {
            self.cell(table, Some(cell), out, &mut rows, &mut progress).await?;
            area = crate::rows::next_area(&self.db, table.name, cell).await?;
        }
        Ok(rows)
    }

    /// Ends it.
    pub async fn finish(self) -> Result<(), BackupError> {
        Ok(self.db.rollback().await?)
    }

    async fn cell(
        &self,
        table: &Table,
        area: Option<i32>,
        out: &mut (impl Write + Send),
        rows: &mut u64,
        progress: &mut (impl FnMut(u64) + Send),
    ) -> Result<(), BackupError> {
        let engine = Engine::of(&self.db);
        let mut after = None;
        loop {
            let page = self.db.query_all_raw(table.page(engine, area, after, PAGE)).await?;
            let mut last = None;
            for row in &page {
                let line = table.read(row)?;
                serde_json::to_writer(&mut *out, &line).map_err(std::io::Error::from)?;
                out.write_all(b"\n")?;
                last = Some(line);
            }
            *rows += page.len() as u64;
            progress(*rows);
            match last {
                Some(last) if page.len() == PAGE => after = Some(last),
                _ => return Ok(()),
            }
        }
    }
}
