//! The calls of the last days, those to be called back, one's own.

use axum::Json;
use axum::extract::State;
use huisheng_store::call::{self, List, Row};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{CallView, READ, asked, lines_of, missed, views};
use crate::api::Query;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Lines of a page.
const LINES: u32 = 50;
/// How far back the own calls go: what rings now, and what was just taken.
const OWN: SignedDuration = SignedDuration::from_hours(12);

/// Which calls.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum CallList {
    /// All by the lines of the own unit and those below.
    #[default]
    All,
    /// Those of them that nobody took, and nobody has called back.
    Missed,
    /// Those of the asking account, of the last twelve hours.
    Mine,
}

/// Which calls of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct CallsQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// Which list.
    #[serde(default)]
    #[param(inline)]
    list: CallList,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of calls.
#[derive(Serialize, ToSchema)]
pub(super) struct CallPage {
    /// A telephone system tells of calls here.
    enabled: bool,
    /// The latest first. A page may be short and still go on.
    calls: Vec<CallView>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// Calls of the hotline, the latest first, by the lines of the own unit and those below. A number is starred for who may open
/// it, and left out for others.
#[utoipa::path(get, path = "/calls", tag = "call", operation_id = "calls", params(CallsQuery),
    responses((status = 200, body = CallPage), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<CallsQuery>,
) -> Result<Json<CallPage>, Problem> {
    let now = app.now();
    let area = asked(&app, &staff, query.area.as_deref(), READ)?;
    let after = query.after.as_deref().map(cursor).transpose()?;
    let lines = lines_of(&app, &staff);
    let (list, from) = match query.list {
        CallList::All => (List::All(&lines), Timestamp::UNIX_EPOCH),
        CallList::Missed => (List::Missed(&lines), Timestamp::UNIX_EPOCH),
        CallList::Mine => (List::Of(staff.account), now.checked_sub(OWN).unwrap_or(now)),
    };
    let before = after.unwrap_or((Timestamp::MAX, Uuid::max()));
    let db = app.store().read();
    let rows = call::list(db, app.cipher()?, area, list, (from, before), LINES).await?;
    let full = rows.len() == LINES as usize;
    let last = rows.last().filter(|_| full);
    let next = last.map(|row| format!("{}_{}", row.times.rang.as_microsecond(), row.id));
    // What still rings is not missed yet.
    let shown = |row: &Row| query.list != CallList::Missed || missed(row, now);
    let rows: Vec<Row> = rows.into_iter().filter(shown).collect();
    let calls = views(&app, &staff, area, rows).await?;
    let enabled = app.config().hotline.enabled;
    Ok(Json(CallPage { enabled, calls, next }))
}

fn cursor(text: &str) -> Result<(Timestamp, Uuid), Problem> {
    let read = |(at, id): (&str, &str)| {
        Some((Timestamp::from_microsecond(at.parse().ok()?).ok()?, id.parse().ok()?))
    };
    text.split_once('_').and_then(read).ok_or_else(|| Problem::invalid("after"))
}
