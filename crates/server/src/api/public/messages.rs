//! What a reporter is sent by telephone.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use huisheng_store::notification;
use serde::Deserialize;
use utoipa::ToSchema;

use super::code_in;
use super::opened::{Opened, Station, opened};
use crate::api::{Path, Written};
use crate::app::App;
use crate::error::Problem;

/// What one wants.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChooseMessages)]
pub(super) struct MessagesBody {
    /// The answer, what it waits for, and who saw one's name; nothing else.
    answer_only: bool,
}

/// Choose what is sent to one's own telephone about a matter.
#[utoipa::path(put, path = "/public/matters/{number}/messages", tag = "public", security(()), operation_id = "choose_messages",
    request_body(content = MessagesBody, example = json!({ "answer_only": true })),
    params(("number" = String, Path), ("X-Follow-Code" = String, Header)),
    responses((status = 204)))]
pub(super) async fn keep(
    State(app): State<App>,
    Path(number): Path<String>,
    headers: HeaderMap,
    body: Written<MessagesBody>,
) -> Result<StatusCode, Problem> {
    let Station { matter, voice } = opened(&app, &number, code_in(&headers)).await?.into_now();
    let (write, only) = (app.store().write().await?, body.value.answer_only);
    notification::keep_answer_only(&write, matter.area, voice, only).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether one wants the answer and nothing else; none where nothing is sent: by this house, to this person, or about
/// what a platform above told to do.
pub(super) async fn answer_only(app: &App, opened: &Opened) -> Result<Option<bool>, Problem> {
    let Station { matter, voice } = opened.now();
    let person = matter.report(*voice).and_then(|report| report.person.as_ref());
    let sent = app.tells_reporters().is_some();
    if !sent || matter.upstream.is_some() || person.is_none_or(|person| !person.contactable) {
        return Ok(None);
    }
    let reader = app.store().read();
    let chosen = notification::is_answer_only(reader, matter.area, &[*voice]).await?;
    Ok(Some(!chosen.is_empty()))
}
