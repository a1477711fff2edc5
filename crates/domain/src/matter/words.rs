//! Words: what people said. They stand beside the event under a salted hash, never in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a piece of text is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// 标题.
    Title,
    /// 内容.
    Text,
    /// The place as the reporter described it 事发地址.
    Address,
    /// 办理过程.
    Process,
    /// 办理结果, as the reporter will read it.
    Result,
    /// 意见, mandatory with returns, extensions and terminations.
    Opinion,
    /// 依据.
    Basis,
    /// 计划.
    Plan,
    /// A note inside the house 内部备注; never shown outside.
    Note,
    /// A question to the reporter.
    Question,
    /// An answer.
    Answer,
    /// The reason somebody gave.
    Reason,
    /// 公开标题, written by a clerk for everybody.
    PublicTitle,
    /// 公开答复, written by a clerk for everybody.
    PublicAnswer,
}

/// The words of one event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Words(pub BTreeMap<Word, String>);

impl Words {
    /// No words.
    pub fn none() -> Self {
        Self::default()
    }

    /// With one more piece; blank text is no text.
    #[must_use]
    pub fn with(mut self, word: Word, text: &str) -> Self {
        let text = text.trim();
        if !text.is_empty() {
            self.0.insert(word, text.to_owned());
        }
        self
    }

    /// With one more piece, if there is one.
    #[must_use]
    pub fn with_some(self, word: Word, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.with(word, text),
            None => self,
        }
    }

    /// One piece.
    pub fn get(&self, word: Word) -> Option<&str> {
        self.0.get(&word).map(String::as_str)
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
