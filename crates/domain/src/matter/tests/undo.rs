//! Undo: the own last step, while nobody else has seen it and nothing has left the house.

use super::say::*;
use super::world::{P13710, World};
use crate::matter::*;

#[test]
fn the_own_last_step_is_taken_back_and_replay_agrees() {
    let mut w = World::handling(P13710);
    let before = w.state("m").clone();
    w.hand_in("m", "urban");
    w.ok("clerk@urban", "m", Command::Undo);
    let after = w.state("m").clone();
    // All but the traces of the two steps themselves.
    let traces = |matter: Matter| Matter {
        version: before.version,
        changed: before.changed,
        last_step: before.last_step.clone(),
        ..matter
    };
    assert_eq!(after.version, before.version + 2, "history is never shortened");
    assert_eq!(traces(after), before);
    assert_eq!(w.no("clerk@urban", "m", Command::Undo), "seen_since", "an undo is not undone");
    w.hand_in("m", "urban");
    w.review("m", true);
    w.ok("dispatcher@street", "m", Command::Undo);
    assert!(w.state("m").result.as_ref().is_some_and(|result| result.reviewed.is_none()));
}

/// An assignment to three units is one step of three events.
#[test]
fn a_step_of_several_events_goes_as_one() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("urban", &["housing", "community"]));
    w.ok("dispatcher@street", "m", Command::Undo);
    assert!(w.state("m").assignments.is_empty());
    assert_eq!(w.running("m"), ["assign", "milestone", "resolve"]);
}

#[test]
fn not_somebody_else_s_not_what_was_seen_not_what_left_the_house() {
    let mut w = World::handling(P13710);
    w.hand_in("m", "urban");
    assert_eq!(w.no("head@urban", "m", Command::Undo), "not_your_step");
    assert_eq!(w.no("clerk@urban#2", "m", Command::Undo), "not_your_step");
    assert_eq!(w.no("house", "m", Command::Undo), "not_your_step");
    assert_eq!(w.no("voice:m", "m", Command::Undo), "not_your_step");
    w.seen = true;
    assert_eq!(w.no("clerk@urban", "m", Command::Undo), "seen_since");

    let outside: [(&str, &str); 4] = [
        ("clerk@urban", "milestone"),
        ("dispatcher@street", "question"),
        ("intake@street", "amend"),
        ("dispatcher@street", "split"),
    ];
    for (who, name) in outside {
        let mut w = World::handling(P13710);
        let (_, command) = super::rows::row(&w, name, "m", "urban", "fresh");
        w.ok(who, "m", command);
        assert_eq!(w.no(who, "m", Command::Undo), "seen_since", "{name}");
    }
    let mut w = World::verified(P13710);
    assert_eq!(w.no("callback@street", "m", Command::Undo), "seen_since", "the reporter was told");
}

/// An acceptance taken back weeks later would take its overdue clock along.
#[test]
fn what_ran_out_is_not_undone() {
    let mut w = World::accepted(P13710);
    w.go("2026-03-11T23:59");
    w.clone().ok("dispatcher@street", "m", Command::Undo);
    w.go("2026-03-12T00:00");
    assert_eq!(w.no("dispatcher@street", "m", Command::Undo), "after_due");
}
