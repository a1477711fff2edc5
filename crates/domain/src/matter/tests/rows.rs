//! Every command by name, said by somebody who may say it.

use super::say::*;
use super::world::{World, at, id, unit, voice};
use crate::matter::*;

pub(super) const ROWS: [&str; 67] = [
    "report",
    "import",
    "accept",
    "exit",
    "answer",
    "settle",
    "amend",
    "split",
    "merge",
    "unmerge",
    "join",
    "supplement",
    "urge",
    "assign_lead",
    "assign_support",
    "sub_assign",
    "revoke",
    "sign_in",
    "contact",
    "progress",
    "note",
    "name_subjects",
    "recuse",
    "ask_unsealing",
    "decide_unsealing",
    "ask_return",
    "ask_extension",
    "ask_suspension",
    "ask_severity",
    "ask_termination",
    "take_back",
    "decide",
    "resume",
    "consult",
    "move_upstream",
    "hear_upstream",
    "enter_upstream",
    "ask_upstream",
    "answer_upstream",
    "rate_upstream",
    "take_documents",
    "return_documents",
    "instruct",
    "report_back",
    "question",
    "reply",
    "milestone",
    "submit",
    "sign_off",
    "review",
    "callback",
    "check",
    "rate",
    "rework",
    "reopen",
    "withdraw",
    "ask_exclusion",
    "decide_exclusion",
    "release",
    "withhold",
    "erase_voice",
    "quarantine",
    "close",
    "archive",
    "move_clocks",
    "undo",
    "submit_unsolved",
];

/// The command of that name on matter `m` with its lead at `office`, and who says it. `n` is the
/// other matter; `fresh` makes new names.
pub(super) fn row(w: &World, name: &str, m: &str, office: &str, fresh: &str) -> (String, Command) {
    let n = if m == "n" { "m" } else { "n" };
    let desk = |who: &str| format!("{who}@street");
    let clerk = || format!("clerk@{office}");
    let asks = |request| (clerk(), ask(w, m, office, request));
    let review = w.now + jiff::SignedDuration::from_hours(240);
    match name {
        "report" => (desk("intake"), reported(ReportMatter { id: id(m), ..report(fresh) })),
        "import" => (
            "house".into(),
            Command::Import(Box::new(ImportMatter {
                report: ReportMatter { id: id(m), ..report(fresh) },
                unit: unit("urban"),
                assignment: id(fresh),
                result: Some(ImportedResult { at: w.now, text: "已处理".into() }),
                remark: None,
                flags: vec!["no_reply_time".into()],
            })),
        ),
        "accept" => (desk("dispatcher"), accept()),
        "exit" => {
            let exit = Exit { reason: ExitReason::LegalRoute, told: "请依法诉讼".into() };
            (desk("intake"), Command::Exit(exit))
        }
        "answer" => (desk("intake"), Command::Answer(Answer { answer: "可以".into() })),
        "settle" => ("grid_worker@grid".into(), settle(&["photo"])),
        "amend" => (
            desk("intake"),
            Command::Amend(Amend {
                category: Some(id("lamp")),
                person: Some((voice(m), person(true).expect("a person"))),
                reason: "更正".into(),
                ..Amend::default()
            }),
        ),
        "split" => {
            let parts = ["x", "y"].map(|end| part(w, m, &format!("{fresh}{end}"))).into();
            (desk("dispatcher"), Command::Split(Split { parts, reason: "两件事".into() }))
        }
        "merge" => {
            (desk("dispatcher"), Command::Merge(Merge { into: id(n), reason: "同一件".into() }))
        }
        "unmerge" => (
            desk("dispatcher"),
            Command::Unmerge(Unmerge { from: id(n), reason: "不是同一件".into() }),
        ),
        "join" => {
            let (report, channel) = (voice(fresh), Channel::Wechat);
            let person = person(true);
            (
                "reporting".into(),
                Command::Join(Join {
                    report, channel, person, text: "我也".into(), notice: None
                }),
            )
        }
        "supplement" => {
            let files = vec![id("picture")];
            let add = Supplement { report: Some(voice(m)), text: "补充".into(), files };
            (format!("voice:{m}"), Command::Supplement(add))
        }
        "urge" => {
            let urge = Urge { report: voice(m), text: "快点".into() };
            (format!("voice:{m}"), Command::Urge(urge))
        }
        "assign_lead" => (desk("dispatcher"), assign(office, &[])),
        "assign_support" => (desk("dispatcher"), assign("", &["housing"])),
        "sub_assign" => {
            let assignment = w.share(m, office);
            let sub = SubAssign { assignment, unit: unit("grid"), opinion: String::new() };
            (format!("head@{office}"), Command::SubAssign(sub))
        }
        "revoke" => (desk("dispatcher"), Command::Revoke(of(w, m, office))),
        "sign_in" => (clerk(), Command::SignIn(of(w, m, office))),
        "contact" => (clerk(), contact(w, m, office)),
        "progress" => {
            let files = vec![id("sketch")];
            (clerk(), Command::Progress(Progress { files, ..progress(w, m, office) }))
        }
        "note" => (desk("dispatcher"), Command::Note(Note { text: "注意".into() })),
        "name_subjects" => (desk("intake"), name_subjects(&[office], &[])),
        "recuse" => (desk("callback"), Command::Recuse(reason())),
        "ask_unsealing" => (desk("callback"), ask_unsealing(fresh, m)),
        "decide_unsealing" => (desk("supervisor"), decide_unsealing(fresh, true)),
        "ask_return" => asks(give_back("housing")),
        "ask_extension" => asks(extension("3wd")),
        "ask_suspension" => asks(suspension(review)),
        "ask_severity" => asks(Request::Severity { to: Severity::Major }),
        "ask_termination" => asks(termination("moot")),
        "take_back" => (clerk(), Command::TakeBack(of(w, m, office))),
        "decide" => {
            let pending =
                w.state(m).assignment(w.share(m, office)).and_then(|s| s.pending.as_ref());
            let leads = pending.is_some_and(|p| p.request.kind() == RequestKind::Suspension);
            let who = if leads { "leader" } else { "supervisor" };
            (desk(who), judge(w, m, office, true, None))
        }
        "resume" => (desk("dispatcher"), Command::Resume(reason())),
        "consult" => (desk("dispatcher"), consult(review)),
        "move_upstream" => (desk("dispatcher"), move_upstream(review)),
        "hear_upstream" => (desk("intake"), hear_upstream(Some("已督办"), None)),
        "enter_upstream" => (desk("intake"), Command::EnterUpstream),
        "ask_upstream" => (desk("intake"), ask_upstream(AskAbove::Extension, Some(review))),
        "answer_upstream" => (desk("dispatcher"), answer_upstream(true, None)),
        "rate_upstream" => (desk("intake"), rate_upstream(Some(Solved::Not), None)),
        "take_documents" => {
            let taken = take_documents(Some(review), &[("户口簿", true)]);
            (clerk(), Command::TakeDocuments(taken))
        }
        "return_documents" => (clerk(), return_documents(&[1])),
        "instruct" => {
            let text = "限期办结".into();
            let instruct =
                Instruct { id: uuid(fresh), to: unit(office), also: vec![], text, files: vec![] };
            (desk("leader"), Command::Instruct(instruct))
        }
        "report_back" => {
            let answer = ReportBack { instruction: uuid("i"), text: "已办".into() };
            (clerk(), Command::ReportBack(answer))
        }
        "question" => {
            let ask =
                AskReporter {
                    id: uuid(fresh), report: Some(voice(m)), question: "几号楼?".into()
                };
            (desk("dispatcher"), Command::Question(ask))
        }
        "reply" => {
            let reply = ReplyQuestion { question: uuid("q"), answer: "三号".into() };
            (format!("voice:{m}"), Command::Reply(reply))
        }
        "milestone" => (clerk(), Command::Milestone(progress(w, m, office))),
        "submit" => (clerk(), Command::Submit(submit(w, m, office))),
        "submit_unsolved" => (clerk(), Command::Submit(lawfully_not(w, m, office))),
        "sign_off" => (format!("head@{office}"), Command::SignOff(pass())),
        "review" => (desk("dispatcher"), Command::Review(pass())),
        "callback" => (desk("callback"), callback(m, verdict(Solved::Solved))),
        "check" => (desk("supervisor"), check(Solved::Basically, true)),
        "rate" => (format!("voice:{m}"), rate(m, 4, Some(Solved::Solved))),
        "rework" => (desk("dispatcher"), Command::Rework(reason())),
        "reopen" => (desk("dispatcher"), Command::Reopen(reason())),
        "withdraw" => {
            let withdraw = Withdraw { report: voice(m), reason: "好了".into() };
            (format!("voice:{m}"), Command::Withdraw(withdraw))
        }
        "ask_exclusion" => (clerk(), ask_exclusion(fresh, Shortfall::NotSolved)),
        "decide_exclusion" => {
            let waiting = w.state(m).exclusions.iter().find(|one| one.decided.is_none());
            let exclusion = waiting.map_or(uuid(fresh), |one| one.id);
            (desk("supervisor"), decide_exclusion(exclusion, true))
        }
        "release" => (desk("dispatcher"), release(None)),
        "withhold" => (desk("dispatcher"), Command::Withhold(reason())),
        "erase_voice" => (desk("supervisor"), erase_voice(m, EraseGround::Requested, true)),
        "quarantine" => (desk("supervisor"), Command::Quarantine(mistake())),
        "close" => ("house".into(), Command::Close),
        "archive" => (desk("dispatcher"), Command::Archive),
        "move_clocks" => (desk("administrator"), Command::MoveClocks),
        "undo" => (desk("dispatcher"), Command::Undo),
        other => panic!("no command {other} at {}", at("2026-03-02T09:00")),
    }
}
