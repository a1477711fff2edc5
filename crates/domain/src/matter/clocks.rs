//! The clocks of a matter: which start, stop and move with each event.

mod running;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use running::{
    each_suspendable, gone_home, moved, moved_above, no_longer_verifying, not_overdue, planned,
    restart_handling, with_limits,
};
pub(super) use running::{from_above, taken_over};

use super::decide::Context;
use super::{EndingKind, Happening, Matter, RoutedBy, Severity};
use crate::calendar::Calendar;
use crate::clock::Clock;
use crate::id::MatterId;
use crate::limit::Limit;
use crate::procedure::{ClockRule, Moment, Scope};

/// Which clock of a matter.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct ClockKey {
    /// The name in the procedure.
    pub name: String,
    /// The assignment, instruction or request it belongs to; none for the matter's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Uuid>,
    /// 0 for the first time, then 1, 2, …: a clock that ran before stays visible.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub round: u8,
}

/// A clock of a matter with all that replay needs to know of its rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MatterClock {
    /// Which.
    #[serde(flatten)]
    pub key: ClockKey,
    /// The moment that stops it.
    pub stops: Moment,
    /// It decides whether the matter was handled in time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decides_late: bool,
    /// A dated plan took its place: it counts no longer, and stays visible.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub superseded: bool,
    /// It came with the voices of this matter when that was merged into this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<MatterId>,
    /// The clock itself.
    #[schema(value_type = Object)]
    pub clock: Clock,
}

/// A clock as an event leaves it: the whole value, so that replay computes nothing.
pub type ClockChange = MatterClock;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(round: &u8) -> bool {
    *round == 0
}

impl MatterClock {
    /// Runs or is suspended.
    pub fn is_open(&self) -> bool {
        self.clock.is_open() && !self.superseded
    }

    /// As if it had not been stopped.
    pub(super) fn running(&self) -> Self {
        Self { clock: Clock { stopped: None, ..self.clock.clone() }, ..self.clone() }
    }

    fn stopped(&self, at: Timestamp) -> Self {
        Self { clock: self.clock.stop(at), ..self.clone() }
    }
}

/// A moment and what it happened to.
type Instant = (Moment, Option<Uuid>);

/// The moments an event stands for, the matter's own first.
fn moments(matter: &Matter, happening: &Happening) -> Vec<Instant> {
    let of_share = |moment, id: crate::id::AssignmentId| {
        let mut all = vec![(moment, Some(id.uuid()))];
        if matter.assignment(id).is_some_and(super::Assignment::is_main) {
            all.insert(0, (moment, None));
        }
        all
    };
    match happening {
        Happening::Reported(_) => vec![(Moment::Reported, None)],
        Happening::Accepted { .. } => vec![(Moment::Accepted, None)],
        Happening::Assigned { assignment } => {
            let mut all = vec![(Moment::Assigned, Some(assignment.id.uuid()))];
            if assignment.is_main() {
                all.insert(0, (Moment::Assigned, None));
            }
            all
        }
        Happening::SignedIn { assignment, .. } => of_share(Moment::SignedIn, *assignment),
        Happening::Contacted { assignment, .. } => of_share(Moment::Contacted, *assignment),
        Happening::Milestone { .. } => vec![(Moment::Milestone, None)],
        Happening::Submitted(result) => of_share(Moment::Submitted, result.assignment),
        Happening::SupportDone { assignment, .. } => {
            vec![(Moment::Submitted, Some(assignment.uuid()))]
        }
        Happening::Reworked { .. } => vec![(Moment::Reworked, None)],
        Happening::Reopened { .. } => vec![(Moment::Reopened, None)],
        Happening::Instructed(instruction) => vec![(Moment::Instructed, Some(instruction.id))],
        Happening::ReportedBack { instruction, .. } => {
            vec![(Moment::ReportedBack, Some(*instruction))]
        }
        Happening::Requested { assignment, .. } => {
            vec![(Moment::Requested, Some(assignment.uuid()))]
        }
        Happening::Decided { assignment, .. } | Happening::RequestTakenBack { assignment } => {
            vec![(Moment::Decided, Some(assignment.uuid()))]
        }
        Happening::UpstreamAsked(_) => vec![(Moment::UpstreamAsked, None)],
        Happening::UpstreamAnswered { .. } => vec![(Moment::UpstreamAnswered, None)],
        Happening::Ended(_) => vec![(Moment::Ended, None)],
        _ => Vec::new(),
    }
}

/// What an event does to the clocks of the matter as it stands before the event.
pub(super) fn changes(
    matter: &Matter,
    happening: &Happening,
    context: &Context<'_>,
    at: Timestamp,
) -> Vec<ClockChange> {
    let category = match happening {
        Happening::Accepted { category, .. } | Happening::Amended { category, .. } => {
            category.or(matter.category)
        }
        _ => matter.category,
    };
    let calendar = context.running_calendar(category);
    match happening {
        Happening::SentBack => return restart_handling(matter, at),
        Happening::Suspended { review, .. } => {
            return each_suspendable(matter, |clock| clock.suspend(at, *review, &calendar));
        }
        Happening::Resumed => return each_suspendable(matter, |clock| clock.resume(at, &calendar)),
        Happening::ShareClosed { assignment, .. } => {
            let shares = matter.shares_within(*assignment);
            let closed = |of: Option<Uuid>| shares.iter().any(|id| of == Some(id.uuid()));
            let open = matter.clocks.iter().filter(|clock| clock.is_open() && closed(clock.key.of));
            return open.map(|clock| clock.stopped(at)).collect();
        }
        Happening::Extended { assignment, by } => {
            return answering(matter, *assignment)
                .map(|c| MatterClock { clock: c.clock.extend(*by, at, &calendar), ..c.clone() })
                .collect();
        }
        Happening::Planned { due } => return planned(matter, *due, at, &calendar),
        Happening::UpstreamMoved { due } => {
            return moved_above(matter, *due, context, at, &calendar);
        }
        Happening::SeverityChanged { to } => {
            return with_limits(matter, matter.routed.as_ref(), *to, context, &calendar, false);
        }
        Happening::Amended { routed, .. } => {
            let rests = |category| context.lists.runs_urgent(category);
            let anew = rests(category) != rests(matter.category);
            let severity = matter.severity;
            let changed = match routed {
                Some(_) => with_limits(matter, routed.as_ref(), severity, context, &calendar, anew),
                // The office that has it keeps its limits; only the days of rest are others.
                None if anew => moved(matter, &calendar),
                None => Vec::new(),
            };
            return not_overdue(matter, changed, at);
        }
        Happening::GaveBack { to } => return gone_home(matter, *to, at),
        Happening::CalendarMoved => return moved(matter, &calendar),
        Happening::Unmerged { clocks, .. } => return clocks.clone(),
        _ => {}
    }
    let instants = moments(matter, happening);
    let mut changed = match happening {
        Happening::Reworked { .. } => no_longer_verifying(matter, at),
        _ => Vec::new(),
    };
    for (moment, of) in &instants {
        for clock in matter.clocks.iter().filter(|clock| clock.is_open()) {
            let hit = clock.key.of == *of
                && (clock.stops == *moment
                    || (*moment == Moment::Submitted && before_result(clock.stops)));
            if (hit || (*moment == Moment::Ended && ends_with(happening, clock)))
                && !changed.iter().any(|done| done.key == clock.key)
            {
                changed.push(clock.stopped(at));
            }
        }
        for rule in &context.procedure.clocks {
            if rule.starts.contains(moment) && applies(matter, happening, rule, *of) {
                changed.extend(started(matter, happening, rule, *of, &calendar, at));
            }
        }
    }
    changed
}

/// With the matter ends what runs in it. What a leader asked 批示 is reported back all the same, unless nothing of it is left.
fn ends_with(happening: &Happening, clock: &MatterClock) -> bool {
    let erased =
        matches!(happening, Happening::Ended(ending) if ending.kind == EndingKind::Quarantined);
    erased || clock.stops != Moment::ReportedBack
}

/// A result answers for every step on the way to it: nobody waits for feedback that is given.
const fn before_result(moment: Moment) -> bool {
    matches!(
        moment,
        Moment::Assigned
            | Moment::SignedIn
            | Moment::Contacted
            | Moment::Milestone
            | Moment::Submitted
    )
}

fn applies(matter: &Matter, happening: &Happening, rule: &ClockRule, of: Option<Uuid>) -> bool {
    let nobody = !matter.reports.iter().any(super::Report::contactable);
    if rule.stops == Moment::Contacted && nobody {
        return false;
    }
    match rule.scope {
        Scope::Matter => of.is_none(),
        Scope::Assignment | Scope::Request | Scope::Instruction if of.is_none() => false,
        Scope::Assignment => {
            !matches!(happening, Happening::Requested { .. } | Happening::Instructed(_))
        }
        Scope::Support => match happening {
            Happening::Assigned { assignment } => of.is_some() && !assignment.is_main(),
            _ => matter
                .assignments
                .iter()
                .any(|share| Some(share.id.uuid()) == of && !share.is_main()),
        },
        Scope::Request => matches!(happening, Happening::Requested { .. }),
        Scope::Instruction => matches!(happening, Happening::Instructed(_)),
    }
}

fn started(
    matter: &Matter,
    happening: &Happening,
    rule: &ClockRule,
    of: Option<Uuid>,
    calendar: &Calendar,
    at: Timestamp,
) -> Option<ClockChange> {
    let from_above = matter.upstream.as_ref().and_then(|order| order.due).filter(|_| rule.upstream);
    // An acceptance brings routing and severity with it: they hold for the clocks it starts.
    let (routed, severity) = match happening {
        Happening::Accepted { routed, severity, .. } => (routed.as_ref(), *severity),
        _ => (matter.routed.as_ref(), matter.severity),
    };
    let start = if rule.count_receipt_day { Clock::start_counting_the_day } else { Clock::start };
    let clock = match from_above {
        Some(due) => Clock::until(at, due, calendar),
        None => nearest(rule, routed, severity, matter, |limit| start(at, limit, calendar))?,
    };
    Some(MatterClock {
        key: next_key(matter, &rule.name, of),
        stops: rule.stops,
        decides_late: rule.decides_late,
        superseded: false,
        from: None,
        clock,
    })
}

/// The clock by the limit of the item or of the row where it has one, else by the procedure's. They are made for the
/// usual case: they give nobody more time than the procedure where something is urgent.
fn nearest(
    rule: &ClockRule,
    routed: Option<&RoutedBy>,
    severity: Severity,
    matter: &Matter,
    clock: impl Fn(Limit) -> Clock,
) -> Option<Clock> {
    let of_row = routed.and_then(|row| row.limits.get(&rule.name)).copied();
    let of_item = matter.errand.item.as_ref().and_then(|item| item.limit).filter(|_| rule.item);
    let limits = match of_item.or(of_row) {
        Some(limit) => [Some(limit), rule.urgent_limit(matter.urgency)],
        None => [rule.limit_for(severity, matter.urgency), None],
    };
    limits.into_iter().flatten().map(clock).min_by_key(|clock| clock.due)
}

/// The name of a clock that starts now: the first of that name, or one more.
fn next_key(matter: &Matter, name: &str, of: Option<Uuid>) -> ClockKey {
    let round = matter.clocks.iter().filter(|c| c.key.name == name && c.key.of == of).count();
    ClockKey { name: name.to_owned(), of, round: u8::try_from(round).unwrap_or(u8::MAX) }
}

/// The clocks that run until this share hands in its result.
pub(crate) fn answering(
    matter: &Matter,
    share: crate::id::AssignmentId,
) -> impl Iterator<Item = &MatterClock> {
    let main = matter.assignment(share).is_some_and(super::Assignment::is_main);
    matter.clocks.iter().filter(move |c| {
        let mine = if main { c.key.of.is_none() } else { c.key.of == Some(share.uuid()) };
        c.is_open() && c.stops == Moment::Submitted && mine
    })
}

/// The open clocks another calendar would move: before and after. Nothing is written.
pub fn would_move<'a>(
    matter: &'a Matter,
    context: &Context<'_>,
) -> Vec<(&'a MatterClock, MatterClock)> {
    moved(matter, &context.running_calendar(matter.category))
        .into_iter()
        .filter_map(|new| matter.clocks.iter().find(|old| old.key == new.key).map(|old| (old, new)))
        .collect()
}
