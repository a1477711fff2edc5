//! Lists that a unit keeps for itself and those below: what keeping and removing in them has in common.

use huisheng_domain::area::Area;
use huisheng_domain::id::UnitId;
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::unit_list::{self, Listed, Row};
use serde_json::json;
use uuid::Uuid;

use crate::app::{App, Staff};
use crate::error::Problem;

/// What the own unit and those above keep: the own first, then those of the units above, each by name.
pub async fn all<T: Listed>(
    app: &App,
    staff: &Staff,
    area: Area,
    name: impl Fn(&T) -> &str,
) -> Result<Vec<Row<T>>, Problem> {
    let above = app.book().above(staff.unit);
    let mut rows = unit_list::of_units(app.store().read(), area, &above).await?;
    let nearest = |unit: UnitId| above.iter().position(|above| *above == unit);
    rows.sort_by_cached_key(|row: &Row<T>| (nearest(row.unit), name(&row.body).to_owned(), row.id));
    Ok(rows)
}

/// What is to be kept, of the own unit.
pub struct Keeping<T> {
    pub area: Area,
    pub id: Uuid,
    pub body: T,
    /// The version that was seen.
    pub seen: Option<u32>,
    /// As many as the unit may keep, and what is said where it has them.
    pub most: (usize, fn() -> Problem),
    /// What the trail calls it.
    pub what: &'static str,
}

impl<T: Listed + PartialEq> Keeping<T> {
    /// Keeps it in place of the version that was seen. The same twice changes nothing.
    pub async fn keep(self, app: &App, staff: &Staff) -> Result<Row<T>, Problem> {
        let Self { area, id, body, seen, most: (most, full), what } = self;
        let write = staff.write(app).await?;
        let all = unit_list::of_units(&write, area, &[staff.unit]).await?;
        let others = all.iter().filter(|row| row.id != id).count();
        let found = all.into_iter().find(|row| row.id == id);
        let version = found.as_ref().map_or(0, |found| found.version);
        match found {
            Some(found) if found.body == body => return Ok(found),
            None if others >= most => return Err(full()),
            _ => {}
        }
        if i64::from(seen.unwrap_or(0)) != i64::from(version) {
            return Err(Problem::stale_row(version));
        }
        let row = Row { unit: staff.unit, id, version: version + 1, body };
        if !unit_list::put(&write, area, &row).await? {
            return Err(Problem::stale_row(version));
        }
        let told = json!({ "version": row.version });
        trail::record(&write, &entry(staff, area, what, id).with(told), app.now()).await?;
        write.commit().await?;
        Ok(row)
    }
}

/// Removes one of the own unit. One that is gone already is fine.
pub async fn remove<T: Listed>(
    app: &App,
    staff: &Staff,
    area: Area,
    what: &str,
    id: Uuid,
) -> Result<(), Problem> {
    let write = staff.write(app).await?;
    if unit_list::remove::<T>(&write, area, staff.unit, id).await? {
        let told = entry(staff, area, what, id).with(json!({ "removed": true }));
        trail::record(&write, &told, app.now()).await?;
        write.commit().await?;
    }
    Ok(())
}

fn entry(staff: &Staff, area: Area, what: &str, id: Uuid) -> Entry {
    let subject = Some(format!("{what} {id}"));
    Entry { area: Some(area), subject, ..staff.entry(Kind::ConfigurationChanged) }
}
