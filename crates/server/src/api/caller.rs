//! What somebody who calls has brought in before.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{MatterId, ReportId};
use huisheng_domain::matter::Matter;
use huisheng_domain::one_time_code::Mobile;
use huisheng_store::matter;
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::voice;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::matter::view::MatterLine;
use super::{Written, reason_in};
use crate::app::{App, Braked, Reach, Staff, access};
use crate::error::Problem;

/// Voices that are shown, at most.
const MOST: u32 = 20;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(earlier))
}

/// Who calls. It stands in a body, so that no log of a proxy keeps it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Caller {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The whole telephone, as it was entered.
    #[schema(example = "13900000001", min_length = 5, max_length = 100)]
    contact: String,
    /// Why one asks; kept, and the person can ask for it.
    #[schema(example = "来电人询问进度", min_length = 4, max_length = 200)]
    reason: String,
}

/// What the caller has brought in.
#[derive(Serialize, ToSchema)]
struct Earlier {
    /// The latest first, 20 at most; without what was said in confidence.
    matters: Vec<MatterLine>,
}

/// The earlier matters of a caller, by the exact telephone. That somebody asked, and each look at contact data,
/// is written down before anything is shown, also where nothing is found: the number itself never is. What was
/// said in confidence 保密 is found by its number only.
#[utoipa::path(post, path = "/callers", tag = "matter",
    request_body(content = Caller, example = json!({ "contact": "13900000001", "reason": "来电人询问进度" })),
    responses((status = 200, body = Earlier), (status = 404, body = Problem, description = "No such area within your reach."), (status = 429, body = Problem)))]
async fn earlier(
    State(app): State<App>,
    staff: Staff,
    body: Written<Caller>,
) -> Result<Json<Earlier>, Problem> {
    let now = app.now();
    let reach = staff.reach(&app)?;
    let area = reach.area(body.value.area.as_deref())?;
    staff.may(&app, "ask-caller", &access::place(&app.book(), area, None))?;
    let contact = Mobile::plain(&body.value.contact);
    let reason = &reason_in(&body.value.reason, "reason")?;
    if contact.chars().count() < 5 {
        return Err(Problem::invalid("contact"));
    }
    staff.brake(&app, Braked::Caller).await?;
    let reader = app.store().read();
    let voices =
        voice::of_contact(reader, app.cipher()?, area, &contact, Timestamp::UNIX_EPOCH, MOST)
            .await?;
    let ids: BTreeSet<MatterId> = voices.iter().map(|(_, matter)| *matter).collect();
    let ids: Vec<MatterId> = ids.into_iter().collect();
    let states = matter::states(reader, area, &ids).await?;
    let shown: Vec<(ReportId, MatterId)> = voices
        .into_iter()
        .filter(|(voice, of)| {
            let found = states.iter().find(|(id, ..)| id == of);
            found.is_some_and(|(_, _, matter)| may_show(&app, &reach, &staff, matter, *voice))
        })
        .collect();
    write_down(&app, &staff, area, &shown, reason, now).await?;
    let mut ids: Vec<MatterId> = shown.iter().map(|(_, matter)| *matter).collect();
    ids.dedup();
    let mut lines = matter::lines(reader, area, &ids, now).await?;
    lines.sort_by_key(|line| std::cmp::Reverse(line.key));
    let book = app.book();
    let matters = lines.into_iter().map(|line| MatterLine::of(line, &book)).collect();
    Ok(Json(Earlier { matters }))
}

/// Within reach, said by somebody who is not sealed, and not handled by one's own office.
fn may_show(app: &App, reach: &Reach, staff: &Staff, matter: &Matter, voice: ReportId) -> bool {
    let book = app.book();
    let open = matter.report(voice).is_some_and(|voice| !matter.is_sealed(voice));
    open && reach.holds(&book, matter) && Reach::is_outside(&book, staff, matter)
}

async fn write_down(
    app: &App,
    staff: &Staff,
    area: Area,
    shown: &[(ReportId, MatterId)],
    reason: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let found = shown.len();
    let asked = Entry {
        area: Some(area),
        reason: Some(reason.to_owned()),
        ..staff.entry(Kind::CallerAsked).with(json!({ "found": found }))
    };
    let looks =
        shown.iter().map(|(voice, matter)| staff.look(area, (*matter, *voice), reason, true));
    let entries: Vec<Entry> = std::iter::once(asked).chain(looks).collect();
    let write = staff.write(app).await?;
    trail::record_all(&write, &entries, now).await?;
    write.commit().await?;
    Ok(())
}
