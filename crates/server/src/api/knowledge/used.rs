//! An answer that was used in a matter, counted once there.

use axum::Json;
use axum::extract::State;
use huisheng_store::knowledge;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Reader;
use crate::api::matter::within_reach;
use crate::api::{Path, Written};
use crate::app::{App, Staff};
use crate::error::Problem;

/// Where it was used.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KnowledgeUse {
    /// Number of the matter.
    #[schema(example = "990101202611220000127")]
    matter: String,
}

/// How often it was used.
#[derive(Serialize, ToSchema)]
pub(super) struct KnowledgeUsed {
    /// In how many matters.
    used: u64,
}

/// An answer was used in a matter that you see. It counts once for each matter, however often this is sent.
#[utoipa::path(post, path = "/knowledge/{id}/uses", tag = "knowledge", operation_id = "use_knowledge", params(("id" = Uuid, Path)),
    request_body(content = KnowledgeUse, example = json!({ "matter": "990101202611220000127" })),
    responses((status = 200, body = KnowledgeUsed), (status = 404, body = Problem), (status = 409, body = Problem, description = "It is told to nobody.")))]
pub(super) async fn used(
    State(app): State<App>,
    staff: Staff,
    Path(id): Path<Uuid>,
    body: Written<KnowledgeUse>,
) -> Result<Json<KnowledgeUsed>, Problem> {
    let matter = within_reach(&app, &staff, &body.value.matter).await?;
    let area = matter.area.to_string();
    let reader = Reader::of(&app, &staff, Some(&area))?;
    let write = staff.write(&app).await?;
    let row = knowledge::held(&write, reader.area, id).await?;
    let row = row.filter(|row| reader.sees(row)).ok_or_else(Problem::not_found)?;
    if row.kept.told(reader.today).is_none() {
        return Err(Problem::knowledge_not_told());
    }
    let counted = knowledge::used_in(&write, reader.area, id, matter.id, app.now()).await?;
    write.commit().await?;
    Ok(Json(KnowledgeUsed { used: row.used + u64::from(counted) }))
}
