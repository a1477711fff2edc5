//! The first event of a matter, with what a part of a split brings along.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{AccountId, CategoryId, FileId, MatterId};
use crate::matter::{
    Asked, ErrandItem, Kind, Link, LinkKind, Place, Report, Subjects, Upstream, Urgency,
};
use crate::procedure::ProcedureHash;

/// How a matter came into the history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Recorded when it was said.
    #[default]
    Live,
    /// Said earlier, entered later.
    Late,
    /// Brought from another system; never as verified.
    Imported,
}

/// The first event of every matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// Its public number.
    pub number: String,
    /// What sort.
    pub kind: Kind,
    /// Code and hash of the procedure.
    pub procedure: (String, ProcedureHash),
    /// Category, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<CategoryId>,
    /// How urgent.
    pub urgency: Urgency,
    /// Where.
    pub place: Place,
    /// The first voice.
    pub report: Report,
    /// Further voices, for a part of a split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub more: Vec<Report>,
    /// Files that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
    /// The order above.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upstream: Option<Upstream>,
    /// Ties.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Whom it complains of.
    #[serde(default, skip_serializing_if = "Subjects::is_empty")]
    pub subjects: Subjects,
    /// Who has stepped back from the whole, for a part of a split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recused: Vec<AccountId>,
    /// What is asked of the data that another matter holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Asked>,
    /// What is to be done for the resident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ErrandItem>,
    /// What a part of a split brings with it.
    #[serde(default, skip_serializing_if = "Spent::is_none")]
    pub spent: Spent,
    /// Live, late or imported.
    #[serde(default)]
    pub origin: Origin,
    /// What the importer found odd.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
}

impl Reported {
    /// The matter it is a part of.
    pub(in crate::matter) fn whole(&self) -> Option<MatterId> {
        let from = self.links.iter().find(|link| link.kind == LinkKind::SplitFrom);
        from.map(|link| link.matter)
    }

    /// The record it was raised from, whose person may speak here, too.
    pub(in crate::matter) fn record(&self) -> Option<MatterId> {
        let from = self.links.iter().find(|link| link.kind == LinkKind::RaisedFrom);
        from.map(|link| link.matter)
    }
}

/// How much of its limited second chances a matter has used up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Granted returns.
    #[serde(default)]
    pub returns: u8,
    /// Granted extensions.
    #[serde(default)]
    pub extensions: u8,
    /// How often it was handled again.
    #[serde(default)]
    pub reworks: u8,
    /// How often it was reopened.
    #[serde(default)]
    pub reopens: u8,
}

impl Spent {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}
