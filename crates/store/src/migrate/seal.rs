//! Seals what older versions kept in clear, within the transaction of the upgrade: all of it, or nothing. Pages of
//! rows keep memory small.

use std::collections::{BTreeSet, HashMap};

use huisheng_domain::matter::{Word, Words};
use huisheng_domain::personal::{self, Stays};
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::scrub;
use crate::cipher::Cipher;
use crate::matter::words::place_of;
use crate::rows::{insert, next_area};
use crate::search::{self, Document};
use crate::{Engine, StoreError, Write, matter, voice};

/// Matters, or voices, of one page.
const PAGE: i64 = 500;

/// Every voice and every word of the database.
pub(super) async fn seal(write: &Write, cipher: &Cipher) -> Result<(), StoreError> {
    // Words first: the names that are starred in them still stand in clear.
    let mut area = next_area(write, "words", i32::MIN).await?;
    while let Some(cell) = area {
        let mut after = Some(Uuid::nil());
        while let Some(from) = after {
            after = words(write, cipher, cell, from).await?;
        }
        area = next_area(write, "words", cell).await?;
    }
    let mut area = next_area(write, "voice", i32::MIN).await?;
    while let Some(cell) = area {
        let mut after = Some(Uuid::nil());
        while let Some(from) = after {
            after = voices(write, cipher, cell, from).await?;
        }
        area = next_area(write, "voice", cell).await?;
    }
    scrub::wanted(write).await
}

/// The words of some matters after one. Returns the last of them.
async fn words(
    write: &Write,
    cipher: &Cipher,
    area: i32,
    after: Uuid,
) -> Result<Option<Uuid>, StoreError> {
    const MATTERS: &str =
        "SELECT id, number FROM matter WHERE area = ? AND id > ? ORDER BY id LIMIT ?";
    const WORDS: &str = "SELECT matter, seq, salt, body FROM words \
        WHERE area = ? AND matter > ? AND matter <= ? ORDER BY matter, seq";
    const NAMES: &str = "SELECT matter, name FROM voice \
        WHERE area = ? AND matter > ? AND matter <= ? AND name IS NOT NULL";
    let engine = Engine::of(write);
    let page = vec![area.into(), after.into(), PAGE.into()];
    let rows = write.query_all_raw(engine.statement(MATTERS, page)).await?;
    let mut numbers: HashMap<Uuid, String> = HashMap::new();
    let mut last = None;
    for row in &rows {
        let id: Uuid = row.try_get_by_index(0)?;
        last = Some(id);
        numbers.insert(id, row.try_get_by_index(1)?);
    }
    let Some(last) = last else { return Ok(None) };
    let range = || vec![Value::from(area), after.into(), last.into()];
    let mut names: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in write.query_all_raw(engine.statement(NAMES, range())).await? {
        names.entry(row.try_get_by_index(0)?).or_default().push(row.try_get_by_index(1)?);
    }
    let mut values = Vec::new();
    let mut said: HashMap<Uuid, Vec<(u32, Words)>> = HashMap::new();
    let mut changed: BTreeSet<Uuid> = BTreeSet::new();
    for row in write.query_all_raw(engine.statement(WORDS, range())).await? {
        let (id, seq): (Uuid, i32) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let body: String = row.try_get_by_index(3)?;
        let unreadable = || StoreError::Unreadable(format!("the words of {id}, {seq}"));
        let words: Words = serde_json::from_str(&body).map_err(|_| unreadable())?;
        let marks = names.get(&id).map(Vec::as_slice).unwrap_or_default();
        let shown = match personal::starred_words(&words, marks, Stays::Part) {
            None => words,
            Some(starred) => {
                let salt: Vec<u8> = row.try_get_by_index(2)?;
                let sealed = cipher.seal(&place_of(area, id, seq), body.as_bytes());
                let text = serde_json::to_string(&starred).unwrap_or_default();
                values.extend([
                    area.into(),
                    id.into(),
                    seq.into(),
                    salt.into(),
                    text.into(),
                    sealed.into(),
                ]);
                changed.insert(id);
                if let Some(title) = starred.get(Word::Title).filter(|_| seq == 1) {
                    let sql = "UPDATE matter SET title = ? WHERE area = ? AND id = ?";
                    let title = vec![title.into(), area.into(), id.into()];
                    write.execute_raw(engine.statement(sql, title)).await?;
                }
                starred
            }
        };
        let seq = u32::try_from(seq).map_err(|_| unreadable())?;
        said.entry(id).or_default().push((seq, shown));
    }
    const COLUMNS: [&str; 6] = ["area", "matter", "seq", "salt", "body", "sealed"];
    const AGAIN: &str = "ON CONFLICT (area, matter, seq) DO UPDATE SET body = excluded.body, sealed = excluded.sealed";
    for statement in insert(engine, "words", &COLUMNS, values, AGAIN) {
        write.execute_raw(statement).await?;
    }
    for id in changed {
        let Some(key) = numbers.get(&id).and_then(|number| matter::key_of(number)) else {
            continue;
        };
        write.execute_raw(search::remove(engine, area, key)).await?;
        let words = said.remove(&id).unwrap_or_default();
        let documents: Vec<Document> =
            words.iter().filter_map(|(seq, words)| Document::of(key, *seq, words)).collect();
        for statement in search::add(engine, area, &documents) {
            write.execute_raw(statement).await?;
        }
    }
    Ok(Some(last))
}

/// Some voices after one. Returns the last of them.
async fn voices(
    write: &Write,
    cipher: &Cipher,
    area: i32,
    after: Uuid,
) -> Result<Option<Uuid>, StoreError> {
    const VOICES: &str = "SELECT id, matter, party, name, contact, created_at FROM voice \
        WHERE area = ? AND id > ? ORDER BY id LIMIT ?";
    const COLUMNS: [&str; 8] = [
        "area",
        "id",
        "matter",
        "party",
        "sealed_name",
        "sealed_contact",
        "contact_index",
        "created_at",
    ];
    const AGAIN: &str = "ON CONFLICT (area, id) DO UPDATE SET sealed_name = excluded.sealed_name, \
        sealed_contact = excluded.sealed_contact, contact_index = excluded.contact_index, name = NULL, contact = NULL";
    let engine = Engine::of(write);
    let page = vec![area.into(), after.into(), PAGE.into()];
    let (mut values, mut last) = (Vec::new(), None);
    for row in write.query_all_raw(engine.statement(VOICES, page)).await? {
        let (id, of, party): (Uuid, Uuid, Uuid) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let (name, contact): (Option<String>, Option<String>) =
            (row.try_get_by_index(3)?, row.try_get_by_index(4)?);
        let created: i64 = row.try_get_by_index(5)?;
        values.extend([area.into(), id.into(), of.into(), party.into()]);
        values.extend(voice::sealed(cipher, area, id, name.as_deref(), contact.as_deref()));
        values.push(created.into());
        last = Some(id);
    }
    for statement in insert(engine, "voice", &COLUMNS, values, AGAIN) {
        write.execute_raw(statement).await?;
    }
    Ok(last)
}
