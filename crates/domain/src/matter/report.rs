//! Voices: a matter has one or more; merging joins them and never loses one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Channel, Erased, Matter, Solved};
use crate::id::{AccountId, MatterId, PartyId, ReportId, UnitId};

/// Before this nothing was said that is still to be answered: a year is mistyped.
pub const EARLIEST: Timestamp = Timestamp::constant(86_400, 0);

/// The person behind a voice. Contact data stands elsewhere under this id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PartyLink {
    /// The person.
    pub party: PartyId,
    /// There is a way to reach the person.
    #[serde(default)]
    pub contactable: bool,
    /// Contact is hidden from the handling office 保密.
    #[serde(default)]
    pub confidential: bool,
}

/// One voice in a matter 诉求.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// How it came in.
    pub channel: Channel,
    /// When it was said.
    pub at: Timestamp,
    /// The person, unless anonymous.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PartyLink>,
    /// Said for somebody else 代诉.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub on_behalf: bool,
    /// Entered by this account, if not by the reporter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<AccountId>,
    /// The unit of that account then: it holds the code of the voice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_at: Option<UnitId>,
    /// Units that handled it in a matter it has left by a split or a merge: whoever asked to stay hidden
    /// from them 保密 stays hidden.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_from: Vec<UnitId>,
    /// Came from this matter by a merge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<MatterId>,
    /// The last urging, and how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urged: Option<(Timestamp, u16)>,
    /// The reporter's own rating. There is no default rating.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingGiven>,
    /// Taken back by the reporter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Timestamp>,
    /// Staff entered another way to reach the person: it proves nobody to be the reporter.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub contact_amended: bool,
    /// The version of the notice on personal data 隐私告知 that was shown before name or telephone was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<u16>,
    /// Name and contact are gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased: Option<Erased>,
}

impl Report {
    /// Whether contact is hidden from the handling office.
    pub fn confidential(&self) -> bool {
        self.person.as_ref().is_some_and(|person| person.confidential)
    }

    /// As it goes on to another matter, out of the hands of those who have a share of this one. What was sealed
    /// stays so, whatever the other is.
    pub(super) fn leaving(&self, of: &Matter) -> Self {
        let mut voice = self.clone();
        if of.is_sealed(self) {
            if let Some(person) = &mut voice.person {
                person.confidential = true;
            }
            voice.hidden_from.extend(of.assignments.iter().map(|share| share.unit));
            voice.hidden_from.sort_unstable();
            voice.hidden_from.dedup();
        }
        voice
    }

    /// Whether somebody can be asked about the result.
    pub fn contactable(&self) -> bool {
        self.withdrawn.is_none() && self.person.as_ref().is_some_and(|person| person.contactable)
    }
}

/// A rating in five levels, DOMAIN §6.2: 5 非常满意 … 1 非常不满意.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RatingGiven {
    /// 1..=5.
    pub stars: u8,
    /// Whether it was put right, in the reporter's eyes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solved: Option<Solved>,
    /// Tags chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// When.
    pub at: Timestamp,
}
