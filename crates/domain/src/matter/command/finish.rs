//! After the end, and histories from elsewhere.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ReportMatter;
use crate::id::{AssignmentId, UnitId};
use crate::matter::QuarantineGround;

/// Something done for a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reasoned {
    /// The reason.
    pub reason: String,
}

/// Erases the words of what should never have been entered; number and history stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Quarantine {
    /// Why.
    pub ground: QuarantineGround,
}

/// A result from another system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportedResult {
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: String,
}

/// A history from another system: recorded as history, never as verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportMatter {
    /// The first step.
    pub report: ReportMatter,
    /// The unit that answered there.
    pub unit: UnitId,
    /// Id for its share.
    pub assignment: AssignmentId,
    /// The result there.
    pub result: Option<ImportedResult>,
    /// Words of a reply of which nobody knows when it was given: kept as a note, no result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// What the importer found odd.
    pub flags: Vec<String>,
}
