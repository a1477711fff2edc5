//! What an account is linked to at the identity provider of the office, looked at and unlinked by the security
//! administrator. Nobody links somebody else: it would open the account to whoever has that identity.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::{AccountId, Id};
use huisheng_policy::Thing;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::trail::{self, Entry, Kind};
use huisheng_store::{identity, session};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::GRANT;
use crate::api::Path;
use crate::api::session::{IdentityView, provider};
use crate::app::{App, Staff, access};
use crate::error::{Problem, text};

/// What an account is linked to.
#[derive(Serialize, ToSchema)]
pub(super) struct AccountIdentity {
    /// The identity; none is linked.
    identity: Option<IdentityView>,
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
    let write = staff.write(&app).await?;
    if !identity::unlink(&write, issuer, id.uuid()).await? {
        return Err(Problem::not_found());
    }
    trail::record(&write, &told(&staff, Kind::IdentityUnlinked, &row), app.now()).await?;
    session::end_all(&write, id.uuid()).await?;
    write.commit().await?;
    app.sessions().read_again(id);
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
