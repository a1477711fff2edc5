//! 知识库: entries with all their versions, what they are found by, and in which matters they were used.

mod sought;
mod used;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, MatterId};
use huisheng_domain::knowledge::{Entry, Kept, pairs};
use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::rows::{insert, padded};
use crate::{Engine, Micros, StoreError, Write, tally};

pub use sought::sought;
pub use used::{asked, to_ask, used_in};

/// What is read of an entry.
const SHOWN: &str =
    "id, version, body, told, withdrawn_at, ask_until, asked, used, written_by, written_at";
/// Pairs that are removed in one statement.
const AT_ONCE: usize = 512;

/// An entry, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: i32,
    /// What was written last, and what is published.
    pub kept: Kept,
    /// The owner is still to be asked to look at it before this day.
    pub ask: Option<Date>,
    /// The matter in which the owner was asked.
    pub asked: Option<MatterId>,
    /// In how many matters it was used.
    pub used: u64,
    /// Who wrote it last: nobody publishes what is the own.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
}

/// A version of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its version, from 1.
    pub version: i32,
    /// Who.
    pub account: AccountId,
    /// When.
    pub at: Timestamp,
    /// What was done, by its code.
    pub act: String,
    /// Why, where it was said.
    pub note: Option<String>,
    /// What it said.
    pub entry: Entry,
}

/// Which entries are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Those that are published, also if they have expired: the earliest end first.
    Told,
    /// Those that wait for somebody who publishes them: the oldest first.
    Awaiting,
    /// Those that were withdrawn, in the order in which they were.
    Withdrawn,
}

impl List {
    /// The column that says where in the list an entry stands.
    const fn column(self) -> &'static str {
        match self {
            Self::Told => "told_until",
            Self::Awaiting => "awaits_since",
            Self::Withdrawn => "withdrawn_at",
        }
    }
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("an entry of the knowledge base".to_owned())
}

fn entry(body: &str) -> Result<Entry, StoreError> {
    serde_json::from_str(body).map_err(|_| unreadable())
}

fn instant(row: &QueryResult, nth: usize) -> Result<Timestamp, StoreError> {
    Micros(row.try_get_by_index(nth)?).timestamp().ok_or_else(unreadable)
}

fn read(row: &QueryResult) -> Result<Row, StoreError> {
    let (body, told): (String, Option<String>) =
        (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
    let withdrawn: Option<i64> = row.try_get_by_index(4)?;
    let ask: Option<i32> = row.try_get_by_index(5)?;
    let asked: Option<Uuid> = row.try_get_by_index(6)?;
    let used: i64 = row.try_get_by_index(7)?;
    let kept = Kept {
        entry: entry(&body)?,
        published: told.as_deref().map(entry).transpose()?,
        withdrawn: withdrawn.is_some(),
    };
    Ok(Row {
        id: row.try_get_by_index(0)?,
        version: row.try_get_by_index(1)?,
        kept,
        ask: ask.and_then(tally::day),
        asked: asked.map(Id::from_uuid),
        used: u64::try_from(used).unwrap_or_default(),
        by: Id::from_uuid(row.try_get_by_index(8)?),
        at: instant(row, 9)?,
    })
}

/// What is done to an entry, by whom, and why where it is said.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Its code.
    pub code: &'a str,
    /// Who.
    pub account: AccountId,
    /// Why.
    pub note: Option<&'a str>,
}

/// Writes a version: one more line of its history, the row as it is now, and what it is found by. `before` is what is there.
pub async fn put(
    write: &Write,
    area: Area,
    row: &Row,
    before: Option<&Row>,
    act: Act<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let engine = Engine::of(write);
    let json = |entry: &Entry| serde_json::to_string(entry).map_err(|_| unreadable());
    let body = json(&row.kept.entry)?;
    // First: a version that is there already is a conflict, and nothing is replaced.
    let sql = "INSERT INTO knowledge_version (area, entry, version, account, written_at, act, note, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let values: Vec<Value> = vec![
        area_of(area).into(),
        row.id.into(),
        row.version.into(),
        act.account.uuid().into(),
        micros(now),
        act.code.into(),
        act.note.into(),
        body.clone().into(),
    ];
    write.execute_raw(engine.statement(sql, values)).await?;
    const SQL: &str = "INSERT INTO knowledge (area, id, version, told_until, awaits_since, withdrawn_at, ask_until, asked, used, \
        written_by, written_at, body, told) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
        ON CONFLICT (area, id) DO UPDATE SET version = excluded.version, told_until = excluded.told_until, \
        awaits_since = excluded.awaits_since, withdrawn_at = excluded.withdrawn_at, ask_until = excluded.ask_until, \
        asked = excluded.asked, written_by = excluded.written_by, written_at = excluded.written_at, \
        body = excluded.body, told = excluded.told";
    let kept = &row.kept;
    let when = |is: bool| is.then(|| Micros::from(row.at).0);
    let values: Vec<Value> = vec![
        area_of(area).into(),
        row.id.into(),
        row.version.into(),
        kept.published.as_ref().map(|told| tally::number(told.until)).into(),
        when(kept.awaits()).into(),
        kept.withdrawn.then(|| Micros::from(now).0).into(),
        row.ask.map(tally::number).into(),
        row.asked.map(MatterId::uuid).into(),
        i64::try_from(row.used).unwrap_or(i64::MAX).into(),
        row.by.uuid().into(),
        micros(row.at),
        body.into(),
        kept.published.as_ref().map(json).transpose()?.into(),
    ];
    write.execute_raw(engine.statement(SQL, values)).await?;
    let told = before.and_then(|before| before.kept.published.as_ref());
    if told == kept.published.as_ref() {
        return Ok(());
    }
    if let Some(told) = told {
        unlist(write, area, row.id, told).await?;
    }
    if let Some(told) = &kept.published {
        list_by_pairs(write, area, row.id, told).await?;
    }
    Ok(())
}

async fn list_by_pairs(
    write: &Write,
    area: Area,
    id: Uuid,
    told: &Entry,
) -> Result<(), StoreError> {
    let row = |pair: String| [area_of(area).into(), pair.into(), id.into()];
    let values: Vec<Value> = pairs(told).into_iter().flat_map(row).collect();
    for statement in
        insert(Engine::of(write), "knowledge_pair", &["area", "pair", "entry"], values, "")
    {
        write.execute_raw(statement).await?;
    }
    Ok(())
}

async fn unlist(write: &Write, area: Area, id: Uuid, told: &Entry) -> Result<(), StoreError> {
    let all: Vec<String> = pairs(told).into_iter().collect();
    for pairs in all.chunks(AT_ONCE) {
        let pairs = padded(pairs.to_vec());
        let marks = vec!["?"; pairs.len()].join(",");
        let sql = format!(
            "DELETE FROM knowledge_pair WHERE area = ? AND pair IN ({marks}) AND entry = ?"
        );
        let values = std::iter::once(area_of(area).into())
            .chain(pairs.into_iter().map(Value::from))
            .chain([id.into()]);
        write.execute_raw(Engine::of(write).statement(&sql, values.collect())).await?;
    }
    Ok(())
}

/// An entry, held until the transaction ends; none if there is none of that id.
pub async fn held(write: &Write, area: Area, id: Uuid) -> Result<Option<Row>, StoreError> {
    one(write, area, id, Engine::of(write).hold()).await
}

/// An entry; none if there is none of that id.
pub async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
) -> Result<Option<Row>, StoreError> {
    one(connection, area, id, "").await
}

async fn one(
    connection: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
    hold: &str,
) -> Result<Option<Row>, StoreError> {
    let sql = format!("SELECT {SHOWN} FROM knowledge WHERE area = ? AND id = ? {hold}");
    let values = vec![area_of(area).into(), id.into()];
    let statement = Engine::of(connection).statement(sql.trim_end(), values);
    connection.query_one_raw(statement).await?.as_ref().map(read).transpose()
}

/// A page of a list, behind the entry that stands at `after` there.
pub async fn list(
    connection: &impl ConnectionTrait,
    area: Area,
    list: List,
    after: Option<(i64, Uuid)>,
    limit: u32,
) -> Result<Vec<(i64, Row)>, StoreError> {
    let column = list.column();
    let (from, id) = after.unwrap_or((i64::from(i32::MIN), Uuid::nil()));
    let sql = format!(
        "SELECT {SHOWN}, CAST({column} AS BIGINT) FROM knowledge \
         WHERE area = ? AND {column} IS NOT NULL AND ({column}, id) > (?, ?) ORDER BY area, {column}, id LIMIT ?"
    );
    let values = vec![area_of(area).into(), from.into(), id.into(), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(10)?, read(row)?))).collect()
}

/// Every version of an entry, the first one first.
pub async fn versions(
    connection: &impl ConnectionTrait,
    area: Area,
    id: Uuid,
) -> Result<Vec<Version>, StoreError> {
    let sql = "SELECT version, account, written_at, act, note, body FROM knowledge_version \
        WHERE area = ? AND entry = ? ORDER BY area, entry, version";
    let values = vec![area_of(area).into(), id.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let version = |row: &QueryResult| {
        let body: String = row.try_get_by_index(5)?;
        Ok(Version {
            version: row.try_get_by_index(0)?,
            account: Id::from_uuid(row.try_get_by_index(1)?),
            at: instant(row, 2)?,
            act: row.try_get_by_index(3)?,
            note: row.try_get_by_index(4)?,
            entry: entry(&body)?,
        })
    };
    rows.iter().map(version).collect()
}
