//! 移交: what somebody handles goes on with a colleague, when a post ends or a leave begins. Work belongs to units, so
//! nothing of a matter changes: it stands in the colleague's own list.

use axum::Json;
use axum::extract::State;
use huisheng_domain::id::{AccountId, Id, PostId};
use huisheng_domain::post::{PostRefusal, in_line};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{StoreError, account, handled, post};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::stand_in::may_name;
use crate::api::{Path, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Who goes on with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HandOver {
    /// A colleague of the unit, or of one above or below it.
    account: AccountId,
}

/// What was handed over.
#[derive(Serialize, ToSchema)]
pub(super) struct HandedOver {
    /// Open matters that the colleague did not have yet.
    matters: u64,
}

/// Hand over the open matters that the holder of a post did a step of: they stand in the own list of a colleague from now
/// on. For the holder, and for the security administrator. What the holder did remains the holder's.
#[utoipa::path(post, path = "/posts/{id}/hand-over", tag = "account", params(("id" = PostId, Path)),
    request_body(content = HandOver, example = json!({ "account": "00000000-0000-0000-0000-000000000301" })),
    responses((status = 200, body = HandedOver), (status = 422, body = Problem, description = "Not to this colleague.")))]
pub(super) async fn hand_over(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<PostId>,
    body: Written<HandOver>,
) -> Result<Json<HandedOver>, Problem> {
    let (now, book, to) = (app.now(), app.book(), body.value.account);
    let of = post::find(app.store().read(), id).await?.post;
    may_name(&app, &staff, &of)?;
    let row = match account::find(app.store().read(), to.uuid()).await {
        Ok(row) if row.active => row,
        Ok(_) | Err(StoreError::NotFound) => return Err(Problem::invalid("account")),
        Err(error) => return Err(error.into()),
    };
    if to == of.account {
        return Err(PostRefusal::Oneself.into());
    }
    if !in_line(&book.units, of.unit, Id::from_uuid(row.unit)) {
        return Err(PostRefusal::OutOfLine.into());
    }
    let write = staff.write(&app).await?;
    let mut matters = 0;
    for area in book.areas_of_unit(of.unit) {
        matters += handled::hand_over(&write, area, of.account, to).await?;
    }
    let entry = Entry { subject: Some(of.account.to_string()), ..staff.entry(Kind::HandedOver) };
    let told = json!({ "login": row.login, "post": of.id, "matters": matters });
    trail::record(&write, &entry.with(told), now).await?;
    write.commit().await?;
    Ok(Json(HandedOver { matters }))
}
