//! What the own office wrote down of a matter.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use huisheng_store::matter;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::view::{EventView, Loaded, steps};
use super::within_reach;
use crate::api::Path;
use crate::app::{App, Staff};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(own_steps))
}

/// The steps of one's own office.
#[derive(Serialize, ToSchema)]
struct OwnSteps {
    /// In the order in which they were done.
    history: Vec<EventView>,
}

/// The steps that one's unit did, with their words: a reply to many begins with them. What others did is
/// not shown, so the matter counts as opened only where a colleague's step is among them.
#[utoipa::path(get, path = "/matters/{number}/own-steps", tag = "matter", params(("number" = String, Path)),
    responses((status = 200, body = OwnSteps)))]
async fn own_steps(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Json<OwnSteps>, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    let reader = app.store().read();
    let (events, words) = tokio::try_join!(
        matter::history(reader, found.area, found.id),
        matter::words(reader, found.area, found.id),
    )?;
    let own = || events.iter().filter(|event| event.actor.unit() == Some(staff.unit));
    if own().any(|event| event.actor.account() != Some(staff.account)) {
        super::opened(&app, &found, Some(staff.account), app.now()).await?;
    }
    let own: Vec<u32> = own().map(|event| event.seq).collect();
    let (names, numbers) = (BTreeMap::new(), BTreeMap::new());
    let raised = Vec::new();
    let loaded = Loaded { events, words, voices: Vec::new(), names, numbers, raised };
    let mut history = steps(&loaded, &app.book());
    history.retain(|step| own.contains(&step.seq));
    Ok(Json(OwnSteps { history }))
}
