//! Orders from a sheet. Each is known again by its number: what is new comes in, what has changed is written down, and
//! nothing is taken twice, however often the same sheet comes.

use std::collections::{HashMap, HashSet};

use axum::Json;
use axum::extract::{Request, State};
use futures::future::join_all;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::matter::{
    Command, Difference, Matter, RateUpstream, Told, Upstream, Verb, hearing,
};
use huisheng_domain::upstream::{OrderField, Source};
use huisheng_store::trail::{Entry, Kind};
use huisheng_store::{matter, upstream};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};

use super::reading::{Change, Line, Reading, TOLD};
use super::{TAKE, named};
use crate::api::file::{held_as_table, read};
use crate::api::matter::of_number;
use crate::api::matter::report::{self, ReportBody};
use crate::api::matter::verb::one_of_many;
use crate::api::{Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;
use crate::import::orders::{COLUMNS, Order, Reader, WORDS, columns_of};
use crate::import::{BadRow, ImportError};
use crate::media::Uploader;
use crate::table::{self, Table, TableError};

/// Rows of a sheet, at most.
const ROWS: usize = 50_000;
/// Orders that are looked up and handed in together.
const ROUND: usize = 500;
/// What is told in the place of a sheet's name.
const PASTED: &str = "粘贴的文字";
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

/// A text of a page.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PastedOrders {
    /// Orders with their labels, one below the other, or rows of a table with their headers.
    #[schema(
        example = "工单编号：S2026113000017\n诉求人：王女士\n诉求内容：门口路灯不亮",
        max_length = 200_000
    )]
    orders: String,
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
    let asked = Asked::of(&app, &staff, query).await?;
    let mut sent = read(&app, request, Uploader::Staff).await?;
    held_as_table(&app, &sent)?;
    let (bytes, name) = (std::mem::take(&mut sent.bytes), sent.name.clone());
    asked.take(&name.clone(), sent, move |_| table::open(bytes, &name)).await
}

/// Read orders that were copied out of the page of the platform above, as they stand there. All else is as for a sheet.
#[utoipa::path(post, path = "/upstream/texts", tag = "upstream", params(SheetQuery),
    request_body(content = PastedOrders, example = json!({ "orders": "工单编号：S2026113000017\n诉求人：王女士\n诉求内容：门口路灯不亮" })),
    responses((status = 200, body = Reading), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "No such platform, or no order in the text.")))]
pub(super) async fn take_text(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<SheetQuery>,
    body: Written<PastedOrders>,
) -> Result<Json<Reading>, Problem> {
    let asked = Asked::of(&app, &staff, query).await?;
    let text = body.value.orders;
    if text.trim().is_empty() {
        return Err(Problem::missing("orders"));
    }
    let open = move |source: &Source| table::pasted(&text, COLUMNS, &columns_of(source), &WORDS);
    asked.take(PASTED, (), open).await
}

/// The orders of a table, each once.
fn orders(
    table: &Table,
    source: &Source,
    reader: &Reader,
) -> Result<(Reading, Vec<Order>), TableError> {
    let mut rows = table.rows(COLUMNS, &columns_of(source), None)?;
    let (mut reading, mut orders, mut seen) = (Reading::default(), Vec::new(), HashSet::new());
    let header = rows.header();
    reading.columns = header.found.iter().cloned().collect();
    reading.unread.clone_from(&header.unknown);
    for row in rows.by_ref() {
        reading.rows += 1;
        // Refused as a whole.
        if reading.rows > ROWS {
            break;
        }
        let bad = match reader.read(&row?) {
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

/// Who has which orders compared, or taken in.
struct Asked<'a> {
    app: &'a App,
    staff: &'a Staff,
    area: Area,
    source: Source,
    take: bool,
}

impl<'a> Asked<'a> {
    /// Where the policies let one do that.
    async fn of(app: &'a App, staff: &'a Staff, query: SheetQuery) -> Result<Self, Problem> {
        let area = staff.area(app, query.area.as_deref(), TAKE)?;
        if query.take {
            staff.may(app, "report", &access::place(&app.book(), area, None))?;
        }
        let source = named(app, area, &query.source).await?;
        Ok(Self { app, staff, area, source, take: query.take })
    }

    /// Compares what `open` gives, and takes it in if that was asked. `held` is let go when all of it was read.
    async fn take(
        self,
        sheet: &str,
        held: impl Send + 'static,
        open: impl FnOnce(&Source) -> Result<Table, TableError> + Send + 'static,
    ) -> Result<Json<Reading>, Problem> {
        let Self { app, staff, area, source, take } = self;
        let turn = TURN.try_acquire().map_err(|_| Problem::unavailable())?;
        let now = app.now();
        // Read to its end also where nobody waits for it any more: until then the memory is taken and the turn is not over.
        let (read, ..) = tokio::task::spawn_blocking({
            let (book, source) = (app.book(), source.clone());
            move || {
                let read = open(&source)
                    .and_then(|table| orders(&table, &source, &Reader::new(&book, now)));
                (read, turn, held)
            }
        })
        .await
        .map_err(|_| Problem::internal())?;
        let (mut reading, orders) =
            read.map_err(|error| Problem::from(ImportError::Table(error)))?;
        if reading.rows > ROWS {
            return Err(Problem::sheet_too_long());
        }
        if take {
            // Before the first order comes in: what is broken off half-way was taken in, too.
            let told = json!({ "rows": reading.rows, "bad": reading.bad_rows });
            let subject = Some(format!("upstream {}", source.name));
            let entry = staff.entry(Kind::Imported).with(told);
            app.note(&Entry { area: Some(area), subject, ..entry }, now).await?;
        }
        let at = At { app, staff, area, source: &source, sheet };
        for round in orders.chunks(ROUND) {
            at.round(round, take, &mut reading).await?;
        }
        reading.taken = take;
        reading.lines.sort_by_key(|line| (line.refusal.is_none(), line.line));
        reading.lines.truncate(TOLD);
        Ok(Json(reading))
    }
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
                    let differences = known.anew(&told(order), said);
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
                Some(known) => self.hear(line, order, known).await,
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
        let above = Upstream {
            state: order.state.clone(),
            ..Upstream::new(&self.source.name, &order.number, order.due)
        };
        let body = ReportBody {
            address: order.address.clone(),
            category: order.category,
            name: order.name.clone(),
            contact: order.phone.clone(),
            confidential: order.confidential,
            occurred: order.received,
            ..ReportBody::of_order(
                order.kind,
                self.source.channel,
                &order.title,
                &order.text,
                above,
            )
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
        let heard = self.hear(Line { differences, ..line }, order, &known).await?;
        Ok(Line { differences: Vec::new(), ..heard })
    }

    /// What is said anew of one that is here is written down.
    async fn hear(&self, line: Line, order: &Order, known: &Matter) -> Result<Line, Problem> {
        let reason = format!("{}《{}》第 {} 行", self.source.name, self.sheet, line.line);
        let mut commands = hearing(&line.differences, &reason);
        let rated =
            |one: &Difference| matches!(one.field, OrderField::Solved | OrderField::Satisfaction);
        if line.differences.iter().any(rated) {
            let (solved, satisfaction) = (order.solved, order.satisfaction);
            let rate = RateUpstream { solved, satisfaction, text: String::new() };
            commands.push((Verb::RateUpstream, Command::RateUpstream(rate)));
        }
        // As it was compared: what somebody else wrote down meanwhile is not written down again.
        let (mut refused, mut seen) = (None, known.version);
        for (verb, command) in commands {
            match one_of_many(self.app, self.staff, verb, command, known, Some(seen)).await {
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

fn told(order: &Order) -> Told<'_> {
    Told {
        due: order.due,
        state: order.state.as_deref(),
        text: &order.text,
        more: order.more.as_slice(),
        solved: order.solved,
        satisfaction: order.satisfaction,
    }
}
