//! What an import found and did.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::table::value::CellError;

/// A row that cannot be taken, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BadRow {
    /// Its line in the file or sheet; the number of the feature in GeoJSON; 0 for a list as a whole.
    pub line: u64,
    /// The field.
    pub field: String,
    /// What it holds, shortened.
    pub value: String,
    /// A stable word for programs.
    pub code: &'static str,
    /// Reason and remedy in Chinese.
    pub zh: String,
    /// Reason and remedy in English.
    pub en: String,
}

impl BadRow {
    pub(super) fn cell(line: u64, error: &CellError) -> Self {
        Self {
            line,
            field: error.field.clone(),
            value: error.value_shown.clone(),
            code: error.reason.code(),
            zh: error.zh.to_owned(),
            en: error.en.to_owned(),
        }
    }
}

/// The result of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The import id: the same file and options have the same.
    pub id: String,
    /// Rows of the file, without titles, sums and footnotes.
    pub rows: u64,
    /// Written now.
    pub written: u64,
    /// There already, the same.
    pub unchanged: u64,
    /// Matters that are there without the result the file has: enter it by hand.
    pub results_left_out: u64,
    /// Lines passed over as sums, repeated headers or footnotes.
    pub passed_over: Vec<u64>,
    /// Oddities of rows that were taken, by stable code.
    pub flags: BTreeMap<&'static str, u64>,
    /// Rows that cannot be taken.
    pub bad: Vec<BadRow>,
    /// Only looked at.
    pub dry_run: bool,
}

impl Report {
    /// Whether every row could be taken.
    pub const fn ok(&self) -> bool {
        self.bad.is_empty()
    }
}
