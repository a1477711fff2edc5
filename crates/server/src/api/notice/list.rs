//! The notices of an area, in pages, and where one may write more.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::DivisionId;
use huisheng_domain::matter::Place;
use huisheng_domain::territory::Division;
use huisheng_store::notice::{self, NoticeRow};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{NoticeView, Writer};
use crate::api::Query;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Lines of a page.
const LINES: u32 = 50;
/// Notices that stand or are to come, at most.
const STANDING: u32 = 500;

/// Which notices.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticesQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// Those that are over; those that stand or are to come if left out.
    #[serde(default)]
    over: bool,
    /// `next` of the page before; only for those that are over.
    after: Option<String>,
}

/// A division that the asking account writes notices for.
#[derive(Serialize, ToSchema)]
struct NoticeDivision {
    /// Its id.
    id: DivisionId,
    /// Its name, behind those of the divisions above it within the area.
    name: String,
}

/// A page of notices.
#[derive(Serialize, ToSchema)]
pub(super) struct NoticePageView {
    /// The area they are of.
    area: String,
    /// The asking account writes for the whole area.
    whole: bool,
    /// The divisions it writes for.
    divisions: Vec<NoticeDivision>,
    /// Those that end soon first; of those that are over, the last one first.
    notices: Vec<NoticeView>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// The notices of an area: those that stand or are to come, or those that are over.
#[utoipa::path(get, path = "/notices", tag = "notice", operation_id = "notices", params(NoticesQuery),
    responses((status = 200, body = NoticePageView)))]
pub(super) async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<NoticesQuery>,
) -> Result<Json<NoticePageView>, Problem> {
    let now = app.now();
    let writer = Writer::of(&app, &staff, query.area.as_deref())?;
    let area = writer.area;
    let after = query.after.as_deref().map(cursor).transpose()?;
    let reader = app.store().read();
    let rows = if query.over {
        notice::over(reader, area, after, now, LINES + 1).await?
    } else {
        notice::standing(reader, area, now, STANDING).await?
    };
    let shown = if query.over { LINES as usize } else { rows.len() };
    let more = rows.len() > shown;
    let rows: Vec<NoticeRow> = rows.into_iter().take(shown).collect();
    let last = rows.last().filter(|_| more);
    let next = last.map(|row| format!("{}_{}", row.notice.until, row.id));
    let notices = rows.into_iter().map(|row| NoticeView::of(row, &writer)).collect();
    let whole = writer.may(None);
    let today = app.day(&Place::default(), now);
    let divisions = divisions(&writer, today);
    Ok(Json(NoticePageView { area: area.to_string(), whole, divisions, notices, next }))
}

/// The divisions of an area, below the whole of it, that an account of that reach writes for.
fn divisions(writer: &Writer<'_>, today: Date) -> Vec<NoticeDivision> {
    let (book, area) = (&writer.book, writer.area);
    let own = book.divisions.iter().filter(|one| {
        let there = book.divisions.area_of(one.id) == Some(area) && !book.is_whole(one.id);
        there && one.is_valid(today) && writer.may(Some(one.id))
    });
    let view = |one: &Division| {
        let above = book.divisions.ancestors(one.id).filter(|above| !book.is_whole(above.id));
        let mut names: Vec<&str> = above.map(|above| above.name.as_str()).collect();
        names.reverse();
        names.push(&one.name);
        NoticeDivision { id: one.id, name: names.join(" › ") }
    };
    let mut all: Vec<NoticeDivision> = own.map(view).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

fn cursor(text: &str) -> Result<(Timestamp, Uuid), Problem> {
    let read = |(until, id): (&str, &str)| Some((until.parse().ok()?, id.parse().ok()?));
    text.split_once('_').and_then(read).ok_or_else(|| Problem::invalid("after"))
}
