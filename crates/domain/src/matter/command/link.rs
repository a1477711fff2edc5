//! Splitting and merging.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{CategoryId, MatterId, ReportId};

/// One part of a split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its id, made by the caller.
    pub id: MatterId,
    /// Its number, from a leased block.
    pub number: String,
    /// Ids for its voices, one for each voice of the whole.
    pub reports: Vec<ReportId>,
    /// A short title.
    pub title: String,
    /// What this part is about.
    pub text: String,
    /// Category.
    pub category: Option<CategoryId>,
}

/// Goes on as two or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Split {
    /// The parts.
    pub parts: Vec<Part>,
    /// Why.
    pub reason: String,
}

/// This matter's voices go to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The one that goes on.
    pub into: MatterId,
    /// Why.
    pub reason: String,
}

/// A merged matter goes its own way again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmerge {
    /// The one it was merged into.
    pub from: MatterId,
    /// Why.
    pub reason: String,
}
