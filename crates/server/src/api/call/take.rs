//! What the telephone system says of a call.

use axum::Json;
use axum::extract::State;
use huisheng_domain::call::{Direction, Times, is_switch_id, plain};
use huisheng_domain::id::{AccountId, Id};
use huisheng_store::account;
use huisheng_store::call::{self, Row};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{TAKE, asked};
use crate::api::Written;
use crate::app::{App, Staff};
use crate::error::Problem;

/// Characters of a line.
const LINE: usize = 40;

/// A call, as the telephone system knows it so far. It says so again when somebody takes it and when it ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallBody {
    /// Area code; the first within reach if left out.
    #[serde(default)]
    area: Option<String>,
    /// The id that the telephone system gave it.
    #[schema(example = "20260302-000017", min_length = 1, max_length = 100)]
    id: String,
    /// In or out.
    #[serde(default)]
    direction: Direction,
    /// The number at the other end; left out where it is withheld. It is sealed, and stands in no log.
    #[serde(default)]
    #[schema(example = "13900000001")]
    number: Option<String>,
    /// The number that was called, or the extension.
    #[serde(default)]
    #[schema(example = "8001", max_length = 40)]
    line: Option<String>,
    /// Sign-in name of who is called, took it, or calls.
    #[serde(default)]
    #[schema(example = "intake1")]
    login: Option<String>,
    /// When it began to ring.
    rang: Timestamp,
    /// When somebody took it.
    #[serde(default)]
    answered: Option<Timestamp>,
    /// When it was over.
    #[serde(default)]
    ended: Option<Timestamp>,
}

/// A call that was taken in.
#[derive(Serialize, ToSchema)]
pub(super) struct CallTaken {
    /// Its id here.
    id: Uuid,
}

/// A call rings, was taken, or has ended: the desk of who is called shows it at once. The same `id` is the same call, in whatever
/// order and however often word of it comes. It is a call of the unit that the token acts for. For the telephone system, with a token of the scope `calls`.
#[utoipa::path(post, path = "/calls", tag = "call", operation_id = "take_call",
    request_body(content = CallBody, example = json!({
        "id": "20260302-000017", "number": "13900000001", "line": "8001", "rang": "2026-03-02T01:00:00Z",
    })),
    responses((status = 200, body = CallTaken), (status = 404, body = Problem, description = "No such area within your reach."),
        (status = 409, body = Problem, description = "No telephone system is connected here.")))]
pub(super) async fn take(
    State(app): State<App>,
    staff: Staff,
    body: Written<CallBody>,
) -> Result<Json<CallTaken>, Problem> {
    let (now, body) = (app.now(), body.value);
    let area = asked(&app, &staff, body.area.as_deref(), TAKE)?;
    if !app.config().hotline.enabled {
        return Err(Problem::hotline_off());
    }
    if !is_switch_id(&body.id) {
        return Err(Problem::invalid("id"));
    }
    let number = match body.number.as_deref().map(str::trim).filter(|number| !number.is_empty()) {
        Some(number) => Some(plain(number).ok_or_else(|| Problem::invalid("number"))?),
        None => None,
    };
    let line = body.line.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty());
    if line.as_ref().is_some_and(|line| line.chars().count() > LINE) {
        return Err(Problem::invalid("line"));
    }
    let times = Times { rang: body.rang, answered: body.answered, ended: body.ended };
    times.check(now).map_err(Problem::invalid)?;
    let account = match body.login.as_deref().map(str::trim).filter(|login| !login.is_empty()) {
        Some(login) => Some(of_login(&app, login).await?),
        None => None,
    };
    let cipher = app.cipher()?;
    let write = app.store().write().await?;
    let before = call::of_switch(&write, cipher, area, &body.id).await?;
    // Another's line: its telephone system counts for itself.
    if before.as_ref().and_then(|before| before.unit).is_some_and(|unit| unit != staff.unit) {
        return Err(Problem::invalid("id"));
    }
    let row = match &before {
        Some(before) => known(before, number, account, line, times),
        None => Row {
            id: app.fresh::<()>(now).uuid(),
            switch_id: body.id,
            direction: body.direction,
            unit: Some(staff.unit),
            account,
            line,
            times,
            to_call_back: body.direction == Direction::In && times.answered.is_none(),
            loose: true,
            number,
        },
    };
    let id = row.id;
    if before.as_ref() != Some(&row) {
        call::put(&write, cipher, area, &row, now).await?;
        if let (Some(_), Some(number)) = (row.times.answered, &row.number) {
            call::spoken_with(&write, cipher, area, number, now).await?;
        }
        write.commit().await?;
        let concerned = row.account.into_iter().chain(before.and_then(|before| before.account));
        concerned.for_each(|account| app.live().call(account));
    }
    Ok(Json(CallTaken { id }))
}

/// What is known now with what was known before. The number of a call that a matter was entered from is not kept again.
fn known(
    before: &Row,
    number: Option<String>,
    account: Option<AccountId>,
    line: Option<String>,
    times: Times,
) -> Row {
    let times = times.with(before.times);
    Row {
        account: account.or(before.account),
        line: line.or_else(|| before.line.clone()),
        to_call_back: before.to_call_back && times.answered.is_none(),
        number: number.or_else(|| before.number.clone()).filter(|_| before.loose),
        times,
        ..before.clone()
    }
}

/// Who signs in under that name.
async fn of_login(app: &App, login: &str) -> Result<AccountId, Problem> {
    let found = account::by_login(app.store().read(), login).await;
    found.map(|row| Id::from_uuid(row.id)).map_err(|_| Problem::invalid("login"))
}
