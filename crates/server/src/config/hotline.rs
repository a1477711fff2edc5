//! 热线: the telephone system that tells of calls.

use serde::{Deserialize, Serialize};

/// Whether there is one.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HotlineConfig {
    /// Calls are taken in.
    pub enabled: bool,
}
