//! What a platform above is asked, what it answers, and what it hears from the reporter.

use jiff::Timestamp;

use super::history::{P12345, replays, written};
use super::link::UPSTREAM;
use super::say::*;
use super::world::{World, at};
use crate::light::Light;
use crate::matter::*;

const V1_ASKED: &str = include_str!("history_v1_asked_above.json");
const DESK: &str = "dispatcher@street";

fn in_hand(due: Option<Timestamp>) -> World {
    let mut w = World::new(UPSTREAM);
    let order = Upstream::new("city", "A1", due);
    w.ok("intake@street", "m", reported(ReportMatter { upstream: Some(order), ..report("m") }));
    w.ok(DESK, "m", accept());
    w.ok(DESK, "m", assign("urban", &[]));
    w.take_up("m", "urban");
    w
}

fn first() -> Timestamp {
    at("2026-03-04T12:00")
}

fn later() -> Timestamp {
    at("2026-03-20T12:00")
}

fn reviewed() -> World {
    let mut w = in_hand(None);
    w.hand_in("m", "urban");
    w.ok("head@urban", "m", Command::SignOff(pass()));
    w.review("m", true);
    w
}

fn ended() -> World {
    let mut w = reviewed();
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    w
}

fn order(w: &World) -> Upstream {
    w.state("m").upstream.clone().expect("the order")
}

#[test]
fn more_time_is_asked_for_and_what_is_granted_becomes_the_clock() {
    let mut w = in_hand(Some(first()));
    w.ok("intake@street", "m", ask_upstream(AskAbove::Extension, Some(later())));
    assert_eq!(w.running("m"), ["above", "resolve"], "the platform's answer has a clock");
    assert_eq!(w.no(DESK, "m", ask_upstream(AskAbove::Return, None)), "asked_above");
    let earlier = at("2026-03-18T12:00");
    w.ok(DESK, "m", answer_upstream(true, Some(earlier)));
    assert_eq!(w.due("m", "resolve"), [first(), earlier]);
    assert_eq!(w.running("m"), ["resolve"]);
    assert_eq!(order(&w).due, Some(earlier));
    let answered = order(&w).asked[0].answered.expect("an answer");
    assert!(answered.granted);
    assert_eq!(w.no(DESK, "m", answer_upstream(true, None)), "nothing_to_answer");
    // Asked again, and not granted: nothing moves.
    w.ok("intake@street", "m", ask_upstream(AskAbove::Extension, Some(later())));
    w.ok(DESK, "m", answer_upstream(false, None));
    assert_eq!(w.due("m", "resolve"), [first(), earlier]);
    assert_eq!(order(&w).asked.len(), 2);
}

#[test]
fn what_was_asked_for_in_time_makes_nobody_late_when_it_is_granted_late() {
    let mut w = in_hand(Some(first()));
    w.ok("intake@street", "m", ask_upstream(AskAbove::Extension, Some(later())));
    w.go("2026-03-05T09:00");
    assert_eq!(w.state("m").light(w.now), Light::Red, "not granted yet");
    w.ok("supervisor@street", "m", answer_upstream(true, None));
    assert_eq!(w.due("m", "resolve"), [first(), later()]);
    assert!(!w.state("m").is_late(w.now));
    w.go("2026-03-20T12:00");
    assert!(w.state("m").is_late(w.now));

    // Moved afterwards by itself, the day of before counts again.
    let mut w = in_hand(Some(first()));
    w.ok("intake@street", "m", ask_upstream(AskAbove::Extension, Some(later())));
    w.ok(DESK, "m", answer_upstream(false, None));
    w.go("2026-03-05T09:00");
    assert!(w.state("m").is_late(w.now));
    assert_eq!(
        w.no("intake@street", "m", ask_upstream(AskAbove::Extension, Some(later()))),
        "after_due"
    );
}

#[test]
fn an_order_that_is_taken_back_has_ended_and_owes_nothing() {
    let mut w = in_hand(Some(first()));
    w.ok("intake@street", "m", ask_upstream(AskAbove::Return, None));
    w.ok(DESK, "m", answer_upstream(true, None));
    let ending = w.state("m").ending.clone().expect("an end");
    assert_eq!(ending.kind, EndingKind::HandedOver);
    assert!(!w.state("m").owes_above(&w.procedure));
    assert_eq!(w.running("m"), [""; 0]);

    let mut w = in_hand(Some(first()));
    w.ok("intake@street", "m", ask_upstream(AskAbove::Return, None));
    w.ok(DESK, "m", answer_upstream(false, None));
    assert!(w.state("m").is_open());
    assert_eq!(w.running("m"), ["resolve"]);
}

#[test]
fn who_may_ask_and_answer_and_what_has_to_be_said() {
    let mut w = in_hand(Some(first()));
    let extension = || ask_upstream(AskAbove::Extension, Some(later()));
    for who in ["clerk@urban", "head@urban", "supervisor@street", "leader@street", "voice:m"] {
        assert_eq!(w.no(who, "m", extension()), "not_allowed", "{who}");
    }
    let ask = |ask, until| ask_upstream(ask, until);
    let cases = [
        ("no day", ask(AskAbove::Extension, None), "missing"),
        ("not later", ask(AskAbove::Extension, Some(first())), "out_of_order"),
        ("a day for nothing", ask(AskAbove::Return, Some(later())), "invalid"),
        (
            "no reason",
            Command::AskUpstream(AskUpstream {
                ask: AskAbove::Return,
                until: None,
                reason: " ".into(),
            }),
            "missing",
        ),
    ];
    for (what, command, code) in cases {
        assert_eq!(w.no("intake@street", "m", command), code, "{what}");
    }
    assert_eq!(w.no(DESK, "m", answer_upstream(true, None)), "nothing_to_answer");
    w.ok("intake@street", "m", extension());
    for who in ["intake@street", "clerk@urban", "head@urban"] {
        assert_eq!(w.no(who, "m", answer_upstream(true, None)), "not_allowed", "{who}");
    }
    assert_eq!(w.no("dispatcher@urban", "m", answer_upstream(true, None)), "one_level_up");
    let cases = [
        (answer_upstream(true, Some(w.now)), "out_of_order"),
        (answer_upstream(false, Some(later())), "invalid"),
    ];
    for (command, code) in cases {
        assert_eq!(w.no(DESK, "m", command), code);
    }
    w.hand_in("m", "urban");
    w.ok(DESK, "m", answer_upstream(true, None));
    assert_eq!(w.due("m", "resolve"), [first()], "a result has stopped it");
    assert_eq!(w.no("intake@street", "m", extension()), "not_now");

    let mut ours = World::handling(P12345);
    assert_eq!(ours.no("intake@street", "m", extension()), "not_from_above");
    assert_eq!(
        ours.no("intake@street", "m", rate_upstream(Some(Solved::Not), None)),
        "not_from_above"
    );
}

#[test]
fn a_late_not_solved_opens_it_again_and_all_else_scores() {
    let mut w = ended();
    w.ok("intake@street", "m", rate_upstream(None, Some(4)));
    assert!(w.state("m").ending.is_some());
    let rating = order(&w).rating.expect("a rating");
    assert_eq!((rating.solved, rating.satisfaction), (None, Some(4)));
    assert_eq!(w.no("intake@street", "m", rate_upstream(None, Some(4))), "already_done");
    w.go("2026-03-05T09:00");
    w.ok("supervisor@street", "m", rate_upstream(Some(Solved::Not), Some(1)));
    assert!(w.state("m").is_open());
    assert_eq!(w.state("m").reopens, 1);
    assert_eq!(w.running("m"), ["rework"]);

    // Beyond the window it is kept, and the matter stays as it is.
    let mut w = ended();
    w.go("2027-03-05T09:00");
    w.ok("intake@street", "m", rate_upstream(Some(Solved::Not), None));
    assert!(w.state("m").ending.is_some());
    assert_eq!(order(&w).rating.map(|rating| rating.solved), Some(Some(Solved::Not)));
}

#[test]
fn before_the_end_it_is_heard_like_a_callback() {
    let mut w = reviewed();
    // The office that handled it writes down no good word.
    assert_eq!(
        w.no("dispatcher@urban", "m", rate_upstream(Some(Solved::Solved), None)),
        "own_result"
    );
    w.ok("dispatcher@urban", "m", rate_upstream(Some(Solved::Not), None));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Dispatch), "to be handled anew");
    assert_eq!(w.no(DESK, "m", rate_upstream(Some(Solved::Solved), None)), "rejected");

    let mut w = reviewed();
    w.ok("intake@street", "m", rate_upstream(Some(Solved::Basically), Some(3)));
    let ending = w.state("m").ending.clone().expect("an end");
    assert_eq!((ending.kind, ending.solved), (EndingKind::Verified, Some(Solved::Basically)));

    let mut w = in_hand(None);
    assert_eq!(w.no(DESK, "m", rate_upstream(Some(Solved::Solved), None)), "not_now");
    w.hand_in("m", "urban");
    assert_eq!(w.no(DESK, "m", rate_upstream(Some(Solved::Solved), None)), "not_signed_off");
    let w = reviewed();
    for (rating, code) in [
        (rate_upstream(None, None), "missing"),
        (rate_upstream(None, Some(0)), "invalid"),
        (rate_upstream(None, Some(6)), "invalid"),
    ] {
        assert_eq!(w.clone().no(DESK, "m", rating), code);
    }
    for who in ["clerk@urban", "callback@street", "voice:m"] {
        assert_eq!(
            w.clone().no(who, "m", rate_upstream(Some(Solved::Not), None)),
            "not_allowed",
            "{who}"
        );
    }
}

#[test]
fn what_version_1_learnt_since_still_replays() {
    let kinds = replays(V1_ASKED);
    assert!(kinds.is_superset(&["upstream_asked", "upstream_answered", "upstream_rated"].into()));
}

#[test]
#[ignore = "writes the history once"]
fn write_the_history_with_what_version_1_learnt() {
    let mut w = in_hand(Some(first()));
    w.ok("intake@street", "m", ask_upstream(AskAbove::Extension, Some(later())));
    w.ok(DESK, "m", answer_upstream(true, None));
    w.ok("intake@street", "m", ask_upstream(AskAbove::Return, None));
    w.ok(DESK, "m", answer_upstream(false, None));
    w.hand_in("m", "urban");
    w.ok("head@urban", "m", Command::SignOff(pass()));
    w.review("m", true);
    w.ok("intake@street", "m", rate_upstream(Some(Solved::Solved), Some(5)));
    w.ok("intake@street", "m", rate_upstream(Some(Solved::Not), Some(1)));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/matter/tests/history_v1_asked_above.json");
    let text = serde_json::to_string_pretty(&[written(&w, "m")]).expect("it is written");
    std::fs::write(path, text + "\n").expect("the history is kept");
}
