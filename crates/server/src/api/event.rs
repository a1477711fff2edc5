//! Live events: what happens within one's reach, as it happens.

mod follower;

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::IntoResponse;
use axum::response::sse::{KeepAlive, Sse};
use futures::StreamExt;
use huisheng_domain::id::Id;
use huisheng_store::feed::Mark;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use follower::Follower;

use crate::api::Query;
use crate::app::{App, Staff};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Events a connection may fall behind before it waits.
const WAITING: usize = 64;
/// How often a quiet stream says that it is there.
const QUIET: Duration = Duration::from_secs(15);

/// Where to go on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    /// The id of the last event seen; `Last-Event-ID` goes before it.
    since: Option<String>,
}

/// The data of an event `change`.
#[derive(Serialize, ToSchema)]
struct ChangeView {
    /// Public number of the matter.
    #[schema(example = "990101202611220000127")]
    number: String,
    /// What happened, as a stable code.
    #[schema(example = "signed_in")]
    kind: String,
    /// The event within the matter: its version now.
    seq: u32,
    /// When it was recorded.
    recorded: Timestamp,
}

/// Server-sent events of the matters within reach, pushed as they happen.
///
/// `change` carries number, kind, seq and time, and nobody's data; its id is
/// `<microseconds>-<matter>-<seq>`. `live` says that everything older was sent and has an id to go on
/// from. With `Last-Event-ID` (browsers send it by themselves) or `since`, the stream first sends
/// what happened since, beginning ten seconds earlier: every event comes at least once, and the same
/// number and seq is the same event. `call` says that a call of the own account rings, was taken or has ended, and carries
/// nothing: ask `GET /calls?list=mine`. An id older than a day is answered with `reset`: load the page
/// anew. The stream ends within fifteen seconds after the session does.
#[utoipa::path(get, path = "/events", tag = "matter",
    params(EventsQuery, ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event seen.")),
    responses((status = 200, content_type = "text/event-stream", body = ChangeView, description = "A stream of events; the schema is that of a `change`.")))]
async fn events(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<EventsQuery>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let last = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    let since = match last.or(query.since.as_deref()).filter(|text| !text.is_empty()) {
        Some(text) => Some(mark(text).ok_or_else(|| Problem::invalid("since"))?),
        None => None,
    };
    let (tell, told) = mpsc::channel(WAITING);
    tokio::spawn(Follower::new(&app, staff, tell)?.run(since));
    let stream = ReceiverStream::new(told).map(Ok::<_, Infallible>);
    let unbuffered = (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    Ok(([unbuffered], Sse::new(stream).keep_alive(KeepAlive::new().interval(QUIET))))
}

/// A mark as the id of an event.
fn id(mark: Mark) -> String {
    format!("{}-{}-{}", mark.recorded.as_microsecond(), mark.matter.uuid().simple(), mark.seq)
}

/// The mark behind an id.
fn mark(text: &str) -> Option<Mark> {
    let mut parts = text.splitn(3, '-');
    let recorded = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
    let matter = Id::from_uuid(uuid::Uuid::try_parse(parts.next()?).ok()?);
    Some(Mark { recorded, matter, seq: parts.next()?.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_mark() {
        let matter = Id::from_uuid(uuid::Uuid::from_u128(0x0192_0000_7000));
        let recorded = "2026-11-22T09:30:00.000001Z".parse().expect("an instant");
        let written = Mark { recorded, matter, seq: 12 };
        assert_eq!(mark(&id(written)), Some(written));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "1", "1-2", "1-2-3", "x-00000000000000000000000000000000-1"] {
            assert_eq!(mark(text), None, "{text}");
        }
        let matter = uuid::Uuid::nil().simple();
        for (micros, seq) in [("9223372036854775807", "1"), ("1", "-1"), ("1", "4294967296")] {
            assert_eq!(mark(&format!("{micros}-{matter}-{seq}")), None);
        }
    }
}
