//! Papers of a resident for whom something is done.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::matter::Document;

/// 授权委托与材料交接: the resident has signed an authority, handed over papers, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeDocuments {
    /// Until when the signed authority holds, exclusive; left out where none was signed now.
    #[serde(default)]
    #[schema(example = "2027-01-01T16:00:00Z")]
    pub until: Option<Timestamp>,
    /// What was handed over, at most 20 at a time. Numbers of documents are not asked for.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub documents: Vec<Document>,
}

/// 退还材料: papers go back to the resident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnDocuments {
    /// Which, by their numbers in the matter, from 1.
    #[schema(example = json!([1]), min_items = 1, max_items = 200)]
    pub documents: Vec<u16>,
}
