//! What a resident's words may be about.

use axum::Json;
use axum::extract::State;
use huisheng_domain::matter::Place;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::Written;
use crate::api::suggestion::{SuggestedCategory, categories};
use crate::app::App;
use crate::error::Problem;

/// What somebody has written. It stands in a body, so that no log of a proxy keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenSoFar {
    /// The words.
    #[schema(example = "门口路灯不亮", max_length = 20_000)]
    text: String,
}

/// What it may be about. Who wrote it decides, or leaves it to intake.
#[derive(Serialize, ToSchema)]
pub(super) struct SuggestedCategories {
    /// The likeliest first, three at most.
    categories: Vec<SuggestedCategory>,
}

/// Suggest categories for what a resident has written, with the words that speak for each. Nothing is
/// kept.
#[utoipa::path(post, path = "/public/suggestions", tag = "public", security(()),
    request_body(content = WrittenSoFar, example = json!({ "text": "门口路灯不亮" })),
    responses((status = 200, body = SuggestedCategories)))]
pub(super) async fn suggest(
    State(app): State<App>,
    body: Written<WrittenSoFar>,
) -> Result<Json<SuggestedCategories>, Problem> {
    let (book, day) = (app.book(), app.day(&Place::default(), app.now()));
    Ok(Json(SuggestedCategories { categories: categories(&book, &body.value.text, day) }))
}
