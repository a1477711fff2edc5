//! 常见问题: answers that everybody may find.

use axum::Json;
use axum::extract::State;
use huisheng_domain::knowledge::{Entry, Sought};
use huisheng_store::knowledge::{self, List, Row};
use huisheng_store::tally;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::area_of;
use crate::api::Written;
use crate::app::App;
use crate::error::Problem;

/// Answers that are shown, at most.
const MOST: usize = 20;
/// Answers of which the most used are shown where nothing was typed: those that end first.
const LOOKED_AT: u32 = 500;
/// Characters of what was typed that are looked for.
const LOOKED_FOR: usize = 100;

/// What somebody wants to know. It stands in no address and is kept nowhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicSought {
    /// Area code; the first of the installation if left out.
    #[serde(default)]
    area: Option<String>,
    /// Words of a question; empty for those that are asked most.
    #[serde(default)]
    #[schema(example = "社保卡", max_length = 200)]
    text: String,
}

/// A question and its answer.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicAnswer {
    /// Its id.
    id: Uuid,
    /// The question.
    question: String,
    /// The answer; an empty line parts paragraphs.
    answer: String,
    /// The document it comes from.
    source: String,
    /// The office that answers for it.
    unit: String,
    /// Its telephone.
    phone: Option<String>,
    /// The last day on which it holds.
    until: Date,
}

/// Answers of the knowledge base that are for everybody: the likest to what was typed, or those used most. Twenty at most.
#[utoipa::path(post, path = "/public/knowledge/search", tag = "public", security(()),
    request_body(content = PublicSought, example = json!({ "text": "社保卡" })),
    responses((status = 200, body = Vec<PublicAnswer>), (status = 404, body = Problem, description = "There is no such area."), (status = 503, body = Problem)))]
pub(super) async fn search(
    State(app): State<App>,
    body: Written<PublicSought>,
) -> Result<Json<Vec<PublicAnswer>>, Problem> {
    let PublicSought { area, text } = body.value;
    let area = area_of(&app, area.as_deref())?;
    let (db, today) = (app.store().read(), app.today(app.now()));
    let text: String = text.trim().chars().take(LOOKED_FOR).collect();
    let rows = if text.is_empty() {
        let from = Some((i64::from(tally::number(today)) - 1, Uuid::max()));
        let rows = knowledge::list(db, area, List::Told, from, LOOKED_AT).await?;
        let mut rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(row.used), row.id));
        rows
    } else {
        knowledge::sought(db, area, &Sought::of(&text), today, MOST, |told| told.public).await?
    };
    let book = app.book();
    let view = |row: Row| {
        let told = row.kept.told(today).filter(|told| told.public)?;
        let unit = book.units.get(told.unit);
        let Entry { question, answer, source, until, .. } = told.clone();
        Some(PublicAnswer {
            id: row.id,
            question,
            answer,
            source,
            unit: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
            phone: unit.and_then(|unit| unit.phone.clone()),
            until,
        })
    };
    Ok(Json(rows.into_iter().filter_map(view).take(MOST).collect()))
}
