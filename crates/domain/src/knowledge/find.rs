//! Which answer is meant by what is being typed.

use std::collections::BTreeSet;

use super::Entry;
use crate::search::{Pairs, normalize};

/// Pairs of a text that are kept, or asked for; a question and its answer have fewer.
pub const MOST_PAIRS: usize = 2_000;
/// So much of what is typed stands in the question, or of the question in what is typed: callers say more than they ask.
const LIKE: f64 = 0.34;
/// What stands in the question counts that much more than what stands in the answer only.
const QUESTION: f64 = 2.0;

/// What somebody types.
#[derive(Clone, Debug)]
pub struct Sought {
    phrases: Vec<String>,
    pairs: Pairs,
}

/// How well an entry answers it; the larger, the better.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Found {
    /// All that was typed stands in the question as it is.
    pub asked: bool,
    /// It stands in question or answer as it is.
    pub whole: bool,
    /// How much of it stands there in pairs of characters.
    pub share: f64,
}

impl Sought {
    /// Of what was typed.
    pub fn of(text: &str) -> Self {
        let normal = normalize(text);
        let words = normal.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        Self { phrases: words.map(str::to_owned).collect(), pairs: Pairs::of(text) }
    }

    /// The pairs to look for: none, if less than two characters were typed side by side.
    pub fn pairs(&self) -> Vec<String> {
        said(&self.pairs)
    }

    /// Whether it is found in an entry, and how well.
    pub fn found_in(&self, entry: &Entry) -> Option<Found> {
        let [question, answer] = [&entry.question, &entry.answer].map(|text| normalize(text));
        let all_in = |texts: &[&str]| {
            let stands = |phrase: &String| texts.iter().any(|text| text.contains(phrase.as_str()));
            !self.phrases.is_empty() && self.phrases.iter().all(stands)
        };
        let (asked, whole) = (all_in(&[&question]), all_in(&[&question, &answer]));
        let (of_question, of_answer) = (Pairs::of(&question), Pairs::of(&answer));
        let in_question = self.pairs.share_in(&of_question).max(of_question.share_in(&self.pairs));
        let in_answer = self.pairs.without(&of_question).share_in(&of_answer) * (1.0 - in_question);
        let share = in_question.mul_add(QUESTION, in_answer) / QUESTION;
        (whole || in_question >= LIKE).then_some(Found { asked, whole, share })
    }
}

/// The pairs of adjacent characters by which an entry is found.
pub fn pairs(entry: &Entry) -> BTreeSet<String> {
    let both = format!("{}\n{}", entry.question, entry.answer);
    said(&Pairs::of(&both)).into_iter().collect()
}

fn said(pairs: &Pairs) -> Vec<String> {
    pairs.iter().take(MOST_PAIRS).map(|pair| pair.iter().collect()).collect()
}
