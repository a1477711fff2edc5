//! Lists: read, looked at together with what is there, then written at once.

use huisheng_store::book::{BookError, Contents};
use huisheng_store::responsibility::list::{self, ResponsibilityListRow};
use huisheng_store::{Book, Micros, Write};
use huisheng_store::{calendar, category, division, grid, place, responsibility, unit};

use super::entry::entries;
use super::report::BadRow;
use super::{ImportError, Options, Report, What};
use crate::app::App;
use crate::table::Source;

/// What is about to be written.
enum New {
    Divisions(Vec<huisheng_domain::territory::Division>),
    Grids(Vec<huisheng_domain::territory::Grid>),
    Places(Vec<huisheng_domain::territory::Place>),
    Units(Vec<huisheng_domain::unit::Unit>),
    Categories(Vec<huisheng_domain::category::Category>),
    Responsibilities(u32, Vec<huisheng_domain::responsibility::ResponsibilityRow>),
    Days(Vec<calendar::LoadedDay>),
}

pub(super) async fn import(
    app: &App,
    what: What,
    source: Source,
    name: &str,
    options: &Options,
) -> Result<Report, ImportError> {
    let mut report = Report {
        id: super::report_id(&source, name, options)?,
        dry_run: options.dry_run,
        ..Report::default()
    };
    let mut contents = Contents::read(app.store().read()).await?;
    let new = read(what, source, name, &contents, options, &mut report)?;
    let new = merge(new, &mut contents, &mut report);
    if report.bad.is_empty() || options.skip_bad {
        // A list that contradicts itself is refused as a whole, whatever was skipped.
        match Book::of(contents) {
            Ok(_) => {}
            Err(BookError::List { list, row, why }) => {
                report.bad.push(BadRow {
                    line: 0,
                    field: list.to_owned(),
                    value: row,
                    code: "list_contradicts",
                    zh: format!("整个清单不能用：{why}；请改正后重新导入"),
                    en: format!(
                        "the list as a whole cannot be used: {why}; correct it and import again"
                    ),
                });
                return Ok(report);
            }
            Err(error) => return Err(error.into()),
        }
    }
    if options.dry_run || (!report.bad.is_empty() && !options.skip_bad) || new.is_empty() {
        return Ok(report);
    }
    let write = app.store().write().await?;
    report.written = new.write(&write, name, Micros::from(app.now())).await?;
    write.commit().await?;
    app.turn_page().await?;
    Ok(report)
}

fn read(
    what: What,
    source: Source,
    name: &str,
    contents: &Contents,
    options: &Options,
    report: &mut Report,
) -> Result<New, ImportError> {
    let rows = |columns: &[crate::table::Columns], report: &mut Report| {
        let found = entries(source.clone(), name, columns, options, report)?;
        report.rows = found.len() as u64;
        Ok::<_, ImportError>(found)
    };
    Ok(match what {
        What::Divisions => {
            use super::divisions::{TALL, WIDE, read};
            New::Divisions(read(&rows(&[TALL, WIDE], report)?, contents, options, report))
        }
        What::Units => {
            use super::units::{COLUMNS, read};
            New::Units(read(&rows(&[COLUMNS], report)?, contents, report))
        }
        What::Categories => {
            use super::categories::{TALL, WIDE, read};
            New::Categories(read(&rows(&[TALL, WIDE], report)?, contents, report))
        }
        What::Calendar => {
            use super::calendar::{COLUMNS, read};
            New::Days(read(&rows(&[COLUMNS], report)?, contents, options, report))
        }
        What::Places => {
            use super::places::{COLUMNS, read};
            New::Places(read(&rows(&[COLUMNS], report)?, contents, report))
        }
        What::Responsibilities => {
            use super::responsibilities::{COLUMNS, read};
            let list = read(&rows(&[COLUMNS], report)?, contents, report);
            New::Responsibilities(contents.responsibilities.0 + 1, list)
        }
        What::Grids | What::Matters => {
            use super::grids::{COLUMNS, features, read};
            let text = super::geojson_text(&source, name)?;
            let all = match text {
                Some(text) => {
                    let all = features(&text, options)?;
                    all.into_iter().map(|(entry, outline)| (entry, Some(outline))).collect()
                }
                None => {
                    let all = rows(&[COLUMNS], report)?;
                    all.into_iter().map(|entry| (entry, None)).collect::<Vec<_>>()
                }
            };
            report.rows = all.len() as u64;
            New::Grids(read(all, contents, options, report))
        }
    })
}

/// Puts what is new or changed into `contents`, and keeps only that.
fn merge(new: New, contents: &mut Contents, report: &mut Report) -> New {
    match new {
        New::Divisions(list) => {
            New::Divisions(put(&mut contents.divisions, list, |one| one.id, report))
        }
        New::Grids(list) => New::Grids(put(&mut contents.grids, list, |one| one.id, report)),
        New::Places(list) => New::Places(put(&mut contents.places, list, |one| one.id, report)),
        New::Units(list) => New::Units(put(&mut contents.units, list, |one| one.id, report)),
        New::Categories(list) => {
            New::Categories(put(&mut contents.categories, list, |one| one.id, report))
        }
        New::Days(list) => {
            New::Days(put(&mut contents.days, list, |one| (one.division, one.day.date), report))
        }
        New::Responsibilities(version, mut list) => {
            list.sort_by_key(|row| row.id);
            let mut before = contents.responsibilities.1.clone();
            before.sort_by_key(|row| row.id);
            if before == list {
                report.unchanged = list.len() as u64;
                return New::Responsibilities(version, Vec::new());
            }
            contents.responsibilities = (version, list.clone());
            New::Responsibilities(version, list)
        }
    }
}

fn put<T: Clone + PartialEq, I: std::hash::Hash + Eq>(
    stored: &mut Vec<T>,
    list: Vec<T>,
    id: impl Fn(&T) -> I,
    report: &mut Report,
) -> Vec<T> {
    let mut places: std::collections::HashMap<I, usize> =
        stored.iter().enumerate().map(|(at, one)| (id(one), at)).collect();
    let mut changed = Vec::new();
    for one in list {
        match places.get(&id(&one)) {
            Some(at) if stored[*at] == one => report.unchanged += 1,
            Some(at) => {
                stored[*at] = one.clone();
                changed.push(one);
            }
            None => {
                places.insert(id(&one), stored.len());
                stored.push(one.clone());
                changed.push(one);
            }
        }
    }
    changed
}

impl New {
    fn is_empty(&self) -> bool {
        match self {
            Self::Divisions(list) => list.is_empty(),
            Self::Grids(list) => list.is_empty(),
            Self::Places(list) => list.is_empty(),
            Self::Units(list) => list.is_empty(),
            Self::Categories(list) => list.is_empty(),
            Self::Responsibilities(_, list) => list.is_empty(),
            Self::Days(list) => list.is_empty(),
        }
    }

    async fn write(&self, write: &Write, name: &str, now: Micros) -> Result<u64, ImportError> {
        let count = match self {
            Self::Divisions(list) => division::put(write, list).await.map(|()| list.len()),
            Self::Grids(list) => grid::put(write, list).await.map(|()| list.len()),
            Self::Places(list) => place::put(write, list).await.map(|()| list.len()),
            Self::Units(list) => unit::put(write, list).await.map(|()| list.len()),
            Self::Categories(list) => category::put(write, list).await.map(|()| list.len()),
            Self::Days(list) => calendar::put(write, list).await.map(|()| list.len()),
            Self::Responsibilities(version, list) => {
                let row = ResponsibilityListRow {
                    version: i32::try_from(*version).unwrap_or(i32::MAX),
                    name: name.to_owned(),
                    published_at: Some(now),
                };
                list::upsert(write, vec![row]).await?;
                responsibility::put(write, *version, list).await.map(|()| list.len())
            }
        };
        Ok(count? as u64)
    }
}
