//! Erases what the retention schedule no longer keeps of matters that have ended, and writes down how much it was.

use futures::future::try_join_all;
use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::matter::{Command, EndingKind, EraseGround, EraseVoice, Matter};
use huisheng_domain::retention::Record;
use huisheng_store::deletion::{self, Deletion};
use huisheng_store::ledger::Outcome;
use huisheng_store::matter;
use jiff::Timestamp;

use crate::app::App;
use crate::erasing;

/// Matters of one round. Their commands are handed in together, so the ledger writes them in groups.
const ROUND: u32 = 200;

/// Goes on where it stopped the last time. Twice does no harm: what is erased already is refused.
pub async fn run(app: App, now: Timestamp) -> anyhow::Result<()> {
    for area in app.book().areas() {
        erasing::follow(&app, area, now).await?;
        for record in [Record::Contact, Record::Words] {
            keep(&app, area, record, now).await?;
        }
    }
    Ok(())
}

async fn keep(app: &App, area: Area, record: Record, now: Timestamp) -> anyhow::Result<()> {
    let schedule = app.config().schedule();
    let Some(kept) = schedule.keep(record) else { return Ok(()) };
    let zone = app.book().calendar.zone().clone();
    let before = kept.before(now, &zone);
    let reader = app.store().read();
    let begun = deletion::up_to(reader, area, record.code()).await?;
    let mut after = (begun.unwrap_or(Timestamp::UNIX_EPOCH), Id::from_uuid(uuid::Uuid::nil()));
    while after.0 < before {
        let ended = matter::ended(reader, area, after, before, ROUND).await?;
        let ids: Vec<MatterId> = ended.iter().map(|(_, id)| *id).collect();
        let states = matter::states(reader, area, &ids).await?;
        let commands = states.iter().flat_map(|(.., state)| commands(state, record));
        let submitted = commands
            .map(|(id, command)| app.ledger().submit(erasing::submission(area, id, command, now)));
        let outcomes = try_join_all(submitted).await?;
        let n = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Done(_))).count();
        erasing::follow(app, area, now).await?;
        let full = ended.len() == ROUND as usize;
        after = ended.last().copied().filter(|_| full).unwrap_or((before, after.1));
        let done = Deletion {
            area: Some(area),
            record: record.code().to_owned(),
            day: now.to_zoned(zone.clone()).date(),
            rule: kept.to_string(),
            up_to: after.0,
            n: n as u64,
            at: now,
        };
        let write = app.store().write().await?;
        deletion::record(&write, &done).await?;
        write.commit().await?;
    }
    Ok(())
}

/// What is merged goes with the matter that goes on; a tombstone has nothing left; the words of what was archived are kept as
/// the law on archives says (decision 0053).
fn commands(matter: &Matter, record: Record) -> Vec<(MatterId, Command)> {
    let elsewhere = |kind| matches!(kind, EndingKind::Merged | EndingKind::Quarantined);
    if matter.ending.as_ref().is_none_or(|ending| elsewhere(ending.kind)) {
        return Vec::new();
    }
    let words = record == Record::Words;
    if words && matter.archived.is_some() {
        return Vec::new();
    }
    let held = |report: &&huisheng_domain::matter::Report| {
        words || report.person.is_some() && report.erased.is_none()
    };
    let command = |report: &huisheng_domain::matter::Report| {
        let ground = EraseGround::Retention;
        let erase = EraseVoice { report: report.id, ground, words, request: None };
        (matter.id, Command::EraseVoice(erase))
    };
    matter.reports.iter().filter(held).map(command).collect()
}
