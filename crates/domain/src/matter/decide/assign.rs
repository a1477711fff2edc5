//! Shares: assign, divide, take back, sign in.

use super::Writer;
use crate::id::UnitId;
use crate::matter::{
    Assign, Assignment, AssignmentRole, AssignmentState, Happening, Matter, OfShare, Refusal, Role,
    SubAssign, Word, Words,
};

const ASSIGNS: &[Role] = &[Role::Dispatcher];
const DIVIDES: &[Role] = &[Role::Dispatcher, Role::Head, Role::Clerk, Role::GridWorker];
const SIGNS_IN: &[Role] = &[Role::Clerk, Role::Head, Role::GridWorker];

pub(super) fn assign(writer: &mut Writer<'_>, assign: &Assign) -> Result<(), Refusal> {
    writer.context.need(ASSIGNS)?;
    let matter = writer.open()?;
    if matter.accepted.is_none() || matter.result.is_some() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    if assign.lead.is_none() && assign.supports.is_empty() {
        return Err(Refusal::Missing { field: "lead" });
    }
    if assign.lead.is_some() && matter.lead().is_some() {
        return Err(Refusal::LeadExists);
    }
    if assign.lead.is_none() && matter.lead().is_none() {
        return Err(Refusal::Missing { field: "lead" });
    }
    let mut units: Vec<UnitId> =
        assign.lead.into_iter().chain(assign.supports.iter().copied()).collect();
    for unit in &units {
        check_unit(writer, matter, *unit)?;
    }
    units.sort_unstable();
    if units.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::AlreadyAssigned);
    }
    writer.undoable();
    for (unit, role) in assign
        .lead
        .map(|unit| (unit, AssignmentRole::Lead))
        .into_iter()
        .chain(assign.supports.iter().map(|unit| (*unit, AssignmentRole::Support)))
    {
        let assignment = share(writer, unit, role);
        writer.emit(
            Happening::Assigned { assignment },
            Words::none().with(Word::Opinion, &assign.opinion),
        );
    }
    Ok(())
}

pub(super) fn sub_assign(writer: &mut Writer<'_>, sub: &SubAssign) -> Result<(), Refusal> {
    let parent = writer.signed_in_share(sub.assignment, DIVIDES)?;
    check_unit(writer, writer.open()?, sub.unit)?;
    if parent.unit == sub.unit || !writer.context.units.is_within(sub.unit, parent.unit) {
        return Err(Refusal::NoUnit);
    }
    let assignment = Assignment { parent: Some(parent.id), ..share(writer, sub.unit, parent.role) };
    writer
        .undoable()
        .emit(Happening::Assigned { assignment }, Words::none().with(Word::Opinion, &sub.opinion));
    Ok(())
}

pub(super) fn revoke(writer: &mut Writer<'_>, of: &OfShare) -> Result<(), Refusal> {
    let share = writer.share(of.assignment, DIVIDES)?;
    // The unit itself returns a share; only who gave it takes it back.
    let giver = match share
        .parent
        .and_then(|id| writer.matter().ok()?.assignment(id).map(|parent| parent.unit))
    {
        Some(parent) => writer.context.reaches(parent),
        None => writer.context.actor.holds(ASSIGNS),
    };
    if !giver {
        return Err(Refusal::OutOfReach);
    }
    if share.signed_in.is_some() {
        return Err(Refusal::SignedIn);
    }
    let closed = Happening::ShareClosed { assignment: share.id, state: AssignmentState::Revoked };
    writer.emit(closed, Words::none());
    Ok(())
}

pub(super) fn sign_in(writer: &mut Writer<'_>, of: &OfShare) -> Result<(), Refusal> {
    let share = writer.share(of.assignment, SIGNS_IN)?;
    if share.signed_in.is_some() {
        return Err(Refusal::SignedIn);
    }
    writer.undoable().emit(Happening::SignedIn { assignment: share.id }, Words::none());
    Ok(())
}

/// A new share of `unit`.
pub(super) fn share(writer: &mut Writer<'_>, unit: UnitId, role: AssignmentRole) -> Assignment {
    Assignment {
        id: writer.fresh(),
        unit,
        role,
        parent: None,
        at: writer.now,
        state: AssignmentState::Open,
        signed_in: None,
        returned_by: None,
        contacted: None,
        bound: false,
        pending: None,
        workers: Vec::new(),
    }
}

/// The unit exists and works, is within reach, stands below another, and has no open share yet.
pub(super) fn check_unit(
    writer: &Writer<'_>,
    matter: &Matter,
    unit: UnitId,
) -> Result<(), Refusal> {
    if !writer.context.works(unit) || !writer.context.reaches(unit) {
        return Err(Refusal::NoUnit);
    }
    if matter.subjects.holds(unit, writer.context.units) {
        return Err(Refusal::ComplainedOf);
    }
    // Rule 3: the level above verifies where everybody here is inside, and judges its requests.
    if !writer.context.has_above(unit) {
        return Err(Refusal::NobodyAbove);
    }
    if matter.assignments.iter().any(|share| share.is_open() && share.unit == unit) {
        return Err(Refusal::AlreadyAssigned);
    }
    Ok(())
}
