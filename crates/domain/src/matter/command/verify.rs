//! Verifying a result.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::ReportId;
use crate::matter::{Solved, Verdict};

/// Signs off or reviews.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Verify {
    /// It passes; otherwise it goes back.
    pub pass: bool,
    /// Needed when it goes back.
    #[serde(default)]
    pub opinion: String,
}

/// One try to reach the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallBack {
    /// The voice.
    pub report: ReportId,
    /// What was said; none when nobody answered.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// The reason, in the reporter's words.
    #[serde(default)]
    pub reason: String,
}

/// A second person from outside the handling office looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The second person was at the place.
    pub at_the_place: bool,
    /// What was found.
    pub solved: Solved,
    /// The finding in words.
    pub opinion: String,
}
