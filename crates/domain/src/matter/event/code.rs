//! What a happening is called, and what it names.

use super::Happening;
use crate::id::FileId;
use crate::matter::Channel;

impl Happening {
    /// The stable code: the tag of the stored event.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Reported(_) => "reported",
            Self::Accepted { .. } => "accepted",
            Self::Amended { .. } => "amended",
            Self::ContactAmended { .. } => "contact_amended",
            Self::SeverityChanged { .. } => "severity_changed",
            Self::Joined { .. } => "joined",
            Self::Supplemented { .. } => "supplemented",
            Self::Urged { .. } => "urged",
            Self::Assigned { .. } => "assigned",
            Self::ShareClosed { .. } => "share_closed",
            Self::SignedIn { .. } => "signed_in",
            Self::Contacted { .. } => "contacted",
            Self::Progressed { .. } => "progressed",
            Self::Noted => "noted",
            Self::Marked { .. } => "marked",
            Self::SubjectsNamed { .. } => "subjects_named",
            Self::Recused { .. } => "recused",
            Self::UnsealingAsked(_) => "unsealing_asked",
            Self::UnsealingDecided { .. } => "unsealing_decided",
            Self::Requested { .. } => "requested",
            Self::RequestTakenBack { .. } => "request_taken_back",
            Self::Decided { .. } => "decided",
            Self::Extended { .. } => "extended",
            Self::Suspended { .. } => "suspended",
            Self::Resumed => "resumed",
            Self::Planned { .. } => "planned",
            Self::UpstreamMoved { .. } => "upstream_moved",
            Self::UpstreamHeard { .. } => "upstream_heard",
            Self::UpstreamEntered => "upstream_entered",
            Self::UpstreamAsked(_) => "upstream_asked",
            Self::UpstreamAnswered { .. } => "upstream_answered",
            Self::UpstreamRated { .. } => "upstream_rated",
            Self::Instructed(_) => "instructed",
            Self::ReportedBack { .. } => "reported_back",
            Self::Asked(_) => "asked",
            Self::QuestionAnswered { .. } => "question_answered",
            Self::Milestone { .. } => "milestone",
            Self::Authorised { .. } => "authorised",
            Self::DocumentsTaken { .. } => "documents_taken",
            Self::DocumentsReturned { .. } => "documents_returned",
            Self::SupportDone { .. } => "support_done",
            Self::Submitted(_) => "submitted",
            Self::SignedOff => "signed_off",
            Self::Reviewed => "reviewed",
            Self::SentBack => "sent_back",
            Self::CalledBack(_) => "called_back",
            Self::Checked { .. } => "checked",
            Self::Rated { .. } => "rated",
            Self::Reworked { .. } => "reworked",
            Self::Reopened { .. } => "reopened",
            Self::Ended(_) => "ended",
            Self::VoiceWithdrawn { .. } => "voice_withdrawn",
            Self::SplitInto { .. } => "split_into",
            Self::MergedIn { .. } => "merged_in",
            Self::GaveBack { .. } => "gave_back",
            Self::Unmerged { .. } => "unmerged",
            Self::ExclusionAsked(_) => "exclusion_asked",
            Self::ExclusionDecided { .. } => "exclusion_decided",
            Self::Released { .. } => "released",
            Self::Withheld => "withheld",
            Self::VoiceErased { .. } => "voice_erased",
            Self::Erased => "erased",
            Self::Closed => "closed",
            Self::Archived => "archived",
            Self::CalendarMoved => "calendar_moved",
            Self::Undone { .. } => "undone",
        }
    }

    /// The files it names.
    pub fn files(&self) -> &[FileId] {
        match self {
            Self::Reported(reported) => &reported.files,
            Self::Supplemented { files, .. } | Self::Progressed { files, .. } => files,
            Self::SupportDone { evidence, .. } => evidence,
            Self::Submitted(result) => &result.evidence,
            Self::ExclusionAsked(exclusion) => &exclusion.evidence,
            Self::Instructed(instruction) => &instruction.files,
            _ => &[],
        }
    }

    /// The channel of a first event.
    pub fn channel(&self) -> Option<Channel> {
        match self {
            Self::Reported(reported) => Some(reported.report.channel),
            _ => None,
        }
    }
}
