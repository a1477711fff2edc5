//! What goes out of the house: how much waits, and what was given up.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::MatterId;
use huisheng_domain::notification::{Channel, Topic};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{matter, notification};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::{AreaQuery, Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// What of the policies these routes ask.
const KEEP: &str = "keep-deliveries";
/// What was given up that is told, at most.
const MOST: u32 = 200;

/// What goes out of the house.
#[derive(Serialize, ToSchema)]
pub(super) struct Deliveries {
    /// The ways that are configured.
    ways: Vec<Channel>,
    /// How many wait to be sent, or sent again.
    waiting: u64,
    /// When the first of them is due.
    first: Option<Timestamp>,
    /// What was given up, the oldest first, 200 at most.
    dead: Vec<DeadDelivery>,
}

/// A message that was given up.
#[derive(Serialize, ToSchema)]
struct DeadDelivery {
    /// Its id, as the gateway knows it.
    id: Uuid,
    /// By which way.
    channel: Channel,
    /// Of what; none if it was forgotten since.
    topic: Option<Topic>,
    /// The number of the matter.
    #[schema(example = "990101202611220000127")]
    number: String,
    /// How often it was tried.
    attempts: u32,
    /// What was wrong the last time, as a code: `no_answer`, `refused`, `not_configured`.
    problem: Option<String>,
    /// When it was given up.
    at: Timestamp,
}

/// How much waits to be sent, and what was given up. It names nobody.
#[utoipa::path(get, path = "/deliveries", tag = "notification", params(AreaQuery),
    responses((status = 200, body = Deliveries), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn deliveries(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Deliveries>, Problem> {
    let area = staff.reach(&app)?.area(query.area.as_deref())?;
    staff.may(&app, KEEP, &access::place(&app.book(), area, None))?;
    let reader = app.store().read();
    let waiting = notification::waiting(reader, area).await?;
    let dead = notification::dead(reader, area, MOST).await?;
    let ids: Vec<Uuid> = dead.iter().map(|one| one.notification).collect();
    let told = notification::of_ids(reader, area, &ids).await?;
    let topics: HashMap<Uuid, Topic> = told.into_iter().map(|one| (one.id, one.topic)).collect();
    let matters: Vec<MatterId> = dead.iter().map(|one| one.matter).collect();
    let numbers = matter::numbers(reader, area, &matters).await?;
    let ways = [
        app.tells_reporters().map(|_| Channel::Sms),
        app.mailer().map(|_| Channel::Mail),
        app.webhook().map(|_| Channel::Webhook),
    ];
    let view = |one: notification::Delivery| DeadDelivery {
        id: one.id,
        channel: one.channel,
        topic: topics.get(&one.notification).copied(),
        number: numbers.get(&one.matter).cloned().unwrap_or_default(),
        attempts: one.attempts,
        problem: one.problem,
        at: one.due,
    };
    Ok(Json(Deliveries {
        ways: ways.into_iter().flatten().collect(),
        waiting: waiting.count,
        first: waiting.first,
        dead: dead.into_iter().map(view).collect(),
    }))
}

/// What is sent anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplayDeliveries)]
pub(super) struct ReplayBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// Which, 200 at most; all that was given up if left out.
    #[serde(default)]
    #[schema(min_items = 1, max_items = 200)]
    ids: Option<Vec<Uuid>>,
}

/// How many are sent anew.
#[derive(Serialize, ToSchema)]
pub(super) struct Replayed {
    /// How many.
    count: u64,
}

/// Send what was given up anew, under the same ids.
#[utoipa::path(post, path = "/deliveries/replay", tag = "notification", operation_id = "replay_deliveries",
    request_body(content = ReplayBody, example = json!({})),
    responses((status = 200, body = Replayed), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn replay(
    State(app): State<App>,
    staff: Staff,
    body: Written<ReplayBody>,
) -> Result<Json<Replayed>, Problem> {
    let body = body.value;
    let area = staff.reach(&app)?.area(body.area.as_deref())?;
    staff.may(&app, KEEP, &access::place(&app.book(), area, None))?;
    if body.ids.as_ref().is_some_and(|ids| ids.is_empty() || ids.len() > MOST as usize) {
        return Err(Problem::invalid("ids"));
    }
    let (now, write) = (app.now(), staff.write(&app).await?);
    let count = notification::replay(&write, area, body.ids.as_deref(), now).await?;
    let entry = Entry { area: Some(area), ..staff.entry(Kind::DeliveriesReplayed) };
    trail::record(&write, &entry.with(json!({ "count": count })), now).await?;
    write.commit().await?;
    Ok(Json(Replayed { count }))
}
