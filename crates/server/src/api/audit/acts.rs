//! Acts on matters, from the histories of the matters.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{AccountId, MatterId};
use huisheng_store::account;
use huisheng_store::acts::{self, Filter, Mark};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::entries::Paged;
use super::{Meant, auditor};
use crate::api::Query;
use crate::api::named::unit_name;
use crate::app::{App, Staff};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// One act.
#[derive(Serialize, ToSchema)]
struct ActView {
    /// When it was recorded.
    at: Timestamp,
    /// Number of the matter.
    number: String,
    /// The event within the matter.
    seq: i32,
    /// What happened, as a stable code.
    kind: String,
    /// `staff`, `reporter` or `house`.
    who: String,
    /// The account, for staff.
    account: Option<AccountId>,
    /// Its name.
    name: Option<String>,
    /// Name of the unit it acted for.
    unit: Option<String>,
}

/// A page of acts, the latest first; those of one account matter by matter. It may hold fewer lines than asked
/// for, or none, and still go on.
#[derive(Serialize, ToSchema)]
struct ActPage {
    /// Lines.
    acts: Vec<ActView>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// Who did what to matters within reach. Each act is an event of a matter, hashed in its chain.
#[utoipa::path(get, path = "/audit/acts", tag = "audit", params(Paged),
    responses((status = 200, body = ActPage),
        (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<Paged>,
) -> Result<Json<ActPage>, Problem> {
    let (asked, after, limit) = query.read::<Mark>()?;
    let (reach, book, reader) = (auditor(&app, &staff)?, app.book(), app.store().read());
    let area = reach.area(asked.area.as_deref())?;
    let Meant { account, matter, kind, from, to } = asked.meant(&app).await?;
    let filter = Filter { account, matter, kind, from, to };
    let mut page = acts::find(reader, area, &filter, after, limit).await?;
    let matters: Vec<MatterId> = page.acts.iter().map(|act| act.matter).collect();
    let held = reach.among(reader, &book, area, &matters).await?;
    page.acts.retain(|act| held.contains(&act.matter));
    let names = account::names(reader, page.acts.iter().filter_map(|act| act.account)).await?;
    let view = |act: acts::Act| ActView {
        at: act.at,
        number: act.number,
        seq: act.seq,
        kind: act.kind,
        who: act.who,
        account: act.account,
        name: act.account.and_then(|account| names.get(&account).cloned()),
        unit: act.unit.map(|unit| unit_name(&book, unit)),
    };
    let acts = page.acts.into_iter().map(view).collect();
    Ok(Json(ActPage { acts, next: page.next.map(|next| next.to_string()) }))
}
