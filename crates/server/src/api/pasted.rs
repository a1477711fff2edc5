//! What intake copies out of a chat group or a page: read into the fields of a report, so that nobody types it again.

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::CategoryId;
use huisheng_domain::matter::{Kind, Upstream};
use huisheng_domain::pasted;
use huisheng_domain::personal::is_starred;
use huisheng_store::{Book, upstream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Written;
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::import::orders::{COLUMNS, Order, Reader, WORDS};
use crate::table::{self, Row, value};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read))
}

/// A text that was copied.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PastedText {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// As it was copied.
    #[schema(
        example = "3号楼王姐 2026/11/30 08:12\n新安花园3号楼门口路灯不亮，王女士13900000001",
        max_length = 20_000
    )]
    text: String,
}

/// What was found in it. Nothing is kept, and people decide.
#[derive(Serialize, ToSchema)]
struct Pasted {
    /// Who said it.
    name: Option<String>,
    /// How to reach the person.
    contact: Option<String>,
    /// The words.
    text: String,
    /// The place: as a label says, else the narrowest that the words name.
    address: Option<String>,
    /// Kind, where a label says.
    kind: Option<Kind>,
    /// The page says that whoever handles it is not to know the person.
    confidential: bool,
    /// Category, where a label names one of ours.
    category: Option<CategoryId>,
    /// The order of a platform above, where a label has its number. Its platform is named where there is just one.
    upstream: Option<Upstream>,
    /// Photos and recordings that the chat did not let go with the text.
    files_left: usize,
}

/// Read a copied text into the fields of a report: who, how to reach the person, where, what. Nothing is kept.
#[utoipa::path(post, path = "/pasted", tag = "matter",
    request_body(content = PastedText, example = json!({ "text": "3号楼王姐 2026/11/30 08:12\n门口路灯不亮，王女士13900000001" })),
    responses((status = 200, body = Pasted), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn read(
    State(app): State<App>,
    staff: Staff,
    body: Written<PastedText>,
) -> Result<Json<Pasted>, Problem> {
    let PastedText { area, text } = body.value;
    let area = staff.area(&app, area.as_deref(), "report")?;
    let book = app.book();
    if text.trim().is_empty() {
        return Err(Problem::missing("text"));
    }
    let now = app.now();
    let said = pasted::read(&text);
    let entry = table::labelled(&text, COLUMNS, &WORDS);
    let label = |key| entry.as_ref().and_then(|row| row.get(key)).map(str::to_owned);
    let order = entry.as_ref().and_then(|row| Reader::new(&book, now).read(row).ok());
    let words = label("text").or_else(|| label("title")).unwrap_or(said.words);
    let address = label("address").or_else(|| place_in(&book, &words, now));
    let contact = entry.as_ref().and_then(telephones).or(said.phone);
    let upstream = match &order {
        Some(order) => Some(order_of(&app, area, order).await?),
        None => None,
    };
    Ok(Json(Pasted {
        // What a label hides is not guessed at.
        name: match entry {
            Some(_) => label("name").filter(|name| !is_starred(name)),
            None => said.name,
        },
        contact,
        text: words,
        address,
        kind: order.as_ref().map(|order| order.kind),
        confidential: order.as_ref().is_some_and(|order| order.confidential),
        category: order.and_then(|order| order.category),
        upstream,
        files_left: said.files,
    }))
}

fn telephones(row: &Row) -> Option<String> {
    let phones = value::phones("phone", row.get("phone")?).ok()?;
    Some(phones.join("、")).filter(|phones| !phones.is_empty())
}

/// The place that words speak of, as they name it.
fn place_in(book: &Book, words: &str, now: Timestamp) -> Option<String> {
    let day = now.to_zoned(book.calendar.zone().clone()).date();
    let found = book.gazetteer.place_of(words, &book.grid_index, day)?;
    pasted::place(words, &found.span).map(str::to_owned)
}

async fn order_of(app: &App, area: Area, order: &Order) -> Result<Upstream, Problem> {
    let sources = upstream::sources(app.store().read(), area).await?;
    let only = match sources.as_slice() {
        [only] => only.source.name.as_str(),
        _ => "",
    };
    Ok(Upstream { state: order.state.clone(), ..Upstream::new(only, &order.number, order.due) })
}
