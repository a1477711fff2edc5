//! 知识库: answers that offices keep, found while somebody asks, until a day.

mod answered;
mod list;
mod search;
mod used;
mod write;

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::AccountId;
use huisheng_domain::knowledge::{Entry, State};
use huisheng_store::knowledge::Row;
use huisheng_store::{Book, account};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

use super::named::{Names, PersonView, unit_name};
use crate::app::{App, Staff, access};
use crate::error::Problem;

/// What of the policies these routes ask.
const READ: &str = "read-knowledge";
const KEEP: &str = "keep-knowledge";
const PUBLISH: &str = "publish-knowledge";
const WITHDRAW: &str = "withdraw-knowledge";

/// The routes of this folder.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(search::search))
        .routes(routes!(list::show, write::write))
        .routes(routes!(list::versions))
        .routes(routes!(write::publish))
        .routes(routes!(write::withdraw))
        .routes(routes!(used::used))
}

/// An entry of the knowledge base, as staff see it.
#[derive(Serialize, ToSchema)]
struct KnowledgeView {
    /// Its id.
    id: Uuid,
    /// Its version, from 1; for `If-Match`.
    version: i32,
    /// Where it stands.
    state: State,
    /// Something was written that nobody has published yet.
    awaits: bool,
    /// What was written last.
    entry: Entry,
    /// What is published, where that says something else.
    told: Option<Entry>,
    /// Name of the office that answers for it.
    unit_name: String,
    /// Name of the category.
    category_name: Option<String>,
    /// In how many matters it was used.
    used: u64,
    /// Who wrote it last.
    by: PersonView,
    /// When.
    at: Timestamp,
    /// A mobile telephone stands in it: look whether it is somebody's own.
    holds_mobile: bool,
    /// Its office was asked to look at it again, and has not yet.
    asked: bool,
    /// The asking account may correct it.
    may_change: bool,
    /// It may publish it as it stands.
    may_publish: bool,
    /// It may withdraw it.
    may_withdraw: bool,
}

/// Somebody who reads the knowledge base of an area, and keeps some of it.
struct Reader<'a> {
    app: &'a App,
    staff: &'a Staff,
    area: Area,
    today: Date,
}

impl<'a> Reader<'a> {
    /// Of the area that `code` names, the first within reach if it names none.
    fn of(app: &'a App, staff: &'a Staff, code: Option<&str>) -> Result<Self, Problem> {
        let area = staff.area(app, code, READ)?;
        Ok(Self { app, staff, area, today: app.today(app.now()) })
    }

    /// Whether it may do that to an entry of that office, written by `author`.
    fn may(&self, action: &str, entry: &Entry, author: Option<AccountId>) -> bool {
        let thing = access::account(&self.app.book(), author, entry.unit);
        self.staff.can(self.app, action, &thing)
    }

    /// Whether it writes, publishes or withdraws it: then it sees also what is not told to everybody.
    fn keeps(&self, row: &Row) -> bool {
        [KEEP, PUBLISH, WITHDRAW].iter().any(|action| self.may(action, &row.kept.entry, None))
    }

    /// Whether it sees that there is such an entry.
    fn sees(&self, row: &Row) -> bool {
        row.kept.published.is_some() || self.keeps(row)
    }

    /// As it stands; for who only reads it, as it is published.
    fn view(&self, book: &Book, mut row: Row, names: &Names) -> KnowledgeView {
        if let Some(told) = row.kept.published.clone().filter(|_| !self.keeps(&row)) {
            row.kept.entry = told;
        }
        let (kept, entry) = (&row.kept, &row.kept.entry);
        let category = entry.category.and_then(|id| book.categories.get(id));
        KnowledgeView {
            id: row.id,
            version: row.version,
            state: kept.state(self.today),
            awaits: kept.awaits(),
            told: kept.published.clone().filter(|told| told != entry),
            unit_name: unit_name(book, entry.unit),
            category_name: category.map(|category| category.name.clone()),
            used: row.used,
            by: PersonView::of(row.by, names),
            at: row.at,
            holds_mobile: entry.holds_mobile(),
            asked: row.asked.is_some(),
            may_change: self.may(KEEP, entry, None),
            may_publish: kept.awaits() && self.may(PUBLISH, entry, Some(row.by)),
            may_withdraw: !kept.withdrawn && self.may(WITHDRAW, entry, None),
            entry: row.kept.entry,
        }
    }

    async fn views(&self, rows: Vec<Row>) -> Result<Vec<KnowledgeView>, Problem> {
        let authors = rows.iter().map(|row| row.by);
        let names: BTreeMap<_, _> = account::names(self.app.store().read(), authors).await?;
        let book = self.app.book();
        Ok(rows.into_iter().map(|row| self.view(&book, row, &names)).collect())
    }

    async fn one(&self, row: Row) -> Result<KnowledgeView, Problem> {
        self.views(vec![row]).await?.pop().ok_or_else(Problem::not_found)
    }
}
