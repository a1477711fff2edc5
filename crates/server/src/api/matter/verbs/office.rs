//! What the handling office does.

use huisheng_domain::matter::Command;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use super::body::{AskExclusionBody, QuestionBody};
use crate::api::matter::verb::{plain, prepared};
use crate::app::App;

/// The verbs of this file.
pub fn add(router: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let router = plain(
        router,
        "sub-assign",
        "转派下级: divide a share further down.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000", "unit": "00000000-0000-8000-8000-000000000000" }),
        Command::SubAssign,
    );
    let router = plain(
        router,
        "revoke",
        "撤回交办, before sign-in.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000" }),
        Command::Revoke,
    );
    let router = plain(
        router,
        "sign-in",
        "签收.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000" }),
        Command::SignIn,
    );
    let router = plain(
        router,
        "contact",
        "联系诉求人.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000", "text": "已电话联系，约定下午上门" }),
        Command::Contact,
    );
    let router = plain(
        router,
        "progress",
        "办理进展.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000", "text": "已到现场查看" }),
        Command::Progress,
    );
    let router = plain(
        router,
        "milestone",
        "程序性办结、反馈: tells the reporter; never counts as solved.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000", "text": "已立项，正在采购灯具" }),
        Command::Milestone,
    );
    let router = prepared(
        router,
        "ask-exclusion",
        "申请剔除: ask that what counts against the own office is left out of its figures; in time, with evidence.",
        json!({ "shortfall": "not_solved", "reason": "policy", "text": "政策不允许，已当面解释", "evidence": ["00000000-0000-8000-8000-000000000000"] }),
        AskExclusionBody::into_command,
    );
    let router = plain(
        router,
        "take-documents",
        "授权委托、材料交接: the resident has signed an authority, handed over papers, or both. Numbers of documents are not asked for.",
        json!({ "until": "2027-03-01T16:00:00Z", "documents": [{ "name": "户口簿", "original": true, "count": 1 }] }),
        Command::TakeDocuments,
    );
    let router = plain(
        router,
        "return-documents",
        "退还材料: papers go back to the resident, also after the end.",
        json!({ "documents": [1] }),
        Command::ReturnDocuments,
    );
    let router =
        plain(router, "note", "内部备注.", json!({ "text": "联系时请讲方言" }), Command::Note);
    let router = plain(
        router,
        "mark",
        "标为个人信息: pieces of the words of a step are starred everywhere, and sealed.",
        json!({ "step": 1, "pieces": ["赵小明"] }),
        Command::Mark,
    );
    let router = plain(
        router,
        "request",
        "退单、延期、挂账、一般/重大、终止: ask for a decision.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000", "request": { "kind": "extension", "by": "5wd" }, "opinion": "备件需外地调运" }),
        Command::Ask,
    );
    let router = plain(
        router,
        "take-back",
        "撤回申请.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000" }),
        Command::TakeBack,
    );
    let router = plain(
        router,
        "resume",
        "恢复办理.",
        json!({ "reason": "天气转暖，可以施工" }),
        Command::Resume,
    );
    let router = prepared(
        router,
        "ask-reporter",
        "询问诉求人.",
        json!({ "question": "请问是哪个单元？" }),
        QuestionBody::into_command,
    );
    let router = plain(
        router,
        "reply",
        "代录诉求人的答复.",
        json!({ "question": "00000000-0000-8000-8000-000000000000", "answer": "三单元" }),
        Command::Reply,
    );
    let router = plain(
        router,
        "report-back",
        "批示反馈.",
        json!({ "instruction": "00000000-0000-8000-8000-000000000000", "text": "已完成整改" }),
        Command::ReportBack,
    );
    plain(
        router,
        "submit",
        "提交办理结果: process, result, evidence, or a lawful reason for not solved.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000", "process": "更换灯具 2 盏", "result": "路灯已恢复照明", "evidence": ["00000000-0000-8000-8000-000000000000"] }),
        Command::Submit,
    )
}
