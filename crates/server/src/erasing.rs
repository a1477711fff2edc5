//! What is left to do when a voice was erased: in the other matters it went through, and with its files.
//!
//! The ledger notes it in the transaction of the erasing; it is done right after, and by a timer should the house stop
//! in between.

use huisheng_domain::area::Area;
use huisheng_domain::id::{MatterId, ReportId};
use huisheng_domain::matter::{Actor, Command, EraseVoice, Happening, LinkKind, Matter, Report};
use huisheng_store::erasure::{self, Erasure};
use huisheng_store::ledger::Submission;
use huisheng_store::{file, matter};
use jiff::Timestamp;

use crate::app::App;

/// Of one look at what waits.
const ROUND: u32 = 200;

/// Does all that waits in an area. Twice does no harm: what is erased already is refused.
pub async fn follow(app: &App, area: Area, now: Timestamp) -> anyhow::Result<()> {
    loop {
        let waiting = erasure::waiting(app.store().read(), area, ROUND).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        for one in &waiting {
            if one.matter == one.from {
                files(app, area, one.matter).await?;
            } else {
                elsewhere(app, area, one, now).await?;
            }
            let write = app.store().write().await?;
            erasure::done(&write, area, one).await?;
            write.commit().await?;
        }
    }
}

/// The same voice, or its copy, in another matter.
async fn elsewhere(app: &App, area: Area, one: &Erasure, now: Timestamp) -> anyhow::Result<()> {
    let states = matter::states(app.store().read(), area, &[one.matter, one.from]).await?;
    let of = |id: MatterId| states.iter().find(|(found, ..)| *found == id).map(|(.., state)| state);
    let (Some(there), Some(from)) = (of(one.matter), of(one.from)) else { return Ok(()) };
    let report = copy(from, there, one.report).unwrap_or(one.report);
    let command = Command::EraseVoice(EraseVoice {
        report,
        ground: one.ground,
        words: one.words,
        request: one.request,
    });
    app.ledger().submit(submission(area, one.matter, command, now)).await?;
    Ok(())
}

/// A command of the house itself.
pub(crate) fn submission(
    area: Area,
    matter: MatterId,
    command: Command,
    now: Timestamp,
) -> Submission {
    Submission {
        area,
        matter,
        other: None,
        command,
        actor: Actor::House,
        now,
        key: None,
        if_version: None,
        voices: Vec::new(),
        personal: Vec::new(),
    }
}

/// The voices of a part are those of the whole, in the same order; what joins comes behind them. What is raised from a
/// record is first said by the person of its first voice, unless somebody was named anew.
fn copy(from: &Matter, there: &Matter, voice: ReportId) -> Option<ReportId> {
    let tied = |one: &Matter, other: &Matter, how| {
        one.links.iter().any(|link| link.kind == how && link.matter == other.id)
    };
    let raised = |one, other| tied(one, other, LinkKind::RaisedFrom);
    if raised(from, there) || raised(there, from) {
        let (first, copied) = (from.reports.first()?, there.reports.first()?);
        let party = |report: &Report| report.person.as_ref().map(|person| person.party);
        let same = first.id == voice && party(first).is_some() && party(first) == party(copied);
        return same.then_some(copied.id);
    }
    let part_of = |part, whole| tied(part, whole, LinkKind::SplitFrom);
    if !part_of(from, there) && !part_of(there, from) {
        return None;
    }
    let at = from.reports.iter().position(|report| report.id == voice)?;
    there.reports.get(at).map(|report| report.id)
}

/// Bytes first: a row without bytes is found again, bytes without a row never.
async fn files(app: &App, area: Area, id: MatterId) -> anyhow::Result<()> {
    let events = matter::history(app.store().read(), area, id).await?;
    let gone: Vec<_> = events
        .iter()
        .flat_map(|event| match &event.what {
            Happening::VoiceErased { files, .. } => files.as_slice(),
            _ => &[],
        })
        .copied()
        .collect();
    let rows = file::find(app.store().read(), area, &gone).await?;
    let own: Vec<_> = rows.iter().filter(|row| row.matter == Some(id)).collect();
    for row in &own {
        app.files().delete(row).await?;
    }
    if own.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = own.iter().map(|row| row.id).collect();
    let write = app.store().write().await?;
    file::erase_some(&write, area, id, &ids).await?;
    Ok(write.commit().await?)
}
