//! From whom a matter is kept, and who asks to see its reporter.

use huisheng_domain::id::ReportId;
use huisheng_domain::matter::{Subjects, Unsealing};
use huisheng_store::Book;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::named::{Names, PersonView, UnitNamed};

/// Whom a matter complains of.
#[derive(Default, Serialize, ToSchema)]
pub struct SubjectsView {
    /// Units, with everybody below them.
    pub units: Vec<UnitNamed>,
    /// Members of staff.
    pub accounts: Vec<PersonView>,
}

impl SubjectsView {
    /// With their names.
    pub fn of(subjects: &Subjects, names: &Names, book: &Book) -> Self {
        Self {
            units: subjects.units.iter().map(|id| UnitNamed::of(*id, book)).collect(),
            accounts: subjects.accounts.iter().map(|id| PersonView::of(*id, names)).collect(),
        }
    }
}

/// Somebody asked to see who reported.
#[derive(Serialize, ToSchema)]
pub struct UnsealingView {
    /// Its id.
    pub id: uuid::Uuid,
    /// Which voice.
    pub report: ReportId,
    /// Who asks.
    pub by: PersonView,
    /// For which unit.
    pub unit: UnitNamed,
    /// When.
    pub at: Timestamp,
    /// What a second person said; none yet if it is left out.
    pub granted: Option<bool>,
    /// Until when whoever asked may look.
    pub until: Option<Timestamp>,
}

impl UnsealingView {
    /// With its names.
    pub fn of(unsealing: &Unsealing, names: &Names, book: &Book) -> Self {
        Self {
            id: unsealing.id,
            report: unsealing.report,
            by: PersonView::of(unsealing.by, names),
            unit: UnitNamed::of(unsealing.unit, book),
            at: unsealing.at,
            granted: unsealing.decided.map(|decided| decided.granted),
            until: unsealing.until(),
        }
    }
}
