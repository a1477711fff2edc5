//! Lists that another process changed: an import while the house serves.

use jiff::Timestamp;

use crate::app::App;

/// Reads the lists again if they have changed since they were read.
pub async fn run(app: App, _now: Timestamp) -> anyhow::Result<()> {
    Ok(app.follow_lists().await?)
}
