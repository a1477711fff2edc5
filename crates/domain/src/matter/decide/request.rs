//! Requests and their decisions; suspension and consultation.

use super::handle::WORKS;
use super::{Writer, assign, needed};
use crate::matter::{
    AskDecision, Assignment, AssignmentRole, AssignmentState, Consult, EndingKind, Happening,
    Judge, Matter, OfShare, PendingRequest, Reasoned, Refusal, Request, RequestKind, Role, Word,
    Words, clocks,
};
use crate::procedure::Choice;

const ASKS: &[Role] = &[Role::Clerk, Role::Head, Role::GridWorker, Role::Dispatcher];
const JUDGES_RETURNS: &[Role] = &[Role::Dispatcher, Role::Supervisor];
const ARBITRATES: &[Role] = &[Role::Supervisor, Role::Leader];
const APPROVES: &[Role] = &[Role::Dispatcher, Role::Head, Role::Supervisor, Role::Leader];
const SUSPENDS: &[Role] = &[Role::Leader];
const RESUMES: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Leader];
const CONSULTS: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Leader];

pub(super) fn ask(writer: &mut Writer<'_>, ask: &AskDecision) -> Result<(), Refusal> {
    let share = writer.share(ask.assignment, ASKS)?;
    // A desk judges what offices ask: without a post that works on shares it asks for its own unit only.
    let actor = writer.context.actor;
    if !actor.holds(WORKS) && actor.unit() != Some(share.unit) {
        return Err(Refusal::NotAllowed { roles: WORKS });
    }
    let matter = writer.matter()?;
    if matter.result.is_some() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    if let Some(pending) = &share.pending {
        return Err(Refusal::Pending { kind: pending.request.kind() });
    }
    let opinion = needed(&ask.opinion, "opinion")?;
    let by = actor.account().ok_or(Refusal::NotAllowed { roles: ASKS })?;
    let mut arbitration = false;
    match &ask.request {
        Request::Return { propose } => {
            if share.bound {
                return Err(Refusal::Bound);
            }
            if !writer.context.works(*propose) || *propose == share.unit {
                return Err(Refusal::NoUnit);
            }
            let returned = returned(matter, &share);
            let rules = &writer.context.procedure.returns;
            let too_late = writer.now >= writer.until(share.at, rules.within);
            arbitration = returned >= rules.limit || too_late;
        }
        Request::Extension { by } => may_extend(writer, &share, *by)?,
        Request::Suspension { review, reason } => {
            if !share.is_main() {
                return Err(Refusal::NoAssignment);
            }
            if matter.suspended {
                return Err(Refusal::Suspension { suspended: true });
            }
            let rules = &writer.context.procedure.suspension;
            listed(&rules.reasons, reason.as_deref())?;
            let farthest = writer.until(writer.now, rules.review);
            if *review <= writer.now || *review > farthest {
                return Err(Refusal::OutOfOrder { field: "review" });
            }
            in_time(writer, matter, &share)?;
        }
        Request::Severity { to } => {
            if !share.is_main() {
                return Err(Refusal::NoAssignment);
            }
            if matter.severity == *to {
                return Err(Refusal::AlreadyDone);
            }
            // Like an extension: what ran out is not made good by a longer limit.
            in_time(writer, matter, &share)?;
        }
        Request::Termination { reason } => {
            if !share.is_main() {
                return Err(Refusal::NoAssignment);
            }
            listed(&writer.context.procedure.termination.reasons, reason.as_deref())?;
        }
    }
    let pending = PendingRequest { request: ask.request.clone(), by, at: writer.now, arbitration };
    let basis =
        if matches!(ask.request, Request::Return { .. }) { Word::Basis } else { Word::Opinion };
    let requested = Happening::Requested { assignment: share.id, request: pending };
    writer.undoable().emit(requested, Words::none().with(basis, opinion));
    Ok(())
}

/// Who decides a request. 挂账 is for a leader to approve; whoever may grant the others may refuse it.
/// DOMAIN 5.4.
pub const fn deciders(kind: RequestKind, arbitration: bool) -> &'static [Role] {
    match (kind, arbitration) {
        (RequestKind::Return, true) => ARBITRATES,
        (RequestKind::Return, false) => JUDGES_RETURNS,
        (RequestKind::Suspension, _) => SUSPENDS,
        _ => APPROVES,
    }
}

/// Returns granted so far; those of support units do not use up the lead's.
pub fn returned(matter: &Matter, share: &Assignment) -> u8 {
    if share.is_main() {
        return matter.returns;
    }
    let returned = matter
        .assignments
        .iter()
        .filter(|share| !share.is_main() && share.state == AssignmentState::Returned);
    u8::try_from(returned.count()).unwrap_or(u8::MAX)
}

/// Nothing that answers for the share has run out.
fn in_time(writer: &Writer<'_>, matter: &Matter, share: &Assignment) -> Result<(), Refusal> {
    let overdue = clocks::answering(matter, share.id).find(|c| c.clock.is_overdue(writer.now));
    overdue.map_or(Ok(()), |clock| Err(Refusal::AfterDue { due: clock.clock.due }))
}

/// The reason is one of the procedure's.
fn listed(reasons: &[Choice], reason: Option<&str>) -> Result<(), Refusal> {
    match reason {
        None => Err(Refusal::Missing { field: "reason" }),
        Some(code) if Choice::is_among(reasons, code) => Ok(()),
        Some(_) => Err(Refusal::Invalid { field: "reason" }),
    }
}

/// Asked before expiry, once or as often as the procedure says, and no longer than its share.
fn may_extend(
    writer: &Writer<'_>,
    share: &Assignment,
    by: crate::limit::Limit,
) -> Result<(), Refusal> {
    let matter = writer.matter()?;
    let rules = &writer.context.procedure.extension;
    let limit = Refusal::ExtensionLimit { max: rules.max };
    if share.is_main() && matter.extensions >= rules.max {
        return Err(limit);
    }
    let mut any = false;
    for answering in clocks::answering(matter, share.id) {
        any = true;
        if answering.clock.extensions.len() >= usize::from(rules.max) {
            return Err(limit);
        }
        if answering.clock.is_overdue(writer.now) {
            return Err(Refusal::AfterDue { due: answering.clock.due });
        }
        let Some(limit) = answering.clock.limit else { return Err(Refusal::DueFromAbove) };
        let most = rules.longest(limit);
        if by.unit != most.unit || by.amount > most.amount {
            return Err(Refusal::ExtensionTooLong { most });
        }
    }
    if any { Ok(()) } else { Err(Refusal::NotNow { stage: matter.stage() }) }
}

pub(super) fn take_back(writer: &mut Writer<'_>, of: &OfShare) -> Result<(), Refusal> {
    let share = writer.share(of.assignment, ASKS)?;
    let Some(pending) = &share.pending else { return Err(Refusal::NoRequest) };
    // The level above judges a request; only the asking office drops it.
    let actor = writer.context.actor;
    if actor.account() != Some(pending.by) && actor.unit() != Some(share.unit) {
        return Err(Refusal::OutOfReach);
    }
    writer.emit(Happening::RequestTakenBack { assignment: share.id }, Words::none());
    Ok(())
}

pub(super) fn judge(writer: &mut Writer<'_>, judge: &Judge) -> Result<(), Refusal> {
    let matter = writer.open()?;
    let share = matter
        .assignment(judge.assignment)
        .filter(|share| share.is_open())
        .ok_or(Refusal::NoAssignment)?;
    let share = share.clone();
    let pending = share.pending.clone().ok_or(Refusal::NoRequest)?;
    let kind = pending.request.kind();
    let is_return = kind == RequestKind::Return;
    let refused = kind == RequestKind::Suspension && !judge.granted;
    let decide = if refused { APPROVES } else { deciders(kind, pending.arbitration) };
    writer.context.need(decide)?;
    if writer.context.actor.account() == Some(pending.by) {
        return Err(Refusal::OwnRequest);
    }
    if !writer.context.is_above(share.unit) {
        return Err(Refusal::OneLevelUp);
    }
    let account = writer.context.actor.account();
    let granted = |share: &Assignment| share.returned_by.is_some() && share.returned_by == account;
    if pending.arbitration && matter.assignments.iter().any(granted) {
        return Err(Refusal::JudgedBefore);
    }
    let opinion = needed(&judge.opinion, "opinion")?;
    if let Request::Suspension { review, .. } = &pending.request
        && judge.granted
        && *review <= writer.now
    {
        return Err(Refusal::OutOfOrder { field: "review" });
    }
    if let Some(unit) = judge.unit {
        if !(is_return && judge.granted) {
            return Err(Refusal::Invalid { field: "unit" });
        }
        assign::check_unit(writer, matter, unit)?;
    } else if is_return && pending.arbitration && judge.granted {
        // Arbitration ends the quarrel: it names who has it.
        return Err(Refusal::Missing { field: "unit" });
    }
    let decided = Happening::Decided {
        assignment: share.id,
        granted: judge.granted,
        arbitration: pending.arbitration,
    };
    writer.emit(decided, Words::none().with(Word::Opinion, opinion));
    if judge.granted {
        grant(writer, &share, &pending, judge);
    }
    Ok(())
}

fn grant(writer: &mut Writer<'_>, share: &Assignment, pending: &PendingRequest, judge: &Judge) {
    match &pending.request {
        Request::Return { .. } => {
            let closed =
                Happening::ShareClosed { assignment: share.id, state: AssignmentState::Returned };
            writer.emit(closed, Words::none());
            if let Some(unit) = judge.unit {
                let role =
                    if share.is_main() { AssignmentRole::Lead } else { AssignmentRole::Support };
                let next = assign::share(writer, unit, role);
                let assignment =
                    Assignment { bound: pending.arbitration, parent: share.parent, ..next };
                writer.emit(Happening::Assigned { assignment }, Words::none());
            }
        }
        Request::Extension { by } => {
            writer.emit(Happening::Extended { assignment: share.id, by: *by }, Words::none());
        }
        Request::Suspension { review, .. } => {
            writer.emit(Happening::Suspended { review: *review }, Words::none());
        }
        Request::Severity { to } => {
            writer.emit(Happening::SeverityChanged { to: *to }, Words::none());
        }
        Request::Termination { .. } => {
            let ending = writer.ending(EndingKind::Terminated);
            let words = Words::none().with(Word::Result, &judge.opinion);
            writer.end(ending, words);
        }
    }
}

pub(super) fn resume(writer: &mut Writer<'_>, reason: &Reasoned) -> Result<(), Refusal> {
    let matter = writer.open()?;
    if !matter.suspended {
        return Err(Refusal::Suspension { suspended: false });
    }
    let lead = matter.lead().map(|lead| lead.unit);
    let own =
        writer.context.actor.holds(WORKS) && lead.is_some_and(|unit| writer.context.reaches(unit));
    if !own {
        writer.context.need(RESUMES)?;
    }
    let reason = needed(&reason.reason, "reason")?;
    writer.emit(Happening::Resumed, Words::none().with(Word::Reason, reason));
    Ok(())
}

pub(super) fn consult(writer: &mut Writer<'_>, consult: &Consult) -> Result<(), Refusal> {
    writer.context.need(CONSULTS)?;
    let matter = writer.open()?;
    let answered = matter.result.as_ref().is_some_and(|result| !result.rejected);
    let Some(lead) = matter.lead().filter(|_| !answered) else {
        return Err(Refusal::NotNow { stage: matter.stage() });
    };
    // More time than an extension gives: no office gives it to itself.
    if !writer.context.is_above(lead.unit) {
        return Err(Refusal::OneLevelUp);
    }
    let plan = needed(&consult.plan, "plan")?;
    let horizon = writer.until(writer.now, writer.context.procedure.consultation.horizon);
    if consult.due <= writer.now || consult.due > horizon {
        return Err(Refusal::OutOfOrder { field: "due" });
    }
    writer.emit(Happening::Planned { due: consult.due }, Words::none().with(Word::Plan, plan));
    Ok(())
}
