//! What the desk is told while somebody speaks: category, office, and what is there already.

use axum::Json;
use axum::extract::State;
use huisheng_domain::category::Suggested;
use huisheng_domain::id::{CategoryId, PlaceId, UnitId};
use huisheng_domain::matter::Lists;
use huisheng_domain::responsibility::Reason;
use huisheng_domain::search::{Pairs, stretches};
use huisheng_store::Book;
use huisheng_store::matter::{self, Filter, Sort, Summary};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Written;
use super::matter::report::{PointBody, Where, known};
use super::matter::view::MatterLine;
use super::named::unit_name;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Categories that are suggested, at most.
const CATEGORIES: usize = 3;
/// Matters that may be the same, at most.
const SIMILAR: usize = 5;
/// Open matters of the place that are compared: the earliest due.
const COMPARED: usize = 200;
/// So much of a title stands in what is said; where the category is the same, half as much.
const LIKE: f64 = 0.4;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(suggest))
}

/// What was said so far.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SaidSoFar {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The words.
    #[schema(example = "新安花园3号楼门口路灯不亮", max_length = 20_000)]
    text: String,
    /// A category that was chosen already.
    #[serde(default)]
    category: Option<CategoryId>,
    /// The place in words; the gazetteer is asked.
    #[serde(default)]
    address: Option<String>,
    /// An entry of the gazetteer.
    #[serde(default)]
    place: Option<PlaceId>,
    /// Longitude and latitude.
    #[serde(default)]
    point: Option<PointBody>,
}

/// What is suggested. Nothing is kept, and people decide.
#[derive(Serialize, ToSchema)]
struct Suggestions {
    /// The likeliest first, three at most.
    categories: Vec<SuggestedCategory>,
    /// The office that the responsibility list names for the category that was chosen, or the first
    /// that is suggested, at the place.
    lead: Option<SuggestedUnit>,
    /// The offices that help.
    supports: Vec<SuggestedUnit>,
    /// Why this office, or why none.
    because: Vec<Reason>,
    /// Open matters nearby that may be the same, the likeliest first, five at most.
    similar: Vec<Similar>,
}

/// A category that the words speak of.
#[derive(Serialize, ToSchema)]
pub(super) struct SuggestedCategory {
    /// Its id.
    id: CategoryId,
    /// Its name.
    name: String,
    /// The names from the widest down to its own.
    path: Vec<String>,
    /// The words it is suggested for.
    because: Vec<String>,
}

/// An office.
#[derive(Serialize, ToSchema)]
struct SuggestedUnit {
    /// Its id.
    unit: UnitId,
    /// Its name.
    name: String,
}

/// A matter that may be the same.
#[derive(Serialize, ToSchema)]
struct Similar {
    /// The matter.
    matter: MatterLine,
    /// It has the category that was chosen or is suggested first.
    same_category: bool,
    /// Words of its title that were said.
    because: Vec<String>,
}

/// Suggest category and office for what somebody says, and find what is open at the place and speaks of
/// the same. Nothing is kept.
#[utoipa::path(post, path = "/suggestions", tag = "matter",
    request_body(content = SaidSoFar, example = json!({ "text": "新安花园3号楼门口路灯不亮", "address": "新安花园3号楼" })),
    responses((status = 200, body = Suggestions), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn suggest(
    State(app): State<App>,
    staff: Staff,
    body: Written<SaidSoFar>,
) -> Result<Json<Suggestions>, Problem> {
    let (said, now) = (body.value, app.now());
    let reach = staff.reach(&app)?;
    let area = reach.area(said.area.as_deref())?;
    let book = app.book();
    known(&book, said.category)?;
    let at = Where { address: said.address.as_deref(), place: said.place, point: said.point };
    let place = at.locate(&app, now)?;
    let suggested = book.suggester.suggest(&said.text, CATEGORIES, app.day(&place, now));
    let category = said.category.or(suggested.first().map(|first| first.category));
    let routed = book.route(category, &place, now).unwrap_or_default();
    let similar = match place.division {
        Some(division) => {
            let filter =
                Filter { division: Some(division), open: true, sort: Sort::Due, ..reach.filter() };
            let page = matter::list(app.store().read(), area, &filter, None, COMPARED, now).await?;
            // Everything there has the name of the place in common.
            let named = place.place.map(|id| book.gazetteer.full_name(id)).unwrap_or_default();
            let place = Pairs::of(&format!("{named} {}", said.address.unwrap_or_default()));
            alike(page.matters, &Pairs::of(&said.text).without(&place), category, &book)
        }
        None => Vec::new(),
    };
    let unit = |id: UnitId| SuggestedUnit { unit: id, name: unit_name(&book, id) };
    Ok(Json(Suggestions {
        categories: named(suggested, &book),
        lead: routed.lead.map(unit),
        supports: routed.supports.into_iter().map(unit).collect(),
        because: routed.because,
        similar,
    }))
}

/// The categories that words speak of on a day, the likeliest first, three at most.
pub(super) fn categories(book: &Book, text: &str, day: Date) -> Vec<SuggestedCategory> {
    named(book.suggester.suggest(text, CATEGORIES, day), book)
}

fn named(suggested: Vec<Suggested>, book: &Book) -> Vec<SuggestedCategory> {
    let named = suggested.into_iter().filter_map(|Suggested { category, because }| {
        let name = book.categories.get(category)?.name.clone();
        let path = book.categories.path_names(category).into_iter().map(str::to_owned).collect();
        Some(SuggestedCategory { id: category, name, path, because })
    });
    named.collect()
}

/// The matters whose titles have what was `said`, the likeliest first.
fn alike(
    matters: Vec<Summary>,
    said: &Pairs,
    category: Option<CategoryId>,
    book: &Book,
) -> Vec<Similar> {
    let mut found: Vec<(f64, Summary)> = matters
        .into_iter()
        .filter_map(|matter| {
            let share = Pairs::of(&matter.title).share_in(said);
            let same = category.is_some() && matter.category == category;
            let like = if same { 2.0 * share } else { share };
            (like >= LIKE).then_some((like, matter))
        })
        .collect();
    found.sort_by(|one, other| other.0.total_cmp(&one.0));
    let similar = found.into_iter().take(SIMILAR).map(|(_, matter)| Similar {
        same_category: category.is_some() && matter.category == category,
        because: stretches(&matter.title, |pair| said.has(pair)),
        matter: MatterLine::of(matter, book),
    });
    similar.collect()
}
