//! Shifts made, changed, swapped and removed by hand, and how a unit keeps its roster.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, ShiftId, UnitId};
use huisheng_domain::roster::{Settings, Shift};
use huisheng_store::Write;
use huisheng_store::roster::{self, ShiftRow};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::view::{ShiftView, names};
use super::{READ, check_people, may_keep, note, told, unit};
use crate::api::{Path, Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Shifts removed at once, at most: a filled quarter.
const REMOVED: usize = 400;

/// A shift to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ShiftBody)]
pub(super) struct ShiftBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The unit; the own one if left out. It stays that of a shift that is there.
    #[serde(default)]
    unit: Option<UnitId>,
    /// From when.
    begins: Timestamp,
    /// Until when, an exclusive end, 72 hours later at most.
    ends: Timestamp,
    /// Who is on duty, 1 to 20 people of the unit or of one above or below it.
    #[schema(min_items = 1, max_items = 20)]
    on_duty: Vec<AccountId>,
    /// Who leads.
    #[serde(default)]
    leader: Option<AccountId>,
    /// The telephone of the duty room, never a person's own.
    #[serde(default)]
    #[schema(max_length = 30, example = "0532-5550123")]
    phone: Option<String>,
}

/// Make a shift under an id of one's own making, or change it. The same twice changes nothing; a change names the version
/// that was seen in `If-Match`. For heads and dispatchers of the unit or above.
#[utoipa::path(put, path = "/roster/shifts/{id}", tag = "roster",
    params(("id" = ShiftId, Path), ("If-Match" = Option<String>, Header, description = "The version that was seen, to change it.")),
    request_body(content = ShiftBody, example = json!({
        "begins": "2026-10-01T00:30:00Z", "ends": "2026-10-02T00:30:00Z",
        "on_duty": ["00000000-0000-0000-0000-000000000301"], "phone": "0532-5550123",
    })),
    responses((status = 200, body = ShiftView), (status = 412, body = Problem), (status = 422, body = Problem, description = "It cannot stand in a roster.")))]
pub(super) async fn keep_shift(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<ShiftId>,
    body: Written<ShiftBody>,
) -> Result<Json<ShiftView>, Problem> {
    let (seen, body) = (body.if_version, body.value);
    let area = staff.area(&app, body.area.as_deref(), READ)?;
    let write = staff.write(&app).await?;
    let before = roster::of_ids(&write, area, &[id]).await?.remove(&id);
    let unit = match &before {
        Some(before) => before.shift.unit,
        None => unit(&app.book(), area, &staff, body.unit)?,
    };
    may_keep(&app, &staff, unit)?;
    let shift = Shift {
        id,
        unit,
        begins: body.begins,
        ends: body.ends,
        on_duty: body.on_duty,
        leader: body.leader,
        phone: body.phone.map(|phone| phone.trim().to_owned()).filter(|phone| !phone.is_empty()),
    };
    shift.check()?;
    let version = before.as_ref().map_or(0, |before| before.version);
    // Sent again: the answer of before was lost.
    let row = match before {
        Some(before) if before.shift == shift => before,
        _ => {
            check_version(version, seen)?;
            check_people(&app, unit, std::slice::from_ref(&shift)).await?;
            let row = ShiftRow { version: version + 1, shift };
            if !roster::put(&write, area, std::slice::from_ref(&row)).await? {
                return Err(Problem::stale_row(version));
            }
            note(&write, &staff, area, unit, told(&row.shift), app.now()).await?;
            write.commit().await?;
            row
        }
    };
    let names = names(&app, [&row.shift]).await?;
    Ok(Json(ShiftView::of(&row, &names)))
}

/// A change names the version there is; what is new names none, and so does what comes back after it was removed.
fn check_version(version: i32, seen: Option<u32>) -> Result<(), Problem> {
    let there = u32::try_from(version).unwrap_or_default();
    if seen.unwrap_or(0) == there { Ok(()) } else { Err(Problem::stale_row(version)) }
}

/// Which shifts are to go.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RemoveShifts)]
pub(super) struct RemoveBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// 400 at most, of one unit. What is gone already is passed over.
    #[schema(min_items = 1, max_items = 400)]
    shifts: Vec<ShiftId>,
}

/// Remove shifts of a unit. What they handed over stays.
#[utoipa::path(post, path = "/roster/remove", tag = "roster", operation_id = "remove_shifts",
    request_body(content = RemoveBody, example = json!({ "shifts": ["00000000-0000-0000-0000-000000000701"] })),
    responses((status = 204), (status = 422, body = Problem, description = "They are of several units.")))]
pub(super) async fn remove(
    State(app): State<App>,
    staff: Staff,
    body: Written<RemoveBody>,
) -> Result<StatusCode, Problem> {
    let body = body.value;
    let area = staff.area(&app, body.area.as_deref(), READ)?;
    if !(1..=REMOVED).contains(&body.shifts.len()) {
        return Err(Problem::invalid("shifts"));
    }
    let write = staff.write(&app).await?;
    let found = roster::of_ids(&write, area, &body.shifts).await?;
    // Whoever keeps no roster is not told whether there is such a shift.
    let unit = found.values().next().map_or(staff.unit, |row| row.shift.unit);
    may_keep(&app, &staff, unit)?;
    if found.values().any(|row| row.shift.unit != unit) {
        return Err(Problem::invalid("shifts"));
    }
    if !found.is_empty() {
        let ids: Vec<ShiftId> = found.keys().copied().collect();
        roster::remove(&write, area, &ids).await?;
        let gone: Vec<_> = found.values().map(|row| told(&row.shift)).collect();
        note(&write, &staff, area, unit, json!({ "removed": gone }), app.now()).await?;
        write.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Two shifts whose people change places.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SwapShifts)]
pub(super) struct SwapBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// One.
    one: ShiftId,
    /// The version of it that was seen.
    one_version: i32,
    /// The other, of the same unit.
    other: ShiftId,
    /// The version of it that was seen.
    other_version: i32,
}

/// 换班: those on duty in two shifts of a unit change places; leaders stay. Doing it again takes it back.
#[utoipa::path(post, path = "/roster/swap", tag = "roster", operation_id = "swap_shifts",
    request_body(content = SwapBody, example = json!({
        "one": "00000000-0000-0000-0000-000000000701", "one_version": 1,
        "other": "00000000-0000-0000-0000-000000000702", "other_version": 1,
    })),
    responses((status = 200, body = Vec<ShiftView>), (status = 412, body = Problem), (status = 422, body = Problem, description = "No such shifts of one unit.")))]
pub(super) async fn swap(
    State(app): State<App>,
    staff: Staff,
    body: Written<SwapBody>,
) -> Result<Json<Vec<ShiftView>>, Problem> {
    let body = body.value;
    let area = staff.area(&app, body.area.as_deref(), READ)?;
    let write = staff.write(&app).await?;
    let found = roster::of_ids(&write, area, &[body.one, body.other]).await?;
    let unit = found.values().next().map_or(staff.unit, |row| row.shift.unit);
    may_keep(&app, &staff, unit)?;
    let one = found.get(&body.one).ok_or_else(|| Problem::invalid("one"))?;
    let other = found.get(&body.other).ok_or_else(|| Problem::invalid("other"))?;
    if one.shift.id == other.shift.id || one.shift.unit != other.shift.unit {
        return Err(Problem::invalid("other"));
    }
    for (row, seen) in [(one, body.one_version), (other, body.other_version)] {
        check_version(row.version, u32::try_from(seen).ok())?;
    }
    let with = |row: &ShiftRow, from: &ShiftRow| {
        let on_duty = from.shift.on_duty.clone();
        ShiftRow { version: row.version + 1, shift: Shift { on_duty, ..row.shift.clone() } }
    };
    let swapped = [with(one, other), with(other, one)];
    keep_all(&app, &write, &staff, (area, unit), &swapped).await?;
    write.commit().await?;
    let names = names(&app, swapped.iter().map(|row| &row.shift)).await?;
    Ok(Json(swapped.iter().map(|row| ShiftView::of(row, &names)).collect()))
}

/// Writes shifts of a unit, and that they were.
pub(super) async fn keep_all(
    app: &App,
    write: &Write,
    staff: &Staff,
    (area, unit): (Area, UnitId),
    rows: &[ShiftRow],
) -> Result<(), Problem> {
    if !roster::put(write, area, rows).await? {
        let version = rows.iter().map(|row| row.version).max().unwrap_or_default();
        return Err(Problem::stale_row(version));
    }
    let kept: Vec<_> = rows.iter().map(|row| told(&row.shift)).collect();
    note(write, staff, area, unit, json!({ "kept": kept }), app.now()).await
}

/// Keep how a unit keeps its roster: its shifts, its telephone, whether the office answers by day.
#[utoipa::path(put, path = "/roster/settings", tag = "roster", operation_id = "keep_roster_settings",
    params(super::UnitQuery),
    request_body(content = Settings, example = json!({
        "hours": { "begins": "08:30:00", "ends": "17:30:00" }, "phone": "0532-5550123", "off_hours_only": false,
    })),
    responses((status = 200, body = Settings), (status = 422, body = Problem, description = "The shifts or the telephone.")))]
pub(super) async fn keep_settings(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<super::UnitQuery>,
    body: Written<Settings>,
) -> Result<Json<Settings>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let unit = unit(&app.book(), area, &staff, query.unit)?;
    may_keep(&app, &staff, unit)?;
    let phone = |phone: String| Some(phone.trim().to_owned()).filter(|phone| !phone.is_empty());
    let settings = Settings { phone: body.value.phone.and_then(phone), ..body.value };
    settings.check()?;
    let write = staff.write(&app).await?;
    roster::keep_settings(&write, area, unit, &settings).await?;
    note(&write, &staff, area, unit, json!({ "settings": settings }), app.now()).await?;
    write.commit().await?;
    Ok(Json(settings))
}
