//! Commands that name files, and what happens to files when a matter is erased.

use huisheng_domain::area::Area;
use huisheng_domain::id::{FileId, MatterId};
use huisheng_domain::matter::{Actor, AtOnceWords, Command, EndingKind, LinkKind};
use huisheng_store::file::{self, FileRow};
use huisheng_store::ledger::{Outcome, Submission};
use huisheng_store::{idempotency, matter};
use jiff::SignedDuration;

use crate::app::App;
use crate::erasing;
use crate::error::Problem;

/// Files of one command, at most.
const MOST: usize = 50;
/// How long an upload can be named. One hour less than it is kept, so that it cannot be forgotten
/// while the command waits in its lane.
const FRESH: SignedDuration = SignedDuration::from_hours(23);

/// Hands a command to the ledger, once the files it names may be used. The ledger gives them to the
/// matter in the transaction of the command, and a quarantine takes the bytes away at once.
pub(in crate::api) async fn submit(app: &App, submission: Submission) -> Result<Outcome, Problem> {
    check(app, &submission).await?;
    let (area, matter) = (submission.area, submission.matter);
    let (now, quarantine) = (submission.now, matches!(submission.command, Command::Quarantine(_)));
    let erases = matches!(submission.command, Command::EraseVoice(_));
    let outcome = app.ledger().submit(submission).await?;
    if quarantine
        && matches!(outcome, Outcome::Done(_) | Outcome::Repeated(_))
        && let Err(error) = erase(app, area, matter).await
    {
        // The words are gone and the matter has ended; the timer takes the files away.
        tracing::error!(%error, "files of a quarantined matter");
    }
    if erases
        && matches!(outcome, Outcome::Done(_) | Outcome::Repeated(_))
        && let Err(error) = erasing::follow(app, area, now).await
    {
        // It is gone here; the timer looks after the rest.
        tracing::error!(%error, "what is left of a voice that was erased");
    }
    Ok(outcome)
}

/// Takes away the files of an erased matter. Bytes first: a row without bytes is found again by the
/// next round, bytes without a row never.
pub(crate) async fn erase(app: &App, area: Area, matter: MatterId) -> anyhow::Result<()> {
    share(app, area, matter).await?;
    for row in file::of_matter(app.store().read(), area, matter).await? {
        app.files().delete(&row).await?;
    }
    let write = app.store().write().await?;
    file::erase(&write, area, matter).await?;
    Ok(write.commit().await?)
}

/// The parts of a split keep the files they share with the whole: each is quarantined for itself.
async fn share(app: &App, area: Area, whole: MatterId) -> anyhow::Result<()> {
    let whole = matter::find(app.store().read(), area, whole).await?;
    let parts = whole.links.iter().filter(|link| link.kind == LinkKind::SplitInto);
    let parts: Vec<MatterId> = parts.map(|link| link.matter).collect();
    for (id, _, part) in matter::states(app.store().read(), area, &parts).await? {
        let erased = part.ending.as_ref().is_some_and(|end| end.kind == EndingKind::Quarantined);
        if !erased && !part.files.is_empty() {
            let write = app.store().write().await?;
            file::pass_on(&write, area, whole.id, id, &part.files).await?;
            write.commit().await?;
        }
    }
    Ok(())
}

/// The fields and the files a command names. What is settled as it is reported has files from before and from after.
fn named(command: &Command) -> [(&'static str, &[FileId]); 2] {
    let (files, evidence): (&[FileId], &[FileId]) = match command {
        Command::Report(report) => match &report.at_once {
            Some(AtOnceWords::Settled { evidence, .. }) => (&report.files, evidence),
            _ => (&report.files, &[]),
        },
        Command::Settle(settle) => (&[], &settle.evidence),
        Command::Supplement(supplement) => (&supplement.files, &[]),
        Command::Progress(progress) | Command::Milestone(progress) => (&progress.files, &[]),
        Command::Submit(submit) => (&[], &submit.evidence),
        Command::AskExclusion(ask) => (&[], &ask.evidence),
        Command::Instruct(instruct) => (&instruct.files, &[]),
        _ => (&[], &[]),
    };
    [("files", files), ("evidence", evidence)]
}

async fn check(app: &App, submission: &Submission) -> Result<(), Problem> {
    for (field, ids) in named(&submission.command) {
        may_name(app, submission, field, ids).await?;
    }
    Ok(())
}

async fn may_name(
    app: &App,
    submission: &Submission,
    field: &'static str,
    ids: &[FileId],
) -> Result<(), Problem> {
    if ids.is_empty() {
        return Ok(());
    }
    if ids.len() > MOST {
        return Err(Problem::invalid(field));
    }
    let rows = file::find(app.store().read(), submission.area, ids).await?;
    let good = ids.iter().all(|id| rows.iter().any(|row| row.id == *id && may(submission, row)));
    // A retry: the first attempt has the files. Files and answer are written together, so whoever
    // sees the one finds the other.
    if good || idempotency::is_answered(app.store().read(), submission).await? {
        Ok(())
    } else {
        Err(Problem::invalid(field))
    }
}

/// Waiting and fresh, or the matter's own already. A resident names only what was just uploaded:
/// the id, 74 random bits, is known to nobody else until then.
fn may(submission: &Submission, row: &FileRow) -> bool {
    match row.matter {
        None => submission.now.duration_since(row.uploaded) < FRESH,
        Some(matter) => {
            matter == submission.matter && !matches!(submission.actor, Actor::Reporter { .. })
        }
    }
}
