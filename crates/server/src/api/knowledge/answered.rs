//! What an office does with an answer that expires is what it was asked for: it answers the matter in which it was asked.

use huisheng_domain::matter::{Check, Command, Matter, OfShare, Solved, Submit};
use huisheng_store::knowledge::Row;
use huisheng_store::ledger::Submission;
use huisheng_store::matter;

use super::Reader;
use crate::app::access;
use crate::error::Problem;

/// It is written to be told for longer.
pub(super) async fn renewed(reader: &Reader<'_>, row: &Row) -> Result<(), Problem> {
    let (entry, told) = (&row.kept.entry, &row.kept.published);
    let longer = told.as_ref().is_some_and(|told| told.until < entry.until);
    if !longer {
        return Ok(());
    }
    let result = format!("已核对“{}”的答案，续期至 {}，待发布。", entry.question, entry.until);
    submit(reader, row, &result).await
}

/// It was withdrawn.
pub(super) async fn withdrawn(reader: &Reader<'_>, row: &Row, reason: &str) -> Result<(), Problem> {
    let result = format!("已撤下“{}”：{reason}", row.kept.entry.question);
    submit(reader, row, &result).await
}

/// Somebody else has checked and published it: where that may end the matter, it ends.
pub(super) async fn confirmed(reader: &Reader<'_>, row: &Row) -> Result<(), Problem> {
    let Some(matter) = asked(reader, row).await? else { return Ok(()) };
    let opinion = "已核对并发布".to_owned();
    let check = Check { opinion, solved: Solved::Solved, at_the_place: false };
    act(reader, &matter, "check", Command::Check(check)).await
}

/// Hands in the result, for who works in the office that was asked. Anybody else leaves it to that office.
async fn submit(reader: &Reader<'_>, row: &Row, result: &str) -> Result<(), Problem> {
    let Some(matter) = asked(reader, row).await? else { return Ok(()) };
    let Some(lead) = matter.lead().filter(|_| matter.result.is_none()) else { return Ok(()) };
    let assignment = lead.id;
    if lead.signed_in.is_none() {
        act(reader, &matter, "sign-in", Command::SignIn(OfShare { assignment })).await?;
    }
    let submit = Submit {
        assignment,
        process: "在知识库中核对了答案。".to_owned(),
        result: result.to_owned(),
        unsolved: None,
        plan: None,
        plan_by: None,
        evidence: Vec::new(),
    };
    act(reader, &matter, "submit", Command::Submit(submit)).await
}

/// The matter in which its office was asked, as long as it is open.
async fn asked(reader: &Reader<'_>, row: &Row) -> Result<Option<Matter>, Problem> {
    let Some(id) = row.asked else { return Ok(None) };
    let matter = matter::find(reader.app.store().read(), reader.area, id).await?;
    Ok(Some(matter).filter(Matter::is_open))
}

/// What the policies or the rules refuse stays to be done by hand: the entry itself is written.
async fn act(
    reader: &Reader<'_>,
    matter: &Matter,
    verb: &str,
    command: Command,
) -> Result<(), Problem> {
    let thing = access::matter(&reader.app.book(), matter);
    let may = |action| reader.staff.can(reader.app, action, &thing);
    if !may("see") || !may(verb) {
        return Ok(());
    }
    let submission = Submission {
        area: matter.area,
        matter: matter.id,
        other: None,
        command,
        actor: reader.staff.actor(),
        now: reader.app.now(),
        key: None,
        if_version: None,
        voices: Vec::new(),
        personal: Vec::new(),
    };
    let outcome = reader.app.ledger().submit(submission).await?;
    tracing::debug!(%verb, ?outcome, "the matter about an answer that expires");
    Ok(())
}
