//! Forms 报送表: ledgers as superiors want them, saved, owed by the calendar, and filled anew whenever they are taken.

mod fill;
mod list;
mod mark;
mod preview;
mod view;
mod write;

use huisheng_domain::area::Area;
use huisheng_domain::id::UnitId;
use huisheng_store::form::{self, FormRow};
use huisheng_store::trail::{Entry, Kind};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use crate::app::{App, Staff, access};
use crate::error::Problem;

/// The actions of the policies.
const FILL: &str = "fill-forms";
const KEEP: &str = "keep-forms";

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::shipped))
        .routes(routes!(preview::preview))
        .routes(routes!(list::show, write::keep, write::remove))
        .routes(routes!(list::filings))
        .routes(routes!(fill::fill))
        .routes(routes!(mark::send))
        .routes(routes!(mark::unsend))
}

/// Whether somebody does this with the forms of that unit.
fn can(app: &App, staff: &Staff, action: &str, unit: UnitId) -> bool {
    staff.can(app, action, &access::account(&app.book(), None, unit))
}

/// The area within reach, of somebody who fills forms of the own unit, or keeps them.
fn area_of(app: &App, staff: &Staff, code: Option<&str>, action: &str) -> Result<Area, Problem> {
    let area = staff.reach(app)?.area(code)?;
    staff.may(app, action, &access::account(&app.book(), None, staff.unit))?;
    Ok(area)
}

/// A form that one may fill.
async fn found(app: &App, staff: &Staff, area: Area, id: Uuid) -> Result<FormRow, Problem> {
    let row = form::of(app.store().read(), area, id).await?;
    row.filter(|row| can(app, staff, FILL, row.unit)).ok_or_else(Problem::not_found)
}

/// An entry of the trail about a form.
fn entry(staff: &Staff, kind: Kind, area: Area, id: Uuid) -> Entry {
    Entry { area: Some(area), subject: Some(format!("form {id}")), ..staff.entry(kind) }
}
