//! The policies 权限规则, for those who grant and those who audit: what they say, and why somebody may do
//! something.

use axum::Json;
use axum::extract::State;
use huisheng_policy::{About, Thing};
use huisheng_store::trail::{Entry, Kind};
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::Written;
use super::audit::audits_all;
use super::matter::of_number;
use crate::app::{App, Staff, access, steadily_refused};
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

/// Why somebody may do something, or may not: the policies that decide. About a matter it is told to who may read its
/// trail.
#[utoipa::path(post, path = "/policies/explain", tag = "account", operation_id = "explain_policy",
    request_body(content = PolicyQuestion, example = json!({ "who": "clerk", "what": "accept", "on": "990101202611220000127" })),
    responses((status = 200, body = Explained)))]
async fn explain_one(
    State(app): State<App>,
    staff: Staff,
    body: Written<PolicyQuestion>,
) -> Result<Json<Explained>, Problem> {
    staff.may(&app, READ, &Thing::Installation)?;
    let about = app.policies().about(&body.value.what);
    if about == Some(About::Matter) {
        audits(&app, &staff, &body.value).await?;
    }
    let told = explain::explain(&app, &body.value).await;
    told.map(Json).map_err(|error| match error {
        NoAnswer::Who => Problem::invalid("who"),
        NoAnswer::What => Problem::invalid("what"),
        NoAnswer::On(_) => Problem::invalid("on"),
        NoAnswer::Store(error) => error.into(),
    })
}

/// From whom a matter is kept says whom it complains of: that is for auditors who may read its trail, and what is kept
/// from somebody for those of the whole installation. For all others there is no such matter. Who asked is written down.
async fn audits(app: &App, staff: &Staff, question: &PolicyQuestion) -> Result<(), Problem> {
    let none = || Problem::invalid("on");
    let number = question.on.as_deref().unwrap_or_default().trim();
    let found = steadily_refused(async {
        let found = of_number(app, number).await.map_err(|_| none())?;
        let thing = access::matter(&app.book(), &found);
        let kept = found.apart().next().is_some();
        let may = staff.can(app, "read-trail", &thing) && (!kept || audits_all(app, staff));
        if may { Ok(found) } else { Err(none()) }
    })
    .await?;
    let told = json!({ "who": question.who, "what": question.what });
    let entry = staff.entry(Kind::PolicyAsked).with(told);
    let entry = Entry { area: Some(found.area), matter: Some(found.id), ..entry };
    Ok(staff.note(app, &entry, app.now()).await?)
}
