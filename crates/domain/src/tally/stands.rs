//! What a matter counts for as it stands: counted with every change, and taken back with the next.
//! So nothing is counted twice, whatever is sent back, reopened, un-merged or undone.

use jiff::SignedDuration;
use jiff::tz::TimeZone;

use super::{Measure, Sums, add, day_of};
use crate::matter::{EndingKind, Matter, MatterClock};

pub(super) fn count(sums: &mut Sums, matter: &Matter, zone: &TimeZone, n: i64) {
    if let Some(due) = matter.next_due() {
        add(sums, matter, day_of(due, zone), Measure::OpenDue, n);
    }
    count_ending(sums, matter, zone, n);
    count_result(sums, matter, zone, n);
    for clock in matter.clocks.iter().filter(|clock| is_due(matter, clock)) {
        // The due instant is an exclusive end: midnight belongs to the day before.
        let last = clock.clock.due.saturating_sub(SignedDuration::from_nanos(1));
        let day = day_of(last.unwrap_or(clock.clock.due), zone);
        add(sums, matter, day, Measure::Due, n);
        if clock.clock.stopped.is_some() && !clock.clock.was_late() {
            add(sums, matter, day, Measure::DueKept, n);
        } else if matter.excludes(&clock.key) {
            add(sums, matter, day, Measure::DueExcluded, n);
        }
    }
}

fn count_ending(sums: &mut Sums, matter: &Matter, zone: &TimeZone, n: i64) {
    let Some(ending) = &matter.ending else { return };
    let day = day_of(ending.at, zone);
    let mut one = |measure| add(sums, matter, day, measure, n);
    one(Measure::Ended);
    match ending.kind {
        EndingKind::Verified => one(Measure::Solved),
        EndingKind::SelfSettled => {
            one(Measure::SelfSettled);
            if matter.confirmed {
                one(Measure::Solved);
            }
        }
        EndingKind::AnsweredAtOnce => one(Measure::AnsweredAtOnce),
        EndingKind::Exit => one(Measure::Exited),
        _ => {}
    }
}

/// The result in force, in time or late.
pub(super) fn count_result(sums: &mut Sums, matter: &Matter, zone: &TimeZone, n: i64) {
    let Some(result) = &matter.result else { return };
    let stopped = matter.clocks.iter().filter(|clock| matter.halted.contains(&clock.key));
    let late = stopped.into_iter().any(|clock| clock.decides_late && clock.clock.was_late());
    let measure = if late { Measure::Overdue } else { Measure::OnTime };
    add(sums, matter, day_of(result.at, zone), measure, n);
}

/// 按时办结率 counts what is due in a period (DOMAIN §6.3), so that an office that never answers has
/// a bad rate. What is suspended is left out (§5.4); so is what left another way, unless its
/// reporter gave up waiting after it was due.
pub(crate) fn is_due(matter: &Matter, clock: &MatterClock) -> bool {
    let late = clock.clock.was_late();
    let gone = matter.ending.as_ref().is_some_and(|ending| match ending.kind {
        EndingKind::Withdrawn => !late,
        EndingKind::Exit
        | EndingKind::Merged
        | EndingKind::Split
        | EndingKind::HandedOver
        | EndingKind::Quarantined => true,
        _ => false,
    });
    clock.decides_late && !gone && !clock.clock.is_suspended() && (!clock.superseded || late)
}
