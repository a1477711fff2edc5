//! Orders of a platform above.

use super::{Writer, needed};
use crate::matter::{Happening, MoveUpstream, Refusal, Role, Word, Words, clocks};

const ENTERS: &[Role] = &[Role::Dispatcher, Role::Supervisor, Role::Leader];

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
