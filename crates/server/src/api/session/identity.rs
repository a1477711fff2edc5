//! One's own identity at the provider of the office: linked, looked at, unlinked.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use huisheng_store::identity::{self, IdentityRow};
use huisheng_store::trail::{self, Kind};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::once_more::{Proof, once_more};
use super::provider::{ProviderView, provider, sent};
use crate::api::Written;
use crate::app::{Address, App, SignedIn, Staff};
use crate::error::Problem;
use crate::identity::Purpose;

/// An identity that an account is linked to.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct IdentityView {
    /// As the provider names the person.
    #[schema(example = "248289761001")]
    subject: String,
    /// As people know it; may be empty.
    #[schema(example = "wang.li")]
    name: String,
    /// Since when.
    linked: Option<Timestamp>,
    /// When somebody signed in with it last.
    used: Option<Timestamp>,
}

impl From<IdentityRow> for IdentityView {
    fn from(row: IdentityRow) -> Self {
        Self {
            subject: row.subject,
            name: row.name,
            linked: row.linked_at.timestamp(),
            used: row.used_at.and_then(|at| at.timestamp()),
        }
    }
}

/// How it stands with one's identity.
#[derive(Serialize, ToSchema)]
pub(super) struct MyIdentity {
    /// The provider; none is configured.
    provider: Option<ProviderView>,
    /// The identity; none is linked.
    identity: Option<IdentityView>,
}

/// What one's account is linked to at the identity provider.
#[utoipa::path(get, path = "/session/identity", tag = "session", responses((status = 200, body = MyIdentity)))]
pub(super) async fn my_identity(
    State(app): State<App>,
    SignedIn(staff): SignedIn,
) -> Result<Json<MyIdentity>, Problem> {
    let row = match app.identity_provider() {
        Some(provider) => {
            let issuer = &provider.config().issuer;
            identity::of_account(app.store().read(), issuer, staff.account.uuid()).await?
        }
        None => None,
    };
    let provider = ProviderView::of(&app).await;
    Ok(Json(MyIdentity { provider, identity: row.map(IdentityView::from) }))
}

/// The password in use: a session alone changes nothing here.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkIdentity {
    /// The password in use.
    #[schema(example = "huisheng-demo")]
    password: String,
}

/// Where to go.
#[derive(Serialize, ToSchema)]
pub(super) struct GoThere {
    /// A page of the provider, to open in this browser.
    #[schema(example = "https://id.example.gov.cn/auth?client_id=huisheng")]
    address: String,
}

/// Begin to link one's account to one's identity: open the address that is answered, and be back within ten minutes.
#[utoipa::path(post, path = "/session/identity", tag = "session",
    request_body(content = LinkIdentity, example = json!({ "password": "huisheng-demo" })),
    responses((status = 200, body = GoThere), (status = 409, body = Problem, description = "There is no provider, or the account is linked."),
        (status = 422, body = Problem, description = "The password is not right."),
        (status = 429, body = Problem, description = "Locked `until`."), (status = 502, body = Problem)))]
pub(super) async fn begin_link(
    State(app): State<App>,
    staff: Staff,
    address: Address,
    body: Written<LinkIdentity>,
) -> Result<impl IntoResponse, Problem> {
    let issuer = &provider(&app)?.config().issuer;
    once(&app, &staff, address, &body.value).await?;
    let there = identity::of_account(app.store().read(), issuer, staff.account.uuid()).await?;
    if there.is_some() {
        return Err(Problem::identity_there());
    }
    let purpose = Purpose::Link { account: staff.account, session: hex::encode(staff.token()) };
    let (cookie, address) = sent(&app, purpose).await?;
    Ok(([(header::SET_COOKIE, cookie)], Json(GoThere { address })))
}

/// Unlink one's account: from now on one signs in with the password.
#[utoipa::path(post, path = "/session/identity/remove", tag = "session",
    request_body(content = LinkIdentity, example = json!({ "password": "huisheng-demo" })),
    responses((status = 204), (status = 404, body = Problem, description = "It is not linked."),
        (status = 409, body = Problem, description = "There is no provider."),
        (status = 422, body = Problem, description = "The password is not right."),
        (status = 429, body = Problem, description = "Locked `until`.")))]
pub(super) async fn remove_link(
    State(app): State<App>,
    staff: Staff,
    address: Address,
    body: Written<LinkIdentity>,
) -> Result<StatusCode, Problem> {
    let issuer = &provider(&app)?.config().issuer;
    once(&app, &staff, address, &body.value).await?;
    let write = staff.write(&app).await?;
    if !identity::unlink(&write, issuer, staff.account.uuid()).await? {
        return Err(Problem::not_found());
    }
    trail::record(&write, &staff.entry(Kind::IdentityUnlinked), app.now()).await?;
    write.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn once(
    app: &App,
    staff: &Staff,
    address: Address,
    given: &LinkIdentity,
) -> Result<(), Problem> {
    let proof = Proof { password: ("password", &given.password), factor: None };
    once_more(app, staff, address, proof, app.now()).await
}
