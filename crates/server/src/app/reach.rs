//! What an account can see: its unit and below. The access issue replaces this by policies.

use std::collections::BTreeSet;

use huisheng_domain::area::Area;
use huisheng_domain::id::UnitId;
use huisheng_domain::matter::{Matter, Role};
use huisheng_domain::unit::UnitKind;
use huisheng_store::Book;

/// Posts that see every matter of their areas; the others see their unit's shares.
const DESKS: [Role; 6] = [
    Role::Intake,
    Role::Dispatcher,
    Role::Callback,
    Role::Supervisor,
    Role::Leader,
    Role::Administrator,
];

/// Areas, and within them all matters or those with a share of these units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Areas.
    pub areas: Vec<Area>,
    /// `None`: every matter of the areas.
    pub units: Option<Vec<UnitId>>,
}

impl Reach {
    /// Of an account of `unit` with `roles`.
    pub fn of(book: &Book, unit: UnitId, roles: &BTreeSet<Role>) -> Self {
        let desk = DESKS.iter().any(|role| roles.contains(role));
        let below = || {
            book.units
                .iter()
                .map(|other| other.id)
                .filter(|other| book.units.is_within(*other, unit))
        };
        Self { areas: book.areas_of_unit(unit), units: (!desk).then(|| below().collect()) }
    }

    /// Whether it holds this matter.
    pub fn holds(&self, matter: &Matter) -> bool {
        self.areas.contains(&matter.area)
            && self.units.as_ref().is_none_or(|units| {
                matter.assignments.iter().any(|share| units.contains(&share.unit))
                    || matter.taken_at.is_some_and(|unit| units.contains(&unit))
            })
    }

    /// Whether it holds a matter of `area` that `units` took in or had a share of.
    pub fn holds_any(&self, area: Area, units: &[UnitId]) -> bool {
        self.areas.contains(&area)
            && self.units.as_ref().is_none_or(|own| units.iter().any(|unit| own.contains(unit)))
    }

    /// Whether an administrator of the unit `own` keeps the accounts of `other`: the own unit and
    /// all below. A government that stands under nobody and serves no division of its own is the
    /// installation's, and reaches every unit.
    pub fn administers(book: &Book, own: UnitId, other: UnitId) -> bool {
        let installation = book.units.get(own).is_some_and(|unit| {
            unit.kind == UnitKind::Government && unit.parent.is_none() && unit.division.is_none()
        });
        installation || book.units.is_within(other, own)
    }

    /// Whether it holds this area.
    pub fn holds_area(&self, area: Area) -> bool {
        self.areas.contains(&area)
    }

    /// Whether an account of `unit` with `roles` stands outside the offices that handle a matter: it has
    /// the post of a desk, and neither its unit nor one above has or had a share. Whoever asked to stay
    /// hidden from the handling office 保密 is hidden from everybody else.
    pub fn is_outside(book: &Book, unit: UnitId, roles: &BTreeSet<Role>, matter: &Matter) -> bool {
        let handles = matter.assignments.iter().any(|share| book.units.is_within(unit, share.unit));
        DESKS.iter().any(|role| roles.contains(role)) && !handles
    }
}
