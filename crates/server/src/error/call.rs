//! Why a call is not taken in or opened.

use axum::http::StatusCode;

use super::{Problem, Text};

/// Stable codes of these.
pub(super) const CODES: &[&str] = &["call_not_yours", "hotline_off"];

impl Problem {
    /// No telephone system tells of calls here.
    pub fn hotline_off() -> Self {
        Self::new(StatusCode::CONFLICT, "hotline_off", OFF)
    }

    /// Somebody else took it.
    pub fn call_not_yours() -> Self {
        Self::new(StatusCode::FORBIDDEN, "call_not_yours", NOT_YOURS)
    }
}

const OFF: Text = Text {
    zh: ("这里没有接入热线电话系统", "请系统管理员在配置中打开 [hotline] enabled，再发送来电"),
    en: (
        "no telephone system is connected here",
        "switch on [hotline] enabled in the configuration, then send calls",
    ),
};
const NOT_YOURS: Text = Text {
    zh: (
        "这通电话由别的坐席接听，号码只给接听的人看",
        "请由接听的坐席登记；没有人接的电话，可以在未接来电中回拨",
    ),
    en: (
        "somebody else took this call, and only whoever took it sees the number",
        "have that person enter it; a call that nobody took is called back from the list of missed calls",
    ),
};
