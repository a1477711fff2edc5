//! 交接班: what a shift leaves to the next.

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, MatterId, ShiftId, UnitId};
use huisheng_domain::personal::{Stays, starred};
use huisheng_domain::roster::{EARLY, HandOver, LONGEST, Shift, next};
use huisheng_store::account;
use huisheng_store::matter::{self, Filter, Sort, Summary};
use huisheng_store::roster::{self, HandOverRow, ShiftRow, Unsigned};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::view::ShiftView;
use super::waiting::{BACK, MOST, around_the_clock, office_of};
use super::{READ, READ_HAND_OVERS, UnitQuery, note, unit};
use crate::api::matter::view::MatterLine;
use crate::api::named::{Names, PersonView};
use crate::api::{Path, Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// Hand-overs that are told, at most.
const TOLD: u64 = 20;
/// Urgent matters of a hand-over, at most.
const MATTERS: usize = 100;

/// The hand-overs of a unit.
#[derive(Serialize, ToSchema)]
pub(super) struct HandOvers {
    /// The own shift that can be handed over now, and was not taken over yet.
    ends: Option<ShiftView>,
    /// Urgent matters of the unit and below that are open now, the earliest due first: they go along with it.
    urgent: Vec<MatterLine>,
    /// The last ones, the latest first.
    hand_overs: Vec<HandOverView>,
}

/// A hand-over.
#[derive(Serialize, ToSchema)]
pub(super) struct HandOverView {
    /// The shift that ended.
    shift: ShiftId,
    /// When.
    ended: Timestamp,
    /// Who wrote it.
    by: PersonView,
    /// When.
    at: Timestamp,
    /// What the next have to know.
    remarks: String,
    /// Urgent matters that were open then, as they stand now; those out of reach are left out.
    matters: Vec<MatterLine>,
    /// How many there were.
    count: usize,
    /// Who took over; nobody yet.
    confirmed_by: Option<PersonView>,
    /// When.
    confirmed_at: Option<Timestamp>,
    /// The signed-in person may take over.
    may_take_over: bool,
}

/// The hand-overs of a unit, with what is to be handed over now: for the unit, those above, and who is on duty there.
#[utoipa::path(get, path = "/roster/hand-overs", tag = "roster", params(UnitQuery),
    responses((status = 200, body = HandOvers), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn hand_overs(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<UnitQuery>,
) -> Result<Json<HandOvers>, Problem> {
    let (book, reader, now) = (app.book(), app.store().read(), app.now());
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let unit = unit(&book, area, &staff, query.unit)?;
    let near = around(&app, area, unit, now).await?;
    if !near.iter().any(|row| row.shift.names(staff.account)) {
        staff.may(&app, READ_HAND_OVERS, &access::account(&book, None, unit))?;
    }
    let rows = roster::hand_overs(reader, area, unit, TOLD).await?;
    let ends = ending(&near, &rows, staff.account, now);
    let urgent = if ends.is_some() { urgent(&app, &staff, area, unit, now).await? } else { vec![] };
    let hand_overs = views(&app, &staff, area, &near, &rows, now).await?;
    let of_ends: Vec<Shift> = ends.iter().map(|row| row.shift.clone()).collect();
    let names = super::view::names(&app, &of_ends).await?;
    Ok(Json(HandOvers {
        ends: ends.map(|row| ShiftView::of(&row, &names)),
        urgent: urgent.into_iter().map(|one| MatterLine::of(one, &book)).collect(),
        hand_overs,
    }))
}

/// The last own shift that can be handed over, and that nobody took over from.
fn ending(
    near: &[ShiftRow],
    rows: &[HandOverRow],
    account: AccountId,
    now: Timestamp,
) -> Option<ShiftRow> {
    let taken_over = |id: ShiftId| {
        let mut of = rows.iter().map(|row| &row.hand_over).filter(|one| one.shift == id);
        of.any(|one| one.confirmed.is_some())
    };
    let mut own = near.iter().filter(|row| row.shift.names(account));
    let ending = own.rfind(|row| {
        row.shift.begins <= now && now >= row.shift.ends - EARLY && !taken_over(row.shift.id)
    });
    ending.cloned()
}

/// The shifts of a unit that ended lately, hold, or come next.
async fn around(
    app: &App,
    area: Area,
    unit: UnitId,
    now: Timestamp,
) -> Result<Vec<ShiftRow>, Problem> {
    let (from, until) = (now - LONGEST, now + LONGEST);
    Ok(roster::of_unit(app.store().read(), area, unit, from, until).await?)
}

/// Open matters of the unit and below that cannot wait, within reach of who asks; also those that nobody was given yet
/// and that fall to it by their place.
async fn urgent(
    app: &App,
    staff: &Staff,
    area: Area,
    unit: UnitId,
    now: Timestamp,
) -> Result<Vec<Summary>, Problem> {
    let book = app.book();
    let filter = Filter {
        open: true,
        pressing: Some(around_the_clock(&book)),
        units: Some(book.below(unit)),
        sort: Sort::Due,
        ..staff.reach(app)?.filter()
    };
    let reader = app.store().read();
    let mut urgent = matter::list(reader, area, &filter, None, MATTERS, now).await?.matters;
    let since = now.checked_sub(BACK).unwrap_or(Timestamp::MIN);
    let unsigned = roster::unsigned(reader, area, &around_the_clock(&book), since, MOST).await?;
    let falls = |one: &&Unsigned| {
        office_of(&book, area, one).is_some_and(|office| book.units.is_within(office, unit))
    };
    let few = unsigned.iter().filter(falls).map(|one| one.matter).collect();
    let filter = Filter { among: Some(few), units: None, ..filter };
    let others = matter::list(reader, area, &filter, None, MATTERS, now).await?.matters;
    urgent.extend(others);
    urgent.sort_by_key(|one| (one.next_due, one.id.uuid()));
    urgent.dedup_by_key(|one| one.id);
    urgent.truncate(MATTERS);
    Ok(urgent)
}

async fn views(
    app: &App,
    staff: &Staff,
    area: Area,
    near: &[ShiftRow],
    rows: &[HandOverRow],
    now: Timestamp,
) -> Result<Vec<HandOverView>, Problem> {
    let (book, reader) = (app.book(), app.store().read());
    let ids: BTreeSet<MatterId> =
        rows.iter().flat_map(|row| row.hand_over.matters.iter().copied()).collect();
    let ids: Vec<MatterId> = ids.into_iter().collect();
    let within = staff.reach(app)?.among(reader, &book, area, &ids).await?;
    let seen: Vec<MatterId> = ids.into_iter().filter(|id| within.contains(id)).collect();
    let lines = matter::lines(reader, area, &seen, now).await?;
    let lines: BTreeMap<MatterId, Summary> =
        lines.into_iter().map(|line| (line.id, line)).collect();
    let mut people = Vec::new();
    for HandOverRow { hand_over, .. } in rows {
        people.push(hand_over.by);
        people.extend(hand_over.confirmed.map(|confirmed| confirmed.by));
    }
    let names: Names = account::names(reader, people).await?;
    let all: Vec<Shift> = near.iter().map(|row| row.shift.clone()).collect();
    let view = |HandOverRow { ended, hand_over, .. }: &HandOverRow| {
        let matters = hand_over.matters.iter().filter_map(|id| lines.get(id).cloned());
        let of = all.iter().find(|shift| shift.id == hand_over.shift);
        let may = |shift: &Shift| {
            hand_over.confirmed.is_none()
                && hand_over.confirm(&next(shift, &all), staff.account, now).is_ok()
        };
        HandOverView {
            shift: hand_over.shift,
            ended: *ended,
            by: PersonView::of(hand_over.by, &names),
            at: hand_over.at,
            remarks: hand_over.remarks.clone(),
            matters: matters.map(|line| MatterLine::of(line, &book)).collect(),
            count: hand_over.matters.len(),
            confirmed_by: hand_over.confirmed.map(|one| PersonView::of(one.by, &names)),
            confirmed_at: hand_over.confirmed.map(|one| one.at),
            may_take_over: of.is_some_and(may),
        }
    };
    Ok(rows.iter().map(view).collect())
}

/// What is left to the next shift.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WriteHandOver)]
pub(super) struct HandOverBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// What the next have to know, 2,000 characters at most. Telephones and numbers of people are starred.
    #[schema(max_length = 2_000, example = "供电抢修已到现场，预计 23 时恢复。")]
    remarks: String,
    /// `at` of the hand-over that was seen; left out if there was none.
    #[serde(default)]
    seen: Option<Timestamp>,
}

/// Hand over the own shift, from two hours before its end; again until somebody took over. The house adds the urgent
/// matters that are open.
#[utoipa::path(put, path = "/roster/shifts/{id}/hand-over", tag = "roster", operation_id = "hand_over_shift",
    params(("id" = ShiftId, Path)),
    request_body(content = HandOverBody, example = json!({ "remarks": "供电抢修已到现场，预计 23 时恢复。" })),
    responses((status = 200, body = HandOverView), (status = 409, body = Problem, description = "Somebody took over already, or it is too early."), (status = 412, body = Problem, description = "A colleague wrote meanwhile.")))]
pub(super) async fn write(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<ShiftId>,
    body: Written<HandOverBody>,
) -> Result<Json<HandOverView>, Problem> {
    let now = app.now();
    let area = staff.area(&app, body.value.area.as_deref(), READ)?;
    let shift = found(&app, area, id).await?.shift;
    let before = roster::hand_over(app.store().read(), area, id).await?;
    let typed = body.value.remarks.trim().to_owned();
    let remarks = starred(&typed, &body.personal, Stays::Part).unwrap_or(typed);
    let urgent = urgent(&app, &staff, area, shift.unit, now).await?;
    let matters: Vec<MatterId> = urgent.iter().map(|line| line.id).collect();
    let before = before.as_ref().map(|row| &row.hand_over);
    let hand_over = HandOver::write(&shift, before, staff.account, remarks, matters, now)?;
    if before.map(|before| before.at) != body.value.seen {
        return Err(stale());
    }
    let row = HandOverRow { unit: shift.unit, ended: shift.ends, hand_over };
    let write = staff.write(&app).await?;
    if !roster::write_hand_over(&write, area, &row, body.value.seen).await? {
        return Err(stale());
    }
    let told = json!({ "handed_over": id, "matters": row.hand_over.matters.len() });
    note(&write, &staff, area, shift.unit, told, now).await?;
    write.commit().await?;
    one(&app, &staff, area, row, now).await
}

/// Which shift is taken over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TakeOverShift)]
pub(super) struct TakeOverBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// `at` of the hand-over that was read.
    seen: Timestamp,
}

/// 接班: take over from a shift, as one of the next. It stands for ever then.
#[utoipa::path(post, path = "/roster/shifts/{id}/take-over", tag = "roster", operation_id = "take_over_shift",
    params(("id" = ShiftId, Path)),
    request_body(content = TakeOverBody, example = json!({ "seen": "2026-10-02T00:10:00Z" })),
    responses((status = 200, body = HandOverView), (status = 409, body = Problem, description = "Somebody else took over already."),
    (status = 412, body = Problem, description = "It was written anew meanwhile.")))]
pub(super) async fn take_over(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<ShiftId>,
    body: Written<TakeOverBody>,
) -> Result<Json<HandOverView>, Problem> {
    let (now, reader) = (app.now(), app.store().read());
    let area = staff.area(&app, body.value.area.as_deref(), READ)?;
    let shift = found(&app, area, id).await?.shift;
    let row = roster::hand_over(reader, area, id).await?.ok_or_else(Problem::not_found)?;
    let (from, until) = (shift.ends - LONGEST, shift.ends + LONGEST);
    let all = roster::of_unit(reader, area, shift.unit, from, until).await?;
    let all: Vec<Shift> = all.into_iter().map(|row| row.shift).collect();
    let confirmed = row.hand_over.confirm(&next(&shift, &all), staff.account, now)?;
    if row.hand_over.confirmed.is_none() {
        if row.hand_over.at != body.value.seen {
            return Err(stale());
        }
        let write = staff.write(&app).await?;
        if !roster::confirm(&write, area, id, body.value.seen, confirmed).await? {
            return Err(stale());
        }
        note(&write, &staff, area, shift.unit, json!({ "taken_over": id }), now).await?;
        write.commit().await?;
    }
    let hand_over = HandOver { confirmed: Some(confirmed), ..row.hand_over };
    one(&app, &staff, area, HandOverRow { hand_over, ..row }, now).await
}

/// Somebody wrote, or took over, meanwhile.
fn stale() -> Problem {
    Problem::stale(0, json!([]))
}

/// A shift of the area.
async fn found(app: &App, area: Area, id: ShiftId) -> Result<ShiftRow, Problem> {
    let found = roster::of_ids(app.store().read(), area, &[id]).await?.remove(&id);
    found.ok_or_else(Problem::not_found)
}

async fn one(
    app: &App,
    staff: &Staff,
    area: Area,
    row: HandOverRow,
    now: Timestamp,
) -> Result<Json<HandOverView>, Problem> {
    let near = around(app, area, row.unit, now).await?;
    let all = views(app, staff, area, &near, &[row], now).await?;
    all.into_iter().next().map(Json).ok_or_else(Problem::internal)
}
