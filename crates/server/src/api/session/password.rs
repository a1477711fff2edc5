//! Changing one's password.

use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::sign_in::{self, PasswordRefusal};
use huisheng_store::account::{self, AccountRow};
use huisheng_store::trail::{self, Kind};
use huisheng_store::{api_token, password_past, session};
use serde::Deserialize;
use utoipa::ToSchema;

use super::once_more::{Proof, prove};
use crate::api::Written;
use crate::app::{Address, App, SignedIn, password};
use crate::error::Problem;

/// The old and the new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangePassword {
    /// The one in use; empty if none was set yet, as behind the link of a new house.
    #[serde(default)]
    old: String,
    /// At least ten characters.
    #[schema(min_length = 10, max_length = 200)]
    new: String,
}

/// Change one's password. Every session of the account ends, and its tokens: sign in again.
#[utoipa::path(put, path = "/session/password", tag = "session",
    request_body(content = ChangePassword, example = json!({ "old": "huisheng-demo", "new": "lantern trolley teapot" })),
    responses((status = 204), (status = 422, body = Problem, description = "The old one is not right, or the new one will not do."),
        (status = 429, body = Problem, description = "Locked `until`.")))]
pub(super) async fn change_password(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
    address: Address,
    body: Written<ChangePassword>,
) -> Result<StatusCode, Problem> {
    let (now, given) = (app.now(), body.value);
    let unit = app.book().units.get(staff.unit).map(|unit| unit.name.clone()).unwrap_or_default();
    sign_in::check(&given.new, &[&staff.login, &staff.name, &unit])?;
    let row = account::find(app.store().read(), staff.account.uuid()).await?;
    if let Some(current) = &row.password_hash {
        let proof = Proof { password: ("old", &given.old), factor: None };
        prove(&app, &staff, address, proof, current, now).await?;
        let past = password_past::of(app.store().read(), row.id).await?;
        for used in std::iter::once(current.clone()).chain(past) {
            if password::matches(&given.new, Some(used)).await {
                return Err(PasswordRefusal::UsedBefore.into());
            }
        }
    }
    // Without a password nobody signs in: this session is the link that was handed out instead.
    let hash = password::hash(&given.new).await;
    // Hashing took long: only the password changes, and only if nobody else changed it meanwhile.
    let write = app.store().write().await?;
    let held = account::find_held(&write, staff.account.uuid()).await?;
    if held.password_hash != row.password_hash {
        return Err(Problem::invalid("old"));
    }
    if let Some(replaced) = row.password_hash {
        password_past::put(&write, row.id, replaced, now.into()).await?;
    }
    let held = AccountRow { password_hash: Some(hash), must_change: false, ..held };
    account::upsert(&write, vec![held]).await?;
    api_token::remove_all(&write, row.id).await?;
    trail::record(&write, &staff.entry(Kind::PasswordChanged), now).await?;
    session::end_all(&write, row.id).await?;
    write.commit().await?;
    app.sessions().read_again(staff.account);
    Ok(StatusCode::NO_CONTENT)
}
