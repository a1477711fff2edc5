//! Work on a share: contact, progress, notes, questions, instructions, the result.

use jiff::Timestamp;

use super::{Writer, errand, needed};
use crate::id::{AssignmentId, ReportId, UnitId};
use crate::matter::{
    AskReporter, Contact, Happening, Instruct, Instruction, Mark, Matter, Note, Progress, Question,
    Refusal, ReportBack, Role, Submit, SubmittedResult, UnsolvedReason, Word, Words,
};
use crate::personal::{LONGEST_MARK, MARKS, SHORTEST_MARK};

pub(super) const WORKS: &[Role] = &[Role::Clerk, Role::Head, Role::GridWorker];
pub(super) const NOTES: &[Role] = &[
    Role::Intake,
    Role::Dispatcher,
    Role::Clerk,
    Role::Head,
    Role::GridWorker,
    Role::Callback,
    Role::Supervisor,
    Role::Leader,
];
const ASKS: &[Role] =
    &[Role::Intake, Role::Dispatcher, Role::Clerk, Role::Head, Role::GridWorker, Role::Callback];
pub(super) const DESKS: &[Role] = &Role::DESKS;
const INSTRUCTS: &[Role] = &[Role::Leader];
/// Units of one instruction, and pictures of its paper.
const ADDRESSEES: usize = 20;
const PAPERS: usize = 10;

pub(super) fn contact(writer: &mut Writer<'_>, contact: &Contact) -> Result<(), Refusal> {
    let share = writer.signed_in_share(contact.assignment, WORKS)?;
    if !writer.matter()?.reports.iter().any(crate::matter::Report::contactable) {
        return Err(Refusal::NobodyToContact);
    }
    let words = Words::none().with(Word::Process, &contact.text);
    writer.undoable().emit(Happening::Contacted { assignment: share.id }, words);
    Ok(())
}

pub(super) fn progress(writer: &mut Writer<'_>, progress: &Progress) -> Result<(), Refusal> {
    let share = writer.signed_in_share(progress.assignment, WORKS)?;
    let text = needed(&progress.text, "text")?;
    let files = progress.files.clone();
    let words = Words::none().with(Word::Process, text);
    writer.undoable().emit(Happening::Progressed { assignment: share.id, files }, words);
    Ok(())
}

pub(super) fn milestone(writer: &mut Writer<'_>, progress: &Progress) -> Result<(), Refusal> {
    let share = writer.signed_in_share(progress.assignment, WORKS)?;
    if !share.is_main() {
        return Err(Refusal::NoAssignment);
    }
    let text = needed(&progress.text, "text")?;
    if !progress.files.is_empty() {
        let files = progress.files.clone();
        writer.emit(Happening::Progressed { assignment: share.id, files }, Words::none());
    }
    writer.emit(
        Happening::Milestone { assignment: share.id },
        Words::none().with(Word::Answer, text),
    );
    Ok(())
}

/// The desks see every matter; an office those that concern it.
pub(super) fn concerned(writer: &Writer<'_>, matter: &Matter) -> Result<(), Refusal> {
    let context = writer.context;
    let here = context.actor.holds(DESKS) || matter.units().any(|unit| context.reaches(unit));
    if here { Ok(()) } else { Err(Refusal::OutOfReach) }
}

pub(super) fn note(writer: &mut Writer<'_>, note: &Note) -> Result<(), Refusal> {
    writer.context.need(NOTES)?;
    concerned(writer, writer.matter()?)?;
    let text = needed(&note.text, "text")?;
    writer.undoable().emit(Happening::Noted, Words::none().with(Word::Note, text));
    Ok(())
}

/// The pieces themselves stand in no event: who keeps the words stars them.
pub(super) fn mark(writer: &mut Writer<'_>, mark: &Mark) -> Result<(), Refusal> {
    writer.context.need(NOTES)?;
    let matter = writer.matter()?;
    concerned(writer, matter)?;
    if !(1..=matter.version).contains(&mark.step) {
        return Err(Refusal::Invalid { field: "step" });
    }
    if mark.pieces.is_empty() {
        return Err(Refusal::Missing { field: "pieces" });
    }
    let fits =
        |piece: &String| (SHORTEST_MARK..=LONGEST_MARK).contains(&piece.trim().chars().count());
    if mark.pieces.len() > MARKS || !mark.pieces.iter().all(fits) {
        return Err(Refusal::Invalid { field: "pieces" });
    }
    writer.emit(Happening::Marked { step: mark.step }, Words::none());
    Ok(())
}

pub(super) fn question(writer: &mut Writer<'_>, ask: &AskReporter) -> Result<(), Refusal> {
    writer.context.need(ASKS)?;
    let matter = writer.open()?;
    concerned(writer, matter)?;
    if matter.questions.iter().any(|question| question.id == ask.id) {
        return Err(Refusal::AlreadyDone);
    }
    let text = needed(&ask.question, "question")?;
    let asked = asked_voice(matter, ask)?;
    let sealed = matter.report(asked).is_some_and(|voice| matter.is_sealed(voice));
    let context = writer.context;
    let reached: Vec<AssignmentId> = matter
        .assignments
        .iter()
        .filter(|share| {
            let waits = share.is_open() && share.signed_in.is_some() && share.contacted.is_none();
            sealed && waits && context.actor.holds(WORKS) && context.reaches(share.unit)
        })
        .map(|share| share.id)
        .collect();
    let question = Question { id: ask.id, report: Some(asked), at: writer.now, answered: None };
    writer.emit(Happening::Asked(question), Words::none().with(Word::Question, text));
    // Who is sealed is reached by the house alone.
    for assignment in reached {
        writer.emit(Happening::Contacted { assignment }, Words::none());
    }
    Ok(())
}

/// The voice that is named, or the only one.
fn asked_voice(matter: &Matter, ask: &AskReporter) -> Result<ReportId, Refusal> {
    let mut there = matter.reports.iter().filter(|voice| voice.withdrawn.is_none());
    match ask.report {
        Some(id) => {
            there.find(|voice| voice.id == id).map(|voice| voice.id).ok_or(Refusal::NoReport)
        }
        None => match (there.next(), there.next()) {
            (Some(only), None) => Ok(only.id),
            (None, _) => Err(Refusal::NoReport),
            (Some(_), Some(_)) => Err(Refusal::Missing { field: "report" }),
        },
    }
}

pub(super) fn instruct(writer: &mut Writer<'_>, instruct: &Instruct) -> Result<(), Refusal> {
    writer.context.need(INSTRUCTS)?;
    let matter = writer.open()?;
    let account = writer.context.actor.account().ok_or(Refusal::NotAllowed { roles: INSTRUCTS })?;
    if matter.instructions.iter().any(|open| open.id == instruct.id) {
        return Err(Refusal::AlreadyDone);
    }
    let twice =
        |(nth, unit): (usize, &UnitId)| *unit == instruct.to || instruct.also[..nth].contains(unit);
    if instruct.also.len() >= ADDRESSEES || instruct.also.iter().enumerate().any(twice) {
        return Err(Refusal::Invalid { field: "also" });
    }
    if instruct.files.len() > PAPERS {
        return Err(Refusal::Invalid { field: "files" });
    }
    let all: Vec<UnitId> = std::iter::once(instruct.to).chain(instruct.also.clone()).collect();
    for unit in &all {
        if !writer.context.works(*unit) || !writer.context.reaches(*unit) {
            return Err(Refusal::NoUnit);
        }
        if matter.subjects.holds(*unit, writer.context.units) {
            return Err(Refusal::ComplainedOf);
        }
    }
    if instruct.files.is_empty() {
        needed(&instruct.text, "text")?;
    }
    writer.undoable();
    for (nth, to) in all.into_iter().enumerate() {
        let id = if nth == 0 { instruct.id } else { writer.fresh::<()>().uuid() };
        let files = instruct.files.clone();
        let instruction =
            Instruction { id, by: account, to, at: writer.now, files, reported_back: None };
        let words = Words::none().with(Word::Opinion, &instruct.text);
        writer.emit(Happening::Instructed(instruction), words);
    }
    Ok(())
}

pub(super) fn report_back(writer: &mut Writer<'_>, answer: &ReportBack) -> Result<(), Refusal> {
    writer.context.need(WORKS)?;
    let open = writer
        .matter()?
        .instructions
        .iter()
        .find(|i| i.id == answer.instruction && i.reported_back.is_none());
    let open = open.ok_or(Refusal::NothingToAnswer)?;
    if !writer.context.reaches(open.to) {
        return Err(Refusal::OutOfReach);
    }
    let text = needed(&answer.text, "text")?;
    let instruction = answer.instruction;
    writer
        .undoable()
        .emit(Happening::ReportedBack { instruction }, Words::none().with(Word::Answer, text));
    Ok(())
}

pub(super) fn submit(writer: &mut Writer<'_>, submit: &Submit) -> Result<(), Refusal> {
    let share = writer.signed_in_share(submit.assignment, WORKS)?;
    if let Some(pending) = &share.pending {
        return Err(Refusal::Pending { kind: pending.request.kind() });
    }
    let process = needed(&submit.process, "process")?;
    let result = needed(&submit.result, "result")?;
    let words = Words::none()
        .with(Word::Process, process)
        .with(Word::Result, result)
        .with_some(Word::Plan, submit.plan.as_deref());
    if !share.is_main() {
        let evidence = submit.evidence.clone();
        writer.undoable().emit(Happening::SupportDone { assignment: share.id, evidence }, words);
        return Ok(());
    }
    let matter = writer.matter()?;
    if matter.suspended {
        return Err(Refusal::Suspension { suspended: true });
    }
    let rules = &writer.context.procedure.result;
    let somebody = matter.reports.iter().any(crate::matter::Report::contactable);
    if rules.contacted && somebody && share.contacted.is_none() {
        return Err(Refusal::NotContacted);
    }
    errand::given_back(writer, matter)?;
    if submit.unsolved.is_none() {
        errand::authorised(writer, matter)?;
    }
    match submit.unsolved {
        None if submit.evidence.len() < usize::from(rules.evidence) => {
            return Err(Refusal::EvidenceMissing { needed: rules.evidence });
        }
        Some(reason) => {
            needed(submit.plan.as_deref().unwrap_or_default(), "plan")?;
            check_plan_date(writer, reason, submit.plan_by)?;
        }
        None if submit.plan_by.is_some() => return Err(Refusal::Invalid { field: "plan_by" }),
        None => {}
    }
    let submitted = SubmittedResult {
        assignment: share.id,
        by: writer.context.actor.account(),
        at: writer.now,
        unsolved: submit.unsolved,
        plan_by: submit.plan_by,
        evidence: submit.evidence.clone(),
        signed_off: None,
        reviewed: None,
        rejected: false,
    };
    writer.undoable().emit(Happening::Submitted(submitted), words);
    Ok(())
}

/// Conditions that stand in the way need a plan with a date; 济南条例 art. 24.
fn check_plan_date(
    writer: &Writer<'_>,
    reason: UnsolvedReason,
    date: Option<Timestamp>,
) -> Result<(), Refusal> {
    let Some(date) = date else {
        let needed = reason == UnsolvedReason::Conditions;
        return if needed { Err(Refusal::Missing { field: "plan_by" }) } else { Ok(()) };
    };
    let horizon = writer.until(writer.now, writer.context.procedure.consultation.horizon);
    let possible = date > writer.now && date <= horizon;
    if possible { Ok(()) } else { Err(Refusal::OutOfOrder { field: "plan_by" }) }
}
