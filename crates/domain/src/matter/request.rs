//! Requests that await a decision: at most one for each assignment.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Severity;
use crate::id::{AccountId, UnitId};
use crate::limit::Limit;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Request {
    /// 退单: not ours, on this basis, but theirs.
    Return {
        /// The office proposed.
        propose: UnitId,
    },
    /// 延期: more time, counted from the due instant.
    Extension {
        /// How much.
        by: Limit,
    },
    /// 挂账: stop the clocks until a review date.
    Suspension {
        /// When it is looked at again.
        review: Timestamp,
        /// Why: a code of the procedure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// 一般/重大 changed.
    Severity {
        /// To this.
        to: Severity,
    },
    /// 终止.
    Termination {
        /// Why: a code of the procedure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

/// The kind of a request alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// 退单.
    Return,
    /// 延期.
    Extension,
    /// 挂账.
    Suspension,
    /// 一般/重大.
    Severity,
    /// 终止.
    Termination,
}

impl Request {
    /// Its kind.
    pub const fn kind(&self) -> RequestKind {
        match self {
            Self::Return { .. } => RequestKind::Return,
            Self::Extension { .. } => RequestKind::Extension,
            Self::Suspension { .. } => RequestKind::Suspension,
            Self::Severity { .. } => RequestKind::Severity,
            Self::Termination { .. } => RequestKind::Termination,
        }
    }
}

/// A request that awaits its decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PendingRequest {
    /// What is asked for.
    pub request: Request,
    /// Who asks; the same person never decides.
    pub by: AccountId,
    /// When.
    pub at: Timestamp,
    /// The return limit is used up, or the time for it is over: one level up decides, and it binds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub arbitration: bool,
}
