//! 卷宗: what the file of a matter must have before it is archived 一事一档, and how long it is kept.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{EndingKind, Matter};
use crate::procedure::{Procedure, RetentionClass};

/// 卷内文件: a piece of the file.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = ArchivePiece)]
pub enum Piece {
    /// 上级工单和回填: the order of a platform above, and its answer there.
    Upstream,
    /// 诉求: what was said, or the tombstone of what was erased.
    Report,
    /// 受理.
    Acceptance,
    /// 授权委托 of a resident whose papers were taken.
    Authority,
    /// 办理结果 of the lead office: what was done, and the answer.
    Result,
    /// 审签.
    SignOff,
    /// 审核.
    Review,
    /// 核实: the callback, the rating, or the check by a second person.
    Verification,
    /// 批示反馈: what the leader asked to be told.
    Instructions,
    /// 退还材料: the originals of the resident.
    Documents,
    /// 剔除审定.
    Exclusions,
}

crate::codes! { Piece:
    Piece::Upstream => "upstream",
    Piece::Report => "report",
    Piece::Acceptance => "acceptance",
    Piece::Authority => "authority",
    Piece::Result => "result",
    Piece::SignOff => "sign_off",
    Piece::Review => "review",
    Piece::Verification => "verification",
    Piece::Instructions => "instructions",
    Piece::Documents => "documents",
    Piece::Exclusions => "exclusions",
}

/// What somebody still waits for, whatever a procedure names.
const ALWAYS: [Piece; 3] = [Piece::Instructions, Piece::Documents, Piece::Exclusions];

impl Matter {
    /// The pieces that its file still lacks, in the order in which they lie in it.
    pub fn lacks(&self, procedure: &Procedure) -> Vec<Piece> {
        let named = procedure.archive.pieces.iter().copied();
        let mut lacking: Vec<Piece> =
            named.chain(ALWAYS).filter(|piece| !self.has(*piece, procedure)).collect();
        lacking.sort_unstable();
        lacking.dedup();
        lacking
    }

    /// 待归档: closed, and its file has all that it must have.
    pub fn may_be_archived(&self, procedure: &Procedure) -> bool {
        self.closed.is_some() && self.archived.is_none() && self.lacks(procedure).is_empty()
    }

    /// 保管期限 of its file: a matter keeps the version of the procedure it began with, so it never changes.
    pub fn retention_class(&self, procedure: &Procedure) -> RetentionClass {
        let kept = &procedure.archive;
        if self.is_erased() {
            kept.unanswered
        } else if !self.instructions.is_empty() {
            kept.instructed
        } else if self.is_answered_here() {
            kept.answered
        } else {
            kept.unanswered
        }
    }

    /// It is there, or the matter went no way on which there is one.
    fn has(&self, piece: Piece, procedure: &Procedure) -> bool {
        if self.is_erased() && piece != Piece::Documents {
            // Nobody can add anything to a tombstone.
            return true;
        }
        let result = self.result.as_ref();
        match piece {
            Piece::Upstream => !self.owes_above(procedure),
            Piece::Report => !self.reports.is_empty(),
            Piece::Acceptance => !self.was_handled() || self.accepted.is_some(),
            Piece::Authority => {
                let taken = !self.errand.documents.is_empty();
                let asked = procedure.documents.authority.is_some() && taken;
                !asked || self.errand.authority.is_some()
            }
            Piece::Result => !self.was_verified() || result.is_some(),
            Piece::SignOff => {
                let asked = procedure.result.sign_off && self.was_verified();
                !asked || result.is_some_and(|result| result.signed_off.is_some())
            }
            Piece::Review => {
                let asked = procedure.result.review && self.was_verified();
                !asked || result.is_some_and(|result| result.reviewed.is_some())
            }
            Piece::Verification => self.is_verified_as_it_ended(),
            Piece::Instructions => {
                self.instructions.iter().all(|instruction| instruction.reported_back.is_some())
            }
            Piece::Documents => !procedure.documents.returned || self.errand.originals() == 0,
            Piece::Exclusions => !self.exclusion_waits(),
        }
    }

    fn ended_as(&self) -> Option<EndingKind> {
        self.ending.as_ref().map(|ending| ending.kind)
    }

    fn is_erased(&self) -> bool {
        self.ended_as() == Some(EndingKind::Quarantined)
    }

    /// An office handed in a result, and somebody outside looked.
    fn was_verified(&self) -> bool {
        use EndingKind::{Explained, NotNeeded, Unreachable, Verified};
        matches!(self.ended_as(), Some(Verified | Explained | Unreachable | NotNeeded))
    }

    /// It went through an office.
    fn was_handled(&self) -> bool {
        self.was_verified() || self.ended_as() == Some(EndingKind::Terminated)
    }

    /// Its reporter was answered in this matter, and is not answered in another.
    fn is_answered_here(&self) -> bool {
        use EndingKind::{AnsweredAtOnce, SelfSettled};
        self.was_handled() || matches!(self.ended_as(), Some(AnsweredAtOnce | SelfSettled))
    }

    /// What was found out about the result agrees with the end.
    fn is_verified_as_it_ended(&self) -> bool {
        let Some(ending) = self.ending.as_ref().filter(|_| self.was_verified()) else {
            return true;
        };
        let unsolved = self.result.as_ref().is_some_and(|result| result.unsolved.is_some());
        match ending.kind {
            EndingKind::Verified => ending.solved.is_some(),
            EndingKind::Explained => unsolved || !self.answers.is_empty(),
            EndingKind::Unreachable => !self.attempts.is_empty(),
            // The end itself says that a second person looked.
            _ => true,
        }
    }
}
