//! What cannot wait until the office opens again, and who sees it meanwhile. Computed from instants that are stored, as
//! lights are; nothing is written when it becomes so.

use jiff::{SignedDuration, Timestamp};

use super::Shift;
use crate::calendar::Calendar;
use crate::id::{AccountId, MatterId, UnitId};
use crate::matter::Urgency;
use crate::unit::Units;

/// How long a matter may wait for its sign-in before the leader in charge sees it, where the area has not set another.
pub const ESCALATES: SignedDuration = SignedDuration::from_mins(30);

/// A matter that its lead unit has not signed in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Which.
    pub matter: MatterId,
    /// The unit it is routed to: its lead, or the office of its place until there is one.
    pub routed: Option<UnitId>,
    /// When it came in.
    pub received: Timestamp,
}

/// A matter as somebody on duty sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Which.
    pub matter: MatterId,
    /// The unit whose shift has it.
    pub unit: UnitId,
    /// Since when the leader in charge sees it too 已升级; none before.
    pub escalated: Option<Timestamp>,
}

/// Whether a matter cannot wait until the office opens again: it was said to be urgent, or its category runs around the
/// clock (water, power, heating, gas).
pub const fn is_pressing(urgency: Urgency, around_the_clock: bool) -> bool {
    !matches!(urgency, Urgency::Normal) || around_the_clock
}

impl Waiting {
    /// Whether it came in while the office of its place was closed.
    pub fn is_off_hours(&self, calendar: &Calendar) -> bool {
        !calendar.is_business(self.received)
    }
}

/// The unit whose people on duty a matter falls to: the one it is routed to, or the nearest above for which `has` somebody.
pub fn duty_unit(
    units: &Units,
    routed: UnitId,
    mut has: impl FnMut(UnitId) -> bool,
) -> Option<UnitId> {
    let above = units.ancestors(routed).map(|unit| unit.id);
    std::iter::once(routed).chain(above).find(|unit| has(*unit))
}

/// What of `waiting` somebody sees now. `shifts` are those that hold. Who is on duty sees it at once; the leader in charge
/// (where that shift has none, the nearest above) once it has waited for `after`.
pub fn shown_to(
    account: AccountId,
    units: &Units,
    shifts: &[Shift],
    waiting: impl IntoIterator<Item = Waiting>,
    after: SignedDuration,
    now: Timestamp,
) -> Vec<Shown> {
    let of = |unit: UnitId| shifts.iter().filter(move |shift| shift.unit == unit);
    let seen = waiting.into_iter().filter_map(|one| {
        let unit = duty_unit(units, one.routed?, |unit| of(unit).next().is_some())?;
        let at = one.received.checked_add(after).unwrap_or(Timestamp::MAX);
        let escalated = (at <= now).then_some(at);
        let on_duty = of(unit).any(|shift| shift.on_duty.contains(&account));
        let leads = || {
            let led = |unit| of(unit).any(|shift| shift.leader.is_some());
            let leading = duty_unit(units, unit, led);
            leading.is_some_and(|unit| of(unit).any(|shift| shift.leader == Some(account)))
        };
        let sees = on_duty || escalated.is_some() && leads();
        sees.then_some(Shown { matter: one.matter, unit, escalated })
    });
    seen.collect()
}
