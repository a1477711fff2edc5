//! What a provider has: pictures and addresses.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::api::public::area_of;
use crate::api::{Path, Written};
use crate::app::App;
use crate::error::{Problem, text};
use crate::map::{Found, Layer, ProviderError};

/// Pictures are kept by browsers and proxies for a day.
const KEPT: &str = "public, max-age=86400";
/// Characters of a search.
const MOST: usize = 100;

impl From<ProviderError> for Problem {
    fn from(error: ProviderError) -> Self {
        tracing::warn!(%error, "map");
        Self::new(StatusCode::BAD_GATEWAY, "provider_failed", text::PROVIDER_FAILED)
    }
}

/// A picture of the provider's map, in Web Mercator. This server asks for it; the provider learns nothing
/// of who looks.
#[utoipa::path(get, path = "/map/tiles/{layer}/{z}/{x}/{y}", tag = "map", security(()),
    params(("layer" = Layer, Path, description = "Which."), ("z" = u32, Path, description = "Zoom."),
        ("x" = u32, Path, description = "Column, from the west."), ("y" = u32, Path, description = "Row, from the north.")),
    responses((status = 200, description = "The picture.", content(
            (Vec<u8> = "image/png"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/webp"), (Vec<u8> = "image/gif"))),
        (status = 404, body = Problem, description = "No provider has this picture."),
        (status = 502, body = Problem)))]
pub(super) async fn tile(
    State(app): State<App>,
    Path((layer, z, x, y)): Path<(Layer, u32, u32, u32)>,
) -> Result<Response, Problem> {
    let tile = app.provider().tile(layer, [z, x, y]).await?.ok_or_else(Problem::not_found)?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(tile.kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(KEPT)),
    ];
    Ok((headers, tile.bytes).into_response())
}

/// What is searched. It stands in a body, so that no log of a proxy keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchBody {
    /// Words of an address or a name.
    #[schema(example = "新安花园", min_length = 1, max_length = 100)]
    q: String,
    /// Area, whose ground comes first; the first of the installation if left out.
    area: Option<String>,
}

/// Search an address with the provider. It is told the words and the ground of the area, and nothing of who
/// asks.
#[utoipa::path(post, path = "/map/search", tag = "map", security(()),
    request_body(content = SearchBody, example = json!({ "q": "新安花园" })),
    responses((status = 200, body = Vec<Found>, description = "Ten at most."),
        (status = 404, body = Problem, description = "No search is configured."),
        (status = 502, body = Problem)))]
pub(super) async fn search(
    State(app): State<App>,
    body: Written<SearchBody>,
) -> Result<Json<Vec<Found>>, Problem> {
    let words = body.value.q.trim();
    if words.is_empty() {
        return Err(Problem::missing("q"));
    }
    if words.chars().count() > MOST {
        return Err(Problem::invalid("q"));
    }
    let area = area_of(&app, body.value.area.as_deref())?;
    let extent = app.book().extents.get(&area).copied();
    let found = app.provider().search(words, extent).await?;
    found.map(Json).ok_or_else(Problem::not_found)
}
