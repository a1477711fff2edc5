//! Past matters of another system: recorded as history, never as verified.
//!
//! A matter is found again by area, source and number there: a result that has come since is added,
//! other changes are reported and left out. The first pass reads every row; the
//! second hands them to the ledger, many at a time, and notes how far it came.

mod past;
mod same;
mod shown;
mod write;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId, UnitId};
use huisheng_domain::unit::Unit;
use huisheng_store::trail::{self, Entry};
use huisheng_store::{Book, import_batch};
use jiff::Timestamp;

use super::report::BadRow;
use super::{ImportError, Options, Report, What};
use crate::app::App;
use crate::table::{ColumnMap, Source, Table, TableError};

pub use past::COLUMNS;
use past::{Numbers, Reader};
pub(crate) use shown::Shown;

/// Rows whose commands wait for the ledger at the same time.
const FLIGHT: usize = 1_024;

/// The matter of a number of another system in an area.
pub fn matter_id(area: Area, source: &str, number: &str) -> MatterId {
    Id::of_code("import.matter", &format!("{area}/{source}/{number}"))
}

pub(super) async fn import(
    app: &App,
    source: Source,
    name: &str,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, ImportError> {
    let id = super::report_id(&source, name, options)?;
    let table = crate::table::open(source, name)?;
    run(app, (&table, None), id, options, progress).await
}

/// Imports a table that was opened, or one of its sheets, under its import id.
pub(crate) async fn run(
    app: &App,
    (table, sheet): (&Table, Option<&str>),
    id: String,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, ImportError> {
    let book = app.book();
    let area = match options.area {
        Some(area) if book.areas().contains(&area) => area,
        Some(area) => return Err(ImportError::NoArea(area.to_string())),
        None => app.default_area().ok_or_else(|| ImportError::NoArea(String::new()))?,
    };
    let unit = unit(&book, area, options.unit.as_deref())?;
    let now = options.as_of.unwrap_or_else(|| app.now());
    let mut report = Report { id, dry_run: options.dry_run, ..Report::default() };
    let map = options.columns(COLUMNS)?;
    let reader = Reader::new(&book, options, now);
    look((table, sheet), &map, &reader, &mut report)?;
    // A trial goes on, to tell what of the good rows is there already.
    if !options.dry_run && !options.skip_bad && !report.bad.is_empty() {
        return Ok(report);
    }
    let into = write::Into { app, area, unit, now, options };
    let done = match options.dry_run {
        true => 0,
        false => import_batch::rows_done(app.store().read(), area, &report.id).await?,
    };
    let (mut flight, mut taken) = (Vec::with_capacity(FLIGHT), 0_u64);
    let mut flying = (write::Flying::default(), done);
    let mut numbers = Numbers::default();
    for row in table.rows(COLUMNS, &map, sheet)? {
        taken += 1;
        let read = reader.read(&row?).map(|mut past| numbers.take(&mut past).then_some(past));
        // A broken import of this very file goes on where it was.
        if taken <= done {
            report.unchanged += 1;
            continue;
        }
        flight.extend(read.ok().flatten());
        if flight.len() >= FLIGHT {
            let next = into.hand_in(std::mem::take(&mut flight), &mut report).await?;
            let (landing, rows) = std::mem::replace(&mut flying, (next, taken));
            into.land(landing, &mut report).await?;
            if !options.dry_run {
                note(app, area, &report.id, rows).await?;
            }
            progress(rows);
        }
    }
    into.land(flying.0, &mut report).await?;
    let last = into.hand_in(flight, &mut report).await?;
    into.land(last, &mut report).await?;
    if !options.dry_run {
        let write = options.by.write(app).await?;
        import_batch::forget(&write, area, &report.id).await?;
        let entry = super::entry(What::Matters, &report, options);
        trail::record(&write, &Entry { area: Some(area), ..entry }, app.now()).await?;
        write.commit().await?;
    }
    progress(taken);
    Ok(report)
}

/// The first rows that can be taken, to look at.
pub(crate) fn first(
    book: &Book,
    table: &Table,
    map: &ColumnMap,
    (options, sheet, now): (&Options, Option<&str>, Timestamp),
    count: usize,
) -> Result<Vec<Shown>, TableError> {
    let (reader, mut numbers) = (Reader::new(book, options, now), Numbers::default());
    let mut shown = Vec::new();
    for row in table.rows(COLUMNS, map, sheet)? {
        if let Ok(past) = reader.read(&row?) {
            shown.push(Shown::of(past, &mut numbers, book));
        }
        if shown.len() == count {
            break;
        }
    }
    Ok(shown)
}

async fn note(app: &App, area: Area, id: &str, rows: u64) -> Result<(), ImportError> {
    let write = app.store().write().await?;
    import_batch::note(&write, area, id, rows, app.now()).await?;
    Ok(write.commit().await?)
}

/// The first pass: reads every row and writes nothing.
fn look(
    (table, sheet): (&Table, Option<&str>),
    map: &ColumnMap,
    reader: &Reader<'_>,
    report: &mut Report,
) -> Result<(), ImportError> {
    let mut numbers = Numbers::default();
    let mut rows = table.rows(COLUMNS, map, sheet)?;
    for row in rows.by_ref() {
        let row = row?;
        report.rows += 1;
        match reader.read(&row) {
            Err(bad) => report.bad.push(bad),
            Ok(mut past) => {
                for flag in &past.flags {
                    *report.flags.entry(flag).or_default() += 1;
                }
                if !numbers.take(&mut past) {
                    report.bad.push(BadRow::repeated(row.line, past.number));
                }
            }
        }
    }
    report.passed_over = rows.skipped().iter().map(|row| row.line).collect();
    Ok(())
}

/// The unit named, or the highest that serves the area.
fn unit(book: &Book, area: Area, code: Option<&str>) -> Result<UnitId, ImportError> {
    let found = match code {
        Some(code) => book.units.by_code(code).filter(|unit| unit.active),
        None => {
            let serves = |unit: &&Unit| unit.active && book.areas_of_unit(unit.id).contains(&area);
            let own = |unit: &&Unit| unit.division.is_some();
            let of_area = book.units.iter().filter(serves).filter(own);
            of_area
                .min_by_key(|unit| book.units.ancestors(unit.id).count())
                .or_else(|| book.units.iter().find(serves))
        }
    };
    found
        .map(|unit| unit.id)
        .ok_or_else(|| ImportError::NoUnit(code.unwrap_or_default().to_owned()))
}
