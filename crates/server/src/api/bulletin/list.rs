//! The bulletins of an area, and one of them.

use axum::Json;
use axum::extract::State;
use huisheng_domain::bulletin::{BulletinSpan, BulletinState};
use huisheng_store::bulletin::{self, BulletinRow};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::view::BulletinView;
use super::{ISSUE, KEEP, READ, may, readable};
use crate::api::named::unit_name;
use crate::api::{AreaQuery, Path, Query};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// Lines of a page.
const LINES: usize = 50;

/// Which bulletins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct BulletinsQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// Where they stand; `issued` if left out. Drafts are those of the own unit and the ones below it.
    #[param(inline)]
    state: Option<BulletinState>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A bulletin in a list.
#[derive(Serialize, ToSchema)]
struct BulletinLineView {
    /// Its id.
    id: Uuid,
    /// Where it stands.
    state: BulletinState,
    /// How long a period.
    span: BulletinSpan,
    /// First day.
    #[schema(value_type = String, format = Date)]
    from: Date,
    /// Last day.
    #[schema(value_type = String, format = Date)]
    to: Date,
    /// Title.
    title: String,
    /// Name of the unit that issues it.
    unit_name: String,
    /// When its figures were taken.
    drawn: Timestamp,
    /// When it was issued.
    issued: Option<Timestamp>,
}

/// A page of bulletins.
#[derive(Serialize, ToSchema)]
pub(super) struct BulletinPage {
    /// The latest period first.
    bulletins: Vec<BulletinLineView>,
    /// For `after`; none at the end.
    next: Option<String>,
    /// The asking account draws up bulletins here.
    may_draw: bool,
    /// … sees drafts: it draws up or issues them.
    sees_drafts: bool,
}

/// The bulletins of an area that stand so, the latest period first.
#[utoipa::path(get, path = "/bulletins", tag = "bulletin", operation_id = "bulletins", params(BulletinsQuery),
    responses((status = 200, body = BulletinPage), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<BulletinsQuery>,
) -> Result<Json<BulletinPage>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let state = query.state.unwrap_or(BulletinState::Issued);
    let place = access::place(&app.book(), area, None);
    let can = |action| staff.can(&app, action, &place);
    let (may_draw, sees_drafts) = (can(KEEP), can(KEEP) || can(ISSUE));
    if state == BulletinState::Draft && !sees_drafts {
        return Err(Problem::forbidden());
    }
    let after = query.after.as_deref().map(cursor).transpose()?;
    let most = u32::try_from(LINES + 1).unwrap_or(u32::MAX);
    let rows = bulletin::list(app.store().read(), area, state, after, most).await?;
    let more = rows.len() > LINES;
    let last = rows.get(LINES - 1).filter(|_| more);
    let next = last.map(|row| format!("{}_{}", row.bulletin.to, row.id));
    let own = |row: &BulletinRow| {
        state != BulletinState::Draft
            || [KEEP, ISSUE].iter().any(|action| may(&app, &staff, area, action, &row.bulletin))
    };
    let book = app.book();
    let view = |row: BulletinRow| BulletinLineView {
        id: row.id,
        state: row.bulletin.state,
        span: row.bulletin.span,
        from: row.bulletin.from,
        to: row.bulletin.to,
        title: row.bulletin.text.title,
        unit_name: unit_name(&book, row.bulletin.unit),
        drawn: row.bulletin.drawn,
        issued: row.bulletin.issued.map(|issued| issued.at),
    };
    let bulletins = rows.into_iter().take(LINES).filter(own).map(view).collect();
    Ok(Json(BulletinPage { bulletins, next, may_draw, sees_drafts }))
}

fn cursor(text: &str) -> Result<(Date, Uuid), Problem> {
    let read = |(day, id): (&str, &str)| Some((day.parse().ok()?, id.parse().ok()?));
    text.split_once('_').and_then(read).ok_or_else(|| Problem::invalid("after"))
}

/// A bulletin with its figures, before and after exclusions, and its words.
#[utoipa::path(get, path = "/bulletins/{id}", tag = "bulletin", operation_id = "bulletin", params(("id" = Uuid, Path), AreaQuery),
    responses((status = 200, body = BulletinView)))]
pub(super) async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
) -> Result<Json<BulletinView>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let row = readable(&app, &staff, area, id).await?;
    Ok(Json(BulletinView::of(&app, &staff, area, row).await?))
}
