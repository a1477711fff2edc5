//! Commands: what somebody wants done. Words in them are moved beside the events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Channel, ExitReason, Kind, Link, PartyLink, Place, RatingGiven, Request, Severity, Solved,
    UnsolvedReason, Upstream, Urgency, Verdict,
};
use crate::id::{AssignmentId, CategoryId, FileId, MatterId, ReportId, UnitId};

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
    /// 撤回诉求.
    Withdraw(Withdraw),
    /// 隔离.
    Quarantine(Reasoned),
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

/// A new matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportMatter {
    /// Its id, made by the caller.
    pub id: MatterId,
    /// The first voice's id.
    pub report: ReportId,
    /// Its public number, from a leased block.
    pub number: String,
    /// What sort.
    pub kind: Kind,
    /// How it came in.
    pub channel: Channel,
    /// A short title.
    pub title: String,
    /// What was said.
    pub text: String,
    /// The place in words.
    pub address: Option<String>,
    /// The place as found.
    pub place: Place,
    /// Category, if known.
    pub category: Option<CategoryId>,
    /// How urgent.
    pub urgency: Urgency,
    /// The person.
    pub person: Option<PartyLink>,
    /// Said for somebody else.
    pub on_behalf: bool,
    /// When it was said, if earlier than now: a late entry.
    pub occurred: Option<Timestamp>,
    /// Files.
    pub files: Vec<FileId>,
    /// The order above.
    pub upstream: Option<Upstream>,
    /// Answered or settled at once.
    pub at_once: Option<AtOnceWords>,
    /// An earlier matter it follows: the same again, or a petition about it.
    pub follows: Option<Link>,
}

/// How it was answered or settled at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum AtOnceWords {
    /// 即时答复.
    Answered {
        /// The answer.
        answer: String,
    },
    /// 自行处置.
    Settled {
        /// What was done.
        result: String,
        /// Evidence.
        #[serde(default)]
        evidence: Vec<FileId>,
    },
}

/// Accepts a matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Accept {
    /// Category, if it is to change.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// General or major.
    #[serde(default)]
    pub severity: Severity,
}

/// Lets a matter leave at intake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Exit {
    /// The lawful reason.
    pub reason: ExitReason,
    /// What the reporter is told: the reason, and the right route.
    pub told: String,
}

/// Answers at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Answer {
    /// The answer.
    pub answer: String,
}

/// Settles on the spot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Settle {
    /// What was done.
    pub result: String,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<FileId>,
}

/// Puts category, place or contact right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Amend {
    /// New category.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// New place.
    #[serde(default)]
    pub place: Option<Place>,
    /// The place in words.
    #[serde(default)]
    pub address: Option<String>,
    /// The voice whose contact data changed, and its person from now on.
    #[serde(default)]
    pub person: Option<(ReportId, PartyLink)>,
    /// Why.
    pub reason: String,
}

/// One part of a split.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Part {
    /// Its id, made by the caller.
    pub id: MatterId,
    /// Its number, from a leased block.
    pub number: String,
    /// Ids for its voices, one for each voice of the whole.
    pub reports: Vec<ReportId>,
    /// A short title.
    pub title: String,
    /// What this part is about.
    pub text: String,
    /// Category.
    pub category: Option<CategoryId>,
}

/// Goes on as two or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Split {
    /// The parts.
    pub parts: Vec<Part>,
    /// Why.
    pub reason: String,
}

/// This matter's voices go to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Merge {
    /// The one that goes on.
    pub into: MatterId,
    /// Why.
    pub reason: String,
}

/// A merged matter goes its own way again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Unmerge {
    /// The one it was merged into.
    pub from: MatterId,
    /// Why.
    pub reason: String,
}

/// One more voice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Join {
    /// Its id.
    pub report: ReportId,
    /// How it came in.
    pub channel: Channel,
    /// The person.
    pub person: Option<PartyLink>,
    /// What was said.
    pub text: String,
}

/// More words or files from the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Supplement {
    /// By which voice; staff may add for a caller.
    pub report: Option<ReportId>,
    /// The words.
    pub text: String,
    /// Files.
    #[serde(default)]
    pub files: Vec<FileId>,
}

/// Urges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Urge {
    /// By which voice.
    pub report: ReportId,
    /// The words.
    #[serde(default)]
    pub text: String,
}

/// Gives units their shares.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Assign {
    /// The lead unit; none to add support units only.
    #[serde(default)]
    pub lead: Option<UnitId>,
    /// Support units.
    #[serde(default)]
    pub supports: Vec<UnitId>,
    /// A word to them.
    #[serde(default)]
    pub opinion: String,
}

/// A share is divided further down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubAssign {
    /// The share.
    pub assignment: AssignmentId,
    /// The unit below.
    pub unit: UnitId,
    /// A word to it.
    #[serde(default)]
    pub opinion: String,
}

/// Names a share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct OfShare {
    /// The share.
    pub assignment: AssignmentId,
}

/// The office reached the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// The share.
    pub assignment: AssignmentId,
    /// What was said.
    #[serde(default)]
    pub text: String,
}

/// Progress, or milestone feedback to the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Progress {
    /// The share.
    pub assignment: AssignmentId,
    /// What was done.
    pub text: String,
    /// Files.
    #[serde(default)]
    pub files: Vec<FileId>,
}

/// A note inside the house.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Note {
    /// The note.
    pub text: String,
}

/// Asks for a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AskDecision {
    /// For which share.
    pub assignment: AssignmentId,
    /// What.
    pub request: Request,
    /// Why; for a return, the basis.
    pub opinion: String,
}

/// Decides a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Judge {
    /// Of which share.
    pub assignment: AssignmentId,
    /// Granted or not.
    pub granted: bool,
    /// Why.
    pub opinion: String,
    /// For a granted return: the unit that gets it now. None: back to the dispatcher.
    #[serde(default)]
    pub unit: Option<UnitId>,
}

/// Something done for a reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reasoned {
    /// The reason.
    pub reason: String,
}

/// A dated plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Consult {
    /// The plan's date: an exclusive end.
    pub due: Timestamp,
    /// The plan, as the reporter will read it.
    pub plan: String,
}

/// A leader's instruction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Instruct {
    /// Its id.
    pub id: Uuid,
    /// The unit that reports back.
    pub to: UnitId,
    /// The words.
    pub text: String,
}

/// The answer to an instruction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportBack {
    /// Which.
    pub instruction: Uuid,
    /// The answer.
    pub text: String,
}

/// A question to the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AskReporter {
    /// Its id.
    pub id: Uuid,
    /// The question.
    pub question: String,
}

/// The reporter's answer, or what was said on the telephone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReplyQuestion {
    /// Which.
    pub question: Uuid,
    /// The answer.
    pub answer: String,
}

/// The result of a share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Submit {
    /// The share.
    pub assignment: AssignmentId,
    /// What was done.
    pub process: String,
    /// The result, as the reporter will read it.
    pub result: String,
    /// A lawful reason for "not solved"; none means solved.
    #[serde(default)]
    pub unsolved: Option<UnsolvedReason>,
    /// Plan, or other routes, for "not solved".
    #[serde(default)]
    pub plan: Option<String>,
    /// The plan's date, an exclusive end: needed where conditions stand in the way.
    #[serde(default)]
    pub plan_by: Option<Timestamp>,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<FileId>,
}

/// Signs off or reviews.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Verify {
    /// It passes; otherwise it goes back.
    pub pass: bool,
    /// Needed when it goes back.
    #[serde(default)]
    pub opinion: String,
}

/// One try to reach the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallBack {
    /// The voice.
    pub report: ReportId,
    /// What was said; none when nobody answered.
    #[serde(default)]
    pub verdict: Option<Verdict>,
    /// The reason, in the reporter's words.
    #[serde(default)]
    pub reason: String,
}

/// A second person from outside the handling office looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Check {
    /// The second person was at the place.
    pub at_the_place: bool,
    /// What was found.
    pub solved: Solved,
    /// The finding in words.
    pub opinion: String,
}

/// The reporter's rating, before or after the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Rate {
    /// The voice.
    pub report: ReportId,
    /// 1..=5.
    pub stars: u8,
    /// Whether it was put right. "not" reopens within the window.
    #[serde(default)]
    pub solved: Option<Solved>,
    /// Tags: codes of the procedure, five at most.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Own words.
    #[serde(default)]
    pub text: String,
}

impl Rate {
    pub(super) fn given(&self, at: Timestamp) -> RatingGiven {
        RatingGiven { stars: self.stars, solved: self.solved, tags: self.tags.clone(), at }
    }
}

/// A voice is taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Withdraw {
    /// Which.
    pub report: ReportId,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A result from another system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportedResult {
    /// When.
    pub at: Timestamp,
    /// The words.
    pub text: String,
}

/// A history from another system: recorded as history, never as verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportMatter {
    /// The first step.
    pub report: ReportMatter,
    /// The unit that answered there.
    pub unit: UnitId,
    /// Id for its share.
    pub assignment: AssignmentId,
    /// The result there.
    pub result: Option<ImportedResult>,
    /// Words of a reply of which nobody knows when it was given: kept as a note, no result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    /// What the importer found odd.
    pub flags: Vec<String>,
}
