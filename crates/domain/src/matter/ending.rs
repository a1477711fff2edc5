//! The ways a matter ends.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Matter, Solved};
use crate::id::MatterId;
use crate::procedure::Procedure;

/// The ways a matter ends. Only [`EndingKind::Verified`] counts as solved.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EndingKind {
    /// 核实解决: by the reporter, by callback, or by a second person at the place.
    Verified,
    /// 即时答复.
    AnsweredAtOnce,
    /// 自行处置.
    SelfSettled,
    /// 依法依规解释: lawfully not solved, the reason and other routes told, checked.
    Explained,
    /// 未接通, after the procedure's attempts.
    Unreachable,
    /// 无需回访: nobody to ask; checked by a second person from outside.
    NotNeeded,
    /// 不予受理: at intake, for a lawful reason.
    Exit,
    /// 终止, with review.
    Terminated,
    /// 撤回.
    Withdrawn,
    /// 并入另一事项.
    Merged,
    /// 拆分.
    Split,
    /// 移交: another area goes on with it, or the platform above took its order back.
    HandedOver,
    /// 隔离: entered by mistake, or secret; its words are erased.
    Quarantined,
}

impl EndingKind {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::AnsweredAtOnce => "answered_at_once",
            Self::SelfSettled => "self_settled",
            Self::Explained => "explained",
            Self::Unreachable => "unreachable",
            Self::NotNeeded => "not_needed",
            Self::Exit => "exit",
            Self::Terminated => "terminated",
            Self::Withdrawn => "withdrawn",
            Self::Merged => "merged",
            Self::Split => "split",
            Self::HandedOver => "handed_over",
            Self::Quarantined => "quarantined",
        }
    }
}

/// How and when a matter ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Ending {
    /// The way.
    pub kind: EndingKind,
    /// When.
    pub at: Timestamp,
    /// For a verified ending: solved, or basically solved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
    /// For an exit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<ExitReason>,
    /// For a quarantine: all that its tombstone says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<QuarantineGround>,
    /// For a merge: the matter that goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub into: Option<MatterId>,
    /// Until when it may be rated; then it closes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_until: Option<Timestamp>,
    /// Until when it may be reopened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reopen_until: Option<Timestamp>,
}

impl Matter {
    /// Until when it can be rated after its end, an exclusive end; none where it cannot be, or no more.
    pub fn rates_until(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.ending.as_ref()?.rate_until?;
        (now < until && self.closed.is_none()).then_some(until)
    }

    /// Until when staff may open it again: the window after the end, as often as the procedure says.
    pub fn reopens_until(&self, procedure: &Procedure, now: Timestamp) -> Option<Timestamp> {
        let until = self.ending.as_ref()?.reopen_until?;
        (now < until && self.reopens < procedure.reopening.max).then_some(until)
    }

    /// Until when the reporter's "not solved" opens it again: a rating says it, so both windows are open.
    pub fn reporter_reopens_until(
        &self,
        procedure: &Procedure,
        now: Timestamp,
    ) -> Option<Timestamp> {
        Some(self.reopens_until(procedure, now)?.min(self.rates_until(now)?))
    }
}

/// Why a matter's words are erased. A reason in words could repeat what must not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum QuarantineGround {
    /// 误录: entered by mistake.
    Mistake,
    /// 涉密: a secret that must not be in this system.
    Secret,
}

/// Why a matter leaves at intake. 北京市接诉即办工作条例 art. 11, DOMAIN §4.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExitReason {
    /// (a) An emergency: passed to 110, 119, 120 or 122 at once.
    Emergency,
    /// (b) In, or reserved by law for, litigation, arbitration, discipline, review, disclosure or petition.
    LegalRoute,
    /// (c) The same matter is in hand or finished, with no new facts or reasons.
    NoNewFacts,
    /// (d) A state secret, trade secret or privacy.
    Secret,
    /// (e) Beyond the duty of all units: market or social routes told.
    BeyondDuty,
    /// (f) Illegal or against public order: dissuaded and explained.
    Unlawful,
}

/// A lawful reason for "not solved". 济南市12345条例 art. 24.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnsolvedReason {
    /// 缺乏法律依据.
    NoLegalBasis,
    /// 客观条件限制, with plan and date.
    Conditions,
    /// 诉求不合理, with explanation.
    Unreasonable,
}
