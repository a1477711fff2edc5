//! Where each step of a history lies in the file.

use huisheng_domain::matter::Happening;

/// A part of the file, in the order of its catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    /// 上级工单.
    Upstream,
    /// 诉求.
    Report,
    /// 受理、交办.
    Assignment,
    /// 批示.
    Instruction,
    /// 授权委托、材料.
    Documents,
    /// 办理.
    Handling,
    /// 办理结果、审签、审核.
    Result,
    /// 核实、结束.
    Verification,
    /// 公开、剔除、归档.
    Closing,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Upstream,
        Self::Report,
        Self::Assignment,
        Self::Instruction,
        Self::Documents,
        Self::Handling,
        Self::Result,
        Self::Verification,
        Self::Closing,
    ];

    /// What the catalogue calls it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Upstream => "上级工单和回填",
            Self::Report => "诉求",
            Self::Assignment => "受理和交办",
            Self::Instruction => "批示和反馈",
            Self::Documents => "授权委托和材料交接",
            Self::Handling => "办理经过",
            Self::Result => "办理结果",
            Self::Verification => "核实和结束",
            Self::Closing => "公开、剔除和归档",
        }
    }

    /// Where a step lies; none for what stays in the house: notes, who stands apart, who asked to see who reported.
    pub const fn of(what: &Happening) -> Option<Self> {
        use Happening as H;
        Some(match what {
            H::UpstreamMoved { .. }
            | H::UpstreamHeard { .. }
            | H::UpstreamEntered
            | H::UpstreamAsked(_)
            | H::UpstreamAnswered { .. }
            | H::UpstreamRated { .. } => Self::Upstream,
            H::Reported(_)
            | H::Amended { .. }
            | H::ContactAmended { .. }
            | H::Joined { .. }
            | H::Supplemented { .. }
            | H::Urged { .. }
            | H::Marked { .. }
            | H::Asked(_)
            | H::QuestionAnswered { .. }
            | H::VoiceWithdrawn { .. }
            | H::SplitInto { .. }
            | H::MergedIn { .. }
            | H::GaveBack { .. }
            | H::Unmerged { .. }
            | H::VoiceErased { .. }
            | H::Erased => Self::Report,
            H::Accepted { .. }
            | H::SeverityChanged { .. }
            | H::Assigned { .. }
            | H::ShareClosed { .. }
            | H::SignedIn { .. }
            | H::Requested { .. }
            | H::RequestTakenBack { .. }
            | H::Decided { .. }
            | H::Extended { .. }
            | H::Suspended { .. }
            | H::Resumed
            | H::Planned { .. }
            | H::CalendarMoved => Self::Assignment,
            H::Instructed(_) | H::ReportedBack { .. } => Self::Instruction,
            H::Authorised { .. } | H::DocumentsTaken { .. } | H::DocumentsReturned { .. } => {
                Self::Documents
            }
            H::Contacted { .. }
            | H::Progressed { .. }
            | H::Milestone { .. }
            | H::SupportDone { .. } => Self::Handling,
            H::Submitted(_) | H::SignedOff | H::Reviewed | H::SentBack | H::Reworked { .. } => {
                Self::Result
            }
            H::CalledBack(_)
            | H::Checked { .. }
            | H::Rated { .. }
            | H::Reopened { .. }
            | H::Ended(_) => Self::Verification,
            H::Released { .. }
            | H::Withheld
            | H::ExclusionAsked(_)
            | H::ExclusionDecided { .. }
            | H::Closed
            | H::Archived => Self::Closing,
            H::Noted
            | H::SubjectsNamed { .. }
            | H::Recused { .. }
            | H::UnsealingAsked(_)
            | H::UnsealingDecided { .. }
            | H::Undone { .. } => return None,
        })
    }
}

/// Whether a step lies in the file.
pub(super) const fn lies_in(what: &Happening) -> bool {
    Section::of(what).is_some()
}
