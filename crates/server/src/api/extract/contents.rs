//! What stands in a list that goes out.

use std::collections::HashMap;
use std::sync::Arc;

use huisheng_domain::area::Area;
use huisheng_domain::extract::MOST;
use huisheng_domain::id::{ExtractId, MatterId, ReportId};
use huisheng_domain::matter::{EndingKind, Matter, Report};
use huisheng_store::matter::{self, Cursor, Filter, Summary};
use huisheng_store::voice;
use jiff::Timestamp;

use crate::api::matter::contact::may_look;
use crate::api::matter::list::ListQuery;
use crate::api::matter::view::MatterLine;
use crate::api::named::unit_name;
use crate::api::sheet::Sheet;
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::lines::{self, cells};
use crate::table::writer::Value;

/// Matters that are read at once.
const PAGE: usize = 500;
/// Matters of a list without contact data, at most: more is for the command line.
const LINES: usize = 20_000;

/// A voice whose contact data goes out.
pub(super) struct Going {
    pub matter: MatterId,
    pub report: ReportId,
    line: Arc<MatterLine>,
}

/// A list on its way, page by page.
struct Pages<'a> {
    app: &'a App,
    area: Area,
    filter: Filter,
    after: Option<Cursor>,
    /// Matters that may still come.
    left: usize,
    done: bool,
}

impl<'a> Pages<'a> {
    fn of(app: &'a App, area: Area, filter: Filter, most: usize) -> Self {
        Self { app, area, filter, after: None, left: most, done: false }
    }

    /// The next page; none at the end.
    async fn next(&mut self) -> Result<Option<Vec<Summary>>, Problem> {
        if self.done {
            return Ok(None);
        }
        let (reader, now) = (self.app.store().read(), self.app.now());
        let page =
            matter::list(reader, self.area, &self.filter, self.after.take(), PAGE, now).await?;
        let left = self.left.checked_sub(page.matters.len());
        self.left = left.ok_or_else(Problem::extract_too_long)?;
        self.done = page.next.is_none();
        self.after = page.next;
        Ok(Some(page.matters))
    }
}

/// The matters of a list as a table: how many, and the file.
pub(super) async fn lines(
    app: &App,
    staff: &Staff,
    area: Area,
    asked: ListQuery,
    format: Sheet,
) -> Result<(usize, Vec<u8>), Problem> {
    let (book, filter) = (app.book(), asked.filter(app, staff).await?);
    let mut all: Vec<MatterLine> = Vec::new();
    let mut pages = Pages::of(app, area, filter, LINES);
    while let Some(page) = pages.next().await? {
        all.extend(page.into_iter().map(|summary| MatterLine::of(summary, &book)));
    }
    let zone = book.calendar.zone();
    let bytes = format.of(&lines::HEADER, "", all.iter().map(|line| cells(line, zone)));
    Ok((all.len(), bytes.map_err(failed)?))
}

fn failed(error: std::io::Error) -> Problem {
    tracing::error!(%error, "a table to be sent");
    Problem::internal()
}

/// The voices in a list whose contact data its asker may look at one by one.
pub(super) async fn voices(
    app: &App,
    staff: &Staff,
    area: Area,
    asked: ListQuery,
    now: Timestamp,
) -> Result<Vec<Going>, Problem> {
    if asked.q.as_deref().is_some_and(|words| !words.trim().is_empty()) {
        return Err(Problem::extract_by_words());
    }
    let (book, filter) = (app.book(), asked.filter(app, staff).await?);
    let mut going = Vec::new();
    let mut pages = Pages::of(app, area, filter, MOST);
    while let Some(page) = pages.next().await? {
        let ids: Vec<MatterId> = page.iter().map(|summary| summary.id).collect();
        let states = matter::states(app.store().read(), area, &ids).await?;
        let states: HashMap<MatterId, Matter> =
            states.into_iter().map(|(id, _, state)| (id, state)).collect();
        for summary in page {
            let (matter, line) = (summary.id, Arc::new(MatterLine::of(summary, &book)));
            let Some(state) = states.get(&matter).filter(|state| !is_merged(state)) else {
                continue;
            };
            let may = |voice: &&Report| {
                let known = voice.person.is_some() && voice.erased.is_none();
                known && may_look(app, staff, state, &[voice], now).is_ok()
            };
            going.extend(state.reports.iter().filter(may).map(|voice| Going {
                matter,
                report: voice.id,
                line: line.clone(),
            }));
        }
        if going.len() > MOST {
            return Err(Problem::extract_too_long());
        }
    }
    if going.is_empty() { Err(Problem::extract_empty()) } else { Ok(going) }
}

/// Its voices stand in the matter it was merged into.
fn is_merged(state: &Matter) -> bool {
    state.ending.as_ref().is_some_and(|ending| ending.kind == EndingKind::Merged)
}

/// The same with names and telephones: a row a voice, and in each who took it.
pub(super) async fn with_contact(
    app: &App,
    staff: &Staff,
    area: Area,
    going: &[Going],
    format: Sheet,
    (id, now): (ExtractId, Timestamp),
) -> Result<Vec<u8>, Problem> {
    let (book, cipher) = (app.book(), app.cipher()?);
    let reports: Vec<ReportId> = going.iter().map(|going| going.report).collect();
    let rows = voice::of_reports(app.store().read(), cipher, area, &reports).await?;
    let people: HashMap<ReportId, _> = rows.into_iter().map(|row| (row.report, row)).collect();
    let zone = book.calendar.zone();
    let at = now.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M");
    let mark = format!(
        "{}（{}）{} {at} 导出 编号 {id} 仅限本次申请用途，不得外传",
        staff.name,
        staff.login,
        unit_name(&book, staff.unit)
    );
    let header = [&lines::HEADER[..], &["诉求人", "联系方式", "导出标记"]].concat();
    let rows = going.iter().map(|going| {
        let person = people.get(&going.report);
        let text = |text: Option<&str>| {
            text.map_or(Value::Empty, |text| Value::Text(text.to_owned().into()))
        };
        let mut row = cells(&going.line, zone);
        row.push(text(person.and_then(|person| person.name.as_deref())));
        row.push(text(person.and_then(|person| person.contact.as_deref())));
        row.push(mark.as_str().into());
        row
    });
    format.of(&header, &mark, rows).map_err(failed)
}
