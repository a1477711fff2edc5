//! 帮办代办: what a matter keeps of an errand: the item, the authority, the papers that were handed over.
//!
//! A paper is named only as the item or the procedure names it, so no person's name or number comes into the history.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Matter, TakeDocuments};
use crate::errand::Material;
use crate::id::AccountId;
use crate::limit::Limit;

/// The item, as the list had it on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ErrandOfItem)]
pub struct ErrandItem {
    /// Its id in the list.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What it needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<Material>,
    /// How long it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
}

/// An errand that is reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewErrand {
    /// The item.
    #[serde(default)]
    pub item: Option<ErrandItem>,
    /// The authority and the papers that came with it.
    #[serde(default)]
    pub taken: Option<TakeDocuments>,
}

/// A paper of the resident 材料.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is, as the item or the procedure calls it.
    #[schema(example = "居民身份证", max_length = 40)]
    pub name: String,
    /// The original, which has to go back.
    #[serde(default)]
    pub original: bool,
    /// How many, 1 to 20.
    #[schema(minimum = 1, maximum = 20, example = 1)]
    pub count: u8,
}

/// A paper that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldDocument {
    /// What.
    pub document: Document,
    /// When.
    pub taken: Timestamp,
    /// By whom it was taken.
    pub by: Option<AccountId>,
    /// When it went back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<Timestamp>,
}

/// What a matter keeps of an errand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Errand {
    /// The item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<ErrandItem>,
    /// 授权委托: the resident's written authority holds until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authority: Option<Timestamp>,
    /// Every paper that was ever handed over, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<HeldDocument>,
}

impl Errand {
    /// Nothing of an errand.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What has not gone back, by its number from 1.
    pub fn held(&self) -> impl Iterator<Item = (u16, &HeldDocument)> {
        (1..).zip(&self.documents).filter(|(_, one)| one.returned.is_none())
    }

    /// Originals that have not gone back.
    pub fn originals(&self) -> usize {
        self.held().filter(|(_, one)| one.document.original).count()
    }
}

impl Matter {
    /// More papers were handed over.
    pub(super) fn take(&mut self, documents: &[Document], at: Timestamp, by: Option<AccountId>) {
        let held = |document: &Document| HeldDocument {
            document: document.clone(),
            taken: at,
            by,
            returned: None,
        };
        self.errand.documents.extend(documents.iter().map(held));
    }

    /// The papers of these numbers went back.
    pub(super) fn give_back(&mut self, numbers: &[u16], at: Timestamp) {
        for (number, one) in (1..).zip(&mut self.errand.documents) {
            if numbers.contains(&number) {
                one.returned = Some(at);
            }
        }
    }
}
