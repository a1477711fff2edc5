//! Taking in: reporting, accepting, answering, settling, putting right.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{CategoryId, FileId, MatterId, ReportId, UnitId};
use crate::matter::{
    Asked, Channel, ExitReason, Kind, Link, LinkKind, Matter, NewErrand, PartyLink, Place,
    Severity, Subjects, Upstream, Urgency,
};

/// A new matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportMatter {
    /// Its id, made by the caller.
    pub id: MatterId,
    /// The first voice's id.
    pub report: ReportId,
    /// Its public number, from a leased block.
    pub number: String,
    /// What sort.
    pub kind: Kind,
    /// How it came in.
    pub channel: Channel,
    /// A short title.
    pub title: String,
    /// What was said.
    pub text: String,
    /// The place in words.
    pub address: Option<String>,
    /// The place as found.
    pub place: Place,
    /// Category, if known.
    pub category: Option<CategoryId>,
    /// How urgent.
    pub urgency: Urgency,
    /// The person.
    pub person: Option<PartyLink>,
    /// Said for somebody else.
    pub on_behalf: bool,
    /// When it was said, if earlier than now: a late entry.
    pub occurred: Option<Timestamp>,
    /// Files.
    pub files: Vec<FileId>,
    /// The order above.
    pub upstream: Option<Upstream>,
    /// Answered or settled at once.
    pub at_once: Option<AtOnceWords>,
    /// An earlier matter it follows: the same again, a petition about it, or raised from its record.
    pub follows: Option<Link>,
    /// Whom it complains of.
    pub subjects: Subjects,
    /// What is asked of the data held because of the matter it follows; its person is that of the voice there.
    pub asked: Option<Asked>,
    /// What is to be done for the resident, and the papers that came with it.
    pub errand: NewErrand,
    /// The office that the house gives it to at once.
    pub to: Option<UnitId>,
    /// The version of the notice on personal data that was shown.
    pub notice: Option<u16>,
}

impl ReportMatter {
    /// Raised from a record 由记录转来.
    pub fn is_raised(&self) -> bool {
        self.follows.as_ref().is_some_and(|follows| follows.kind == LinkKind::RaisedFrom)
    }

    /// The voice of the earlier matter whose person speaks here, too: who asks of the own data, or, of a record, the
    /// first, unless somebody is named anew or that one was erased.
    pub fn same_as(&self, earlier: &Matter) -> Option<ReportId> {
        if let Some(asked) = self.asked {
            return Some(asked.report);
        }
        let first =
            earlier.reports.first().filter(|_| self.is_raised() && self.person.is_none())?;
        (first.person.is_some() && first.erased.is_none()).then_some(first.id)
    }
}

/// How it was answered or settled at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "as")]
pub enum AtOnceWords {
    /// 即时答复.
    Answered {
        /// The answer.
        answer: String,
    },
    /// 自行处置.
    Settled {
        /// What was done.
        result: String,
        /// Evidence.
        #[serde(default)]
        evidence: Vec<FileId>,
    },
}

/// Accepts a matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// Category, if it is to change.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// General or major.
    #[serde(default)]
    pub severity: Severity,
}

/// Lets a matter leave at intake.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exit {
    /// The lawful reason.
    pub reason: ExitReason,
    /// What the reporter is told: the reason, and the right route.
    pub told: String,
}

/// Answers at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The answer.
    pub answer: String,
}

/// Settles on the spot.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    /// What was done.
    pub result: String,
    /// Evidence.
    #[serde(default)]
    pub evidence: Vec<FileId>,
}

/// Puts category, place or contact right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Amend {
    /// New category.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// New place.
    #[serde(default)]
    pub place: Option<Place>,
    /// The place in words.
    #[serde(default)]
    pub address: Option<String>,
    /// The voice whose contact data changed, and its person from now on.
    #[serde(default)]
    pub person: Option<(ReportId, PartyLink)>,
    /// Why.
    pub reason: String,
}
