//! What others may know of a matter of public space.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Words for everybody, written by a clerk; what was released before is replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// What it is about, in the clerk's own words.
    #[schema(max_length = 200)]
    pub title: String,
    /// What came of it, once it has ended.
    #[serde(default)]
    #[schema(max_length = 20_000)]
    pub answer: Option<String>,
}
