//! Lists and data keys that another process changed: an import, or a rotation, while the house serves.

use jiff::Timestamp;

use crate::app::App;

/// Reads the lists again if they have changed since they were read, and the data keys.
pub async fn run(app: App, _now: Timestamp) -> anyhow::Result<()> {
    huisheng_store::cipher::follow(app.store()).await?;
    Ok(app.follow_lists().await?)
}
