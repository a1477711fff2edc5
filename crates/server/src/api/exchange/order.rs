//! Orders that go back and forth with a partner.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use huisheng_domain::exchange::Shown;
use huisheng_domain::id::MatterId;
use huisheng_store::exchange::{self, Link};
use huisheng_store::matter;
use huisheng_store::trail::{self, Entry, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::{KEEP, READ, named};
use crate::api::{Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// Orders that are shown, or sent again, at once.
const MOST: u32 = 500;

/// Which orders of which partner.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct OrdersQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// The name of the partner.
    partner: String,
    /// Which.
    #[param(inline)]
    only: Shown,
}

/// An order that goes back and forth.
#[derive(Serialize, ToSchema)]
#[schema(as = ExchangeOrderView)]
struct OrderView {
    /// The number of the order, as the platform above gave it.
    number: String,
    /// Our number, of what one sees.
    ours: Option<String>,
    /// When it is sent, or was.
    due: Timestamp,
    /// Tries so far.
    attempts: u32,
    /// What was wrong the last time it was sent, as a code: `no_answer`, `http_` and the status, `files_missing`, or what the
    /// other side refused.
    problem: Option<String>,
    /// What the rules here refused of what came last, as a code.
    refused: Option<String>,
    /// When something last came or went.
    changed: Timestamp,
}

/// Orders that go back and forth.
#[derive(Serialize, ToSchema)]
#[schema(as = ExchangeOrders)]
pub(super) struct Orders {
    /// The longest due first; 500 at most.
    orders: Vec<OrderView>,
}

/// Orders with a partner that wait, were given up, or of which the rules here refused something.
#[utoipa::path(get, path = "/exchange/orders", tag = "exchange", params(OrdersQuery),
    responses((status = 200, body = Orders), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "No such partner.")))]
pub(super) async fn orders(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<OrdersQuery>,
) -> Result<Json<Orders>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let row = named(&app, area, &query.partner).await?;
    let reader = app.store().read();
    let links = exchange::shown(reader, area, row.id, query.only, MOST).await?;
    let ids: Vec<MatterId> = links.iter().map(|link| link.matter).collect();
    let book = app.book();
    let states = matter::states(reader, area, &ids).await?.into_iter();
    let seen = states.filter(|(.., one)| staff.can(&app, "see", &access::matter(&book, one)));
    let numbers: HashMap<MatterId, String> = seen.map(|(id, _, one)| (id, one.number)).collect();
    let view = |link: Link| OrderView {
        ours: numbers.get(&link.matter).cloned(),
        number: link.number,
        due: link.due,
        attempts: link.attempts,
        problem: link.problem,
        refused: link.refused,
        changed: link.changed,
    };
    Ok(Json(Orders { orders: links.into_iter().map(view).collect() }))
}

/// Which orders are sent again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExchangeAgainBody)]
pub(super) struct AgainBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The name of the partner.
    #[schema(example = "市12345")]
    partner: String,
    /// The numbers of the orders, 500 at most; all that were given up if left out.
    #[serde(default)]
    #[schema(max_items = 500)]
    numbers: Option<Vec<String>>,
}

/// What is sent again.
#[derive(Serialize, ToSchema)]
#[schema(as = ExchangeAgain)]
pub(super) struct Again {
    /// How many.
    orders: u64,
}

/// 重新发送: send again how these orders stand. The other side knows a repeat by its version.
#[utoipa::path(post, path = "/exchange/orders/again", tag = "exchange",
    request_body(content = AgainBody, example = json!({ "partner": "市12345" })),
    responses((status = 200, body = Again), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "No such partner.")))]
pub(super) async fn again(
    State(app): State<App>,
    staff: Staff,
    body: Written<AgainBody>,
) -> Result<Json<Again>, Problem> {
    let AgainBody { area, partner, numbers } = body.value;
    let area = staff.area(&app, area.as_deref(), KEEP)?;
    let row = named(&app, area, &partner).await?;
    let fits = |numbers: &Vec<String>| (1..=MOST as usize).contains(&numbers.len());
    if numbers.as_ref().is_some_and(|numbers| !fits(numbers)) {
        return Err(Problem::invalid("numbers"));
    }
    let now = app.now();
    let write = staff.write(&app).await?;
    let orders = exchange::replay(&write, area, row.id, numbers.as_deref(), now).await?;
    let subject = Some(format!("exchange {}", row.partner.name));
    let entry = staff.entry(Kind::DeliveriesReplayed).with(json!({ "rows": orders }));
    trail::record(&write, &Entry { area: Some(area), subject, ..entry }, now).await?;
    write.commit().await?;
    Ok(Json(Again { orders }))
}
