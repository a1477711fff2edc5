//! Sign-off, review, callback, second-person check, rework. Nobody confirms their own result.

use super::{Writer, finish, needed};
use crate::matter::{
    Attempt, CallBack, Check, Ending, EndingKind, Happening, Matter, Reasoned, Refusal, Report,
    Role, Solved, SubmittedResult, Verdict, Verify, Word, Words,
};
use crate::procedure::CallbackQuestion;

const SIGNS_OFF: &[Role] = &[Role::Head];
const REVIEWS: &[Role] = &[Role::Dispatcher];
const CALLS_BACK: &[Role] = &[Role::Callback];
const CHECKS: &[Role] = &[Role::Supervisor];
const REWORKS: &[Role] = &[Role::Dispatcher, Role::Callback, Role::Supervisor];

pub(super) fn sign_off(writer: &mut Writer<'_>, verify: &Verify) -> Result<(), Refusal> {
    writer.context.need(SIGNS_OFF)?;
    let (matter, result) = submitted(writer)?;
    if !writer.context.procedure.result.sign_off {
        return Err(Refusal::NotInProcedure);
    }
    if result.signed_off.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    let unit = matter.assignment(result.assignment).ok_or(Refusal::NoAssignment)?.unit;
    if !writer.context.reaches(unit) {
        return Err(Refusal::OutOfReach);
    }
    if result.by.is_some() && writer.context.actor.account() == result.by {
        return Err(Refusal::OwnResult);
    }
    pass_or_back(writer, verify, Happening::SignedOff)
}

pub(super) fn review(writer: &mut Writer<'_>, verify: &Verify) -> Result<(), Refusal> {
    writer.context.need(REVIEWS)?;
    let (matter, result) = submitted(writer)?;
    let rules = &writer.context.procedure.result;
    if !rules.review {
        return Err(Refusal::NotInProcedure);
    }
    if rules.sign_off && result.signed_off.is_none() {
        return Err(Refusal::NotSignedOff);
    }
    if result.reviewed.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    outside(writer, matter)?;
    pass_or_back(writer, verify, Happening::Reviewed)
}

fn pass_or_back(
    writer: &mut Writer<'_>,
    verify: &Verify,
    passed: Happening,
) -> Result<(), Refusal> {
    if verify.pass {
        writer.undoable().emit(passed, Words::none().with(Word::Opinion, &verify.opinion));
    } else {
        let opinion = needed(&verify.opinion, "opinion")?;
        writer.emit(Happening::SentBack, Words::none().with(Word::Opinion, opinion));
    }
    Ok(())
}

pub(super) fn call_back(writer: &mut Writer<'_>, call: &CallBack) -> Result<(), Refusal> {
    writer.context.need(CALLS_BACK)?;
    let (matter, result) = ready(writer)?;
    outside(writer, matter)?;
    let by = writer.context.actor.account().ok_or(Refusal::NotAllowed { roles: CALLS_BACK })?;
    if matter.reports.iter().any(|report| report.id == call.report && report.entered_by == Some(by))
    {
        return Err(Refusal::TookItIn);
    }
    if result.rejected {
        return Err(Refusal::Rejected);
    }
    let voice = matter.report(call.report).ok_or(Refusal::NoReport)?;
    if !voice.contactable() {
        return Err(Refusal::NobodyToContact);
    }
    // Answers are not changed; what happens later, the reporter says by the own rating.
    if matter.answers.iter().any(|answer| answer.report == call.report) {
        return Err(Refusal::AlreadyDone);
    }
    if let Some(verdict) = &call.verdict {
        check_verdict(&writer.context.procedure.callback.questions, verdict)?;
    } else {
        apart(writer, matter, call)?;
    }
    let attempt =
        Attempt { report: call.report, by, at: writer.now, verdict: call.verdict.clone() };
    writer.emit(Happening::CalledBack(attempt), Words::none().with(Word::Reason, &call.reason));
    end_if_all_heard(writer);
    Ok(())
}

/// It answers what the procedure asks, and nothing else.
fn check_verdict(questions: &[CallbackQuestion], verdict: &Verdict) -> Result<(), Refusal> {
    for (field, level) in [("satisfied", Some(verdict.satisfied)), ("manner", verdict.manner)] {
        let asked = questions.iter().find(|question| question.code == field);
        match (asked, level) {
            (None, Some(_)) => return Err(Refusal::Invalid { field }),
            (_, Some(level)) if !(1..=5).contains(&level) => {
                return Err(Refusal::Invalid { field });
            }
            (Some(question), None) if question.required => return Err(Refusal::Missing { field }),
            _ => {}
        }
    }
    for question in questions.iter().filter(|question| question.is_further()) {
        match verdict.answers.get(&question.code) {
            None if question.required => return Err(Refusal::Missing { field: "answers" }),
            Some(answer) if !question.takes(answer) => {
                return Err(Refusal::Invalid { field: "answers" });
            }
            _ => {}
        }
    }
    let asked = |code: &String| questions.iter().any(|q| q.is_further() && q.code == *code);
    let all = verdict.answers.keys().all(asked);
    if all { Ok(()) } else { Err(Refusal::Invalid { field: "answers" }) }
}

/// Once every voice that can be called was heard, or tried often enough, the worst answer counts.
pub(super) fn end_if_all_heard(writer: &mut Writer<'_>) {
    let Ok((matter, result)) = ready(writer) else { return };
    if result.rejected || matter.awaited(writer.context.procedure).next().is_some() {
        return;
    }
    let silent = matter.reports.iter().any(Report::contactable);
    match matter.worst_answer() {
        Some(Solved::Not) => writer.end(writer.ending(EndingKind::Explained), Words::none()),
        Some(solved) => verified(writer, solved),
        None if silent => writer.end(writer.ending(EndingKind::Unreachable), Words::none()),
        // Nobody to ask: a second person looks.
        None => {}
    }
}

/// Attempts at different hours: one too soon after the last is not one.
fn apart(writer: &Writer<'_>, matter: &Matter, call: &CallBack) -> Result<(), Refusal> {
    match matter.next_attempt(call.report, writer.context) {
        Some(at) if at > writer.now => Err(Refusal::TooSoon { at }),
        _ => Ok(()),
    }
}

pub(super) fn check(writer: &mut Writer<'_>, check: &Check) -> Result<(), Refusal> {
    writer.context.need(CHECKS)?;
    let matter = writer.matter()?;
    let opinion = needed(&check.opinion, "opinion")?;
    let words = || Words::none().with(Word::Opinion, opinion);
    if matter.ending.as_ref().is_some_and(|ending| ending.kind == EndingKind::SelfSettled) {
        return finish::check_self_settled(writer, check, words());
    }
    let (matter, result) = ready(writer)?;
    outside(writer, matter)?;
    // A plain "not solved" is answered by handling it anew, not by a third opinion. Only when that
    // was tried as often as the procedure says, what is seen at the place decides.
    let handled_anew = matter.reworks >= writer.context.procedure.rework.max;
    if result.rejected && !(handled_anew && check.at_the_place) {
        return Err(Refusal::Rejected);
    }
    let somebody = matter.awaited(writer.context.procedure).next().is_some();
    if somebody && !check.at_the_place {
        return Err(Refusal::SomebodyToAsk);
    }
    let answered = matter.worst_answer();
    let confirmed = check.solved != Solved::Not;
    let explained = result.unsolved.is_some();
    writer.emit(Happening::Checked { confirmed: confirmed || explained }, words());
    match (confirmed, explained) {
        (true, true) if answered == Some(Solved::Not) => {
            writer.end(writer.ending(EndingKind::Explained), Words::none())
        }
        (true, _) if check.at_the_place || answered.is_some() => {
            // A voice that still says "not" makes it basically solved at best.
            let answered = answered.unwrap_or(Solved::Solved).min(Solved::Basically);
            verified(writer, check.solved.max(answered))
        }
        (true, _) => writer.end(writer.ending(EndingKind::NotNeeded), Words::none()),
        (false, true) => writer.end(writer.ending(EndingKind::Explained), Words::none()),
        (false, false) => {}
    }
    Ok(())
}

pub(super) fn rework(writer: &mut Writer<'_>, reason: &Reasoned) -> Result<(), Refusal> {
    writer.context.need(REWORKS)?;
    let (matter, result) = submitted(writer)?;
    if !result.rejected {
        return Err(Refusal::NotRejected);
    }
    let max = writer.context.procedure.rework.max;
    if matter.reworks >= max {
        return Err(Refusal::ReworkLimit { max });
    }
    let assignment = result.assignment;
    let reason = needed(&reason.reason, "reason")?;
    writer.emit(Happening::Reworked { assignment }, Words::none().with(Word::Reason, reason));
    Ok(())
}

fn verified(writer: &mut Writer<'_>, solved: Solved) {
    let ending = Ending { solved: Some(solved), ..writer.ending(EndingKind::Verified) };
    writer.end(ending, Words::none());
}

fn submitted<'w>(writer: &'w Writer<'_>) -> Result<(&'w Matter, &'w SubmittedResult), Refusal> {
    let matter = writer.open()?;
    let result = matter.result.as_ref().ok_or(Refusal::NotNow { stage: matter.stage() })?;
    Ok((matter, result))
}

/// A result that passed all that the procedure asks inside the house.
pub(super) fn ready<'w>(
    writer: &'w Writer<'_>,
) -> Result<(&'w Matter, &'w SubmittedResult), Refusal> {
    let (matter, result) = submitted(writer)?;
    let rules = &writer.context.procedure.result;
    if rules.sign_off && result.signed_off.is_none() {
        return Err(Refusal::NotSignedOff);
    }
    if rules.review && result.reviewed.is_none() {
        return Err(Refusal::NotReviewed);
    }
    Ok((matter, result))
}

/// Entered by who worked on it, or within a handling office: somebody there has seen the code.
pub(super) fn entered_inside(writer: &Writer<'_>, matter: &Matter, voice: &Report) -> bool {
    matter.assignments.iter().any(|share| {
        let worked = voice.entered_by.is_some_and(|account| share.workers.contains(&account));
        let within = |unit| writer.context.units.is_within(unit, share.unit);
        worked || (share.signed_in.is_some() && voice.entered_at.is_some_and(within))
    })
}

/// Rule 3: whoever confirms stands outside the handling office. A unit that handles, and all below
/// it, are inside, also whoever is at home there and stands in elsewhere; the level above is outside.
pub(super) fn outside(writer: &Writer<'_>, matter: &Matter) -> Result<(), Refusal> {
    let actor = writer.context.actor;
    // Who belongs nowhere stands nowhere, not outside.
    actor.unit().filter(|unit| writer.context.works(*unit)).ok_or(Refusal::OwnResult)?;
    for share in &matter.assignments {
        let worked = actor.account().is_some_and(|account| share.workers.contains(&account));
        let handled = share.signed_in.is_some();
        if worked || (handled && writer.context.is_inside(share.unit)) {
            return Err(Refusal::OwnResult);
        }
    }
    Ok(())
}
