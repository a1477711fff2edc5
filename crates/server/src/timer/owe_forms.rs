//! Writes down which forms have come to be owed 待报送: one filing for each form and period.

use huisheng_store::form;
use jiff::Timestamp;

use crate::app::App;
use crate::form::{to_write_down, write_down};

/// Forms of one round.
const ROUND: u32 = 200;

/// Goes through the forms of each area. Two nodes write the same line, and the second finds it there.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    for area in app.book().areas() {
        let mut after = None;
        loop {
            let page = form::of_area(app.store().read(), area, after, ROUND).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for row in &page {
                let (reader, id) = (app.store().read(), row.id);
                if to_write_down(&app, reader, area, row, now).await?.is_empty() {
                    continue;
                }
                let write = app.store().write().await?;
                // Removed or given another schedule meanwhile: as it stands now.
                if let Some(row) = form::held(&write, area, id).await? {
                    write_down(&app, &write, area, &row, now).await?;
                }
                write.commit().await?;
            }
        }
    }
    Ok(())
}
