//! Codes and times in plain words.

use huisheng_domain::matter::{EndingKind, Place, Stage};
use jiff::{SignedDuration, Timestamp, Zoned};

use super::language::Language;
use super::matter::Shown;

/// Where it stands.
pub(super) fn stage(l: Language, stage: Stage) -> &'static str {
    match stage {
        Stage::Received => l.say("等待受理", "Waiting to be accepted"),
        Stage::Assigning => l.say("已受理，正在交给承办单位", "Accepted, on its way to the office"),
        Stage::Handling => l.say("正在办理", "Being handled"),
        Stage::Verifying => l.say("已有结果，正在核实", "There is a result, being verified"),
        Stage::Rating => l.say("已办结，请您评价", "Done: please rate it"),
        Stage::Closed => l.say("已关闭", "Closed"),
    }
}

/// How it ended.
pub(super) fn ended(l: Language, kind: EndingKind) -> &'static str {
    match kind {
        EndingKind::Verified => l.say("核实已解决", "Verified as solved"),
        EndingKind::AnsweredAtOnce => l.say("已即时答复", "Answered at once"),
        EndingKind::SelfSettled => l.say("已当场处置", "Settled on the spot"),
        EndingKind::Explained => {
            l.say("未能解决，已依法说明原因", "Not solved, the lawful reason was explained")
        }
        EndingKind::Unreachable => l.say("多次联系不上，已办结", "You could not be reached"),
        EndingKind::NotNeeded => l.say("已办结", "Done"),
        EndingKind::Exit => {
            l.say("不予受理，已告知途径", "Not accepted, the right place was named")
        }
        EndingKind::Terminated => l.say("已终止", "Terminated"),
        EndingKind::Withdrawn => l.say("您已撤回", "Taken back by you"),
        EndingKind::Merged => {
            l.say("已与相同事项一并办理", "Handled together with the same matter")
        }
        EndingKind::Split => l.say("已拆成几件分别办理", "Handled in parts"),
        EndingKind::HandedOver => l.say("已移交其他地区", "Handed over to another area"),
        EndingKind::Quarantined => l.say("内容已清除", "Words removed"),
    }
}

/// What that means.
pub(super) fn ending(l: Language, kind: EndingKind) -> &'static str {
    match kind {
        EndingKind::Verified => l.say("经回访或现场核查，事情已经解决。", "A callback or a look at the place confirmed that it is solved."),
        EndingKind::AnsweredAtOnce => l.say("受理时就答复了您，没有再转办。", "It was answered when it came in and went to no office."),
        EndingKind::SelfSettled => l.say("发现时就地处置了，没有再转办。由别的单位抽查。", "It was settled where it was found and went to no office. Others check such matters by sample."),
        EndingKind::Explained => l.say("没有解决，不算“已解决”。承办单位说明了原因，经别的单位审核；原因如下。", "It is not solved and does not count as solved. The office gave the reason below, and others reviewed it."),
        EndingKind::Unreachable => l.say("办理结果报来后，按规定的次数都没有联系上您，先办结，不算“已解决”。", "After the result you could not be reached as often as the rules ask. It does not count as solved."),
        EndingKind::NotNeeded => l.say("没有可以联系的人，由承办单位以外的人核查后办结，不算“已解决”。", "There was nobody to contact; somebody outside the handling office looked at it. It does not count as solved."),
        EndingKind::Exit => l.say("不属于这里受理的范围，或者法律规定了专门的途径；原因和途径如下。", "It does not belong here, or a law names another way: reason and way stand below."),
        EndingKind::Terminated => l.say("经审核终止办理，不算“已解决”；原因如下。", "It was ended after a review and does not count as solved; the reason stands below."),
        EndingKind::Withdrawn => l.say("您撤回了，不再办理。", "You took it back."),
        EndingKind::Merged => l.say("与相同的事项一起办，进展都在这一页。", "It goes on together with the same matter; this page shows it."),
        EndingKind::Split => l.say("分成几件办，用同一个查询码分别查看。", "It is handled in parts; your code opens each of them."),
        EndingKind::HandedOver => l.say("由另一个地区接着办。", "Another area goes on with it."),
        EndingKind::Quarantined => l.say("文字和附件按规定清除了。", "Words and files were removed, as the rules ask."),
    }
}

/// A step that was made.
pub(super) fn step(l: Language, kind: &'static str) -> &'static str {
    match kind {
        "reported" => l.say("您反映了诉求", "You reported it"),
        "joined" => l.say("您也反映了这件事", "You reported it too"),
        "accepted" => l.say("受理", "Accepted"),
        "assigned" => l.say("交给承办单位", "Given to the office"),
        "signed_in" => l.say("承办单位签收", "The office took it up"),
        "contacted" => l.say("承办单位联系了您", "The office contacted you"),
        "milestone" => l.say("反馈进展", "Progress"),
        "submitted" => l.say("提交办理结果", "Result"),
        "reviewed" => l.say("结果审核", "Result reviewed"),
        "called_back" => l.say("回访", "Callback"),
        "reworked" => l.say("退回重办", "Sent back to be done again"),
        "reopened" => l.say("重新办理", "Opened again"),
        "supplemented" => l.say("补充", "Added"),
        "urged" => l.say("催办", "Urged"),
        "suspended" => l.say("因客观条件暂缓", "Suspended, conditions stand in the way"),
        "resumed" => l.say("恢复办理", "Resumed"),
        "planned" => l.say("定下新的计划", "A new plan"),
        "upstream_moved" => l.say("上级调整时限", "Another day set above"),
        "extended" => l.say("延长时限", "More time"),
        "asked" => l.say("问您一个问题", "A question to you"),
        "rated" => l.say("您作了评价", "You rated it"),
        "subjects_named" => {
            l.say("被反映的单位或人员已回避", "Whom you complain of is kept out of it")
        }
        "unsealing_asked" => l.say("有单位申请查看您的身份", "An office asks to see who you are"),
        "unsealing_granted" => l.say(
            "经另一人审批，同意查看您的身份",
            "A second person agreed that it sees who you are",
        ),
        "unsealing_refused" => l.say("经另一人审批，不同意查看", "A second person refused that"),
        "consent_withdrawn" => l.say(
            "您撤回同意，姓名和电话已删除",
            "You took back your consent; name and number were erased",
        ),
        "voice_erased" => l.say("您的个人信息已删除", "Your personal data was erased"),
        "ended" => l.say("办结", "Ended"),
        "closed" => l.say("关闭", "Closed"),
        "merged" => l.say("与相同事项一并办理", "Handled together with the same matter"),
        other => other,
    }
}

/// Matters run on the time of the house.
fn local(shown: &Shown<'_>, at: Timestamp) -> Zoned {
    at.to_zoned(shown.app.book().calendar(&Place::default()).zone().clone())
}

pub(super) fn time(shown: &Shown<'_>, at: Timestamp) -> String {
    local(shown, at).strftime(shown.l.say("%Y年%-m月%-d日 %H:%M", "%-d %B %Y %H:%M")).to_string()
}

/// The last day before an exclusive end: what is due at midnight after the 27th is due on the 27th. The
/// hour, too, where it does not end with a day.
pub(super) fn last_day(shown: &Shown<'_>, end: Timestamp) -> String {
    if local(shown, end).strftime("%H:%M").to_string() != "00:00" {
        return time(shown, end);
    }
    let last = local(shown, end - SignedDuration::from_secs(1));
    last.strftime(shown.l.say("%Y年%-m月%-d日", "%-d %B %Y")).to_string()
}
