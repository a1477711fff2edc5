//! What an account can see, as lists ask for it.

use std::collections::{BTreeSet, HashSet};

use huisheng_domain::area::Area;
use huisheng_domain::id::{DivisionId, MatterId, UnitId};
use huisheng_domain::matter::{Matter, Role};
use huisheng_store::feed::{self, Concerned};
use huisheng_store::matter::{Filter, Within};
use huisheng_store::{Book, StoreError, apart};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Staff;
use crate::error::Problem;

/// Areas, and within them all matters or those of divisions and of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Areas.
    pub areas: Vec<Area>,
    /// `None`: every matter of the areas.
    pub within: Option<Within>,
    /// Accounts and units from which a matter may be kept: none of those that are is held.
    pub apart: Vec<Uuid>,
}

impl Reach {
    /// What the policies let one see, among the areas and units there are.
    pub fn of(book: &Book, seen: huisheng_policy::Reach) -> Self {
        let mut areas = book.areas();
        areas.retain(|area| seen.areas.as_ref().is_none_or(|seen| seen.contains(area)));
        let whole = areas.iter().all(|area| seen.whole.contains(area));
        let units = seen.units.into_iter().flat_map(|unit| book.below(unit));
        let units: BTreeSet<UnitId> = units.collect();
        let within = Within {
            divisions: seen.divisions.into_iter().collect(),
            units: units.into_iter().collect(),
        };
        let apart = seen.never.into_iter().collect();
        Self { areas, within: (!whole).then_some(within), apart }
    }

    /// What lists ask of it.
    pub fn filter(&self) -> Filter {
        Filter { within: self.within.clone(), apart: self.apart.clone(), ..Filter::default() }
    }

    /// Whether it holds nothing, wherever it lies.
    pub fn is_of_nobody(&self) -> bool {
        self.within.as_ref().is_some_and(Within::is_nobody)
    }

    /// Whether it holds this matter.
    pub fn holds(&self, book: &Book, matter: &Matter) -> bool {
        self.holds_any(book, matter.area, &Concerned::of(matter))
    }

    /// Whether it holds a matter of `area` that concerns these.
    pub fn holds_any(&self, book: &Book, area: Area, concerned: &Concerned) -> bool {
        let Concerned { division, units, apart } = concerned;
        self.areas.contains(&area)
            && !apart.iter().any(|who| self.apart.contains(who))
            && self.within.as_ref().is_none_or(|within| {
                let there = |own: &DivisionId| {
                    division.is_some_and(|other| book.divisions.is_within(other, *own))
                };
                within.divisions.iter().any(there)
                    || units.iter().any(|unit| within.units.contains(unit))
            })
    }

    /// Those of `matters` in `area` that it holds, of which only the ids are known.
    ///
    /// # Errors
    /// The database.
    pub async fn among(
        &self,
        reader: &impl ConnectionTrait,
        book: &Book,
        area: Area,
        matters: &[MatterId],
    ) -> Result<HashSet<MatterId>, StoreError> {
        if self.within.is_some() {
            let concerned = feed::concerned(reader, area, matters).await?.into_iter();
            let held = concerned.filter(|(_, concerned)| self.holds_any(book, area, concerned));
            return Ok(held.map(|(matter, _)| matter).collect());
        }
        let kept = apart::kept_from(reader, area, &self.apart, matters).await?;
        Ok(matters.iter().copied().filter(|matter| !kept.contains(matter)).collect())
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

    /// Whether somebody stands outside the offices that handle a matter: in the post of a desk, and no unit the person
    /// belongs to has or had a share, nor one above.
    pub fn is_outside(book: &Book, staff: &Staff, matter: &Matter) -> bool {
        let handles = matter.assignments.iter().any(|share| staff.belongs(book, share.unit));
        Role::DESKS.iter().any(|role| staff.roles.contains(role)) && !handles
    }
}
