//! The sessions of an account: what it is signed in on.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huisheng_store::session::{self, SessionRow};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::Path;
use crate::app::{App, Ready, Sessions};
use crate::error::Problem;

/// A session.
#[derive(Serialize, ToSchema)]
pub(super) struct SessionView {
    /// By which it is ended.
    id: Uuid,
    /// What it is used on, as the browser says: `Chrome · Windows`; empty if it said nothing known.
    device: String,
    /// A telephone.
    telephone: bool,
    /// When it began.
    created: Option<Timestamp>,
    /// When it was used last, to the minute.
    used: Option<Timestamp>,
    /// When it ends if it is not used again.
    ends: Option<Timestamp>,
    /// The one that asks.
    this: bool,
}

impl SessionView {
    fn of(row: SessionRow, this: Uuid) -> Self {
        Self {
            id: row.id,
            device: row.device,
            telephone: row.telephone,
            created: row.created_at.timestamp(),
            used: row.used_at.timestamp(),
            ends: row.expires_at.timestamp(),
            this: row.id == this,
        }
    }
}

/// What one is signed in on, the one used last first.
#[utoipa::path(get, path = "/sessions", tag = "session", responses((status = 200, body = Vec<SessionView>)))]
pub(super) async fn my_sessions(
    State(app): State<App>,
    Ready(staff): Ready,
) -> Result<Json<Vec<SessionView>>, Problem> {
    let now = app.now().into();
    let rows = session::of_account(app.store().read(), staff.account.uuid(), now).await?;
    Ok(Json(rows.into_iter().map(|row| SessionView::of(row, staff.session.id)).collect()))
}

/// End one of one's sessions.
#[utoipa::path(delete, path = "/sessions/{id}", tag = "session", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem, description = "No such session of yours.")))]
pub(super) async fn end_session(
    State(app): State<App>,
    Ready(staff): Ready,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    let write = staff.write(&app).await?;
    if !Sessions::end_one(&write, &app, &staff, id).await? {
        return Err(Problem::not_found());
    }
    write.commit().await?;
    app.sessions().read_again(staff.account);
    Ok(StatusCode::NO_CONTENT)
}

/// End all of one's sessions but the one that asks.
#[utoipa::path(delete, path = "/sessions", tag = "session", responses((status = 204)))]
pub(super) async fn end_other_sessions(
    State(app): State<App>,
    Ready(staff): Ready,
) -> Result<StatusCode, Problem> {
    let write = staff.write(&app).await?;
    Sessions::end_others(&write, &app, &staff).await?;
    write.commit().await?;
    app.sessions().read_again(staff.account);
    Ok(StatusCode::NO_CONTENT)
}
