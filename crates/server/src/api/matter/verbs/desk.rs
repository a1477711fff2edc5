//! What intake, dispatch and the leaders do.

use huisheng_domain::matter::{Command, NameSubjects};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;

use super::body::{
    self, AmendBody, AskUnsealingBody, EraseVoiceBody, InstructBody, JoinBody, MergeBody, Nothing,
    SplitBody, UnmergeBody,
};
use crate::api::matter::verb::{Needs, needing, plain, prepared};
use crate::app::App;

/// The verbs of this file.
pub fn add(router: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let router = prepared(
        router,
        "accept",
        "受理: accept a matter; the clocks of the procedure start.",
        json!({ "severity": "general" }),
        body::accept,
    );
    let router = plain(
        router,
        "exit",
        "不予受理: let it leave at intake, for a lawful reason, and tell the right route.",
        json!({ "reason": "legal_route", "told": "该事项正在诉讼中，请按法院程序办理" }),
        Command::Exit,
    );
    let router = plain(
        router,
        "answer",
        "即时答复: answer at once.",
        json!({ "answer": "社保卡补办请带身份证到街道便民服务大厅 3 号窗口" }),
        Command::Answer,
    );
    let router = plain(
        router,
        "settle",
        "自行处置: settled on the spot, with evidence.",
        json!({ "result": "已当场清理楼道杂物", "evidence": [] }),
        Command::Settle,
    );
    let router = prepared(
        router,
        "amend",
        "更正: put category, place or contact data right.",
        json!({ "reason": "地址听错", "address": "新安路 12 号" }),
        AmendBody::into_command,
    );
    let router = needing(
        router,
        "split",
        "拆分: goes on as two or more, each with the clock of the whole.",
        json!({ "reason": "两件事", "parts": [ { "title": "路灯不亮", "text": "门口路灯不亮" }, { "title": "垃圾未清", "text": "垃圾两天未清" } ] }),
        SplitBody::needs,
        SplitBody::into_command,
    );
    let router = needing(
        router,
        "merge",
        "并单: this matter's voices go to another.",
        json!({ "into": "990101202611220000127", "reason": "同一处停水" }),
        MergeBody::needs,
        MergeBody::into_command,
    );
    let router = needing(
        router,
        "unmerge",
        "撤销并单: every voice goes back.",
        json!({ "from": "990101202611220000127", "reason": "不是同一处" }),
        UnmergeBody::needs,
        UnmergeBody::into_command,
    );
    let router = prepared(
        router,
        "join",
        "我也遇到: one more voice.",
        json!({ "channel": "PHONE12345", "text": "我家也停水了", "name": "李女士", "contact": "13900000001" }),
        JoinBody::into_command,
    );
    let router = plain(
        router,
        "supplement",
        "补充: words or files added for the reporter.",
        json!({ "text": "昨晚又断了一次", "files": [] }),
        Command::Supplement,
    );
    let router = plain(
        router,
        "urge",
        "催办: the reporter urges.",
        json!({ "report": "00000000-0000-8000-8000-000000000000", "text": "请尽快" }),
        Command::Urge,
    );
    let router = plain(
        router,
        "withdraw",
        "撤回诉求, asked for by the reporter.",
        json!({ "report": "00000000-0000-8000-8000-000000000000", "reason": "已自行解决" }),
        Command::Withdraw,
    );
    let router = plain(
        router,
        "assign",
        "交办: give units their shares.",
        json!({ "lead": "00000000-0000-8000-8000-000000000000", "supports": [], "opinion": "请尽快处置" }),
        Command::Assign,
    );
    let router = plain(
        router,
        "decide",
        "审批: decide the request of a share.",
        json!({ "assignment": "00000000-0000-8000-8000-000000000000", "granted": true, "opinion": "同意" }),
        Command::Decide,
    );
    let router = plain(
        router,
        "consult",
        "会商: a dated plan becomes the clock; the old one stays visible.",
        json!({ "due": "2027-03-01T16:00:00Z", "plan": "纳入明年春季改造" }),
        Command::Consult,
    );
    let router = plain(
        router,
        "move-upstream",
        "上级改期: the platform above has set another day; the one before stays visible.",
        json!({ "due": "2027-03-01T16:00:00Z", "reason": "市级平台同意延期，批复号 2027-15" }),
        Command::MoveUpstream,
    );
    let router = plain(
        router,
        "hear-upstream",
        "上级动态: what the platform above says of its order now, its state, its words, or both.",
        json!({ "state": "已督办", "text": "来电人补充：夜里也不亮" }),
        Command::HearUpstream,
    );
    let router = plain(
        router,
        "enter-upstream",
        "登记已回填: the answer that holds was entered into the platform above.",
        json!({}),
        |Nothing {}| Command::EnterUpstream,
    );
    let router = plain(
        router,
        "ask-upstream",
        "向上申请: the platform above is asked to take its order back (`return`), or for another day (`extension` with `until`). Its answer has a clock of its own.",
        json!({ "ask": "extension", "until": "2027-03-01T16:00:00Z", "reason": "需市级部门协调" }),
        Command::AskUpstream,
    );
    let router = plain(
        router,
        "answer-upstream",
        "上级批复: what the platform above answered. A day that it grants is the clock at once; an order that it takes back has ended here.",
        json!({ "granted": true, "opinion": "市级平台同意，批复号 2027-15" }),
        Command::AnswerUpstream,
    );
    let router = plain(
        router,
        "rate-upstream",
        "上级回访评价: what the platform above heard from the reporter. Before the end it is heard like a callback; a late `not` opens the matter again within the window, and all else is kept as its rating.",
        json!({ "solved": "not", "satisfaction": 1, "text": "市级回访：没有修好" }),
        Command::RateUpstream,
    );
    let router = prepared(
        router,
        "instruct",
        "批示: a leader instructs, a unit reports back.",
        json!({ "to": "00000000-0000-8000-8000-000000000000", "text": "请三日内报结果" }),
        InstructBody::into_command,
    );
    let router = needing(
        router,
        "name-subjects",
        "指明被反映对象: whom it complains of, from now on these alone. They and everybody below such a unit neither see nor handle it.",
        json!({ "units": ["00000000-0000-8000-8000-000000000000"], "accounts": [], "reason": "来电人指明" }),
        |body: &NameSubjects| Needs { accounts: &body.accounts, ..Needs::default() },
        |body, _| Ok(Command::NameSubjects(body)),
    );
    let router = plain(
        router,
        "recuse",
        "回避: step back from it for good.",
        json!({ "reason": "与诉求人有亲属关系" }),
        Command::Recuse,
    );
    let router = prepared(
        router,
        "ask-unsealing",
        "申请查看诉求人: ask to see who is behind a sealed voice; a second person decides, and the reporter is told.",
        json!({ "report": "00000000-0000-8000-8000-000000000000", "reason": "需上门核实" }),
        AskUnsealingBody::into_command,
    );
    let router = plain(
        router,
        "decide-exclusion",
        "审定剔除: as somebody independent of the office; what is left out stays in the figures before exclusions, and the matter stays as it is.",
        json!({ "exclusion": "00000000-0000-8000-8000-000000000000", "granted": true, "opinion": "情况属实，同意剔除" }),
        Command::DecideExclusion,
    );
    let router = plain(
        router,
        "decide-unsealing",
        "审批查看诉求人: as a second person, outside the offices that handle it; whoever asked may look for 24 hours.",
        json!({ "unsealing": "00000000-0000-8000-8000-000000000000", "granted": true, "opinion": "同意" }),
        Command::DecideUnsealing,
    );
    let router = plain(
        router,
        "release",
        "公开: the own words for everybody, of a matter of public space; again to change them.",
        json!({ "title": "和美小区西门路灯故障" }),
        Command::Release,
    );
    let router = plain(
        router,
        "withhold",
        "撤回公开: nothing of it is shown any more.",
        json!({ "reason": "措辞不当" }),
        Command::Withhold,
    );
    let router = needing(
        router,
        "erase-voice",
        "删除诉求人信息: name and telephone of a voice are erased, and its words if they are to go too; asked for by a matter of its own.",
        json!({ "report": "00000000-0000-8000-8000-000000000000", "request": "990101202611220000127", "words": false }),
        EraseVoiceBody::needs,
        EraseVoiceBody::into_command,
    );
    let router = plain(
        router,
        "quarantine",
        "隔离: entered by mistake, or secret: words are erased, a tombstone stays.",
        json!({ "ground": "mistake" }),
        Command::Quarantine,
    );
    let router = plain(
        router,
        "reopen",
        "重新打开, within the window of the procedure.",
        json!({ "reason": "问题反弹" }),
        Command::Reopen,
    );
    let router =
        plain(router, "close", "关闭: the rating window is over.", json!({}), |Nothing {}| {
            Command::Close
        });
    let router = plain(router, "archive", "归档.", json!({}), |Nothing {}| Command::Archive);
    let router = plain(
        router,
        "undo",
        "撤销自己的最后一步, while nobody else has seen it.",
        json!({}),
        |Nothing {}| Command::Undo,
    );
    plain(
        router,
        "move-clocks",
        "按新日历调整时限; leaves an event.",
        json!({}),
        |Nothing {}| Command::MoveClocks,
    )
}
