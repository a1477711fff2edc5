//! Erasing what is held of one voice.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{MatterId, ReportId};
use crate::matter::EraseGround;

/// Name and contact of a voice are erased, and its words if they are to go too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseVoice {
    /// Which voice.
    pub report: ReportId,
    /// Why.
    pub ground: EraseGround,
    /// Words and files of the voice go too.
    pub words: bool,
    /// The matter by which the person asked.
    pub request: Option<MatterId>,
}
