//! Sign-off, review, callback, check, rework: nobody confirms their own result.

use huisheng_domain::matter::Command;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use crate::api::matter::verb::plain;
use crate::app::App;

/// The verbs of this file.
pub fn add(router: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let router = plain(
        router,
        "sign-off",
        "审签, by the head of the office.",
        json!({ "pass": true }),
        Command::SignOff,
    );
    let router = plain(
        router,
        "review",
        "审核, by the dispatcher.",
        json!({ "pass": true }),
        Command::Review,
    );
    let router = plain(
        router,
        "callback",
        "回访: one try to reach the reporter, with the answers if somebody answered.",
        json!({ "report": "00000000-0000-8000-8000-000000000000", "verdict": { "contacted": true, "solved": "solved", "satisfied": 4 } }),
        Command::Callback,
    );
    let router = plain(
        router,
        "check",
        "第二人核查, from outside the handling office.",
        json!({ "at_the_place": true, "solved": "solved", "opinion": "现场核实，路灯已亮" }),
        Command::Check,
    );
    plain(router, "rework", "重办.", json!({ "reason": "诉求人表示仍未解决" }), Command::Rework)
}
