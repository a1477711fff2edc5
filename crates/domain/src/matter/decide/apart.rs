//! Keeping a matter from whom it complains of, and its reporter from whoever has no need to know.

use super::handle::{DESKS, NOTES, WORKS, concerned};
use super::{Writer, needed};
use crate::id::UnitId;
use crate::matter::{
    AskUnsealing, AssignmentState, DecideUnsealing, Happening, Matter, NameSubjects, Reasoned,
    Refusal, Report, Role, Subjects, Unsealing, UnsealingDecided, Word, Words,
};

const NAMES: &[Role] = &[Role::Intake, Role::Dispatcher, Role::Supervisor];
/// Who takes back that somebody is complained of.
const CLEARS: &[Role] = &[Role::Supervisor];
const AGREES: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Leader];

/// Whom a complaint is about may be named: units that are there, and that have another above them, where it
/// then goes.
pub(super) fn may_be_named(writer: &Writer<'_>, subjects: &Subjects) -> Result<(), Refusal> {
    for unit in &subjects.units {
        if writer.context.units.get(*unit).is_none() {
            return Err(Refusal::NoUnit);
        }
        if !writer.context.has_above(*unit) {
            return Err(Refusal::NobodyAbove);
        }
    }
    Ok(())
}

pub(super) fn name_subjects(writer: &mut Writer<'_>, named: &NameSubjects) -> Result<(), Refusal> {
    writer.context.need(NAMES)?;
    let matter = writer.matter()?;
    concerned(writer, matter)?;
    let reason = needed(&named.reason, "reason")?;
    let (units, accounts) = (named.units.clone(), named.accounts.clone());
    let subjects = Subjects { units, accounts }.sorted();
    may_be_named(writer, &subjects)?;
    if subjects == matter.subjects {
        return Err(Refusal::AlreadyDone);
    }
    if !subjects.name_all_of(&matter.subjects) {
        writer.context.need(CLEARS)?;
    }
    // Their result is sent back first: nobody who may not see it can be asked about it.
    let theirs = |unit: UnitId| subjects.holds(unit, writer.context.units);
    let result = matter.result.as_ref().filter(|_| matter.is_open());
    if result
        .and_then(|result| matter.assignment(result.assignment))
        .is_some_and(|s| theirs(s.unit))
    {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    writer.emit(Happening::SubjectsNamed { subjects }, Words::none().with(Word::Reason, reason));
    Ok(())
}

/// 回避: for good, since who had a reason once cannot be seen to have none.
pub(super) fn recuse(writer: &mut Writer<'_>, reasoned: &Reasoned) -> Result<(), Refusal> {
    writer.context.need(NOTES)?;
    concerned(writer, writer.matter()?)?;
    let account = writer.context.actor.account().ok_or(Refusal::NotAllowed { roles: NOTES })?;
    let reason = needed(&reasoned.reason, "reason")?;
    writer.emit(Happening::Recused { account }, Words::none().with(Word::Reason, reason));
    Ok(())
}

pub(super) fn ask_unsealing(writer: &mut Writer<'_>, ask: &AskUnsealing) -> Result<(), Refusal> {
    writer.context.need(NOTES)?;
    let matter = writer.matter()?;
    let voice = matter.report(ask.report).ok_or(Refusal::NoReport)?;
    if !matter.is_sealed(voice) {
        return Err(Refusal::NotSealed);
    }
    may_need_to_know(writer, matter, voice)?;
    let actor = writer.context.actor;
    let (Some(by), Some(unit)) = (actor.account(), actor.unit()) else {
        return Err(Refusal::NotAllowed { roles: NOTES });
    };
    let waits = |unsealing: &Unsealing| unsealing.by == by && unsealing.decided.is_none();
    let mut of_voice = matter.unsealings.iter().filter(|unsealing| unsealing.report == ask.report);
    let again =
        of_voice.any(waits) || matter.unsealings.iter().any(|unsealing| unsealing.id == ask.id);
    if again || matter.is_unsealed_for(by, ask.report, writer.now) {
        return Err(Refusal::AlreadyDone);
    }
    let reason = needed(&ask.reason, "reason")?;
    let unsealing =
        Unsealing { id: ask.id, report: ask.report, by, unit, at: writer.now, decided: None };
    writer.emit(Happening::UnsealingAsked(unsealing), Words::none().with(Word::Reason, reason));
    Ok(())
}

/// A desk outside the offices that had the voice, or an office that has the matter in hand.
fn may_need_to_know(writer: &Writer<'_>, matter: &Matter, voice: &Report) -> Result<(), Refusal> {
    let context = writer.context;
    if voice.hidden_from.iter().any(|unit| context.is_inside(*unit)) {
        return Err(Refusal::OutOfReach);
    }
    let works = context.actor.holds(WORKS)
        && matter.assignments.iter().any(|share| {
            share.is_open() && share.signed_in.is_some() && context.reaches(share.unit)
        });
    let handles = matter.assignments.iter().any(|share| context.is_inside(share.unit));
    if works || context.actor.holds(DESKS) && !handles { Ok(()) } else { Err(Refusal::OutOfReach) }
}

pub(super) fn decide_unsealing(
    writer: &mut Writer<'_>,
    decide: &DecideUnsealing,
) -> Result<(), Refusal> {
    writer.context.need(AGREES)?;
    let (matter, context) = (writer.matter()?, writer.context);
    let mut waiting = matter.unsealings.iter().filter(|unsealing| unsealing.decided.is_none());
    let unsealing = waiting
        .find(|unsealing| unsealing.id == decide.unsealing)
        .ok_or(Refusal::NothingToAnswer)?;
    if context.actor.account() == Some(unsealing.by) {
        return Err(Refusal::OwnRequest);
    }
    if matter.assignments.iter().any(|share| context.is_inside(share.unit)) {
        return Err(Refusal::OneLevelUp);
    }
    if !decide.granted {
        needed(&decide.opinion, "opinion")?;
    }
    let decided = UnsealingDecided { granted: decide.granted, at: writer.now };
    let words = Words::none().with(Word::Opinion, &decide.opinion);
    writer.emit(Happening::UnsealingDecided { unsealing: decide.unsealing, decided }, words);
    Ok(())
}

impl Writer<'_> {
    /// Whom a matter complains of keeps no share of it, whichever way it came to have one.
    pub(super) fn part_from_subjects(&mut self) {
        let units = self.context.units;
        while let Some(matter) =
            self.state.as_ref().filter(|matter| matter.is_open() && matter.result.is_none())
            && let Some(share) = matter
                .assignments
                .iter()
                .find(|share| share.is_open() && matter.subjects.holds(share.unit, units))
        {
            let assignment = share.id;
            let state = AssignmentState::Revoked;
            self.emit(Happening::ShareClosed { assignment, state }, Words::none());
        }
    }
}
