//! What reporters do, or staff for a caller.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::id::{FileId, ReportId};
use crate::matter::{Channel, PartyLink, RatingGiven, Solved};

/// One more voice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Its id.
    pub report: ReportId,
    /// How it came in.
    pub channel: Channel,
    /// The person.
    pub person: Option<PartyLink>,
    /// What was said.
    pub text: String,
    /// The version of the notice on personal data that was shown.
    #[serde(default)]
    pub notice: Option<u16>,
}

/// More words or files from the reporter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Supplement {
    /// By which voice; staff may add for a caller.
    pub report: Option<ReportId>,
    /// The words.
    pub text: String,
    /// Files.
    #[serde(default)]
    pub files: Vec<FileId>,
}

/// Urges.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Urge {
    /// By which voice.
    pub report: ReportId,
    /// The words.
    #[serde(default)]
    pub text: String,
}

/// The reporter's answer, or what was said on the telephone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyQuestion {
    /// Which.
    pub question: Uuid,
    /// The answer.
    pub answer: String,
}

/// The reporter's rating, before or after the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The voice.
    pub report: ReportId,
    /// 1..=5.
    pub stars: u8,
    /// Whether it was put right. "not" reopens within the window.
    #[serde(default)]
    pub solved: Option<Solved>,
    /// Tags: codes of the procedure, five at most.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Own words.
    #[serde(default)]
    pub text: String,
}

impl Rate {
    pub(in crate::matter) fn given(&self, at: Timestamp) -> RatingGiven {
        RatingGiven { stars: self.stars, solved: self.solved, tags: self.tags.clone(), at }
    }
}

/// A voice is taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdraw {
    /// Which.
    pub report: ReportId,
    /// Why.
    #[serde(default)]
    pub reason: String,
}
