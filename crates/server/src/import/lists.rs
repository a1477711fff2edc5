//! Lists: read, looked at together with what is there, then written at once.

use huisheng_domain::matter::Actor;
use huisheng_store::book::{BookError, Contents};
use huisheng_store::{Book, Micros, responsibility, setting, trail};

use super::entry::entries;
use super::fresh::Fresh;
use super::report::BadRow;
use super::{ImportError, Options, Report, What, finding};
use crate::app::App;
use crate::moves;
use crate::table::Source;

/// How often a list is read anew because somebody changed another meanwhile.
const TRIES: usize = 5;

pub(super) async fn import(
    app: &App,
    what: What,
    source: Source,
    name: &str,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, ImportError> {
    for _ in 0..TRIES {
        if let Some(report) = attempt(app, what, &source, name, options, progress).await? {
            return Ok(report);
        }
    }
    Err(ImportError::Contended)
}

/// None: the lists were changed while this one was read, and what was found with them does not hold.
async fn attempt(
    app: &App,
    what: What,
    source: &Source,
    name: &str,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Option<Report>, ImportError> {
    let mut report = Report {
        id: super::report_id(source, name, options)?,
        dry_run: options.dry_run,
        ..Report::default()
    };
    let lists = setting::lists_version(app.store().read()).await?;
    let mut contents = Contents::read(app.store().read()).await?;
    let newest = newest_version(app).await?;
    let today = app.day(&huisheng_domain::matter::Place::default(), app.now());
    let fresh = read(what, source, name, &contents, (newest + 1, today), options, &mut report)?;
    progress(report.rows);
    let fresh = fresh.merge(&mut contents, &mut report)?;
    if matches!(fresh, Fresh::Grids(_)) {
        finding::of_grids(&contents, today, &mut report);
    }
    if report.bad.is_empty() || options.skip_bad {
        // A list that contradicts itself is refused as a whole, whatever was skipped.
        match Book::of(contents) {
            Ok(book) => {
                if what == What::Calendar {
                    let areas = app.book().areas();
                    let moves = moves::look(app.store(), &book, &areas, progress).await?;
                    report.moves = Some(moves);
                }
            }
            Err(error) => {
                report.bad.push(contradicts(error)?);
                return Ok(Some(report));
            }
        }
    }
    if options.dry_run || (!report.bad.is_empty() && !options.skip_bad) {
        return Ok(Some(report));
    }
    if !fresh.is_empty() {
        let write = options.by.write(app).await?;
        if !setting::lists_changed_since(&write, lists).await? {
            write.rollback().await?;
            return Ok(None);
        }
        report.written = fresh.write(&write, name, Micros::from(app.now())).await?;
        trail::record(&write, &super::entry(what, &report, options), app.now()).await?;
        write.commit().await?;
        report.version = fresh.version();
        progress(report.rows);
        app.turn_page().await?;
    }
    if what == What::Calendar && options.move_clocks {
        let areas = app.book().areas();
        report.moves = Some(moves::run(app, &Actor::House, &areas, progress).await?);
    }
    Ok(Some(report))
}

/// A list that cannot be used with what is there, as a row of the report.
fn contradicts(error: BookError) -> Result<BadRow, ImportError> {
    let (list, row, why) = match error {
        BookError::List { list, row, why } => (list.to_owned(), row, why),
        BookError::Setting { name, value, why } => (name, value, why),
        error => return Err(error.into()),
    };
    Ok(BadRow {
        line: 0,
        field: list,
        value: row,
        code: "list_contradicts",
        zh: format!("整个清单不能用：{why}；请改正后重新导入"),
        en: format!("the list as a whole cannot be used: {why}; correct it and import again"),
    })
}

/// The highest version of the responsibility list, drafts too.
async fn newest_version(app: &App) -> Result<u32, ImportError> {
    let versions = responsibility::list::all(app.store().read()).await?;
    let newest = versions.last().and_then(|row| u32::try_from(row.version).ok());
    Ok(newest.unwrap_or_default())
}

fn read(
    what: What,
    source: &Source,
    name: &str,
    contents: &Contents,
    (version, today): (u32, jiff::civil::Date),
    options: &Options,
    report: &mut Report,
) -> Result<Fresh, ImportError> {
    let rows = |columns: &[crate::table::Columns], report: &mut Report| {
        let found = entries(source.clone(), name, columns, options, report)?;
        report.rows = found.len() as u64;
        Ok::<_, ImportError>(found)
    };
    Ok(match what {
        What::Levels => {
            use super::levels::{COLUMNS, read};
            Fresh::Levels(read(&rows(&[COLUMNS], report)?, report))
        }
        What::Divisions => {
            use super::divisions::{TALL, WIDE, read};
            Fresh::Divisions(read(&rows(&[TALL, WIDE], report)?, contents, options, report)?)
        }
        What::Units => {
            use super::units::{COLUMNS, read};
            Fresh::Units(read(&rows(&[COLUMNS], report)?, contents, report))
        }
        What::Categories => {
            use super::categories::{TALL, WIDE, read};
            Fresh::Categories(read(&rows(&[TALL, WIDE], report)?, contents, report))
        }
        What::Calendar => {
            use super::calendar::{COLUMNS, read};
            let (days, hours) = read(&rows(&[COLUMNS], report)?, contents, options, report);
            Fresh::Calendar(days, hours)
        }
        What::Places => {
            use super::places::{COLUMNS, read};
            Fresh::Places(read(&rows(&[COLUMNS], report)?, contents, report))
        }
        What::Responsibilities => {
            use super::responsibilities::{COLUMNS, read};
            let read = read(&rows(&[COLUMNS], report)?, contents, report);
            let (lines, list): (Vec<u64>, Vec<_>) = read.into_iter().unzip();
            finding::of_responsibilities(version, &list, &lines, contents, today, report);
            Fresh::Responsibilities(version, options.draft, list)
        }
        What::Grids | What::Matters | What::Procedures | What::Accounts => {
            use super::grids::{COLUMNS, features, read};
            let text = super::geojson_text(source, name)?;
            let all = match text {
                Some(text) => features(&text, options)?,
                None => {
                    let all = rows(&[COLUMNS], report)?;
                    all.into_iter().map(|entry| (entry, None)).collect::<Vec<_>>()
                }
            };
            report.rows = all.len() as u64;
            Fresh::Grids(read(all, contents, options, report))
        }
    })
}
