//! The first rows of a form, before it is kept.

use axum::Json;
use axum::extract::State;
use huisheng_domain::form::{Form, HeadCell};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::write::known;
use super::{FILL, area_of};
use crate::api::Written;
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::form::{Filling, calendar};

/// A form, kept or not, and a day of the period.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PreviewForm {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The form.
    form: Form,
    /// A day of the period, of chosen days the first; today if left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    day: Option<Date>,
    /// Of chosen days the last.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    last: Option<Date>,
}

/// The first rows of a form, and what stands above them.
#[derive(Serialize, ToSchema)]
pub(super) struct FormPreview {
    /// The cells above the rows, row by row from the left.
    head: Vec<HeadCell>,
    /// How many rows these take.
    head_rows: usize,
    /// The first rows, 8 at most.
    rows: Vec<Vec<String>>,
    /// There are more.
    more: bool,
}

/// The first rows of a form as they will stand, with its head rows: of what one sees oneself, for the own unit.
#[utoipa::path(post, path = "/forms/preview", tag = "form", operation_id = "preview_form",
    request_body(content = PreviewForm, example = json!({ "form": {
        "name": "台账", "period": "month", "columns": [{ "heading": "编号", "width": 20, "holds": "number" }],
    } })),
    responses((status = 200, body = FormPreview), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "Something in it cannot stand so.")))]
pub(super) async fn preview(
    State(app): State<App>,
    staff: Staff,
    body: Written<PreviewForm>,
) -> Result<Json<FormPreview>, Problem> {
    let PreviewForm { area, form, day, last } = body.value;
    let (area, now) = (area_of(&app, &staff, area.as_deref(), FILL)?, app.now());
    let (form, book) = (form.trimmed(), app.book());
    form.check()?;
    known(&book, &form)?;
    let today = calendar(&book, staff.unit).date(now);
    let days = match day {
        Some(day) => form.period.asked(day, last)?,
        None => form.period.holding(today),
    };
    let reach = staff.reach(&app)?;
    let unit = staff.unit;
    let filling =
        Filling { app: &app, book: &book, area, reach: &reach, unit, form: &form, days, now };
    let preview = filling.preview().await?;
    Ok(Json(FormPreview {
        head: preview.head,
        head_rows: preview.head_rows,
        rows: preview.rows,
        more: preview.more,
    }))
}
