//! Looks at contact data 查看留痕: who, whose, why. For the audit
//! administrator, and through them for the person
//! concerned, who can ask for it.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{AccountId, MatterId, ReportId};
use huisheng_store::trail::{self, Filter, Kind, Line, Mark};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Query;
use super::audit::auditor;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Lines of a page, at most.
const MOST: u32 = 500;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(looks))
}

/// Which looks.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct LookQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// Only at this voice.
    report: Option<ReportId>,
    /// `next` of the page before.
    after: Option<String>,
    /// Lines of a page, 1 to 500; 50 if left out.
    limit: Option<u32>,
}

/// One look.
#[derive(Serialize, ToSchema)]
pub(crate) struct LookView {
    /// When.
    pub at: Timestamp,
    /// Number of the matter.
    #[schema(example = "990101202611220000127")]
    pub number: String,
    /// The voice whose contact data was shown.
    pub report: ReportId,
    /// The account that looked.
    pub account: AccountId,
    /// Its sign-in name.
    pub login: String,
    /// Why, in its words.
    #[schema(example = "联系上门时间")]
    pub reason: String,
}

impl LookView {
    /// Of an entry of the trail; none where it is not whole.
    pub(crate) fn of(line: Line) -> Option<Self> {
        let Line { at, number, report, account, login, reason, .. } = line;
        let (number, report, account) = (number?, report?, account?);
        // A reason goes with the words of a quarantined matter.
        let reason = reason.unwrap_or_default();
        Some(Self { at, number, report, account, login: login?, reason })
    }
}

/// The looks at one voice, or at all.
pub(crate) fn looks_at(report: Option<ReportId>) -> Filter {
    Filter { kind: Some(Kind::Look.code().to_owned()), report, ..Filter::default() }
}

/// A page of looks, the latest first. Where only a part of the area is within reach it may hold fewer
/// lines than asked for, or none, and still go on.
#[derive(Serialize, ToSchema)]
struct LookPage {
    /// Lines.
    looks: Vec<LookView>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// Every look at contact data of matters within reach, the latest first.
#[utoipa::path(get, path = "/looks", tag = "account", params(LookQuery),
    responses((status = 200, body = LookPage),
        (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn looks(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<LookQuery>,
) -> Result<Json<LookPage>, Problem> {
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::invalid("limit"));
    }
    let (reach, book) = (auditor(&app, &staff)?, app.book());
    let area = reach.area(query.area.as_deref())?;
    let reader = app.store().read();
    let after = query.after.as_deref().map(str::parse::<Mark>).transpose();
    let after = after.map_err(|_| Problem::invalid("after"))?;
    let (code, limit) = (trail::code_of(area), limit as usize);
    let page = trail::find(reader, &[code], &looks_at(query.report), after, limit).await?;
    let (mut rows, next) = (page.lines, page.next.map(|next| next.to_string()));
    let matters: Vec<MatterId> = rows.iter().filter_map(|row| row.matter).collect();
    let held = reach.among(reader, &book, area, &matters).await?;
    rows.retain(|row| row.matter.is_some_and(|matter| held.contains(&matter)));
    Ok(Json(LookPage { looks: rows.into_iter().filter_map(LookView::of).collect(), next }))
}
