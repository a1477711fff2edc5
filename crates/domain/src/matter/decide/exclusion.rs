//! 剔除: asked for by the office that it counts against, with evidence and in time; decided by somebody independent.

use super::{Writer, needed};
use crate::matter::{
    AskExclusion, Counted, DecideExclusion, Exclusion, ExclusionDecided, Happening, Refusal, Role,
    Word, Words,
};
use crate::procedure::Choice;

const ASKS: &[Role] = &[Role::Clerk, Role::Head];
const DECIDES: &[Role] = &[Role::Supervisor];
/// Pieces of evidence.
const MOST: usize = 20;

pub(super) fn ask(writer: &mut Writer<'_>, ask: &AskExclusion) -> Result<(), Refusal> {
    writer.context.need(ASKS)?;
    let (context, now) = (writer.context, writer.now);
    let matter = writer.matter()?;
    let by = context.actor.account().ok_or(Refusal::NotAllowed { roles: ASKS })?;
    let counted = matter.shortfalls(context.history, now);
    let of_kind = counted.into_iter().filter(|one| one.shortfall == ask.shortfall);
    let of_kind: Vec<Counted> = of_kind.collect();
    if of_kind.is_empty() {
        return Err(Refusal::NoShortfall);
    }
    let own = of_kind.into_iter().filter(|one| context.reaches(one.unit));
    let own: Vec<Counted> = own.collect();
    if own.is_empty() {
        return Err(Refusal::OutOfReach);
    }
    let asked = |one: &Counted| matter.exclusions.iter().any(|known| known.counted.is(one));
    let counted = own.into_iter().rfind(|one| !asked(one)).ok_or(Refusal::AlreadyDone)?;
    if matter.exclusions.iter().any(|known| known.id == ask.id) {
        return Err(Refusal::AlreadyDone);
    }
    let rules = &context.procedure.exclusion;
    let until = writer.until(matter.counts_since(&counted, now), rules.within);
    if now >= until {
        return Err(Refusal::ExclusionClosed { until });
    }
    if !Choice::is_among(&rules.reasons, &ask.reason) {
        return Err(Refusal::Invalid { field: "reason" });
    }
    let text = needed(&ask.text, "text")?;
    if ask.evidence.len() < usize::from(rules.evidence) {
        return Err(Refusal::EvidenceMissing { needed: rules.evidence });
    }
    if ask.evidence.len() > MOST {
        return Err(Refusal::Invalid { field: "evidence" });
    }
    let exclusion = Exclusion {
        id: ask.id,
        counted,
        reason: ask.reason.clone(),
        evidence: ask.evidence.clone(),
        by,
        asked: now,
        decided: None,
    };
    let words = Words::none().with(Word::Text, text);
    writer.undoable().emit(Happening::ExclusionAsked(Box::new(exclusion)), words);
    Ok(())
}

pub(super) fn decide(writer: &mut Writer<'_>, decide: &DecideExclusion) -> Result<(), Refusal> {
    writer.context.need(DECIDES)?;
    let (matter, context) = (writer.matter()?, writer.context);
    let mut waiting = matter.exclusions.iter().filter(|one| one.decided.is_none());
    let exclusion =
        waiting.find(|one| one.id == decide.exclusion).ok_or(Refusal::NothingToAnswer)?;
    if context.actor.account() == Some(exclusion.by) {
        return Err(Refusal::OwnRequest);
    }
    let inside = matter.assignments.iter().any(|share| context.is_inside(share.unit));
    if inside || context.is_inside(exclusion.counted.unit) {
        return Err(Refusal::OneLevelUp);
    }
    let opinion = needed(&decide.opinion, "opinion")?;
    let decided = ExclusionDecided { granted: decide.granted, at: writer.now };
    let what = Happening::ExclusionDecided { exclusion: decide.exclusion, decided };
    writer.undoable().emit(what, Words::none().with(Word::Opinion, opinion));
    Ok(())
}
