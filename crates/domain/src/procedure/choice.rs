//! What people choose from: a code that is kept, and its words. Codes go into the permanent chain,
//! so they are data of the procedure and never somebody's own words (DESIGN rule 9).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is kept: small letters, digits and `_`.
    pub code: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// The longest code.
const LONGEST: usize = 32;

impl Choice {
    /// A choice of the house.
    pub(super) fn of(code: &str, zh: &str, en: &str) -> Self {
        Self { code: code.to_owned(), zh: zh.to_owned(), en: en.to_owned() }
    }

    /// Whether `code` is one of them.
    pub fn is_among(choices: &[Self], code: &str) -> bool {
        choices.iter().any(|choice| choice.code == code)
    }
}

/// The first code that is none, or there twice.
pub(super) fn wrong<'a>(codes: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut seen = Vec::new();
    for code in codes {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let fits = (1..=LONGEST).contains(&code.len()) && code.chars().all(plain);
        if !fits || seen.contains(&code) {
            return Some(code);
        }
        seen.push(code);
    }
    None
}
