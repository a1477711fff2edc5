//! A new data key, and what older ones sealed sealed anew, while everybody works.

use std::time::Duration;

use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::{Cipher, key_of, place, ring};
use crate::rows::next_area;
use crate::{Engine, Micros, Store, StoreError, notification, second_factor};

/// Every process looks for new keys more often than this. It is waited before a key is used, and before one is
/// dropped.
pub const GRACE: Duration = Duration::from_secs(15);
/// How often it is asked whether changes from before have ended.
const PAUSE: Duration = Duration::from_millis(50);
/// Values of one transaction: it holds their rows.
const BATCH: i64 = 200;

/// A column with sealed values.
struct Column {
    table: &'static str,
    column: &'static str,
    id: &'static str,
    part: Option<&'static str>,
}

/// All of tables that grow; second factors are sealed anew beside them. Whoever seals another column names it here,
/// or its values are lost with the key.
const COLUMNS: [Column; 5] = [
    Column { table: "voice", column: "sealed_name", id: "id", part: None },
    Column { table: "voice", column: "sealed_contact", id: "id", part: None },
    Column { table: "words", column: "sealed", id: "matter", part: Some("seq") },
    Column { table: "call", column: "sealed_number", id: "id", part: None },
    Column { table: "exchange_partner", column: "sealed_secret", id: "id", part: None },
];

/// What a rotation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The key that is used from now on.
    pub key: u32,
    /// Values that were sealed anew.
    pub values: u64,
}

/// Makes a data key, takes it into use, seals anew what older keys sealed, and drops those. What was interrupted
/// is taken up where it stood: values of the current key are passed over. The blind index keeps its key.
///
/// `grace` is waited for other processes, see [`GRACE`]; `told` hears how many values were sealed anew.
///
/// # Errors
/// The database or the keeper; whatever was done stays.
pub async fn rotate(
    store: &Store,
    now: Micros,
    grace: Duration,
    mut told: impl FnMut(u64),
) -> Result<Turn, StoreError> {
    ring::make_next(store, now).await?;
    tokio::time::sleep(grace).await;
    ring::begin(store).await?;
    store.unlock().await?;
    tokio::time::sleep(grace).await;
    ended(store).await?;
    let cipher = store.cipher()?;
    let mut values = 0;
    loop {
        let before = values;
        for column in &COLUMNS {
            let mut area = next_area(store.read(), column.table, i32::MIN).await?;
            while let Some(cell) = area {
                column.seal_anew(store, cipher, cell, &mut values, &mut told).await?;
                area = next_area(store.read(), column.table, cell).await?;
            }
        }
        values += second_factor::seal_anew(store, cipher).await?;
        values += notification::seal_anew(store, cipher).await?;
        told(values);
        // A round that found nothing is the proof that nothing is left.
        if values == before {
            break;
        }
    }
    ring::drop_retired(store).await?;
    store.unlock().await?;
    Ok(Turn { key: cipher.current(), values })
}

/// Waits until every change that was open has ended: it may hold values of the key before, which no other
/// transaction sees yet.
async fn ended(store: &Store) -> Result<(), StoreError> {
    let Some(sql) = store.engine().open_changes() else { return Ok(()) };
    let mut until = None;
    loop {
        let row = store.read().query_one_raw(store.engine().statement(sql, vec![])).await?;
        let row = row.ok_or(StoreError::NotFound)?;
        let (oldest, next): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if oldest >= *until.get_or_insert(next) {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

impl Column {
    async fn seal_anew(
        &self,
        store: &Store,
        cipher: &Cipher,
        area: i32,
        values: &mut u64,
        told: &mut impl FnMut(u64),
    ) -> Result<(), StoreError> {
        let mut after = Some((Uuid::nil(), -1));
        while let Some(from) = after {
            let write = store.write().await?;
            let rows = self.page(&write, area, from).await?;
            after = rows.last().map(|row| (row.id, row.part));
            for row in rows {
                if key_of(&row.sealed) != Some(cipher.current()) {
                    self.replace(&write, cipher, area, &row).await?;
                    *values += 1;
                }
            }
            write.commit().await?;
            told(*values);
        }
        Ok(())
    }

    /// The next values, whose rows nobody else changes meanwhile.
    async fn page(
        &self,
        write: &impl ConnectionTrait,
        area: i32,
        (id, part): (Uuid, i32),
    ) -> Result<Vec<Row>, StoreError> {
        let engine = Engine::of(write);
        let Self { table, column, id: name, .. } = self;
        let part_of = self.part.unwrap_or("0");
        let behind = match self.part {
            Some(part) => format!("({name}, {part}) > (?, ?)"),
            None => format!("{name} > ?"),
        };
        let sql = format!(
            "SELECT {name}, {part_of}, {column} FROM {table} WHERE area = ? AND {behind} AND {column} IS NOT NULL \
             ORDER BY {name}, 2 LIMIT ? {}",
            engine.hold()
        );
        let mut values: Vec<Value> = vec![area.into(), id.into()];
        values.extend(self.part.map(|_| part.into()));
        values.push(BATCH.into());
        let rows = write.query_all_raw(engine.statement(sql.trim_end(), values)).await?;
        let row = |row: &sea_orm::QueryResult| {
            Ok(Row {
                id: row.try_get_by_index(0)?,
                part: row.try_get_by_index(1)?,
                sealed: row.try_get_by_index(2)?,
            })
        };
        rows.iter().map(row).collect()
    }

    async fn replace(
        &self,
        write: &impl ConnectionTrait,
        cipher: &Cipher,
        area: i32,
        row: &Row,
    ) -> Result<(), StoreError> {
        let Self { table, column, id, .. } = self;
        let what = place(&format!("{table}.{column}"), area, row.id, row.part);
        let sealed = cipher.seal(&what, &cipher.open(&what, &row.sealed)?);
        let and = self.part.map(|part| format!(" AND {part} = ?")).unwrap_or_default();
        let sql = format!("UPDATE {table} SET {column} = ? WHERE area = ? AND {id} = ?{and}");
        let mut values: Vec<Value> = vec![sealed.into(), area.into(), row.id.into()];
        values.extend(self.part.map(|_| row.part.into()));
        write.execute_raw(Engine::of(write).statement(&sql, values)).await?;
        Ok(())
    }
}

struct Row {
    id: Uuid,
    part: i32,
    sealed: Vec<u8>,
}
