//! Orders of a platform above.

use super::{Writer, needed};
use crate::matter::{
    Happening, HearUpstream, MoveUpstream, Refusal, Role, Upstream, Word, Words, clocks,
};

const ENTERS: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Leader];
/// Whoever sits before the page of the platform above.
const WATCHES: &[Role] = &[Role::Intake, Role::Dispatcher, Role::Supervisor];
/// Characters of a state.
const STATE: usize = 60;

/// What a platform above set, only the platform above moves: it is entered here, one level above the
/// office that gains by it, and before the day of before has passed.
pub(super) fn move_day(writer: &mut Writer<'_>, order: &MoveUpstream) -> Result<(), Refusal> {
    writer.context.need(ENTERS)?;
    let matter = writer.open()?;
    let clocks: Vec<_> = clocks::from_above(matter, writer.context.procedure).collect();
    if matter.upstream.is_none() && clocks.is_empty() {
        return Err(Refusal::NotFromAbove);
    }
    if matter.lead().is_some_and(|lead| !writer.context.is_above(lead.unit)) {
        return Err(Refusal::OneLevelUp);
    }
    if clocks.is_empty() && matter.accepted.is_some() {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    if let Some(late) = clocks.iter().find(|clock| clock.clock.is_overdue(writer.now)) {
        return Err(Refusal::AfterDue { due: late.clock.due });
    }
    if order.due <= writer.now {
        return Err(Refusal::OutOfOrder { field: "due" });
    }
    let known = match clocks.as_slice() {
        [] => matter.upstream.as_ref().is_some_and(|known| known.due == Some(order.due)),
        clocks => clocks.iter().all(|clock| clock.clock.due == order.due),
    };
    if known {
        return Err(Refusal::AlreadyDone);
    }
    let reason = needed(&order.reason, "reason")?;
    let moved = Happening::UpstreamMoved { due: order.due };
    writer.emit(moved, Words::none().with(Word::Reason, reason));
    Ok(())
}

/// An order that is taken in: it is named, and nothing was answered to it yet.
pub(super) fn taken(order: &Upstream) -> Result<(), Refusal> {
    needed(&order.source, "source")?;
    needed(&order.number, "number")?;
    if order.entered.is_some() {
        return Err(Refusal::Invalid { field: "entered" });
    }
    order.state.as_deref().map_or(Ok(()), short)
}

fn short(state: &str) -> Result<(), Refusal> {
    match state.chars().count() {
        0..=STATE => Ok(()),
        _ => Err(Refusal::Invalid { field: "state" }),
    }
}

/// What the platform above says of its order, also after the end here: there it may go on.
pub(super) fn hear(writer: &mut Writer<'_>, heard: &HearUpstream) -> Result<(), Refusal> {
    writer.context.need(WATCHES)?;
    let order = writer.matter()?.order().ok_or(Refusal::NotFromAbove)?;
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (state, text) = (said(&heard.state), said(&heard.text));
    if state.is_none() && text.is_none() {
        return Err(Refusal::Missing { field: "state" });
    }
    state.as_deref().map_or(Ok(()), short)?;
    let state = state.filter(|state| order.state.as_ref() != Some(state));
    if state.is_none() && text.is_none() {
        return Err(Refusal::AlreadyDone);
    }
    let words = Words::none().with(Word::Text, text.as_deref().unwrap_or_default());
    writer.emit(Happening::UpstreamHeard { state }, words);
    Ok(())
}

/// The answer that holds was entered there; the next one is owed anew.
pub(super) fn enter(writer: &mut Writer<'_>) -> Result<(), Refusal> {
    writer.context.need(&[Role::Intake, Role::Dispatcher])?;
    let matter = writer.matter()?;
    let order = matter.order().ok_or(Refusal::NotFromAbove)?;
    if order.entered.is_some() {
        return Err(Refusal::AlreadyDone);
    }
    if !matter.is_answered(writer.context.procedure) {
        return Err(Refusal::NotNow { stage: matter.stage() });
    }
    writer.undoable().emit(Happening::UpstreamEntered, Words::none());
    Ok(())
}
