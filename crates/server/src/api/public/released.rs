//! The board of what was put right in public space, in the words of a clerk.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{CategoryId, DivisionId};
use huisheng_domain::matter::{EndingKind, Lists};
use huisheng_store::Book;
use huisheng_store::matter::{self, Public};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::api::Query;
use crate::app::App;
use crate::error::Problem;
use crate::public::Spot;

/// Lines of a page.
const LINES: usize = 20;

/// What to show.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleasedQuery {
    /// Area; the first of the installation if left out.
    area: Option<String>,
    /// A category and all below it.
    category: Option<CategoryId>,
    /// A division and all below it.
    division: Option<DivisionId>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of the board.
#[derive(Serialize, ToSchema)]
pub(super) struct ReleasedPage {
    /// The newest end first.
    matters: Vec<ReleasedMatter>,
    /// For `after`; none at the end. A page may be short, or empty, and still have it.
    next: Option<String>,
}

/// A matter that has ended, as everybody may know it.
#[derive(Serialize, ToSchema)]
struct ReleasedMatter {
    /// What it was about.
    title: String,
    /// What came of it.
    answer: Option<String>,
    /// Category.
    category: Option<CategoryId>,
    /// Its name.
    category_name: Option<String>,
    /// Where.
    place: Spot,
    /// When it was first said.
    received: Timestamp,
    /// When it ended.
    ended: Timestamp,
    /// How.
    ending: EndingKind,
    /// The reporter's stars, if there are any.
    stars: Option<u8>,
}

impl ReleasedMatter {
    fn of(book: &Book, public: Public) -> Option<Self> {
        let matter = public.matter;
        let category = matter.category.and_then(|id| book.categories.get(id));
        let ending = matter.ending.as_ref()?;
        let mut ratings = matter.reports.iter().filter_map(|voice| voice.rating.as_ref());
        Some(Self {
            title: public.title,
            answer: public.answer,
            category: matter.category,
            category_name: category.map(|category| category.name.clone()),
            place: Spot::of(book, &matter.place),
            received: matter.received,
            ended: ending.at,
            ending: ending.kind,
            stars: ratings.next().map(|rating| rating.stars),
        })
    }
}

/// The board: matters of public space that have ended and were released, the newest first.
#[utoipa::path(get, path = "/public/released", tag = "public", security(()), params(ReleasedQuery),
    responses((status = 200, body = ReleasedPage), (status = 503, body = Problem)))]
pub(super) async fn released(
    State(app): State<App>,
    Query(query): Query<ReleasedQuery>,
) -> Result<Json<ReleasedPage>, Problem> {
    let book = app.book();
    let area = match &query.area {
        Some(text) => text.parse().map_err(|_| Problem::invalid("area"))?,
        None => app.default_area().ok_or_else(|| Problem::missing("area"))?,
    };
    let after = query.after.as_deref().map(str::parse).transpose();
    let after = after.map_err(|_| Problem::invalid("after"))?;
    let wanted = |category: Option<CategoryId>, division: Option<DivisionId>| {
        let within = |asked| division.is_some_and(|own| book.divisions.is_within(own, asked));
        let of =
            |asked| category.is_some_and(|own| book.categories.chain(own).any(|up| up.id == asked));
        book.is_public_space(category)
            && query.category.is_none_or(of)
            && query.division.is_none_or(within)
    };
    let page = matter::board(app.store().read(), area, wanted, after, LINES).await?;
    let matters =
        page.matters.into_iter().filter_map(|public| ReleasedMatter::of(&book, public)).collect();
    Ok(Json(ReleasedPage { matters, next: page.next.map(|next| next.to_string()) }))
}
