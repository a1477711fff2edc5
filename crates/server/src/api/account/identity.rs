//! What an account is linked to at the identity provider of the office, kept by the security administrator.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::{AccountId, Id};
use huisheng_policy::Thing;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::identity::{self, IdentityRow};
use huisheng_store::trail::{self, Entry, Kind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::GRANT;
use crate::api::session::{IdentityView, link, provider};
use crate::api::{Path, Written};
use crate::app::{App, Staff, access};
use crate::error::{Problem, text};
use crate::identity::is_subject;

/// What an account is linked to.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountIdentity {
    /// The identity; none is linked.
    identity: Option<IdentityView>,
}

/// An identity to link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GivenIdentity {
    /// As the provider names the person: the page that turned the person away shows it.
    #[schema(example = "248289761001", min_length = 1, max_length = 255)]
    subject: String,
    /// As people know it.
    #[schema(example = "wang.li", max_length = 100)]
    #[serde(default)]
    name: String,
}

/// What an account of one's unit or below is linked to, for the security administrator.
#[utoipa::path(get, path = "/accounts/{id}/identity", tag = "account", params(("id" = AccountId, Path)),
    responses((status = 200, body = AccountIdentity), (status = 409, body = Problem, description = "There is no provider.")))]
pub(super) async fn identity(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AccountId>,
) -> Result<Json<AccountIdentity>, Problem> {
    granted(&app, &staff, id).await?;
    let issuer = &provider(&app)?.config().issuer;
    let row = identity::of_account(app.store().read(), issuer, id.uuid()).await?;
    Ok(Json(AccountIdentity { identity: row.map(IdentityView::from) }))
}

/// Link an account of one's unit or below, not one's own, to an identity, after making sure whose it is.
#[utoipa::path(put, path = "/accounts/{id}/identity", tag = "account", params(("id" = AccountId, Path)),
    request_body(content = GivenIdentity, example = json!({ "subject": "248289761001", "name": "wang.li" })),
    responses((status = 200, body = AccountIdentity), (status = 409, body = Problem, description = "There is no provider, the identity has another account, or the account another identity.")))]
pub(super) async fn link_identity(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AccountId>,
    body: Written<GivenIdentity>,
) -> Result<Json<AccountIdentity>, Problem> {
    let (now, given) = (app.now(), body.value);
    let row = granted(&app, &staff, id).await?;
    let issuer = provider(&app)?.config().issuer.clone();
    let subject = given.subject.trim();
    if !is_subject(subject) {
        return Err(Problem::invalid("subject"));
    }
    let name = given.name.trim();
    if name.chars().any(char::is_control) {
        return Err(Problem::invalid("name"));
    }
    let linked = IdentityRow {
        issuer,
        subject: subject.to_owned(),
        account: id.uuid(),
        name: name.to_owned(),
        linked_at: now.into(),
        used_at: None,
    };
    let write = app.store().write().await?;
    link(&write, linked.clone()).await?;
    trail::record(&write, &told(&staff, Kind::IdentityLinked, &row), now).await?;
    write.commit().await?;
    Ok(Json(AccountIdentity { identity: Some(linked.into()) }))
}

/// Unlink an account of one's unit or below, not one's own. Its sessions end.
#[utoipa::path(delete, path = "/accounts/{id}/identity", tag = "account", params(("id" = AccountId, Path)),
    responses((status = 204), (status = 409, body = Problem, description = "There is no provider.")))]
pub(super) async fn unlink_identity(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<AccountId>,
) -> Result<StatusCode, Problem> {
    let row = granted(&app, &staff, id).await?;
    let issuer = &provider(&app)?.config().issuer;
    let write = app.store().write().await?;
    if !identity::unlink(&write, issuer, id.uuid()).await? {
        return Err(Problem::not_found());
    }
    trail::record(&write, &told(&staff, Kind::IdentityUnlinked, &row), app.now()).await?;
    write.commit().await?;
    app.sessions().end_all(&app, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The account, if its door is this person's to keep.
async fn granted(app: &App, staff: &Staff, id: AccountId) -> Result<AccountRow, Problem> {
    staff.may(app, "list-accounts", &Thing::Installation)?;
    if id == staff.account {
        return Err(Problem::new(StatusCode::FORBIDDEN, "own_account", text::OWN_ACCOUNT));
    }
    let row = account::find(app.store().read(), id.uuid()).await?;
    let thing = access::account(&app.book(), Some(id), Id::from_uuid(row.unit));
    staff.may(app, GRANT, &thing)?;
    Ok(row)
}

fn told(staff: &Staff, kind: Kind, row: &AccountRow) -> Entry {
    let entry = Entry { subject: Some(row.id.to_string()), ..staff.entry(kind) };
    entry.with(json!({ "login": row.login }))
}
