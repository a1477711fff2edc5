//! The names of the steps of the territory tree; they are data.

use serde::{Deserialize, Serialize};
use thiserror::Error;

#[cfg(test)]
mod tests;

/// One step of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// The stable word a division refers to, like `street`.
    pub code: String,
    /// What the field calls it, like 街道（乡镇）.
    pub name: String,
}

/// The levels of an installation, the highest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Level>", into = "Vec<Level>")]
pub struct Levels(Vec<Level>);

/// The list cannot order a tree.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum InvalidLevels {
    /// A code or a name is missing.
    #[error("a level has no code or no name")]
    Blank,
    /// Two levels share a code.
    #[error("the level {0} is listed twice")]
    Repeated(String),
}

/// The field's usual steps. A community 社区 may hold villages (新村 joins several 自然村), and any
/// step may be skipped.
const USUAL: [(&str, &str); 8] = [
    ("province", "省级"),
    ("city", "地市级"),
    ("county", "区县级"),
    ("street", "街道（乡镇）"),
    ("community", "社区"),
    ("village", "村"),
    ("quarter", "小区"),
    ("building", "楼栋"),
];

impl Levels {
    /// From the highest to the lowest.
    pub fn new(levels: Vec<Level>) -> Result<Self, InvalidLevels> {
        for (at, level) in levels.iter().enumerate() {
            if level.code.trim().is_empty() || level.name.trim().is_empty() {
                return Err(InvalidLevels::Blank);
            }
            if levels[..at].iter().any(|other| other.code == level.code) {
                return Err(InvalidLevels::Repeated(level.code.clone()));
            }
        }
        Ok(Self(levels))
    }

    /// The list an installation starts with.
    pub fn usual() -> Self {
        let level = |(code, name): (&str, &str)| Level { code: code.into(), name: name.into() };
        Self(USUAL.into_iter().map(level).collect())
    }

    /// The level of that code.
    pub fn get(&self, code: &str) -> Option<&Level> {
        self.0.iter().find(|level| level.code == code)
    }

    /// How deep a level is; 0 is the highest.
    pub fn depth(&self, code: &str) -> Option<usize> {
        self.0.iter().position(|level| level.code == code)
    }

    /// From the highest to the lowest.
    pub fn iter(&self) -> impl Iterator<Item = &Level> {
        self.0.iter()
    }
}

impl TryFrom<Vec<Level>> for Levels {
    type Error = InvalidLevels;

    fn try_from(levels: Vec<Level>) -> Result<Self, InvalidLevels> {
        Self::new(levels)
    }
}

impl From<Levels> for Vec<Level> {
    fn from(levels: Levels) -> Self {
        levels.0
    }
}
