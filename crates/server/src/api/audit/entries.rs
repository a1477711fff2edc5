//! Entries of the trail.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::AccountId;
use huisheng_store::Book;
use huisheng_store::trail::{self, Kind, Line, Mark};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{Asked, auditor, keep_within};
use crate::api::Query;
use crate::api::named::unit_name;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Lines of a page, at most.
const MOST: usize = 200;

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(entries))
}

/// What is asked for, and where to go on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Paged {
    /// Area code; all within reach if left out, for acts the first.
    area: Option<String>,
    /// Sign-in name of the account that did it.
    login: Option<String>,
    /// What was done, as a code.
    kind: Option<String>,
    /// Number of the matter it concerns.
    number: Option<String>,
    /// First day.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Date>,
    /// Last day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Date>,
    /// `next` of the page before.
    after: Option<String>,
    /// Lines of a page, 1 to 200; 50 if left out.
    limit: Option<usize>,
}

impl Paged {
    /// What is asked, where to go on, and how many lines.
    pub fn read<M: std::str::FromStr>(self) -> Result<(Asked, Option<M>, usize), Problem> {
        let after = self.after.as_deref().map(str::parse).transpose();
        let after = after.map_err(|_| Problem::invalid("after"))?;
        let limit = self.limit.unwrap_or(50);
        if !(1..=MOST).contains(&limit) {
            return Err(Problem::invalid("limit"));
        }
        let Self { area, login, kind, number, from, to, .. } = self;
        Ok((Asked { area, login, kind, number, from, to }, after, limit))
    }
}

/// One entry.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryView {
    /// When.
    pub at: Timestamp,
    /// The area; none for the house as a whole.
    #[schema(example = "370213")]
    pub area: Option<String>,
    /// Its number within the area.
    pub seq: i64,
    /// The account that did it; none where nobody was signed in.
    pub account: Option<AccountId>,
    /// Its sign-in name.
    pub login: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Name of the unit it acted for.
    pub unit: Option<String>,
    /// What was done, as a stable code.
    #[schema(example = "look")]
    pub kind: String,
    /// `done` or `refused`.
    #[schema(example = "done")]
    pub outcome: String,
    /// Number of the matter it concerns.
    pub number: Option<String>,
    /// What else it concerns: the id of an account, the name of a list.
    pub subject: Option<String>,
    /// Why, in the words of staff.
    pub reason: Option<String>,
    /// Codes and numbers, by the kind of the entry.
    #[schema(value_type = Object)]
    pub details: serde_json::Value,
    /// Its hash in the chain.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub hash: String,
}

impl EntryView {
    pub fn of(line: Line, book: &Book) -> Self {
        let hash = line.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        Self {
            at: line.at,
            area: (line.mark.area != trail::HOUSE).then(|| format!("{:06}", line.mark.area)),
            seq: line.mark.seq,
            account: line.account,
            login: line.login,
            name: line.name,
            unit: line.unit.map(|unit| unit_name(book, unit)),
            kind: line.kind,
            outcome: line.outcome,
            number: line.number,
            subject: line.subject,
            reason: line.reason,
            details: line.details,
            hash,
        }
    }
}

/// A page of entries, the latest first. It may hold fewer lines than asked for, or none, and still go on.
#[derive(Serialize, ToSchema)]
struct EntryPage {
    /// Lines.
    entries: Vec<EntryView>,
    /// For `after`; none at the end.
    next: Option<String>,
    /// Every kind of entry there is.
    kinds: Vec<&'static str>,
}

/// Who looked, signed in, took something out or changed something, the latest first. Acts on matters stand in
/// their own histories: `/audit/acts`.
#[utoipa::path(get, path = "/audit/entries", tag = "audit", params(Paged),
    responses((status = 200, body = EntryPage),
        (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn entries(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<Paged>,
) -> Result<Json<EntryPage>, Problem> {
    let (asked, after, limit) = query.read::<Mark>()?;
    let reach = auditor(&app, &staff)?;
    let areas = asked.areas(&app, &staff, &reach)?;
    let filter = asked.filter(&app).await?;
    let page = trail::find(app.store().read(), &areas, &filter, after, limit).await?;
    let lines = keep_within(&app, &staff, &reach, page.lines).await?;
    let book = app.book();
    Ok(Json(EntryPage {
        entries: lines.into_iter().map(|line| EntryView::of(line, &book)).collect(),
        next: page.next.map(|next| next.to_string()),
        kinds: Kind::ALL.iter().map(|kind| kind.code()).collect(),
    }))
}
