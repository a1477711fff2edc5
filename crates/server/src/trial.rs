//! A version of the responsibility list 权责清单 tried on the matters of the last year, and published.

use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, ResponsibilityId, UnitId};
use huisheng_domain::responsibility::{
    Around, DryRun, Finding, PastMatter, ResponsibilityList, Unrouted, dry_run, succeed,
};
use huisheng_store::matter::{self, Filter, Summary};
use huisheng_store::responsibility::list;
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{Book, Micros, StoreError, responsibility, setting};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::json;
use thiserror::Error;
use utoipa::ToSchema;

use crate::api::named::unit_name;
use crate::app::{App, By, StartError};

/// Matters looked at, at most.
const MOST: usize = 20_000;
/// Matters of one statement.
const PAGE: usize = 1_000;
/// How far back.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// Why a version cannot be tried or published.
#[derive(Debug, Error)]
pub enum TrialError {
    /// No such version.
    #[error(
        "没有第 {0} 版清单；用 huisheng responsibility list 查看\nthere is no version {0} of the list; `huisheng responsibility list` shows them"
    )]
    NoVersion(u32),
    /// It is in force, or was.
    #[error(
        "第 {0} 版已发布；请导入新的草稿\nversion {0} is published already; import another draft"
    )]
    Published(u32),
    /// The work was broken off.
    #[error("the work was broken off")]
    Broken,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lists could not be read again.
    #[error(transparent)]
    Start(#[from] StartError),
}

/// What would be different.
#[derive(Serialize, ToSchema)]
pub struct Tried {
    /// The version that was tried.
    pub version: u32,
    /// The version in force.
    pub current: u32,
    /// Matters looked at: the latest 20,000 of the last year, at most.
    pub matters: u64,
    /// Matters passed over: without a category, or never assigned.
    pub passed_over: u64,
    /// There were more matters than were looked at.
    pub more: bool,
    /// What is wrong with the draft itself.
    pub findings: Vec<Finding>,
    /// What the draft leaves to the dispatcher, most frequent first.
    pub gaps: Vec<GapView>,
    /// Where rows of the draft contradict each other, most frequent first.
    pub ambiguous: Vec<ClashView>,
    /// What would go elsewhere, most frequent first.
    pub changed: Vec<MovedView>,
    /// Who gains, the greatest gain first.
    pub load: Vec<LoadView>,
}

/// Matters of a category that the draft does not route.
#[derive(Serialize, ToSchema)]
pub struct GapView {
    /// Name of the category.
    pub category: String,
    /// What is missing.
    pub reason: Unrouted,
    /// How many.
    pub matters: u64,
}

/// Matters for which rows of the draft contradict each other.
#[derive(Serialize, ToSchema)]
pub struct ClashView {
    /// The rows.
    pub rows: Vec<ResponsibilityId>,
    /// How many.
    pub matters: u64,
}

/// Matters of a category that would go elsewhere.
#[derive(Serialize, ToSchema)]
pub struct MovedView {
    /// Name of the category.
    pub category: String,
    /// Who leads now; none is the dispatcher.
    pub from: Option<String>,
    /// Who would lead; none is the dispatcher.
    pub to: Option<String>,
    /// How many.
    pub matters: u64,
}

/// The matters of a unit.
#[derive(Serialize, ToSchema)]
pub struct LoadView {
    /// Name of the unit.
    pub unit: String,
    /// Led in fact.
    pub led: u64,
    /// By the list in force.
    pub before: u64,
    /// By the draft.
    pub after: u64,
}

/// A version of the list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ListVersion {
    /// Its number.
    pub version: u32,
    /// The file it came from.
    pub name: String,
    /// When it was published; none for a draft.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
    /// The highest that is published counts.
    pub in_force: bool,
}

/// Every version, the oldest first.
///
/// # Errors
/// The database.
pub async fn versions(app: &App) -> Result<Vec<ListVersion>, StoreError> {
    let rows = list::all(app.store().read()).await?;
    let published = rows.iter().filter(|row| row.published_at.is_some());
    let in_force = published.map(|row| row.version).max();
    Ok(rows
        .into_iter()
        .map(|row| ListVersion {
            in_force: in_force == Some(row.version),
            version: u32::try_from(row.version).unwrap_or_default(),
            name: row.name,
            published_at: row.published_at.and_then(Micros::timestamp),
        })
        .collect())
}

/// What `version` would make of the latest matters of the last year, if it counted from `starts`.
///
/// # Errors
/// No such version; the database.
pub async fn try_out(
    app: &App,
    areas: &[Area],
    version: u32,
    starts: Date,
    now: Timestamp,
) -> Result<Tried, TrialError> {
    if !versions(app).await?.iter().any(|known| known.version == version) {
        return Err(TrialError::NoVersion(version));
    }
    let rows = responsibility::of_version(app.store().read(), version).await?;
    let past = past(app, areas, now).await?;
    let book = app.book();
    let tried = tokio::task::spawn_blocking(move || {
        let draft = ResponsibilityList::new(version, rows);
        let routed: Vec<PastMatter<'_>> =
            past.iter().filter_map(|summary| routed(summary, &book)).collect();
        let passed_over = past.len() - routed.len();
        let run =
            dry_run(&draft, &book.responsibilities, routed, &book.categories, &book.units, starts);
        let mut tried = Tried::of(run, version, &book);
        tried.passed_over = passed_over as u64;
        tried.more = past.len() >= MOST;
        tried
    });
    tried.await.map_err(|_| TrialError::Broken)
}

/// Publishes a draft: it counts from `from`, and the list before it until the eve. Without a day
/// the rows count on their own days, and the list before it no more.
///
/// # Errors
/// No such version, or it is published; the database.
pub async fn publish(
    app: &App,
    version: u32,
    from: Option<Date>,
    by: &By,
    now: Timestamp,
) -> Result<ListVersion, TrialError> {
    let write = by.write(app).await?;
    let all = list::all(&write).await?;
    let found = all.iter().find(|row| u32::try_from(row.version) == Ok(version));
    let found = found.ok_or(TrialError::NoVersion(version))?;
    if found.published_at.is_some() {
        return Err(TrialError::Published(version));
    }
    let mut rows = responsibility::of_version(&write, version).await?;
    let current = list::in_force(&write).await?;
    let current = current.and_then(|row| u32::try_from(row.version).ok());
    if let (Some(from), Some(current)) = (from, current) {
        rows = succeed(&responsibility::of_version(&write, current).await?, &rows, from);
    }
    // The highest published version counts: a draft older than that gets a new number.
    let newest = all.iter().filter_map(|row| u32::try_from(row.version).ok()).max();
    let number = match current {
        Some(current) if current > version => newest.unwrap_or(current).saturating_add(1),
        _ => version,
    };
    let row = list::ResponsibilityListRow {
        version: i32::try_from(number).unwrap_or(i32::MAX),
        name: found.name.clone(),
        published_at: Some(now.into()),
    };
    let name = row.name.clone();
    list::upsert(&write, vec![row]).await?;
    responsibility::put(&write, number, &rows).await?;
    setting::lists_changed(&write).await?;
    let published = Entry {
        subject: Some(number.to_string()),
        ..by.entry(Kind::ResponsibilityPublished).with(json!({ "draft": version, "from": from }))
    };
    trail::record(&write, &published, now).await?;
    write.commit().await?;
    app.turn_page().await?;
    Ok(ListVersion { version: number, name, published_at: Some(now), in_force: true })
}

/// The latest matters of the last year.
async fn past(app: &App, areas: &[Area], now: Timestamp) -> Result<Vec<Summary>, StoreError> {
    let since = now.checked_sub(YEAR).unwrap_or(Timestamp::MIN);
    let mut past = Vec::new();
    for area in areas {
        let mut after = None;
        while past.len() < MOST {
            let filter = Filter::default();
            let page = matter::list(app.store().read(), *area, &filter, after, PAGE, now).await?;
            // By number, so by the day of entry: a page that is too old throughout ends it.
            let old = page.matters.iter().all(|summary| summary.received < since);
            past.extend(page.matters.into_iter().filter(|summary| summary.received >= since));
            after = page.next;
            if after.is_none() || old {
                break;
            }
        }
    }
    past.truncate(MOST);
    Ok(past)
}

fn routed<'b>(summary: &Summary, book: &'b Book) -> Option<PastMatter<'b>> {
    let own = summary.division.and_then(|id| book.divisions.get(id));
    let above = own.into_iter().flat_map(|own| book.divisions.ancestors(own.id));
    let around = own.into_iter().chain(above);
    let zone = book.calendar.zone().clone();
    Some(PastMatter {
        category: summary.category?,
        lead: summary.lead?,
        around: around
            .map(|division| Around { division: division.id, level: &division.level })
            .collect(),
        on: summary.received.to_zoned(zone).date(),
    })
}

impl Tried {
    fn of(run: DryRun, version: u32, book: &Book) -> Self {
        let category = |id: CategoryId| {
            book.categories.get(id).map_or_else(|| id.to_string(), |found| found.name.clone())
        };
        let unit = |id: UnitId| unit_name(book, id);
        Self {
            version,
            current: book.responsibilities.version(),
            matters: run.matters,
            passed_over: 0,
            more: false,
            findings: run.findings,
            gaps: run
                .gaps
                .into_iter()
                .map(|gap| GapView {
                    category: category(gap.category),
                    reason: gap.reason,
                    matters: gap.matters,
                })
                .collect(),
            ambiguous: run
                .ambiguous
                .into_iter()
                .map(|(rows, matters)| ClashView { rows, matters })
                .collect(),
            changed: run
                .changed
                .into_iter()
                .map(|change| MovedView {
                    category: category(change.category),
                    from: change.from.map(unit),
                    to: change.to.map(unit),
                    matters: change.matters,
                })
                .collect(),
            load: run
                .load
                .into_iter()
                .map(|load| LoadView {
                    unit: unit(load.unit),
                    led: load.led,
                    before: load.before,
                    after: load.after,
                })
                .collect(),
        }
    }
}
