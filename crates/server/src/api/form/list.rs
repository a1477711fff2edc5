//! The forms of a unit and those below it, with what is owed; one of them; its periods.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use huisheng_domain::form::{self as rules, FormDays, Shipped};
use huisheng_store::account;
use huisheng_store::form::{self, FormRow};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::view::{FilingView, FormLine, FormView, people};
use super::{FILL, KEEP, area_of, can, found};
use crate::api::{AreaQuery, Path, Query};
use crate::app::{App, Staff};
use crate::error::Problem;

/// What is shown of each form as owed, at most.
const OWED: u32 = 30;
/// Periods of a page.
const LINES: usize = 50;

/// Forms.
#[derive(Serialize, ToSchema)]
pub(super) struct Forms {
    /// Those of which something is owed first, the longest due first; then by name.
    forms: Vec<FormLine>,
    /// The asking account makes forms for its unit.
    may_keep: bool,
}

/// The forms of the own unit and the units below it, with what is owed of them.
#[utoipa::path(get, path = "/forms", tag = "form", operation_id = "forms", params(AreaQuery),
    responses((status = 200, body = Forms), (status = 404, body = Problem, description = "No such area within your reach.")))]
pub(super) async fn list(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<AreaQuery>,
) -> Result<Json<Forms>, Problem> {
    let (now, read) = (app.now(), app.store().read());
    let area = area_of(&app, &staff, query.area.as_deref(), FILL)?;
    let below = app.book().below(staff.unit);
    let rows = form::of_units(read, area, &below).await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let owed = form::owed(read, area, &ids, OWED).await?;
    let names = account::names(read, people(owed.iter().map(|(_, filing)| filing))).await?;
    let mut of_form: HashMap<Uuid, Vec<(Timestamp, FilingView)>> = HashMap::new();
    for (form, filing) in &owed {
        let due = filing.due.map_or(Timestamp::MAX, |(due, _)| due);
        of_form.entry(*form).or_default().push((due, FilingView::of(filing, &names, now)));
    }
    let mut lines: Vec<(Timestamp, String, FormLine)> = rows
        .into_iter()
        .map(|row: FormRow| {
            let mut owed = of_form.remove(&row.id).unwrap_or_default();
            owed.sort_by_key(|(due, _)| *due);
            let first = owed.first().map_or(Timestamp::MAX, |(due, _)| *due);
            let owed = owed.into_iter().map(|(_, view)| view).collect();
            (first, row.form.name.clone(), FormLine::of(&app, &staff, row, owed))
        })
        .collect();
    lines.sort_by(|one, other| (one.0, &one.1).cmp(&(other.0, &other.1)));
    let forms = lines.into_iter().map(|(_, _, line)| line).collect();
    Ok(Json(Forms { forms, may_keep: can(&app, &staff, KEEP, staff.unit) }))
}

/// The forms that come with the house, to be copied.
#[utoipa::path(get, path = "/forms/shipped", tag = "form", operation_id = "shipped_forms",
    responses((status = 200, body = Vec<Shipped>), (status = 404, body = Problem, description = "No area within your reach.")))]
pub(super) async fn shipped(
    State(app): State<App>,
    staff: Staff,
) -> Result<Json<&'static [Shipped]>, Problem> {
    area_of(&app, &staff, None, FILL)?;
    Ok(Json(rules::shipped()))
}

/// A form.
#[utoipa::path(get, path = "/forms/{id}", tag = "form", operation_id = "form", params(("id" = Uuid, Path), AreaQuery),
    responses((status = 200, body = FormView)))]
pub(super) async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
) -> Result<Json<FormView>, Problem> {
    let area = area_of(&app, &staff, query.area.as_deref(), FILL)?;
    let row = found(&app, &staff, area, id).await?;
    Ok(Json(FormView::of(&app, &staff, area, row)))
}

/// Which periods.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct FilingsQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// `next` of the page before.
    after: Option<String>,
}

/// A page of periods.
#[derive(Serialize, ToSchema)]
pub(super) struct Filings {
    /// The latest first.
    filings: Vec<FilingView>,
    /// For `after`; none at the end.
    next: Option<String>,
}

/// The periods of a form that were owed, filled or sent.
#[utoipa::path(get, path = "/forms/{id}/filings", tag = "form", operation_id = "filings", params(("id" = Uuid, Path), FilingsQuery),
    responses((status = 200, body = Filings)))]
pub(super) async fn filings(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<FilingsQuery>,
) -> Result<Json<Filings>, Problem> {
    let (now, read) = (app.now(), app.store().read());
    let area = area_of(&app, &staff, query.area.as_deref(), FILL)?;
    let row = found(&app, &staff, area, id).await?;
    let after = query.after.as_deref().map(cursor).transpose()?;
    let most = u32::try_from(LINES + 1).unwrap_or(u32::MAX);
    let all = form::filings(read, area, row.id, after, most).await?;
    let last = all.get(LINES - 1).filter(|_| all.len() > LINES).map(|one| one.days);
    let next = last.map(|FormDays { first, last }| format!("{first}_{last}"));
    let names = account::names(read, people(&all)).await?;
    let view = |filing| FilingView::of(filing, &names, now);
    Ok(Json(Filings { filings: all.iter().take(LINES).map(view).collect(), next }))
}

fn cursor(text: &str) -> Result<FormDays, Problem> {
    let read = |(first, last): (&str, &str)| {
        Some(FormDays { first: first.parse::<Date>().ok()?, last: last.parse().ok()? })
    };
    text.split_once('_').and_then(read).ok_or_else(|| Problem::invalid("after"))
}
