//! What can be done to a matter now, and why the rest cannot.
//!
//! There is no second set of rules: each verb is tried through [`decide`] with a command that lacks
//! nothing a person would fill in, so what is refused is refused for what the matter and the actor are.

mod bounds;
mod sample;

use jiff::Timestamp;
use uuid::Uuid;

use super::{AssignmentState, Context, Matter, Refusal, RequestKind, Upstream, decide};
pub use bounds::Bounds;
use sample::Sample;

/// One thing that can be done to one part of a matter, or not now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What.
    pub verb: Verb,
    /// The share, voice, question or instruction it is done to; none for the matter itself.
    pub of: Option<Uuid>,
    /// Why it is refused.
    pub refusal: Option<Refusal>,
    /// How far it may go.
    pub bounds: Option<Bounds>,
}

/// Everything that staff do to a matter that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verb {
    /// 受理.
    Accept,
    /// 不予受理.
    Exit,
    /// 即时答复.
    Answer,
    /// 自行处置.
    Settle,
    /// 交办.
    Assign,
    /// 签收.
    SignIn,
    /// 联系诉求人.
    Contact,
    /// 办理进展.
    Progress,
    /// 程序性办结、反馈.
    Milestone,
    /// 授权委托、材料交接.
    TakeDocuments,
    /// 退还材料.
    ReturnDocuments,
    /// 提交办理结果.
    Submit,
    /// 退单、延期、挂账、一般/重大、终止.
    Ask(RequestKind),
    /// 撤回申请.
    TakeBack,
    /// 审批.
    Decide,
    /// 转派下级.
    SubAssign,
    /// 撤回交办.
    Revoke,
    /// 审签.
    SignOff,
    /// 审核.
    Review,
    /// 回访.
    Callback,
    /// 第二人核查.
    Check,
    /// 重办.
    Rework,
    /// 会商.
    Consult,
    /// 上级改期.
    MoveUpstream,
    /// 上级动态.
    HearUpstream,
    /// 回填.
    EnterUpstream,
    /// 向上申请.
    AskUpstream,
    /// 上级批复.
    AnswerUpstream,
    /// 上级回访评价.
    RateUpstream,
    /// 恢复办理.
    Resume,
    /// 批示反馈.
    ReportBack,
    /// 批示.
    Instruct,
    /// 询问诉求人.
    Question,
    /// 代录诉求人的答复.
    Reply,
    /// 更正.
    Amend,
    /// 拆分.
    Split,
    /// 并单.
    Merge,
    /// 撤销并单.
    Unmerge,
    /// 我也遇到.
    Join,
    /// 补充.
    Supplement,
    /// 催办.
    Urge,
    /// 撤回诉求.
    Withdraw,
    /// 指明被反映对象.
    NameSubjects,
    /// 回避.
    Recuse,
    /// 申请查看诉求人.
    AskUnsealing,
    /// 审批查看诉求人.
    DecideUnsealing,
    /// 内部备注.
    Note,
    /// 重新打开.
    Reopen,
    /// 归档.
    Archive,
    /// 申请剔除.
    AskExclusion,
    /// 审定剔除.
    DecideExclusion,
    /// 公开.
    Release,
    /// 撤回公开.
    Withhold,
    /// 删除诉求人信息.
    EraseVoice,
    /// 隔离.
    Quarantine,
    /// 撤销.
    Undo,
}

crate::codes! { Verb:
    Verb::Accept => "accept",
    Verb::Exit => "exit",
    Verb::Answer => "answer",
    Verb::Settle => "settle",
    Verb::Assign => "assign",
    Verb::SignIn => "sign-in",
    Verb::Contact => "contact",
    Verb::Progress => "progress",
    Verb::Milestone => "milestone",
    Verb::TakeDocuments => "take-documents",
    Verb::ReturnDocuments => "return-documents",
    Verb::Submit => "submit",
    Verb::Ask(_) => "request",
    Verb::TakeBack => "take-back",
    Verb::Decide => "decide",
    Verb::SubAssign => "sub-assign",
    Verb::Revoke => "revoke",
    Verb::SignOff => "sign-off",
    Verb::Review => "review",
    Verb::Callback => "callback",
    Verb::Check => "check",
    Verb::Rework => "rework",
    Verb::Consult => "consult",
    Verb::MoveUpstream => "move-upstream",
    Verb::HearUpstream => "hear-upstream",
    Verb::EnterUpstream => "enter-upstream",
    Verb::AskUpstream => "ask-upstream",
    Verb::AnswerUpstream => "answer-upstream",
    Verb::RateUpstream => "rate-upstream",
    Verb::Resume => "resume",
    Verb::ReportBack => "report-back",
    Verb::Instruct => "instruct",
    Verb::Question => "ask-reporter",
    Verb::Reply => "reply",
    Verb::Amend => "amend",
    Verb::Split => "split",
    Verb::Merge => "merge",
    Verb::Unmerge => "unmerge",
    Verb::Join => "join",
    Verb::Supplement => "supplement",
    Verb::Urge => "urge",
    Verb::Withdraw => "withdraw",
    Verb::NameSubjects => "name-subjects",
    Verb::Recuse => "recuse",
    Verb::AskUnsealing => "ask-unsealing",
    Verb::DecideUnsealing => "decide-unsealing",
    Verb::Note => "note",
    Verb::Reopen => "reopen",
    Verb::Archive => "archive",
    Verb::AskExclusion => "ask-exclusion",
    Verb::DecideExclusion => "decide-exclusion",
    Verb::Release => "release",
    Verb::Withhold => "withhold",
    Verb::EraseVoice => "erase-voice",
    Verb::Quarantine => "quarantine",
    Verb::Undo => "undo",
}

impl Verb {
    /// Every verb, in the order in which a matter meets them.
    pub const ALL: [Self; 60] = [
        Self::Accept,
        Self::Exit,
        Self::Answer,
        Self::Settle,
        Self::Assign,
        Self::SignIn,
        Self::Contact,
        Self::Progress,
        Self::Milestone,
        Self::TakeDocuments,
        Self::ReturnDocuments,
        Self::Submit,
        Self::Ask(RequestKind::Return),
        Self::Ask(RequestKind::Extension),
        Self::Ask(RequestKind::Suspension),
        Self::Ask(RequestKind::Severity),
        Self::Ask(RequestKind::Termination),
        Self::TakeBack,
        Self::Decide,
        Self::SubAssign,
        Self::Revoke,
        Self::SignOff,
        Self::Review,
        Self::Callback,
        Self::Check,
        Self::Rework,
        Self::Consult,
        Self::MoveUpstream,
        Self::HearUpstream,
        Self::EnterUpstream,
        Self::AskUpstream,
        Self::AnswerUpstream,
        Self::RateUpstream,
        Self::Resume,
        Self::ReportBack,
        Self::Instruct,
        Self::Question,
        Self::Reply,
        Self::Amend,
        Self::Split,
        Self::Merge,
        Self::Unmerge,
        Self::Join,
        Self::Supplement,
        Self::Urge,
        Self::Withdraw,
        Self::NameSubjects,
        Self::Recuse,
        Self::AskUnsealing,
        Self::DecideUnsealing,
        Self::Note,
        Self::Reopen,
        Self::Archive,
        Self::AskExclusion,
        Self::DecideExclusion,
        Self::Release,
        Self::Withhold,
        Self::EraseVoice,
        Self::Quarantine,
        Self::Undo,
    ];

    /// The parts of `matter` it can be done to. What is done to a share names one also where there is
    /// none, so that it is said why.
    fn parts(self, matter: &Matter) -> Vec<Option<Uuid>> {
        match self {
            Self::SignIn
            | Self::Contact
            | Self::Progress
            | Self::Milestone
            | Self::Submit
            | Self::Ask(_)
            | Self::TakeBack
            | Self::Decide
            | Self::SubAssign
            | Self::Revoke => {
                let shares = matter.assignments.iter();
                let open = shares.filter(|share| share.state == AssignmentState::Open);
                let open: Vec<_> = open.map(|share| Some(share.id.uuid())).collect();
                if open.is_empty() { vec![None] } else { open }
            }
            Self::ReturnDocuments if matter.errand.held().next().is_none() => Vec::new(),
            Self::Callback | Self::Urge | Self::Withdraw => {
                let voices = matter.reports.iter().filter(|voice| voice.withdrawn.is_none());
                voices.map(|voice| Some(voice.id.uuid())).collect()
            }
            Self::AskUnsealing => {
                let voices = matter.sealed_voices();
                voices.map(|voice| Some(voice.id.uuid())).collect()
            }
            Self::DecideUnsealing => {
                let asked =
                    matter.unsealings.iter().filter(|unsealing| unsealing.decided.is_none());
                asked.map(|unsealing| Some(unsealing.id)).collect()
            }
            Self::DecideExclusion => {
                let waiting = matter.exclusions.iter().filter(|one| one.decided.is_none());
                waiting.map(|one| Some(one.id)).collect()
            }
            Self::AnswerUpstream => {
                let waits = matter.upstream.as_ref().and_then(Upstream::waiting).is_some();
                if waits { vec![None] } else { Vec::new() }
            }
            Self::Reply => {
                let open = matter.questions.iter().filter(|question| question.answered.is_none());
                open.map(|question| Some(question.id)).collect()
            }
            Self::ReportBack => {
                let all = matter.instructions.iter();
                let open = all.filter(|instruction| instruction.reported_back.is_none());
                open.map(|instruction| Some(instruction.id)).collect()
            }
            _ => vec![None],
        }
    }
}

/// What the actor of `context` can do to `matter` at `now`, and what the post would allow at another
/// time, with the reason. What is never for this actor or this matter is left out. An undo is told by the history and
/// by who has seen the matter, a shortfall by the history, so the context holds both.
pub fn offers(matter: &Matter, context: &Context<'_>, now: Timestamp) -> Vec<Offer> {
    let sample = Sample { matter, context, now };
    let parts = Verb::ALL
        .into_iter()
        .flat_map(|verb| verb.parts(matter).into_iter().map(move |of| (verb, of)));
    let offers = parts.map(|(verb, of)| Offer {
        verb,
        of,
        refusal: refusal(&sample, verb, of),
        bounds: bounds::bounds(matter, context, verb, of, now),
    });
    offers.filter(|offer| !offer.refusal.as_ref().is_some_and(is_never_to_be)).collect()
}

/// Why none of the commands that `verb` may stand for is taken.
fn refusal(sample: &Sample<'_>, verb: Verb, of: Option<Uuid>) -> Option<Refusal> {
    let Sample { matter, context, now } = sample;
    let mut first = None;
    for (command, other) in sample.commands(verb, of) {
        match decide(matter.area, Some(matter), other.as_ref(), &command, context, *now) {
            Ok(_) => return None,
            // Another unit, or another length of time, may do.
            Err(refusal) if is_about_choice(&refusal) => first = first.or(Some(refusal)),
            Err(refusal) => return Some(refusal),
        }
    }
    first
}

const fn is_about_choice(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NoUnit
            | Refusal::NobodyAbove
            | Refusal::ComplainedOf
            | Refusal::AlreadyAssigned
            | Refusal::ExtensionTooLong { .. }
            | Refusal::NoShortfall
    )
}

/// Never for this actor, or never for this matter.
const fn is_never_to_be(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NotAllowed { .. }
            | Refusal::OutOfReach
            | Refusal::OnlyReporter
            | Refusal::KeptFrom
            | Refusal::NotSealed
            | Refusal::NotFromAbove
            | Refusal::NoErrand
            | Refusal::NoShortfall
    )
}
