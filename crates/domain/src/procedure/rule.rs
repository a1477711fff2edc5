//! The parts of a procedure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CallbackQuestion, Choice, Wording};
use crate::limit::{Limit, LimitUnit};
use crate::matter::{EndingKind, Severity, Urgency};

/// An instant in the life of a matter at which clocks start or stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// 受理前: the matter reached the house.
    Reported,
    /// 受理.
    Accepted,
    /// 交办: a unit got its share.
    Assigned,
    /// 签收.
    SignedIn,
    /// 联系诉求人.
    Contacted,
    /// 程序性办结、反馈: never counts as solved.
    Milestone,
    /// 办理结果提交.
    Submitted,
    /// 重办.
    Reworked,
    /// Opened again after its end.
    Reopened,
    /// A leader's instruction 批示.
    Instructed,
    /// The answer to an instruction.
    ReportedBack,
    /// A return, extension or other request was made.
    Requested,
    /// A request was decided.
    Decided,
    /// The platform above was asked for something 向上申请.
    UpstreamAsked,
    /// It answered 上级批复.
    UpstreamAnswered,
    /// The matter ended, whichever way.
    Ended,
}

/// What a clock belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ClockScope)]
pub enum Scope {
    /// The whole matter.
    #[default]
    Matter,
    /// Each assignment, lead or support.
    Assignment,
    /// Assignments of support units 协办 only.
    Support,
    /// Each instruction.
    Instruction,
    /// Each request awaiting a decision.
    Request,
}

/// Which matters a limit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitKey {
    /// 一般.
    General,
    /// 重大.
    Major,
    /// 紧急.
    Urgent,
    /// 特急.
    Critical,
}

/// One clock of a procedure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProcedureClock)]
pub struct ClockRule {
    /// Its name: `accept`, `assign`, `sign_in`, `contact`, `milestone`, `resolve`, `verify`, ….
    pub name: String,
    /// What people call it.
    pub title: Wording,
    /// What it belongs to.
    #[serde(default)]
    pub scope: Scope,
    /// The moments that start it.
    pub starts: Vec<Moment>,
    /// The moment that stops it.
    pub stops: Moment,
    /// Its length, by severity and urgency. A responsibility row's limit of the same name goes before
    /// it, but gives what is urgent no more time.
    #[serde(default)]
    pub limit: BTreeMap<LimitKey, Limit>,
    /// The due instant is given by the order of a platform above where there is one.
    #[serde(default)]
    pub upstream: bool,
    /// The item of an errand 代办事项 gives the limit where it has one.
    #[serde(default)]
    pub item: bool,
    /// 含当日: the day it starts on is counted, as some local rules have it. By law it is not.
    #[serde(default)]
    pub count_receipt_day: bool,
    /// This clock decides whether the matter was handled in time 按时办结.
    #[serde(default)]
    pub decides_late: bool,
    /// The rule it follows: document and clause.
    #[serde(default)]
    pub basis: String,
}

impl ClockRule {
    /// Its length: urgency goes before severity, `general` is the last resort. `None` where the limit
    /// comes from above only.
    pub fn limit_for(&self, severity: Severity, urgency: Urgency) -> Option<Limit> {
        let by_severity = match severity {
            Severity::Major => self.limit.get(&LimitKey::Major),
            Severity::General => None,
        };
        let otherwise = || by_severity.or_else(|| self.limit.get(&LimitKey::General)).copied();
        self.urgent_limit(urgency).or_else(otherwise)
    }

    /// Its length where something is urgent.
    pub fn urgent_limit(&self, urgency: Urgency) -> Option<Limit> {
        let critical = || self.limit.get(&LimitKey::Critical);
        let urgent = || self.limit.get(&LimitKey::Urgent);
        match urgency {
            Urgency::Critical => critical().or_else(urgent),
            Urgency::Urgent => urgent(),
            Urgency::Normal => None,
        }
        .copied()
    }
}

/// How much contact data intake asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactAsked {
    /// Nothing is asked.
    None,
    /// May be left out.
    #[default]
    Optional,
    /// A way to reach the reporter is needed.
    Required,
}

/// Whether a matter may be settled in the moment it is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AtOnce {
    /// It goes its way through the offices.
    #[default]
    Never,
    /// Intake may answer, or a grid worker settle it, at once.
    Allowed,
    /// It is only ever recorded as settled: a service record 居民服务记录.
    Always,
}

/// Intake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = IntakeRule)]
pub struct Intake {
    /// Contact data.
    pub contact: ContactAsked,
    /// Answering or settling at once.
    pub at_once: AtOnce,
    /// An office does itself what it takes in: accepted, with it in the lead and signed in, as it is reported.
    pub own: bool,
}

/// Returns 退单.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ReturnRule)]
pub struct Returns {
    /// How many granted returns before the next goes to arbitration.
    pub limit: u8,
    /// How long after it got the matter an office may ask the dispatcher; later it goes to arbitration.
    /// DOMAIN §5.4.
    pub within: Limit,
}

impl Default for Returns {
    fn default() -> Self {
        Self { limit: 2, within: Limit::new(1, LimitUnit::WorkDay) }
    }
}

/// Extensions 延期.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ExtensionRule)]
pub struct Extension {
    /// How many may be granted.
    pub max: u8,
    /// The longest single extension, in percent of the limit it extends, where the units are the same.
    pub share_percent: u16,
    /// The longest there is: of a limit in the same unit, and of one in months.
    pub most: Limit,
}

impl Default for Extension {
    fn default() -> Self {
        Self { max: 1, share_percent: 100, most: Limit::new(10, LimitUnit::WorkDay) }
    }
}

impl Extension {
    /// The longest single extension of a clock of `limit`.
    pub fn longest(&self, limit: Limit) -> Limit {
        if limit.unit == LimitUnit::Month && self.most.unit != LimitUnit::Month {
            return self.most;
        }
        let share = u32::from(limit.amount) * u32::from(self.share_percent) / 100;
        let share = u16::try_from(share.max(1)).unwrap_or(u16::MAX);
        let same = limit.unit == self.most.unit;
        Limit::new(if same { share.min(self.most.amount) } else { share }, limit.unit)
    }
}

/// What a result must bring with it. 济南条例 art. 24.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ResultRule {
    /// The reporter must have been contacted, where there is somebody to contact.
    pub contacted: bool,
    /// Pieces of evidence for "solved".
    pub evidence: u8,
    /// The head of the office signs it off 审签.
    pub sign_off: bool,
    /// The dispatcher reviews it 审核.
    pub review: bool,
}

impl Default for ResultRule {
    fn default() -> Self {
        Self { contacted: true, evidence: 1, sign_off: false, review: true }
    }
}

/// Papers of a resident for whom something is done 帮办代办.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DocumentRule {
    /// Papers may be handed over, against a receipt.
    pub taken: bool,
    /// Only with a written authority of the resident, which holds for this long at most.
    pub authority: Option<Limit>,
    /// No result, and nothing is archived, while an original is here.
    pub returned: bool,
    /// What papers are called besides those of the item. A person's name or number is none of them.
    pub usual: Vec<String>,
}

/// Verification by telephone 回访.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = CallbackRule)]
pub struct Callback {
    /// Attempts without an answer after which the reporter counts as unreachable.
    pub attempts: u8,
    /// Least time between two attempts that count.
    pub apart: Limit,
    /// What is asked.
    pub questions: Vec<CallbackQuestion>,
}

impl Default for Callback {
    fn default() -> Self {
        Self {
            attempts: 3,
            apart: Limit::new(2, LimitUnit::UrgentHour),
            questions: CallbackQuestion::usual(),
        }
    }
}

/// Handling again 重办.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ReworkRule)]
pub struct Rework {
    /// How often; then 会商.
    pub max: u8,
}

impl Default for Rework {
    fn default() -> Self {
        Self { max: 2 }
    }
}

/// Reopening after the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ReopeningRule)]
pub struct Reopening {
    /// How long after the end.
    pub window: Limit,
    /// How often.
    pub max: u8,
    /// Endings that may be reopened.
    pub endings: Vec<EndingKind>,
}

impl Default for Reopening {
    fn default() -> Self {
        Self {
            window: Limit::new(30, LimitUnit::Day),
            max: 2,
            endings: vec![
                EndingKind::Verified,
                EndingKind::AnsweredAtOnce,
                EndingKind::SelfSettled,
                EndingKind::Explained,
                EndingKind::Unreachable,
                EndingKind::NotNeeded,
            ],
        }
    }
}

/// The reporter's rating 好差评.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = RatingRule)]
pub struct Rating {
    /// How long after the end the matter may be rated; then it closes.
    pub window: Limit,
    /// Tags to choose from.
    pub tags: Vec<Choice>,
}

impl Default for Rating {
    fn default() -> Self {
        Self {
            window: Limit::new(15, LimitUnit::Day),
            tags: vec![
                Choice::of("quick", "响应及时", "quick"),
                Choice::of("friendly", "服务热情", "friendly"),
                Choice::of("thorough", "解决到位", "thorough"),
                Choice::of("clear", "沟通清楚", "clear"),
                Choice::of("at_one_go", "一次办好", "done at one go"),
                Choice::of("slow", "办理拖延", "slow"),
                Choice::of("rude", "态度生硬", "rude"),
                Choice::of("unsolved", "没有解决", "not put right"),
                Choice::of("passed_on", "互相推诿", "passed from one to the other"),
                Choice::of("empty", "答复空泛", "an empty answer"),
            ],
        }
    }
}

/// Urging 催办 by the reporter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = UrgeRule)]
pub struct Urge {
    /// Least time between two.
    pub every: Limit,
}

impl Default for Urge {
    fn default() -> Self {
        Self { every: Limit::new(24, LimitUnit::UrgentHour) }
    }
}

/// Consultation 会商.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ConsultationRule)]
pub struct Consultation {
    /// The farthest date a plan may name, counted from the consultation.
    pub horizon: Limit,
}

impl Default for Consultation {
    fn default() -> Self {
        Self { horizon: Limit::new(12, LimitUnit::Month) }
    }
}
