//! A life as symbols: who does what when. Identifiers are given by whoever runs it.

use huisheng_domain::id::{AccountId, CategoryId, UnitId};
use huisheng_domain::limit::Limit;
use huisheng_domain::matter::{
    Channel, ExitReason, Kind, NewErrand, Place, Severity, Solved, UnsolvedReason, Urgency, Verdict,
};
use jiff::Timestamp;

/// One matter from the first voice on, or a few that a merge or a split ties together.
#[derive(Clone, Debug)]
pub struct Life {
    /// Its position in the plan.
    pub number: u32,
    /// Never empty, never back in time, none after the end of the year.
    pub scenes: Vec<Scene>,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Scene {
    /// When it is recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: By,
    /// Which matter of the life, from 0.
    pub matter: u8,
    /// What.
    pub step: Step,
}

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// An account of [`crate::demo::Offices`].
    Staff(AccountId),
    /// A new reporter, before there is a voice.
    Somebody,
    /// The reporter of a voice, numbered over the life as voices are first heard.
    Voice(u8),
    /// The house itself.
    House,
}

/// A person who reports. Nobody real: a surname and a title.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The same person has the same key in all lives.
    pub key: u32,
    /// 王女士.
    pub name: String,
    /// Of an unassigned range.
    pub phone: String,
    /// Hidden from the handling office.
    pub confidential: bool,
}

/// The first words.
#[derive(Clone, Debug)]
pub struct Said {
    /// Code of the procedure it begins with.
    pub procedure: &'static str,
    pub kind: Kind,
    pub channel: Channel,
    pub title: String,
    pub text: String,
    pub address: String,
    pub place: Place,
    pub category: CategoryId,
    pub urgency: Urgency,
    /// None: nobody to call.
    pub person: Option<Person>,
    pub on_behalf: bool,
    /// A late entry.
    pub occurred: Option<Timestamp>,
    pub photos: u8,
    /// The order above: platform, number, due.
    pub upstream: Option<(&'static str, String, Option<Timestamp>)>,
    /// What is done for a resident.
    pub errand: NewErrand,
    /// Settled on the spot, with that result.
    pub settled: Option<String>,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Asked {
    Return { propose: UnitId },
    Extension { by: Limit },
    Suspension { review: Timestamp, reason: &'static str },
    Severity { to: Severity },
    Termination,
}

/// One command. A share is named by its unit: a unit has one open share of a matter at most.
/// Questions and instructions are numbered from 0 within the matter. `photos` are files to attach.
#[derive(Clone, Debug)]
pub enum Step {
    Report(Box<Said>),
    Accept {
        severity: Severity,
    },
    Exit {
        reason: ExitReason,
        told: String,
    },
    Answer {
        answer: String,
    },
    Settle {
        result: String,
        photos: u8,
    },
    Amend {
        category: Option<CategoryId>,
        reason: String,
    },
    /// Each part goes on as a matter of the life, numbered on; it has copies of all voices.
    Split {
        parts: Vec<(String, String, CategoryId)>,
        reason: String,
    },
    /// The answer was entered into the platform above.
    EnterUpstream,
    /// This matter's voices go to that matter of the life.
    Merge {
        into: u8,
        reason: String,
    },
    Join {
        channel: Channel,
        person: Option<Person>,
        text: String,
    },
    Supplement {
        voice: u8,
        text: String,
        photos: u8,
    },
    Urge {
        voice: u8,
        text: String,
    },
    Assign {
        lead: Option<UnitId>,
        supports: Vec<UnitId>,
        opinion: String,
    },
    SubAssign {
        of: UnitId,
        to: UnitId,
        opinion: String,
    },
    SignIn {
        of: UnitId,
    },
    Contact {
        of: UnitId,
        text: String,
    },
    Progress {
        of: UnitId,
        text: String,
        photos: u8,
    },
    Milestone {
        of: UnitId,
        text: String,
    },
    Note {
        text: String,
    },
    Ask {
        of: UnitId,
        asked: Asked,
        opinion: String,
    },
    Judge {
        of: UnitId,
        granted: bool,
        opinion: String,
        unit: Option<UnitId>,
    },
    Resume {
        reason: String,
    },
    Consult {
        due: Timestamp,
        plan: String,
    },
    Instruct {
        to: UnitId,
        text: String,
    },
    ReportBack {
        instruction: u8,
        text: String,
    },
    Question {
        text: String,
    },
    Reply {
        question: u8,
        answer: String,
    },
    /// Papers of these numbers go back.
    ReturnDocuments {
        documents: Vec<u16>,
    },
    Submit {
        of: UnitId,
        process: String,
        result: String,
        unsolved: Option<UnsolvedReason>,
        plan: Option<String>,
        plan_by: Option<Timestamp>,
        photos: u8,
    },
    SignOff {
        pass: bool,
        opinion: String,
    },
    Review {
        pass: bool,
        opinion: String,
    },
    Callback {
        voice: u8,
        verdict: Option<Verdict>,
        reason: String,
    },
    Check {
        at_the_place: bool,
        solved: Solved,
        opinion: String,
    },
    Rate {
        voice: u8,
        stars: u8,
        solved: Option<Solved>,
        tags: Vec<String>,
        text: String,
    },
    Rework {
        reason: String,
    },
    Reopen {
        reason: String,
    },
    Withdraw {
        voice: u8,
        reason: String,
    },
    Release {
        title: String,
        answer: Option<String>,
    },
    Quarantine,
    Close,
}
