//! Why an answer of the knowledge base is not published or used.

use axum::http::StatusCode;

use super::{Problem, Text};

/// Stable codes of these.
pub(super) const CODES: &[&str] = &["knowledge_not_told", "knowledge_own"];

impl Problem {
    /// Nobody publishes what he wrote himself.
    pub fn own_knowledge() -> Self {
        Self::new(StatusCode::FORBIDDEN, "knowledge_own", OWN)
    }

    /// What is not told to anybody is used nowhere.
    pub fn knowledge_not_told() -> Self {
        Self::new(StatusCode::CONFLICT, "knowledge_not_told", NOT_TOLD)
    }
}

const OWN: Text = Text {
    zh: ("自己写的知识条目不能自己发布", "请由责任单位或上级的另一位派单员或督办员核对后发布"),
    en: (
        "nobody publishes an answer that he wrote himself",
        "another dispatcher or supervisor of the office, or above it, checks and publishes it",
    ),
};
const NOT_TOLD: Text = Text {
    zh: ("这条知识没有发布，或者已经过期、撤下", "请另选一条，或请责任单位续期后再用"),
    en: (
        "this answer is not published, has expired or was withdrawn",
        "use another, or have its office renew it first",
    ),
};
