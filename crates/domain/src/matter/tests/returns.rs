//! Returns 退单, arbitration, shares below shares.

use super::say::*;
use super::world::{P13710, World, unit};
use crate::matter::*;

/// Returned by `from` and given to `to` by the dispatcher.
fn returned(w: &mut World, from: &str, to: &str) {
    w.ok(&format!("clerk@{from}"), "m", ask(w, "m", from, give_back(to)));
    w.ok("dispatcher@street", "m", judge(w, "m", from, true, Some(to)));
}

#[test]
fn two_returns_then_arbitration_binds() {
    let mut w = World::assigned(P13710);
    let due = w.due("m", "resolve");
    w.go("2026-03-03T09:00");
    returned(&mut w, "urban", "housing");
    assert_eq!(w.state("m").lead().map(|lead| lead.unit), Some(unit("housing")));
    returned(&mut w, "housing", "urban");
    assert_eq!(w.state("m").returns, 2);
    assert_eq!(w.due("m", "resolve"), due, "the reporter's clock never moves for a return");

    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Arbitration));
    let granted = judge(&w, "m", "urban", true, Some("housing"));
    assert_eq!(w.no("dispatcher@street", "m", granted.clone()), "not_allowed");
    assert_eq!(w.no("supervisor@housing", "m", granted.clone()), "one_level_up");
    assert_eq!(w.no("supervisor@street", "m", judge(&w, "m", "urban", true, None)), "missing");
    w.ok("supervisor@street", "m", granted);
    assert_eq!(w.no("clerk@housing", "m", ask(&w, "m", "housing", give_back("urban"))), "bound");
    w.take_up("m", "housing");
    assert_eq!(w.no("clerk@housing", "m", ask(&w, "m", "housing", give_back("urban"))), "bound");
}

/// The dispatcher who sent it back and forth does not also say where it stays.
#[test]
fn who_granted_a_return_does_not_arbitrate() {
    let mut w = World::assigned(P13710);
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
    w.ok("supervisor+dispatcher@street", "m", judge(&w, "m", "urban", true, Some("housing")));
    returned(&mut w, "housing", "urban");
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
    let granted = judge(&w, "m", "urban", true, Some("housing"));
    assert_eq!(w.no("supervisor+dispatcher@street", "m", granted.clone()), "judged_before");
    w.ok("supervisor@street", "m", granted);
}

#[test]
fn a_return_asked_late_goes_to_arbitration() {
    let mut w = World::assigned(P13710);
    let mut late = w.clone();
    w.go("2026-03-03T17:59");
    late.go("2026-03-04T00:00");
    for (w, desk) in [(&mut w, Owner::Dispatch), (&mut late, Owner::Arbitration)] {
        w.ok("clerk@urban", "m", ask(w, "m", "urban", give_back("housing")));
        assert_eq!(w.state("m").owner(&w.procedure), Some(desk));
    }
    let granted = judge(&late, "m", "urban", true, Some("housing"));
    assert_eq!(late.no("dispatcher@street", "m", granted.clone()), "not_allowed");
    late.ok("supervisor@street", "m", granted);
}

#[test]
fn a_support_unit_s_return_does_not_use_up_the_lead_s() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    returned(&mut w, "housing", "community");
    returned(&mut w, "community", "housing");
    assert_eq!(w.state("m").returns, 0);
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("community")));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Dispatch), "the lead's first");
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", false, None));
    // The support unit's third does go one level up.
    w.ok("clerk@housing", "m", ask(&w, "m", "housing", give_back("community")));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Arbitration));
}

#[test]
fn how_soon_the_reporter_was_reached_stays() {
    let mut w = World::handling(P13710);
    let share = w.share("m", "urban");
    w.go("2026-03-03T09:00");
    w.ok("clerk@urban", "m", contact(&w, "m", "urban"));
    let contacted = w.state("m").assignment(share).and_then(|share| share.contacted);
    assert_eq!(contacted, Some(super::world::at("2026-03-02T09:00")));
}

#[test]
fn arbitration_that_refuses_binds_too() {
    let mut w = World::assigned(P13710);
    returned(&mut w, "urban", "housing");
    returned(&mut w, "housing", "urban");
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
    w.ok("leader@county", "m", judge(&w, "m", "urban", false, None));
    assert_eq!(w.no("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing"))), "bound");
}

#[test]
fn a_refused_return_stays_and_may_be_asked_again() {
    let mut w = World::assigned(P13710);
    let bare = AskDecision {
        assignment: w.share("m", "urban"),
        request: give_back("housing"),
        opinion: "  ".into(),
    };
    assert_eq!(w.no("clerk@urban", "m", Command::Ask(bare)), "missing");
    for nowhere in ["nowhere", "dissolved", "urban"] {
        let command = ask(&w, "m", "urban", give_back(nowhere));
        assert_eq!(w.no("clerk@urban", "m", command), "no_unit");
    }
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
    let to = |w: &World, unit| judge(w, "m", "urban", true, Some(unit));
    assert_eq!(w.no("dispatcher@street", "m", to(&w, "dissolved")), "no_unit");
    assert_eq!(w.no("dispatcher@street", "m", to(&w, "urban")), "already_assigned");
    assert_eq!(w.no("dispatcher@urban", "m", to(&w, "housing")), "one_level_up");
    let named = judge(&w, "m", "urban", false, Some("housing"));
    assert_eq!(w.no("dispatcher@street", "m", named), "invalid");
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", false, None));
    assert_eq!(w.state("m").returns, 0);
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Unit(unit("urban"))));
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
}

#[test]
fn only_the_asking_office_takes_a_request_back() {
    let mut w = World::handling(P13710);
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("2wd")));
    let back = Command::TakeBack(of(&w, "m", "urban"));
    assert_eq!(w.no("dispatcher@street", "m", back.clone()), "out_of_reach");
    assert_eq!(w.no("clerk@housing", "m", back.clone()), "out_of_reach");
    w.ok("head@urban", "m", back);
    assert!(!w.running("m").contains(&"decide"));
}

#[test]
fn a_returned_share_takes_all_below_it_along() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("community", &[]));
    w.take_up("m", "community");
    let sub = |w: &World, unit_code: &str| {
        Command::SubAssign(SubAssign {
            assignment: w.share("m", "community"),
            unit: unit(unit_code),
            opinion: String::new(),
        })
    };
    assert_eq!(w.no("head@community", "m", sub(&w, "urban")), "no_unit");
    assert_eq!(w.no("head@community", "m", sub(&w, "community")), "already_assigned");
    w.ok("head@community", "m", sub(&w, "grid"));
    assert_eq!(w.no("head@community", "m", sub(&w, "grid")), "already_assigned");
    w.ok("grid_worker@grid", "m", Command::SignIn(of(&w, "m", "grid")));
    assert!(w.running("m").contains(&"support"));
    // The part below is not the result of the matter.
    let evidence = submit(&w, "m", "grid");
    w.clone().ok("grid_worker@grid", "m", Command::Submit(evidence));
    w.ok("clerk@community", "m", ask(&w, "m", "community", give_back("urban")));
    w.ok("dispatcher@street", "m", judge(&w, "m", "community", true, None));
    assert!(w.state("m").assignments.iter().all(|share| !share.is_open()));
    assert!(!w.running("m").contains(&"support"), "nothing runs for a share that is gone");
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Dispatch));
    w.ok("dispatcher@street", "m", assign("urban", &[]));
}

/// Where nobody stands outside, nobody could verify the result or judge a request.
#[test]
fn no_share_is_given_to_who_nobody_stands_above() {
    let mut w = World::accepted(P13710);
    for (lead, supports) in [("county", &[][..]), ("urban", &["county"])] {
        assert_eq!(w.no("dispatcher@county", "m", assign(lead, supports)), "nobody_above");
    }
    w.ok("dispatcher@county", "m", assign("urban", &[]));
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("county")));
    let to_county = judge(&w, "m", "urban", true, Some("county"));
    assert_eq!(w.no("dispatcher@county", "m", to_county), "nobody_above");
    w.ok("dispatcher@county", "m", judge(&w, "m", "urban", true, Some("street")));
    w.take_up("m", "street");
    w.hand_in("m", "street");
    w.ok("dispatcher@county", "m", Command::Review(pass()));
    w.ok("callback@county", "m", callback("m", verdict(Solved::Solved)));
}

#[test]
fn who_gives_a_share_takes_it_back_before_sign_in() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("community", &["urban"]));
    let of_urban = Command::Revoke(of(&w, "m", "urban"));
    assert_eq!(w.no("clerk@urban", "m", of_urban.clone()), "out_of_reach");
    w.ok("dispatcher@street", "m", of_urban);
    w.take_up("m", "community");
    let signed = Command::Revoke(of(&w, "m", "community"));
    assert_eq!(w.no("dispatcher@street", "m", signed), "signed_in");
    for (lead, supports) in [("dissolved", &[][..]), ("nowhere", &[]), ("", &["dissolved"])] {
        let mut w = World::accepted(P13710);
        if lead.is_empty() {
            w.ok("dispatcher@street", "m", assign("urban", &[]));
        }
        assert_eq!(w.no("dispatcher@street", "m", assign(lead, supports)), "no_unit");
    }
    let mut w = World::accepted(P13710);
    let twice = assign("urban", &["urban"]);
    assert_eq!(w.no("dispatcher@street", "m", twice), "already_assigned");
}

#[test]
fn an_office_sees_only_what_concerns_it() {
    let mut w = World::handling(P13710);
    let note = || Command::Note(Note { text: "看看".into() });
    let question = AskReporter { id: uuid("x"), report: None, question: "在哪?".into() };
    assert_eq!(w.no("clerk@housing", "m", note()), "out_of_reach");
    assert_eq!(w.no("clerk@housing", "m", Command::Question(question.clone())), "out_of_reach");
    w.ok("head@urban", "m", note());
    w.ok("clerk@urban", "m", Command::Question(question));
    w.ok("leader@county", "m", note());
}
