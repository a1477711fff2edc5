//! Reading: a page of matters and everything that stands beside them, one statement a table.
//!
//! Pages tile the whole range of ids, so a row whose matter is gone falls into some page too.

use std::collections::HashMap;

use huisheng_domain::one_time_code::Mobile;
use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};
use uuid::Uuid;

use super::projection::{COLUMNS, Column};
use super::{Fault, Report};
use crate::cipher::{Cipher, place};
use crate::matter::words::place_of;
use crate::{Engine, StoreError, voice};

/// Matters of one page.
const SIZE: i64 = 500;

pub(super) struct MatterRow {
    pub id: Uuid,
    pub state: String,
    pub head: Vec<u8>,
    pub base: i32,
    pub version: i32,
    /// In the order of [`COLUMNS`].
    pub columns: Vec<Column>,
}

impl MatterRow {
    /// The public number, as the row has it.
    pub fn number(&self) -> Option<&str> {
        match self.columns.first() {
            Some(Column::Text(number)) => number.as_deref(),
            _ => None,
        }
    }
}

pub(super) struct EventRow {
    pub seq: i32,
    pub kind: String,
    pub recorded: i64,
    pub body: String,
    pub words_hash: Option<Vec<u8>>,
    pub hash: Vec<u8>,
}

pub(super) struct WordsRow {
    pub seq: i32,
    pub salt: Vec<u8>,
    /// With stars where something personal was said.
    pub body: String,
    /// As it was said; none if it is sealed and cannot be opened.
    pub whole: Option<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct ShareRow {
    pub id: Uuid,
    pub unit: Uuid,
    pub role: String,
    pub state: String,
    pub signed_in: bool,
    pub key: i64,
    pub due: Option<i64>,
    pub warn: Option<i64>,
}

#[derive(Clone, Copy)]
pub(super) struct VoiceRow {
    pub id: Uuid,
    pub party: Uuid,
    pub erased: bool,
    /// What is sealed opens, and is found by what it should be.
    pub opens: bool,
}

type ByMatter<T> = HashMap<Uuid, Vec<T>>;

pub(super) struct Page {
    pub matters: Vec<MatterRow>,
    pub events: ByMatter<EventRow>,
    pub words: ByMatter<WordsRow>,
    pub shares: ByMatter<ShareRow>,
    pub voices: ByMatter<VoiceRow>,
    /// Accounts that did a step, and when last.
    pub handled: ByMatter<(Uuid, i64)>,
    /// Accounts and units it is kept from.
    pub apart: ByMatter<Uuid>,
    /// Ids of attachments.
    pub files: ByMatter<Uuid>,
    /// Where the next page begins; none after the last.
    pub next: Option<Uuid>,
}

pub(super) async fn read(
    db: &impl ConnectionTrait,
    cipher: &Cipher,
    area: i32,
    from: Uuid,
    report: &mut Report,
) -> Result<Page, StoreError> {
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    let sql = format!(
        "SELECT id, state, head, base, version, {} FROM matter WHERE area = ? AND id >= ? ORDER BY id LIMIT ?",
        names.join(", ")
    );
    let rows = db
        .query_all_raw(Engine::of(db).statement(&sql, vec![area.into(), from.into(), SIZE.into()]))
        .await?;
    let full = i64::try_from(rows.len()) == Ok(SIZE);
    let last: Option<Uuid> = rows.last().map(|row| row.try_get_by_index(0)).transpose()?;
    let to = last.filter(|_| full).unwrap_or(Uuid::max());
    let matters = rows.iter().filter_map(|row| kept(matter(row), area, "matter", report)).collect();
    let range = Range { area, from, to };
    Ok(Page {
        matters,
        events: range.read(db, EVENTS, "event", event, report).await?,
        words: range.read(db, WORDS, "words", |row| words(row, cipher, area), report).await?,
        shares: range.read(db, SHARES, "share", share, report).await?,
        voices: range.read(db, VOICES, "voice", |row| voice(row, cipher, area), report).await?,
        handled: range.read(db, HANDLED, "handled", handled, report).await?,
        apart: range.read(db, APART, "apart", |row| row.try_get_by_index(1), report).await?,
        files: range.read(db, FILES, "file", |row| row.try_get_by_index(1), report).await?,
        next: to.as_u128().checked_add(1).map(Uuid::from_u128),
    })
}

const EVENTS: &str = "SELECT matter, seq, kind, recorded_at, body, words_hash, hash FROM event \
    WHERE area = ? AND matter >= ? AND matter <= ? ORDER BY matter, seq";
const WORDS: &str = "SELECT matter, seq, salt, body, sealed FROM words \
    WHERE area = ? AND matter >= ? AND matter <= ? ORDER BY matter, seq";
const SHARES: &str = "SELECT matter, id, unit, role, state, signed_in, key, due, warn FROM share \
    WHERE area = ? AND matter >= ? AND matter <= ? ORDER BY matter";
const VOICES: &str = "SELECT matter, id, party, sealed_name, sealed_contact, contact_index FROM voice \
    WHERE area = ? AND matter >= ? AND matter <= ? ORDER BY matter";
const HANDLED: &str = "SELECT matter, account, handled_at FROM handled \
    WHERE area = ? AND matter >= ? AND matter <= ? AND handed_by IS NULL ORDER BY matter";
const APART: &str =
    "SELECT matter, who FROM apart WHERE area = ? AND matter >= ? AND matter <= ? ORDER BY matter";
const FILES: &str =
    "SELECT matter, id FROM file WHERE area = ? AND matter >= ? AND matter <= ? ORDER BY matter";

struct Range {
    area: i32,
    from: Uuid,
    to: Uuid,
}

impl Range {
    async fn read<T>(
        &self,
        db: &impl ConnectionTrait,
        sql: &str,
        table: &str,
        read: impl Fn(&QueryResult) -> Result<T, DbErr>,
        report: &mut Report,
    ) -> Result<ByMatter<T>, StoreError> {
        let values = vec![self.area.into(), self.from.into(), self.to.into()];
        let rows = db.query_all_raw(Engine::of(db).statement(sql, values)).await?;
        let mut all = ByMatter::new();
        for row in &rows {
            let one = row.try_get_by_index(0).and_then(|matter| Ok((matter, read(row)?)));
            if let Some((matter, one)) = kept(one, self.area, table, report) {
                all.entry(matter).or_default().push(one);
            }
        }
        Ok(all)
    }
}

/// A row whose text is no text any more is a problem, not the end of the run.
fn kept<T>(row: Result<T, DbErr>, area: i32, table: &str, report: &mut Report) -> Option<T> {
    row.map_err(|_| report.of_area(area, Fault::Unreadable, table.to_owned())).ok()
}

fn matter(row: &QueryResult) -> Result<MatterRow, DbErr> {
    let columns = COLUMNS
        .iter()
        .enumerate()
        .map(|(at, (_, sort))| sort.read(row, at + 5))
        .collect::<Result<_, _>>()?;
    Ok(MatterRow {
        id: row.try_get_by_index(0)?,
        state: row.try_get_by_index(1)?,
        head: row.try_get_by_index(2)?,
        base: row.try_get_by_index(3)?,
        version: row.try_get_by_index(4)?,
        columns,
    })
}

fn event(row: &QueryResult) -> Result<EventRow, DbErr> {
    Ok(EventRow {
        seq: row.try_get_by_index(1)?,
        kind: row.try_get_by_index(2)?,
        recorded: row.try_get_by_index(3)?,
        body: row.try_get_by_index(4)?,
        words_hash: row.try_get_by_index(5)?,
        hash: row.try_get_by_index(6)?,
    })
}

fn words(row: &QueryResult, cipher: &Cipher, area: i32) -> Result<WordsRow, DbErr> {
    let (matter, seq): (Uuid, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let (body, sealed): (String, Option<Vec<u8>>) =
        (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
    let whole = match sealed {
        Some(sealed) => cipher.open_text(&place_of(area, matter, seq), &sealed).ok(),
        None => Some(body.clone()),
    };
    Ok(WordsRow { seq, salt: row.try_get_by_index(2)?, body, whole })
}

fn share(row: &QueryResult) -> Result<ShareRow, DbErr> {
    Ok(ShareRow {
        id: row.try_get_by_index(1)?,
        unit: row.try_get_by_index(2)?,
        role: row.try_get_by_index(3)?,
        state: row.try_get_by_index(4)?,
        signed_in: row.try_get_by_index(5)?,
        key: row.try_get_by_index(6)?,
        due: row.try_get_by_index(7)?,
        warn: row.try_get_by_index(8)?,
    })
}

fn voice(row: &QueryResult, cipher: &Cipher, area: i32) -> Result<VoiceRow, DbErr> {
    let id: Uuid = row.try_get_by_index(1)?;
    let sealed: [Option<Vec<u8>>; 3] =
        [row.try_get_by_index(3)?, row.try_get_by_index(4)?, row.try_get_by_index(5)?];
    let erased = sealed.iter().all(Option::is_none);
    let [name, contact, index] = sealed;
    let opened = |column, sealed: Option<Vec<u8>>| {
        sealed.map(|sealed| cipher.open_text(&place(column, area, id, 0), &sealed)).transpose()
    };
    let opens = match (opened(voice::NAME, name), opened(voice::CONTACT, contact)) {
        (Ok(_), Ok(contact)) => {
            let wanted =
                contact.map(|contact| cipher.index(voice::CONTACT_INDEX, &Mobile::plain(&contact)));
            wanted == index
        }
        _ => false,
    };
    Ok(VoiceRow { id, party: row.try_get_by_index(2)?, erased, opens })
}

fn handled(row: &QueryResult) -> Result<(Uuid, i64), DbErr> {
    Ok((row.try_get_by_index(1)?, row.try_get_by_index(2)?))
}

/// Voices that stand with another matter: those of the parts of a split.
pub(super) async fn voices(
    db: &impl ConnectionTrait,
    cipher: &Cipher,
    area: i32,
    ids: &[Uuid],
) -> Result<Vec<VoiceRow>, StoreError> {
    const SQL: &str = "SELECT matter, id, party, sealed_name, sealed_contact, contact_index FROM voice WHERE area = ? AND id IN";
    let rows = by_ids(db, SQL, area, ids).await?;
    Ok(rows.iter().map(|row| voice(row, cipher, area)).collect::<Result<_, _>>()?)
}

/// Which of these attachments have a row.
pub(super) async fn files(
    db: &impl ConnectionTrait,
    area: i32,
    ids: &[Uuid],
) -> Result<Vec<Uuid>, StoreError> {
    let rows = by_ids(db, "SELECT id FROM file WHERE area = ? AND id IN", area, ids).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

async fn by_ids(
    db: &impl ConnectionTrait,
    sql: &str,
    area: i32,
    ids: &[Uuid],
) -> Result<Vec<QueryResult>, StoreError> {
    let engine = Engine::of(db);
    let mut all = Vec::new();
    for ids in ids.chunks(engine.max_values() - 1) {
        let sql = format!("{sql} ({})", vec!["?"; ids.len()].join(","));
        let values = std::iter::once(Value::from(area))
            .chain(ids.iter().map(|id| Value::from(*id)))
            .collect();
        all.extend(db.query_all_raw(engine.statement(&sql, values)).await?);
    }
    Ok(all)
}
