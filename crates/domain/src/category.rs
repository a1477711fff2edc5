//! Categories 分类: three levels, with codes and days of validity as a locality publishes them.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::id::CategoryId;

mod suggest;
#[cfg(test)]
mod tests;

pub use suggest::{Suggested, Suggester};

/// One category of any of the three levels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its identifier.
    pub id: CategoryId,
    /// The full code, unique among categories. It means nothing to the rules: localities number
    /// the same class differently (DOMAIN §7).
    pub code: String,
    /// The name without those above.
    pub name: String,
    /// The category one level up.
    pub parent: Option<CategoryId>,
    /// 1 for the widest, 3 for the narrowest.
    pub level: u8,
    /// Its clocks run on rest days too (burst pipes, fallen cables).
    pub urgent_on_holidays: bool,
    /// Found in public space, so that a second person can look at the result there.
    pub public_space: bool,
    /// The first day it may be given.
    pub valid_from: Date,
    /// The last day it may be given.
    pub valid_to: Option<Date>,
}

impl Category {
    /// Whether it may be given on that day.
    pub fn is_valid_on(&self, day: Date) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// All categories, checked and indexed.
#[derive(Clone, Debug, Default)]
pub struct Categories {
    categories: Vec<Category>,
    by_id: HashMap<CategoryId, usize>,
    by_code: HashMap<String, usize>,
    parents: HashSet<CategoryId>,
}

/// Why a list of categories is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidCategories {
    /// Two categories have one identifier.
    #[error("the identifier of category {code} is already taken")]
    DuplicateId {
        /// The later category.
        code: String,
    },
    /// Two categories have one code.
    #[error("the category code {code} appears twice")]
    DuplicateCode {
        /// The code.
        code: String,
    },
    /// The category above is not in the list.
    #[error("the parent of category {code} is not in the list")]
    UnknownParent {
        /// The category below.
        code: String,
    },
    /// Level 1 has no parent; levels 2 and 3 stand right below level 1 and 2.
    #[error("category {code} has level {level}, which does not follow its parent's")]
    LevelOutOfStep {
        /// The category.
        code: String,
        /// What it says.
        level: u8,
    },
    /// Its last day lies before its first.
    #[error("category {code} ends before it begins")]
    EndsBeforeStart {
        /// The category.
        code: String,
    },
}

impl Categories {
    /// Checks and indexes `categories`; their order does not matter.
    pub fn new(categories: Vec<Category>) -> Result<Self, InvalidCategories> {
        let mut all = Self::default();
        for (index, category) in categories.iter().enumerate() {
            let code = || category.code.clone();
            if all.by_id.insert(category.id, index).is_some() {
                return Err(InvalidCategories::DuplicateId { code: code() });
            }
            if all.by_code.insert(code(), index).is_some() {
                return Err(InvalidCategories::DuplicateCode { code: code() });
            }
            if category.valid_to.is_some_and(|last| last < category.valid_from) {
                return Err(InvalidCategories::EndsBeforeStart { code: code() });
            }
            all.parents.extend(category.parent);
        }
        for category in &categories {
            let above = match category.parent.map(|id| all.by_id.get(&id)) {
                None => 0,
                Some(Some(index)) => categories[*index].level,
                Some(None) => {
                    return Err(InvalidCategories::UnknownParent { code: category.code.clone() });
                }
            };
            let level = category.level;
            // the step of one also rules out cycles
            if !(1..=3).contains(&level) || level - 1 != above {
                return Err(InvalidCategories::LevelOutOfStep {
                    code: category.code.clone(),
                    level,
                });
            }
        }
        all.categories = categories;
        Ok(all)
    }

    /// The category of that identifier.
    pub fn get(&self, category: CategoryId) -> Option<&Category> {
        self.by_id.get(&category).map(|index| &self.categories[*index])
    }

    /// The category of that code.
    pub fn by_code(&self, code: &str) -> Option<&Category> {
        self.by_code.get(code).map(|index| &self.categories[*index])
    }

    /// Every category, in the order given.
    pub fn iter(&self) -> impl Iterator<Item = &Category> {
        self.categories.iter()
    }

    /// The category and those above, narrowest first. Empty for an unknown one.
    pub fn chain(&self, category: CategoryId) -> impl Iterator<Item = &Category> {
        std::iter::successors(self.get(category), |c| c.parent.and_then(|id| self.get(id)))
    }

    /// The names from the widest down to the category itself.
    pub fn path_names(&self, category: CategoryId) -> Vec<&str> {
        let mut names: Vec<_> = self.chain(category).map(|c| c.name.as_str()).collect();
        names.reverse();
        names
    }

    /// Whether nothing stands below it.
    pub fn is_leaf(&self, category: CategoryId) -> bool {
        !self.parents.contains(&category)
    }

    /// The categories valid on that day with nothing below them.
    pub fn leaves(&self, day: Date) -> impl Iterator<Item = &Category> {
        self.iter().filter(move |c| self.is_leaf(c.id) && c.is_valid_on(day))
    }
}
