//! Assignments 交办: a tree of units, each with its own share.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PendingRequest;
use crate::id::{AccountId, AssignmentId, UnitId};

/// Who answers for the result, and who helps. 北京条例 art. 14.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentRole {
    /// 主办: answers for the result.
    Lead,
    /// 协办.
    Support,
}

/// Where a share stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AssignmentState {
    /// Waits for sign-in, or in hand.
    Open,
    /// Its part is done.
    Done,
    /// Given back, with a decision.
    Returned,
    /// Taken back before sign-in.
    Revoked,
}

/// One unit's share of a matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// The unit.
    pub unit: UnitId,
    /// Lead or support.
    pub role: AssignmentRole,
    /// The share this one is part of, for a sub-assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<AssignmentId>,
    /// When it was given.
    pub at: Timestamp,
    /// Where it stands.
    pub state: AssignmentState,
    /// When the unit signed in 签收.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in: Option<Timestamp>,
    /// When the unit reached the reporter 联系诉求人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacted: Option<Timestamp>,
    /// Decided by arbitration: it binds, and cannot be returned. 潍坊条例 art. 22.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bound: bool,
    /// The one request that awaits a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingRequest>,
    /// Who granted its return; the same person does not arbitrate later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_by: Option<AccountId>,
    /// Accounts that worked on it; none of them may verify it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workers: Vec<AccountId>,
}

impl Assignment {
    /// Waits for sign-in or is in hand.
    pub fn is_open(&self) -> bool {
        self.state == AssignmentState::Open
    }

    /// The share that answers for the matter: lead, and part of no other.
    pub fn is_main(&self) -> bool {
        self.role == AssignmentRole::Lead && self.parent.is_none()
    }
}
