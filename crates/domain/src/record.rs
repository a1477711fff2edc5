//! 居民服务记录: what is done on the spot, recorded in ten seconds from a template 模板.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::CategoryId;
use crate::personal::telephones;

/// Templates a unit keeps, at most: more are not looked through on a telephone.
pub const TEMPLATES: usize = 40;
/// Characters of a name: what fits on a button.
const NAME: usize = 20;
/// Characters of the title of a record, as of any matter.
const TITLE: usize = 200;
/// Characters of its words and of its result.
const WORDS: usize = 2_000;

/// What is the same in many records of a unit: 送药上门, 代缴水费. It names nobody and no place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecordTemplate)]
pub struct Template {
    /// What stands on its button, 1 to 20 characters.
    #[schema(example = "送药上门", min_length = 1, max_length = 20)]
    pub name: String,
    /// Category, if it is always the same.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// Title of the record, 1 to 200 characters.
    #[schema(example = "为行动不便的老人送药上门", min_length = 1, max_length = 200)]
    pub title: String,
    /// What was asked for, at most 2,000 characters; may be empty.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    pub words: String,
    /// What was done, 1 to 2,000 characters.
    #[schema(example = "已送到家中，并提醒按时服药。", min_length = 1, max_length = 2_000)]
    pub result: String,
}

impl Template {
    /// With spaces around its words taken away.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        Self {
            name: trim(self.name),
            title: trim(self.title),
            words: trim(self.words),
            result: trim(self.result),
            category: self.category,
        }
    }

    /// Whether it can be kept.
    ///
    /// # Errors
    /// The first field that cannot stand.
    pub fn check(&self) -> Result<(), &'static str> {
        let fits = |text: &str, least: usize, most: usize, lines: bool| {
            let odd = text.chars().any(|c| c.is_control() && !(lines && c == '\n'));
            (least..=most).contains(&text.trim().chars().count())
                && !odd
                && telephones(text).is_empty()
        };
        let fields = [
            ("name", fits(&self.name, 1, NAME, false)),
            ("title", fits(&self.title, 1, TITLE, false)),
            ("words", fits(&self.words, 0, WORDS, true)),
            ("result", fits(&self.result, 1, WORDS, true)),
        ];
        match fields.into_iter().find(|(_, fits)| !fits) {
            Some((field, _)) => Err(field),
            None => Ok(()),
        }
    }
}
