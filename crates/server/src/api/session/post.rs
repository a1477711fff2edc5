//! In which post one acts.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_domain::id::PostId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Me, me};
use crate::api::Written;
use crate::app::{App, Ready};
use crate::error::Problem;

/// The post to act in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActIn {
    /// One of those held today.
    post: PostId,
}

/// Act in another of one's posts from now on, in this session. The next sign-in begins in it. A program acts in the post in
/// which its token was made.
#[utoipa::path(put, path = "/session/post", tag = "session",
    request_body(content = ActIn, example = json!({ "post": "00000000-0000-0000-0000-000000000401" })),
    responses((status = 200, body = Me), (status = 404, body = Problem, description = "You hold no such post today.")))]
pub(super) async fn act_in(
    State(app): State<App>,
    Ready(staff): Ready,
    body: Written<ActIn>,
) -> Result<Json<Me>, Problem> {
    let post = body.value.post;
    if staff.scopes.is_some() {
        return Err(Problem::beyond_token());
    }
    if !staff.posts.held.iter().any(|held| held.id == post) {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            crate::error::text::NOT_FOUND,
        )
        .field("post"));
    }
    app.sessions().act_in(&app, &staff, post).await?;
    let staff = app.sessions().still(&app, &staff, app.now()).await?;
    Ok(Json(me(&app, &staff, None).await?))
}
