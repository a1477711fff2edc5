//! What a book is made of, and the checks on the way.

use std::collections::{BTreeMap, HashMap};

use huisheng_domain::calendar::Calendar;
use huisheng_domain::category::{Categories, Category, Suggester};
use huisheng_domain::id::DivisionId;
use huisheng_domain::matter::Kind;
use huisheng_domain::procedure::{Procedure, ProcedureHash};
use huisheng_domain::responsibility::{ResponsibilityList, ResponsibilityRow};
use huisheng_domain::territory::{Division, Divisions, Gazetteer, Grid, GridSet, Levels, Place};
use huisheng_domain::unit::{Unit, Units};
use thiserror::Error;

use super::{Book, LoadedHours};
use crate::StoreError;
use crate::calendar::LoadedDay;
use crate::setting::SettingRow;

/// The procedure for orders of a platform above, unless a setting names another.
const UPSTREAM: &str = Procedure::UPSTREAM;

/// The setting that holds the levels of divisions.
const LEVELS: &str = "levels";

/// The lists and procedures of an installation as they are stored, or about to be.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Every division, past ones too.
    pub divisions: Vec<Division>,
    /// Every grid, past ones too.
    pub grids: Vec<Grid>,
    /// The gazetteer.
    pub places: Vec<Place>,
    /// Every unit.
    pub units: Vec<Unit>,
    /// Every category.
    pub categories: Vec<Category>,
    /// Version and rows of the responsibility list in force.
    pub responsibilities: (u32, Vec<ResponsibilityRow>),
    /// Every version of every procedure, the latest loaded last.
    pub procedures: Vec<Procedure>,
    /// Days beside the shipped calendar.
    pub days: Vec<LoadedDay>,
    /// Settings as JSON, by name: `levels` (a list of `code` and `name`, the highest first) and
    /// `procedure.<kind>`, `procedure.upstream` (the code of a procedure), and `calendar.<division>`,
    /// `calendar.country` ([`LoadedHours`]).
    pub settings: BTreeMap<String, String>,
}

/// Why the lists make no book. Says which row, and what to do.
#[derive(Clone, Debug, Error)]
pub enum BookError {
    /// They cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A list contradicts itself.
    #[error(
        "the list of {list} cannot be used: {row}: {why}. Correct this row and import the list again"
    )]
    List {
        /// Which list.
        list: &'static str,
        /// The row, by name and identifier.
        row: String,
        /// What is wrong.
        why: String,
    },
    /// A stored procedure cannot be read by this version.
    #[error(
        "procedure {code} ({hash}) cannot be used: {why}. Matters may run under it: correct the text or use the version of Huisheng that loaded it"
    )]
    Procedure {
        /// Its short name.
        code: String,
        /// Which version.
        hash: String,
        /// What is wrong.
        why: String,
    },
    /// A setting cannot be used.
    #[error("setting {name} is {value}: {why}")]
    Setting {
        /// Its name.
        name: String,
        /// As stored.
        value: String,
        /// What is wrong, and what it should be.
        why: String,
    },
}

impl Contents {
    /// The levels in force: those of the setting, or those the house comes with.
    ///
    /// # Errors
    /// The setting is no list of levels.
    pub fn levels(&self) -> Result<Levels, BookError> {
        let Some(value) = self.settings.get(LEVELS) else { return Ok(Levels::usual()) };
        serde_json::from_str(value).map_err(|error| BookError::Setting {
            name: LEVELS.to_owned(),
            value: value.clone(),
            why: format!(
                "{error}; import a list of levels with code and name, the highest first: \
                 huisheng import levels FILE"
            ),
        })
    }

    /// Puts other levels in force.
    ///
    /// # Errors
    /// They cannot be written as JSON.
    pub fn set_levels(&mut self, levels: &Levels) -> Result<(), StoreError> {
        let row = Self::levels_row(levels)?;
        self.settings.insert(row.name, row.value);
        Ok(())
    }

    /// Levels as the setting that holds them.
    ///
    /// # Errors
    /// They cannot be written as JSON.
    pub fn levels_row(levels: &Levels) -> Result<SettingRow, StoreError> {
        let value = serde_json::to_string(levels)
            .map_err(|error| StoreError::Unreadable(format!("{LEVELS} ({error})")))?;
        Ok(SettingRow { name: LEVELS.to_owned(), value })
    }
}

impl Book {
    /// Checks and indexes `contents`.
    pub fn of(contents: Contents) -> Result<Self, BookError> {
        let levels = contents.levels()?;
        let names: HashMap<_, _> =
            contents.divisions.iter().map(|d| (d.id, d.name.clone())).collect();
        let divisions = Divisions::new(levels, contents.divisions)
            .map_err(|(id, why)| wrong("divisions", named(names.get(&id), id), why))?;
        let names: HashMap<_, _> = contents.grids.iter().map(|g| (g.id, g.name.clone())).collect();
        let grids = GridSet::new(contents.grids)
            .map_err(|(id, why)| wrong("grids", named(names.get(&id), id), why))?;
        let names: HashMap<_, _> = contents.places.iter().map(|p| (p.id, p.name.clone())).collect();
        let gazetteer = Gazetteer::new(contents.places)
            .map_err(|(id, why)| wrong("places", named(names.get(&id), id), why))?;
        // These two name the row in what they say.
        let units =
            Units::new(contents.units).map_err(|why| wrong("units", "a unit".to_owned(), why))?;
        let categories = Categories::new(contents.categories)
            .map_err(|why| wrong("categories", "a category".to_owned(), why))?;
        let (version, rows) = contents.responsibilities;
        let hours = LoadedHours::all(&contents.settings)?;
        let calendar = Calendar::china().with_days(days_of(&contents.days, None));
        let calendar = within_hours(calendar, &hours, None);
        Ok(Self {
            local_calendars: local_calendars(&calendar, &divisions, &contents.days, &hours)?,
            by_kind: by_kind(&contents.procedures, &contents.settings)?,
            upstream: upstream(&contents.procedures, &contents.settings)?,
            grid_index: grids.index(),
            extents: super::extent::of_areas(&divisions, &grids, &gazetteer),
            procedures: contents
                .procedures
                .into_iter()
                .map(|one| (one.hash.clone(), one))
                .collect(),
            responsibilities: ResponsibilityList::new(version, rows),
            divisions,
            grids,
            gazetteer,
            units,
            suggester: Suggester::new(&categories),
            categories,
            calendar,
        })
    }
}

fn wrong(list: &'static str, row: String, why: impl std::fmt::Display) -> BookError {
    BookError::List { list, row, why: why.to_string() }
}

fn named(name: Option<&String>, id: impl std::fmt::Display) -> String {
    format!("{} ({id})", name.map_or("", String::as_str))
}

fn days_of(
    days: &[LoadedDay],
    division: Option<DivisionId>,
) -> impl Iterator<Item = huisheng_domain::calendar::CalendarDay> {
    days.iter().filter(move |loaded| loaded.division == division).map(|loaded| loaded.day.clone())
}

fn within_hours(
    calendar: Calendar,
    hours: &[LoadedHours],
    division: Option<DivisionId>,
) -> Calendar {
    let own = hours.iter().filter(|loaded| loaded.division == division);
    own.fold(calendar, |calendar, loaded| loaded.applied(calendar))
}

/// A division has the days and hours of the whole country, of the divisions above it, and its own.
fn local_calendars(
    national: &Calendar,
    divisions: &Divisions,
    days: &[LoadedDay],
    hours: &[LoadedHours],
) -> Result<HashMap<DivisionId, Calendar>, BookError> {
    let mut calendars = HashMap::new();
    let of_days = days.iter().filter_map(|loaded| loaded.division);
    for id in of_days.chain(hours.iter().filter_map(|loaded| loaded.division)) {
        if divisions.get(id).is_none() {
            let why = "the division is not in the list of divisions";
            return Err(wrong("calendar days", format!("the days of division {id}"), why));
        }
        calendars.entry(id).or_insert_with(|| {
            let mut chain: Vec<DivisionId> =
                divisions.ancestors(id).map(|division| division.id).collect();
            chain.reverse();
            chain.push(id);
            let all = chain.iter().flat_map(|division| days_of(days, Some(*division)));
            let calendar = national.with_days(all);
            chain
                .iter()
                .fold(calendar, |calendar, division| within_hours(calendar, hours, Some(*division)))
        });
    }
    Ok(calendars)
}

/// The version in force of each code, in the order in which they are asked for a kind: the shipped
/// ones as they are listed, then others by code.
fn in_force(procedures: &[Procedure]) -> Vec<&Procedure> {
    let latest: BTreeMap<&str, &Procedure> =
        procedures.iter().map(|procedure| (procedure.code.as_str(), procedure)).collect();
    let mut latest: Vec<&Procedure> = latest.into_values().collect();
    latest.sort_by_key(|procedure| {
        Procedure::shipped()
            .iter()
            .position(|(code, _)| *code == procedure.code)
            .unwrap_or(usize::MAX)
    });
    latest
}

fn by_kind(
    procedures: &[Procedure],
    settings: &BTreeMap<String, String>,
) -> Result<HashMap<Kind, ProcedureHash>, BookError> {
    let in_force = in_force(procedures);
    let mut chosen = HashMap::new();
    for procedure in in_force.iter().filter(|procedure| procedure.code != UPSTREAM) {
        for kind in &procedure.kinds {
            chosen.entry(*kind).or_insert_with(|| procedure.hash.clone());
        }
    }
    for (name, value) in settings {
        let Some(kind) = name.strip_prefix("procedure.").filter(|kind| *kind != UPSTREAM) else {
            continue;
        };
        let why = |why: &str| BookError::Setting {
            name: name.clone(),
            value: value.clone(),
            why: why.to_owned(),
        };
        let kind: Kind = serde_json::from_value(kind.into())
            .map_err(|_| why("there is no such kind of matter; remove the setting"))?;
        let named = named_by(&in_force, name, value)?;
        if !named.kinds.contains(&kind) {
            return Err(why(
                "this procedure does not take the kind; name one that does, or add the kind to it",
            ));
        }
        chosen.insert(kind, named.hash.clone());
    }
    Ok(chosen)
}

fn upstream(
    procedures: &[Procedure],
    settings: &BTreeMap<String, String>,
) -> Result<Option<ProcedureHash>, BookError> {
    let in_force = in_force(procedures);
    let name = format!("procedure.{UPSTREAM}");
    let procedure = match settings.get(&name) {
        Some(value) => Some(named_by(&in_force, &name, value)?),
        None => in_force.into_iter().find(|procedure| procedure.code == UPSTREAM),
    };
    Ok(procedure.map(|procedure| procedure.hash.clone()))
}

fn named_by<'a>(
    in_force: &[&'a Procedure],
    name: &str,
    value: &str,
) -> Result<&'a Procedure, BookError> {
    let code: Option<String> = serde_json::from_str(value).ok();
    code.and_then(|code| in_force.iter().find(|procedure| procedure.code == code).copied())
        .ok_or_else(|| {
            let codes: Vec<&str> =
                in_force.iter().map(|procedure| procedure.code.as_str()).collect();
            BookError::Setting {
                name: name.to_owned(),
                value: value.to_owned(),
                why: format!(
                    "no such procedure; give one of these as a JSON string: {}",
                    codes.join(", ")
                ),
            }
        })
}
