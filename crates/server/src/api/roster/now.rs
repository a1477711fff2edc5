//! Who is on duty now, in the own unit and above: a line of every page.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{ShiftId, UnitId};
use huisheng_store::roster;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::area;
use super::view::{PersonView, names};
use crate::api::Query;
use crate::api::matter::view::unit_name;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct NowQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
}

impl NowQuery {
    pub fn area(&self) -> Option<&str> {
        self.area.as_deref()
    }
}

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
#[utoipa::path(get, path = "/roster/now", tag = "roster", operation_id = "on_duty_now", params(NowQuery),
    responses((status = 200, body = OnDuty), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn now(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<NowQuery>,
) -> Result<Json<OnDuty>, Problem> {
    let (book, now) = (app.book(), app.now());
    let area = area(&app, &staff, query.area())?;
    let holding = roster::holding(app.store().read(), area, now).await?;
    let line = book.above(staff.unit);
    let seen = holding.iter().filter(|shift| line.contains(&shift.unit));
    let names = names(&app, seen).await?;
    let units = line.into_iter().filter_map(|unit| {
        let of: Vec<_> = holding.iter().filter(|shift| shift.unit == unit).collect();
        if of.is_empty() {
            return None;
        }
        let mut phones: Vec<String> = of.iter().filter_map(|shift| shift.phone.clone()).collect();
        phones.dedup();
        let people = of.iter().flat_map(|shift| &shift.on_duty);
        let mut leaders: Vec<_> = of.iter().filter_map(|shift| shift.leader).collect();
        leaders.dedup();
        Some(OnDutyUnit {
            unit,
            unit_name: unit_name(&book, unit),
            on_duty: people.map(|one| PersonView::of(*one, &names)).collect(),
            leaders: leaders.into_iter().map(|one| PersonView::of(one, &names)).collect(),
            phones,
        })
    });
    let own = |on_duty: bool| {
        holding.iter().find(|shift| match on_duty {
            true => shift.on_duty.contains(&staff.account),
            false => shift.leader == Some(staff.account),
        })
    };
    let mine = own(true).or_else(|| own(false)).map(|shift| OwnShift {
        id: shift.id,
        unit: shift.unit,
        ends: shift.ends,
        leads: !shift.on_duty.contains(&staff.account),
    });
    Ok(Json(OnDuty { units: units.collect(), mine }))
}
