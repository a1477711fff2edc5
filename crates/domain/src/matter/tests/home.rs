//! Where somebody is at home counts beside the post: whoever stands in at the desk above is no outsider to the own
//! office.

use super::link::UPSTREAM;
use super::say::*;
use super::world::{P13710, World, at, staff, unit};
use crate::matter::*;

#[test]
fn nobody_confirms_from_the_desk_above_what_the_own_office_did() {
    let mut w = World::submitted(P13710);
    let review = || Command::Review(pass());
    assert_eq!(w.no("dispatcher@street/urban", "m", review()), "own_result");
    w.clone().ok("dispatcher@street/housing", "m", review());
    w.review("m", true);
    let solved = || callback("m", verdict(Solved::Solved));
    assert_eq!(w.no("callback@street/urban", "m", solved()), "own_result");
    let looked = || check(Solved::Solved, true);
    assert_eq!(w.no("supervisor@street/urban", "m", looked()), "own_result");
    w.ok("callback@street/housing", "m", solved());
}

#[test]
fn nor_what_it_settled_at_once() {
    let mut w = World::new(P13710);
    w.ok("reporting", "m", reported(report("m")));
    w.ok("grid_worker@grid", "m", settle(&["photo"]));
    let looked = || check(Solved::Solved, true);
    assert_eq!(w.no("supervisor@street/grid", "m", looked()), "own_result");
    w.ok("supervisor@street/community", "m", looked());
}

#[test]
fn nobody_grants_from_above_what_the_own_office_asks() {
    let mut w = World::handling(P13710);
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("2wd")));
    let granted = |w: &World| judge(w, "m", "urban", true, None);
    assert_eq!(w.no("dispatcher@street/urban", "m", granted(&w)), "one_level_up");
    w.ok("dispatcher@street/housing", "m", granted(&w));

    let mut w = World::new(UPSTREAM);
    let due = Some(at("2026-03-04T12:00"));
    let order = Upstream::new("city", "A1", due);
    w.ok("intake@street", "m", reported(ReportMatter { upstream: Some(order), ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.take_up("m", "urban");
    let later = || move_upstream(at("2026-03-20T12:00"));
    assert_eq!(w.no("dispatcher@street/urban", "m", later()), "one_level_up");
    w.ok("dispatcher@street/county", "m", later());
}

#[test]
fn nor_opens_who_reported_to_it_or_handles_what_it_is_complained_of() {
    let mut w = World::new(P13710);
    w.ok("intake@street", "m", reported(ReportMatter { kind: Kind::Complaint, ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.ok("clerk@urban", "m", Command::SignIn(of(&w, "m", "urban")));
    assert_eq!(w.no("dispatcher@street/urban", "m", ask_unsealing("u", "m")), "out_of_reach");
    w.ok("clerk@urban", "m", ask_unsealing("u", "m"));
    let granted = || decide_unsealing("u", true);
    assert_eq!(w.no("supervisor@street/urban", "m", granted()), "one_level_up");
    w.ok("supervisor@street/housing", "m", granted());
    w.ok("supervisor@street", "m", name_subjects(&["housing"], &[]));
    let note = || Command::Note(Note { text: "看".into() });
    assert_eq!(w.no("dispatcher@street/housing", "m", note()), "kept_from");
    w.ok("dispatcher@street/urban", "m", note());
}

#[test]
fn a_home_that_is_the_unit_of_the_post_is_not_written_down() {
    let written = |who| serde_json::to_string(&staff(who)).unwrap();
    assert!(!written("clerk@urban").contains("home"));
    let above = written("clerk@street/urban");
    assert!(above.contains("home"));
    let read: Actor = serde_json::from_str(&above).unwrap();
    assert_eq!(read.units().collect::<Vec<_>>(), [unit("street"), unit("urban")]);
}
