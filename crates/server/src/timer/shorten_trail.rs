//! Removes the oldest part of the trail after its years.

use jiff::{Timestamp, ToSpan};

use crate::app::App;

/// Removes what is older than the years that are kept. Twice does no harm.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    let zone = app.book().calendar.zone().clone();
    let before = now.to_zoned(zone).checked_sub(app.config().trail_years.years())?.timestamp();
    for area in std::iter::once(None).chain(app.book().areas().into_iter().map(Some)) {
        huisheng_store::trail::remove(app.store(), area, app.secret(), before, now).await?;
    }
    Ok(())
}
