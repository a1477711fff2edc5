//! Signs a checkpoint of each area once a day, if anything happened.

use huisheng_store::checkpoint;
use jiff::{SignedDuration, Timestamp};

use crate::app::App;

/// How old the newest may grow.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Signs what is due. Twice does no harm: the newest is a day old only once.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    // The trail of the house itself, then each area.
    for area in std::iter::once(None).chain(app.book().areas().into_iter().map(Some)) {
        if checkpoint::is_due(app.store().read(), area, DAY, now).await? {
            checkpoint::make(app.store(), area, app.secret(), now).await?;
        }
    }
    Ok(())
}
