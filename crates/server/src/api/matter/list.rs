//! Worklists.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{CategoryId, DivisionId, GridId, UnitId};
use huisheng_domain::matter::{Channel, EndingKind, Kind, Origin, Stage};
use huisheng_domain::roster::Shown;
use huisheng_store::matter::{self, Filter, LightFilter, Sort};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::cursor;
use super::queue::Queue;
use super::view::MatterLine;
use crate::api::Query;
use crate::api::roster::waiting::waiting;
use crate::app::{App, Braked, Staff, steady};
use crate::error::Problem;

/// Lines of a page, at most.
const MOST: usize = 200;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Which matters, in which order.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams, ToSchema)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct ListQuery {
    /// Area code; the first within reach if left out.
    pub area: Option<String>,
    /// Words that stand in a message, each phrase exactly: 路灯 finds 门口路灯不亮. Newest first; a page
    /// looks through a part of the past, so it may be short, or empty, and still have `next`.
    pub q: Option<String>,
    /// Only what waits in this queue.
    #[param(inline)]
    queue: Option<Queue>,
    /// Stage.
    #[param(inline)]
    stage: Option<Stage>,
    /// The desk that acts next: intake, dispatch, leader, arbitration, unit, sign_off, review, callback, check.
    owner: Option<String>,
    /// Kind.
    #[param(inline)]
    kind: Option<Kind>,
    /// How it came in.
    #[param(inline)]
    channel: Option<Channel>,
    /// Category.
    category: Option<CategoryId>,
    /// Division, with all below it.
    division: Option<DivisionId>,
    /// Grid.
    grid: Option<GridId>,
    /// Unit it concerns, with all units below: that took it in, has a share in it or was instructed.
    unit: Option<UnitId>,
    /// Light now.
    #[param(inline)]
    light: Option<LightQuery>,
    /// Only matters that are late for ever.
    #[serde(default)]
    late: bool,
    /// Only matters an importer found odd.
    #[serde(default)]
    flagged: bool,
    /// Only matters of which one did a step oneself, also those that have ended; the own last step first, so that it
    /// takes no `sort`.
    #[serde(default)]
    by_me: bool,
    /// Only matters that were opened anew after their end.
    #[serde(default)]
    reopened: bool,
    /// How it ended.
    #[param(inline)]
    ending: Option<EndingKind>,
    /// `live`, `late` (entered later than said) or `imported`.
    #[param(inline)]
    origin: Option<Origin>,
    /// Received at or after.
    from: Option<Timestamp>,
    /// Received before.
    until: Option<Timestamp>,
    /// Order; with `q` only `received`, and none with the queues `mine`, `to_enter` and `to_exclude`.
    #[param(inline)]
    sort: Option<SortQuery>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Lines of a page, 1 to 200; 50 if left out.
    pub limit: Option<usize>,
}

impl ListQuery {
    /// As the store is asked, within reach.
    pub async fn filter(self, app: &App, staff: &Staff) -> Result<Filter, Problem> {
        Ok(self.with_duty(app, staff).await?.0)
    }

    /// The same, and what of it waits for who is on duty, if that is asked for.
    async fn with_duty(self, app: &App, staff: &Staff) -> Result<(Filter, Vec<Shown>), Problem> {
        let (book, reach) = (app.book(), staff.reach(app)?);
        let on_duty = match self.queue {
            Some(Queue::OnDuty) => {
                let area = reach.area(self.area.as_deref())?;
                waiting(app, staff, area, app.now()).await?.unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let text = self.q.filter(|text| !text.trim().is_empty());
        let sort = match self.sort {
            Some(SortQuery::Due) => Sort::Due,
            Some(SortQuery::Changed) => Sort::Changed,
            Some(SortQuery::Received) | None => Sort::Received,
        };
        let ordered = self.by_me || self.queue.is_some_and(Queue::is_ordered);
        if ordered && self.sort.is_some() || text.is_some() && sort != Sort::Received {
            return Err(Problem::invalid("sort"));
        }
        let filter = Filter {
            owner: self.owner,
            stage: self.stage,
            kind: self.kind,
            channel: self.channel,
            category: self.category,
            division: self.division,
            grid: self.grid,
            units: self.unit.map(|unit| book.below(unit)),
            ending: self.ending,
            origin: self.origin,
            from: self.from,
            until: self.until,
            light: self.light.map(|light| match light {
                LightQuery::Red => LightFilter::Red,
                LightQuery::Yellow => LightFilter::Yellow,
                LightQuery::Grey => LightFilter::Grey,
            }),
            late: self.late,
            flagged: self.flagged,
            reopened: self.reopened,
            handled_by: self.by_me.then_some(staff.account),
            text,
            sort,
            ..reach.filter()
        };
        let filter = match self.queue {
            Some(queue) => queue.of(filter, app, staff, &on_duty),
            None => filter,
        };
        Ok((filter, on_duty))
    }
}

/// Lights one can ask for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
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
#[schema(example = json!(crate::api::example::matters()))]
struct MatterPage {
    /// Lines.
    matters: Vec<MatterLine>,
    /// For `after`; none at the end. A search, or an office's worklist of which few lines are asked for,
    /// is looked through a part at a time: a page may be short, or empty, and still have it.
    next: Option<String>,
}

/// A page of matters within reach.
#[utoipa::path(get, path = "/matters", tag = "matter", params(ListQuery),
    responses((status = 200, body = MatterPage), (status = 404, body = Problem, description = "No such area within your reach."), (status = 429, body = Problem)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<ListQuery>,
) -> Result<Json<MatterPage>, Problem> {
    let now = app.now();
    let reach = staff.reach(&app)?;
    let area = reach.area(query.area.as_deref())?;
    let limit = query.limit.unwrap_or(50);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::invalid("limit"));
    }
    let after =
        query.after.as_deref().map(|after| cursor::open(&app, &staff, after)).transpose()?;
    let (book, (filter, on_duty)) = (app.book(), query.with_duty(&app, &staff).await?);
    let page = matter::list(app.store().read(), area, &filter, after, limit, now);
    let page = if filter.text.is_some() {
        // What is found and lies out of reach is not told by the time it takes, nor tried again and again.
        staff.brake(&app, Braked::Search).await?;
        steady(page).await?
    } else {
        page.await?
    };
    let line = |summary: matter::Summary| {
        let shown = on_duty.iter().find(|shown| shown.matter == summary.id);
        let escalated = shown.and_then(|shown| shown.escalated);
        MatterLine { escalated, ..MatterLine::of(summary, &book) }
    };
    let matters = page.matters.into_iter().map(line).collect();
    let next = page.next.map(|next| cursor::seal(&app, &staff, next)).transpose()?;
    Ok(Json(MatterPage { matters, next }))
}
