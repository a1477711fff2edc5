//! After the end: reopen, quarantine, close, archive; undo; histories from elsewhere.

use super::{Decided, Writer, assign, intake, needed};
use crate::matter::{
    Accept, Assignment, AssignmentRole, Check, Ending, EndingKind, Event, Happening, ImportMatter,
    ImportedResult, Matter, Origin, Quarantine, Reasoned, Refusal, Role, Solved, SubmittedResult,
    Word, Words, clocks,
};

const REOPENS: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Leader];
const QUARANTINES: &[Role] = &[Role::Dispatcher, Role::Supervisor];
const CLOSES: &[Role] = &[Role::Dispatcher];
const MOVES: &[Role] = &[Role::SystemAdministrator, Role::Supervisor];

/// The window, the count and the lawful end.
pub(super) fn may_reopen(writer: &Writer<'_>) -> Result<(), Refusal> {
    let matter = writer.matter()?;
    if matter.is_open() {
        return Err(Refusal::NotEnded);
    }
    let until = matter.reopens_until(writer.context.procedure, writer.now);
    until.map(|_| ()).ok_or(Refusal::EndedForGood)
}

pub(super) fn reopen(writer: &mut Writer<'_>, reason: &Reasoned) -> Result<(), Refusal> {
    writer.context.need(REOPENS)?;
    may_reopen(writer)?;
    let reason = needed(&reason.reason, "reason")?;
    writer.emit(Happening::Reopened { report: None }, Words::none().with(Word::Reason, reason));
    Ok(())
}

/// A self-settled matter drawn in the sample: confirmed by somebody outside, or opened again.
pub(super) fn check_self_settled(
    writer: &mut Writer<'_>,
    check: &Check,
    words: Words,
) -> Result<(), Refusal> {
    let matter = writer.matter()?;
    let account = writer.context.actor.account();
    let settled = matter
        .settled_by
        .is_some_and(|(by, of)| account == Some(by) || writer.context.is_inside(of));
    if settled || matter.taken_by == account {
        return Err(Refusal::OwnResult);
    }
    super::verify::outside(writer, matter)?;
    if matter.confirmed {
        return Err(Refusal::AlreadyDone);
    }
    let confirmed = check.solved != Solved::Not;
    if !confirmed {
        may_reopen(writer)?;
    }
    writer.emit(Happening::Checked { confirmed }, words);
    if !confirmed {
        writer.emit(Happening::Reopened { report: None }, Words::none());
    }
    Ok(())
}

pub(super) fn quarantine(
    writer: &mut Writer<'_>,
    Quarantine { ground }: Quarantine,
) -> Result<(), Refusal> {
    writer.context.need(QUARANTINES)?;
    let matter = writer.matter()?;
    if matter.ending.as_ref().is_some_and(|ending| ending.kind == EndingKind::Quarantined) {
        return Err(Refusal::AlreadyDone);
    }
    writer.erase = true;
    writer.emit(Happening::Erased, Words::none());
    let ending = Ending { ground: Some(ground), ..writer.ending(EndingKind::Quarantined) };
    writer.end(ending, Words::none());
    Ok(())
}

pub(super) fn close(writer: &mut Writer<'_>) -> Result<(), Refusal> {
    if *writer.context.actor != super::Actor::House {
        writer.context.need(CLOSES)?;
    }
    let matter = writer.matter()?;
    let ending = matter.ending.as_ref().ok_or(Refusal::NotEnded)?;
    if matter.closed.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    match ending.rate_until {
        Some(until) if writer.now < until => Err(Refusal::RatingOpen { until }),
        _ => {
            writer.emit(Happening::Closed, Words::none());
            Ok(())
        }
    }
}

pub(super) fn archive(writer: &mut Writer<'_>) -> Result<(), Refusal> {
    writer.context.need(CLOSES)?;
    let matter = writer.matter()?;
    if matter.closed.is_none() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    let pieces = matter.lacks(writer.context.procedure);
    if !pieces.is_empty() {
        return Err(Refusal::PiecesMissing { pieces });
    }
    writer.emit(Happening::Archived, Words::none());
    Ok(())
}

pub(super) fn move_clocks(writer: &mut Writer<'_>) -> Result<(), Refusal> {
    if *writer.context.actor != super::Actor::House {
        writer.context.need(MOVES)?;
    }
    if clocks::would_move(writer.open()?, writer.context).is_empty() {
        return Err(Refusal::NothingMoves);
    }
    writer.emit(Happening::CalendarMoved, Words::none());
    Ok(())
}

/// Takes back the own last step, while nobody else has seen it and nothing has left the house.
pub(super) fn undo(writer: &mut Writer<'_>) -> Result<(), Refusal> {
    let matter = writer.matter()?;
    let last = matter.last_step.as_ref().ok_or(Refusal::NotYourStep)?;
    if last.by.is_none() || last.by != writer.context.actor.account() {
        return Err(Refusal::NotYourStep);
    }
    if !last.undoable || writer.context.seen_since {
        return Err(Refusal::SeenSince);
    }
    let from = last.from;
    let (area, id, seq) = (matter.area, matter.id, matter.version + 1);
    let event = writer.event(seq, Happening::Undone { from }, writer.now);
    let mut history: Vec<Event> = writer.context.history.to_vec();
    history.push(event.clone());
    let state = Matter::replay(area, id, &history).map_err(|_| Refusal::SeenSince)?;
    // Taking a step back does not take back that its clock ran out.
    let now = writer.now;
    let late = matter.clocks.iter().find(|c| c.decides_late && c.clock.stop(now).was_late());
    if let Some(late) = late.filter(|_| !state.is_late(now)) {
        return Err(Refusal::AfterDue { due: late.clock.due });
    }
    writer.state = Some(state);
    writer.drafts.push(super::Draft { event, words: Words::none() });
    Ok(())
}

/// Past instants as imported history: accepted and handled there, never verified. Again, only a
/// result that has come there since is added, and only to what is still nothing but such history.
pub(super) fn import(
    mut writer: Writer<'_>,
    import: &ImportMatter,
) -> Result<Vec<Decided>, Refusal> {
    if *writer.context.actor != super::Actor::House {
        writer.context.need(&[Role::SystemAdministrator])?;
    }
    if import.result.as_ref().is_some_and(|result| result.at > writer.now) {
        return Err(Refusal::OutOfOrder { field: "result" });
    }
    if let Some(matter) = &writer.state {
        let result = import.result.as_ref().filter(|_| awaits_result_there(matter, import));
        let (result, received) = (result.ok_or(Refusal::AlreadyDone)?, matter.received);
        answered_there(&mut writer, import, result, received);
        return Ok(vec![writer.done()?]);
    }
    if !writer.context.works(import.unit) {
        return Err(Refusal::NoUnit);
    }
    let received =
        intake::begin(&mut writer, &import.report, None, Origin::Imported, import.flags.clone())?;
    let routed = {
        let matter = writer.matter()?;
        writer.context.lists.route(matter.category, &matter.place, received)
    };
    let accept = Accept::default();
    let accepted = Happening::Accepted { category: None, severity: accept.severity, routed };
    writer.emit_at(accepted, Words::none(), received);
    let share = assign::share(&mut writer, import.unit, AssignmentRole::Lead);
    let assignment = Assignment { id: import.assignment, at: received, ..share };
    writer.emit_at(Happening::Assigned { assignment }, Words::none(), received);
    if let Some(result) = &import.result {
        answered_there(&mut writer, import, result, received);
    }
    if let Some(remark) = &import.remark {
        writer.emit(Happening::Noted, Words::none().with(Word::Note, remark));
    }
    Ok(vec![writer.done()?])
}

/// Nobody here has touched it: open, in the one share the import made, never signed in.
fn awaits_result_there(matter: &Matter, import: &ImportMatter) -> bool {
    let untouched = matter.last_step.as_ref().is_none_or(|step| step.by.is_none());
    let share = match matter.assignments.as_slice() {
        [share] => share.id == import.assignment && share.signed_in.is_none(),
        _ => false,
    };
    matter.origin == Origin::Imported
        && matter.is_open()
        && matter.result.is_none()
        && untouched
        && share
}

fn answered_there(
    writer: &mut Writer<'_>,
    import: &ImportMatter,
    result: &ImportedResult,
    received: jiff::Timestamp,
) {
    writer.emit_at(Happening::SignedIn { assignment: import.assignment }, Words::none(), received);
    let submitted = SubmittedResult {
        assignment: import.assignment,
        by: None,
        at: result.at,
        unsolved: None,
        plan_by: None,
        evidence: Vec::new(),
        signed_off: None,
        reviewed: None,
        rejected: false,
    };
    let words = Words::none().with(Word::Result, &result.text);
    writer.emit_at(Happening::Submitted(submitted), words, result.at);
    if writer.context.procedure.result.sign_off {
        writer.emit_at(Happening::SignedOff, Words::none(), result.at);
    }
    if writer.context.procedure.result.review {
        writer.emit_at(Happening::Reviewed, Words::none(), result.at);
    }
}
