//! Forgets what is kept for a time only: answers under retry keys, ended sessions.

use huisheng_store::{idempotency, session};
use jiff::{SignedDuration, Timestamp};

use crate::app::App;

/// How long a retry finds its answer.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Forgets.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    let write = app.store().write().await?;
    for area in app.book().areas() {
        idempotency::forget(&write, area, now.checked_sub(KEPT)?).await?;
    }
    session::forget_expired(&write, now.into()).await?;
    Ok(write.commit().await?)
}
