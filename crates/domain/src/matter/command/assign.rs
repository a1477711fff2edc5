//! Giving units their shares.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{AssignmentId, UnitId};

/// Gives units their shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// The lead unit; none to add support units only.
    #[serde(default)]
    pub lead: Option<UnitId>,
    /// Support units.
    #[serde(default)]
    pub supports: Vec<UnitId>,
    /// A word to them.
    #[serde(default)]
    pub opinion: String,
}

/// A share is divided further down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubAssign {
    /// The share.
    pub assignment: AssignmentId,
    /// The unit below.
    pub unit: UnitId,
    /// A word to it.
    #[serde(default)]
    pub opinion: String,
}

/// Names a share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfShare {
    /// The share.
    pub assignment: AssignmentId,
}
