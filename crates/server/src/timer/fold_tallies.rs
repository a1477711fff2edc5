//! Folds tally deltas into tallies.

use jiff::Timestamp;

use crate::app::App;

/// Rows of one round.
const ROUND: u32 = 5_000;

/// Folds until little is left.
pub async fn run(app: App, _now: Timestamp) -> anyhow::Result<()> {
    for area in app.book().areas() {
        while huisheng_store::tally::fold(app.store(), area, ROUND).await? >= ROUND as usize {}
    }
    Ok(())
}
