//! A form filled for a period, as a file.

use axum::extract::State;
use axum::response::Response;
use huisheng_domain::form::Filed;
use huisheng_store::form;
use huisheng_store::trail::{self, Kind};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{FILL, area_of, entry, found};
use crate::api::sheet::{self, Sheet};
use crate::api::{Path, Written};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::form::Filling;

/// For which period, and in which form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct FillForm {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// A day of the period; of chosen days the first.
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// The last day; needed of chosen days.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    last: Option<Date>,
    /// The form of the file; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
    /// Fill it although code tables do not know some of the values: our own words stand there.
    #[serde(default)]
    unmapped: bool,
}

/// Fill a form: the file is made anew of what one sees now, 200,000 rows at most, and not kept. That it was filled, for which
/// days and with how many rows, stands with its periods and in the trail. It names nobody but who fills it.
#[utoipa::path(post, path = "/forms/{id}/fill", tag = "form", operation_id = "fill_form", params(("id" = Uuid, Path)),
    request_body(content = FillForm, example = json!({ "day": "2026-11-23" })),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
    )), (status = 422, body = Problem, description = "No days of its period, too many rows, or values that a code table does not know.")))]
pub(super) async fn fill(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<FillForm>,
) -> Result<Response, Problem> {
    let (now, body) = (app.now(), body.value);
    let area = area_of(&app, &staff, body.area.as_deref(), FILL)?;
    let row = found(&app, &staff, area, id).await?;
    let days = row.form.period.asked(body.day, body.last)?;
    let (book, reach) = (app.book(), staff.reach(&app)?);
    let (unit, form) = (row.unit, &row.form);
    let filling = Filling { app: &app, book: &book, area, reach: &reach, unit, form, days, now };
    let format = body.format.into();
    let (filled, file) =
        sheet::sent(&app, async |path| filling.write(format, path, &staff.name).await).await?;
    if !filled.unmapped.is_empty() && !body.unmapped {
        return Err(Problem::form_unmapped(&filled.unmapped));
    }
    let told = json!({
        "rows": filled.rows, "form": row.form.name, "version": row.version, "first": days.first, "last": days.last,
    });
    let told = entry(&staff, Kind::Exported, area, id).with(told);
    let filed = Filed { by: staff.account, at: now };
    let write = staff.write(&app).await?;
    // Removed meanwhile: nothing is known of its periods any more.
    if form::held(&write, area, id).await?.is_some() {
        form::fill(&write, area, id, days, filed, filled.rows).await?;
    }
    trail::record(&write, &told, now).await?;
    write.commit().await?;
    Ok(body.format.answer_from("form", file))
}
