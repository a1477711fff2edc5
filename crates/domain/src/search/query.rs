//! What somebody typed into the search box.

use super::{Unit, normalize, units};

/// The longest phrase that is searched exactly, in units (characters and words). A longer one is
/// cut into pieces that must all be found, which may also find texts with the pieces elsewhere.
pub const MAX_PHRASE: usize = 48;

/// The most phrases a query has; further ones are left out, which only finds more.
pub const MAX_PHRASES: usize = 16;

/// Phrases that must all be found; each is a sequence of tokens at consecutive positions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Tokens as [`grams`](super::grams) makes them; no phrase is empty, none appears twice.
    pub phrases: Vec<Vec<String>>,
}

impl Query {
    /// Spaces part phrases, except between quotation marks (`"…"` or `“…”`). Other separators
    /// part characters into phrases (路灯不亮，请维修 has two) and join words ("abc-123" is one).
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let text = normalize(text);
        for (index, part) in text.split(['"', '“', '”']).enumerate() {
            if index % 2 == 1 {
                query.add(part);
            } else {
                part.split_whitespace().for_each(|piece| query.add(piece));
            }
        }
        query
    }

    /// Nothing that could be searched for; both engines then find nothing.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    fn add(&mut self, text: &str) {
        for phrase in units(text).chunk_by(|_, next| !next.apart) {
            for piece in phrase.chunks(MAX_PHRASE) {
                let tokens = phrase_tokens(piece);
                if self.phrases.len() < MAX_PHRASES && !self.phrases.contains(&tokens) {
                    self.phrases.push(tokens);
                }
            }
        }
    }
}

/// The tokens of one stream that stand for adjacent units.
fn phrase_tokens(units: &[Unit]) -> Vec<String> {
    if let [.., last] = units
        && !last.is_word()
        && units.iter().nth_back(1).is_none_or(Unit::is_word)
    {
        return units.iter().map(Unit::char_token).collect();
    }
    let pairs = units.iter().enumerate().map(|(index, unit)| (unit, units.get(index + 1)));
    // the last character is in the pair before
    pairs
        .filter(|(unit, next)| unit.is_word() || next.is_some())
        .map(|(u, next)| u.pair_token(next))
        .collect()
}
