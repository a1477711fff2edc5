//! What an import found and did.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::finding::Finding;
use crate::moves::Moves;
use crate::table::value::CellError;

/// A row that cannot be taken, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
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

    /// The number of a row that an earlier one has.
    pub fn repeated(line: u64, number: String) -> Self {
        Self {
            line,
            field: "number".to_owned(),
            value: number.chars().take(40).collect(),
            code: "repeated",
            zh: "编号在前面已出现；请合并这两行或改正编号".to_owned(),
            en: "the number appears further up; join the rows or correct the number".to_owned(),
        }
    }
}

/// The result of an import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
#[schema(as = ImportReport)]
pub struct Report {
    /// The import id: the same file and options have the same.
    pub id: String,
    /// Rows of the file, without titles, sums and footnotes.
    pub rows: u64,
    /// Written now.
    pub written: u64,
    /// Past matters that are not there yet, found by a dry run.
    pub would_write: u64,
    /// Results that would be added, found by a dry run.
    pub would_add: u64,
    /// There already, the same.
    pub unchanged: u64,
    /// Results added as imported history to matters that were there without one.
    pub results_added: u64,
    /// Matters that run here and have no result, while the file has one: enter it by hand.
    pub results_left_out: u64,
    /// Rows that say other things of a matter than were imported: what is history stays as it is.
    pub changed_not_taken: u64,
    /// Their lines, a hundred at most.
    pub changed_lines: Vec<u64>,
    /// Lines passed over as sums, repeated headers or footnotes.
    pub passed_over: Vec<u64>,
    /// Oddities of rows that were taken, by stable code.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub flags: BTreeMap<&'static str, u64>,
    /// Rows that cannot be taken.
    pub bad: Vec<BadRow>,
    /// Things to look at, by stable code.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub found: BTreeMap<&'static str, u64>,
    /// The first hundred of them.
    pub findings: Vec<Finding>,
    /// The version of the responsibility list that was written.
    pub version: Option<u32>,
    /// What a calendar makes of the clocks that run.
    pub moves: Option<Moves>,
    /// Only looked at.
    pub dry_run: bool,
}

/// Lines of changed rows that are told.
const TOLD: usize = 100;

impl Report {
    /// Counts a row that says something else than was imported.
    pub(super) fn changed(&mut self, line: u64) {
        self.changed_not_taken += 1;
        if self.changed_lines.len() < TOLD {
            self.changed_lines.push(line);
        }
    }

    /// Whether every row could be taken.
    pub const fn ok(&self) -> bool {
        self.bad.is_empty()
    }
}
