//! The policies 权限规则, for those who grant and those who audit: what they say, and why somebody may do
//! something.

use axum::Json;
use axum::extract::State;
use huisheng_policy::Thing;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Written;
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::explain::{self, Explained, NoAnswer, PolicyQuestion, PolicyView};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(policies))
        .routes(routes!(actions))
        .routes(routes!(explain_one))
}

const READ: &str = "read-policies";

/// Every policy, in the order of its file.
#[utoipa::path(get, path = "/policies", tag = "account", responses((status = 200, body = Vec<PolicyView>)))]
async fn policies(State(app): State<App>, staff: Staff) -> Result<Json<Vec<PolicyView>>, Problem> {
    staff.may(&app, READ, &Thing::Installation)?;
    Ok(Json(app.policies().all().iter().map(Into::into).collect()))
}

/// Every action that a policy can speak of, by name.
#[utoipa::path(get, path = "/policies/actions", tag = "account", operation_id = "policy_actions",
    responses((status = 200, body = Vec<String>)))]
async fn actions(State(app): State<App>, staff: Staff) -> Result<Json<Vec<String>>, Problem> {
    staff.may(&app, READ, &Thing::Installation)?;
    Ok(Json(app.policies().actions()))
}

/// Why somebody may do something, or may not: the policies that decide. Nothing of a matter is told but whether it
/// is there.
#[utoipa::path(post, path = "/policies/explain", tag = "account", operation_id = "explain_policy",
    request_body(content = PolicyQuestion, example = json!({ "who": "clerk", "what": "accept", "on": "990101202611220000127" })),
    responses((status = 200, body = Explained)))]
async fn explain_one(
    State(app): State<App>,
    staff: Staff,
    body: Written<PolicyQuestion>,
) -> Result<Json<Explained>, Problem> {
    staff.may(&app, READ, &Thing::Installation)?;
    let told = explain::explain(&app, &body.value).await;
    told.map(Json).map_err(|error| match error {
        NoAnswer::Who => Problem::invalid("who"),
        NoAnswer::What => Problem::invalid("what"),
        NoAnswer::On(_) => Problem::invalid("on"),
        NoAnswer::Store(error) => error.into(),
    })
}
