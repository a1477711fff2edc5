//! 轮排: a roster filled by people in turn.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{AccountId, UnitId};
use huisheng_domain::roster::{self as rules, Days, FILLED, PEOPLE, Parts, Plan};
use huisheng_store::roster::{self, ShiftRow};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change::keep_all;
use super::view::{ShiftView, names};
use super::{READ, check_people, may_keep, place, span, unit};
use crate::api::Written;
use crate::app::{App, Staff};
use crate::error::Problem;

/// People in turn, at most.
const IN_TURN: usize = 100;

/// What a roster is filled by.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FillRoster)]
pub(super) struct FillBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The unit; the own one if left out.
    #[serde(default)]
    unit: Option<UnitId>,
    /// The first day.
    #[schema(value_type = String, format = Date, example = "2026-10-01")]
    from: Date,
    /// The last day, 92 days at most.
    #[schema(value_type = String, format = Date, example = "2026-10-31")]
    through: Date,
    /// Which days.
    #[serde(default)]
    days: Days,
    /// Which shifts of them.
    #[serde(default)]
    parts: Parts,
    /// Who is on duty, in turn, 100 at most.
    #[schema(min_items = 1, max_items = 100)]
    people: Vec<AccountId>,
    /// How many at once; one if left out.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 20)]
    at_once: usize,
    /// Who leads, in turn by the day.
    #[serde(default)]
    #[schema(max_items = 100)]
    leaders: Vec<AccountId>,
}

const fn one() -> usize {
    1
}

/// What was filled.
#[derive(Serialize, ToSchema)]
pub(super) struct Filled {
    /// The new shifts.
    shifts: Vec<ShiftView>,
    /// Shifts that begin then already: they stay as they are.
    kept: usize,
}

/// Fill the roster of a unit over some days by people in turn. Shifts that are there already stay.
#[utoipa::path(post, path = "/roster/fill", tag = "roster", operation_id = "fill_roster",
    request_body(content = FillBody, example = json!({
        "from": "2026-10-01", "through": "2026-10-07", "people": ["00000000-0000-0000-0000-000000000301"],
    })),
    responses((status = 200, body = Filled), (status = 422, body = Problem, description = "The days or the people.")))]
pub(super) async fn fill(
    State(app): State<App>,
    staff: Staff,
    body: Written<FillBody>,
) -> Result<Json<Filled>, Problem> {
    let (book, now, body) = (app.book(), app.now(), body.value);
    let area = staff.area(&app, body.area.as_deref(), READ)?;
    let unit = unit(&book, area, &staff, body.unit)?;
    may_keep(&app, &staff, unit)?;
    let (from, until) = span(&book, unit, body.from, body.through)?;
    if (body.through - body.from).get_days() >= FILLED {
        return Err(Problem::invalid("through"));
    }
    if !(1..=IN_TURN).contains(&body.people.len()) {
        return Err(Problem::invalid("people"));
    }
    if body.leaders.len() > IN_TURN {
        return Err(Problem::invalid("leaders"));
    }
    if !(1..=PEOPLE.min(body.people.len())).contains(&body.at_once) {
        return Err(Problem::invalid("at_once"));
    }
    let write = staff.write(&app).await?;
    let settings = roster::settings(&write, area, unit).await?;
    // Of two who fill at once the second waits here, and finds what the first one filled.
    roster::keep_settings(&write, area, unit, &settings).await?;
    let there = roster::of_unit(&write, area, unit, from, until).await?;
    let taken: Vec<Timestamp> = there.iter().map(|row| row.shift.begins).collect();
    let plan = Plan {
        unit,
        from: body.from,
        through: body.through,
        days: body.days,
        parts: body.parts,
        people: body.people,
        at_once: body.at_once,
        leaders: body.leaders,
        phone: settings.phone,
    };
    let calendar = book.calendar(&place(&book, unit));
    let fresh = |taken: &[Timestamp]| {
        rules::fill(&plan, settings.hours, calendar, taken, || app.fresh(now))
    };
    let shifts = fresh(&taken);
    let kept = fresh(&[]).len() - shifts.len();
    // Somebody named twice in turn stands twice in one shift.
    shifts.iter().try_for_each(rules::Shift::check)?;
    check_people(&app, unit, &shifts).await?;
    let rows: Vec<ShiftRow> =
        shifts.into_iter().map(|shift| ShiftRow { version: 1, shift }).collect();
    if !rows.is_empty() {
        keep_all(&app, &write, &staff, (area, unit), &rows).await?;
        write.commit().await?;
    }
    let names = names(&app, rows.iter().map(|row| &row.shift)).await?;
    let shifts = rows.iter().map(|row| ShiftView::of(row, &names)).collect();
    Ok(Json(Filled { shifts, kept }))
}
