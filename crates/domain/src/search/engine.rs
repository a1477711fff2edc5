//! Tokens as FTS5 and `tsvector` take them.

use std::collections::HashMap;
use std::fmt::Write;

use super::{Gram, MAX_PHRASE, Query, grams};

/// Stands between the streams and at a skipped position; no phrase has it.
const GAP: &str = "z";

/// PostgreSQL keeps 255 positions of a lexeme and drops the rest in silence.
const LEXEME_POSITIONS: usize = 255;

/// Positions of a chunk. PostgreSQL would keep 16,383, but not more than 1 MB: 3,000 of the longest
/// words are 780 kB.
const CHUNK_POSITIONS: u32 = 3_000;

/// The content of an FTS5 column with the tokenizer `unicode61` or `ascii`, `detail=full`: the
/// pairs stream, then the chars stream if the text has any character. About 15 bytes a character.
pub fn fts5_document(text: &str) -> String {
    let grams = grams(text);
    let is_char = |gram: &Gram| gram.token.starts_with('c');
    let mut document = String::new();
    let mut add = |token: &str| {
        if !document.is_empty() {
            document.push(' ');
        }
        document.push_str(token);
    };
    grams.iter().filter(|gram| !is_char(gram)).for_each(|gram| add(&gram.token));
    if grams.iter().any(is_char) {
        let mut last = 0;
        add(GAP);
        for gram in grams.iter().filter(|gram| !gram.token.starts_with(['b', 'e'])) {
            if gram.position > last + 1 {
                add(GAP);
            }
            last = gram.position;
            add(&gram.token);
        }
    }
    document
}

/// The right side of `MATCH`. An empty phrase, which FTS5 matches with nothing, for an empty query
/// (an empty text would be a syntax error).
pub fn fts5_query(query: &Query) -> String {
    if query.is_empty() {
        return "\"\"".into();
    }
    joined(&query.phrases, " AND ", |phrase| format!("\"{}\"", phrase.join(" ")))
}

/// The text as literals to cast to `tsvector`, nearly always one (a text of some thousand
/// characters); none if nothing in it can be searched for.
///
/// Each chunk keeps within the limits of the type, and begins `MAX_PHRASE - 1` positions before
/// the end of the one before, so every phrase of up to [`MAX_PHRASE`] units lies whole in one.
/// Two phrases may lie in different chunks: where a text has several, ask for each phrase of
/// [`tsquery_phrases`] by itself.
pub fn tsvector_chunks(text: &str) -> Vec<String> {
    let grams = grams(text);
    let mut chunks = Vec::new();
    let mut start = 0;
    while start < grams.len() {
        let (end, literal) = chunk(&grams[start..]);
        chunks.push(literal);
        if start + end == grams.len() {
            break;
        }
        let next = grams[start + end].position.saturating_sub(MAX_PHRASE as u32 - 1);
        start += grams[start..].partition_point(|gram| gram.position < next);
    }
    chunks
}

/// How many of `grams` fit a chunk, all of a position or none, and its literal.
fn chunk(grams: &[Gram]) -> (usize, String) {
    let base = grams.first().map_or(0, |gram| gram.position - 1);
    let mut lexemes: HashMap<&str, Vec<u32>> = HashMap::new();
    let mut end = 0;
    for at in grams.chunk_by(|left, right| left.position == right.position) {
        let full = |gram: &Gram| {
            gram.position - base > CHUNK_POSITIONS
                || lexemes.get(gram.token.as_str()).is_some_and(|at| at.len() == LEXEME_POSITIONS)
        };
        if at.iter().any(full) {
            break;
        }
        for gram in at {
            lexemes.entry(&gram.token).or_default().push(gram.position - base);
        }
        end += at.len();
    }
    let mut lexemes: Vec<_> = lexemes.into_iter().collect();
    lexemes.sort_unstable();
    let literal = joined(&lexemes, " ", |(token, positions)| {
        format!("'{token}':{}", joined(positions, ",", u32::to_string))
    });
    (end, literal)
}

/// The whole query as a literal to cast to `tsquery`; empty, which matches nothing, for an empty
/// query. Right where every text has one chunk.
pub fn tsquery(query: &Query) -> String {
    tsquery_phrases(query).join(" & ")
}

/// One `tsquery` literal a phrase; a text matches if each is found in any of its chunks.
pub fn tsquery_phrases(query: &Query) -> Vec<String> {
    let phrase = |tokens: &Vec<String>| joined(tokens, " <-> ", |token| format!("'{token}'"));
    query.phrases.iter().map(phrase).collect()
}

fn joined<T>(parts: &[T], between: &str, text: impl Fn(&T) -> String) -> String {
    let mut all = String::new();
    for (index, part) in parts.iter().enumerate() {
        let _ = write!(all, "{}{}", if index == 0 { "" } else { between }, text(part));
    }
    all
}

/// A token the store adds to a document and asks for with a query, such as the area and a window
/// of days. No text makes the same one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter(String);

impl Filter {
    /// A number of some sort, such as an area or a week; `sort` is one of `a-z`.
    pub fn numbered(sort: char, number: i64) -> Self {
        Self(format!("f{sort}{number}"))
    }

    /// Marks a document of [`fts5_document`].
    pub fn fts5_document(&self, document: &str) -> String {
        format!("{} {document}", self.0)
    }

    /// Narrows a query of [`fts5_query`]; one that matches nothing still does.
    pub fn fts5_query(&self, query: &str) -> String {
        format!("{} AND ({query})", self.0)
    }

    /// Marks a chunk of [`tsvector_chunks`].
    pub fn tsvector(&self, chunk: &str) -> String {
        format!("'{}' {chunk}", self.0)
    }
}

/// Narrows a query of [`tsquery`] or [`tsquery_phrases`] to documents with any of `filters`; an empty
/// one stays empty.
pub fn any_of(filters: impl Iterator<Item = Filter>, query: &str) -> String {
    let filters: Vec<String> = filters.map(|filter| filter.0).collect();
    if query.is_empty() || filters.is_empty() {
        return String::new();
    }
    format!("({}) & ({query})", filters.join(" | "))
}
