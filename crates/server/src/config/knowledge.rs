//! 知识库: when an office is asked to look at an answer again.

use huisheng_domain::limit::Limit;
use serde::{Deserialize, Serialize};

/// Answers that expire.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnowledgeConfig {
    /// So long before the last day of an answer its office is asked to renew or withdraw it.
    pub ask_before: Limit,
}
