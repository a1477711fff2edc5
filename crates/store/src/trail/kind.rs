//! What an entry of the trail tells.

use std::fmt;

/// What was done, as a stable code. A code that was written once keeps its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Somebody looked at the contact data of a voice.
    Look,
    /// Somebody asked what a caller had brought in before.
    CallerAsked,
    /// Data was taken out: what, by which filter, how many rows.
    Exported,
    /// A list with contact data was asked for, or a second person decided about it.
    ExtractAsked,
    ExtractDecided,
    /// An account looked, asked or searched more often than anybody who works.
    Braked,
    /// Somebody asked the policies about a matter.
    PolicyAsked,
    /// A sign-in, or one that was refused.
    SignedIn,
    SignedOut,
    PasswordChanged,
    /// Sessions were ended by somebody, not by their own sign-out.
    SessionEnded,
    SecondFactorAdded,
    SecondFactorRemoved,
    PasskeyAdded,
    PasskeyRemoved,
    TokenMade,
    TokenRevoked,
    /// An account was linked to an identity of the office's provider, or no longer is.
    IdentityLinked,
    IdentityUnlinked,
    AccountMade,
    AccountChanged,
    /// A post was granted to an account.
    PostGranted,
    /// Its term, its title or its places were changed.
    PostChanged,
    /// Somebody acts in another of the own posts from then on.
    PostTaken,
    /// Somebody stands in for the holder of a post, or does so no more.
    StandInNamed,
    StandInEnded,
    /// What an account handles was handed over to a colleague.
    HandedOver,
    /// An area follows another template of staffing.
    StaffingChosen,
    /// A list, a calendar, a procedure or matters were taken in from a file.
    Imported,
    /// A draft of the responsibility list came into force.
    ResponsibilityPublished,
    /// A notice was written, changed or ended.
    NoticeWritten,
    /// A bulletin was drawn up, edited, issued, withdrawn or removed.
    BulletinWritten,
    /// A form was made, changed or removed, or a period of it marked as sent, or not sent after all.
    FormWritten,
    /// The number of a call was opened, to answer it or to call back.
    CallOpened,
    /// An entry of the knowledge base was written, published or withdrawn.
    KnowledgeWritten,
    /// Grids were drawn anew.
    Redivided,
    /// The house started with another configuration, or other procedures, than before.
    ConfigurationChanged,
    /// The tables were brought up to a newer version.
    Upgraded,
    BackupMade,
    Restored,
    /// What is stored was verified; the outcome says whether it agreed.
    Verified,
    /// The beginning of the trail was removed after its years.
    TrailRemoved,
    /// An impact assessment or a breach was written down, or written anew.
    RegisterWritten,
    /// A roster was filled, changed, handed over, or kept otherwise.
    RosterChanged,
    /// 重新发送 what was given up.
    DeliveriesReplayed,
}

impl Kind {
    /// Every kind there is.
    pub const ALL: [Self; 45] = [
        Self::Look,
        Self::CallerAsked,
        Self::Exported,
        Self::ExtractAsked,
        Self::ExtractDecided,
        Self::Braked,
        Self::PolicyAsked,
        Self::SignedIn,
        Self::SignedOut,
        Self::PasswordChanged,
        Self::SessionEnded,
        Self::SecondFactorAdded,
        Self::SecondFactorRemoved,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::TokenMade,
        Self::TokenRevoked,
        Self::IdentityLinked,
        Self::IdentityUnlinked,
        Self::AccountMade,
        Self::AccountChanged,
        Self::PostGranted,
        Self::PostChanged,
        Self::PostTaken,
        Self::StandInNamed,
        Self::StandInEnded,
        Self::HandedOver,
        Self::StaffingChosen,
        Self::Imported,
        Self::ResponsibilityPublished,
        Self::NoticeWritten,
        Self::KnowledgeWritten,
        Self::CallOpened,
        Self::Redivided,
        Self::ConfigurationChanged,
        Self::Upgraded,
        Self::BackupMade,
        Self::Restored,
        Self::Verified,
        Self::TrailRemoved,
        Self::RegisterWritten,
        Self::RosterChanged,
        Self::DeliveriesReplayed,
        Self::BulletinWritten,
        Self::FormWritten,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::CallerAsked => "caller_asked",
            Self::Exported => "exported",
            Self::ExtractAsked => "extract_asked",
            Self::ExtractDecided => "extract_decided",
            Self::Braked => "braked",
            Self::PolicyAsked => "policy_asked",
            Self::SignedIn => "signed_in",
            Self::SignedOut => "signed_out",
            Self::PasswordChanged => "password_changed",
            Self::SessionEnded => "session_ended",
            Self::SecondFactorAdded => "second_factor_added",
            Self::SecondFactorRemoved => "second_factor_removed",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::TokenMade => "token_made",
            Self::TokenRevoked => "token_revoked",
            Self::IdentityLinked => "identity_linked",
            Self::IdentityUnlinked => "identity_unlinked",
            Self::AccountMade => "account_made",
            Self::AccountChanged => "account_changed",
            Self::PostGranted => "post_granted",
            Self::PostChanged => "post_changed",
            Self::PostTaken => "post_taken",
            Self::StandInNamed => "stand_in_named",
            Self::StandInEnded => "stand_in_ended",
            Self::HandedOver => "handed_over",
            Self::StaffingChosen => "staffing_chosen",
            Self::Imported => "imported",
            Self::ResponsibilityPublished => "responsibility_published",
            Self::NoticeWritten => "notice_written",
            Self::KnowledgeWritten => "knowledge_written",
            Self::CallOpened => "call_opened",
            Self::Redivided => "redivided",
            Self::ConfigurationChanged => "configuration_changed",
            Self::Upgraded => "upgraded",
            Self::BackupMade => "backup_made",
            Self::Restored => "restored",
            Self::Verified => "verified",
            Self::TrailRemoved => "trail_removed",
            Self::RegisterWritten => "register_written",
            Self::RosterChanged => "roster_changed",
            Self::BulletinWritten => "bulletin_written",
            Self::FormWritten => "form_written",
            Self::DeliveriesReplayed => "deliveries_replayed",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// How it went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// It was done.
    #[default]
    Done,
    /// It was refused, or failed.
    Refused,
}

impl Outcome {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
        }
    }
}
