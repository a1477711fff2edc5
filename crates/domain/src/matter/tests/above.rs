//! Orders of a platform above: the day it sets, and the other day it sets later.

use super::history::{P12345, replays, written};
use super::link::UPSTREAM;
use super::say::*;
use super::world::{World, at, id};
use crate::light::Light;
use crate::matter::*;

const V1_UPSTREAM: &str = include_str!("history_v1_upstream.json");

fn ordered(due: Option<jiff::Timestamp>) -> World {
    let mut w = World::new(UPSTREAM);
    let order = Upstream { source: "city".into(), number: "A1".into(), due };
    w.ok("intake@street", "m", reported(ReportMatter { upstream: Some(order), ..report("m") }));
    w
}

fn in_hand(due: Option<jiff::Timestamp>) -> World {
    let mut w = ordered(due);
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.take_up("m", "urban");
    w
}

#[test]
fn the_day_it_sets_later_becomes_the_clock_and_the_old_one_stays_visible() {
    let (first, later) = (at("2026-03-04T12:00"), at("2026-03-20T12:00"));
    let mut w = in_hand(Some(first));
    w.ok("dispatcher@street", "m", move_upstream(later));
    assert_eq!(w.due("m", "resolve"), [first, later]);
    assert_eq!(w.running("m"), ["resolve"]);
    let old = &w.state("m").clocks.iter().find(|c| c.clock.due == first).expect("still there");
    assert!(old.superseded && !old.clock.was_late());
    let order = w.state("m").upstream.clone().expect("the order");
    assert_eq!((order.due, order.number.as_str()), (Some(later), "A1"));
    w.go("2026-03-05T09:00");
    assert_eq!(w.state("m").light(w.now), Light::Grey, "what was moved in time is not late");
    assert_eq!(w.state("m").next_due(), Some(later));
    // It may take time back too, and the office still asks for none here.
    let longer = ask(&w, "m", "urban", extension("1wd"));
    assert_eq!(w.no("clerk@urban", "m", longer), "due_from_above");
    w.ok("supervisor@street", "m", move_upstream(at("2026-03-06T12:00")));
    w.hand_in("m", "urban");
    w.ok("head@urban", "m", Command::SignOff(pass()));
    w.review("m", true);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    assert!(!w.state("m").is_late(w.now));
}

#[test]
fn what_ran_out_is_not_made_good_and_no_office_gives_it_to_itself() {
    let first = at("2026-03-04T12:00");
    let later = move_upstream(at("2026-03-20T12:00"));
    let mut w = in_hand(Some(first));
    for who in ["clerk@urban", "head@urban", "intake@street"] {
        assert_eq!(w.no(who, "m", later.clone()), "not_allowed", "{who}");
    }
    assert_eq!(w.no("dispatcher@urban", "m", later.clone()), "one_level_up");
    assert_eq!(w.no("dispatcher@street", "m", move_upstream(w.now)), "out_of_order");
    assert_eq!(w.no("dispatcher@street", "m", move_upstream(first)), "already_done");
    let bare = MoveUpstream { due: at("2026-03-20T12:00"), reason: " ".into() };
    assert_eq!(w.no("dispatcher@street", "m", Command::MoveUpstream(bare)), "missing");
    let mut answered = w.clone();
    answered.hand_in("m", "urban");
    assert_eq!(answered.no("dispatcher@street", "m", later.clone()), "not_now");
    w.go("2026-03-04T12:00");
    assert_eq!(w.no("dispatcher@street", "m", later.clone()), "after_due");
    assert!(w.state("m").is_late(w.now));

    let mut ours = World::handling(P12345);
    assert_eq!(ours.no("dispatcher@street", "m", later), "not_from_above");
}

#[test]
fn before_acceptance_it_waits_and_where_none_was_set_it_takes_the_place_of_ours() {
    let (first, later) = (at("2026-03-04T12:00"), at("2026-03-20T12:00"));
    let mut w = ordered(Some(first));
    w.ok("dispatcher@street", "m", move_upstream(later));
    assert_eq!(w.no("dispatcher@street", "m", move_upstream(later)), "already_done");
    w.ok("dispatcher@street", "m", accept());
    assert_eq!(w.due("m", "resolve"), [later]);

    let mut w = in_hand(None);
    let ours = w.due("m", "resolve");
    w.ok("dispatcher@street", "m", move_upstream(later));
    assert_eq!(w.due("m", "resolve"), [ours[0], later]);
    assert_eq!(w.state("m").next_due(), Some(later));
}

#[test]
fn the_parts_of_a_split_order_are_moved_one_by_one() {
    let (first, later) = (at("2026-03-04T12:00"), at("2026-03-20T12:00"));
    let mut w = ordered(Some(first));
    w.ok("dispatcher@street", "m", accept());
    let parts = ["px", "py"].map(|name| part(&w, "m", name)).into();
    w.ok("dispatcher@street", "m", Command::Split(Split { parts, reason: "两件事".into() }));
    w.ok("dispatcher@street", "px", move_upstream(later));
    assert_eq!((w.due("px", "resolve"), w.due("py", "resolve")), (vec![first, later], vec![first]));
    assert!(w.matters.contains_key(&id("py")));
}

#[test]
fn what_version_1_learnt_since_still_replays() {
    assert!(replays(V1_UPSTREAM).contains("upstream_moved"));
}

#[test]
#[ignore = "writes the history once"]
fn write_the_history_with_what_version_1_learnt() {
    let mut w = in_hand(Some(at("2026-03-04T12:00")));
    w.ok("dispatcher@street", "m", move_upstream(at("2026-03-20T12:00")));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/matter/tests/history_v1_upstream.json");
    let text = serde_json::to_string_pretty(&[written(&w, "m")]).expect("it is written");
    std::fs::write(path, text + "\n").expect("the history is kept");
}
