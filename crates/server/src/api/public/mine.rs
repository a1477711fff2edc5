//! What was brought in under a telephone, told to whoever holds it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{MatterId, ReportId};
use huisheng_domain::matter::{LinkKind, Matter};
use huisheng_domain::one_time_code::Mobile;
use huisheng_store::{matter, voice};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::code::{mobile, prove};
use super::followed::Followed;
use super::opened::{code_of, opened};
use crate::api::Written;
use crate::app::App;
use crate::error::Problem;

/// Matters that are told, at most.
const MOST: u32 = 50;
/// Numbers are given to other people later: what is older is found by number and code only.
const SINCE: SignedDuration = SignedDuration::from_hours(24 * 365);

/// A telephone, and the code that was sent there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Proof {
    /// The mobile number.
    #[schema(example = "13900000001", min_length = 11, max_length = 100)]
    contact: String,
    /// The code.
    #[schema(example = "271828", min_length = 6, max_length = 6)]
    code: String,
}

/// What was brought in under a telephone.
#[derive(Serialize, ToSchema)]
pub(super) struct Mine {
    /// The newest first, 50 at most, of the last year; without what was said in confidence.
    matters: Vec<MineMatter>,
}

/// One's own report.
#[derive(Serialize, ToSchema)]
struct MineMatter {
    /// Public number.
    number: String,
    /// The code that opens it.
    code: String,
    /// What it is about.
    title: String,
    /// When it was said.
    reported: Timestamp,
}

/// The matters reported under a telephone within a year, also those a hotline entered, for whoever has the
/// code that was sent there. Each is followed by its number and code from then on.
#[utoipa::path(post, path = "/public/mine", tag = "public", security(()),
    request_body(content = Proof, example = json!({ "contact": "13900000001", "code": "271828" })),
    responses((status = 200, body = Mine)))]
pub(super) async fn mine(
    State(app): State<App>,
    body: Written<Proof>,
) -> Result<Json<Mine>, Problem> {
    let now = app.now();
    let contact = mobile(&body.value.contact)?;
    prove(&app, &contact, &body.value.code, now).await?;
    let mut own: Vec<(Timestamp, ReportId, Matter)> = Vec::new();
    for area in app.book().areas() {
        own.extend(of_area(&app, area, &contact, now - SINCE).await?);
    }
    own.sort_by_key(|(at, ..)| Reverse(*at));
    let mut matters = Vec::new();
    for (reported, voice, matter) in own.into_iter().take(MOST as usize) {
        let (number, code) = (matter.number, code_of(&app, voice).to_string());
        let opened = opened(&app, &number, &code).await?;
        let title = Followed::of(&app, &opened, now).await?.title;
        matters.push(MineMatter { number, code, title, reported });
    }
    Ok(Json(Mine { matters }))
}

/// The voices of an area with that number, each with the matter it was entered in.
async fn of_area(
    app: &App,
    area: Area,
    contact: &Mobile,
    since: Timestamp,
) -> Result<Vec<(Timestamp, ReportId, Matter)>, Problem> {
    let reader = app.store().read();
    let voices =
        voice::of_contact(reader, app.cipher()?, area, contact.digits(), since, MOST).await?;
    let ids: BTreeSet<MatterId> = voices.iter().map(|(_, matter)| *matter).collect();
    let ids: Vec<MatterId> = ids.into_iter().collect();
    let states = matter::states(reader, area, &ids).await?;
    // The whole names its parts, and its code opens them.
    let part = |matter: &Matter| {
        let mut from = matter.links.iter().filter(|link| link.kind == LinkKind::SplitFrom);
        from.any(|link| ids.contains(&link.matter))
    };
    let told = voices.into_iter().filter_map(|(voice, of)| {
        let matter = states.iter().find(|(id, ..)| *id == of).map(|(_, _, matter)| matter)?;
        let said = matter.report(voice)?;
        // An import enters today what was said long ago.
        // What staff entered later proves nobody to be the reporter.
        let own = !matter.is_sealed(said) && !said.contact_amended;
        let fits = said.at >= since && own && !part(matter);
        fits.then(|| (said.at, voice, matter.clone()))
    });
    Ok(told.collect())
}
