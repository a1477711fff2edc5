//! Notices 通知公告, as dispatchers and administrators write, change and end them.

mod list;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, DivisionId};
use huisheng_domain::notice::{Notice, NoticeKind, NoticePage};
use huisheng_store::notice::{self, NoticeRow};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{Book, account};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::named::unit_name;
use super::{Path, Query, Written};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(write))
        .routes(routes!(end))
        .routes(routes!(versions))
}

/// A notice, as those see it who write them.
#[derive(Serialize, ToSchema)]
struct NoticeView {
    /// Its id.
    id: Uuid,
    /// Its version, from 1; for `If-Match`.
    version: i32,
    /// What it says.
    notice: Notice,
    /// Name of the division it is for.
    division_name: Option<String>,
    /// Name of the unit that publishes it.
    unit_name: String,
    /// The asking account may change and end it.
    may_change: bool,
}

impl NoticeView {
    fn of(row: NoticeRow, writer: &Writer<'_>) -> Self {
        let book = &writer.book;
        let division = row.notice.division;
        Self {
            id: row.id,
            version: row.version,
            division_name: division
                .and_then(|id| book.divisions.get(id))
                .map(|division| division.name.clone()),
            unit_name: unit_name(book, row.notice.unit),
            may_change: writer.may(division),
            notice: row.notice,
        }
    }
}

/// Somebody who reads the notices of an area, and writes some of them.
struct Writer<'a> {
    app: &'a App,
    book: Arc<Book>,
    who: huisheng_policy::Staff,
    area: Area,
}

impl<'a> Writer<'a> {
    /// Of the area that `code` names, the first within reach if it names none.
    fn of(app: &'a App, staff: &Staff, code: Option<&str>) -> Result<Self, Problem> {
        let book = app.book();
        let area = staff.reach(app)?.area(code)?;
        staff.may(app, "read-notices", &access::place(&book, area, None))?;
        Ok(Self { app, who: staff.subject(&book), book, area })
    }

    /// Whether it writes for the division, or for the whole area.
    fn may(&self, division: Option<DivisionId>) -> bool {
        let place = access::place(&self.book, self.area, division);
        self.app.policies().may(&self.who, "write-notice", &place)
    }
}

/// What a notice is to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NoticeBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// What it is about.
    kind: NoticeKind,
    /// Title, 1 to 60 characters.
    #[schema(example = "青禾路停水检修", min_length = 1, max_length = 60)]
    title: String,
    /// Plain text, 1 to 2,000 characters; an empty line parts paragraphs.
    #[schema(example = "周三 9 时至 17 时停水，请提前储水。", min_length = 1, max_length = 2_000)]
    text: String,
    /// The division it is for, with all below; the whole area if left out.
    #[serde(default)]
    division: Option<DivisionId>,
    /// A page it leads to.
    #[serde(default)]
    page: Option<NoticePage>,
    /// From when it stands.
    from: Timestamp,
    /// Until when, an exclusive end.
    until: Timestamp,
}

/// Publish a notice under an id of one's own making, or change it. The same twice changes nothing; a change names
/// the version that was seen in `If-Match`.
#[utoipa::path(put, path = "/notices/{id}", tag = "notice", params(("id" = Uuid, Path), ("If-Match" = Option<String>, Header, description = "The version that was seen, to change it.")),
    request_body(content = NoticeBody, example = json!({
        "kind": "outage", "title": "青禾路停水检修", "text": "周三 9 时至 17 时停水，请提前储水。",
        "from": "2026-11-24T00:00:00Z", "until": "2026-11-25T10:00:00Z",
    })),
    responses((status = 200, body = NoticeView), (status = 412, body = Problem)))]
async fn write(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<NoticeBody>,
) -> Result<Json<NoticeView>, Problem> {
    let now = app.now();
    let (seen, body) = (body.if_version, body.value);
    let writer = Writer::of(&app, &staff, body.area.as_deref())?;
    let area = writer.area;
    if body.division.is_some_and(|id| writer.book.divisions.area_of(id) != Some(area)) {
        return Err(Problem::invalid("division"));
    }
    if !writer.may(body.division) {
        return Err(Problem::forbidden().field("division"));
    }
    let mut notice = Notice {
        kind: body.kind,
        title: body.title.trim().to_owned(),
        text: body.text.trim().replace("\r\n", "\n"),
        division: body.division,
        page: body.page,
        from: body.from,
        until: body.until,
        unit: staff.unit,
    };
    let write = staff.write(&app).await?;
    let before = notice::held(&write, area, id).await?;
    if let Some(before) = &before {
        notice.unit = before.notice.unit;
        // Sent again: the answer of before was lost.
        if before.notice == notice {
            return Ok(Json(NoticeView::of(before.clone(), &writer)));
        }
        may_change(&writer, before, seen).await?;
    }
    notice.check(now).map_err(|fault| Problem::invalid(fault.field()))?;
    let version = before.map_or(1, |before| before.version + 1);
    let row = NoticeRow { id, version, notice };
    notice::put(&write, area, &row, staff.account, now).await?;
    trail::record(&write, &entry(&staff, area, &row), now).await?;
    write.commit().await?;
    Ok(Json(NoticeView::of(row, &writer)))
}

/// What the trail tells of a notice; its words stand in its own versions.
fn entry(staff: &Staff, area: Area, row: &NoticeRow) -> Entry {
    let entry = staff.entry(Kind::NoticeWritten).with(json!({ "version": row.version }));
    Entry { area: Some(area), subject: Some(row.id.to_string()), ..entry }
}

/// Within reach, and as it was seen.
async fn may_change(
    writer: &Writer<'_>,
    row: &NoticeRow,
    seen: Option<u32>,
) -> Result<(), Problem> {
    if !writer.may(row.notice.division) {
        return Err(Problem::forbidden());
    }
    let version = u32::try_from(row.version).unwrap_or_default();
    if seen == Some(version) {
        return Ok(());
    }
    let all = notice::versions(writer.app.store().read(), writer.area, row.id).await?;
    let later = all.iter().filter(|one| u32::try_from(one.version).ok() > seen);
    let changed = later
        .map(|one| serde_json::json!({ "version": one.version, "kind": "notice", "at": one.at }));
    Err(Problem::stale(version, changed.collect()))
}

/// Which notice is to end.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndNotice {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
}

/// End a notice now; one that is over stays as it is.
#[utoipa::path(post, path = "/notices/{id}/end", tag = "notice", operation_id = "end_notice", params(("id" = Uuid, Path)),
    request_body(content = EndNotice, example = json!({})),
    responses((status = 200, body = NoticeView)))]
async fn end(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<EndNotice>,
) -> Result<Json<NoticeView>, Problem> {
    let now = app.now();
    let writer = Writer::of(&app, &staff, body.value.area.as_deref())?;
    let area = writer.area;
    let write = staff.write(&app).await?;
    let mut row = notice::held(&write, area, id).await?.ok_or_else(Problem::not_found)?;
    if !writer.may(row.notice.division) {
        return Err(Problem::forbidden());
    }
    if now < row.notice.until {
        row.notice = row.notice.ended(now);
        row.version += 1;
        notice::put(&write, area, &row, staff.account, now).await?;
        let ended = entry(&staff, area, &row).with(json!({ "ended": true }));
        trail::record(&write, &ended, now).await?;
        write.commit().await?;
    }
    Ok(Json(NoticeView::of(row, &writer)))
}

/// Of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct VersionsQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
}

/// A version of a notice.
#[derive(Serialize, ToSchema)]
struct NoticeVersionView {
    /// Its version, from 1.
    version: i32,
    /// Name of who wrote it.
    by: String,
    /// When.
    at: Timestamp,
    /// What it said.
    notice: Notice,
}

/// Who changed what when: every version of a notice, the first one first.
#[utoipa::path(get, path = "/notices/{id}/versions", tag = "notice", params(("id" = Uuid, Path), VersionsQuery),
    responses((status = 200, body = Vec<NoticeVersionView>)))]
async fn versions(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<VersionsQuery>,
) -> Result<Json<Vec<NoticeVersionView>>, Problem> {
    let area = Writer::of(&app, &staff, query.area.as_deref())?.area;
    let all = notice::versions(app.store().read(), area, id).await?;
    if all.is_empty() {
        return Err(Problem::not_found());
    }
    let writers = all.iter().map(|one| one.account);
    let names: BTreeMap<AccountId, String> = account::names(app.store().read(), writers).await?;
    let view = |one: notice::NoticeVersion| NoticeVersionView {
        version: one.version,
        by: names.get(&one.account).cloned().unwrap_or_default(),
        at: one.at,
        notice: one.notice,
    };
    Ok(Json(all.into_iter().map(view).collect()))
}
