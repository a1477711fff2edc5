//! Commands: what somebody wants done, in the same rooms as the rules that decide it. Words in them are
//! moved beside the events.

mod apart;
mod assign;
mod errand;
mod exclusion;
mod finish;
mod handle;
mod intake;
mod link;
mod release;
mod reporter;
mod request;
mod rights;
mod upstream;
mod verify;

pub use apart::*;
pub use assign::*;
pub use errand::*;
pub use exclusion::*;
pub use finish::*;
pub use handle::*;
pub use intake::*;
pub use link::*;
pub use release::*;
pub use reporter::*;
pub use request::*;
pub use rights::*;
pub use upstream::*;
pub use verify::*;

/// Everything that can be done to a matter.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// 收到.
    Report(Box<ReportMatter>),
    /// 受理.
    Accept(Accept),
    /// 不予受理, for a lawful reason.
    Exit(Exit),
    /// 即时答复.
    Answer(Answer),
    /// 自行处置.
    Settle(Settle),
    /// 更正.
    Amend(Amend),
    /// 拆分.
    Split(Split),
    /// 并单: this matter's voices go to another.
    Merge(Merge),
    /// 撤销并单.
    Unmerge(Unmerge),
    /// 我也遇到.
    Join(Join),
    /// 补充.
    Supplement(Supplement),
    /// 催办.
    Urge(Urge),
    /// 交办.
    Assign(Assign),
    /// 转派下级.
    SubAssign(SubAssign),
    /// 撤回交办, before sign-in.
    Revoke(OfShare),
    /// 签收.
    SignIn(OfShare),
    /// 联系诉求人.
    Contact(Contact),
    /// 办理进展.
    Progress(Progress),
    /// 内部备注.
    Note(Note),
    /// 标为个人信息.
    Mark(Mark),
    /// 指明被反映对象.
    NameSubjects(NameSubjects),
    /// 回避: steps back.
    Recuse(Reasoned),
    /// 申请查看诉求人.
    AskUnsealing(AskUnsealing),
    /// 审批查看诉求人.
    DecideUnsealing(DecideUnsealing),
    /// 退单、延期、挂账、一般/重大、终止: asks for a decision.
    Ask(AskDecision),
    /// The asker takes the request back.
    TakeBack(OfShare),
    /// Decides it.
    Decide(Judge),
    /// 恢复办理.
    Resume(Reasoned),
    /// 会商: a dated plan.
    Consult(Consult),
    /// 上级改期: the platform above gives another day.
    MoveUpstream(MoveUpstream),
    /// 上级动态: what the platform above says of its order now.
    HearUpstream(HearUpstream),
    /// 回填: the answer was entered into the platform above.
    EnterUpstream,
    /// 向上申请: the platform above is asked to take its order back, or for more time.
    AskUpstream(AskUpstream),
    /// 上级批复: what it answered.
    AnswerUpstream(AnswerUpstream),
    /// 上级回访评价: what it heard from the reporter.
    RateUpstream(RateUpstream),
    /// 批示.
    Instruct(Instruct),
    /// 批示反馈.
    ReportBack(ReportBack),
    /// 询问诉求人.
    Question(AskReporter),
    /// 诉求人答复.
    Reply(ReplyQuestion),
    /// 程序性办结、反馈.
    Milestone(Progress),
    /// 授权委托、材料交接.
    TakeDocuments(TakeDocuments),
    /// 退还材料.
    ReturnDocuments(ReturnDocuments),
    /// 提交办理结果.
    Submit(Submit),
    /// 审签.
    SignOff(Verify),
    /// 审核.
    Review(Verify),
    /// 回访.
    Callback(CallBack),
    /// 第二人核查.
    Check(Check),
    /// 评价, by the reporter.
    Rate(Rate),
    /// 重办.
    Rework(Reasoned),
    /// 重新打开.
    Reopen(Reasoned),
    /// 申请剔除.
    AskExclusion(AskExclusion),
    /// 审定剔除.
    DecideExclusion(DecideExclusion),
    /// 公开: words for everybody.
    Release(Release),
    /// 撤回公开.
    Withhold(Reasoned),
    /// 撤回诉求.
    Withdraw(Withdraw),
    /// 删除诉求人信息.
    EraseVoice(EraseVoice),
    /// 隔离.
    Quarantine(Quarantine),
    /// Closes after the rating window.
    Close,
    /// 归档.
    Archive,
    /// Moves the clocks to another calendar.
    MoveClocks,
    /// Takes back the last step.
    Undo,
    /// A history from another system.
    Import(Box<ImportMatter>),
}
