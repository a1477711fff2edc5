//! Finding matters by what was said. Each message is a document of its own, written once.

use std::ops::Range;

use huisheng_domain::area::Area;
use huisheng_domain::matter::{Word, Words};
use huisheng_domain::search::{
    Filter, Query, any_of, fts5_document, fts5_query, tsquery, tsvector_chunks,
};
use sea_orm::{ConnectionTrait, Statement, Value};

use crate::ledger::area_of;
use crate::matter::{PARTS, day_of_key, first_key_of};
use crate::rows::insert;
use crate::{Engine, StoreError};

/// Words by which people find a matter; what is said inside the house is not among them.
const SEARCHED: [Word; 6] =
    [Word::Title, Word::Text, Word::Address, Word::Process, Word::Result, Word::Answer];

/// One message of a matter.
pub(crate) struct Document {
    /// The key of the matter.
    pub key: i64,
    /// The event it came with.
    pub seq: u32,
    /// What was said.
    pub text: String,
}

impl Document {
    /// What can be found of the words of an event, if anything. Only the first 255 events of a matter
    /// can be searched: the parts of its key are used up then.
    pub fn of(key: i64, seq: u32, words: &Words) -> Option<Self> {
        let text: Vec<&str> = SEARCHED.iter().filter_map(|word| words.get(*word)).collect();
        let found = !text.is_empty() && seq < 1 << PARTS;
        found.then(|| Self { key, seq, text: text.join("\n") })
    }
}

/// The word that keeps the areas of one index apart.
fn of_area(area: i32) -> Filter {
    Filter::numbered('a', i64::from(area))
}

/// The word of the week of a key: PostgreSQL's index knows no order, so it is told when.
fn of_week(week: i64) -> Filter {
    Filter::numbered('w', week)
}

/// The week in a key. Weeks begin on Saturdays, as 2000-01-01 was one.
pub(crate) const fn week_of(key: i64) -> i64 {
    day_of_key(key) / 7
}

/// No key of that week is smaller.
pub(crate) const fn first_key_of_week(week: i64) -> i64 {
    first_key_of(week * 7)
}

/// The keys of at most `limit` messages in which every phrase stands, newest first, of matters within
/// `keys`. A matter with several such messages comes several times, side by side.
pub(crate) async fn keys(
    connection: &impl ConnectionTrait,
    area: Area,
    query: &Query,
    keys: Range<i64>,
    limit: usize,
) -> Result<Vec<i64>, StoreError> {
    let engine = Engine::of(connection);
    let area = area_of(area);
    let range = [(keys.start << PARTS).into(), (keys.end << PARTS).into()];
    let limit = Value::from(i64::try_from(limit).unwrap_or(i64::MAX));
    let (sql, first) = match engine {
        Engine::Sqlite => (
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
            vec![of_area(area).fts5_query(&fts5_query(query)).into()],
        ),
        Engine::Postgres => {
            let weeks = (week_of(keys.start)..=week_of(keys.end - 1)).map(of_week);
            let asked = any_of(weeks, &tsquery(query));
            (
                // Found first and sorted then: told of the order, the planner would read every document.
                "WITH found AS MATERIALIZED \
                 (SELECT key FROM search WHERE area = ? AND doc @@ CAST(? AS tsquery)) \
                 SELECT key FROM found WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT ?",
                vec![area.into(), asked.into()],
            )
        }
    };
    let values = first.into_iter().chain(range).chain([limit]).collect();
    let rows = connection.query_all_raw(engine.statement(sql, values)).await?;
    rows.iter().map(|row| Ok(row.try_get_by_index::<i64>(0)? >> PARTS)).collect()
}

/// The statements that add documents.
pub(crate) fn add(engine: Engine, area: i32, documents: &[Document]) -> Vec<Statement> {
    let filter = of_area(area);
    match engine {
        Engine::Sqlite => {
            let values: Vec<Value> = documents
                .iter()
                .flat_map(|document| {
                    let text = filter.fts5_document(&fts5_document(&document.text));
                    [row_id(document).into(), text.into()]
                })
                .collect();
            insert(engine, "search", &["rowid", "doc"], values, "")
        }
        Engine::Postgres => {
            let chunks = documents.iter().flat_map(|document| {
                let chunks = tsvector_chunks(&document.text);
                let week = of_week(week_of(document.key));
                let told = chunks.into_iter().map(move |chunk| week.tsvector(&chunk));
                told.enumerate().map(|(part, chunk)| (row_id(document), part, chunk))
            });
            let values: Vec<Value> = chunks
                .flat_map(|(key, part, chunk)| {
                    let part = i32::try_from(part).unwrap_or(i32::MAX);
                    [area.into(), key.into(), part.into(), chunk.into()]
                })
                .collect();
            insert(engine, "search", &["area", "key", "part", "doc"], values, "")
        }
    }
}

/// The statement that removes all documents of a matter.
pub(crate) fn remove(engine: Engine, area: i32, key: i64) -> Statement {
    removed(engine, area, key << PARTS, (key << PARTS) | ((1 << PARTS) - 1))
}

/// The statement that removes the document of one message.
pub(crate) fn remove_one(engine: Engine, area: i32, key: i64, seq: u32) -> Statement {
    // Later messages have none.
    let none = (1_i64, 0);
    let one = (key << PARTS) | i64::from(seq);
    let (from, to) = if seq < 1 << PARTS { (one, one) } else { none };
    removed(engine, area, from, to)
}

fn removed(engine: Engine, area: i32, from: i64, to: i64) -> Statement {
    match engine {
        Engine::Sqlite => engine.statement(
            "DELETE FROM search WHERE rowid BETWEEN ? AND ?",
            vec![from.into(), to.into()],
        ),
        Engine::Postgres => engine.statement(
            "DELETE FROM search WHERE area = ? AND key BETWEEN ? AND ?",
            vec![area.into(), from.into(), to.into()],
        ),
    }
}

/// How many documents of an area there are.
pub(crate) fn count(engine: Engine, area: i32) -> Statement {
    match engine {
        // The area is part of the key, see `matter::key_of`.
        Engine::Sqlite => engine.statement(
            "SELECT count(*) FROM search WHERE ((rowid >> 28) & 1048575) = ?",
            vec![area.into()],
        ),
        Engine::Postgres => engine
            .statement("SELECT count(DISTINCT key) FROM search WHERE area = ?", vec![area.into()]),
    }
}

/// Whether a text leaves a document behind: PostgreSQL keeps none where there is nothing to find.
pub(crate) fn leaves_document(engine: Engine, text: &str) -> bool {
    engine == Engine::Sqlite
        || text.chars().any(char::is_alphanumeric)
        || !tsvector_chunks(text).is_empty()
}

fn row_id(document: &Document) -> i64 {
    (document.key << PARTS) | i64::from(document.seq)
}
