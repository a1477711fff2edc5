//! A bulletin as a table.

use axum::extract::State;
use axum::response::Response;
use huisheng_domain::bulletin::{BulletinLine, Figure};
use huisheng_domain::tally::Figures;
use huisheng_store::trail::{Entry, Kind};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{READ, readable};
use crate::api::sheet::Sheet;
use crate::api::{Path, Written};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::table::writer::Value;

/// The columns.
const HEADER: [&str; 21] = [
    "名次",
    "单位",
    "交办",
    "签收超时",
    "及时签收率%",
    "到期应办结",
    "按时办结",
    "超期",
    "按时办结率%（剔除前）",
    "按时办结率%（剔除后）",
    "退单",
    "回访",
    "未解决",
    "解决率%（剔除前）",
    "解决率%（剔除后）",
    "不满意",
    "满意率%（剔除前）",
    "满意率%（剔除后）",
    "评价",
    "差评",
    "剔除",
];

/// In which form.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BulletinSheet {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The form; `xlsx` if left out.
    #[serde(default)]
    format: Sheet,
}

/// The table of a bulletin: a line for each unit, best first, and all together.
#[utoipa::path(post, path = "/bulletins/{id}/sheet", tag = "bulletin", operation_id = "bulletin_sheet", params(("id" = Uuid, Path)),
    request_body(content = BulletinSheet, example = json!({})),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
    ))))]
pub(super) async fn take(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<BulletinSheet>,
) -> Result<Response, Problem> {
    let body = body.value;
    let area = staff.area(&app, body.area.as_deref(), READ)?;
    let of = readable(&app, &staff, area, id).await?.bulletin;
    let lines =
        of.lines.iter().map(|line: &BulletinLine| row(line.rank, &line.name, &line.figures));
    let rows = lines.chain([row(None, "合计", &of.total)]);
    let foot = format!("{} {} — {}", of.text.title, of.from, of.to);
    let bytes = body.format.of(&HEADER, &foot, rows).map_err(|error| {
        tracing::error!(%error, "a table to be sent");
        Problem::internal()
    })?;
    let entry = staff.entry(Kind::Exported).with(json!({ "rows": of.lines.len() }));
    let subject = Some(format!("bulletin {id}"));
    staff.note(&app, &Entry { area: Some(area), subject, ..entry }, app.now()).await?;
    Ok(body.format.answer("bulletin", bytes))
}

fn row<'a>(rank: Option<u16>, name: &'a str, figures: &Figures) -> Vec<Value<'a>> {
    let (before, after) = (figures.rates(), figures.rates_after_exclusions());
    let rate = |rate: Option<f64>| rate.map_or(Value::Empty, Value::Decimal);
    let number = |figure: Figure| Value::Integer(figure.of(figures));
    vec![
        rank.map_or(Value::Empty, |rank| Value::Integer(rank.into())),
        name.into(),
        number(Figure::Assigned),
        number(Figure::SignedInLate),
        rate(before.signed_in_on_time),
        number(Figure::Due),
        Value::Integer(figures.due_kept),
        number(Figure::Missed),
        rate(before.on_time),
        rate(after.on_time),
        number(Figure::Returned),
        number(Figure::CalledBack),
        number(Figure::NotSolved),
        rate(before.solved),
        rate(after.solved),
        number(Figure::Dissatisfied),
        rate(before.satisfied),
        rate(after.satisfied),
        number(Figure::Rated),
        number(Figure::RatedLow),
        number(Figure::Excluded),
    ]
}
