//! An office does not end its own matter by another door, and does not see who hides from it.

use super::rows::row;
use super::say::*;
use super::world::{P13710, World, at, id, unit, voice};
use crate::light::Light;
use crate::matter::*;

fn join(w: &mut World, who: &str, m: &str, name: &str) {
    let (_, join) = row(w, "join", m, "urban", name);
    w.ok(who, m, join);
}

#[test]
fn a_code_that_the_office_has_seen_confirms_nothing() {
    // Entered by its clerk, or by another desk of the office.
    for who in ["clerk@urban", "head@urban", "intake@urban"] {
        let mut w = World::received(P13710);
        join(&mut w, who, "m", "two");
        w.ok("dispatcher@street", "m", accept());
        w.ok("dispatcher@street", "m", assign("urban", &[]));
        w.take_up("m", "urban");
        w.hand_in("m", "urban");
        w.review("m", true);
        let good = rate("two", 5, Some(Solved::Solved));
        assert_eq!(w.no("voice:two", "m", good.clone()), "entered_inside", "{who}");
        let away = Withdraw { report: voice("two"), reason: String::new() };
        assert_eq!(w.no("voice:two", "m", Command::Withdraw(away)), "entered_inside", "{who}");
        // By telephone, from outside, it is heard like any other; and its own voice may complain.
        w.ok("callback@street", "m", callback("two", verdict(Solved::Solved)));
        w.ok("voice:m", "m", rate("m", 5, Some(Solved::Solved)));
        assert_eq!(w.ending("m"), Some(EndingKind::Verified));
        w.ok("voice:two", "m", good);
    }
    let mut w = World::handling(P13710);
    join(&mut w, "clerk@urban", "m", "two");
    w.hand_in("m", "urban");
    w.review("m", true);
    w.ok("voice:two", "m", rate("two", 1, Some(Solved::Not)));
    assert!(w.state("m").result.as_ref().is_some_and(|result| result.rejected));
}

#[test]
fn the_office_does_not_choose_who_is_asked() {
    let other = |m: &str| {
        let person = Some((voice(m), person(true).expect("a person")));
        Command::Amend(Amend { person, reason: "换了号码".into(), ..Amend::default() })
    };
    let mut w = World::handling(P13710);
    assert_eq!(w.no("dispatcher@urban", "m", other("m")), "own_result");
    w.ok("intake@street", "m", other("m"));
}

#[test]
fn nobody_ends_a_complaint_at_intake() {
    for kind in [Kind::Complaint, Kind::WrongdoingReport] {
        let mut w = World::new(super::history::P12345);
        w.ok("reporting", "m", reported(ReportMatter { kind, ..report("m") }));
        for who in ["dispatcher@street", "intake@street", "clerk@urban", "grid_worker@grid"] {
            assert_eq!(w.no(who, "m", settle(&["photo"])), "not_your_duty", "{who}");
        }
        let answer = Command::Answer(Answer { answer: "已知".into() });
        assert_eq!(w.no("dispatcher@street", "m", answer), "not_your_duty");
    }
}

/// `m` with a voice that asked to stay hidden, in the hands of the urban office.
fn confidential() -> World {
    let mut w = World::new(P13710);
    let person = person(true).map(|person| PartyLink { confidential: true, ..person });
    w.ok("reporting", "m", reported(ReportMatter { person, ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    w.take_up("m", "urban");
    w
}

#[test]
fn who_asked_to_stay_hidden_is_hidden_in_parts_and_in_the_joint_matter() {
    let mut both = [unit("housing"), unit("urban")];
    both.sort_unstable();
    let mut w = confidential();
    let (who, split) = row(&w, "split", "m", "urban", "p");
    w.ok(&who, "m", split);
    assert_eq!(w.state("px").reports[0].hidden_from, both);

    let mut w = confidential();
    w.ok("intake@street", "n", reported(report("n")));
    let (who, merge) = row(&w, "merge", "m", "urban", "");
    w.ok(&who, "m", merge);
    let joint = w.state("n").report(voice("m")).expect("the voice");
    assert_eq!(joint.hidden_from, both);
    assert!(w.state("n").report(voice("n")).expect("its own").hidden_from.is_empty());
    w.ok("dispatcher@street", "m", row(&w, "unmerge", "m", "urban", "").1);
    assert!(w.state("m").reports[0].hidden_from.is_empty(), "as it was");
}

#[test]
fn a_matter_is_not_divided_under_a_leader_s_instruction() {
    let mut w = World::handling(P13710);
    let (who, instruct) = row(&w, "instruct", "m", "urban", "i");
    w.ok(&who, "m", instruct);
    w.ok("intake@street", "n", reported(report("n")));
    for name in ["split", "merge"] {
        let (who, command) = row(&w, name, "m", "urban", "p");
        assert_eq!(w.no(&who, "m", command), "instruction_open", "{name}");
    }
    w.ok("clerk@urban", "m", row(&w, "report_back", "m", "urban", "").1);
    let (who, split) = row(&w, "split", "m", "urban", "p");
    w.ok(&who, "m", split);
}

/// `m` merged into `n`, reviewed there.
fn joint(own: bool) -> World {
    let mut w = World::accepted(P13710);
    w.ok("reporting", "n", reported(ReportMatter { person: person(own), ..report("n") }));
    w.ok("dispatcher@street", "n", accept());
    let (who, merge) = row(&w, "merge", "m", "urban", "");
    w.ok(&who, "m", merge);
    w.ok("dispatcher@street", "n", assign("urban", &[]));
    w.take_up("n", "urban");
    w.hand_in("n", "urban");
    w.review("n", true);
    w
}

#[test]
fn a_merge_whose_voice_has_decided_stands() {
    for answer in [Solved::Solved, Solved::Not] {
        let mut w = joint(false);
        w.ok("callback@street", "n", callback("m", verdict(answer)));
        let (who, unmerge) = row(&w, "unmerge", "m", "urban", "");
        assert_eq!(w.no(&who, "m", unmerge), "voice_heard");
    }
}

#[test]
fn what_waited_for_the_voice_that_goes_back_ends() {
    let mut w = joint(true);
    w.ok("callback@street", "n", callback("n", verdict(Solved::Solved)));
    assert!(w.state("n").is_open());
    let (who, unmerge) = row(&w, "unmerge", "m", "urban", "");
    w.ok(&who, "m", unmerge);
    assert_eq!(w.ending("n"), Some(EndingKind::Verified));
    assert!(w.state("m").is_open());
}

#[test]
fn a_question_is_for_one_voice() {
    let mut w = joint(true);
    let ask = |report: Option<&str>, name: &str| {
        let report = report.map(voice);
        Command::Question(AskReporter { id: uuid(name), report, question: "几单元?".into() })
    };
    assert_eq!(w.no("dispatcher@street", "n", ask(None, "q")), "missing");
    assert_eq!(w.no("dispatcher@street", "n", ask(Some("nobody"), "q")), "no_report");
    w.ok("dispatcher@street", "n", ask(Some("n"), "q"));
    let (_, reply) = row(&w, "reply", "n", "urban", "");
    assert_eq!(w.no("voice:m", "n", reply.clone()), "nothing_to_answer");
    w.ok("voice:n", "n", reply);
}

#[test]
fn times_and_numbers_that_cannot_be() {
    let mut w = World::new(P13710);
    let long_ago = "1900-01-01T00:00:00Z".parse().ok();
    let early = ReportMatter { occurred: long_ago, ..report("m") };
    assert_eq!(w.no("intake@street", "m", reported(early)), "invalid");
    let order = Upstream::new("city", " ", None);
    let blank = ReportMatter { upstream: Some(order), ..report("m") };
    assert_eq!(w.no("intake@street", "m", reported(blank)), "missing");
    w.ok("intake@street", "m", reported(report("m")));
    let (_, withdraw) = row(&w, "withdraw", "m", "urban", "");
    let Command::Withdraw(withdraw) = withdraw else { panic!("{withdraw:?}") };
    let silent = Command::Withdraw(Withdraw { reason: String::new(), ..withdraw });
    assert_eq!(w.no("dispatcher@street", "m", silent.clone()), "missing");
    w.ok("voice:m", "m", silent);
    assert_eq!(w.state("m").reports[0].withdrawn, Some(at("2026-03-02T09:00")));
    assert_eq!(w.state("m").id, id("m"));
}

/// One instruction to several: each has a clock, and each reports back for itself.
#[test]
fn an_instruction_goes_to_several_with_a_picture_of_the_paper() {
    let mut w = World::handling(P13710);
    let one = |also: &[&str], text: &str, files: &[&str]| {
        Command::Instruct(Instruct {
            id: uuid("one"),
            to: unit("urban"),
            also: also.iter().map(|code| unit(code)).collect(),
            text: text.into(),
            files: files.iter().map(|name| id(name)).collect(),
        })
    };
    let many: Vec<String> = (0..20).map(|nth| format!("unit{nth}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    for (command, code) in [
        (one(&["urban"], "速办", &[]), "invalid"),
        (one(&["housing", "housing"], "速办", &[]), "invalid"),
        (one(&many, "速办", &[]), "invalid"),
        (one(&["housing"], "  ", &[]), "missing"),
        (one(&["county"], "速办", &[]), "no_unit"),
        (one(&["dissolved"], "速办", &[]), "no_unit"),
        (one(&[], "", &["paper"; 11]), "invalid"),
    ] {
        assert_eq!(w.no("leader@street", "m", command.clone()), code, "{command:?}");
    }
    w.ok("leader@street", "m", one(&["housing", "community"], "", &["paper"]));
    let told: Vec<_> =
        w.state("m").instructions.iter().map(|one| (one.to, one.files.len())).collect();
    assert_eq!(told, [(unit("urban"), 1), (unit("housing"), 1), (unit("community"), 1)]);
    let ids: std::collections::BTreeSet<_> =
        w.state("m").instructions.iter().map(|one| one.id).collect();
    assert_eq!(ids.len(), 3);
    let clocks = w.running("m").into_iter().filter(|name| *name == "instruction").count();
    assert_eq!(clocks, 3, "{:?}", w.running("m"));
    let answer =
        Command::ReportBack(ReportBack { instruction: uuid("one"), text: "已办".into() });
    w.ok("clerk@urban", "m", answer);
    let open = w.state("m").instructions.iter().filter(|one| one.reported_back.is_none()).count();
    assert_eq!(open, 2, "the others still owe theirs");
    // One step: taken back as one.
    let mut w = World::handling(P13710);
    w.ok("leader@street", "m", one(&["housing"], "速办", &[]));
    w.ok("leader@street", "m", Command::Undo);
    assert_eq!(w.state("m").instructions, []);
}

#[test]
fn what_a_leader_asked_outlives_the_end() {
    let mut w = World::handling(P13710);
    let (who, instruct) = row(&w, "instruct", "m", "urban", "i");
    w.ok(&who, "m", instruct);
    w.ok("voice:m", "m", Command::Withdraw(Withdraw { report: voice("m"), reason: String::new() }));
    assert_eq!(w.running("m"), ["instruction"]);
    assert_eq!(w.state("m").next_due(), w.due("m", "instruction").first().copied());
    assert_eq!(w.state("m").light(w.now), Light::Grey);
    w.go("2026-04-20T09:00");
    assert_eq!(w.state("m").light(w.now), Light::Red);
    w.ok("house", "m", Command::Close);
    assert_eq!(w.no("dispatcher@street", "m", Command::Archive), "pieces_missing");
    assert_eq!(w.state("m").lacks(&w.procedure), [Piece::Instructions]);
    let (who, answer) = row(&w, "report_back", "m", "urban", "i");
    w.ok(&who, "m", answer);
    assert_eq!((w.running("m"), w.state("m").next_due()), (vec![], None));
    assert_eq!(w.state("m").light(w.now), Light::Green);
    w.ok("dispatcher@street", "m", Command::Archive);

    // Of what is erased nothing is left to report.
    let mut w = World::handling(P13710);
    let (who, instruct) = row(&w, "instruct", "m", "urban", "i");
    w.ok(&who, "m", instruct);
    w.ok("supervisor@street", "m", Command::Quarantine(mistake()));
    assert_eq!(w.running("m"), [""; 0]);
}
