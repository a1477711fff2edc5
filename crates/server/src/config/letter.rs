//! The program that makes letters, and its fonts.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Where letters are made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterConfig {
    /// The program `huisheng-letter`; empty: beside this one.
    pub program: PathBuf,
    /// A folder of fonts besides those of the system; empty: none.
    pub fonts: PathBuf,
}
