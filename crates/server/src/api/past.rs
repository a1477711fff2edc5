//! Past matters 旧台账: the office's own old ledgers become history, whatever their columns are called.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use huisheng_domain::area::Area;
use huisheng_store::import_batch;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::file::{Sent, held_as_table, read};
use super::{Path, Query};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::import::matters::{self, COLUMNS, Shown};
use crate::import::{self, ImportError, Options, Report};
use crate::media::Uploader;
use crate::once;
use crate::table::{self, ColumnMap, Heading, Source};

/// What one may do who takes them in.
const IMPORT: &str = "import-matters";
/// Rows that are shown before they are taken.
const SHOWN: usize = 20;
/// Rows that cannot be taken that are told; the others are counted.
const TOLD: usize = 500;
/// Rows of a ledger, at most.
const ROWS: usize = 50_000;
/// Characters of the name of a ledger.
const NAME: usize = 60;
/// One ledger after the other; who comes meanwhile comes again.
static TURN: Semaphore = Semaphore::const_new(1);

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take)).routes(routes!(done))
}

/// Which ledger it is, and whether to take it in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TakeQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// The name of the ledger: with it a row is known again, so it stays the same from file to file.
    #[param(max_length = 60, example = "热线登记台账")]
    source: String,
    /// Which of its columns is which, as a JSON object of field and column name, or of field and nothing where it has no such
    /// column; the others are found by their names.
    #[param(max_length = 4000, example = r#"{"received":"登记日期"}"#)]
    columns: Option<String>,
    /// Take the rows in. Otherwise they are only looked at.
    #[serde(default)]
    take: bool,
    /// Leave the rows out that cannot be taken. Otherwise one of them keeps the whole file out.
    #[serde(default)]
    only_right_rows: bool,
}

/// One ledger in a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the description of a form that is read piece by piece")]
struct PastMattersForm {
    /// CSV (UTF-8, UTF-16 or GB18030), XLSX or XLS.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What its header says.
#[derive(Serialize, ToSchema)]
struct PastColumns {
    /// The line of the header.
    line: u64,
    /// Its sheet, in a workbook.
    sheet: Option<String>,
    /// The names of all columns.
    names: Vec<String>,
    /// Which column is read for which field.
    #[schema(value_type = BTreeMap<String, String>)]
    found: BTreeMap<&'static str, String>,
    /// Fields that need a column and have none: while there is one, no row is read.
    #[schema(value_type = Vec<String>)]
    missing: Vec<&'static str>,
    /// All fields that can have a column.
    #[schema(value_type = Vec<String>)]
    fields: Vec<&'static str>,
}

impl PastColumns {
    /// What was said to be in a column that is not there is missing as well.
    fn of(heading: Heading, map: &ColumnMap) -> Self {
        let Heading { line, sheet, names, found, mut missing } = heading;
        let found: BTreeMap<_, _> = found.into_iter().collect();
        let required = missing.clone();
        let absent =
            |key: &&str| map.names(key) && !found.contains_key(*key) && !required.contains(key);
        missing.extend(COLUMNS.0.iter().map(|field| field.key).filter(absent));
        let worded = ["title", "text"].iter().any(|key| found.contains_key(key));
        if !worded && !missing.contains(&"text") {
            missing.push("text");
        }
        let fields = COLUMNS.0.iter().map(|field| field.key).collect();
        Self { line, sheet, names, found, missing, fields }
    }
}

/// What was found in a ledger, and done.
#[derive(Serialize, ToSchema)]
struct PastMatters {
    /// Its columns.
    columns: PastColumns,
    /// The first rows as they are read, 20 at most.
    lines: Vec<Shown>,
    /// Rows that cannot be taken, all of them counted; 500 are told.
    bad_rows: usize,
    /// What was found.
    #[serde(flatten)]
    report: Report,
}

/// Take in an old ledger as past matters. Without `take` it is only looked at: which column is read as what, the first rows, what is
/// wrong with which. What was taken in is history and stays; the same file again changes nothing, and a broken one goes on.
#[utoipa::path(post, path = "/imports/matters", tag = "matter", operation_id = "take_past_matters", params(TakeQuery),
    request_body(content = PastMattersForm, content_type = "multipart/form-data"),
    responses((status = 200, body = PastMatters), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "Not a ledger that can be read.")))]
async fn take(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<TakeQuery>,
    request: Request,
) -> Result<Response, Problem> {
    let area = staff.area(&app, query.area.as_deref(), IMPORT)?;
    let (headers, address) = (request.headers().clone(), request.uri().to_string());
    let sent = read(&app, request, Uploader::Staff).await?;
    held_as_table(&app, &sent)?;
    let key = once::of_form(&app, &headers, &staff, &address, &sent.bytes)?;
    Ok(once::to_its_end(async move {
        once::carry(&app, key, "/imports/matters", async |claim| {
            taken(&app, &staff.under(claim), area, query, sent).await.map(Json).into_response()
        })
        .await
    })
    .await)
}

async fn taken(
    app: &App,
    staff: &Staff,
    area: Area,
    query: TakeQuery,
    mut sent: Sent,
) -> Result<PastMatters, Problem> {
    let _turn = TURN.try_acquire().map_err(|_| Problem::unavailable())?;
    let options = options(app, staff, area, query)?;
    let (name, book, now) = (sent.name.clone(), app.book(), app.now());
    // Read to its end also where nobody waits for it any more: until then the memory is taken.
    let opened = tokio::task::spawn_blocking({
        let options = options.clone();
        move || {
            let source = Source::from(std::mem::take(&mut sent.bytes));
            let map = options.columns(COLUMNS)?;
            let id = import::report_id(&source, &name, &options)?;
            let table = table::open(source, &name)?;
            let columns = PastColumns::of(table.look(COLUMNS, &map)?, &map);
            let lines = match columns.missing.is_empty() {
                true => {
                    if table.rows(COLUMNS, &map, columns.sheet.as_deref())?.nth(ROWS).is_some() {
                        return Ok(Err(Problem::sheet_too_long()));
                    }
                    matters::first(
                        &book,
                        &table,
                        &map,
                        (&options, columns.sheet.as_deref(), now),
                        SHOWN,
                    )?
                }
                false => Vec::new(),
            };
            Ok::<_, ImportError>(Ok((id, table, columns, lines, sent)))
        }
    });
    let opened = opened.await.map_err(|_| Problem::internal())?.map_err(Problem::from)?;
    let (id, table, columns, lines, _held) = opened?;
    if !columns.missing.is_empty() {
        let report = Report { id, dry_run: true, ..Report::default() };
        return Ok(PastMatters { columns, lines, bad_rows: 0, report });
    }
    let sheet = columns.sheet.as_deref();
    let mut report = matters::run(app, (&table, sheet), id, &options, &|_| {}).await?;
    let bad_rows = report.bad.len();
    report.bad.truncate(TOLD);
    report.passed_over.truncate(TOLD);
    Ok(PastMatters { columns, lines, bad_rows, report })
}

fn options(app: &App, staff: &Staff, area: Area, query: TakeQuery) -> Result<Options, Problem> {
    let source = query.source.trim();
    if source.is_empty() {
        return Err(Problem::missing("source"));
    }
    if source.chars().count() > NAME {
        return Err(Problem::invalid("source"));
    }
    let columns: BTreeMap<String, String> = match query.columns.as_deref() {
        Some(text) => serde_json::from_str(text).map_err(|_| Problem::invalid("columns"))?,
        None => BTreeMap::new(),
    };
    let map = toml::to_string(&columns).map_err(|_| Problem::invalid("columns"))?;
    // The office's own ledger: it answered itself.
    let unit = app.book().units.get(staff.unit).map(|unit| unit.code.clone());
    Ok(Options {
        dry_run: !query.take,
        skip_bad: query.only_right_rows,
        map: Some(map),
        area: Some(area),
        unit,
        by: staff.into(),
        ..Options::new(source)
    })
}

/// How far it is.
#[derive(Serialize, ToSchema)]
struct PastMattersDone {
    /// Rows that are in; none before it begins and after its end.
    rows: u64,
}

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct DoneQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
}

/// How many rows of a ledger that is being taken in are in.
#[utoipa::path(get, path = "/imports/matters/{id}", tag = "matter", operation_id = "past_matters_done",
    params(("id" = String, Path, description = "The id that the answer of looking at it gave."), DoneQuery),
    responses((status = 200, body = PastMattersDone), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn done(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<String>,
    Query(query): Query<DoneQuery>,
) -> Result<Json<PastMattersDone>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), IMPORT)?;
    let rows = import_batch::rows_done(app.store().read(), area, &id).await?;
    Ok(Json(PastMattersDone { rows }))
}
