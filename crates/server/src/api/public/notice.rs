//! Notices that stand, for everybody.

use std::cmp::Reverse;

use axum::Json;
use axum::extract::State;
use huisheng_domain::area::Area;
use huisheng_domain::id::DivisionId;
use huisheng_domain::notice::{Notice, NoticeKind, NoticePage};
use huisheng_store::notice::{self, NoticeRow};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::area_of;
use crate::api::Query;
use crate::api::named::unit_name;
use crate::app::App;
use crate::error::Problem;

/// Notices that are shown.
const SHOWN: usize = 20;
/// Notices that are looked at.
const MOST: u32 = 500;

/// Which notices.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticesQuery {
    /// Area; the first of the installation if left out.
    area: Option<String>,
    /// Only what concerns this division: what is for it, for one around it, or for one in it.
    division: Option<DivisionId>,
}

/// A notice, as everybody reads it.
#[derive(Serialize, ToSchema)]
pub(crate) struct PublicNotice {
    /// Its id.
    id: Uuid,
    /// What it is about.
    pub kind: NoticeKind,
    /// Title.
    pub title: String,
    /// Plain text; an empty line parts paragraphs.
    text: String,
    /// The division it is for; none: the whole area.
    pub division: Option<String>,
    /// A page it leads to.
    pub page: Option<NoticePage>,
    /// From when it stands.
    from: Timestamp,
    /// Until when, an exclusive end.
    pub until: Timestamp,
    /// The unit that publishes it.
    pub unit: String,
    #[serde(skip)]
    pub paragraphs: Vec<String>,
}

impl PublicNotice {
    fn of(app: &App, row: NoticeRow) -> Self {
        let book = app.book();
        let Notice { kind, title, text, division, page, from, until, unit } = row.notice.clone();
        let division = division.and_then(|id| book.divisions.get(id));
        Self {
            id: row.id,
            kind,
            title,
            text,
            division: division.map(|division| division.name.clone()),
            page,
            from,
            until,
            unit: unit_name(&book, unit),
            paragraphs: row.notice.paragraphs().map(str::to_owned).collect(),
        }
    }
}

/// The notices that stand now, the newest first, 20 at most.
#[utoipa::path(get, path = "/public/notices", tag = "public", security(()), params(NoticesQuery),
    responses((status = 200, body = Vec<PublicNotice>), (status = 503, body = Problem)))]
pub(super) async fn notices(
    State(app): State<App>,
    Query(query): Query<NoticesQuery>,
) -> Result<Json<Vec<PublicNotice>>, Problem> {
    let area = area_of(&app, query.area.as_deref())?;
    standing(&app, area, query.division, app.now()).await.map(Json)
}

/// The notices that stand now, whichever page shows them.
pub(crate) async fn standing(
    app: &App,
    area: Area,
    division: Option<DivisionId>,
    now: Timestamp,
) -> Result<Vec<PublicNotice>, Problem> {
    let book = app.book();
    let concerns = |of: Option<DivisionId>| {
        let Some((of, asked)) = of.zip(division) else { return true };
        book.divisions.is_within(asked, of) || book.divisions.is_within(of, asked)
    };
    let mut rows = notice::standing(app.store().read(), area, now, MOST).await?;
    rows.retain(|row| row.notice.is_in_force(now) && concerns(row.notice.division));
    rows.sort_by_key(|row| Reverse(row.notice.from));
    rows.truncate(SHOWN);
    Ok(rows.into_iter().map(|row| PublicNotice::of(app, row)).collect())
}
