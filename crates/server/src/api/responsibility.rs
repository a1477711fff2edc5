//! The responsibility list 权责清单: what a draft would change.

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, ResponsibilityId, UnitId};
use huisheng_domain::matter::{Place, Role};
use huisheng_domain::responsibility::{
    Around, DryRun, Finding, PastMatter, ResponsibilityList, Unrouted, dry_run,
};
use huisheng_store::matter::{self, Filter, Summary};
use huisheng_store::{Book, responsibility};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Written;
use super::matter::view::unit_name;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Matters looked at, at most.
const MOST: usize = 20_000;
/// Matters of one statement.
const PAGE: u64 = 1_000;
/// How far back.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(try_out))
}

/// Which draft.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TryOut {
    /// The version of the list that is to be tried.
    version: u32,
    /// The day it is to count from; today if left out.
    #[schema(value_type = Option<String>, format = Date)]
    starts: Option<Date>,
    /// Area code; all areas within reach if left out.
    area: Option<String>,
}

/// What would be different.
#[derive(Serialize, ToSchema)]
struct Tried {
    /// The version that was tried.
    version: u32,
    /// The version in force.
    current: u32,
    /// Matters looked at: the latest 20,000 of the last year, at most.
    matters: u64,
    /// Matters passed over: without a category, or never assigned.
    passed_over: u64,
    /// There were more matters than were looked at.
    more: bool,
    /// What is wrong with the draft itself.
    findings: Vec<Finding>,
    /// What the draft leaves to the dispatcher, most frequent first.
    gaps: Vec<GapView>,
    /// Where rows of the draft contradict each other: the rows, and how many matters.
    ambiguous: Vec<(Vec<ResponsibilityId>, u64)>,
    /// What would go elsewhere, most frequent first.
    changed: Vec<MovedView>,
    /// Who gains, the greatest gain first.
    load: Vec<LoadView>,
}

/// Matters of a category that the draft does not route.
#[derive(Serialize, ToSchema)]
struct GapView {
    /// Name of the category.
    category: String,
    /// What is missing.
    reason: Unrouted,
    /// How many.
    matters: u64,
}

/// Matters of a category that would go elsewhere.
#[derive(Serialize, ToSchema)]
struct MovedView {
    /// Name of the category.
    category: String,
    /// Who leads now; none is the dispatcher.
    from: Option<String>,
    /// Who would lead; none is the dispatcher.
    to: Option<String>,
    /// How many.
    matters: u64,
}

/// The matters of a unit.
#[derive(Serialize, ToSchema)]
struct LoadView {
    /// Name of the unit.
    unit: String,
    /// Led in fact.
    led: u64,
    /// By the list in force.
    before: u64,
    /// By the draft.
    after: u64,
}

/// Try a version of the responsibility list on the matters of the last year: gaps, overlaps, and
/// who gains load. Nothing changes.
#[utoipa::path(post, path = "/responsibilities/dry-run", tag = "lists",
    request_body(content = TryOut, example = json!({ "version": 4 })),
    responses((status = 200, body = Tried), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn try_out(
    State(app): State<App>,
    staff: Staff,
    body: Written<TryOut>,
) -> Result<Json<Tried>, Problem> {
    staff.need(&[Role::Administrator])?;
    let (now, asked, reach) = (app.now(), body.value, staff.reach(&app));
    let areas = match &asked.area {
        None => reach.areas,
        Some(text) => {
            let area: Area = text.parse().map_err(|_| Problem::invalid("area"))?;
            if !reach.holds_area(area) {
                return Err(Problem::not_found());
            }
            vec![area]
        }
    };
    let reader = app.store().read();
    let versions = responsibility::list::all(reader).await?;
    if !versions.iter().any(|known| u32::try_from(known.version) == Ok(asked.version)) {
        return Err(Problem::invalid("version"));
    }
    let rows = responsibility::of_version(reader, asked.version).await?;
    let past = past(&app, &areas, now).await?;
    let starts = asked.starts.unwrap_or_else(|| app.day(&Place::default(), now));
    let book = app.book();
    let tried = tokio::task::spawn_blocking(move || {
        let draft = ResponsibilityList::new(asked.version, rows);
        let routed: Vec<PastMatter<'_>> =
            past.iter().filter_map(|summary| routed(summary, &book)).collect();
        let passed_over = past.len() - routed.len();
        let run =
            dry_run(&draft, &book.responsibilities, routed, &book.categories, &book.units, starts);
        let mut tried = Tried::of(run, asked.version, &book);
        tried.passed_over = passed_over as u64;
        tried.more = past.len() >= MOST;
        tried
    });
    Ok(Json(tried.await.map_err(|_| Problem::internal())?))
}

/// The latest matters of the last year.
async fn past(app: &App, areas: &[Area], now: Timestamp) -> Result<Vec<Summary>, Problem> {
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
            ambiguous: run.ambiguous,
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
