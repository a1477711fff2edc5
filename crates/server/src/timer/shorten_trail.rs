//! Removes the oldest part of the trail after its years.

use huisheng_domain::retention::Record;
use huisheng_store::deletion::{self, Deletion};
use jiff::Timestamp;

use crate::app::App;

/// Removes what is older than the years that are kept. Twice does no harm.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    let zone = app.book().calendar.zone().clone();
    let Some(keep) = app.config().schedule().keep(Record::Trail) else { return Ok(()) };
    let before = keep.before(now, &zone);
    for area in std::iter::once(None).chain(app.book().areas().into_iter().map(Some)) {
        let store = app.store();
        let n = huisheng_store::trail::remove(store, area, app.secret(), before, now).await?;
        if n > 0 {
            let write = store.write().await?;
            let (record, rule) = (Record::Trail.code().to_owned(), keep.to_string());
            let day = app.today(now);
            let one = Deletion { area, record, day, rule, up_to: before, n, at: now };
            deletion::record(&write, &one).await?;
            write.commit().await?;
        }
    }
    Ok(())
}
