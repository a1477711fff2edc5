//! Forgets what is kept for a time only: answers under retry keys, what people were told long ago, calls that became no matter, old
//! rosters, what shifts left to each other, requests for lists with names, ended sessions, one-time codes, failed tries to sign
//! in, challenges that were answered, files that no matter was given; and the files of quarantined matters,
//! should the house have stopped in between.

use huisheng_domain::area::Area;
use huisheng_domain::retention::Record;
use huisheng_store::deletion::{self, Deletion};
use huisheng_store::{
    Write, call, challenge, extract, file, hold, idempotency, notification, one_time_code, roster,
    session, sign_in_try,
};
use jiff::{SignedDuration, Timestamp};

use crate::api::file::erase;
use crate::app::App;

/// How far back quarantined matters are looked at again.
const QUARANTINED: SignedDuration = SignedDuration::from_hours(24 * 7);
/// Uploads of one round.
const ROUND: u32 = 500;

/// Forgets, and writes down how much.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    let told = Told { app: &app, now };
    let write = app.store().write().await?;
    for area in app.book().areas() {
        let n = idempotency::forget(&write, Some(area), told.before(Record::Answer)).await?;
        told.write(&write, Some(area), Record::Answer, n).await?;
        hold::forget(&write, area, now).await?;
        let n = notification::forget(&write, area, told.before(Record::Notification)).await?;
        told.write(&write, Some(area), Record::Notification, n).await?;
        let n = call::forget(&write, area, told.before(Record::Call)).await?;
        told.write(&write, Some(area), Record::Call, n).await?;
        let n = roster::forget_hand_overs(&write, area, told.before(Record::HandOver)).await?;
        told.write(&write, Some(area), Record::HandOver, n).await?;
        let n = roster::forget(&write, area, told.before(Record::Shift)).await?;
        told.write(&write, Some(area), Record::Shift, n).await?;
        let n = extract::forget(&write, area, told.before(Record::Extract)).await?;
        told.write(&write, Some(area), Record::Extract, n).await?;
    }
    let n = idempotency::forget(&write, None, told.before(Record::Answer)).await?;
    told.write(&write, None, Record::Answer, n).await?;
    // Each row says itself when it is over.
    for (record, n) in [
        (Record::Session, session::forget_expired(&write, now.into()).await?),
        (Record::OneTimeCode, one_time_code::forget(&write, now).await?),
        (Record::SignInTry, sign_in_try::forget(&write, now).await?),
    ] {
        told.write(&write, None, record, n).await?;
    }
    challenge::forget(&write, now).await?;
    write.commit().await?;
    for area in app.book().areas() {
        for matter in
            file::of_quarantined(app.store().read(), area, now.checked_sub(QUARANTINED)?).await?
        {
            erase(&app, area, matter).await?;
        }
        uploads(&told, area).await?;
    }
    Ok(())
}

/// What the schedule says, and what is written down of it.
struct Told<'a> {
    app: &'a App,
    now: Timestamp,
}

impl Told<'_> {
    /// What is older was kept long enough.
    fn before(&self, record: Record) -> Timestamp {
        let keep = self.app.config().schedule().keep(record);
        let zone = self.app.book().calendar.zone().clone();
        keep.map_or(Timestamp::MIN, |keep| keep.before(self.now, &zone))
    }

    async fn write(
        &self,
        write: &Write,
        area: Option<Area>,
        record: Record,
        n: u64,
    ) -> anyhow::Result<()> {
        if n == 0 {
            return Ok(());
        }
        let rule = self.app.config().schedule().keep(record);
        let one = Deletion {
            area,
            record: record.code().to_owned(),
            day: self.app.today(self.now),
            rule: rule.map(|keep| keep.to_string()).unwrap_or_default(),
            up_to: self.before(record),
            n,
            at: self.now,
        };
        Ok(deletion::record(write, &one).await?)
    }
}

/// Bytes first: a row without bytes is found again, bytes without a row never.
async fn uploads(told: &Told<'_>, area: Area) -> anyhow::Result<()> {
    let (app, before) = (told.app, told.before(Record::Upload));
    loop {
        let rows = file::waiting(app.store().read(), area, before, ROUND).await?;
        for row in &rows {
            app.files().delete(row).await?;
        }
        let write = app.store().write().await?;
        for row in &rows {
            file::forget(&write, row).await?;
        }
        told.write(&write, Some(area), Record::Upload, rows.len() as u64).await?;
        write.commit().await?;
        if rows.len() < ROUND as usize {
            return Ok(());
        }
    }
}
