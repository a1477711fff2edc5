//! What moves clocks that run already: results sent back, suspensions, plans, severity, calendars.

use jiff::Timestamp;

use super::{ClockChange, ClockKey, MatterClock};
use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::matter::decide::Context;
use crate::matter::{Matter, Severity};
use crate::procedure::Moment;

/// A result that is sent back never was one: what it stopped runs on as if it had not stopped.
pub(super) fn restart_handling(matter: &Matter, at: Timestamp) -> Vec<ClockChange> {
    let halted = matter.clocks.iter().filter(|c| matter.halted.contains(&c.key));
    halted.map(MatterClock::running).chain(no_longer_verifying(matter, at)).collect()
}

pub(super) fn no_longer_verifying(matter: &Matter, at: Timestamp) -> Vec<ClockChange> {
    let waiting = matter
        .clocks
        .iter()
        .filter(|c| c.is_open() && c.key.of.is_none() && c.stops == Moment::Ended);
    waiting.map(|c| c.stopped(at)).collect()
}

/// The matter's own open clocks, each changed.
pub(super) fn each_own(matter: &Matter, change: impl Fn(&Clock) -> Clock) -> Vec<ClockChange> {
    let own = matter.open_clocks().filter(|c| c.key.of.is_none());
    own.map(|c| MatterClock { clock: change(&c.clock), ..c.clone() }).collect()
}

/// The plan's date becomes the clock; what ran before stays visible, and late if it was. A plan
/// ends a suspension, so what else was suspended runs again.
pub(super) fn planned(
    matter: &Matter,
    due: Timestamp,
    at: Timestamp,
    calendar: &Calendar,
) -> Vec<ClockChange> {
    let round = matter.clocks.iter().filter(|c| c.key.name == PLAN).count();
    let plan = MatterClock {
        key: ClockKey {
            name: PLAN.to_owned(),
            of: None,
            round: u8::try_from(round).unwrap_or(u8::MAX),
        },
        stops: Moment::Submitted,
        decides_late: true,
        superseded: false,
        clock: Clock::until(at, due, calendar),
    };
    let own = matter.open_clocks().filter(|c| c.key.of.is_none());
    let changed = own.filter_map(|c| match c.stops {
        // What a platform above set, no plan of ours moves.
        Moment::Submitted if c.clock.limit.is_some() || c.key.name == PLAN => {
            Some(MatterClock { superseded: true, ..c.stopped(at) })
        }
        Moment::Ended => Some(c.stopped(at)),
        _ if c.clock.is_suspended() => {
            Some(MatterClock { clock: c.clock.resume(at, calendar), ..c.clone() })
        }
        _ => None,
    });
    changed.chain([plan]).collect()
}

/// The clock a consultation's dated plan sets.
const PLAN: &str = "plan";

/// The limit changes, the start does not. A row of the responsibility list still goes first.
pub(super) fn with_severity(
    matter: &Matter,
    to: Severity,
    context: &Context<'_>,
    calendar: &Calendar,
) -> Vec<ClockChange> {
    let of_row =
        |name: &str| matter.routed.as_ref().is_some_and(|row| row.limits.contains_key(name));
    let open = matter.open_clocks().filter(|c| c.clock.limit.is_some() && !of_row(&c.key.name));
    open.filter_map(|c| {
        let rule = context.procedure.clocks.iter().find(|rule| rule.name == c.key.name)?;
        let limit = context.procedure.limit(rule, to, matter.urgency)?;
        let other = c.clock.limit != Some(limit);
        other.then(|| MatterClock { clock: c.clock.with_limit(limit, calendar), ..c.clone() })
    })
    .collect()
}

pub(super) fn moved(matter: &Matter, context: &Context<'_>) -> Vec<ClockChange> {
    let calendar = context.running_calendar(matter.category);
    let counted = matter.open_clocks().map(|old| (old, old.clock.recompute(&calendar)));
    // A newer version alone moves nothing.
    counted
        .filter(|(old, new)| Clock { calendar: old.clock.calendar, ..new.clone() } != old.clock)
        .map(|(old, clock)| MatterClock { clock, ..old.clone() })
        .collect()
}
