//! 剔除: what counts against an office, and what it asked to be left out, as staff see it.

use huisheng_domain::id::FileId;
use huisheng_domain::matter::{Counted, Event, Exclusion, Matter, Shortfall};
use huisheng_store::Book;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::named::{Names, PersonView, UnitNamed};

/// Something that counts against an office.
#[derive(Serialize, ToSchema)]
pub struct ShortfallView {
    /// What.
    shortfall: Shortfall,
    /// It counts under the day of this instant.
    at: Timestamp,
    /// Against whom.
    unit: UnitNamed,
    /// An office has asked that it is left out.
    asked: bool,
}

/// An application for an exclusion.
#[derive(Serialize, ToSchema)]
pub struct ExclusionView {
    /// Its id.
    id: Uuid,
    /// What is to be left out.
    shortfall: Shortfall,
    /// It counted under the day of this instant.
    counted: Timestamp,
    /// Of whose figures.
    unit: UnitNamed,
    /// Why: a code of the procedure.
    reason: String,
    /// Evidence.
    evidence: Vec<FileId>,
    /// Who asked.
    by: PersonView,
    /// When.
    asked: Timestamp,
    /// Left out or not; none while nobody has decided.
    granted: Option<bool>,
}

impl ShortfallView {
    /// All of a matter.
    pub fn all(matter: &Matter, history: &[Event], book: &Book, now: Timestamp) -> Vec<Self> {
        let asked = |one: &Counted| matter.exclusions.iter().any(|known| known.counted.is(one));
        let view = |one: Counted| Self {
            shortfall: one.shortfall,
            at: one.at,
            asked: asked(&one),
            unit: UnitNamed::of(one.unit, book),
        };
        matter.shortfalls(history, now).into_iter().map(view).collect()
    }
}

impl ExclusionView {
    /// With names.
    pub fn of(exclusion: &Exclusion, names: &Names, book: &Book) -> Self {
        Self {
            id: exclusion.id,
            shortfall: exclusion.counted.shortfall,
            counted: exclusion.counted.at,
            unit: UnitNamed::of(exclusion.counted.unit, book),
            reason: exclusion.reason.clone(),
            evidence: exclusion.evidence.clone(),
            by: PersonView::of(exclusion.by, names),
            asked: exclusion.asked,
            granted: exclusion.decided.map(|decided| decided.granted),
        }
    }
}
