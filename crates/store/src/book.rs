//! The lists and procedures of the day, in memory: what decisions ask and events close over.

mod contents;
#[cfg(feature = "testing")]
pub mod example;
mod extent;
mod hours;
mod load;
mod moves;

use std::collections::{BTreeSet, HashMap};

use huisheng_domain::area::Area;
use huisheng_domain::calendar::Calendar;
use huisheng_domain::category::{Categories, Suggester};
use huisheng_domain::id::{CategoryId, DivisionId, GridId, UnitId};
use huisheng_domain::matter::{Actor, Command, Context, Kind, Lists, Matter, Place, RoutedBy};
use huisheng_domain::procedure::{Procedure, ProcedureHash};
use huisheng_domain::responsibility::{Around, Reason, ResponsibilityList, Routing};
use huisheng_domain::territory::{Divisions, Gazetteer, GridIndex, GridSet, Window};
use huisheng_domain::unit::Units;
use jiff::Timestamp;
use jiff::tz::TimeZone;

pub use contents::{BookError, Contents};
pub use hours::LoadedHours;
pub use load::install_shipped;

/// Everything looked up while deciding. Cheap to replace as a whole, never changed in place.
#[derive(Debug)]
pub struct Book {
    /// The territory tree.
    pub divisions: Divisions,
    /// Every grid that ever was.
    pub grids: GridSet,
    /// Grids by point and place.
    pub grid_index: GridIndex,
    /// Quarters, buildings and their other names.
    pub gazetteer: Gazetteer,
    /// The ground of each area, as far as grids and places tell of it.
    pub extents: HashMap<Area, Window>,
    /// Offices.
    pub units: Units,
    /// The category dictionary.
    pub categories: Categories,
    /// Which category words speak of.
    pub suggester: Suggester,
    /// The responsibility list in force.
    pub responsibilities: ResponsibilityList,
    /// Every version of every procedure, by content hash.
    pub procedures: HashMap<ProcedureHash, Procedure>,
    /// The procedure a new matter of a kind begins with.
    pub by_kind: HashMap<Kind, ProcedureHash>,
    /// The procedure of orders from a platform above.
    pub upstream: Option<ProcedureHash>,
    /// The calendar of the whole country.
    pub calendar: Calendar,
    /// Calendars of divisions with days of their own.
    pub local_calendars: HashMap<DivisionId, Calendar>,
}

impl Book {
    /// A version of a procedure.
    pub fn procedure(&self, hash: &ProcedureHash) -> Option<&Procedure> {
        self.procedures.get(hash)
    }

    /// The versions of procedures that new matters begin with.
    pub fn in_force(&self) -> BTreeSet<&ProcedureHash> {
        self.by_kind.values().chain(&self.upstream).collect()
    }

    /// What the rules are told beside a command: the procedure of the matter, or the one a new matter
    /// begins with, and the calendar of its place. None if there is no such procedure.
    pub fn context<'a>(
        &'a self,
        command: &Command,
        matter: Option<&Matter>,
        actor: &'a Actor,
        seed: [u8; 16],
    ) -> Option<Context<'a>> {
        let place = match (command, matter) {
            (_, Some(matter)) => Some(&matter.place),
            (Command::Report(report), None) => Some(&report.place),
            (Command::Import(import), None) => Some(&import.report.place),
            (_, None) => None,
        };
        Some(Context {
            actor,
            procedure: self.procedure_for(command, matter)?,
            calendar: place.map_or(&self.calendar, |place| self.calendar(place)),
            units: &self.units,
            lists: self,
            seen_since: false,
            history: &[],
            seed,
        })
    }

    fn procedure_for(&self, command: &Command, matter: Option<&Matter>) -> Option<&Procedure> {
        let hash = match (matter, command) {
            (Some(matter), _) => &matter.procedure.1,
            (None, Command::Report(report)) => {
                self.first(report.kind, report.upstream.is_some())?
            }
            (None, Command::Import(import)) => {
                // Every imported history has a number elsewhere; it is an order from above only
                // if it says when the answer is due there.
                let due = import.report.upstream.as_ref().and_then(|order| order.due);
                self.first(import.report.kind, due.is_some())?
            }
            (None, _) => return None,
        };
        self.procedure(hash)
    }

    /// The procedure a new matter of `kind` begins with.
    pub fn first(&self, kind: Kind, from_above: bool) -> Option<&ProcedureHash> {
        self.upstream.as_ref().filter(|_| from_above).or_else(|| self.by_kind.get(&kind))
    }

    /// The calendar of the smallest division around a place that has one.
    pub fn calendar(&self, place: &Place) -> &Calendar {
        let around = place.division.into_iter().flat_map(|id| {
            std::iter::once(id).chain(self.divisions.ancestors(id).map(|division| division.id))
        });
        around.filter_map(|id| self.local_calendars.get(&id)).next().unwrap_or(&self.calendar)
    }

    /// The zone in which a matter's days are counted.
    pub fn zone(&self, matter: &Matter) -> &TimeZone {
        self.calendar(&matter.place).zone()
    }

    /// Whether a category runs around the clock on holidays.
    pub fn is_urgent(&self, category: Option<CategoryId>) -> bool {
        category
            .is_some_and(|id| self.categories.chain(id).any(|category| category.urgent_on_holidays))
    }

    /// Division and grid of a place found by point, by gazetteer entry, or given.
    pub fn locate(&self, place: &mut Place, at: Timestamp) {
        let on = at.to_zoned(self.calendar(place).zone().clone()).date();
        let by_point = place.point.and_then(|[lon, lat]| {
            let point = huisheng_domain::territory::Point::new(lon, lat).ok()?;
            self.grid_index.grid_at(point, on).grid()
        });
        let by_place =
            place.place.and_then(|id| self.gazetteer.grid_of(id, &self.grid_index, on).grid());
        place.grid = place.grid.or(by_place).or(by_point);
        let of_grid =
            place.grid.and_then(|id: GridId| self.grids.get(id)).map(|grid| grid.division);
        let of_place =
            place.place.and_then(|id| self.gazetteer.get(id)).map(|found| found.division);
        place.division = place.division.or(of_grid).or(of_place);
    }

    /// The same; where no entry is named, the one that the address speaks of counts, unless point or division
    /// say otherwise.
    pub fn locate_in_words(&self, place: &mut Place, address: Option<&str>, at: Timestamp) {
        let said = place.clone();
        self.locate(place, at);
        let (None, Some(address)) = (said.place, address) else { return };
        let on = at.to_zoned(self.calendar(place).zone().clone()).date();
        let Some(found) = self.gazetteer.place_of(address, &self.grid_index, on) else { return };
        let division = self.gazetteer.get(found.place).map(|entry| entry.division);
        let within = |of| division.is_some_and(|division| self.divisions.is_within(division, of));
        if place.grid.is_none_or(|grid| found.grid == Some(grid))
            && said.division.is_none_or(within)
        {
            *place = Place { place: Some(found.place), ..said };
            self.locate(place, at);
        }
    }

    /// The areas of the installation, in order.
    pub fn areas(&self) -> Vec<Area> {
        let areas: BTreeSet<Area> =
            self.divisions.iter().filter_map(|division| division.area).collect();
        areas.into_iter().collect()
    }

    /// The areas a unit belongs to: that of its division, those below it, or all without one.
    pub fn areas_of_unit(&self, unit: UnitId) -> Vec<Area> {
        let Some(division) = self.division_of_unit(unit) else { return self.areas() };
        if let Some(area) = self.divisions.area_of(division) {
            return vec![area];
        }
        let below: BTreeSet<Area> =
            self.divisions.descendants(division).filter_map(|below| below.area).collect();
        below.into_iter().collect()
    }

    /// The division a unit serves: its own, or that of the nearest unit above.
    pub fn division_of_unit(&self, unit: UnitId) -> Option<DivisionId> {
        let own = self.units.get(unit).into_iter().chain(self.units.ancestors(unit));
        own.filter_map(|unit| unit.division).next()
    }

    /// A unit and all below it.
    pub fn below(&self, unit: UnitId) -> Vec<UnitId> {
        let all = self.units.iter().map(|other| other.id);
        all.filter(|other| self.units.is_within(*other, unit)).collect()
    }

    /// A unit and all above it.
    pub fn above(&self, unit: UnitId) -> Vec<UnitId> {
        std::iter::once(unit).chain(self.units.ancestors(unit).map(|above| above.id)).collect()
    }

    /// Whether a division is a whole area, or holds several.
    pub fn is_whole(&self, division: DivisionId) -> bool {
        self.divisions.area_of(division).is_none()
            || self.divisions.get(division).is_some_and(|division| division.area.is_some())
    }

    fn around(&self, division: Option<DivisionId>) -> Vec<Around<'_>> {
        let Some(own) = division.and_then(|id| self.divisions.get(id)) else { return Vec::new() };
        std::iter::once(own)
            .chain(self.divisions.ancestors(own.id))
            .map(|division| Around { division: division.id, level: &division.level })
            .collect()
    }
}

impl Lists for Book {
    fn route(
        &self,
        category: Option<CategoryId>,
        place: &Place,
        at: Timestamp,
    ) -> Option<RoutedBy> {
        let version = self.responsibilities.version().to_string();
        let nothing = |because: Reason| {
            let because = vec![because];
            Some(RoutedBy { version: version.clone(), because, ..RoutedBy::default() })
        };
        let Some(category) = category else { return nothing(Reason::NoCategory) };
        let on = at.to_zoned(self.calendar(place).zone().clone()).date();
        let around = self.around(place.division);
        match self.responsibilities.route(category, &around, on, &self.categories, &self.units) {
            Routing::Routed(routed) => Some(RoutedBy {
                row: Some(routed.row),
                version: routed.version.to_string(),
                lead: Some(routed.lead),
                supports: routed.supports,
                limits: routed.limits,
                legal_basis: routed.legal_basis,
                because: routed.because,
            }),
            Routing::Unrouted { reason } => nothing(Reason::Unrouted { reason }),
            Routing::Ambiguous { rows } => nothing(Reason::Ambiguous { rows }),
        }
    }

    fn runs_urgent(&self, category: Option<CategoryId>) -> bool {
        self.is_urgent(category)
    }

    fn serves(&self, unit: UnitId, place: &Place) -> bool {
        let division = self.units.get(unit).and_then(|unit| unit.division);
        place.division.zip(division).is_some_and(|(at, of)| self.divisions.is_within(at, of))
    }

    fn is_public_space(&self, category: Option<CategoryId>) -> bool {
        category.and_then(|id| self.categories.get(id)).is_some_and(|found| found.public_space)
    }

    fn point_of(&self, place: &Place) -> Option<[f64; 2]> {
        let around = place.place.into_iter().flat_map(|id| self.gazetteer.around(id));
        let named = around.filter_map(|named| named.point).next();
        place.point.or_else(|| named.map(|point| [point.lon(), point.lat()]))
    }
}
