//! 知识库: questions that are asked again and again, with the answer of the office that owes it, until a day.

mod find;
#[cfg(test)]
mod tests;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{CategoryId, UnitId};
use crate::personal::{holds_identity, holds_mobile};

pub use find::{Found, MOST_PAIRS, Sought, pairs};

/// Characters of a question.
pub const QUESTION: usize = 100;
/// Characters of an answer: what is read out in a minute or two.
pub const ANSWER: usize = 2_000;
/// Characters of a source.
pub const SOURCE: usize = 200;
/// Years an answer stands without anybody looking at it again.
const LONGEST: i64 = 3;

/// A question and its answer, as somebody wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KnowledgeEntry)]
pub struct Entry {
    /// 问题, as people ask it; 1 to 100 characters.
    #[schema(example = "社保卡丢了怎么补办", min_length = 1, max_length = 100)]
    pub question: String,
    /// 答案, to be read out; 1 to 2,000 characters, an empty line parts paragraphs.
    #[schema(min_length = 1, max_length = 2_000)]
    pub answer: String,
    /// Category, if it is always the same.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// 责任单位: the office that answers for it, and renews it.
    pub unit: UnitId,
    /// 依据: the document or the notice it comes from; 1 to 200 characters.
    #[schema(example = "社会保障卡业务办理指南（2026 年版）", min_length = 1, max_length = 200)]
    pub source: String,
    /// 有效期至: the last day on which it is told, three years ahead at most.
    pub until: Date,
    /// Residents find it, too.
    #[serde(default)]
    pub public: bool,
}

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = KnowledgeState)]
pub enum State {
    /// 待发布: written, and never published as it is.
    Draft,
    /// 已发布.
    Published,
    /// 已过期: its last day is over. It is shown as such, and offered to nobody.
    Expired,
    /// 已撤下.
    Withdrawn,
}

impl Entry {
    /// With spaces around its texts taken away, and one kind of line end.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: &str| text.trim().replace("\r\n", "\n");
        Self {
            question: trim(&self.question),
            answer: trim(&self.answer),
            source: trim(&self.source),
            ..self
        }
    }

    /// Whether it can be kept on that day. Nobody's identity number is an answer.
    ///
    /// # Errors
    /// The first field that cannot stand.
    pub fn check(&self, today: Date) -> Result<(), &'static str> {
        let fits = |text: &str, most: usize, lines: bool| {
            let odd = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\t'));
            (1..=most).contains(&text.trim().chars().count()) && !text.chars().any(odd)
        };
        for (field, text, most, lines) in [
            ("question", &self.question, QUESTION, false),
            ("answer", &self.answer, ANSWER, true),
            ("source", &self.source, SOURCE, false),
        ] {
            if !fits(text, most, lines) || holds_identity(text) {
                return Err(field);
            }
        }
        let last = today.saturating_add(Span::new().years(LONGEST));
        if !(today..=last).contains(&self.until) { Err("until") } else { Ok(()) }
    }

    /// A mobile telephone stands in it. An office may have one, too: it is said, so that somebody looks again.
    pub fn holds_mobile(&self) -> bool {
        self.texts().into_iter().any(holds_mobile)
    }

    fn texts(&self) -> [&str; 3] {
        [&self.question, &self.answer, &self.source]
    }
}

/// An entry as it is kept: what was written last, and what was published last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What was written last.
    pub entry: Entry,
    /// What is told; none before the first publication, and once it was withdrawn.
    pub published: Option<Entry>,
    /// It was withdrawn, and not written anew since.
    pub withdrawn: bool,
}

impl Kept {
    /// Where it stands on that day.
    pub fn state(&self, today: Date) -> State {
        match &self.published {
            _ if self.withdrawn => State::Withdrawn,
            None => State::Draft,
            Some(told) if told.until < today => State::Expired,
            Some(_) => State::Published,
        }
    }

    /// Something was written that nobody has published.
    pub fn awaits(&self) -> bool {
        !self.withdrawn && self.published.as_ref() != Some(&self.entry)
    }

    /// What is told on that day.
    pub fn told(&self, today: Date) -> Option<&Entry> {
        self.published.as_ref().filter(|told| told.until >= today)
    }

    /// Written anew; what was published stands until this is.
    #[must_use]
    pub fn written(self, entry: Entry) -> Self {
        Self { entry, withdrawn: false, ..self }
    }

    /// Told as it was written last.
    #[must_use]
    pub fn publish(self) -> Self {
        Self { published: Some(self.entry.clone()), withdrawn: false, ..self }
    }

    /// Told no more.
    #[must_use]
    pub fn withdraw(self) -> Self {
        Self { published: None, withdrawn: true, ..self }
    }
}
