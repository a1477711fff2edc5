//! Requests and their decisions.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{AssignmentId, UnitId};
use crate::matter::Request;

/// Asks for a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskDecision {
    /// For which share.
    pub assignment: AssignmentId,
    /// What.
    pub request: Request,
    /// Why; for a return, the basis.
    pub opinion: String,
}

/// Decides a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Judge {
    /// Of which share.
    pub assignment: AssignmentId,
    /// Granted or not.
    pub granted: bool,
    /// Why.
    pub opinion: String,
    /// For a granted return: the unit that gets it now. None: back to the dispatcher.
    #[serde(default)]
    pub unit: Option<UnitId>,
}

/// A dated plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Consult {
    /// The plan's date: an exclusive end.
    pub due: Timestamp,
    /// The plan, as the reporter will read it.
    pub plan: String,
}
