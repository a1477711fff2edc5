//! 值班: the roster of a unit, who is on duty now, what shifts leave to the next, and what waits for who is on duty.

mod change;
pub(crate) mod escalation;
mod fill;
mod hand_over;
mod month;
mod now;
mod sheet;
mod view;
pub(crate) mod waiting;

use std::collections::BTreeSet;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, UnitId};
use huisheng_domain::matter::Place;
use huisheng_domain::post::in_line;
use huisheng_domain::roster::Shift;
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{Book, Write, account};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::{App, Staff, access};
use crate::error::Problem;

/// What of the policies these routes ask.
const READ: &str = "read-roster";
const KEEP: &str = "keep-roster";
const READ_HAND_OVERS: &str = "read-hand-overs";
const KEEP_ESCALATION: &str = "keep-escalation";

/// Days of a roster that are read at once, at most: two months and the weeks around.
const DAYS: i32 = 100;

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(month::month))
        .routes(routes!(now::now))
        .routes(routes!(change::keep_shift))
        .routes(routes!(change::remove))
        .routes(routes!(change::swap))
        .routes(routes!(change::keep_settings))
        .routes(routes!(fill::fill))
        .routes(routes!(sheet::take))
        .routes(routes!(escalation::escalation, escalation::keep_escalation))
        .routes(routes!(hand_over::hand_overs))
        .routes(routes!(hand_over::write))
        .routes(routes!(hand_over::take_over))
}

/// Whose roster.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct UnitQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// The unit; the own one if left out.
    unit: Option<UnitId>,
}

/// A unit of the area: the own one if none is named.
fn unit(book: &Book, area: Area, staff: &Staff, named: Option<UnitId>) -> Result<UnitId, Problem> {
    let unit = named.unwrap_or(staff.unit);
    let there = book.units.get(unit).is_some() && book.areas_of_unit(unit).contains(&area);
    if there { Ok(unit) } else { Err(Problem::invalid("unit")) }
}

/// Keeps the roster of that unit, or is refused.
fn may_keep(app: &App, staff: &Staff, unit: UnitId) -> Result<(), Problem> {
    staff.may(app, KEEP, &access::account(&app.book(), None, unit))
}

/// From the begin of `from` to the end of `through`, by the clock of the unit's place.
fn span(
    book: &Book,
    unit: UnitId,
    from: Date,
    through: Date,
) -> Result<(Timestamp, Timestamp), Problem> {
    let days = (through - from).get_days();
    if !(0..DAYS).contains(&days) {
        return Err(Problem::invalid("through"));
    }
    let calendar = book.calendar(&place(book, unit));
    let after = through.tomorrow().map_err(|_| Problem::invalid("through"))?;
    Ok((calendar.start_of(from), calendar.start_of(after)))
}

/// Where a unit is, for its calendar.
fn place(book: &Book, unit: UnitId) -> Place {
    Place { division: book.division_of_unit(unit), ..Place::default() }
}

/// Whether everybody named is there, and of the unit or one above or below it.
async fn check_people(app: &App, unit: UnitId, shifts: &[Shift]) -> Result<(), Problem> {
    let on_duty = shifts.iter().flat_map(|shift| shift.on_duty.iter().copied());
    let on_duty: BTreeSet<AccountId> = on_duty.collect();
    let leaders: BTreeSet<AccountId> = shifts.iter().filter_map(|shift| shift.leader).collect();
    let all = on_duty.iter().chain(&leaders).copied();
    let found = account::of_ids(app.store().read(), all).await?;
    let book = app.book();
    let near: BTreeSet<AccountId> = found
        .into_iter()
        .filter(|row| row.active && in_line(&book.units, unit, Id::from_uuid(row.unit)))
        .map(|row| Id::from_uuid(row.id))
        .collect();
    if !on_duty.is_subset(&near) {
        return Err(Problem::invalid("on_duty"));
    }
    if !leaders.is_subset(&near) {
        return Err(Problem::invalid("leader"));
    }
    Ok(())
}

/// Writes down who changed what of a roster; people are named by their accounts.
async fn note(
    write: &Write,
    staff: &Staff,
    area: Area,
    unit: UnitId,
    told: Value,
    now: Timestamp,
) -> Result<(), Problem> {
    let entry = staff.entry(Kind::RosterChanged).with(told);
    let entry = Entry { area: Some(area), subject: Some(format!("roster {unit}")), ..entry };
    Ok(trail::record(write, &entry, now).await?)
}

/// A shift, as the trail tells it.
fn told(shift: &Shift) -> Value {
    json!({
        "shift": shift.id, "begins": shift.begins, "ends": shift.ends, "on_duty": shift.on_duty,
        "leader": shift.leader,
    })
}
