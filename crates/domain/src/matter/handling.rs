//! What happens between sign-in and the end.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Solved, UnsolvedReason};
use crate::id::{AccountId, AssignmentId, FileId, ReportId, UnitId};
use crate::procedure::QuestionAnswer;

/// A result as the handling office submitted it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubmittedResult {
    /// By which share.
    pub assignment: AssignmentId,
    /// By whom; unknown in imported history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<AccountId>,
    /// When.
    pub at: Timestamp,
    /// A lawful reason for "not solved"; none means the office says it is solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsolved: Option<UnsolvedReason>,
    /// By when the plan for it is to be carried out, an exclusive end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan_by: Option<Timestamp>,
    /// Evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<FileId>,
    /// 审签: when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_off: Option<Timestamp>,
    /// 审核: when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<Timestamp>,
    /// Somebody outside said it is not so: rework, consultation or a check comes next.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rejected: bool,
}

/// One try to reach the reporter 回访.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Attempt {
    /// The voice.
    pub report: ReportId,
    /// By whom.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// What was said, if somebody answered: the reporter's words by phone, beside the own rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

/// What a voice says about the result in force: by telephone, or by its own rating.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoiceAnswer {
    /// The voice.
    pub report: ReportId,
    /// Whether it was put right; the last answer stands.
    pub solved: Solved,
}

/// Answers to the questions of a callback, DOMAIN §6.1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Verdict {
    /// Did the office contact you?
    pub contacted: bool,
    /// Is it solved?
    pub solved: Solved,
    /// How satisfied are you? 1..=5.
    pub satisfied: u8,
    /// How was their manner? 1..=5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manner: Option<u8>,
    /// Answers to further questions of the procedure, by code.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub answers: BTreeMap<String, QuestionAnswer>,
}

/// A leader's instruction 批示.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Instruction {
    /// Its id.
    pub id: Uuid,
    /// The leader.
    pub by: AccountId,
    /// The unit that reports back.
    pub to: UnitId,
    /// When.
    pub at: Timestamp,
    /// Pictures of the paper 批件.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// When the unit reported back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_back: Option<Timestamp>,
}

/// A question to the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Question {
    /// Its id.
    pub id: Uuid,
    /// The voice that is asked; no other sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ReportId>,
    /// When.
    pub at: Timestamp,
    /// When it was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Timestamp>,
}
