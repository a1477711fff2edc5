//! Drawing up, editing, issuing and withdrawing.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::area::Area;
use huisheng_domain::bulletin::{Bulletin, BulletinSpan, BulletinState, BulletinText, DAYS};
use huisheng_domain::matter::Place;
use huisheng_store::bulletin::{self, BulletinRow};
use huisheng_store::matter::Within;
use huisheng_store::trail::{self, Entry, Kind};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::view::BulletinView;
use super::{ISSUE, KEEP, keep, may, readable};
use crate::api::{AreaQuery, Path, Query, Written, reason_in};
use crate::app::{App, Staff};
use crate::bulletin::draw as take_figures;
use crate::error::Problem;

/// What period a bulletin is about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DrawBulletin {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// How long a period.
    span: BulletinSpan,
    /// A day of it; of chosen days the first.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// Of chosen days the last.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    to: Option<Date>,
}

/// Draw up a bulletin under an id of one's own making: the figures as they are now, and words to begin with. The same again
/// changes nothing.
#[utoipa::path(put, path = "/bulletins/{id}", tag = "bulletin", operation_id = "draw_bulletin", params(("id" = Uuid, Path)),
    request_body(content = DrawBulletin, example = json!({ "span": "week", "day": "2026-11-25" })),
    responses((status = 200, body = BulletinView), (status = 409, body = Problem, description = "Another bulletin has this id.")))]
pub(super) async fn draw(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<DrawBulletin>,
) -> Result<Json<BulletinView>, Problem> {
    let (now, body) = (app.now(), body.value);
    let area = staff.area(&app, body.area.as_deref(), KEEP)?;
    let (from, to) = match (body.span, body.to) {
        (BulletinSpan::Days, Some(to)) => (body.day, to),
        (span, None) => span.holding(body.day),
        _ => return Err(Problem::bulletin_period()),
    };
    if from > to || (to - from).get_days() >= DAYS {
        return Err(Problem::bulletin_period());
    }
    // Who sees only shares of a unit does not see the figures of a place.
    let divisions = match &staff.reach(&app)?.within {
        None => Vec::new(),
        Some(Within { divisions, .. }) if divisions.is_empty() => return Err(Problem::forbidden()),
        Some(Within { divisions, .. }) => divisions.clone(),
    };
    if let Some(found) = bulletin::of(app.store().read(), area, id).await? {
        let same =
            |of: &Bulletin| (of.span, of.from, of.to, of.unit) == (body.span, from, to, staff.unit);
        if !same(&found.bulletin) || !may(&app, &staff, area, KEEP, &found.bulletin) {
            return Err(Problem::stale_row(found.version));
        }
        return Ok(Json(BulletinView::of(&app, &staff, area, found).await?));
    }
    let mut drawn = Bulletin {
        state: BulletinState::Draft,
        span: body.span,
        from,
        to,
        unit: staff.unit,
        divisions,
        text: BulletinText::default(),
        drawn: now,
        by: staff.account,
        lines: Vec::new(),
        total: Default::default(),
        unanswered: Vec::new(),
        unlisted: 0,
        issued: None,
        withdrawn: None,
    };
    take_figures(app.store(), &app.book(), area, &mut drawn, now).await?;
    drawn.text = drawn.worded();
    let row = BulletinRow { id, version: 1, bulletin: drawn };
    let row = keep(&app, &staff, area, row, "drawn").await?;
    Ok(Json(BulletinView::of(&app, &staff, area, row).await?))
}

/// A draft that one may change, as it was seen.
async fn draft(
    app: &App,
    staff: &Staff,
    area: Area,
    id: Uuid,
    action: &str,
    seen: Option<u32>,
) -> Result<BulletinRow, Problem> {
    let row = readable(app, staff, area, id).await?;
    if !may(app, staff, area, action, &row.bulletin) {
        return Err(Problem::forbidden());
    }
    if seen.is_some_and(|seen| i64::from(seen) != i64::from(row.version)) {
        return Err(Problem::stale_row(row.version));
    }
    Ok(row)
}

/// Edit the words of a draft.
#[utoipa::path(put, path = "/bulletins/{id}/text", tag = "bulletin", operation_id = "reword_bulletin",
    params(("id" = Uuid, Path), AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen.")),
    request_body(content = BulletinText, example = json!({
        "title": "关于2026年第48周接诉即办情况的通报", "number": "青河办发〔2026〕48号", "to": "各社区、各科室",
        "summary": "本周……", "problems": "……", "demands": "请各单位……",
    })),
    responses((status = 200, body = BulletinView), (status = 409, body = Problem), (status = 412, body = Problem)))]
pub(super) async fn reword(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
    body: Written<BulletinText>,
) -> Result<Json<BulletinView>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    let row = draft(&app, &staff, area, id, KEEP, body.if_version).await?;
    body.value.check()?;
    let unchanged = row.bulletin.state == BulletinState::Draft && row.bulletin.text == body.value;
    if unchanged {
        return Ok(Json(BulletinView::of(&app, &staff, area, row).await?));
    }
    let bulletin = row.bulletin.changed(|draft| {
        draft.text = body.value;
        draft.by = staff.account;
    })?;
    let row = BulletinRow { version: row.version + 1, bulletin, ..row };
    let row = keep(&app, &staff, area, row, "edited").await?;
    Ok(Json(BulletinView::of(&app, &staff, area, row).await?))
}

/// What is taken anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RedrawBulletin {
    /// The words too: what was edited is lost, but for document number and 主送.
    #[serde(default)]
    words: bool,
}

/// Take the figures of a draft anew.
#[utoipa::path(post, path = "/bulletins/{id}/redraw", tag = "bulletin", operation_id = "redraw_bulletin",
    params(("id" = Uuid, Path), AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen.")),
    request_body(content = RedrawBulletin, example = json!({ "words": false })),
    responses((status = 200, body = BulletinView), (status = 409, body = Problem), (status = 412, body = Problem)))]
pub(super) async fn redraw(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
    body: Written<RedrawBulletin>,
) -> Result<Json<BulletinView>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    let row = draft(&app, &staff, area, id, KEEP, body.if_version).await?;
    let mut bulletin = row.bulletin.changed(|draft| draft.by = staff.account)?;
    take_figures(app.store(), &app.book(), area, &mut bulletin, app.now()).await?;
    if body.value.words {
        bulletin.text = bulletin.worded();
    }
    let row = BulletinRow { version: row.version + 1, bulletin, ..row };
    let row = keep(&app, &staff, area, row, "redrawn").await?;
    Ok(Json(BulletinView::of(&app, &staff, area, row).await?))
}

/// Nothing to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IssueBulletin {}

/// Issue a bulletin: from then on everybody at a desk reads it, and it does not change any more. Again changes nothing.
#[utoipa::path(post, path = "/bulletins/{id}/issue", tag = "bulletin", operation_id = "issue_bulletin",
    params(("id" = Uuid, Path), AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen.")),
    request_body(content = IssueBulletin, example = json!({})),
    responses((status = 200, body = BulletinView), (status = 409, body = Problem), (status = 412, body = Problem)))]
pub(super) async fn issue(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
    body: Written<IssueBulletin>,
) -> Result<Json<BulletinView>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), ISSUE)?;
    let now = app.now();
    let issued = bulletin::of(app.store().read(), area, id).await?;
    let own = |row: &BulletinRow| {
        let by = row.bulletin.issued.map(|issued| issued.by);
        row.bulletin.state == BulletinState::Issued && by == Some(staff.account)
    };
    // Sent again: the answer of before was lost.
    if let Some(row) = issued.filter(own) {
        return Ok(Json(BulletinView::of(&app, &staff, area, row).await?));
    }
    let row = draft(&app, &staff, area, id, ISSUE, body.if_version).await?;
    row.bulletin.text.check()?;
    let bulletin = row.bulletin.issue(staff.account, app.day(&Place::default(), now), now)?;
    let row = BulletinRow { version: row.version + 1, bulletin, ..row };
    let row = keep(&app, &staff, area, row, "issued").await?;
    Ok(Json(BulletinView::of(&app, &staff, area, row).await?))
}

/// Why a bulletin no longer holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithdrawBulletin {
    /// Why; everybody who reads it sees it.
    #[schema(min_length = 4, max_length = 200, example = "统计口径有误")]
    reason: String,
}

/// Withdraw a bulletin that was issued: it stays, and says that it no longer holds.
#[utoipa::path(post, path = "/bulletins/{id}/withdraw", tag = "bulletin", operation_id = "withdraw_bulletin",
    params(("id" = Uuid, Path), AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen.")),
    request_body(content = WithdrawBulletin, example = json!({ "reason": "统计口径有误" })),
    responses((status = 200, body = BulletinView), (status = 409, body = Problem), (status = 412, body = Problem)))]
pub(super) async fn withdraw(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
    body: Written<WithdrawBulletin>,
) -> Result<Json<BulletinView>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), ISSUE)?;
    let row = draft(&app, &staff, area, id, ISSUE, body.if_version).await?;
    let reason = reason_in(&body.value.reason, "reason")?;
    let bulletin = row.bulletin.withdraw(reason)?;
    let row = BulletinRow { version: row.version + 1, bulletin, ..row };
    let row = keep(&app, &staff, area, row, "withdrawn").await?;
    Ok(Json(BulletinView::of(&app, &staff, area, row).await?))
}

/// Remove a draft.
#[utoipa::path(delete, path = "/bulletins/{id}", tag = "bulletin", operation_id = "remove_bulletin", params(("id" = Uuid, Path), AreaQuery),
    responses((status = 204), (status = 409, body = Problem, description = "It was issued.")))]
pub(super) async fn remove(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
) -> Result<StatusCode, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    let row = draft(&app, &staff, area, id, KEEP, None).await?;
    row.bulletin.changed(|_| {})?;
    let entry = staff.entry(Kind::BulletinWritten).with(json!({ "what": "removed" }));
    let entry = Entry { area: Some(area), subject: Some(format!("bulletin {id}")), ..entry };
    let write = staff.write(&app).await?;
    if bulletin::remove(&write, area, id).await? {
        trail::record(&write, &entry, app.now()).await?;
        write.commit().await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
