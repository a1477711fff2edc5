//! 帮办代办: what can be done for a resident, as a unit lists it 代办事项.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::CategoryId;
use crate::limit::Limit;
use crate::personal::telephones;

/// Items a unit lists, at most.
pub const ITEMS: usize = 100;
/// Materials of one item, at most.
pub const MATERIALS: usize = 20;
/// Characters of the name of an item or a material.
const NAME: usize = 40;
/// Digits in a row that no name of a document has; the number of a document has more.
const DIGITS: usize = 6;

/// One thing that can be done for a resident: 高龄津贴申领. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ErrandItem)]
pub struct Item {
    /// What it is called, 1 to 40 characters.
    #[schema(example = "高龄津贴申领", min_length = 1, max_length = 40)]
    pub name: String,
    /// Category of its errands, if it is always the same.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// What the resident hands over for it, at most 20.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub materials: Vec<Material>,
    /// How long it takes, like `5wd`; where it is left out, as long as the procedure says.
    #[serde(default)]
    pub limit: Option<Limit>,
    /// The counter that does it in the end.
    pub counter: Counter,
    /// Residents may read that it is offered.
    #[serde(default)]
    pub public: bool,
}

/// A paper that an item needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// What it is, 1 to 40 characters: the kind of paper, never its number or whose it is.
    #[schema(example = "居民身份证", min_length = 1, max_length = 40)]
    pub name: String,
    /// The original is needed, not a copy.
    #[serde(default)]
    pub original: bool,
}

/// 受理层级: at which counter an errand ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// 社区.
    Community,
    /// 街道、乡镇.
    Street,
    /// 区县政务服务大厅.
    County,
}

impl Item {
    /// With spaces around its names taken away.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let trim = |text: String| text.trim().to_owned();
        let material = |one: Material| Material { name: trim(one.name), ..one };
        Self {
            name: trim(self.name),
            materials: self.materials.into_iter().map(material).collect(),
            ..self
        }
    }

    /// Whether it can be kept.
    ///
    /// # Errors
    /// The first field that cannot stand.
    pub fn check(&self) -> Result<(), &'static str> {
        if !is_name(&self.name) {
            return Err("name");
        }
        let twice = |at: usize| self.materials[..at].contains(&self.materials[at]);
        let fits = |(at, one): (usize, &Material)| is_name(&one.name) && !twice(at);
        if self.materials.len() > MATERIALS || !self.materials.iter().enumerate().all(fits) {
            return Err("materials");
        }
        Ok(())
    }
}

/// A name of a kind of thing: one line, no telephone, nothing that looks like the number of a document.
pub(crate) fn is_name(text: &str) -> bool {
    // Also with full-width digits, or blanks and hyphens between.
    let solid: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let numbered =
        solid.split(|c: char| !c.is_numeric()).any(|digits| digits.chars().count() >= DIGITS);
    (1..=NAME).contains(&text.trim().chars().count())
        && !text.chars().any(char::is_control)
        && !numbered
        && telephones(text).is_empty()
}
