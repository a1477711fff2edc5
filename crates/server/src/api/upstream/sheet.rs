//! Orders from a sheet. Each is known again by its number: what is new comes in, what has changed is written down, and
//! nothing is taken twice, however often the same sheet comes.

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::Json;
use axum::extract::{Request, State};
use futures::future::join_all;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{
    Command, EndingKind, HearUpstream, Matter, MoveUpstream, Origin, Upstream,
};
use huisheng_domain::personal::agrees;
use huisheng_domain::upstream::{OrderField, Source};
use huisheng_store::trail::{Entry, Kind};
use huisheng_store::{matter, upstream};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};

use super::{TAKE, area, named};
use crate::api::Query;
use crate::api::file::{Sent, held_as_table, read};
use crate::api::matter::report::{self, ReportBody};
use crate::api::matter::{of_number, verb};
use crate::app::{App, Staff, access};
use crate::error::Problem;
use crate::import::orders::{COLUMNS, Order, Reader, columns_of};
use crate::import::{BadRow, ImportError};
use crate::media::Uploader;
use crate::table;

/// Rows of a sheet, at most.
const ROWS: usize = 50_000;
/// Orders that are looked up and handed in together.
const ROUND: usize = 500;
/// Lines, and rows that cannot be taken, that are told; the others are counted.
const TOLD: usize = 500;
/// One sheet after the other; who comes meanwhile comes again.
static TURN: Semaphore = Semaphore::const_new(1);

/// Which sheet it is, and whether to take it in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct SheetQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// The name of the platform above.
    source: String,
    /// Take in what is new and what has changed. Otherwise it is only shown.
    #[serde(default)]
    take: bool,
}

/// One sheet in a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the description of a form that is read piece by piece")]
struct UpstreamSheetForm {
    /// CSV (UTF-8, UTF-16 or GB18030), XLSX or XLS.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What is to be done about an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = UpstreamChange)]
enum Change {
    /// It is not here yet.
    New,
    /// The platform says something else of it than is known here.
    Changed,
}

/// What the platform says anew.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = UpstreamDifference)]
struct Difference {
    /// Of what: `due`, `state`, `text`, `more`.
    field: OrderField,
    /// What is known here; of texts it is left out.
    before: Option<String>,
    /// What the sheet says.
    after: String,
}

/// An order that is new, or of which something is new.
#[derive(Serialize, ToSchema)]
#[schema(as = UpstreamLine)]
struct Line {
    /// Its line in the sheet.
    line: u64,
    /// The number there.
    number: String,
    /// Our number, once it is here.
    ours: Option<String>,
    /// Title, as the sheet says it.
    title: String,
    /// What is to be done.
    change: Change,
    /// What is new of one that is here.
    differences: Vec<Difference>,
    /// Why it was not taken in, or not all of it.
    refusal: Option<Problem>,
}

/// What was found in a sheet, and done.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = UpstreamReading)]
pub(super) struct Reading {
    /// What was to be taken in was taken in.
    taken: bool,
    /// Rows, without titles, sums and footnotes.
    rows: usize,
    /// Orders that are new.
    new: usize,
    /// Orders of which something is new.
    changed: usize,
    /// Orders that are here as the sheet says.
    same: usize,
    /// Orders that are here and out of one's reach.
    elsewhere: usize,
    /// New or changed ones that were refused, wholly or in part.
    refused: usize,
    /// New and changed ones, those that were refused first; 500 at most.
    lines: Vec<Line>,
    /// Rows that cannot be taken, all of them counted; 500 are told.
    bad_rows: usize,
    /// Rows that cannot be taken.
    bad: Vec<BadRow>,
    /// Oddities of rows that can, by stable code.
    #[schema(value_type = BTreeMap<String, u64>)]
    flags: BTreeMap<&'static str, u64>,
    /// Columns that were found, by field.
    #[schema(value_type = BTreeMap<String, String>)]
    columns: BTreeMap<&'static str, String>,
    /// Columns that nothing is read from.
    unread: Vec<String>,
    /// Lines passed over as sums, repeated headers or footnotes.
    passed_over: Vec<u64>,
}

impl Reading {
    fn count(&mut self, line: Line) {
        match line.change {
            Change::New => self.new += 1,
            Change::Changed => self.changed += 1,
        }
        let refused = line.refusal.is_some();
        self.refused += usize::from(refused);
        if refused || self.lines.len() < TOLD {
            self.lines.push(line);
        }
    }
}

/// Read a sheet of orders as the platform above gives it out. Without `take` it is only compared: what is new, what has
/// changed, which rows cannot be taken and why. With `take` new orders become matters, and what the platform says anew is
/// written down in those that are here. The same sheet twice changes nothing.
#[utoipa::path(post, path = "/upstream/sheets", tag = "upstream", params(SheetQuery),
    request_body(content = UpstreamSheetForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Reading), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "No such platform, or not a sheet with its columns.")))]
pub(super) async fn take_sheet(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<SheetQuery>,
    request: Request,
) -> Result<Json<Reading>, Problem> {
    let area = area(&app, &staff, query.area.as_deref(), TAKE)?;
    if query.take {
        staff.may(&app, "report", &access::place(&app.book(), area, None))?;
    }
    let source = named(&app, area, &query.source).await?;
    let sent = read(&app, request, Uploader::Staff).await?;
    held_as_table(&app, &sent)?;
    let turn = TURN.try_acquire().map_err(|_| Problem::unavailable())?;
    let (now, name) = (app.now(), sent.name.clone());
    // Read to its end also where nobody waits for it any more: until then the memory is taken and the turn is not over.
    let (read, _turn) = tokio::task::spawn_blocking({
        let (book, source) = (app.book(), source.clone());
        move || (orders(sent, &source, &Reader::new(&book, now)), turn)
    })
    .await
    .map_err(|_| Problem::internal())?;
    let (mut reading, orders) = read?;
    if query.take {
        // Before the first order comes in: what is broken off half-way was taken in, too.
        let told = json!({ "rows": reading.rows, "bad": reading.bad_rows });
        let subject = Some(format!("upstream {}", source.name));
        let entry = staff.entry(Kind::Imported).with(told);
        app.note(&Entry { area: Some(area), subject, ..entry }, now).await?;
    }
    let at = At { app: &app, staff: &staff, area, source: &source, sheet: &name };
    for round in orders.chunks(ROUND) {
        at.round(round, query.take, &mut reading).await?;
    }
    reading.taken = query.take;
    reading.lines.sort_by_key(|line| (line.refusal.is_none(), line.line));
    reading.lines.truncate(TOLD);
    Ok(Json(reading))
}

/// The orders of a sheet, each once.
fn orders(
    mut sent: Sent,
    source: &Source,
    reader: &Reader,
) -> Result<(Reading, Vec<Order>), Problem> {
    let refused = |error| Problem::from(ImportError::Table(error));
    let table = table::open(std::mem::take(&mut sent.bytes), &sent.name).map_err(refused)?;
    let mut rows = table.rows(COLUMNS, &columns_of(source), None).map_err(refused)?;
    let (mut reading, mut orders, mut seen) = (Reading::default(), Vec::new(), HashSet::new());
    let header = rows.header();
    reading.columns = header.found.iter().cloned().collect();
    reading.unread.clone_from(&header.unknown);
    for row in rows.by_ref() {
        reading.rows += 1;
        if reading.rows > ROWS {
            return Err(Problem::sheet_too_long());
        }
        let bad = match reader.read(&row.map_err(refused)?) {
            Ok(order) if seen.insert(order.number.clone()) => {
                for flag in &order.flags {
                    *reading.flags.entry(flag).or_default() += 1;
                }
                orders.push(order);
                continue;
            }
            Ok(order) => BadRow::repeated(order.line, order.number),
            Err(bad) => bad,
        };
        reading.bad_rows += 1;
        if reading.bad.len() < TOLD {
            reading.bad.push(bad);
        }
    }
    reading.passed_over = rows.skipped().iter().map(|row| row.line).collect();
    Ok((reading, orders))
}

/// Who reads which sheet.
struct At<'a> {
    app: &'a App,
    staff: &'a Staff,
    area: Area,
    source: &'a Source,
    sheet: &'a str,
}

impl At<'_> {
    /// Compares some orders with what is here, and takes them in.
    async fn round(
        &self,
        orders: &[Order],
        take: bool,
        reading: &mut Reading,
    ) -> Result<(), Problem> {
        let reader = self.app.store().read();
        let numbers: Vec<&str> = orders.iter().map(|order| order.number.as_str()).collect();
        let here = upstream::orders(reader, self.area, &self.source.name, &numbers).await?;
        let ids: Vec<MatterId> = here.values().copied().collect();
        let states = matter::states(reader, self.area, &ids).await?;
        let states: HashMap<MatterId, Matter> =
            states.into_iter().map(|(id, _, state)| (id, state)).collect();
        let texts = upstream::texts(reader, self.area, &ids).await?;
        let book = self.app.book();
        let mut lines = Vec::new();
        for order in orders {
            let known = here.get(&order.number).and_then(|id| states.get(id));
            let line = |change, ours: Option<&Matter>, differences| Line {
                line: order.line,
                number: order.number.clone(),
                ours: ours.map(|matter| matter.number.clone()),
                title: order.title.clone(),
                change,
                differences,
                refusal: None,
            };
            match known {
                None => lines.push((line(Change::New, None, Vec::new()), order, None)),
                Some(known) if !self.staff.can(self.app, "see", &access::matter(&book, known)) => {
                    reading.elsewhere += 1;
                }
                Some(known) => {
                    let said = texts.get(&known.id).map(Vec::as_slice).unwrap_or_default();
                    let differences = differences(order, known, said);
                    if differences.is_empty() {
                        reading.same += 1;
                    } else {
                        let line = line(Change::Changed, Some(known), differences);
                        lines.push((line, order, Some(known)));
                    }
                }
            }
        }
        if take {
            let each = lines.into_iter().map(async |(line, order, known)| match known {
                None => self.report(line, order).await,
                Some(known) => self.hear(line, known).await,
            });
            for line in join_all(each).await {
                reading.count(line?);
            }
        } else {
            lines.into_iter().for_each(|(line, ..)| reading.count(line));
        }
        Ok(())
    }

    /// A new order becomes a matter.
    async fn report(&self, line: Line, order: &Order) -> Result<Line, Problem> {
        let body = ReportBody {
            area: None,
            kind: order.kind,
            channel: self.source.channel,
            title: order.title.clone(),
            text: order.text.clone(),
            address: order.address.clone(),
            point: None,
            place: None,
            category: order.category,
            urgency: Default::default(),
            name: order.name.clone(),
            contact: order.phone.clone(),
            confidential: order.confidential,
            on_behalf: false,
            occurred: order.received,
            files: Vec::new(),
            upstream: Some(Upstream {
                state: order.state.clone(),
                ..Upstream::new(&self.source.name, &order.number, order.due)
            }),
            at_once: None,
            follows: None,
            subjects: Default::default(),
            notice: None,
        };
        let actor = self.staff.actor();
        let done = report::submit(self.app, self.area, actor, body, Vec::new(), None, None).await;
        let line = match done {
            Ok(done) => Line { ours: Some(done.number), ..line },
            Err(problem) => Line { refusal: Some(refusal(problem)?), ..line },
        };
        let Some(more) = order.more.clone().filter(|_| line.refusal.is_none()) else {
            return Ok(line);
        };
        // What was said there since belongs to the history, not to the first words.
        let number = line.ours.clone().unwrap_or_default();
        let known = of_number(self.app, &number).await?;
        let differences = vec![Difference { field: OrderField::More, before: None, after: more }];
        let heard = self.hear(Line { differences, ..line }, &known).await?;
        Ok(Line { differences: Vec::new(), ..heard })
    }

    /// What is said anew of one that is here is written down.
    async fn hear(&self, line: Line, known: &Matter) -> Result<Line, Problem> {
        let after = |field| {
            let found = line.differences.iter().find(|one| one.field == field);
            found.map(|one| one.after.clone())
        };
        let mut texts = [OrderField::Text, OrderField::More].into_iter().filter_map(after);
        let (state, text) = (after(OrderField::State), texts.next());
        let hear =
            |state, text| ("hear-upstream", Command::HearUpstream(HearUpstream { state, text }));
        let mut commands = Vec::new();
        if state.is_some() || text.is_some() {
            commands.push(hear(state, text));
        }
        commands.extend(texts.map(|more| hear(None, Some(more))));
        if let Some(due) = after(OrderField::Due).and_then(|due| due.parse().ok()) {
            let reason = format!("{}《{}》第 {} 行", self.source.name, self.sheet, line.line);
            commands.push(("move-upstream", Command::MoveUpstream(MoveUpstream { due, reason })));
        }
        // As it was compared: what somebody else wrote down meanwhile is not written down again.
        let (mut refused, mut seen) = (None, known.version);
        for (verb, command) in commands {
            match verb::one_of_many(self.app, self.staff, verb, command, known, Some(seen)).await {
                Ok(done) => seen = done.version,
                Err(problem) => refused = Some(refusal(problem)?),
            }
        }
        Ok(Line { refusal: refused, ..line })
    }
}

/// What the rules say against one order is told beside it; what hinders all of them ends the sheet.
fn refusal(problem: Problem) -> Result<Problem, Problem> {
    if problem.status < 500 { Ok(problem) } else { Err(problem) }
}

/// What the sheet says of an order that is not known of it here. Of what is history from elsewhere, is archived or erased,
/// nothing is asked, and no day is set for what has ended.
fn differences(order: &Order, known: &Matter, said: &[String]) -> Vec<Difference> {
    let ending = known.ending.as_ref().map(|ending| ending.kind);
    let is_past = known.origin == Origin::Imported || known.archived.is_some();
    if is_past || ending == Some(EndingKind::Quarantined) {
        return Vec::new();
    }
    let above = known.upstream.as_ref();
    let mut all = Vec::new();
    let due = above.and_then(|above| above.due);
    if let Some(after) = order.due.filter(|after| due != Some(*after) && ending.is_none()) {
        let before = due.map(|due| due.to_string());
        all.push(Difference { field: OrderField::Due, before, after: after.to_string() });
    }
    let state = above.and_then(|above| above.state.clone());
    if let Some(after) = order.state.clone().filter(|after| state.as_ref() != Some(after)) {
        all.push(Difference { field: OrderField::State, before: state, after });
    }
    let texts = [(OrderField::Text, Some(&order.text)), (OrderField::More, order.more.as_ref())];
    // Where the words were erased, they would come in again.
    for (field, text) in texts.into_iter().filter(|_| !said.is_empty()) {
        if let Some(after) = text.filter(|text| !said.iter().any(|one| is_same(one, text))) {
            all.push(Difference { field, before: None, after: after.clone() });
        }
    }
    all
}

/// Compared as everybody may read it: a star stands for any character, so that nothing is told that is not shown.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let (one, other) = (plain(one), plain(other));
    agrees(&one, &other) || agrees(&other, &one)
}
