//! What moves clocks that run already: results sent back, suspensions, plans, severity, calendars.

use jiff::Timestamp;

use super::{ClockChange, ClockKey, MatterClock, nearest, next_key};
use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::id::MatterId;
use crate::matter::decide::Context;
use crate::matter::{Matter, RoutedBy, Severity};
use crate::procedure::{Moment, Procedure};

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

/// The clocks that a suspension or a plan of ours stops: the matter's own, and those of its support
/// offices' parts. Requests and instructions are answered all the same, and what a platform above set is
/// due when it is due.
fn is_suspendable(matter: &Matter, clock: &MatterClock) -> bool {
    let share = |of| matter.assignments.iter().any(|share| share.id.uuid() == of);
    let ours = clock.clock.limit.is_some() || clock.key.name == PLAN;
    ours && clock.key.of.is_none_or(|of| share(of) && clock.stops == Moment::Submitted)
}

/// The open clocks that a suspension stops, each changed.
pub(super) fn each_suspendable(
    matter: &Matter,
    change: impl Fn(&Clock) -> Clock,
) -> Vec<ClockChange> {
    let stopped = matter.open_clocks().filter(|clock| is_suspendable(matter, clock));
    stopped.map(|c| MatterClock { clock: change(&c.clock), ..c.clone() }).collect()
}

/// The plan's date becomes the clock; what ran before stays visible, and late if it was. A plan
/// ends a suspension, so what else was suspended runs again.
pub(super) fn planned(
    matter: &Matter,
    due: Timestamp,
    at: Timestamp,
    calendar: &Calendar,
) -> Vec<ClockChange> {
    let plan = MatterClock {
        key: next_key(matter, PLAN, None),
        stops: Moment::Submitted,
        decides_late: true,
        superseded: false,
        from: None,
        clock: Clock::until(at, due, calendar),
    };
    let own = matter.open_clocks().filter(|c| is_suspendable(matter, c));
    let changed = own.filter_map(|c| match (c.key.of, c.stops) {
        (None, Moment::Submitted) => Some(MatterClock { superseded: true, ..c.stopped(at) }),
        (None, Moment::Ended) => Some(c.stopped(at)),
        _ => c
            .clock
            .is_suspended()
            .then(|| MatterClock { clock: c.clock.resume(at, calendar), ..c.clone() }),
    });
    changed.chain([plan]).collect()
}

/// The matter's own clocks that run until the day a platform above set, or would if it had set one.
/// Those that came with the voices of another matter are owed to the order of that one.
pub(in crate::matter) fn from_above<'m>(
    matter: &'m Matter,
    procedure: &'m Procedure,
) -> impl Iterator<Item = &'m MatterClock> {
    let is_set_above = move |clock: &MatterClock| match clock.clock.limit {
        None => clock.key.name != PLAN,
        Some(_) => {
            let rule = procedure.clocks.iter().find(|rule| rule.name == clock.key.name);
            matter.upstream.is_some() && rule.is_some_and(|rule| rule.upstream)
        }
    };
    let own = |c: &&MatterClock| c.is_open() && c.key.of.is_none() && c.from.is_none();
    matter.clocks.iter().filter(own).filter(move |clock| is_set_above(clock))
}

/// The day set above takes the place of the one before, which stays visible.
pub(super) fn moved_above(
    matter: &Matter,
    due: Timestamp,
    context: &Context<'_>,
    at: Timestamp,
    calendar: &Calendar,
) -> Vec<ClockChange> {
    // What was asked for in time and is granted late makes nobody late.
    let since = matter.upstream.as_ref().and_then(|order| order.granted_since(at)).unwrap_or(at);
    let moved = from_above(matter, context.procedure).flat_map(|before| {
        let after = MatterClock {
            key: next_key(matter, &before.key.name, None),
            clock: Clock::until(before.clock.started, due, calendar),
            ..before.clone()
        };
        [MatterClock { superseded: true, ..before.stopped(since) }, after]
    });
    moved.collect()
}

/// The clock a consultation's dated plan sets.
const PLAN: &str = "plan";

/// The limits of another severity or row; the start does not change. A row of the responsibility
/// list goes first. `anew`: the category has other days of rest.
pub(super) fn with_limits(
    matter: &Matter,
    routed: Option<&RoutedBy>,
    severity: Severity,
    context: &Context<'_>,
    calendar: &Calendar,
    anew: bool,
) -> Vec<ClockChange> {
    let open = matter.open_clocks().filter(|c| c.clock.limit.is_some());
    open.filter_map(|c| {
        let rule = context.procedure.clocks.iter().find(|rule| rule.name == c.key.name)?;
        let with_limit = |limit| c.clock.with_limit(limit, calendar);
        let clock = nearest(rule, routed, severity, matter, with_limit)?;
        // A newer calendar moves clocks by its own command only.
        let other = c.clock.limit != clock.limit || anew;
        other.then(|| MatterClock { clock, ..c.clone() })
    })
    .collect()
}

/// What ran out is not made good by another row or category, and nothing runs out by it at once.
pub(super) fn not_overdue(
    matter: &Matter,
    changed: Vec<ClockChange>,
    at: Timestamp,
) -> Vec<ClockChange> {
    let ran_out = |key: &ClockKey| {
        matter.clocks.iter().any(|clock| clock.key == *key && clock.clock.is_overdue(at))
    };
    let stays = |new: &ClockChange| ran_out(&new.key) || new.clock.is_overdue(at);
    changed.into_iter().filter(|new| !stays(new)).collect()
}

/// The clocks that go with the voices of `from` into `into`: what was owed them earlier stays owed.
/// A merge gives nobody more time, and what a platform above set stays set.
pub(in crate::matter) fn taken_over(from: &Matter, into: &Matter) -> Vec<ClockChange> {
    let own = |matter: &'_ Matter| {
        let own = matter.open_clocks().filter(|clock| clock.key.of.is_none());
        own.cloned().collect::<Vec<_>>()
    };
    let there = own(into);
    let owed = own(from).into_iter().filter(|clock| {
        let same = there.iter().filter(|other| other.stops == clock.stops);
        match same.map(|other| other.clock.due).min() {
            Some(due) => clock.clock.due < due,
            // Its steps have not begun, so nothing runs there for this one yet.
            None => {
                into.accepted.is_none()
                    && matches!(clock.stops, Moment::Milestone | Moment::Submitted)
            }
        }
    });
    let mut taken: Vec<ClockChange> = Vec::new();
    for clock in owed {
        let mut key = next_key(into, &clock.key.name, None);
        let again = taken.iter().filter(|other| other.key.name == key.name).count();
        key.round = key.round.saturating_add(u8::try_from(again).unwrap_or(u8::MAX));
        taken.push(MatterClock { key, from: Some(from.id), ..clock });
    }
    taken
}

/// With the voices of an un-merge their clocks go; they run on there.
pub(super) fn gone_home(matter: &Matter, to: MatterId, at: Timestamp) -> Vec<ClockChange> {
    let theirs = matter.open_clocks().filter(|clock| clock.from == Some(to));
    theirs.map(|clock| MatterClock { superseded: true, ..clock.stopped(at) }).collect()
}

/// The clocks that another calendar counts differently.
pub(super) fn moved(matter: &Matter, calendar: &Calendar) -> Vec<ClockChange> {
    let counted = matter.open_clocks().map(|old| (old, old.clock.recompute(calendar)));
    // A newer version alone moves nothing.
    counted
        .filter(|(old, new)| Clock { calendar: old.clock.calendar, ..new.clone() } != old.clock)
        .map(|(old, clock)| MatterClock { clock, ..old.clone() })
        .collect()
}
