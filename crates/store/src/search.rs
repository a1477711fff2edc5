//! Finding matters by what was said. Each message is a document of its own, written once.

use huisheng_domain::matter::{Word, Words};
use huisheng_domain::search::{Filter, fts5_document, tsvector_chunks};
use sea_orm::{Statement, Value};

use crate::Engine;
use crate::matter::PARTS;
use crate::rows::{insert, powers};

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
pub(crate) fn of_area(area: i32) -> Option<Filter> {
    Filter::new(&format!("a{area}")).ok()
}

/// The statements that add documents.
pub(crate) fn add(engine: Engine, area: i32, documents: &[Document]) -> Vec<Statement> {
    let Some(filter) = of_area(area) else { return Vec::new() };
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
                chunks.into_iter().enumerate().map(|(part, chunk)| (row_id(document), part, chunk))
            });
            let values: Vec<Value> = chunks
                .flat_map(|(key, part, chunk)| {
                    let part = i32::try_from(part).unwrap_or(i32::MAX);
                    [area.into(), key.into(), part.into(), chunk.into()]
                })
                .collect();
            powers(engine, 4, values)
                .map(|(rows, values)| {
                    let marks = vec!["(?, ?, ?, CAST(? AS tsvector))"; rows].join(", ");
                    let sql = format!("INSERT INTO search (area, key, part, doc) VALUES {marks}");
                    engine.statement(&sql, values)
                })
                .collect()
        }
    }
}

/// The statement that removes all documents of a matter.
pub(crate) fn remove(engine: Engine, area: i32, key: i64) -> Statement {
    let (from, to) = (key << PARTS, (key << PARTS) | ((1 << PARTS) - 1));
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
