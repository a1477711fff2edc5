//! What one was told.

use std::collections::{BTreeMap, HashSet};

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::notification::Topic;
use huisheng_store::StoreError;
use huisheng_store::matter::{self, Summary};
use huisheng_store::notification::{self, Notification, Seen};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::api::matter::view::MatterLine;
use crate::api::{Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Messages of a page, at most.
const MOST: u32 = 100;
/// Unread ones that are counted; more is more.
const COUNTED: u32 = 100;

/// Which.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct NotificationQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// Only what was not read.
    #[serde(default)]
    unread: bool,
    /// `next` of the page before.
    after: Option<String>,
    /// Messages of a page, 1 to 100; 50 if left out. Of matters out of reach nothing is told, so a page may be shorter.
    limit: Option<u32>,
}

/// What one was told.
#[derive(Serialize, ToSchema)]
pub(super) struct Notifications {
    /// How many are not read; beyond 99 it stays 100.
    unread: usize,
    /// The latest first.
    notifications: Vec<NotificationView>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// One message.
#[derive(Serialize, ToSchema)]
#[schema(as = Notification)]
struct NotificationView {
    /// Its id.
    id: Uuid,
    /// Of what.
    topic: Topic,
    /// When it was told.
    at: Timestamp,
    /// It was read, or its matter was opened from the list.
    read: bool,
    /// The matter, as it stands now.
    matter: MatterLine,
}

/// What one was told, the latest first, of matters within reach.
#[utoipa::path(get, path = "/notifications", tag = "notification", params(NotificationQuery),
    responses((status = 200, body = Notifications), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn notifications(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<NotificationQuery>,
) -> Result<Json<Notifications>, Problem> {
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::invalid("limit"));
    }
    let after = query.after.as_deref().map(mark).transpose()?;
    let (book, reader, now) = (app.book(), app.store().read(), app.now());
    let area = staff.reach(&app)?.area(query.area.as_deref())?;
    let account = staff.account;
    let page = notification::of_account(reader, area, account, query.unread, after, limit).await?;
    let unread = notification::of_account(reader, area, account, true, None, COUNTED).await?;
    let seen = seen(&app, &staff, area, page.iter().chain(&unread)).await?;
    let next = page.last().filter(|_| page.len() >= limit as usize);
    let next = next.map(|last| format!("{}-{}", last.told.as_microsecond(), last.id.simple()));
    let ids: Vec<MatterId> =
        page.iter().map(|one| one.matter).filter(|matter| seen.contains(matter)).collect();
    let lines = matter::lines(reader, area, &ids, now).await?;
    let lines: BTreeMap<MatterId, Summary> =
        lines.into_iter().map(|line| (line.id, line)).collect();
    let view = |one: Notification| {
        let line = lines.get(&one.matter)?.clone();
        Some(NotificationView {
            id: one.id,
            topic: one.topic,
            at: one.told,
            read: one.read.is_some(),
            matter: MatterLine::of(line, &book),
        })
    };
    Ok(Json(Notifications {
        unread: unread.iter().filter(|one| seen.contains(&one.matter)).count(),
        notifications: page.into_iter().filter_map(view).collect(),
        next,
    }))
}

/// The matters of these that are within reach.
async fn seen(
    app: &App,
    staff: &Staff,
    area: Area,
    all: impl Iterator<Item = &Notification>,
) -> Result<HashSet<MatterId>, Problem> {
    let ids: HashSet<MatterId> = all.map(|one| one.matter).collect();
    let ids: Vec<MatterId> = ids.into_iter().collect();
    Ok(staff.reach(app)?.among(app.store().read(), &app.book(), area, &ids).await?)
}

/// Where a page goes on.
fn mark(text: &str) -> Result<(Timestamp, Uuid), Problem> {
    let read = || {
        let (micros, id) = text.split_once('-')?;
        let at = Timestamp::from_microsecond(micros.parse().ok()?).ok()?;
        Some((at, Uuid::try_parse(id).ok()?))
    };
    read().ok_or_else(|| Problem::invalid("after"))
}

/// What was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReadNotifications)]
pub(super) struct ReadBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// All about the matter with this number.
    #[serde(default)]
    #[schema(example = "990101202611220000127")]
    number: Option<String>,
    /// All that was told up to then.
    #[serde(default)]
    up_to: Option<Timestamp>,
}

/// Mark what one was told as read: all about a matter, or all up to an instant.
#[utoipa::path(post, path = "/notifications/read", tag = "notification", operation_id = "read_notifications",
    request_body(content = ReadBody, example = json!({ "up_to": "2026-11-30T01:00:00Z" })),
    responses((status = 204), (status = 422, body = Problem, description = "Neither a matter nor an instant, or both.")))]
pub(super) async fn read(
    State(app): State<App>,
    staff: Staff,
    body: Written<ReadBody>,
) -> Result<StatusCode, Problem> {
    let body = body.value;
    let area = staff.reach(&app)?.area(body.area.as_deref())?;
    let reader = app.store().read();
    match (&body.number, body.up_to) {
        (Some(number), None) => {
            let number = number.parse().map_err(|_| Problem::invalid("number"))?;
            match matter::by_number(reader, number).await {
                Ok(matter) => keep(&app, &staff, matter.area, Seen::Matter(matter.id)).await?,
                // Whether there is such a matter is told to nobody who was not told of it.
                Err(StoreError::NotFound) => {}
                Err(error) => return Err(error.into()),
            }
        }
        (None, Some(at)) => {
            let mut from = Some((at, Uuid::max()));
            while let Some(before) = from {
                let (account, before) = (staff.account, Some(before));
                let page =
                    notification::of_account(reader, area, account, true, before, MOST).await?;
                // What is out of reach in this post was not seen.
                let seen = seen(&app, &staff, area, page.iter()).await?;
                let ids: Vec<Uuid> = page
                    .iter()
                    .filter(|one| seen.contains(&one.matter))
                    .map(|one| one.id)
                    .collect();
                keep(&app, &staff, area, Seen::These(&ids)).await?;
                let last = page.last().filter(|_| page.len() >= MOST as usize);
                from = last.map(|last| (last.told, last.id));
            }
        }
        _ => return Err(Problem::invalid("up_to")),
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn keep(app: &App, staff: &Staff, area: Area, what: Seen<'_>) -> Result<(), Problem> {
    let write = app.store().write().await?;
    notification::mark_read(&write, area, staff.account, what, app.now()).await?;
    Ok(write.commit().await?)
}
