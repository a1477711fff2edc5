//! The roster of a unit over some days, with what is wrong with it.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use huisheng_domain::calendar::DayKind;
use huisheng_domain::id::{AccountId, UnitId};
use huisheng_domain::roster::{self as rules, Settings, Shift, Span};
use huisheng_store::roster::{self, ShiftRow};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::view::{DoubleView, GapView, ShiftView, names};
use super::{KEEP, READ, place, span, unit};
use crate::api::Query;
use crate::api::named::unit_name;
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// Findings of a kind that are told, at most.
const FINDINGS: usize = 100;

/// Whose roster, over which days.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct MonthQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// The unit; the own one if left out.
    unit: Option<UnitId>,
    /// The first day.
    #[param(value_type = String, format = Date, example = "2026-10-01")]
    from: Date,
    /// The last day; 100 days at most.
    #[param(value_type = String, format = Date, example = "2026-10-31")]
    through: Date,
}

/// The roster of a unit over some days.
#[derive(Serialize, ToSchema)]
pub(super) struct Roster {
    /// The unit.
    unit: UnitId,
    /// Its name.
    unit_name: String,
    /// Each day.
    days: Vec<RosterDay>,
    /// The shifts that reach into these days, the first one first.
    shifts: Vec<ShiftView>,
    /// When nobody is on duty, 100 at most.
    gaps: Vec<GapView>,
    /// Who is on duty twice at once, 100 at most.
    doubles: Vec<DoubleView>,
    /// How the unit keeps it.
    settings: Settings,
    /// The signed-in person may change it.
    may_change: bool,
}

/// A day.
#[derive(Serialize, ToSchema)]
struct RosterDay {
    /// Which.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// What it is by the calendar of the unit's place.
    kind: DayKind,
    /// The holiday's name.
    holiday: Option<String>,
}

/// The roster of a unit, day by day, with gaps and double bookings.
#[utoipa::path(get, path = "/roster", tag = "roster", operation_id = "roster_of_unit", params(MonthQuery),
    responses((status = 200, body = Roster), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn month(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<MonthQuery>,
) -> Result<Json<Roster>, Problem> {
    let (book, reader) = (app.book(), app.store().read());
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let unit = unit(&book, area, &staff, query.unit)?;
    let whole = span(&book, unit, query.from, query.through)?;
    let rows = roster::of_unit(reader, area, unit, whole.0, whole.1).await?;
    let settings = roster::settings(reader, area, unit).await?;
    let people: BTreeSet<AccountId> =
        rows.iter().flat_map(|row| row.shift.on_duty.iter().copied()).collect();
    let mut all = roster::of_people(reader, area, &people, whole.0, whole.1).await?;
    let own = |shift: &Shift| rows.iter().any(|row| row.shift.id == shift.id);
    all.retain(|shift| !own(shift));
    all.extend(rows.iter().map(|row| row.shift.clone()));
    let names = names(&app, &all).await?;
    // Two shifts of other units are theirs to look at.
    let ours = |double: &rules::Double| {
        rows.iter().any(|row| [double.one, double.other].contains(&row.shift.id))
    };
    let doubles = rules::doubles(&all).into_iter().filter(ours);
    let calendar = book.calendar(&place(&book, unit));
    let days = query.from.series(jiff::Span::new().days(1));
    let days = days.take_while(|date| *date <= query.through).map(|date| {
        let day = calendar.day(date);
        RosterDay { date, kind: day.kind, holiday: day.name }
    });
    let office = match settings.off_hours_only {
        true => rules::office_spans(calendar, settings.hours, query.from, query.through),
        false => Vec::new(),
    };
    Ok(Json(Roster {
        unit,
        unit_name: unit_name(&book, unit),
        days: days.collect(),
        shifts: rows.iter().map(|row| ShiftView::of(row, &names)).collect(),
        gaps: gaps(&rows, office, whole),
        doubles: doubles.take(FINDINGS).map(|double| DoubleView::of(double, &names)).collect(),
        settings,
        may_change: staff.can(&app, KEEP, &access::account(&book, None, unit)),
    }))
}

fn gaps(rows: &[ShiftRow], office: Vec<Span>, whole: Span) -> Vec<GapView> {
    let covered = rows.iter().map(|row| (row.shift.begins, row.shift.ends)).chain(office);
    rules::gaps(covered, whole).into_iter().take(FINDINGS).map(GapView::from).collect()
}
