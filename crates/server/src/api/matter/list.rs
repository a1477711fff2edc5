//! Worklists.

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, DivisionId, UnitId};
use huisheng_domain::matter::{Kind, Stage};
use huisheng_store::matter::{self, Filter, LightFilter, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::view::MatterLine;
use crate::api::Query;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Lines of a page, at most.
const MOST: u64 = 200;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which matters, in which order.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// Words that stand in a message, each phrase exactly: 路灯 finds 门口路灯不亮.
    q: Option<String>,
    /// Stage.
    #[param(inline)]
    stage: Option<Stage>,
    /// The desk that acts next: intake, dispatch, arbitration, unit, sign_off, review, callback, check.
    owner: Option<String>,
    /// Kind.
    #[param(inline)]
    kind: Option<Kind>,
    /// Category.
    category: Option<CategoryId>,
    /// Division, with all below it.
    division: Option<DivisionId>,
    /// Unit with a share in it, with all units below.
    unit: Option<UnitId>,
    /// Light now.
    #[param(inline)]
    light: Option<LightQuery>,
    /// Only matters that are late for ever.
    #[serde(default)]
    late: bool,
    /// Order.
    #[param(inline)]
    sort: Option<SortQuery>,
    /// `next` of the page before.
    after: Option<String>,
    /// Lines of a page, 1 to 200; 50 if left out.
    limit: Option<u64>,
}

/// Lights one can ask for.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum LightQuery {
    /// Overdue.
    Red,
    /// Near.
    Yellow,
    /// Neither.
    Grey,
}

/// Orders.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SortQuery {
    /// Earliest due first, open matters only.
    Due,
    /// Newest first.
    Received,
    /// Last changed first.
    Changed,
}

/// A page.
#[derive(Serialize, ToSchema)]
struct MatterPage {
    /// Lines.
    matters: Vec<MatterLine>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// A page of matters within reach.
#[utoipa::path(get, path = "/matters", tag = "matter", params(ListQuery),
    responses((status = 200, body = MatterPage), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Json<MatterPage>, Problem> {
    let now = app.now();
    let reach = staff.reach(&app);
    let area: Area = match &query.area {
        Some(text) => text.parse().map_err(|_| Problem::invalid("area"))?,
        None => *reach.areas.first().ok_or_else(Problem::not_found)?,
    };
    if !reach.holds_area(area) {
        return Err(Problem::not_found());
    }
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::invalid("limit"));
    }
    let after = query
        .after
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| Problem::invalid("after"))?;
    let book = app.book();
    let units = match query.unit {
        None => reach.units,
        Some(unit) => {
            let below = book
                .units
                .iter()
                .map(|other| other.id)
                .filter(|id| book.units.is_within(*id, unit));
            Some(
                below
                    .filter(|id| reach.units.as_ref().is_none_or(|reach| reach.contains(id)))
                    .collect(),
            )
        }
    };
    let divisions = query.division.map_or_else(Vec::new, |id| {
        std::iter::once(id)
            .chain(book.divisions.descendants(id).map(|division| division.id))
            .collect()
    });
    let filter = Filter {
        owner: query.owner,
        stage: query.stage,
        kind: query.kind,
        category: query.category,
        divisions,
        units,
        lead: None,
        light: query.light.map(|light| match light {
            LightQuery::Red => LightFilter::Red,
            LightQuery::Yellow => LightFilter::Yellow,
            LightQuery::Grey => LightFilter::Grey,
        }),
        late: query.late,
        text: query.q.filter(|text| !text.trim().is_empty()),
        sort: match query.sort {
            Some(SortQuery::Due) => Sort::Due,
            Some(SortQuery::Changed) => Sort::Changed,
            Some(SortQuery::Received) | None => Sort::Received,
        },
    };
    let page = matter::list(app.store().read(), area, &filter, after, limit, now).await?;
    let matters = page.matters.into_iter().map(|summary| MatterLine::of(summary, &book)).collect();
    Ok(Json(MatterPage { matters, next: page.next.map(|next| next.to_string()) }))
}
