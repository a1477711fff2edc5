//! A transfer list as a table, to be signed by who hands over and who takes.

use axum::extract::State;
use axum::response::Response;
use huisheng_store::trail::{Entry, Kind};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::line::ArchivedLine;
use super::{READ, page, within};
use crate::api::Written;
use crate::api::sheet::{self, Sheet};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::table::writer;

/// Matters that are read at once.
const PAGE: usize = 500;
/// Rows, at most.
const MOST: i64 = 200_000;

/// Of which days, and in which form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TransferList {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The first day on which it was archived.
    #[schema(value_type = String, format = Date)]
    first: Date,
    /// The last day, ten years behind the first at most.
    #[schema(value_type = String, format = Date)]
    last: Date,
    /// The form; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
}

/// The transfer list of a period as a table, 200,000 rows at most: what lies within one's reach, without names and telephones.
/// That it was taken out is written down.
#[utoipa::path(post, path = "/archive/sheet", tag = "archive", operation_id = "archive_sheet",
    request_body(content = TransferList, example = json!({ "first": "2026-11-01", "last": "2026-11-30" })),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
    )), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 422, body = Problem, description = "No days of a period, or too many matters.")))]
pub(super) async fn take(
    State(app): State<App>,
    staff: Staff,
    body: Written<TransferList>,
) -> Result<Response, Problem> {
    let TransferList { area, first, last, format } = body.value;
    let area = staff.area(&app, area.as_deref(), READ)?;
    let (within, reach) = (within(&app.book(), first, last)?, staff.reach(&app)?);
    let (rows, file) = sheet::sent(&app, async |path| {
        let mut table =
            writer::create(format.into(), path, &ArchivedLine::HEADER).map_err(failed)?;
        let (mut rows, mut after) = (0_i64, None);
        loop {
            let (lines, next) = page(&app, area, &reach, &within, after, PAGE).await?;
            for line in &lines {
                rows += 1;
                table.row(&line.cells(rows)).map_err(failed)?;
            }
            if rows > MOST {
                return Err(Problem::extract_too_long());
            }
            after = next;
            if after.is_none() {
                table.finish().map_err(failed)?;
                return Ok(rows);
            }
        }
    })
    .await?;
    let entry = Entry {
        area: Some(area),
        subject: Some("archive".to_owned()),
        ..staff.entry(Kind::Exported).with(json!({ "rows": rows, "first": first, "last": last }))
    };
    staff.note(&app, &entry, app.now()).await?;
    Ok(format.answer_from("archive", file))
}

fn failed(error: std::io::Error) -> Problem {
    tracing::error!(%error, "a transfer list");
    Problem::internal()
}
