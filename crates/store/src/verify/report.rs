//! What a run found.

use serde::Serialize;
use uuid::Uuid;

use super::{Fault, Problem};

/// Problems told one by one; the rest is counted.
const TOLD: usize = 1_000;

/// What a run looked at and what it found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Cells.
    pub areas: u64,
    /// Matters replayed.
    pub matters: u64,
    /// Events hashed.
    pub events: u64,
    /// Messages hashed.
    pub words: u64,
    /// Sums of the tallies compared.
    pub tallies: u64,
    /// Attachments hashed.
    pub files: u64,
    /// Attachments of which there are no bytes.
    pub files_missing: u64,
    /// Checkpoints whose signature was checked.
    pub checkpoints: u64,
    /// Entries of the trail hashed.
    pub entries: u64,
    /// How many problems there are.
    pub found: u64,
    /// The first thousand of them.
    pub problems: Vec<Problem>,
}

impl Report {
    /// Whether nothing is wrong.
    pub const fn ok(&self) -> bool {
        self.found == 0
    }

    /// No attachment has its bytes: rather another folder than so many losses.
    pub const fn looked_elsewhere(&self) -> bool {
        self.files > 0 && self.files_missing == self.files
    }

    pub(super) fn add(&mut self, problem: Problem) {
        self.found += 1;
        self.files_missing += u64::from(problem.fault == Fault::FileMissing);
        if self.problems.len() < TOLD {
            self.problems.push(problem);
        }
    }

    /// A problem of no single matter.
    pub(super) fn of_area(&mut self, area: i32, fault: Fault, detail: String) {
        self.add(Problem { area, number: None, matter: None, fault, detail });
    }
}

/// Where problems of one matter go.
pub(super) struct Finder<'a> {
    pub report: &'a mut Report,
    pub area: i32,
    pub matter: Uuid,
    pub number: Option<&'a str>,
}

impl Finder<'_> {
    pub fn found(&mut self, fault: Fault, detail: impl Into<String>) {
        let number = self.number.map(str::to_owned);
        let problem = Problem {
            area: self.area,
            number,
            matter: Some(self.matter),
            fault,
            detail: detail.into(),
        };
        self.report.add(problem);
    }
}
