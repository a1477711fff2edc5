//! 摆渡: files for networks without a line.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use huisheng_store::trail::{Entry, Kind};
use serde::Deserialize;
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::{KEEP, named};
use crate::api::file::read;
use crate::api::{Query, Written};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::exchange::{self, BroughtIn};
use crate::media::Uploader;

/// Of which partner.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExchangeFileBody)]
pub(super) struct OutBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The name of the partner.
    #[schema(example = "公安专网")]
    partner: String,
}

/// 导出摆渡文件: what there is to tell this partner, and what is held of its orders, as a file that only the other side reads.
/// What is taken out counts as told; what is lost on the way is found by the next list.
#[utoipa::path(post, path = "/exchange/files", tag = "exchange",
    request_body(content = OutBody, example = json!({ "partner": "公安专网" })),
    responses((status = 200, description = "The file.", content_type = "text/plain", body = Vec<u8>),
    (status = 404, body = Problem, description = "No such area within your reach."), (status = 409, body = Problem),
    (status = 422, body = Problem, description = "No such partner.")))]
pub(super) async fn take_out(
    State(app): State<App>,
    staff: Staff,
    body: Written<OutBody>,
) -> Result<Response, Problem> {
    let OutBody { area, partner } = body.value;
    let area = staff.area(&app, area.as_deref(), KEEP)?;
    let row = named(&app, area, &partner).await?;
    let now = app.now();
    let (file, orders) = exchange::take_out(&app, area, &row, now).await?;
    let entry = staff.entry(Kind::Exported).with(json!({ "rows": orders }));
    let subject = Some(format!("exchange {}", row.partner.name));
    app.note(&Entry { area: Some(area), subject, ..entry }, now).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"exchange.txt\""),
        ),
    ];
    Ok((headers, file).into_response())
}

/// Of which partner.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct InQuery {
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// The name of the partner.
    partner: String,
}

/// One file in a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the description of a form that is read piece by piece")]
struct ExchangeFileForm {
    /// The file that the other side took out.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// 导入摆渡文件: take in a file of this partner, line by line. The same file twice changes nothing.
#[utoipa::path(post, path = "/exchange/files/in", tag = "exchange", params(InQuery),
    request_body(content = ExchangeFileForm, content_type = "multipart/form-data"),
    responses((status = 200, body = BroughtIn), (status = 404, body = Problem, description = "No such area within your reach."),
    (status = 409, body = Problem), (status = 422, body = Problem, description = "No such partner, or not such a file.")))]
pub(super) async fn bring_in(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<InQuery>,
    request: Request,
) -> Result<Json<BroughtIn>, Problem> {
    let area = staff.area(&app, query.area.as_deref(), KEEP)?;
    let row = named(&app, area, &query.partner).await?;
    let sent = read(&app, request, Uploader::Staff).await?;
    let text = std::str::from_utf8(&sent.bytes).map_err(|_| Problem::invalid("file"))?;
    let now = app.now();
    let brought = exchange::bring_in(&app, area, &row, text, now).await?;
    let told = json!({ "rows": brought.taken, "bad": brought.bad.len() });
    let subject = Some(format!("exchange {}", row.partner.name));
    let entry = staff.entry(Kind::Imported).with(told);
    app.note(&Entry { area: Some(area), subject, ..entry }, now).await?;
    Ok(Json(brought))
}
