//! Events: what happened, with everything replay needs and no personal data.

mod code;
mod reported;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Actor, AskedAbove, Assignment, AssignmentState, Attempt, ClockChange, Document, Ending,
    EraseGround, Exclusion, ExclusionDecided, Instruction, MatterClock, PendingRequest, Place,
    Question, RatedAbove, RatingGiven, Report, RoutedBy, Severity, Subjects, SubmittedResult,
    Unsealing, UnsealingDecided,
};
use crate::id::{AccountId, AssignmentId, CategoryId, FileId, MatterId, ReportId};

pub use reported::{Origin, Reported, Spent};

/// One step of history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// The shape it was written in: [`Event::VERSION`] of that day.
    pub v: u8,
    /// 1, 2, 3, … within the matter.
    pub seq: u32,
    /// When it happened.
    pub at: Timestamp,
    /// When it was recorded; not before `at`.
    pub recorded: Timestamp,
    /// Who did it.
    pub actor: Actor,
    /// What.
    pub what: Happening,
    /// The clocks as this event leaves them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<ClockChange>,
    /// The first event of the command it belongs to.
    pub step: u32,
    /// The command can be taken back by its author.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undoable: bool,
}

impl Event {
    /// The shape events are written in today. Every shape ever written has a test that replays it.
    pub const VERSION: u8 = 1;
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "data")]
pub enum Happening {
    /// 收到.
    Reported(Box<Reported>),
    /// 受理.
    Accepted {
        /// Category it was accepted under.
        category: Option<CategoryId>,
        /// General or major.
        severity: Severity,
        /// Routing as the list stood.
        routed: Option<RoutedBy>,
    },
    /// Category or place put right.
    Amended {
        /// New category.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<CategoryId>,
        /// New place.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        place: Option<Place>,
        /// Routing anew, before a lead has it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        routed: Option<RoutedBy>,
    },
    /// A voice's contact data changed; the data is not here.
    ContactAmended {
        /// Which voice.
        report: Report,
    },
    /// General ↔ major, approved.
    SeverityChanged {
        /// To this.
        to: Severity,
    },
    /// 我也遇到: one more voice.
    Joined {
        /// The voice.
        report: Report,
    },
    /// 补充.
    Supplemented {
        /// By which voice.
        report: Option<ReportId>,
        /// Files added.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
    },
    /// 催办.
    Urged {
        /// By which voice.
        report: ReportId,
    },
    /// 交办.
    Assigned {
        /// The share.
        assignment: Assignment,
    },
    /// A share ended without a result: returned or revoked.
    ShareClosed {
        /// Which.
        assignment: AssignmentId,
        /// Returned or revoked.
        state: AssignmentState,
    },
    /// 签收.
    SignedIn {
        /// Which share.
        assignment: AssignmentId,
    },
    /// 联系诉求人.
    Contacted {
        /// Which share.
        assignment: AssignmentId,
    },
    /// 办理进展.
    Progressed {
        /// Which share.
        assignment: AssignmentId,
        /// Files added.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
    },
    /// 内部备注.
    Noted,
    /// 标为个人信息: pieces of the words of a step were starred and sealed.
    Marked {
        /// The step.
        step: u32,
    },
    /// 被反映对象: whom it complains of, from now on.
    SubjectsNamed {
        /// Units and members of staff.
        subjects: Subjects,
    },
    /// 回避: somebody stepped back, or was kept from it.
    Recused {
        /// Who.
        account: AccountId,
    },
    /// 申请查看: somebody asks to see who reported.
    UnsealingAsked(Unsealing),
    /// A second person decided that.
    UnsealingDecided {
        /// Which.
        unsealing: Uuid,
        /// What was said.
        decided: UnsealingDecided,
    },
    /// A request for a decision.
    Requested {
        /// For which share.
        assignment: AssignmentId,
        /// What.
        request: PendingRequest,
    },
    /// The asker took the request back.
    RequestTakenBack {
        /// Of which share.
        assignment: AssignmentId,
    },
    /// A request was decided.
    Decided {
        /// Of which share.
        assignment: AssignmentId,
        /// Granted or not.
        granted: bool,
        /// By arbitration, which binds.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        arbitration: bool,
    },
    /// 延期 granted.
    Extended {
        /// For which share.
        assignment: AssignmentId,
        /// How much.
        by: crate::limit::Limit,
    },
    /// 挂账 granted.
    Suspended {
        /// Looked at again then.
        review: Timestamp,
    },
    /// Clocks run again.
    Resumed,
    /// 会商: a dated plan.
    Planned {
        /// The plan's date, exclusive end.
        due: Timestamp,
    },
    /// 上级改期: the platform above set another day.
    UpstreamMoved {
        /// That day, exclusive end.
        due: Timestamp,
    },
    /// 上级动态: what the platform above says of its order now.
    UpstreamHeard {
        /// Its state there, if it is another.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<String>,
    },
    /// 回填: the answer was entered into the platform above.
    UpstreamEntered,
    /// 向上申请: the platform above is asked for something.
    UpstreamAsked(AskedAbove),
    /// 上级批复: what it answered to the last of these.
    UpstreamAnswered {
        /// Agreed or not.
        granted: bool,
    },
    /// 上级回访评价: what it heard from the reporter.
    UpstreamRated {
        /// The voice that its order came with.
        report: ReportId,
        /// What.
        rating: RatedAbove,
    },
    /// 批示.
    Instructed(Instruction),
    /// The answer to an instruction.
    ReportedBack {
        /// Which.
        instruction: Uuid,
    },
    /// A question to the reporter.
    Asked(Question),
    /// Its answer.
    QuestionAnswered {
        /// Which.
        question: Uuid,
    },
    /// 程序性办结、反馈: never counts as solved.
    Milestone {
        /// By which share.
        assignment: AssignmentId,
    },
    /// 授权委托: the resident has signed an authority for what is done.
    Authorised {
        /// It holds until then, exclusive end.
        until: Timestamp,
    },
    /// 材料交接: papers of the resident were handed over.
    DocumentsTaken {
        /// Which; they are numbered on from those before.
        documents: Vec<Document>,
    },
    /// 退还材料: papers went back to the resident.
    DocumentsReturned {
        /// Their numbers in the matter, from 1.
        documents: Vec<u16>,
    },
    /// A support unit did its part.
    SupportDone {
        /// Which share.
        assignment: AssignmentId,
        /// Evidence.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<FileId>,
    },
    /// 办理结果.
    Submitted(SubmittedResult),
    /// 审签.
    SignedOff,
    /// 审核通过.
    Reviewed,
    /// Sign-off or review refused: the result never was one.
    SentBack,
    /// 回访.
    CalledBack(Attempt),
    /// A second person from outside looked.
    Checked {
        /// It is so.
        confirmed: bool,
    },
    /// The reporter's rating.
    Rated {
        /// Which voice.
        report: ReportId,
        /// The rating.
        rating: RatingGiven,
    },
    /// 重办.
    Reworked {
        /// By which share.
        assignment: AssignmentId,
    },
    /// Opened again after its end.
    Reopened {
        /// By which voice, if by a reporter.
        report: Option<ReportId>,
    },
    /// The end.
    Ended(Ending),
    /// One voice of several went.
    VoiceWithdrawn {
        /// Which.
        report: ReportId,
    },
    /// 拆分: goes on as these.
    SplitInto {
        /// The parts.
        parts: Vec<MatterId>,
    },
    /// 并单: another matter's voices joined this one.
    MergedIn {
        /// Which.
        from: MatterId,
        /// Its voices.
        reports: Vec<Report>,
        /// Who has stepped back from it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        recused: Vec<AccountId>,
    },
    /// The other side of an un-merge: its voices went back.
    GaveBack {
        /// To which.
        to: MatterId,
    },
    /// Goes its own way again, with its voices as they are now and its clocks as they were.
    Unmerged {
        /// The voices.
        reports: Vec<Report>,
        /// The clocks.
        clocks: Vec<MatterClock>,
    },
    /// 申请剔除: an office asks that something is left out of its figures.
    ExclusionAsked(Box<Exclusion>),
    /// 审定剔除: somebody independent decided that.
    ExclusionDecided {
        /// Which.
        exclusion: Uuid,
        /// What was said.
        decided: ExclusionDecided,
    },
    /// 公开: a clerk's words for everybody stand beside it.
    Released {
        /// Where, to about a hundred metres.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        point: Option<[f64; 2]>,
        /// With an answer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        answered: bool,
    },
    /// 撤回公开.
    Withheld,
    /// 删除诉求人信息: name and contact of a voice are gone, and the words of these steps.
    VoiceErased {
        /// Which voice.
        report: ReportId,
        /// Why.
        ground: EraseGround,
        /// The steps whose words went.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        steps: Vec<u32>,
        /// The files that went with them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        files: Vec<FileId>,
        /// The matter by which it was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request: Option<MatterId>,
    },
    /// Entered by mistake, or secret: words and files erased, this stays.
    Erased,
    /// 延后封存: the rating window is over.
    Closed,
    /// 归档.
    Archived,
    /// Another calendar was loaded, and the clocks were moved by command.
    CalendarMoved,
    /// The author took back own last step: events from here on up to this one do not count.
    Undone {
        /// The first event taken back.
        from: u32,
    },
}
