//! What an account can see: its unit and below. The access issue replaces this by policies.

use std::collections::BTreeSet;

use huisheng_domain::area::Area;
use huisheng_domain::id::{DivisionId, UnitId};
use huisheng_domain::matter::{Matter, Role};
use huisheng_domain::unit::UnitKind;
use huisheng_store::Book;
use huisheng_store::matter::Within;

use crate::error::Problem;

/// Posts that see every matter at the places their unit serves; the others see their unit's shares.
const DESKS: [Role; 6] = [
    Role::Intake,
    Role::Dispatcher,
    Role::Callback,
    Role::Supervisor,
    Role::Leader,
    Role::Administrator,
];

/// Areas, and within them all matters or those of a division and of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Areas.
    pub areas: Vec<Area>,
    /// `None`: every matter of the areas.
    pub within: Option<Within>,
}

impl Reach {
    /// Of an account of `unit` with `roles`. The desk of a whole area sees all of it, that of a street or
    /// a community what lies there; and everybody what the own unit and those below took in or handle.
    pub fn of(book: &Book, unit: UnitId, roles: &BTreeSet<Role>) -> Self {
        let areas = book.areas_of_unit(unit);
        let desk = DESKS.iter().any(|role| roles.contains(role));
        let division = book.division_of_unit(unit);
        let whole = division.is_none_or(|division| book.is_whole(division));
        let within = (!desk || !whole)
            .then(|| Within { division: division.filter(|_| desk), units: book.below(unit) });
        Self { areas, within }
    }

    /// Whether it holds all there is: what counts for the whole installation is kept here.
    pub fn is_whole(&self, book: &Book) -> bool {
        self.within.is_none() && self.areas == book.areas()
    }

    /// Whether it holds this matter.
    pub fn holds(&self, book: &Book, matter: &Matter) -> bool {
        let units: Vec<UnitId> = matter.units().collect();
        self.holds_any(book, matter.area, matter.place.division, &units)
    }

    /// Whether it holds a matter of `area`, at a place in `division`, that concerns `units`.
    pub fn holds_any(
        &self,
        book: &Book,
        area: Area,
        division: Option<DivisionId>,
        units: &[UnitId],
    ) -> bool {
        self.areas.contains(&area)
            && self.within.as_ref().is_none_or(|within| {
                let there = within.division.zip(division);
                there.is_some_and(|(own, other)| book.divisions.is_within(other, own))
                    || units.iter().any(|unit| within.units.contains(unit))
            })
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

    /// The area that `code` names; the first within reach if it names none.
    ///
    /// # Errors
    /// It is no area code; nothing of it is within reach.
    pub fn area(&self, code: Option<&str>) -> Result<Area, Problem> {
        let area = match code {
            Some(code) => code.parse().map_err(|_| Problem::invalid("area"))?,
            None => *self.areas.first().ok_or_else(Problem::not_found)?,
        };
        if self.areas.contains(&area) { Ok(area) } else { Err(Problem::not_found()) }
    }

    /// The area that `code` names, or all within reach.
    ///
    /// # Errors
    /// As [`Reach::area`].
    pub fn all_or(&self, code: Option<&str>) -> Result<Vec<Area>, Problem> {
        match code {
            Some(_) => Ok(vec![self.area(code)?]),
            None => Ok(self.areas.clone()),
        }
    }

    /// Whether `unit` took the matter in, or it or a unit below has a share that it did not give back.
    pub fn has_in_hand(book: &Book, unit: UnitId, matter: &Matter) -> bool {
        use huisheng_domain::matter::AssignmentState::{Done, Open};
        let own = |other: UnitId| book.units.is_within(other, unit);
        let shares = matter.assignments.iter();
        let mut in_hand = shares.filter(|share| matches!(share.state, Open | Done));
        in_hand.any(|share| own(share.unit)) || matter.taken_at.is_some_and(own)
    }

    /// Whether an account of `unit` with `roles` stands outside the offices that handle a matter: it has
    /// the post of a desk, and neither its unit nor one above has or had a share. Whoever asked to stay
    /// hidden from the handling office 保密 is hidden from everybody else.
    pub fn is_outside(book: &Book, unit: UnitId, roles: &BTreeSet<Role>, matter: &Matter) -> bool {
        let handles = matter.assignments.iter().any(|share| book.units.is_within(unit, share.unit));
        DESKS.iter().any(|role| roles.contains(role)) && !handles
    }
}
