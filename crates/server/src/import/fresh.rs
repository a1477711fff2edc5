//! What is about to be written of a list: only what is new or changed.

use std::collections::HashMap;

use huisheng_domain::category::Category;
use huisheng_domain::id::{Id, ResponsibilityId};
use huisheng_domain::responsibility::ResponsibilityRow;
use huisheng_domain::territory::{Division, Grid, Levels, Place};
use huisheng_domain::unit::Unit;
use huisheng_store::book::{BookError, Contents, LoadedHours};
use huisheng_store::calendar::LoadedDay;
use huisheng_store::responsibility::list::{self, ResponsibilityListRow};
use huisheng_store::{Micros, Write, calendar, category, division, grid, place};
use huisheng_store::{responsibility, setting, unit};

use super::{ImportError, Report};

/// What a file holds, read.
pub(super) enum Fresh {
    /// The whole list, if it is another.
    Levels(Option<Levels>),
    Divisions(Vec<Division>),
    Grids(Vec<Grid>),
    Places(Vec<Place>),
    Units(Vec<Unit>),
    Categories(Vec<Category>),
    /// Version, whether it stays a draft, rows.
    Responsibilities(u32, bool, Vec<ResponsibilityRow>),
    Calendar(Vec<LoadedDay>, Vec<LoadedHours>),
}

impl Fresh {
    /// Puts what is new or changed into `contents`, and keeps only that.
    ///
    /// # Errors
    /// The levels there cannot be read.
    pub(super) fn merge(
        self,
        contents: &mut Contents,
        report: &mut Report,
    ) -> Result<Self, BookError> {
        Ok(match self {
            Self::Levels(None) => self,
            Self::Levels(Some(levels)) if contents.levels()? == levels => {
                report.unchanged = levels.iter().count() as u64;
                Self::Levels(None)
            }
            Self::Levels(Some(levels)) => {
                contents.set_levels(&levels)?;
                Self::Levels(Some(levels))
            }
            Self::Divisions(list) => {
                Self::Divisions(put(&mut contents.divisions, list, |one| one.id, report))
            }
            Self::Grids(list) => Self::Grids(put(&mut contents.grids, list, |one| one.id, report)),
            Self::Places(list) => {
                Self::Places(put(&mut contents.places, list, |one| one.id, report))
            }
            Self::Units(list) => Self::Units(put(&mut contents.units, list, |one| one.id, report)),
            Self::Categories(list) => {
                Self::Categories(put(&mut contents.categories, list, |one| one.id, report))
            }
            Self::Calendar(list, hours) => {
                let days =
                    put(&mut contents.days, list, |one| (one.division, one.day.date), report);
                Self::Calendar(days, changed_hours(contents, hours, report))
            }
            Self::Responsibilities(version, draft, mut list) => {
                let mut before = contents.responsibilities.1.clone();
                keep_ids(&before, &mut list);
                list.sort_by_key(|row| row.id);
                before.sort_by_key(|row| row.id);
                if before == list {
                    report.unchanged = list.len() as u64;
                    return Ok(Self::Responsibilities(version, draft, Vec::new()));
                }
                // A draft is nothing the house goes by.
                if !draft {
                    contents.responsibilities = (version, list.clone());
                }
                Self::Responsibilities(version, draft, list)
            }
        })
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Levels(levels) => levels.is_none(),
            Self::Divisions(list) => list.is_empty(),
            Self::Grids(list) => list.is_empty(),
            Self::Places(list) => list.is_empty(),
            Self::Units(list) => list.is_empty(),
            Self::Categories(list) => list.is_empty(),
            Self::Responsibilities(_, _, list) => list.is_empty(),
            Self::Calendar(days, hours) => days.is_empty() && hours.is_empty(),
        }
    }

    /// The version of the responsibility list it becomes.
    pub(super) const fn version(&self) -> Option<u32> {
        match self {
            Self::Responsibilities(version, ..) => Some(*version),
            _ => None,
        }
    }

    pub(super) async fn write(
        &self,
        write: &Write,
        name: &str,
        now: Micros,
    ) -> Result<u64, ImportError> {
        let count = match self {
            Self::Levels(levels) => {
                let rows =
                    levels.iter().map(Contents::levels_row).collect::<Result<Vec<_>, _>>()?;
                let count = levels.iter().flat_map(Levels::iter).count();
                setting::upsert(write, rows).await.map(|()| count)
            }
            Self::Divisions(list) => division::put(write, list).await.map(|()| list.len()),
            Self::Grids(list) => grid::put(write, list).await.map(|()| list.len()),
            Self::Places(list) => place::put(write, list).await.map(|()| list.len()),
            Self::Units(list) => unit::put(write, list).await.map(|()| list.len()),
            Self::Categories(list) => category::put(write, list).await.map(|()| list.len()),
            Self::Calendar(days, hours) => {
                calendar::put(write, days).await?;
                let rows = hours.iter().map(LoadedHours::row).collect();
                setting::upsert(write, rows).await.map(|()| days.len() + hours.len())
            }
            Self::Responsibilities(version, draft, list) => {
                let row = ResponsibilityListRow {
                    version: i32::try_from(*version).unwrap_or(i32::MAX),
                    name: name.to_owned(),
                    published_at: (!draft).then_some(now),
                };
                list::upsert(write, vec![row]).await?;
                responsibility::put(write, *version, list).await.map(|()| list.len())
            }
        };
        Ok(count? as u64)
    }
}

/// Rows that say the same keep the identifier that matters hold, however a file names an office.
fn keep_ids(before: &[ResponsibilityRow], list: &mut [ResponsibilityRow]) {
    let said = |row: &ResponsibilityRow| {
        let nameless = ResponsibilityRow { id: Id::from_uuid(uuid::Uuid::nil()), ..row.clone() };
        serde_json::to_string(&nameless).unwrap_or_default()
    };
    let mut ids: HashMap<String, ResponsibilityId> =
        before.iter().map(|row| (said(row), row.id)).collect();
    for row in list {
        // Once each: a row that stands twice in the file is told as an overlap.
        row.id = ids.remove(&said(row)).unwrap_or(row.id);
    }
}

fn changed_hours(
    contents: &mut Contents,
    hours: Vec<LoadedHours>,
    report: &mut Report,
) -> Vec<LoadedHours> {
    let mut changed = Vec::new();
    for loaded in hours {
        let row = loaded.row();
        if contents.settings.get(&row.name) == Some(&row.value) {
            report.unchanged += 1;
            continue;
        }
        contents.settings.insert(row.name, row.value);
        changed.push(loaded);
    }
    changed
}

fn put<T: Clone + PartialEq, I: std::hash::Hash + Eq>(
    stored: &mut Vec<T>,
    list: Vec<T>,
    id: impl Fn(&T) -> I,
    report: &mut Report,
) -> Vec<T> {
    let mut places: HashMap<I, usize> =
        stored.iter().enumerate().map(|(at, one)| (id(one), at)).collect();
    let mut changed = Vec::new();
    for one in list {
        match places.get(&id(&one)) {
            Some(at) if stored[*at] == one => report.unchanged += 1,
            Some(at) => {
                stored[*at] = one.clone();
                changed.push(one);
            }
            None => {
                places.insert(id(&one), stored.len());
                stored.push(one.clone());
                changed.push(one);
            }
        }
    }
    changed
}
