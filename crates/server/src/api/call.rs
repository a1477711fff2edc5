//! 来电: calls that the telephone system tells of, from ringing to the matter that is entered from them.

mod list;
mod open;
mod take;

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::call::{Direction, State};
use huisheng_domain::id::{MatterId, UnitId};
use huisheng_store::call::{self, Row};
use huisheng_store::{account, matter};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::matter::of_number;
use super::named::PersonView;
use crate::app::{App, Staff, access};
use crate::error::Problem;
use crate::mask;

/// What of the policies these routes ask.
const TAKE: &str = "take-calls";
const READ: &str = "read-calls";

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, take::take))
        .routes(routes!(open::open))
        .routes(routes!(open::called_back))
}

/// A call, its number starred.
#[derive(Serialize, ToSchema)]
pub(crate) struct CallView {
    /// Its id.
    id: Uuid,
    /// In or out.
    direction: Direction,
    /// Where it stands.
    state: State,
    /// The number, starred, for who may open it; none if it was not told, or is with a matter now.
    #[schema(example = "139****0001")]
    number: Option<String>,
    /// Who took it or called.
    by: Option<PersonView>,
    /// The asking account took it, or it rings there.
    mine: bool,
    /// The number that was called, or the extension.
    line: Option<String>,
    /// When it rang.
    rang: Timestamp,
    /// When somebody took it.
    answered: Option<Timestamp>,
    /// When it was over.
    ended: Option<Timestamp>,
    /// Nobody took it, and nobody has called back.
    to_call_back: bool,
    /// A matter was entered from it.
    entered: bool,
    /// Numbers of these matters, of those that one sees and in which nobody is sealed.
    matters: Vec<String>,
}

/// The area that is asked about, for who answers or dispatches in it.
fn asked(app: &App, staff: &Staff, area: Option<&str>, action: &str) -> Result<Area, Problem> {
    let area = staff.reach(app)?.area(area)?;
    staff.may(app, action, &access::account(&app.book(), None, staff.unit))?;
    Ok(area)
}

/// The units whose lines this account reads: its own, and those below.
fn lines_of(app: &App, staff: &Staff) -> Vec<UnitId> {
    let book = app.book();
    let reads = |unit: &UnitId| staff.can(app, READ, &access::account(&book, None, *unit));
    book.units.iter().map(|unit| unit.id).filter(reads).collect()
}

/// Whether a call is there for this account: it took it, or it came by a line that it reads.
fn sees(app: &App, staff: &Staff, row: &Row) -> bool {
    let reads = |unit| staff.can(app, READ, &access::account(&app.book(), None, unit));
    row.account == Some(staff.account) || row.unit.is_some_and(reads)
}

/// A call that is there for this account.
async fn found(app: &App, staff: &Staff, area: Area, id: Uuid) -> Result<Row, Problem> {
    let row = call::find(app.store().read(), app.cipher()?, area, id).await?;
    row.filter(|row| sees(app, staff, row)).ok_or_else(Problem::not_found)
}

fn missed(row: &Row, now: Timestamp) -> bool {
    row.direction == Direction::In && row.times.state(now) == State::Missed
}

/// Whether its number is for this account, of those whom it is there for: who took it, or, as long as somebody has to call back,
/// everybody.
fn may_open(staff: &Staff, row: &Row, now: Timestamp) -> bool {
    row.account == Some(staff.account) || (row.to_call_back && missed(row, now))
}

/// Calls as they are shown, with the matters that were entered from them.
async fn views(
    app: &App,
    staff: &Staff,
    area: Area,
    rows: Vec<Row>,
) -> Result<Vec<CallView>, Problem> {
    let (db, book, now) = (app.store().read(), app.book(), app.now());
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let of = call::matters_of(db, area, &ids).await?;
    let all: Vec<MatterId> = of.values().flatten().copied().collect();
    let states = matter::states(db, area, &all).await?;
    // Who took which call tells who is behind a sealed voice.
    let seen = states.iter().filter(|(.., one)| {
        !mask::is_sealed(one) && staff.can(app, "see", &access::matter(&book, one))
    });
    let numbers: BTreeMap<MatterId, String> =
        seen.map(|(id, _, one)| (*id, one.number.clone())).collect();
    let names = account::names(db, rows.iter().filter_map(|row| row.account)).await?;
    let view = |row: Row| {
        let state = row.times.state(now);
        let of = of.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        CallView {
            id: row.id,
            direction: row.direction,
            state,
            number: row.number.as_deref().filter(|_| may_open(staff, &row, now)).map(mask::contact),
            by: row.account.map(|account| PersonView::of(account, &names)),
            mine: row.account == Some(staff.account),
            line: row.line,
            rang: row.times.rang,
            answered: row.times.answered,
            ended: row.times.ended,
            to_call_back: row.to_call_back && state == State::Missed,
            entered: !row.loose,
            matters: of.iter().filter_map(|id| numbers.get(id).cloned()).collect(),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// A call from which a matter is to be entered: by who took it or calls back.
pub(crate) async fn may_enter(
    app: &App,
    staff: &Staff,
    area: Area,
    id: Uuid,
) -> Result<(), Problem> {
    staff.may(app, READ, &access::account(&app.book(), None, staff.unit))?;
    let absent = |problem: Problem| match problem.status {
        404 => Problem::invalid("call"),
        _ => problem,
    };
    let row = found(app, staff, area, id).await.map_err(absent)?;
    // Sent again once it was entered, it is no longer missed; and nobody waits for a call any more while he is called back.
    let mine = row.account == Some(staff.account) || missed(&row, app.now()) || !row.loose;
    if mine { Ok(()) } else { Err(Problem::call_not_yours().field("call")) }
}

/// A matter was entered from the call. Twice changes nothing.
pub(crate) async fn entered(app: &App, area: Area, id: Uuid, number: &str) -> Result<(), Problem> {
    let matter = of_number(app, number).await?;
    let write = app.store().write().await?;
    call::link(&write, area, id, matter.id, app.now()).await?;
    write.commit().await?;
    Ok(())
}
