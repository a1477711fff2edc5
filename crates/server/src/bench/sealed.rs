//! Sealed personal data against the same in the clear: finding somebody by telephone, and what sealing adds to
//! accepting a matter.

use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Context;
use huisheng_domain::id::Id;
use huisheng_domain::matter::{Word, Words};
use huisheng_domain::one_time_code::Mobile;
use huisheng_domain::personal::{Stays, starred_words};
use huisheng_store::cipher::place;
use huisheng_store::rows::insert;
use huisheng_store::{Cipher, Engine, Store, voice};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::database::Database;
use super::figure::Figures;
use super::{Cast, Line};
use crate::clock::random;
use crate::demo::COUNTY;

/// Persons in each table.
const PERSONS: usize = 600_000;
/// Rows of one transaction.
const AT_ONCE: usize = 20_000;
/// Telephones asked for in a turn.
const ASKED: usize = 2_000;
/// Sealed and clear take turns, so that a busy machine hurts both.
const TURNS: usize = 5;
/// Sealing may make a look-up so much slower.
const TWICE: f64 = 2.0;

/// The table of before, for comparison only: names and telephones that nobody has.
const CLEAR: &str = "CREATE TABLE voice_clear (area {i32} NOT NULL, id {uuid} NOT NULL, matter {uuid} NOT NULL, \
    party {uuid} NOT NULL, name {text}, contact {text}, created_at {i64} NOT NULL, PRIMARY KEY (area, id)) {strict}";
const CLEAR_INDEX: &str =
    "CREATE INDEX voice_clear_contact_idx ON voice_clear (area, contact, created_at)";
const PLAIN: [&str; 7] = ["area", "id", "matter", "party", "name", "contact", "created_at"];

/// Measures both.
pub async fn run(
    figures: &mut Figures,
    line: &Line,
    cast: &Cast,
    engine: Engine,
) -> anyhow::Result<()> {
    let persons = if line.short { PERSONS / 50 } else { PERSONS };
    let database = Database::new(engine, &line.folder, "voices").await?;
    database.set_up(cast).await?;
    let store = database.open(None).await?;
    pure(figures, store.cipher()?)?;
    let measured = find(figures, &store, persons).await;
    store.close().await?;
    database.remove().await?;
    measured
}

async fn find(figures: &mut Figures, store: &Store, persons: usize) -> anyhow::Result<()> {
    let (engine, cipher) = (store.engine(), store.cipher()?);
    let words = engine.words();
    let table = words.iter().fold(CLEAR.to_owned(), |sql, (word, is)| sql.replace(word, is));
    let write = store.write().await?;
    write.execute_unprepared(&table).await?;
    write.execute_unprepared(CLEAR_INDEX).await?;
    write.commit().await?;
    let mut writing = [Duration::ZERO; 2];
    for first in (0..persons).step_by(AT_ONCE) {
        fill(store, cipher, first..persons.min(first + AT_ONCE), &mut writing).await?;
    }
    if engine == Engine::Postgres {
        let write = store.write().await?;
        write.execute_unprepared("ANALYZE voice; ANALYZE voice_clear").await?;
        write.commit().await?;
    }
    let mut finding = [Duration::ZERO; 2];
    for turn in 0..TURNS {
        let asked: Vec<String> =
            (0..ASKED).map(|nth| phone((nth * 7_919 + turn * 104_729) % persons)).collect();
        let began = Instant::now();
        for contact in &asked {
            let since = Timestamp::UNIX_EPOCH;
            let found = voice::of_contact(store.read(), cipher, COUNTY, contact, since, 20).await?;
            let ids: Vec<_> = found.iter().map(|(voice, _)| *voice).collect();
            let people = voice::of_reports(store.read(), cipher, COUNTY, &ids).await?;
            anyhow::ensure!(
                people.first().is_some_and(|one| one.contact.as_ref() == Some(contact))
            );
        }
        finding[0] += began.elapsed();
        let began = Instant::now();
        for contact in &asked {
            in_the_clear(store, contact).await?;
        }
        finding[1] += began.elapsed();
    }
    let each = |time: Duration| time.as_secs_f64() * 1e6 / (TURNS * ASKED) as f64;
    let [sealed, clear] = finding.map(each);
    let name = "find somebody by telephone, sealed, against in the clear (bound: twice)";
    figures.put(name, engine, persons, sealed, "µs", Some(clear * TWICE));
    let [sealed, clear] = writing.map(|time| persons as f64 / time.as_secs_f64());
    let name = "write voices, sealed, against in the clear";
    figures.put(name, engine, persons, sealed, "/s", Some(clear));
    Ok(())
}

fn phone(nth: usize) -> String {
    format!("139{:08}", nth * 131 % 100_000_000)
}

async fn fill(
    store: &Store,
    cipher: &Cipher,
    part: std::ops::Range<usize>,
    writing: &mut [Duration; 2],
) -> anyhow::Result<()> {
    let engine = store.engine();
    let area = Value::from(i32::try_from(COUNTY.code())?);
    let people: Vec<(Uuid, String)> =
        part.map(|nth| (Uuid::from_bytes(random()), phone(nth))).collect();
    let began = Instant::now();
    let mut values = Vec::with_capacity(people.len() * voice::COLUMNS.len());
    for (id, contact) in &people {
        values.extend([area.clone(), (*id).into(), (*id).into(), (*id).into()]);
        let cell = i32::try_from(COUNTY.code())?;
        values.extend(voice::sealed(cipher, cell, *id, Some("王女士"), Some(contact)));
        values.push(1_i64.into());
    }
    write(store, insert(engine, "voice", &voice::COLUMNS, values, "")).await?;
    writing[0] += began.elapsed();
    let began = Instant::now();
    let mut values = Vec::with_capacity(people.len() * PLAIN.len());
    for (id, contact) in &people {
        values.extend([area.clone(), (*id).into(), (*id).into(), (*id).into()]);
        values.extend(["王女士".into(), contact.clone().into(), 1_i64.into()]);
    }
    write(store, insert(engine, "voice_clear", &PLAIN, values, "")).await?;
    writing[1] += began.elapsed();
    Ok(())
}

async fn write(store: &Store, statements: Vec<sea_orm::Statement>) -> anyhow::Result<()> {
    let write = store.write().await?;
    for statement in statements {
        write.execute_raw(statement).await?;
    }
    Ok(write.commit().await?)
}

/// The same two questions as the product asks.
async fn in_the_clear(store: &Store, contact: &str) -> anyhow::Result<()> {
    let (engine, area) = (store.engine(), Value::from(i32::try_from(COUNTY.code())?));
    let sql = "SELECT id, matter FROM voice_clear WHERE area = ? AND contact = ? AND created_at >= ? \
        ORDER BY area DESC, contact DESC, created_at DESC LIMIT ?";
    let values = vec![area.clone(), Mobile::plain(contact).into(), 0_i64.into(), 20_i64.into()];
    let rows = store.read().query_all_raw(engine.statement(sql, values)).await?;
    let id: Uuid = rows.first().context("nobody was found")?.try_get_by_index(0)?;
    let sql =
        "SELECT id, party, name, contact FROM voice_clear WHERE area = ? AND id IN (?) ORDER BY id";
    let rows = store.read().query_all_raw(engine.statement(sql, vec![area, id.into()])).await?;
    let found: String = rows.first().context("nobody has the id")?.try_get_by_index(3)?;
    anyhow::ensure!(found == contact);
    Ok(())
}

/// What sealing costs by itself, on one core: everything that is done to a report before its rows are written.
fn pure(figures: &mut Figures, cipher: &Cipher) -> anyhow::Result<()> {
    const REPORTS: u32 = 5_000;
    let area = i32::try_from(COUNTY.code())?;
    let said = Words::none()
        .with(Word::Title, "新安花园3号楼门口路灯不亮")
        .with(Word::Text, &"老人晚上出门不方便，联系物业未得到处理，请尽快到现场查看。".repeat(3))
        .with(Word::Address, "新安花园3号楼");
    let personal = said.clone().with(Word::Text, "电话13900000001，请回电");
    for (name, words) in
        [("sealing of a report", &said), ("the same with a telephone in its words", &personal)]
    {
        let began = Instant::now();
        for _ in 0..REPORTS {
            let id = Id::<()>::from_uuid(Uuid::from_bytes(random())).uuid();
            black_box(voice::sealed(cipher, area, id, Some("王女士"), Some("13900000001")));
            if black_box(starred_words(words, &["王女士"], Stays::Part)).is_some() {
                let text = serde_json::to_string(words)?;
                black_box(cipher.seal(&place("words.sealed", area, id, 1), text.as_bytes()));
            }
        }
        let each = began.elapsed().as_secs_f64() * 1e6 / f64::from(REPORTS);
        figures.pure(name, each, "µs of a core", None);
    }
    Ok(())
}
