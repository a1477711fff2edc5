//! 帮办代办, as staff see it.

use huisheng_domain::matter::{Document, ErrandItem, HeldDocument, Matter};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::named::{Names, PersonView};

/// What is done for a resident: item, authority, papers.
#[derive(Serialize, ToSchema)]
pub struct ErrandView {
    /// The item, as the list had it on the day.
    item: Option<ErrandItem>,
    /// The written authority holds until then, exclusive; none where nothing was signed.
    authority: Option<Timestamp>,
    /// Every paper that was handed over, in order.
    documents: Vec<DocumentView>,
}

/// A paper of the resident.
#[derive(Serialize, ToSchema)]
struct DocumentView {
    /// Its number in the matter, from 1.
    number: u16,
    /// What.
    document: Document,
    /// When it was handed over.
    taken: Timestamp,
    /// To whom.
    by: Option<PersonView>,
    /// When it went back; none while it is here.
    returned: Option<Timestamp>,
}

impl ErrandView {
    /// None for a matter that is no errand.
    pub fn of(matter: &Matter, names: &Names) -> Option<Self> {
        let errand = &matter.errand;
        let view = |(number, held): (u16, &HeldDocument)| DocumentView {
            number,
            document: held.document.clone(),
            taken: held.taken,
            by: held.by.map(|by| PersonView::of(by, names)),
            returned: held.returned,
        };
        (!errand.is_empty()).then(|| Self {
            item: errand.item.clone(),
            authority: errand.authority,
            documents: (1..).zip(&errand.documents).map(view).collect(),
        })
    }
}
