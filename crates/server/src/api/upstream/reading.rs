//! What was found in a sheet, and done.

use std::collections::BTreeMap;

use huisheng_domain::matter::Difference;
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Problem;
use crate::import::BadRow;

/// Lines, and rows that cannot be taken, that are told; the others are counted.
pub(super) const TOLD: usize = 500;

/// What is to be done about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = UpstreamChange)]
pub(super) enum Change {
    /// It is not here yet.
    New,
    /// The platform says something else of it than is known here.
    Changed,
}

/// An order that is new, or of which something is new.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamLine)]
pub(super) struct Line {
    /// Its line in the sheet.
    pub line: u64,
    /// The number there.
    pub number: String,
    /// Our number, once it is here.
    pub ours: Option<String>,
    /// Title, as the sheet says it.
    pub title: String,
    /// What is to be done.
    pub change: Change,
    /// What is new of one that is here.
    pub differences: Vec<Difference>,
    /// Why it was not taken in, or not all of it.
    pub refusal: Option<Problem>,
}

/// What was found in a sheet, and done.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = UpstreamReading)]
pub(super) struct Reading {
    /// What was to be taken in was taken in.
    pub taken: bool,
    /// Rows, without titles, sums and footnotes.
    pub rows: usize,
    /// Orders that are new.
    pub new: usize,
    /// Orders of which something is new.
    pub changed: usize,
    /// Orders that are here as the sheet says.
    pub same: usize,
    /// Orders that are here and out of one's reach.
    pub elsewhere: usize,
    /// New or changed ones that were refused, wholly or in part.
    pub refused: usize,
    /// New and changed ones, those that were refused first; 500 at most.
    pub lines: Vec<Line>,
    /// Rows that cannot be taken, all of them counted; 500 are told.
    pub bad_rows: usize,
    /// Rows that cannot be taken.
    pub bad: Vec<BadRow>,
    /// Oddities of rows that can, by stable code.
    #[schema(value_type = BTreeMap<String, u64>)]
    pub flags: BTreeMap<&'static str, u64>,
    /// Columns that were found, by field.
    #[schema(value_type = BTreeMap<String, String>)]
    pub columns: BTreeMap<&'static str, String>,
    /// Columns that nothing is read from.
    pub unread: Vec<String>,
    /// Lines passed over as sums, repeated headers or footnotes.
    pub passed_over: Vec<u64>,
}

impl Reading {
    pub fn count(&mut self, line: Line) {
        match line.change {
            Change::New => self.new += 1,
            Change::Changed => self.changed += 1,
        }
        let refused = line.refusal.is_some();
        self.refused += usize::from(refused);
        if refused || self.lines.len() < TOLD {
            self.lines.push(line);
        }
    }
}
