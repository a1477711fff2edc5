//! Whom a matter complains of, who steps back, and who may know its reporter.

use jiff::SignedDuration;

use super::say::*;
use super::world::{P13710, World, account, actor, id, unit, voice};
use crate::matter::*;
use crate::unit::Units;

/// Whatever happened: whom a matter complains of has no part of it in hand.
pub(super) fn no_share_of_subjects(matter: &Matter, units: &Units) {
    let in_hand = matter.is_open() && matter.result.is_none();
    let mut open = matter.assignments.iter().filter(|share| in_hand && share.is_open());
    assert!(
        !open.any(|share| matter.subjects.holds(share.unit, units)),
        "in the hands of a subject"
    );
}

fn complaint() -> World {
    let mut w = World::new(P13710);
    w.ok("intake@street", "m", reported(ReportMatter { kind: Kind::Complaint, ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    w
}

fn handled() -> World {
    let mut w = complaint();
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    w.ok("clerk@urban", "m", Command::SignIn(of(&w, "m", "urban")));
    w
}

#[test]
fn who_is_complained_of_loses_the_share_and_gets_none() {
    let mut w = handled();
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("2wd")));
    w.ok("supervisor@street", "m", name_subjects(&["urban"], &[]));
    assert!(w.state("m").lead().is_none());
    let shares: Vec<_> = w.state("m").assignments.iter().map(|share| share.state).collect();
    assert_eq!(shares, [AssignmentState::Revoked, AssignmentState::Open]);
    assert_eq!(w.state("m").stage(), Stage::Assigning);
    assert_eq!(w.no("dispatcher@street", "m", assign("urban", &[])), "complained_of");
    let instruct = Instruct {
        id: uuid("i"),
        to: unit("urban"),
        also: vec![],
        text: "速办".into(),
        files: vec![],
    };
    assert_eq!(w.no("leader@street", "m", Command::Instruct(instruct)), "complained_of");
    assert_eq!(w.no("clerk@urban", "m", Command::Note(Note { text: "看".into() })), "kept_from");
    w.ok("dispatcher@street", "m", assign("community", &[]));
}

#[test]
fn everybody_below_is_meant_and_nobody_above() {
    let mut w = complaint();
    w.ok("intake@street", "m", name_subjects(&["street"], &[]));
    for who in ["dispatcher@street", "intake@street", "supervisor@housing", "clerk@grid"] {
        assert_eq!(w.no(who, "m", Command::Note(Note { text: "看".into() })), "kept_from", "{who}");
    }
    // Nobody is left to handle it but who stands above.
    assert_eq!(w.no("dispatcher@county", "m", assign("housing", &[])), "complained_of");
    w.ok("dispatcher@county", "m", Command::Note(Note { text: "由县里办".into() }));
    w.ok("supervisor@county", "m", name_subjects(&[], &[]));
    w.ok("dispatcher@street", "m", assign("housing", &[]));
}

#[test]
fn whom_one_may_name() {
    let mut w = complaint();
    for (who, offices, code) in [
        ("intake@street", &["county"][..], "nobody_above"),
        ("intake@street", &["nowhere"], "no_unit"),
        ("intake@street", &[], "already_done"),
        ("clerk@urban", &["housing"], "not_allowed"),
        ("voice:m", &["housing"], "not_allowed"),
    ] {
        assert_eq!(w.no(who, "m", name_subjects(offices, &[])), code, "{who} {offices:?}");
    }
    w.ok("intake@street", "m", name_subjects(&["urban", "housing", "urban"], &["clerk@grid"]));
    assert_eq!(
        w.no("intake@street", "m", name_subjects(&["housing", "urban"], &["clerk@grid"])),
        "already_done",
        "in whatever order"
    );
    // Whoever was named stays so, unless somebody who takes nothing in says otherwise.
    for who in ["intake@street", "dispatcher@street"] {
        for offices in [&["housing"][..], &[]] {
            assert_eq!(w.no(who, "m", name_subjects(offices, &["clerk@grid"])), "not_allowed");
        }
    }
    // An office that is gone may be complained of.
    w.ok("supervisor@county", "m", name_subjects(&["dissolved"], &[]));
}

#[test]
fn named_when_it_is_taken_in() {
    let mut w = World::new(P13710);
    let of = |offices: &[&str]| Subjects {
        units: offices.iter().map(|code| unit(code)).collect(),
        accounts: vec![account("head@street")],
    };
    let new = |offices| {
        reported(ReportMatter { kind: Kind::Complaint, subjects: of(offices), ..report("m") })
    };
    assert_eq!(w.no("intake@street", "m", new(&["county"])), "nobody_above");
    w.ok("intake@street", "m", new(&["urban"]));
    w.ok("dispatcher@street", "m", accept());
    assert_eq!(w.no("dispatcher@street", "m", assign("urban", &[])), "complained_of");
    assert_eq!(w.no("head@street", "m", Command::Note(Note { text: "看".into() })), "kept_from");
    w.ok("head@street#2", "m", Command::Note(Note { text: "看".into() }));
}

#[test]
fn what_they_handed_in_goes_back_first() {
    let mut w = handled();
    w.ok("clerk@urban", "m", contact(&w, "m", "urban"));
    w.hand_in("m", "urban");
    let name = || name_subjects(&["urban"], &[]);
    assert_eq!(w.no("supervisor@street", "m", name()), "not_now");
    w.ok("dispatcher@street", "m", Command::Review(back()));
    w.ok("supervisor@street", "m", name());
    assert!(w.state("m").lead().is_none());
}

#[test]
fn opened_again_it_does_not_return_to_them() {
    let mut w = handled();
    w.ok("clerk@urban", "m", contact(&w, "m", "urban"));
    w.hand_in("m", "urban");
    w.review("m", true);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    w.ok("supervisor@street", "m", name_subjects(&["urban"], &[]));
    w.ok("dispatcher@street", "m", Command::Reopen(reason()));
    assert!(w.state("m").lead().is_none());
}

#[test]
fn who_stepped_back_is_out_and_the_office_is_not() {
    let mut w = handled();
    w.ok("clerk@urban", "m", Command::Recuse(reason()));
    assert_eq!(w.state("m").recused, [account("clerk@urban")]);
    for command in [contact(&w, "m", "urban"), Command::Recuse(reason()), Command::Undo] {
        assert_eq!(w.no("clerk@urban", "m", command), "kept_from");
    }
    w.ok("clerk@urban#2", "m", contact(&w, "m", "urban"));
    assert_eq!(w.no("clerk@community", "m", Command::Recuse(reason())), "out_of_reach");
}

#[test]
fn who_may_ask_to_know() {
    let w = handled();
    for (who, code) in [
        ("clerk@urban", "ok"),
        ("head@urban", "ok"),
        // It has not signed in.
        ("clerk@housing", "out_of_reach"),
        ("clerk@community", "out_of_reach"),
        ("callback@street", "ok"),
        ("intake@street", "ok"),
        ("callback@urban", "out_of_reach"),
        ("system_administrator@street", "not_allowed"),
        ("voice:m", "not_allowed"),
    ] {
        let tried = w.clone().run(&actor(who), "m", &ask_unsealing("o", "m"));
        assert_eq!(tried.as_ref().map_or_else(Refusal::code, |()| "ok"), code, "{who}");
    }
}

#[test]
fn a_second_person_outside_agrees_for_a_day() {
    let mut w = handled();
    w.ok("clerk@urban", "m", ask_unsealing("o", "m"));
    assert_eq!(w.no("clerk@urban", "m", ask_unsealing("p", "m")), "already_done");
    assert_eq!(w.no("callback@street", "m", ask_unsealing("o", "m")), "already_done");
    for (who, code) in [
        ("callback@street", "not_allowed"),
        ("head@urban", "not_allowed"),
        ("leader@urban", "one_level_up"),
        ("voice:m", "not_allowed"),
    ] {
        assert_eq!(w.no(who, "m", decide_unsealing("o", true)), code, "{who}");
    }
    assert_eq!(w.no("leader@street", "m", decide_unsealing("p", true)), "nothing_to_answer");
    let (clerk, head) = (account("clerk@urban"), account("head@urban"));
    let open = |w: &World, who| w.state("m").is_unsealed_for(who, voice("m"), w.now);
    assert!(!open(&w, clerk), "asked for and not granted");
    w.ok("leader@street", "m", decide_unsealing("o", true));
    assert!(open(&w, clerk) && !open(&w, head));
    assert_eq!(w.no("clerk@urban", "m", ask_unsealing("p", "m")), "already_done");
    w.now += SignedDuration::from_hours(24);
    assert!(!open(&w, clerk), "a day is over");
    w.ok("clerk@urban", "m", ask_unsealing("p", "m"));
}

#[test]
fn who_asked_does_not_agree() {
    let mut w = handled();
    w.ok("dispatcher@street", "m", ask_unsealing("o", "m"));
    assert_eq!(w.no("dispatcher@street", "m", decide_unsealing("o", true)), "own_request");
    let no = |opinion: &str| {
        let opinion = opinion.into();
        Command::DecideUnsealing(DecideUnsealing { unsealing: uuid("o"), granted: false, opinion })
    };
    assert_eq!(w.no("dispatcher@street#2", "m", no(" ")), "missing");
    w.ok("dispatcher@street#2", "m", no("不必知道是谁"));
    assert!(!w.state("m").is_unsealed_for(account("dispatcher@street"), voice("m"), w.now));
    assert_eq!(w.no("leader@street", "m", decide_unsealing("o", true)), "nothing_to_answer");
}

#[test]
fn who_is_sealed_is_reached_by_a_question() {
    let mut w = handled();
    let question = |name: &str| {
        let (id, report) = (uuid(name), Some(voice("m")));
        Command::Question(AskReporter { id, report, question: "哪一天?".into() })
    };
    w.ok("dispatcher@street", "m", question("q"));
    let contacted = |w: &World| w.state("m").assignment(w.share("m", "urban")).unwrap().contacted;
    assert!(contacted(&w).is_none(), "the desk is not the office");
    w.ok("clerk@urban", "m", question("r"));
    assert_eq!(contacted(&w), Some(w.now));

    let mut open = World::assigned(P13710);
    open.ok("clerk@urban", "m", Command::SignIn(of(&open, "m", "urban")));
    open.ok("clerk@urban", "m", question("q"));
    assert!(contacted(&open).is_none(), "who may be called is called");
}

#[test]
fn what_was_sealed_stays_so_in_another_matter() {
    let mut w = handled();
    w.ok("reporting", "n", reported(report("n")));
    assert!(!w.state("n").is_sealed(&w.state("n").reports[0]));
    w.ok("clerk@urban", "m", Command::Recuse(reason()));
    let merge = Command::Merge(Merge { into: id("n"), reason: "同一件".into() });
    w.ok("dispatcher@street", "m", merge);
    let n = w.state("n");
    let came = n.report(voice("m")).unwrap();
    assert!(n.is_sealed(came) && came.hidden_from.contains(&unit("urban")));
    assert!(!n.is_sealed(&n.reports[0]), "who was not sealed is not");
    assert_eq!(n.recused, [account("clerk@urban")]);
    assert_eq!(w.no("clerk@urban", "n", Command::Note(Note { text: "看".into() })), "kept_from");
}

#[test]
fn no_merge_where_others_are_complained_of() {
    let mut w = complaint();
    w.ok("intake@street", "m", name_subjects(&["urban"], &[]));
    w.ok("reporting", "n", reported(report("n")));
    let merge = || Command::Merge(Merge { into: id("n"), reason: "同一件".into() });
    assert_eq!(w.no("dispatcher@street", "m", merge()), "subjects_differ");
    w.ok("intake@street", "n", name_subjects(&["urban"], &[]));
    w.ok("dispatcher@street", "m", merge());
}

#[test]
fn parts_are_kept_from_the_same() {
    let mut w = complaint();
    w.ok("intake@street", "m", name_subjects(&["urban"], &[]));
    w.ok("callback@street", "m", Command::Recuse(reason()));
    let parts = ["x", "y"].map(|end| part(&w, "m", end)).into();
    w.ok("dispatcher@street", "m", Command::Split(Split { parts, reason: "两件事".into() }));
    for part in ["x", "y"] {
        let part = w.state(part);
        assert_eq!(part.subjects.units, [unit("urban")]);
        assert_eq!(part.recused, [account("callback@street")]);
        assert!(part.is_sealed(&part.reports[0]));
    }
}

#[test]
fn nobody_takes_the_place_of_a_reporter_whom_he_does_not_know() {
    let other = || {
        let person = Some((voice("m"), person(true).expect("a person")));
        Command::Amend(Amend { person, reason: "换了号码".into(), ..Amend::default() })
    };
    let mut w = complaint();
    assert_eq!(w.no("intake@street", "m", other()), "sealed");
    w.ok("intake@street", "m", ask_unsealing("o", "m"));
    assert_eq!(w.no("intake@street", "m", other()), "sealed");
    w.ok("supervisor@county", "m", decide_unsealing("o", true));
    w.ok("intake@street", "m", other());
    assert!(w.state("m").reports[0].contact_amended, "and it proves nobody");
    assert_eq!(w.no("dispatcher@street", "m", other()), "sealed", "to whom it was not opened");
}
