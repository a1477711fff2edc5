//! The matters behind a number of a bulletin, as far as the asking account sees them.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use huisheng_domain::bulletin::Figure;
use huisheng_domain::id::{MatterId, UnitId};
use huisheng_store::matter;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{READ, readable};
use crate::api::matter::view::MatterLine;
use crate::api::{Path, Query};
use crate::app::{App, Braked, Staff};
use crate::bulletin::behind;
use crate::error::Problem;

/// Matters of a page, about.
const LINES: usize = 50;

/// Which number.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct BehindQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// Of which unit.
    unit: UnitId,
    /// Which of its numbers.
    #[param(inline)]
    figure: Figure,
    /// `next` of the page before.
    after: Option<String>,
}

/// A matter behind a number.
#[derive(Serialize, ToSchema)]
struct CountedMatter {
    /// The matter, as it is now.
    #[serde(flatten)]
    matter: MatterLine,
    /// How often it counts.
    times: i64,
}

/// Part of the matters behind a number.
#[derive(Serialize, ToSchema)]
pub(super) struct BehindPage {
    /// The newest number first.
    matters: Vec<CountedMatter>,
    /// Others of this part lie out of the reach of the asking account.
    hidden: usize,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// The matters that make a number of a bulletin: counted anew as of the moment its figures were taken, by the same rule. Asked
/// as often within an hour as somebody may look.
#[utoipa::path(get, path = "/bulletins/{id}/matters", tag = "bulletin", operation_id = "bulletin_matters", params(("id" = Uuid, Path), BehindQuery),
    responses((status = 200, body = BehindPage), (status = 429, body = Problem)))]
pub(super) async fn matters(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<BehindQuery>,
) -> Result<Json<BehindPage>, Problem> {
    let now = app.now();
    let area = staff.area(&app, query.area.as_deref(), READ)?;
    let row = readable(&app, &staff, area, id).await?;
    staff.brake(&app, Braked::Behind).await?;
    let list = List { staff: &staff, id, unit: query.unit, figure: query.figure };
    let after = query.after.as_deref().map(|after| list.open(&app, after)).transpose()?;
    let (book, store) = (app.book(), app.store());
    let number = (query.unit, query.figure);
    let found = behind(store, &book, area, &row.bulletin, number, after, LINES).await?;
    let ids: Vec<MatterId> = found.matters.iter().map(|(id, _)| *id).collect();
    let held = staff.reach(&app)?.among(store.read(), &book, area, &ids).await?;
    let shown: Vec<MatterId> = ids.iter().copied().filter(|id| held.contains(id)).collect();
    let lines = matter::lines(store.read(), area, &shown, now).await?;
    let mut lines: HashMap<MatterId, matter::Summary> =
        lines.into_iter().map(|line| (line.id, line)).collect();
    let counted = found.matters.iter().filter_map(|(id, times)| {
        let matter = MatterLine::of(lines.remove(id)?, &book);
        Some(CountedMatter { matter, times: *times })
    });
    Ok(Json(BehindPage {
        matters: counted.collect(),
        hidden: ids.len() - shown.len(),
        next: found.next.map(|next| list.seal(&app, next)).transpose()?,
    }))
}

/// One list of one account. Where it goes on names a matter that may lie out of reach: so it goes out sealed, and is good for
/// this list alone.
struct List<'a> {
    staff: &'a Staff,
    id: Uuid,
    unit: UnitId,
    figure: Figure,
}

impl List<'_> {
    fn place(&self) -> Vec<u8> {
        let Self { staff, id, unit, figure } = self;
        format!("behind {figure:?} of {unit} in {id} for {}", staff.account).into_bytes()
    }

    fn seal(&self, app: &App, (key, found): (i64, i64)) -> Result<String, Problem> {
        let next = format!("{key}_{found}");
        Ok(hex::encode(app.cipher()?.seal(&self.place(), next.as_bytes())))
    }

    fn open(&self, app: &App, text: &str) -> Result<(i64, i64), Problem> {
        let sealed = hex::decode(text).map_err(|_| Problem::invalid("after"))?;
        let opened = app.cipher()?.open(&self.place(), &sealed).ok();
        let opened = opened.and_then(|opened| String::from_utf8(opened).ok()).unwrap_or_default();
        let read = |(key, found): (&str, &str)| Some((key.parse().ok()?, found.parse().ok()?));
        opened.split_once('_').and_then(read).ok_or_else(|| Problem::invalid("after"))
    }
}
