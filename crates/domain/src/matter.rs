//! The matter 事项: what needs an answer, from the first voice to the end.
//!
//! [`decide`] says what a command would write, or why it is refused; [`Matter::apply`] is the only
//! way a state changes; [`Matter::replay`] is the definition of a state. Due instants, routing and
//! everything else looked up is in the events, so replay never asks today's configuration.

mod actor;
mod apart;
mod apply;
mod assignment;
mod clocks;
mod command;
mod decide;
mod dossier;
mod ending;
mod errand;
mod event;
mod exclusion;
mod handling;
mod kind;
mod offer;
mod passed;
mod refusal;
mod released;
mod report;
mod request;
mod rights;
mod stage;
mod state;
#[cfg(test)]
mod tests;
mod undone;
mod upstream;
mod voices;
mod words;

pub use actor::{Actor, Role};
pub use apart::{Subjects, Unsealing, UnsealingDecided};
pub use apply::BrokenHistory;
pub use assignment::{Assignment, AssignmentRole, AssignmentState};
pub(crate) use clocks::answering;
pub use clocks::{ClockChange, ClockKey, MatterClock, would_move};
pub use command::*;
pub use decide::{Context, Decided, Draft, Lists, decide};
pub use dossier::Piece;
pub use ending::{Ending, EndingKind, ExitReason, QuarantineGround, UnsolvedReason};
pub use errand::{Document, Errand, ErrandItem, HeldDocument, NewErrand};
pub use event::{Event, Happening, Origin, Reported, Spent};
pub use exclusion::{Counted, Exclusion, ExclusionDecided, Shortfall};
pub use handling::{Attempt, Instruction, Question, SubmittedResult, Verdict, VoiceAnswer};
pub use kind::{Channel, Kind, Severity, Solved, Urgency};
pub use offer::{Bounds, Offer, Verb, offers};
pub use passed::passed_results;
pub use refusal::Refusal;
pub use released::{Released, cells_around, coarse};
pub use report::{EARLIEST, PartyLink, RatingGiven, Report};
pub use request::{PendingRequest, Request, RequestKind};
pub use rights::{Asked, DataRight, EraseGround, Erased, NOTICE, other_matters, said_by};
pub use stage::{Owner, Stage};
pub use state::{LastStep, Link, LinkKind, Matter, Place, RoutedBy};
pub use undone::Undone;
pub use upstream::{
    AnswerAbove, AnsweredAbove, AskAbove, AskedAbove, Difference, RatedAbove, Told, Upstream,
    hearing,
};
pub use words::{Word, Words};
