//! The door by which partners come in: a signed message at a time.

use std::time::Duration;

use axum::Json;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::HeaderMap;
use huisheng_domain::area::Area;
use huisheng_domain::exchange::Way;
use huisheng_store::exchange;
use tokio::sync::Semaphore;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::{Path, bytes_of};
use crate::app::App;
use crate::error::Problem;
use crate::exchange::{Envelope, Signed, Taken, take};

/// The largest message: a file of 16 MB in base 64.
const LARGEST: usize = 24 << 20;
/// Messages that are read at once: each may take as much memory, and who sends it is known only when it is there.
static AT_ONCE: Semaphore = Semaphore::const_new(4);
/// How long one may wait for its turn and take to come.
const PATIENCE: Duration = Duration::from_secs(30);

/// The route of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(message)).layer(DefaultBodyLimit::max(LARGEST))
}

/// For partners: tell how an order stands, what became of it, what is held, or send a file. Signed with the common secret as
/// standardwebhooks.com says; who sends the same again changes nothing. `docs/exchange.md` has the contract.
#[utoipa::path(post, path = "/exchange/{area}/{partner}/messages", tag = "exchange", security(()),
    params(("area" = String, Path, description = "Area code.", example = "990101"),
        ("partner" = String, Path, description = "What the sender is called here.", example = "市12345"),
        ("webhook-id" = String, Header, description = "The same each time a message is sent."),
        ("webhook-timestamp" = i64, Header, description = "Seconds since 1970; five minutes from now at most."),
        ("webhook-signature" = String, Header, description = "`v1,` and HMAC-SHA-256 of `id.timestamp.body` in base 64.")),
    request_body(content = Envelope, example = json!({ "type": "order", "data": {
        "number": "S2026113000017", "version": 3, "received": "2026-11-30T01:00:00Z", "due": "2026-12-07T16:00:00Z",
        "state": "待签收", "title": "门口路灯不亮", "text": "新安花园 3 号楼门口路灯三天不亮", "address": "新安花园3号楼",
        "kind": "request", "name": "王女士", "phone": "13900000001",
    } })),
    responses((status = 200, body = Taken), (status = 401, body = Problem, description = "No such partner, or not signed by it."),
    (status = 413, body = Problem)))]
async fn message(
    State(app): State<App>,
    Path((code, partner)): Path<(String, String)>,
    request: Request,
) -> Result<Json<Taken>, Problem> {
    let now = app.now();
    let signed = signed(request.headers()).ok_or_else(Problem::exchange_signature)?;
    let area = code.parse().ok().and_then(|code| Area::new(code).ok());
    let area = area.ok_or_else(Problem::exchange_signature)?;
    let row = exchange::partner(app.store().read(), app.cipher()?, area, &partner).await?;
    // Who is called by files sends none by a line.
    let row = row.filter(|row| matches!(row.partner.way, Way::Link { .. }));
    let row = row.ok_or_else(Problem::exchange_signature)?;
    let read = async {
        let turn = AT_ONCE.acquire().await.map_err(|_| Problem::unavailable())?;
        Ok::<_, Problem>((turn, bytes_of(request, &app).await?))
    };
    let read = tokio::time::timeout(PATIENCE, read).await;
    let (_turn, body) = read.map_err(|_| Problem::unavailable())??;
    signed.check(&row.secret, &body, now)?;
    let envelope: Envelope =
        serde_json::from_slice(&body).map_err(|error| Problem::body(&error.to_string()))?;
    Ok(Json(take(&app, area, &row, envelope, now).await?))
}

/// The three headers of a signed message; none if one is missing or cannot be read.
fn signed(headers: &HeaderMap) -> Option<Signed> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    Some(Signed {
        id: text(standardwebhooks::HEADER_WEBHOOK_ID)?.to_owned(),
        at: text(standardwebhooks::HEADER_WEBHOOK_TIMESTAMP)?.parse().ok()?,
        signature: text(standardwebhooks::HEADER_WEBHOOK_SIGNATURE)?.to_owned(),
    })
}
