//! Writing, correcting, publishing and withdrawing an entry.

use axum::Json;
use axum::extract::State;
use huisheng_domain::knowledge::{Entry, Kept};
use huisheng_store::knowledge::{self, Act, Row};
use huisheng_store::trail::{self, Kind};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{KEEP, KnowledgeView, PUBLISH, Reader, WITHDRAW, answered};
use crate::api::matter::report::known;
use crate::api::{AreaQuery, Path, Query, Written, reason_in};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Write an entry under an id of one's own making, or correct it. The same twice changes nothing; a change names the version
/// that was seen in `If-Match`. What is published stays until somebody else publishes the correction.
#[utoipa::path(put, path = "/knowledge/{id}", tag = "knowledge", operation_id = "write_knowledge",
    params(("id" = Uuid, Path), AreaQuery, ("If-Match" = Option<String>, Header, description = "The version that was seen, to change it.")),
    request_body(content = Entry, example = json!({
        "question": "社保卡丢了怎么补办", "answer": "带身份证到街道便民服务大厅，当场补办。", "unit": "00000000-0000-0000-0000-000000000203",
        "source": "社会保障卡业务办理指南（2026 年版）", "until": "2027-03-01", "public": true,
    })),
    responses((status = 200, body = KnowledgeView), (status = 404, body = Problem, description = "No such area within your reach."), (status = 412, body = Problem)))]
pub(super) async fn write(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    Query(query): Query<AreaQuery>,
    body: Written<Entry>,
) -> Result<Json<KnowledgeView>, Problem> {
    let now = app.now();
    let reader = Reader::of(&app, &staff, query.area.as_deref())?;
    let (seen, entry) = (body.if_version, body.value.trimmed());
    let book = app.book();
    let there = book.areas_of_unit(entry.unit).contains(&reader.area);
    if !there || book.units.get(entry.unit).is_none() {
        return Err(Problem::invalid("unit"));
    }
    known(&book, entry.category)?;
    if !reader.may(KEEP, &entry, None) {
        return Err(Problem::forbidden().field("unit"));
    }
    let write = staff.write(&app).await?;
    let before = knowledge::held(&write, reader.area, id).await?;
    if let Some(row) = &before {
        if !reader.may(KEEP, &row.kept.entry, None) {
            return Err(Problem::forbidden());
        }
        // Sent again: the answer of before was lost.
        if row.kept.entry == entry && !row.kept.withdrawn {
            write.rollback().await?;
            answered::renewed(&reader, row).await?;
            return Ok(Json(reader.one(row.clone()).await?));
        }
    }
    entry.check(reader.today).map_err(Problem::invalid)?;
    let version = before.as_ref().map_or(0, |row| row.version);
    if seen.unwrap_or(0) != u32::try_from(version).unwrap_or_default() {
        return Err(Problem::stale_row(version));
    }
    let kept = match &before {
        Some(row) => row.kept.clone().written(entry),
        None => Kept { entry, published: None, withdrawn: false },
    };
    let row = Row {
        id,
        version: version + 1,
        kept,
        ask: before.as_ref().and_then(|row| row.ask),
        asked: before.as_ref().and_then(|row| row.asked),
        used: before.as_ref().map_or(0, |row| row.used),
        by: staff.account,
        at: now,
    };
    let act = Act { code: "written", account: staff.account, note: None };
    keep(&reader, write, &row, before.as_ref(), act).await?;
    answered::renewed(&reader, &row).await?;
    Ok(Json(reader.one(row).await?))
}

/// Writes a version, and that it was written. What it says stands in its versions.
async fn keep(
    reader: &Reader<'_>,
    write: huisheng_store::Write,
    row: &Row,
    before: Option<&Row>,
    act: Act<'_>,
) -> Result<(), Problem> {
    let now = reader.app.now();
    knowledge::put(&write, reader.area, row, before, act, now).await?;
    let mut entry = reader.staff.entry(Kind::KnowledgeWritten);
    entry = entry.with(json!({ "version": row.version, "act": act.code }));
    entry.area = Some(reader.area);
    entry.subject = Some(row.id.to_string());
    trail::record(&write, &entry, now).await?;
    write.commit().await?;
    Ok(())
}

/// Which version is published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PublishKnowledge {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The version that was checked.
    version: i32,
}

/// Publish an entry as it was written last. Nobody publishes what he wrote himself. Twice changes nothing.
#[utoipa::path(post, path = "/knowledge/{id}/publish", tag = "knowledge", operation_id = "publish_knowledge", params(("id" = Uuid, Path)),
    request_body(content = PublishKnowledge, example = json!({ "version": 1 })),
    responses((status = 200, body = KnowledgeView), (status = 404, body = Problem), (status = 412, body = Problem)))]
pub(super) async fn publish(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<PublishKnowledge>,
) -> Result<Json<KnowledgeView>, Problem> {
    let reader = Reader::of(&app, &staff, body.value.area.as_deref())?;
    let write = staff.write(&app).await?;
    let before = held(&reader, &write, id).await?;
    let (kept, seen) = (&before.kept, body.value.version);
    if !reader.may(PUBLISH, &kept.entry, None) {
        return Err(Problem::forbidden());
    }
    // Sent again: the answer of before was lost.
    if !kept.awaits() && !kept.withdrawn && [seen, seen + 1].contains(&before.version) {
        return Ok(Json(reader.one(before).await?));
    }
    if seen != before.version || kept.withdrawn {
        return Err(Problem::stale_row(before.version));
    }
    if !reader.may(PUBLISH, &kept.entry, Some(before.by)) {
        return Err(Problem::own_knowledge());
    }
    kept.entry.check(reader.today).map_err(Problem::invalid)?;
    let row = Row {
        version: before.version + 1,
        kept: kept.clone().publish(),
        ask: Some(kept.entry.until),
        asked: None,
        ..before.clone()
    };
    let act = Act { code: "published", account: staff.account, note: None };
    keep(&reader, write, &row, Some(&before), act).await?;
    answered::confirmed(&reader, &before).await?;
    Ok(Json(reader.one(row).await?))
}

/// Why an entry is withdrawn.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WithdrawKnowledge {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// Why.
    #[schema(example = "政策已经调整，不再适用")]
    reason: String,
}

/// Withdraw an entry: it is told to nobody from now on. Twice changes nothing; written anew, it can be published again.
#[utoipa::path(post, path = "/knowledge/{id}/withdraw", tag = "knowledge", operation_id = "withdraw_knowledge", params(("id" = Uuid, Path)),
    request_body(content = WithdrawKnowledge, example = json!({ "reason": "政策已经调整，不再适用" })),
    responses((status = 200, body = KnowledgeView), (status = 404, body = Problem)))]
pub(super) async fn withdraw(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<WithdrawKnowledge>,
) -> Result<Json<KnowledgeView>, Problem> {
    let reader = Reader::of(&app, &staff, body.value.area.as_deref())?;
    let reason = reason_in(&body.value.reason, "reason")?;
    let write = staff.write(&app).await?;
    let before = held(&reader, &write, id).await?;
    if !reader.may(WITHDRAW, &before.kept.entry, None) {
        return Err(Problem::forbidden());
    }
    if before.kept.withdrawn {
        return Ok(Json(reader.one(before).await?));
    }
    let row = Row {
        version: before.version + 1,
        kept: before.kept.clone().withdraw(),
        ask: None,
        asked: None,
        ..before.clone()
    };
    let act = Act { code: "withdrawn", account: staff.account, note: Some(&reason) };
    keep(&reader, write, &row, Some(&before), act).await?;
    answered::withdrawn(&reader, &before, &reason).await?;
    Ok(Json(reader.one(row).await?))
}

/// An entry that the reader may know of.
async fn held(
    reader: &Reader<'_>,
    write: &huisheng_store::Write,
    id: Uuid,
) -> Result<Row, Problem> {
    let row = knowledge::held(write, reader.area, id).await?;
    row.filter(|row| reader.sees(row)).ok_or_else(Problem::not_found)
}
