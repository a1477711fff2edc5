//! Who is on duty now, in the own unit and above: a line of every page.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{AccountId, ShiftId, UnitId};
use huisheng_domain::roster::Shift;
use huisheng_store::roster;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::READ;
use super::view::names;
use crate::api::named::{PersonView, unit_name};
use crate::api::{AreaQuery, Query};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Who is on duty now.
#[derive(Serialize, ToSchema)]
pub(super) struct OnDuty {
    /// The own unit and those above that have somebody, the nearest first.
    units: Vec<OnDutyUnit>,
    /// The own shift that holds, of any unit: one is on duty in it, or leads it.
    mine: Option<OwnShift>,
}

/// Who is on duty in a unit.
#[derive(Serialize, ToSchema)]
struct OnDutyUnit {
    /// The unit.
    unit: UnitId,
    /// Its name.
    unit_name: String,
    /// Who is on duty.
    on_duty: Vec<PersonView>,
    /// Who leads.
    leaders: Vec<PersonView>,
    /// Telephones of the duty room.
    phones: Vec<String>,
}

/// The own shift.
#[derive(Serialize, ToSchema)]
struct OwnShift {
    /// Which.
    id: ShiftId,
    /// Of which unit.
    unit: UnitId,
    /// Until when.
    ends: Timestamp,
    /// One leads it 带班.
    leads: bool,
}

/// Who is on duty now in the own unit and in those above it.
#[utoipa::path(get, path = "/roster/now", tag = "roster", operation_id = "on_duty_now", params(AreaQuery),
    responses((status = 200, body = OnDuty), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn now(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
) -> Result<Json<OnDuty>, Problem> {
    let (book, now) = (app.book(), app.now());
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let (reader, line) = (app.store().read(), book.above(staff.unit));
    let holding = roster::holding_of(reader, area, &line, now).await?;
    let own = roster::holding_with(reader, area, staff.account, now).await?;
    let names = names(&app, &holding).await?;
    let units = line.into_iter().filter_map(|unit| {
        let of: Vec<&Shift> = holding.iter().filter(|shift| shift.unit == unit).collect();
        let people = |all: Vec<AccountId>| -> Vec<PersonView> {
            each_once(all).into_iter().map(|one| PersonView::of(one, &names)).collect()
        };
        (!of.is_empty()).then(|| OnDutyUnit {
            unit,
            unit_name: unit_name(&book, unit),
            on_duty: people(of.iter().flat_map(|shift| shift.on_duty.clone()).collect()),
            leaders: people(of.iter().filter_map(|shift| shift.leader).collect()),
            phones: each_once(of.iter().filter_map(|shift| shift.phone.clone()).collect()),
        })
    });
    let on_duty = own.iter().find(|shift| shift.on_duty.contains(&staff.account));
    let mine = on_duty.or(own.first()).map(|shift| OwnShift {
        id: shift.id,
        unit: shift.unit,
        ends: shift.ends,
        leads: on_duty.is_none(),
    });
    Ok(Json(OnDuty { units: units.collect(), mine }))
}

/// Several shifts may hold at once.
fn each_once<T: PartialEq>(all: Vec<T>) -> Vec<T> {
    all.into_iter().fold(Vec::new(), |mut seen, one| {
        if !seen.contains(&one) {
            seen.push(one);
        }
        seen
    })
}
