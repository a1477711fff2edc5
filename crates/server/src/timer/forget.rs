//! Forgets what is kept for a time only: answers under retry keys, ended sessions, one-time codes, failed tries to sign
//! in, challenges that were answered, files that no matter was given; and the files of quarantined matters,
//! should the house have stopped in between.

use huisheng_domain::area::Area;
use huisheng_store::{challenge, file, hold, idempotency, one_time_code, session, sign_in_try};
use jiff::{SignedDuration, Timestamp};

use crate::api::file::erase;
use crate::app::App;

/// How long a retry finds its answer.
const KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// How long an upload waits to be named. Commands name only those an hour younger, so none is
/// forgotten while a command that names it is on its way.
const WAITS: SignedDuration = SignedDuration::from_hours(24);
/// How far back quarantined matters are looked at again.
const QUARANTINED: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Uploads of one round.
const ROUND: u32 = 500;

/// Forgets.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    let write = app.store().write().await?;
    for area in app.book().areas() {
        idempotency::forget(&write, area, now.checked_sub(KEPT)?).await?;
        hold::forget(&write, area, now).await?;
    }
    session::forget_expired(&write, now.into()).await?;
    one_time_code::forget(&write, now).await?;
    sign_in_try::forget(&write, now).await?;
    challenge::forget(&write, now).await?;
    write.commit().await?;
    for area in app.book().areas() {
        for matter in
            file::of_quarantined(app.store().read(), area, now.checked_sub(QUARANTINED)?).await?
        {
            erase(&app, area, matter).await?;
        }
        uploads(&app, area, now.checked_sub(WAITS)?).await?;
    }
    Ok(())
}

/// Bytes first: a row without bytes is found again, bytes without a row never.
async fn uploads(app: &App, area: Area, before: Timestamp) -> anyhow::Result<()> {
    loop {
        let rows = file::waiting(app.store().read(), area, before, ROUND).await?;
        for row in &rows {
            app.files().delete(row).await?;
        }
        let write = app.store().write().await?;
        for row in &rows {
            file::forget(&write, row).await?;
        }
        write.commit().await?;
        if rows.len() < ROUND as usize {
            return Ok(());
        }
    }
}
