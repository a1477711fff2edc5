//! Transfer lists 移交清单: what was archived in a period, to be handed to the archive.

mod line;
mod list;
mod sheet;

use std::ops::Range;

use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_store::Book;
use huisheng_store::matter::{self, Cursor, Dated};
use jiff::Timestamp;
use jiff::civil::Date;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::app::{App, Reach};
use crate::error::Problem;
use line::ArchivedLine;

/// The action of the policies.
const READ: &str = "read-archive";

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list::list)).routes(routes!(sheet::take))
}

/// The instants of these days.
///
/// # Errors
/// The last lies before the first, or more than ten years behind it.
fn within(book: &Book, first: Date, last: Date) -> Result<Range<Timestamp>, Problem> {
    let most = first.saturating_add(jiff::ToSpan::years(10));
    if last < first || last > most {
        return Err(Problem::invalid("last"));
    }
    let behind = last.saturating_add(jiff::ToSpan::days(1));
    Ok(book.calendar.start_of(first)..book.calendar.start_of(behind))
}

/// The next matters that were archived in the period and lie within reach, the earliest first; about `most` are looked at.
async fn page(
    app: &App,
    area: Area,
    reach: &Reach,
    within: &Range<Timestamp>,
    after: Option<Cursor>,
    most: usize,
) -> Result<(Vec<ArchivedLine>, Option<Cursor>), Problem> {
    let (reader, filter, now) = (app.store().read(), reach.filter(), app.now());
    let span = (Dated::Archived, within);
    let page = matter::of_span(reader, area, &filter, span, after, most, now).await?;
    let ids: Vec<MatterId> = page.matters.iter().map(|line| line.id).collect();
    let mut states = matter::states(reader, area, &ids).await?;
    states.sort_by_key(|(id, ..)| ids.iter().position(|one| one == id));
    let book = app.book();
    let titles = page.matters.into_iter().map(|summary| summary.title);
    let lines = states.iter().zip(titles);
    let lines =
        lines.filter_map(|((_, head, state), title)| ArchivedLine::of(state, title, head, &book));
    Ok((lines.collect(), page.next))
}
