//! Tallies say what the matters say.

use super::say::*;
use super::world::{P13710, World, at, id, unit};
use crate::matter::*;
use crate::tally::{Measure, day_of};

/// The sum of a measure over all keys.
fn sum(w: &World, measure: Measure) -> i64 {
    w.sums.iter().filter(|(key, _)| key.measure == measure).map(|(_, n)| n).sum()
}

/// The sum of a measure of one unit.
pub(super) fn of_unit(w: &World, measure: Measure, office: &str) -> i64 {
    let own = w.sums.iter().filter(|(key, _)| key.unit == Some(unit(office)));
    own.filter(|(key, _)| key.measure == measure).map(|(_, n)| n).sum()
}

/// What must hold after any command, whatever happened.
pub(super) fn agree(w: &World) {
    let states: Vec<&Matter> = w.matters.values().map(|(matter, _)| matter).collect();
    let number = |holds: &dyn Fn(&Matter) -> bool| {
        i64::try_from(states.iter().filter(|m| holds(m)).count()).expect("a number")
    };
    let ended = |kind| move |m: &Matter| m.ending.as_ref().is_some_and(|e| e.kind == kind);
    let confirmed = |m: &Matter| m.confirmed && ended(EndingKind::SelfSettled)(m);
    for (measure, expected) in [
        (Measure::Received, number(&|_| true)),
        (Measure::Accepted, number(&|m| m.accepted.is_some())),
        (Measure::Ended, number(&|m| !m.is_open())),
        (Measure::OpenDue, number(&|m| m.next_due().is_some())),
        (Measure::Solved, number(&|m| ended(EndingKind::Verified)(m) || confirmed(m))),
        (Measure::SelfSettled, number(&ended(EndingKind::SelfSettled))),
        (Measure::AnsweredAtOnce, number(&ended(EndingKind::AnsweredAtOnce))),
        (Measure::Exited, number(&ended(EndingKind::Exit))),
        (Measure::Reworked, happened(w, &|what| i64::from(what.code() == "reworked"))),
        (Measure::Reopened, happened(w, &|what| i64::from(what.code() == "reopened"))),
    ] {
        assert_eq!(sum(w, measure), expected, "{measure:?}");
    }
    // Results that left the office: handed in, and not sent back.
    let results = happened(w, &|what| match what {
        Happening::Submitted(_) => 1,
        Happening::SentBack => -1,
        _ => 0,
    });
    assert_eq!(sum(w, Measure::OnTime) + sum(w, Measure::Overdue), results, "results");
    for (measure, of, kept) in [
        (Measure::DueExcluded, Measure::Due, Measure::DueKept),
        (Measure::NotSolvedExcluded, Measure::CalledBack, Measure::CalledBackSolved),
        (Measure::DissatisfiedExcluded, Measure::CalledBack, Measure::CalledBackSatisfied),
        (Measure::RatedLowExcluded, Measure::Rated, Measure::RatedSatisfied),
    ] {
        for office in ["urban", "housing", "community", "grid", "street"] {
            let bad = of_unit(w, of, office) - of_unit(w, kept, office);
            let left_out = of_unit(w, measure, office);
            assert!((0..=bad).contains(&left_out), "{measure:?} of {office}: {left_out} of {bad}");
        }
    }
    for (key, n) in &w.sums {
        assert!(*n >= 0, "{key:?}: {n}");
        if key.measure == Measure::DueKept {
            let due = w.sums.get(&crate::tally::Key { measure: Measure::Due, ..key.clone() });
            assert!(due.is_some_and(|due| due >= n), "more was kept than was due");
        }
    }
}

/// What the events that were not taken back add up to.
fn happened(w: &World, count: &dyn Fn(&Happening) -> i64) -> i64 {
    let of = |events: &[Event]| -> i64 {
        let taken_back = |seq: u32| {
            events.iter().any(|event| match event.what {
                Happening::Undone { from } => (from..event.seq).contains(&seq),
                _ => false,
            })
        };
        let stands = events.iter().filter(|event| !taken_back(event.seq));
        stands.map(|event| count(&event.what)).sum()
    };
    w.matters.values().map(|(_, events)| of(events)).sum()
}

#[test]
fn a_return_is_charged_to_who_gave_it_back() {
    for next in [Some("housing"), None] {
        let mut w = World::assigned(P13710);
        w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
        w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, next));
        assert_eq!((of_unit(&w, Measure::Returned, "urban"), sum(&w, Measure::Returned)), (1, 1));
        assert_eq!(of_unit(&w, Measure::Assigned, "urban"), 1);
        assert_eq!(of_unit(&w, Measure::Assigned, "housing"), i64::from(next.is_some()));
    }
}

#[test]
fn who_signs_in_is_counted_itself() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    w.take_up("m", "housing");
    w.go("2026-03-09T09:00");
    w.take_up("m", "urban");
    for (office, on_time) in [("housing", 1), ("urban", 0)] {
        assert_eq!(of_unit(&w, Measure::SignedIn, office), 1, "{office}");
        assert_eq!(of_unit(&w, Measure::SignedInOnTime, office), on_time, "{office}");
    }
}

/// In time on the second day, sent back, and late in the end: one result, and it is late.
#[test]
fn a_result_that_is_sent_back_is_not_counted() {
    let mut w = World::handling(P13710);
    w.go("2026-03-04T09:00");
    w.hand_in("m", "urban");
    assert_eq!((sum(&w, Measure::OnTime), sum(&w, Measure::DueKept)), (1, 1));
    w.review("m", false);
    assert_eq!((sum(&w, Measure::OnTime), sum(&w, Measure::DueKept)), (0, 0));
    w.go("2026-03-12T09:00");
    w.hand_in("m", "urban");
    assert_eq!((sum(&w, Measure::OnTime), sum(&w, Measure::Overdue)), (0, 1));
    assert_eq!((sum(&w, Measure::Due), sum(&w, Measure::DueKept)), (1, 0));
}

#[test]
fn one_matter_is_solved_once() {
    let mut w = World::verified(P13710);
    assert_eq!((sum(&w, Measure::Solved), sum(&w, Measure::Ended)), (1, 1));
    w.ok("dispatcher@street", "m", Command::Reopen(reason()));
    assert_eq!((sum(&w, Measure::Solved), sum(&w, Measure::Ended)), (0, 0));
    assert_eq!((sum(&w, Measure::OnTime), sum(&w, Measure::Reopened)), (1, 1));
    w.hand_in("m", "urban");
    w.review("m", true);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    assert_eq!((sum(&w, Measure::Solved), sum(&w, Measure::Ended)), (1, 1));
    assert_eq!(sum(&w, Measure::OnTime), 2, "the rework is a result of its own");
    w.ok("supervisor@street", "m", Command::Quarantine(mistake()));
    assert_eq!((sum(&w, Measure::Solved), sum(&w, Measure::Ended)), (0, 1));
}

#[test]
fn what_was_settled_is_solved_once_somebody_outside_says_so() {
    let mut w = World::new(P13710);
    w.ok("reporting", "m", reported(report("m")));
    w.ok("grid_worker@grid", "m", settle(&["photo"]));
    assert_eq!((sum(&w, Measure::SelfSettled), sum(&w, Measure::Solved)), (1, 0));
    w.ok("supervisor@street", "m", check(Solved::Solved, true));
    assert_eq!((sum(&w, Measure::SelfSettled), sum(&w, Measure::Solved)), (1, 1));
}

/// An office that never answers has a bad rate.
#[test]
fn what_is_due_counts_under_its_last_day() {
    let mut w = World::handling(P13710);
    let days = |w: &World, measure| -> Vec<(i32, i64)> {
        let own = w.sums.iter().filter(|(key, n)| key.measure == measure && **n != 0);
        own.map(|(key, n)| (key.day, *n)).collect()
    };
    let day = |w: &World, local| day_of(at(local), w.calendar.zone());
    assert_eq!(days(&w, Measure::Due), [(day(&w, "2026-03-11T12:00"), 1)]);
    // Extended: due later, and not before.
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("7wd")));
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, None));
    assert_eq!(days(&w, Measure::Due), [(day(&w, "2026-03-20T12:00"), 1)]);
    assert_eq!(of_unit(&w, Measure::Due, "urban"), 1);
    // A plan made in time takes its place.
    w.ok("dispatcher@street", "m", consult(at("2026-06-02T00:00")));
    assert_eq!(days(&w, Measure::Due), [(day(&w, "2026-06-01T12:00"), 1)]);
    let withdraw = Command::Withdraw(Withdraw { report: id("m"), reason: String::new() });
    let mut gone = w.clone();
    gone.ok("voice:m", "m", withdraw.clone());
    assert_eq!(days(&gone, Measure::Due), []);
    // Who gave up waiting does not heal it.
    w.go("2026-06-02T00:00");
    w.ok("voice:m", "m", withdraw);
    assert_eq!(days(&w, Measure::Due), [(day(&w, "2026-06-01T12:00"), 1)]);
    assert_eq!(days(&w, Measure::DueKept), []);
}
