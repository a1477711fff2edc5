//! 帮办代办: the authority of a resident, and the papers that are handed over and go back.

use super::handle::concerned;
use super::{Writer, assign};
use crate::matter::{
    Accept, AssignmentRole, Document, Errand, Happening, Matter, Refusal, ReportMatter,
    ReturnDocuments, Role, TakeDocuments, Words,
};

/// At the counter, or at the resident's door.
const TAKES: &[Role] = &[Role::Intake, Role::Dispatcher, Role::Clerk, Role::Head, Role::GridWorker];
/// Papers handed over at a time, and of one kind.
const AT_A_TIME: usize = 20;
/// Papers of one matter: what is more is no errand.
const MOST: usize = 200;

/// A new errand: who took it in does it, where the procedure says so, and has the papers from the first moment.
pub(super) fn begin(writer: &mut Writer<'_>, report: &ReportMatter) -> Result<(), Refusal> {
    let errand = &report.errand;
    if errand.item.is_some() && !writer.context.procedure.documents.taken {
        return Err(Refusal::NoErrand);
    }
    if writer.context.procedure.intake.own && report.at_once.is_none() {
        take_up(writer)?;
    }
    match &errand.taken {
        Some(taken) => {
            writer.context.need(TAKES)?;
            take(writer, taken)
        }
        None => Ok(()),
    }
}

/// Accepted, with the own unit in the lead, and signed in. A desk only takes it in; an office that may not have it,
/// leaves it to the dispatcher.
fn take_up(writer: &mut Writer<'_>) -> Result<(), Refusal> {
    let context = writer.context;
    let own = context.actor.unit().filter(|_| context.actor.holds(super::handle::WORKS));
    let Some(unit) = own else { return Ok(()) };
    let matter = writer.matter()?;
    if assign::check_unit(writer, matter, unit).is_err() {
        return Ok(());
    }
    let routed = context.lists.route(matter.category, &matter.place, writer.now);
    let severity = Accept::default().severity;
    let accepted = Happening::Accepted { category: None, severity, routed };
    writer.emit(accepted, Words::none());
    let assignment = assign::share(writer, unit, AssignmentRole::Lead);
    let id = assignment.id;
    writer.emit(Happening::Assigned { assignment }, Words::none());
    writer.emit(Happening::SignedIn { assignment: id }, Words::none());
    Ok(())
}

pub(super) fn take_documents(
    writer: &mut Writer<'_>,
    taken: &TakeDocuments,
) -> Result<(), Refusal> {
    writer.context.need(TAKES)?;
    if !writer.context.procedure.documents.taken {
        return Err(Refusal::NoErrand);
    }
    let matter = writer.open()?;
    concerned(writer, matter)?;
    if matter.result.is_some() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    writer.undoable();
    take(writer, taken)
}

fn take(writer: &mut Writer<'_>, taken: &TakeDocuments) -> Result<(), Refusal> {
    let rules = &writer.context.procedure.documents;
    if !rules.taken {
        return Err(Refusal::NoErrand);
    }
    let errand = &writer.matter()?.errand;
    if taken.until.is_none() && taken.documents.is_empty() {
        return Err(Refusal::Missing { field: "documents" });
    }
    match (taken.until, rules.authority) {
        (Some(_), None) => return Err(Refusal::Invalid { field: "until" }),
        (Some(until), Some(longest)) => {
            if until <= writer.now || until > writer.until(writer.now, longest) {
                return Err(Refusal::OutOfOrder { field: "until" });
            }
        }
        (None, Some(_)) if errand.authority.is_none_or(|until| until <= writer.now) => {
            return Err(Refusal::NoAuthority);
        }
        (None, _) => {}
    }
    let room = MOST.saturating_sub(errand.documents.len()).min(AT_A_TIME);
    let fits = |one: &Document| {
        let counted = (1..=AT_A_TIME).contains(&usize::from(one.count));
        counted && is_known(errand, &rules.usual, &one.name)
    };
    if taken.documents.len() > room || !taken.documents.iter().all(fits) {
        return Err(Refusal::Invalid { field: "documents" });
    }
    if let Some(until) = taken.until {
        writer.emit(Happening::Authorised { until }, Words::none());
    }
    if !taken.documents.is_empty() {
        let documents = taken.documents.clone();
        writer.emit(Happening::DocumentsTaken { documents }, Words::none());
    }
    Ok(())
}

/// A paper is called what the item or the procedure calls it: nobody types a name into the history.
fn is_known(errand: &Errand, usual: &[String], name: &str) -> bool {
    let of_item = errand.item.iter().flat_map(|item| &item.materials);
    of_item.map(|material| &material.name).chain(usual).any(|known| known == name)
}

/// Also after the end: what is the resident's goes back.
pub(super) fn return_documents(
    writer: &mut Writer<'_>,
    back: &ReturnDocuments,
) -> Result<(), Refusal> {
    writer.context.need(TAKES)?;
    let matter = writer.matter()?;
    if !writer.context.procedure.documents.taken {
        return Err(Refusal::NoErrand);
    }
    concerned(writer, matter)?;
    if back.documents.is_empty() {
        return Err(Refusal::Missing { field: "documents" });
    }
    let mut numbers = back.documents.clone();
    numbers.sort_unstable();
    numbers.dedup();
    let known = 1..=matter.errand.documents.len();
    if !numbers.iter().all(|number| known.contains(&usize::from(*number))) {
        return Err(Refusal::Invalid { field: "documents" });
    }
    let held = |number: &u16| matter.errand.held().any(|(one, _)| one == *number);
    if !numbers.iter().all(held) {
        return Err(Refusal::AlreadyDone);
    }
    writer.undoable().emit(Happening::DocumentsReturned { documents: numbers }, Words::none());
    Ok(())
}

/// Nothing was done for somebody who has signed for none of it.
pub(super) fn authorised(writer: &Writer<'_>, matter: &Matter) -> Result<(), Refusal> {
    let asked = writer.context.procedure.documents.authority.is_some();
    let signed = matter.errand.authority.is_some();
    if asked && !signed { Err(Refusal::NoAuthority) } else { Ok(()) }
}

/// An office is not done while it has what is the resident's.
pub(super) fn given_back(writer: &Writer<'_>, matter: &Matter) -> Result<(), Refusal> {
    match matter.errand.originals() {
        held if held > 0 && writer.context.procedure.documents.returned => {
            Err(Refusal::DocumentsHeld { held })
        }
        _ => Ok(()),
    }
}
