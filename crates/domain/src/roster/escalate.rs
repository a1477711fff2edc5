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

/// Who is called for a matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// The unit whose shift has it.
    pub unit: UnitId,
    /// Who is on duty there.
    pub on_duty: Vec<AccountId>,
    /// The leaders in charge: of that shift; where it has none, of the nearest above.
    pub leaders: Vec<AccountId>,
    /// When the leaders are called, too.
    pub escalates: Timestamp,
}

/// Who is called for what waits; nobody where no shift holds. `shifts` are those that hold. Who is on duty is called at
/// once, the leader in charge when it has waited for `after`.
pub fn called(
    units: &Units,
    shifts: &[Shift],
    one: &Waiting,
    after: SignedDuration,
) -> Option<Called> {
    let of = |unit: UnitId| shifts.iter().filter(move |shift| shift.unit == unit);
    let unit = duty_unit(units, one.routed?, |unit| of(unit).next().is_some())?;
    let leading = duty_unit(units, unit, |unit| of(unit).any(|shift| shift.leader.is_some()));
    Some(Called {
        unit,
        on_duty: of(unit).flat_map(|shift| shift.on_duty.iter().copied()).collect(),
        leaders: leading.into_iter().flat_map(of).filter_map(|shift| shift.leader).collect(),
        escalates: one.received.checked_add(after).unwrap_or(Timestamp::MAX),
    })
}

/// What of `waiting` somebody sees now.
pub fn shown_to(
    account: AccountId,
    units: &Units,
    shifts: &[Shift],
    waiting: impl IntoIterator<Item = Waiting>,
    after: SignedDuration,
    now: Timestamp,
) -> Vec<Shown> {
    let seen = waiting.into_iter().filter_map(|one| {
        let called = called(units, shifts, &one, after)?;
        let escalated = (called.escalates <= now).then_some(called.escalates);
        let leads = escalated.is_some() && called.leaders.contains(&account);
        let sees = called.on_duty.contains(&account) || leads;
        sees.then_some(Shown { matter: one.matter, unit: called.unit, escalated })
    });
    seen.collect()
}
