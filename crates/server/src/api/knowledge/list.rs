//! The entries of an area in pages, one of them, and its versions.

use axum::Json;
use axum::extract::State;
use huisheng_domain::knowledge::Entry;
use huisheng_store::account;
use huisheng_store::knowledge::{self, List, Row};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{KnowledgeView, Reader};
use crate::api::named::PersonView;
use crate::api::{AreaQuery, Path, Query};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Lines of a page.
const LINES: u32 = 50;

/// Which entries.
#[derive(Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum KnowledgeList {
    /// Those that are published, also if they have expired: what ends first comes first.
    #[default]
    Told,
    /// Those that wait for somebody who publishes them, the oldest first.
    Awaiting,
    /// Those that were withdrawn.
    Withdrawn,
}

impl From<KnowledgeList> for List {
    fn from(list: KnowledgeList) -> Self {
        match list {
            KnowledgeList::Told => Self::Told,
            KnowledgeList::Awaiting => Self::Awaiting,
            KnowledgeList::Withdrawn => Self::Withdrawn,
        }
    }
}

/// Which entries of which area.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct KnowledgeQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// Which list.
    #[serde(default)]
    #[param(inline)]
    list: KnowledgeList,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of entries.
#[derive(Serialize, ToSchema)]
pub(super) struct KnowledgePage {
    /// The area they are of.
    area: String,
    /// The entries. A page may be short and still go on.
    entries: Vec<KnowledgeView>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// The knowledge base of an area, in pages. What is not published yet, and what was withdrawn, is shown to those who keep
/// or publish it; so is a correction of what is published.
#[utoipa::path(get, path = "/knowledge", tag = "knowledge", operation_id = "knowledge", params(KnowledgeQuery),
    responses((status = 200, body = KnowledgePage), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<KnowledgeQuery>,
) -> Result<Json<KnowledgePage>, Problem> {
    let reader = Reader::of(&app, &staff, query.area.as_deref())?;
    let after = query.after.as_deref().map(cursor).transpose()?;
    let (db, area) = (app.store().read(), reader.area);
    let rows = knowledge::list(db, area, query.list.into(), after, LINES).await?;
    let full = rows.len() == LINES as usize;
    let next = rows.last().filter(|_| full).map(|(at, row)| format!("{at}_{}", row.id));
    let shown = |row: &Row| match query.list {
        KnowledgeList::Told => true,
        KnowledgeList::Awaiting | KnowledgeList::Withdrawn => reader.keeps(row),
    };
    let rows: Vec<Row> = rows.into_iter().map(|(_, row)| row).filter(shown).collect();
    let entries = reader.views(rows).await?;
    Ok(Json(KnowledgePage { area: area.to_string(), entries, next }))
}

fn cursor(text: &str) -> Result<(i64, Uuid), Problem> {
    let read = |(at, id): (&str, &str)| Some((at.parse().ok()?, id.parse().ok()?));
    text.split_once('_').and_then(read).ok_or_else(|| Problem::invalid("after"))
}

/// One entry.
#[utoipa::path(get, path = "/knowledge/{id}", tag = "knowledge", operation_id = "knowledge_entry", params(("id" = Uuid, Path), AreaQuery),
    responses((status = 200, body = KnowledgeView), (status = 404, body = Problem)))]
pub(super) async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
) -> Result<Json<KnowledgeView>, Problem> {
    let reader = Reader::of(&app, &staff, query.area.as_deref())?;
    let row = knowledge::find(app.store().read(), reader.area, id).await?;
    let row = row.filter(|row| reader.sees(row)).ok_or_else(Problem::not_found)?;
    Ok(Json(reader.one(row).await?))
}

/// A version of an entry.
#[derive(Serialize, ToSchema)]
pub(super) struct KnowledgeVersion {
    /// Its version, from 1.
    version: i32,
    /// Who.
    by: PersonView,
    /// When.
    at: Timestamp,
    /// What was done: `written`, `published` or `withdrawn`.
    act: String,
    /// Why, where it was said.
    note: Option<String>,
    /// What it said.
    entry: Entry,
}

/// Who changed what when: every version of an entry, the first one first. For those who keep or publish it.
#[utoipa::path(get, path = "/knowledge/{id}/versions", tag = "knowledge", operation_id = "knowledge_versions", params(("id" = Uuid, Path), AreaQuery),
    responses((status = 200, body = Vec<KnowledgeVersion>), (status = 404, body = Problem)))]
pub(super) async fn versions(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Vec<KnowledgeVersion>>, Problem> {
    let reader = Reader::of(&app, &staff, query.area.as_deref())?;
    let db = app.store().read();
    let row = knowledge::find(db, reader.area, id).await?;
    row.filter(|row| reader.keeps(row)).ok_or_else(Problem::not_found)?;
    let all = knowledge::versions(db, reader.area, id).await?;
    let names = account::names(db, all.iter().map(|one| one.account)).await?;
    let view = |one: knowledge::Version| KnowledgeVersion {
        version: one.version,
        by: PersonView::of(one.account, &names),
        at: one.at,
        act: one.act,
        note: one.note,
        entry: one.entry,
    };
    Ok(Json(all.into_iter().map(view).collect()))
}
