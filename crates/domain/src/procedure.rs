//! Procedures 办理规程: how a kind of matter runs, as data.
//!
//! A procedure chooses limits, evidence, sign-off, verification and what the reporter may do. It is
//! not a workflow language: the life itself is fixed in [`crate::matter`], and no code asks which
//! procedure a matter has.

mod archive;
mod choice;
mod expected;
mod question;
mod request;
mod rule;
mod shipped;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;
use utoipa::ToSchema;

pub use archive::{Archive, RetentionClass};
pub use choice::Choice;
pub use expected::Expected;
pub use question::{AnswerKind, CallbackQuestion, QuestionAnswer};
pub use request::{Exclusion, Suspension, Termination};
pub use rule::{
    AtOnce, Callback, ClockRule, Consultation, ContactAsked, DocumentRule, Extension, Intake,
    LimitKey, Moment, Rating, Reopening, ResultRule, Returns, Rework, Scope, Urge,
};

use crate::errand;
use crate::matter::Kind;

/// The hash of a procedure's source: a matter keeps the version it began with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct ProcedureHash(pub String);

/// Words in both languages of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Wording {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// How a kind of matter runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Procedure {
    /// Short name in lists and logs, like `13710`.
    pub code: String,
    /// What people call it.
    pub name: Wording,
    /// Kinds that may be reported under it.
    pub kinds: Vec<Kind>,
    /// What intake asks for and may do at once.
    #[serde(default)]
    pub intake: Intake,
    /// Every clock, in the order shown.
    pub clocks: Vec<ClockRule>,
    /// Returns 退单.
    #[serde(default)]
    pub returns: Returns,
    /// Extensions 延期.
    #[serde(default)]
    pub extension: Extension,
    /// Suspension 挂账.
    #[serde(default)]
    pub suspension: Suspension,
    /// Termination 终止.
    #[serde(default)]
    pub termination: Termination,
    /// Exclusion 剔除 from the figures.
    #[serde(default)]
    pub exclusion: Exclusion,
    /// Papers of a resident 材料.
    #[serde(default)]
    pub documents: DocumentRule,
    /// What a result must bring with it.
    #[serde(default)]
    pub result: ResultRule,
    /// Verification by telephone 回访.
    #[serde(default)]
    pub callback: Callback,
    /// Handling again 重办.
    #[serde(default)]
    pub rework: Rework,
    /// Reopening after the end.
    #[serde(default)]
    pub reopening: Reopening,
    /// The reporter's rating 好差评.
    #[serde(default)]
    pub rating: Rating,
    /// Urging 催办 by the reporter.
    #[serde(default)]
    pub urge: Urge,
    /// Consultation 会商.
    #[serde(default)]
    pub consultation: Consultation,
    /// Archiving 归档.
    #[serde(default)]
    pub archive: Archive,
    /// Hash of the source; set by [`Procedure::read`].
    #[serde(skip, default = "no_hash")]
    pub hash: ProcedureHash,
}

fn no_hash() -> ProcedureHash {
    ProcedureHash(String::new())
}

/// Why a procedure cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProcedureError {
    /// The text is not TOML of the expected shape.
    #[error("{0}")]
    Syntax(String),
    /// No kind is named.
    #[error("kinds is empty: name at least one kind of matter")]
    NoKind,
    /// Two clocks share a name and would hide each other.
    #[error("clock {0} is named twice")]
    ClockTwice(String),
    /// A clock has no limit for an ordinary matter.
    #[error("clock {0} has no limit: give limit.general, or upstream = true")]
    NoLimit(String),
    /// A stage of an open matter would have no clock, so no next date.
    #[error(
        "nothing is sure to run from {from} to {to}: add a clock that starts at {from} and stops at {to}"
    )]
    Gap {
        /// The moment from which nothing would run.
        from: &'static str,
        /// The moment it should run to.
        to: &'static str,
    },
    /// A code that is kept for ever cannot be.
    #[error(
        "{list}: {code} is there twice, or no code of small letters, digits and _ (32 at most)"
    )]
    Code {
        /// Which list.
        list: &'static str,
        /// Which code.
        code: String,
    },
    /// A question of the callback cannot be.
    #[error(
        "callback.questions: {0} is missing, there twice, or answered in a way it cannot be: \
         contacted (yes_no), solved (solved) and satisfied (level) are always asked; \
         others are answered by yes_no, level or choice with its choices"
    )]
    Question(String),
    /// A paper has no name, or one that is no kind of paper.
    #[error(
        "documents.usual: {0:?} is no kind of paper: 1 to 40 characters, no numbers of documents"
    )]
    Document(String),
    /// A piece of the file is named twice.
    #[error("archive.pieces: {0} is there twice")]
    Piece(&'static str),
    /// A share is not between 1 and 100 percent.
    #[error("{0} is a percentage from 1 to 100")]
    Share(&'static str),
}

impl Procedure {
    /// Reads and checks a procedure. The hash is of the text as given.
    pub fn read(source: &str) -> Result<Self, ProcedureError> {
        let mut procedure: Self =
            toml::from_str(source).map_err(|error| ProcedureError::Syntax(error.to_string()))?;
        let digest = Sha256::digest(source.as_bytes());
        procedure.hash =
            ProcedureHash(digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect());
        procedure.check()?;
        Ok(procedure)
    }

    fn check(&self) -> Result<(), ProcedureError> {
        if self.kinds.is_empty() {
            return Err(ProcedureError::NoKind);
        }
        let mut seen = BTreeMap::new();
        for clock in &self.clocks {
            if seen.insert(&clock.name, ()).is_some() {
                return Err(ProcedureError::ClockTwice(clock.name.clone()));
            }
            if !clock.upstream && !clock.limit.contains_key(&LimitKey::General) {
                return Err(ProcedureError::NoLimit(clock.name.clone()));
            }
        }
        if !(1..=100).contains(&self.extension.share_percent) {
            return Err(ProcedureError::Share("extension.share_percent"));
        }
        self.check_codes()?;
        self.check_cover()
    }

    fn check_codes(&self) -> Result<(), ProcedureError> {
        for (list, choices) in [
            ("rating.tags", &self.rating.tags),
            ("suspension.reasons", &self.suspension.reasons),
            ("termination.reasons", &self.termination.reasons),
            ("exclusion.reasons", &self.exclusion.reasons),
        ] {
            if let Some(code) = choice::wrong(choices.iter().map(|choice| choice.code.as_str())) {
                return Err(ProcedureError::Code { list, code: code.to_owned() });
            }
        }
        if let Some(name) = self.documents.usual.iter().find(|name| !errand::is_name(name)) {
            return Err(ProcedureError::Document(name.clone()));
        }
        if let Some(piece) = self.archive.twice() {
            return Err(ProcedureError::Piece(piece.code()));
        }
        match CallbackQuestion::wrong(&self.callback.questions) {
            Some(code) => Err(ProcedureError::Question(code.to_owned())),
            None => Ok(()),
        }
    }

    /// An open matter always has a next date: from report to acceptance, from acceptance to a
    /// result, from a result to the end, and again after every step back.
    fn check_cover(&self) -> Result<(), ProcedureError> {
        // A record of what is done begins at its end; only a reopening lets it run.
        let recorded = self.intake.at_once == AtOnce::Always;
        if recorded && self.reopening.endings.is_empty() {
            return Ok(());
        }
        let stretches = [
            (Moment::Reported, "reported", Moment::Accepted, "accepted"),
            (Moment::Accepted, "accepted", Moment::Submitted, "submitted"),
            (Moment::Submitted, "submitted", Moment::Ended, "ended"),
            (Moment::Reworked, "reworked", Moment::Submitted, "submitted"),
            (Moment::Reopened, "reopened", Moment::Submitted, "submitted"),
        ];
        for (from, from_name, to, to_name) in stretches {
            if recorded && matches!(from, Moment::Reported | Moment::Accepted) {
                continue;
            }
            let covered = self.clocks.iter().any(|clock| {
                clock.scope == Scope::Matter
                    && clock.starts.contains(&from)
                    && clock.stops == to
                    && clock.limit.contains_key(&LimitKey::General)
            });
            if !covered {
                return Err(ProcedureError::Gap { from: from_name, to: to_name });
            }
        }
        Ok(())
    }
}
