//! Chinese search by position-aware grams, the same on both engines.
//!
//! A text becomes *units*: every character of a script written without spaces is one, every run
//! of other letters and digits is one (a word, kept whole). Units are numbered; a separator
//! between two characters skips a number, a separator beside a word does not ("3 号楼" reads
//! like "3号楼"). Each unit leaves tokens of `[a-z0-9]` at its number, told apart by their first
//! letter, so that FTS5's `unicode61` and a `tsvector` literal keep them as they are:
//!
//! | token | unit | says |
//! | --- | --- | --- |
//! | `b` + 8 | character | this character and the next, directly adjacent |
//! | `e` + 4 | character | this character, then a word, a separator or the end |
//! | `c` + 4 | character | this character, whatever follows |
//! | `w…` `x…` `y…` | word | the word: ASCII, spelled in base 36, or hashed if longer than 64 |
//!
//! `b`, `e` and words form the *pairs* stream, `c` and words the *chars* stream. A phrase is a
//! sequence of tokens of one stream at consecutive numbers. It reads the pairs, which are rare and
//! therefore quick; only a single character, or one that ends a phrase behind a word ("3号"),
//! reads the chars, because the pair it begins is not known.
//!
//! 路灯 is found in 门口路灯不亮 and not in 路面灯笼; "abc-123" as two adjacent words.

use std::fmt::Write;

use sha2::{Digest, Sha256};

mod engine;
mod normal;
mod pairs;
mod query;
#[cfg(test)]
mod tests;

pub use engine::{
    Filter, any_of, fts5_document, fts5_query, tsquery, tsquery_phrases, tsvector_chunks,
};
pub use normal::{half_width, normalize};
pub use pairs::{Pairs, stretches};
pub use query::{MAX_PHRASE, MAX_PHRASES, Query};

/// One token of a text and where it stands. Several tokens stand at one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gram {
    /// Only `[a-z0-9]`, at most 257 bytes.
    pub token: String,
    /// From 1, rising.
    pub position: u32,
}

/// The tokens of `text`, in the order of their positions.
pub fn grams(text: &str) -> Vec<Gram> {
    let units = units(&normalize(text));
    let mut grams = Vec::with_capacity(units.len() * 2);
    let mut position = 0;
    for (index, unit) in units.iter().enumerate() {
        position += 1 + u32::from(unit.apart);
        let next = units.get(index + 1).filter(|next| !next.apart);
        grams.push(Gram { token: unit.pair_token(next), position });
        if let Body::Char(c) = unit.body {
            grams.push(Gram { token: char_token(c), position });
        }
    }
    grams
}

/// A character or a word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Unit {
    body: Body,
    /// A character that a separator parts from the character before.
    apart: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Body {
    Char(char),
    Word(String),
}

impl Unit {
    fn is_word(&self) -> bool {
        matches!(self.body, Body::Word(_))
    }

    /// The token of the pairs stream, given the unit directly behind.
    fn pair_token(&self, next: Option<&Self>) -> String {
        match (&self.body, next.map(|next| &next.body)) {
            (Body::Word(word), _) => word_token(word),
            (Body::Char(c), Some(Body::Char(next))) => spelled('b', [*c, *next]),
            (Body::Char(c), _) => spelled('e', [*c]),
        }
    }

    /// The token of the chars stream.
    fn char_token(&self) -> String {
        match &self.body {
            Body::Word(word) => word_token(word),
            Body::Char(c) => char_token(*c),
        }
    }
}

/// Cuts normalized text into units.
fn units(normalized: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut separated = true;
    for c in normalized.chars() {
        let after_char = matches!(units.last(), Some(Unit { body: Body::Char(_), .. }));
        if normal::is_unspaced(c) {
            units.push(Unit { body: Body::Char(c), apart: separated && after_char });
        } else if !c.is_alphanumeric() {
            separated = true;
            continue;
        } else if let (false, Some(Unit { body: Body::Word(word), .. })) =
            (separated, units.last_mut())
        {
            word.push(c);
        } else {
            units.push(Unit { body: Body::Word(c.into()), apart: false });
        }
        separated = false;
    }
    units
}

/// Words longer than this are hashed: a `tsvector` lexeme has at most 2 kB.
const LONGEST_WORD: usize = 64;

fn char_token(c: char) -> String {
    spelled('c', [c])
}

fn word_token(word: &str) -> String {
    if word.chars().count() > LONGEST_WORD {
        let hash = Sha256::digest(word);
        hash.iter().take(16).fold(String::from("y"), |mut token, byte| {
            let _ = write!(token, "{byte:02x}");
            token
        })
    } else if word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
        format!("w{word}")
    } else {
        spelled('x', word.chars())
    }
}

/// Four digits of base 36 a character: 36⁴ is more than Unicode has.
fn spelled(kind: char, chars: impl IntoIterator<Item = char>) -> String {
    let mut token = String::from(kind);
    for c in chars {
        for power in [36 * 36 * 36, 36 * 36, 36, 1] {
            token.push(char::from_digit(u32::from(c) / power % 36, 36).unwrap_or('0'));
        }
    }
    token
}
