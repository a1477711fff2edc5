//! Figures 统计.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::matter::Place;
use huisheng_store::matter::Within;
use jiff::civil::Date;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Query;
use crate::app::{App, Staff};
use crate::error::{Problem, text};
use crate::report::{self, Asked, Kept, PERIODS, Per, Report, Split};

/// Days of a report, at most: three years.
const MOST: i32 = 1_096;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(figures))
}

/// Which period, split by what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct ReportQuery {
    /// First day; the first of the last day's month if left out.
    #[param(value_type = Option<String>, format = Date, example = "2026-10-01")]
    from: Option<Date>,
    /// Last day; today if left out.
    #[param(value_type = Option<String>, format = Date, example = "2026-10-31")]
    to: Option<Date>,
    /// What it is split by; the lead unit if left out.
    #[param(inline)]
    by: Option<Split>,
    /// … and by which periods as well; 400 of them at most.
    #[param(inline)]
    per: Option<Per>,
    /// Area code; all areas within reach, summed, if left out.
    area: Option<String>,
}

/// What came in, how it was handled and how it ended, for the desks of an area. Rates are null
/// where there is nothing to divide by.
#[utoipa::path(get, path = "/reports", tag = "report", params(ReportQuery),
    responses((status = 200, body = Report),
        (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn figures(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ReportQuery>,
) -> Result<Json<Report>, Problem> {
    let reach = staff.reach(&app)?;
    // Who sees only a unit's shares does not see the figures of a place.
    let divisions = match &reach.within {
        None => Vec::new(),
        Some(Within { divisions, .. }) if divisions.is_empty() => return Err(Problem::forbidden()),
        Some(Within { divisions, .. }) => divisions.clone(),
    };
    let areas = reach.all_or(query.area.as_deref())?;
    let to = query.to.unwrap_or_else(|| app.day(&Place::default(), app.now()));
    let from = query.from.unwrap_or_else(|| to.first_of_month());
    if from > to {
        return Err(Problem::invalid("from"));
    }
    if (to - from).get_days() >= MOST {
        let long = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Problem::new(long, "period_too_long", text::PERIOD_TOO_LONG).field("from"));
    }
    let by = query.by.unwrap_or_default();
    let kept = Kept::From(reach.apart.clone());
    let asked = Asked { areas, divisions, from, to, by, per: query.per, kept };
    if asked.periods().len() > PERIODS {
        let long = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(Problem::new(long, "period_too_long", text::PERIOD_TOO_LONG).field("per"));
    }
    Ok(Json(report::make(app.store(), &app.book(), asked).await?))
}
