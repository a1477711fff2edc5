//! What an office does with its share.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::id::{AssignmentId, FileId, ReportId, UnitId};
use crate::matter::UnsolvedReason;

/// The office reached the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// The share.
    pub assignment: AssignmentId,
    /// What was said.
    #[serde(default)]
    pub text: String,
}

/// Progress, or milestone feedback to the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// The share.
    pub assignment: AssignmentId,
    /// What was done.
    pub text: String,
    /// Files.
    #[serde(default)]
    pub files: Vec<FileId>,
}

/// Pieces of what was said in a step that are personal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The step.
    #[schema(example = 1)]
    pub step: u32,
    /// The pieces, as they stand there: 2 to 100 characters each, 50 at most.
    pub pieces: Vec<String>,
}

/// A note inside the house.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The note.
    pub text: String,
}

/// A leader's instruction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Instruct {
    /// Its id.
    pub id: Uuid,
    /// The unit that reports back.
    pub to: UnitId,
    /// Further units, each with an instruction and a clock of its own.
    #[serde(default)]
    pub also: Vec<UnitId>,
    /// The words; may be left out where there is a picture of the paper.
    #[serde(default)]
    pub text: String,
    /// Pictures of the paper 批件.
    #[serde(default)]
    pub files: Vec<FileId>,
}

/// The answer to an instruction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportBack {
    /// Which.
    pub instruction: Uuid,
    /// The answer.
    pub text: String,
}

/// A question to the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskReporter {
    /// Its id.
    pub id: Uuid,
    /// Which voice; may be left out where there is only one.
    pub report: Option<ReportId>,
    /// The question.
    pub question: String,
}

/// The result of a share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Submit {
    /// The share.
    pub assignment: AssignmentId,
    /// What was done.
    pub process: String,
    /// The result, as the reporter will read it.
    pub result: String,
    /// A lawful reason for "not solved"; none means solved.
    #[serde(default)]
    pub unsolved: Option<UnsolvedReason>,
    /// Plan, or other routes, for "not solved".
    #[serde(default)]
    pub plan: Option<String>,
    /// The plan's date, an exclusive end: needed where conditions stand in the way.
    #[serde(default)]
    pub plan_by: Option<Timestamp>,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<FileId>,
}
