//! The queues of a desk: what waits for the signed-in person, and how much.

use axum::Json;
use axum::extract::State;
use huisheng_domain::matter::Role;
use huisheng_domain::roster::Shown;
use huisheng_store::matter::{self, Filter, LightFilter, Part};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::api::Query;
use crate::api::roster::waiting::waiting;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Counted exactly up to here; beyond it, nobody plans by the number.
const MOST: usize = 999;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(queues))
}

/// A worklist of a post. All but `to_enter`, `to_exclude` and `to_archive` hold open matters only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// 待受理.
    ToAccept,
    /// 待派: accepted, and no lead unit yet.
    ToAssign,
    /// 值班待办: came in while the office was closed, cannot wait, and nobody signed in for it; for who is on duty, and after
    /// a while for the leader in charge.
    OnDuty,
    /// 待签收: an open share of one's unit or below, not signed in.
    ToSignIn,
    /// 办理中: an open share of one's unit or below, signed in.
    InHand,
    /// 批示待反馈: an instruction to one's unit or below.
    ToReportBack,
    /// 待审签.
    ToSignOff,
    /// 待审核.
    ToReview,
    /// 待回访; never what one's own office handles.
    ToCallBack,
    /// 待核查; never what one's own office handles.
    ToCheck,
    /// 待我决定: a request, or a result that somebody rejected.
    ToDecide,
    /// 待批准: a suspension, which only a leader grants.
    ToApprove,
    /// 待审批查看: somebody asks to see who reported.
    ToUnseal,
    /// 待裁定: a return that goes one level up.
    ToArbitrate,
    /// 待审剔除: an office asks that something is left out of its figures; also of matters that have ended, so that it takes no
    /// `sort`.
    ToExclude,
    /// 待回填: its answer is owed to a platform above; the newest number first, so that it takes no `sort`.
    ToEnter,
    /// 待归档: closed, and its file has all it must have; the newest number first, so that it takes no `sort`.
    ToArchive,
    /// 临期.
    Near,
    /// 超期.
    Overdue,
    /// 退回: a share was given back.
    Returned,
    /// 我的: one did a step of it oneself; the own last step first, so that it takes no `sort`.
    Mine,
}

impl Queue {
    const ALL: [Self; 21] = [
        Self::ToAccept,
        Self::ToAssign,
        Self::OnDuty,
        Self::ToSignIn,
        Self::InHand,
        Self::ToReportBack,
        Self::ToSignOff,
        Self::ToReview,
        Self::ToCallBack,
        Self::ToCheck,
        Self::ToDecide,
        Self::ToApprove,
        Self::ToUnseal,
        Self::ToArbitrate,
        Self::ToExclude,
        Self::ToEnter,
        Self::ToArchive,
        Self::Near,
        Self::Overdue,
        Self::Returned,
        Self::Mine,
    ];

    /// The posts that work on it; empty for everybody's.
    const fn posts(self) -> &'static [Role] {
        match self {
            Self::ToAccept | Self::ToEnter => &[Role::Intake, Role::Dispatcher],
            Self::ToAssign | Self::ToReview | Self::ToArchive => &[Role::Dispatcher],
            Self::ToSignIn | Self::InHand | Self::ToReportBack => {
                &[Role::Clerk, Role::Head, Role::GridWorker]
            }
            Self::ToSignOff => &[Role::Head],
            Self::ToCallBack => &[Role::Callback],
            Self::ToCheck | Self::ToExclude => &[Role::Supervisor],
            Self::ToDecide => &[Role::Dispatcher, Role::Supervisor],
            Self::ToApprove => &[Role::Leader],
            Self::ToUnseal => &[Role::Dispatcher, Role::Supervisor, Role::Leader],
            Self::ToArbitrate => &[Role::Supervisor, Role::Leader],
            Self::OnDuty | Self::Near | Self::Overdue | Self::Returned | Self::Mine => &[],
        }
    }

    fn is_for(self, staff: &Staff) -> bool {
        let posts = self.posts();
        posts.is_empty() || posts.iter().any(|post| staff.roles.contains(post))
    }

    /// Its order is its own.
    pub const fn is_ordered(self) -> bool {
        matches!(self, Self::Mine | Self::ToEnter | Self::ToExclude | Self::ToArchive)
    }

    /// `filter`, and of that what waits here. `on_duty` is what waits for who is on duty.
    pub fn of(self, filter: Filter, app: &App, staff: &Staff, on_duty: &[Shown]) -> Filter {
        let owner = |code: &str| Some(code.to_owned());
        let filter = Filter { open: true, ..filter };
        let part = |part| Some((part, app.book().below(staff.unit)));
        // Rule 3: nobody confirms the result of the own office, or of one it belongs to.
        let outside = || app.book().above(staff.unit);
        match self {
            Self::ToAccept => Filter { owner: owner("intake"), ..filter },
            Self::ToAssign => Filter { owner: owner("dispatch"), led: Some(false), ..filter },
            Self::OnDuty => {
                let among = on_duty.iter().map(|shown| shown.matter).collect();
                Filter { among: Some(among), ..filter }
            }
            Self::ToSignIn => Filter { part: part(Part::ToSignIn), ..filter },
            Self::InHand => Filter { part: part(Part::InHand), ..filter },
            Self::ToReportBack => Filter { part: part(Part::ToReportBack), ..filter },
            Self::ToSignOff => Filter { owner: owner("sign_off"), ..filter },
            Self::ToReview => Filter { owner: owner("review"), ..filter },
            Self::ToCallBack => Filter { owner: owner("callback"), outside: outside(), ..filter },
            Self::ToCheck => Filter { owner: owner("check"), outside: outside(), ..filter },
            Self::ToDecide => Filter { owner: owner("dispatch"), led: Some(true), ..filter },
            Self::ToApprove => Filter { owner: owner("leader"), ..filter },
            Self::ToUnseal => Filter { unsealing: true, outside: outside(), ..filter },
            Self::ToArbitrate => Filter { owner: owner("arbitration"), ..filter },
            Self::ToExclude => {
                Filter { open: false, excluding: true, outside: outside(), ..filter }
            }
            Self::ToEnter => Filter { open: false, owes_above: true, ..filter },
            Self::ToArchive => Filter { open: false, to_archive: true, ..filter },
            Self::Near => Filter { light: Some(LightFilter::Yellow), ..filter },
            Self::Overdue => Filter { light: Some(LightFilter::Red), ..filter },
            Self::Returned => Filter { returned: true, ..filter },
            Self::Mine => Filter { handled_by: Some(staff.account), ..filter },
        }
    }
}

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct QueuesQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
}

/// The queues of the signed-in person.
#[derive(Serialize, ToSchema)]
struct Queues {
    /// In the order in which a matter meets them.
    queues: Vec<Waiting>,
}

/// A queue, and what waits in it.
#[derive(Serialize, ToSchema)]
struct Waiting {
    /// For `GET /matters?queue=`.
    code: Queue,
    /// How many matters; 999 at most.
    count: usize,
    /// There are more than that.
    more: bool,
}

/// What waits for the posts of the signed-in person, and while on duty what waits for that, by the same conditions as the lists of
/// `GET /matters?queue=`.
#[utoipa::path(get, path = "/queues", tag = "matter", params(QueuesQuery),
    responses((status = 200, body = Queues), (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn queues(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<QueuesQuery>,
) -> Result<Json<Queues>, Problem> {
    let reach = staff.reach(&app)?;
    let area = reach.area(query.area.as_deref())?;
    let now = app.now();
    let on_duty = waiting(&app, &staff, area, now).await?;
    let is_for =
        |queue: &Queue| queue.is_for(&staff) && (*queue != Queue::OnDuty || on_duty.is_some());
    let own: Vec<Queue> = Queue::ALL.into_iter().filter(is_for).collect();
    let on_duty = on_duty.unwrap_or_default();
    // What is within reach is asked once for all of them.
    let filter = Filter { within: None, ..reach.filter() };
    let filters: Vec<Filter> =
        own.iter().map(|queue| queue.of(filter.clone(), &app, &staff, &on_duty)).collect();
    let within = reach.within.as_ref();
    let counts = matter::count(app.store().read(), area, within, &filters, MOST + 1, now).await?;
    let holding = own.into_iter().zip(counts).map(|(code, count)| Waiting {
        code,
        count: count.min(MOST),
        more: count > MOST,
    });
    Ok(Json(Queues { queues: holding.collect() }))
}
