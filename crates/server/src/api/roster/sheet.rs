//! 值班表 as a sheet, to be printed and put up.

use axum::extract::State;
use axum::response::Response;
use huisheng_domain::id::UnitId;
use huisheng_store::roster;
use huisheng_store::trail::{Entry, Kind};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::view::names;
use super::{READ, place, span, unit};
use crate::api::Written;
use crate::api::named::unit_name;
use crate::api::sheet::Sheet;
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::table::writer::Value;

const HEADER: [&str; 7] = ["日期", "星期", "开始", "结束", "值班员", "带班领导", "值班电话"];
const WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// Which roster, in which form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RosterSheet)]
pub(super) struct SheetBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The unit; the own one if left out.
    #[serde(default)]
    unit: Option<UnitId>,
    /// The first day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// The last day, 100 days at most.
    #[schema(value_type = String, format = Date)]
    through: Date,
    /// The form; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
}

/// The roster of a unit as a sheet: a line for each shift.
#[utoipa::path(post, path = "/roster/sheet", tag = "roster", operation_id = "roster_sheet",
    request_body(content = SheetBody, example = json!({ "from": "2026-10-01", "through": "2026-10-31" })),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
    )), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn take(
    State(app): State<App>,
    staff: Staff,
    body: Written<SheetBody>,
) -> Result<Response, Problem> {
    let (book, body) = (app.book(), body.value);
    let area = staff.area(&app, body.area.as_deref(), READ)?;
    let unit = unit(&book, area, &staff, body.unit)?;
    let (from, until) = span(&book, unit, body.from, body.through)?;
    let shifts = roster::of_unit(app.store().read(), area, unit, from, until).await?;
    let names = names(&app, shifts.iter().map(|row| &row.shift)).await?;
    let zone = book.calendar(&place(&book, unit)).zone().clone();
    let name = |account| names.get(account).map_or("", String::as_str);
    let rows = shifts.iter().map(|row| {
        let (begins, ends) = (zone.to_datetime(row.shift.begins), zone.to_datetime(row.shift.ends));
        let weekday = usize::try_from(begins.weekday().to_monday_zero_offset()).unwrap_or_default();
        let people: Vec<&str> = row.shift.on_duty.iter().map(name).collect();
        vec![
            Value::Date(begins.date()),
            WEEK[weekday % WEEK.len()].into(),
            Value::Instant(begins),
            Value::Instant(ends),
            Value::Text(people.join("、").into()),
            row.shift.leader.as_ref().map(name).unwrap_or_default().into(),
            row.shift.phone.as_deref().unwrap_or_default().into(),
        ]
    });
    let foot = format!("{} {} — {}", unit_name(&book, unit), body.from, body.through);
    let bytes = body.format.of(&HEADER, &foot, rows).map_err(|error| {
        tracing::error!(%error, "a table to be sent");
        Problem::internal()
    })?;
    let entry = staff.entry(Kind::Exported).with(json!({ "rows": shifts.len() }));
    let subject = Some(format!("roster {unit}"));
    staff.note(&app, &Entry { area: Some(area), subject, ..entry }, app.now()).await?;
    Ok(body.format.answer("roster", bytes))
}
