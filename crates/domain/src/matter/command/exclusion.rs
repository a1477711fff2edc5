//! What is left out of the figures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::id::FileId;
use crate::matter::Shortfall;

/// 申请剔除: asks that the latest shortfall of this kind is left out of the figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskExclusion {
    /// Its id.
    pub id: Uuid,
    /// What counts against the office.
    pub shortfall: Shortfall,
    /// Why: a code of the procedure.
    pub reason: String,
    /// The case in words.
    pub text: String,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<FileId>,
}

/// 审定剔除: somebody independent decides that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideExclusion {
    /// Which.
    pub exclusion: Uuid,
    /// Left out or not.
    pub granted: bool,
    /// Why; always needed, since the figures are published.
    pub opinion: String,
}
