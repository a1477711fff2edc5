//! Why a command is refused: one small enum, in field words.

use jiff::Timestamp;
use thiserror::Error;

use super::{EndingKind, Piece, RequestKind, Role, Stage};
use crate::limit::Limit;

/// Why a command is refused. Nothing changed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The matter is not at a stage at which this can be done.
    #[error("not at stage {stage:?}")]
    NotNow {
        /// Where it stands.
        stage: Stage,
    },
    /// It has ended.
    #[error("the matter has ended: {kind:?}")]
    Ended {
        /// How.
        kind: EndingKind,
    },
    /// It has not ended.
    #[error("the matter has not ended")]
    NotEnded,
    /// The actor does not hold a role that may do this.
    #[error("needs one of {roles:?}")]
    NotAllowed {
        /// Roles that may.
        roles: &'static [Role],
    },
    /// The share belongs to a unit the actor does not reach.
    #[error("another unit's share")]
    OutOfReach,
    /// An office settles only what is its own.
    #[error("not for this office to settle")]
    NotYourDuty,
    /// Only the reporter may do this.
    #[error("only the reporter may do this")]
    OnlyReporter,
    /// Rule 3: nobody confirms their own result.
    #[error("nobody confirms the result of the own office")]
    OwnResult,
    /// The handling office entered the voice and knows its code: a callback asks whether it is solved.
    #[error("entered by the handling office: it is called back")]
    EnteredInside,
    /// Who took it in does not call back. DOMAIN §2.
    #[error("who took the report in does not call back")]
    TookItIn,
    /// Who asked does not decide.
    #[error("who asked does not decide")]
    OwnRequest,
    /// Who granted a return of it does not arbitrate. Decision 0022.
    #[error("who granted a return does not arbitrate")]
    JudgedBefore,
    /// Must be decided at a level above the unit.
    #[error("decided one level up")]
    OneLevelUp,
    /// The procedure does not take this kind.
    #[error("the procedure does not take this kind")]
    KindNotTaken,
    /// The procedure does not allow this.
    #[error("the procedure does not allow it")]
    NotInProcedure,
    /// A field that is needed is missing or empty.
    #[error("{field} is missing")]
    Missing {
        /// The field.
        field: &'static str,
    },
    /// A field has a value that cannot be.
    #[error("{field} cannot be")]
    Invalid {
        /// The field.
        field: &'static str,
    },
    /// No share with this id, or it is closed.
    #[error("no such open assignment")]
    NoAssignment,
    /// The unit has an open share already.
    #[error("the unit has an open share already")]
    AlreadyAssigned,
    /// There is a lead unit already.
    #[error("there is a lead unit already")]
    LeadExists,
    /// The unit is not known, or not below the one that assigns.
    #[error("no such unit here")]
    NoUnit,
    /// No unit stands above it, so nobody could verify its result or judge its requests.
    #[error("nobody stands above the unit")]
    NobodyAbove,
    /// Signed in already.
    #[error("signed in already")]
    SignedIn,
    /// Not signed in yet.
    #[error("not signed in yet")]
    NotSignedIn,
    /// At most one request awaits a decision.
    #[error("a request awaits its decision: {kind:?}")]
    Pending {
        /// Which kind.
        kind: RequestKind,
    },
    /// No request awaits a decision.
    #[error("no request awaits a decision")]
    NoRequest,
    /// A share given by arbitration binds. 潍坊条例 art. 22.
    #[error("given by arbitration: it binds")]
    Bound,
    /// Asked after the clock ran out.
    #[error("asked after it was due at {due}")]
    AfterDue {
        /// When it was due.
        due: Timestamp,
    },
    /// No more extensions.
    #[error("{max} extensions at most")]
    ExtensionLimit {
        /// How many.
        max: u8,
    },
    /// The extension is too long, or counted in another unit.
    #[error("an extension of at most {most}")]
    ExtensionTooLong {
        /// The longest.
        most: Limit,
    },
    /// The due instant comes from a platform above.
    #[error("the due instant is set above")]
    DueFromAbove,
    /// No platform above sets a day here.
    #[error("no platform above sets a day here")]
    NotFromAbove,
    /// The platform above was asked for something and has not answered.
    #[error("the platform above has not answered yet")]
    AskedAbove,
    /// Suspended already, or not suspended.
    #[error("suspended: {suspended}")]
    Suspension {
        /// Whether it is.
        suspended: bool,
    },
    /// The reporter was not contacted. 济南条例 art. 24.
    #[error("the reporter was not contacted")]
    NotContacted,
    /// Evidence is missing.
    #[error("{needed} pieces of evidence needed")]
    EvidenceMissing {
        /// How many.
        needed: u8,
    },
    /// The procedure is of no errand: nothing is handed over.
    #[error("no errand")]
    NoErrand,
    /// The resident has signed no authority, or it is over.
    #[error("no authority of the resident")]
    NoAuthority,
    /// Originals of the resident are still here.
    #[error("{held} kinds of originals are still here")]
    DocumentsHeld {
        /// How many kinds.
        held: usize,
    },
    /// Must be signed off first.
    #[error("not signed off yet")]
    NotSignedOff,
    /// Must be reviewed first.
    #[error("not reviewed yet")]
    NotReviewed,
    /// Not twice.
    #[error("done already")]
    AlreadyDone,
    /// Too soon after the last.
    #[error("not before {at}")]
    TooSoon {
        /// Not before.
        at: Timestamp,
    },
    /// Nobody can be reached.
    #[error("nobody to contact")]
    NobodyToContact,
    /// There is somebody to ask: call back.
    #[error("there is somebody to ask")]
    SomebodyToAsk,
    /// The result was not rejected by anyone outside.
    #[error("nobody rejected the result")]
    NotRejected,
    /// Somebody outside rejected the result.
    #[error("the result was rejected")]
    Rejected,
    /// No more reworks: consult.
    #[error("{max} reworks at most")]
    ReworkLimit {
        /// How many.
        max: u8,
    },
    /// The window for reopening is over, or it was reopened often enough, or ended for good.
    #[error("ended for good")]
    EndedForGood,
    /// The rating window is over.
    #[error("the rating window is over")]
    RatingClosed,
    /// The rating window is open.
    #[error("the rating window is open until {until}")]
    RatingOpen {
        /// Until when.
        until: Timestamp,
    },
    /// No voice with this id, or withdrawn.
    #[error("no such voice")]
    NoReport,
    /// No such instruction or question, or answered.
    #[error("nothing to answer")]
    NothingToAnswer,
    /// A leader waits for a report.
    #[error("an instruction awaits its report")]
    InstructionOpen,
    /// A voice that came by the merge has answered to the result.
    #[error("a voice of the merged matter was heard")]
    VoiceHeard,
    /// The other matter is not fit for this.
    #[error("the other matter is not fit for this")]
    OtherMatter,
    /// The date lies before the thing it follows, or in the future.
    #[error("{field} is out of order")]
    OutOfOrder {
        /// Which date.
        field: &'static str,
    },
    /// The last step is not yours.
    #[error("the last step is somebody else's")]
    NotYourStep,
    /// Somebody else has seen it, or it has left the house.
    #[error("it was seen or has left the house")]
    SeenSince,
    /// Others may not know of it: not in public space, about somebody, or confidential.
    #[error("not for the public")]
    NotForPublic,
    /// Nothing of this kind counts against an office of whoever asks.
    #[error("nothing of this kind counts against the office")]
    NoShortfall,
    /// It is too late to ask that something is left out of the figures.
    #[error("an exclusion could be asked for until {until}")]
    ExclusionClosed {
        /// Until when, exclusive.
        until: Timestamp,
    },
    /// Its file lacks what it must have before it is archived.
    #[error("the file lacks {pieces:?}")]
    PiecesMissing {
        /// What.
        pieces: Vec<Piece>,
    },
    /// Nothing was released.
    #[error("nothing was released")]
    NotReleased,
    /// So many have said it that one more adds nothing.
    #[error("enough voices")]
    VoicesEnough,
    /// It complains of whoever acts, or who acts has stepped back from it.
    #[error("it is kept from who acts")]
    KeptFrom,
    /// The unit is one it complains of, or stands below one.
    #[error("the matter complains of that unit")]
    ComplainedOf,
    /// The two matters complain of different ones.
    #[error("the two complain of different ones")]
    SubjectsDiffer,
    /// Who reported is sealed: only whoever was let see it puts right how to reach the person.
    #[error("who reported is sealed")]
    Sealed,
    /// Who reported is not sealed: a look with its reason is enough.
    #[error("who reported is not sealed")]
    NotSealed,
    /// A calendar load moves nothing here.
    #[error("no clock moves")]
    NothingMoves,
}

crate::codes! { Refusal:
    Refusal::NotNow { .. } => "not_now",
    Refusal::Ended { .. } => "ended",
    Refusal::NotEnded => "not_ended",
    Refusal::NotAllowed { .. } => "not_allowed",
    Refusal::OutOfReach => "out_of_reach",
    Refusal::NotYourDuty => "not_your_duty",
    Refusal::OnlyReporter => "only_reporter",
    Refusal::OwnResult => "own_result",
    Refusal::EnteredInside => "entered_inside",
    Refusal::TookItIn => "took_it_in",
    Refusal::OwnRequest => "own_request",
    Refusal::JudgedBefore => "judged_before",
    Refusal::OneLevelUp => "one_level_up",
    Refusal::KindNotTaken => "kind_not_taken",
    Refusal::NotInProcedure => "not_in_procedure",
    Refusal::Missing { .. } => "missing",
    Refusal::Invalid { .. } => "invalid",
    Refusal::NoAssignment => "no_assignment",
    Refusal::AlreadyAssigned => "already_assigned",
    Refusal::LeadExists => "lead_exists",
    Refusal::NoUnit => "no_unit",
    Refusal::NobodyAbove => "nobody_above",
    Refusal::SignedIn => "signed_in",
    Refusal::NotSignedIn => "not_signed_in",
    Refusal::Pending { .. } => "request_pending",
    Refusal::NoRequest => "no_request",
    Refusal::Bound => "bound",
    Refusal::AfterDue { .. } => "after_due",
    Refusal::ExtensionLimit { .. } => "extension_limit",
    Refusal::ExtensionTooLong { .. } => "extension_too_long",
    Refusal::DueFromAbove => "due_from_above",
    Refusal::NotFromAbove => "not_from_above",
    Refusal::AskedAbove => "asked_above",
    Refusal::Suspension { suspended: true } => "suspended",
    Refusal::Suspension { suspended: false } => "not_suspended",
    Refusal::NotContacted => "not_contacted",
    Refusal::EvidenceMissing { .. } => "evidence_missing",
    Refusal::NoErrand => "no_errand",
    Refusal::NoAuthority => "no_authority",
    Refusal::DocumentsHeld { .. } => "documents_held",
    Refusal::NotSignedOff => "not_signed_off",
    Refusal::NotReviewed => "not_reviewed",
    Refusal::AlreadyDone => "already_done",
    Refusal::TooSoon { .. } => "too_soon",
    Refusal::NobodyToContact => "nobody_to_contact",
    Refusal::SomebodyToAsk => "somebody_to_ask",
    Refusal::NotRejected => "not_rejected",
    Refusal::Rejected => "rejected",
    Refusal::ReworkLimit { .. } => "rework_limit",
    Refusal::EndedForGood => "ended_for_good",
    Refusal::RatingClosed => "rating_closed",
    Refusal::RatingOpen { .. } => "rating_open",
    Refusal::NoReport => "no_report",
    Refusal::NothingToAnswer => "nothing_to_answer",
    Refusal::InstructionOpen => "instruction_open",
    Refusal::VoiceHeard => "voice_heard",
    Refusal::OtherMatter => "other_matter",
    Refusal::OutOfOrder { .. } => "out_of_order",
    Refusal::NotYourStep => "not_your_step",
    Refusal::SeenSince => "seen_since",
    Refusal::NotForPublic => "not_for_public",
    Refusal::NoShortfall => "no_shortfall",
    Refusal::ExclusionClosed { .. } => "exclusion_closed",
    Refusal::PiecesMissing { .. } => "pieces_missing",
    Refusal::NotReleased => "not_released",
    Refusal::VoicesEnough => "voices_enough",
    Refusal::KeptFrom => "kept_from",
    Refusal::ComplainedOf => "complained_of",
    Refusal::SubjectsDiffer => "subjects_differ",
    Refusal::Sealed => "sealed",
    Refusal::NotSealed => "not_sealed",
    Refusal::NothingMoves => "nothing_moves",
}
