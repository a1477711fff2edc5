//! Finding an answer while somebody speaks.

use axum::Json;
use axum::extract::State;
use huisheng_domain::knowledge::{Entry, Sought};
use huisheng_store::knowledge;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Reader;
use crate::api::Written;
use crate::api::named::unit_name;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Answers that are offered, at most.
const MOST: usize = 8;
/// Characters of what was typed that are looked for: what was said first.
pub(crate) const LOOKED_FOR: usize = 300;

/// What was typed. It may tell of a person, so it stands in no address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KnowledgeSought {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// Words of a question, or what a caller has said so far; the first 300 characters are looked for.
    #[schema(example = "社保卡丢了", max_length = 20_000)]
    text: String,
}

/// An answer that may be told.
#[derive(Serialize, ToSchema)]
pub(super) struct KnowledgeFound {
    /// The entry.
    id: Uuid,
    /// What it says.
    entry: Entry,
    /// Name of the office that answers for it.
    unit_name: String,
    /// In how many matters it was used.
    used: u64,
}

/// Answers to what is being typed: first where all of it stands as it is, then the likest, and among those the most used.
/// Eight at most; nothing that has expired. What was typed is kept nowhere.
#[utoipa::path(post, path = "/knowledge/search", tag = "knowledge", operation_id = "search_knowledge",
    request_body(content = KnowledgeSought, example = json!({ "text": "社保卡丢了" })),
    responses((status = 200, body = Vec<KnowledgeFound>), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn search(
    State(app): State<App>,
    staff: Staff,
    body: Written<KnowledgeSought>,
) -> Result<Json<Vec<KnowledgeFound>>, Problem> {
    let body = body.value;
    let reader = Reader::of(&app, &staff, body.area.as_deref())?;
    let text: String = body.text.chars().take(LOOKED_FOR).collect();
    let (db, sought) = (app.store().read(), Sought::of(&text));
    let rows = knowledge::sought(db, reader.area, &sought, reader.today, MOST, |_| true).await?;
    let book = app.book();
    let view = |row: knowledge::Row| {
        let entry = row.kept.published?;
        let unit_name = unit_name(&book, entry.unit);
        Some(KnowledgeFound { id: row.id, unit_name, used: row.used, entry })
    };
    Ok(Json(rows.into_iter().filter_map(view).collect()))
}
