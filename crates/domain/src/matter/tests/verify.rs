//! Verified means verified: results, review, callback, second person, rework, rating, reopening.

use super::say::*;
use super::world::{P13710, World, at, id, voice};
use crate::matter::*;

#[test]
fn a_result_needs_contact_words_evidence_or_a_lawful_reason() {
    let mut w = World::assigned(P13710);
    w.ok("clerk@urban", "m", Command::SignIn(of(&w, "m", "urban")));
    let full = submit(&w, "m", "urban");
    assert_eq!(w.no("clerk@urban", "m", Command::Submit(full.clone())), "not_contacted");
    w.ok("clerk@urban", "m", contact(&w, "m", "urban"));
    for (result, code) in [
        (Submit { process: " ".into(), ..full.clone() }, "missing"),
        (Submit { result: String::new(), ..full.clone() }, "missing"),
        (Submit { evidence: vec![], ..full.clone() }, "evidence_missing"),
        (Submit { plan: None, ..lawfully_not(&w, "m", "urban") }, "missing"),
        (Submit { plan_by: None, ..lawfully_not(&w, "m", "urban") }, "missing"),
        (Submit { plan_by: Some(w.now), ..lawfully_not(&w, "m", "urban") }, "out_of_order"),
        (
            Submit { plan_by: Some(at("2027-03-04T00:00")), ..lawfully_not(&w, "m", "urban") },
            "out_of_order",
        ),
        (Submit { plan_by: Some(at("2026-06-01T00:00")), ..full.clone() }, "invalid"),
    ] {
        assert_eq!(w.no("clerk@urban", "m", Command::Submit(result)), code);
    }
    w.ok("clerk@urban", "m", Command::Submit(lawfully_not(&w, "m", "urban")));
    assert_eq!(w.state("m").files.len(), 0, "evidence of a result stands with the result");
}

#[test]
fn nobody_confirms_the_own_result() {
    let mut w = World::handling(P13710);
    w.ok(
        "clerk+dispatcher+callback+supervisor@street",
        "m",
        Command::Progress(progress(&w, "m", "urban")),
    );
    w.hand_in("m", "urban");
    for who in
        ["dispatcher@urban", "clerk+dispatcher+callback+supervisor@street", "dispatcher@nowhere"]
    {
        assert_eq!(w.no(who, "m", Command::Review(pass())), "own_result", "{who}");
    }
    w.review("m", true);
    let solved = || callback("m", verdict(Solved::Solved));
    for who in ["callback@urban", "clerk+dispatcher+callback+supervisor@street"] {
        assert_eq!(w.no(who, "m", solved()), "own_result", "{who}");
        let who = who.replace("callback@", "supervisor@");
        assert_eq!(w.no(&who, "m", check(Solved::Solved, true)), "own_result", "{who}");
    }
    assert_eq!(w.no("callback@dissolved", "m", solved()), "own_result");
    w.ok("callback@housing", "m", solved());
}

#[test]
fn below_the_handling_office_is_inside_it() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("street", &[]));
    w.take_up("m", "street");
    w.hand_in("m", "street");
    // The street handled it itself: only the county stands outside.
    for who in ["dispatcher@street", "dispatcher@housing"] {
        assert_eq!(w.no(who, "m", Command::Review(pass())), "own_result");
    }
    w.ok("dispatcher@county", "m", Command::Review(pass()));
    assert_eq!(w.no("callback@grid", "m", callback("m", verdict(Solved::Solved))), "own_result");
    w.ok("callback@county", "m", callback("m", verdict(Solved::Solved)));
}

#[test]
fn who_took_it_in_does_not_call_back() {
    let mut w = World::new(P13710);
    w.ok("intake+callback@street", "m", reported(report("m")));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.take_up("m", "urban");
    w.hand_in("m", "urban");
    w.review("m", true);
    let solved = callback("m", verdict(Solved::Solved));
    assert_eq!(w.no("intake+callback@street", "m", solved.clone()), "took_it_in");
    w.ok("callback@street", "m", solved);
}

#[test]
fn three_attempts_at_different_hours_and_the_reporter_is_unreachable() {
    let mut w = World::reviewed(P13710);
    let nobody = || callback("m", None);
    w.ok("callback@street", "m", nobody());
    w.go("2026-03-02T10:59");
    assert_eq!(w.no("callback@street", "m", nobody()), "too_soon");
    w.go("2026-03-02T11:00");
    w.ok("callback@street", "m", nobody());
    assert!(w.state("m").is_open());
    w.go("2026-03-03T09:00");
    w.ok("callback@street", "m", nobody());
    let ending = w.state("m").ending.clone().expect("it ended");
    assert_eq!((ending.kind, ending.solved), (EndingKind::Unreachable, None));
}

#[test]
fn every_voice_is_tried_before_nobody_can_be_reached() {
    let mut w = World::reviewed(P13710);
    let (_, join) = super::rows::row(&w, "join", "m", "urban", "two");
    w.ok("reporting", "m", join);
    for day in ["03", "04", "05"] {
        w.go(&format!("2026-03-{day}T09:00"));
        w.ok("callback@street", "m", callback("m", None));
    }
    assert!(w.state("m").is_open(), "the other voice was never called");
    w.ok("callback@street", "m", callback("two", verdict(Solved::Solved)));
    assert_eq!(w.ending("m"), Some(EndingKind::Verified));
}

#[test]
fn a_rejected_result_is_reworked_twice_then_consulted() {
    let mut w = World::rejected(P13710);
    for n in 1..=2 {
        w.ok("dispatcher@street", "m", Command::Rework(reason()));
        assert_eq!((w.state("m").reworks, w.state("m").stage()), (n, Stage::Handling));
        assert_eq!(w.running("m"), ["rework"]);
        w.hand_in("m", "urban");
        w.review("m", true);
        w.ok("callback@street", "m", callback("m", verdict(Solved::Not)));
        assert!(w.state("m").is_open(), "a no never ends a matter that claims to be solved");
    }
    assert_eq!(w.no("dispatcher@street", "m", Command::Rework(reason())), "rework_limit");
    w.ok("dispatcher@street", "m", consult(at("2026-06-01T00:00")));
    assert_eq!(w.state("m").stage(), Stage::Handling);
}

/// A second person at the place does not overrule the reporter before it was handled anew.
#[test]
fn a_plain_no_is_not_overruled_silently() {
    let mut w = World::rejected(P13710);
    for _ in 0..2 {
        for found in [Solved::Solved, Solved::Not] {
            assert_eq!(w.no("supervisor@street", "m", check(found, true)), "rejected");
        }
        w.ok("dispatcher@street", "m", Command::Rework(reason()));
        w.hand_in("m", "urban");
        w.review("m", true);
        w.ok("callback@street", "m", callback("m", verdict(Solved::Not)));
    }
    assert_eq!(w.no("supervisor@street", "m", check(Solved::Solved, false)), "rejected");
    w.ok("supervisor@street", "m", check(Solved::Solved, true));
    let ending = w.state("m").ending.clone().expect("it ended");
    assert_eq!((ending.kind, ending.solved), (EndingKind::Verified, Some(Solved::Basically)));
}

#[test]
fn lawfully_not_solved_is_explained_never_verified() {
    for who in ["callback@street", "voice:m", "supervisor@street"] {
        let mut w = World::handling(P13710);
        w.ok("clerk@urban", "m", Command::Submit(lawfully_not(&w, "m", "urban")));
        w.review("m", true);
        w.ok(
            who,
            "m",
            match who {
                "callback@street" => callback("m", verdict(Solved::Not)),
                "voice:m" => rate("m", 2, Some(Solved::Not)),
                _ => check(Solved::Not, true),
            },
        );
        assert_eq!(w.ending("m"), Some(EndingKind::Explained), "{who}");
    }
}

/// Nobody to call: a second person from outside looks.
#[test]
fn without_a_reporter_a_second_person_checks() {
    let silent = |solved, at_the_place| {
        let mut w = World::new(P13710);
        w.ok("grid_worker@grid", "m", reported(ReportMatter { person: None, ..report("m") }));
        w.ok("dispatcher@street", "m", accept());
        w.ok("dispatcher@street", "m", assign("urban", &[]));
        w.ok("clerk@urban", "m", Command::SignIn(of(&w, "m", "urban")));
        assert_eq!(w.no("clerk@urban", "m", contact(&w, "m", "urban")), "nobody_to_contact");
        w.hand_in("m", "urban");
        w.review("m", true);
        assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Check));
        assert_eq!(w.no("callback@street", "m", callback("m", None)), "nobody_to_contact");
        assert_eq!(w.no("supervisor@urban", "m", check(solved, true)), "own_result");
        w.ok("supervisor@street", "m", check(solved, at_the_place));
        w
    };
    assert_eq!(silent(Solved::Solved, true).ending("m"), Some(EndingKind::Verified));
    assert_eq!(silent(Solved::Solved, false).ending("m"), Some(EndingKind::NotNeeded));
    assert!(silent(Solved::Not, true).state("m").result.as_ref().is_some_and(|r| r.rejected));

    let mut w = World::reviewed(P13710);
    assert_eq!(w.no("supervisor@street", "m", check(Solved::Solved, false)), "somebody_to_ask");
    w.ok("supervisor@street", "m", check(Solved::Solved, true));
    assert_eq!(w.ending("m"), Some(EndingKind::Verified));
}

/// A grid worker's own finding: the follow code in the own pocket confirms nothing.
#[test]
fn the_finder_does_not_rate_the_own_work() {
    let mut w = World::new(P13710);
    w.ok("grid_worker@grid", "m", reported(ReportMatter { person: None, ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("grid", &[]));
    w.ok("grid_worker@grid", "m", Command::SignIn(of(&w, "m", "grid")));
    w.ok("grid_worker@grid", "m", Command::Submit(submit(&w, "m", "grid")));
    w.review("m", true);
    assert_eq!(w.no("voice:m", "m", rate("m", 5, Some(Solved::Solved))), "own_result");
}

#[test]
fn self_settled_counts_only_when_somebody_outside_confirms() {
    let settled = || {
        // Reported by a resident, settled by a grid worker: who settled is not who took it in.
        let mut w = World::new(P13710);
        w.ok("reporting", "m", reported(report("m")));
        w.ok("grid_worker@grid", "m", settle(&["photo"]));
        w
    };
    let mut w = settled();
    let found = |solved| check(solved, true);
    for who in ["supervisor@grid", "grid_worker+supervisor@grid"] {
        assert_eq!(w.no(who, "m", found(Solved::Solved)), "own_result");
    }
    w.ok("supervisor@street", "m", found(Solved::Solved));
    assert!(w.state("m").confirmed);
    assert_eq!(w.no("supervisor@street", "m", found(Solved::Solved)), "already_done");
    // What is settled anew is not confirmed by the sample of before.
    w.ok("dispatcher@street", "m", Command::Reopen(reason()));
    w.ok("grid_worker@grid", "m", settle(&["photo"]));
    assert!(!w.state("m").confirmed);

    let mut w = settled();
    w.ok("supervisor@street", "m", found(Solved::Not));
    assert!(w.state("m").is_open() && !w.state("m").confirmed);
    assert_eq!(w.running("m"), ["rework"]);
}

#[test]
fn reopening_has_a_window_a_count_and_a_lawful_end() {
    let mut w = World::verified(P13710);
    for n in 1..=2 {
        w.ok("voice:m", "m", rate("m", 1, Some(Solved::Not)));
        assert_eq!((w.state("m").reopens, w.state("m").stage()), (n, Stage::Handling));
        w.now = w.now.checked_add(jiff::SignedDuration::from_hours(1)).expect("an instant");
        w.hand_in("m", "urban");
        w.review("m", true);
        w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    }
    w.ok("voice:m", "m", rate("m", 1, Some(Solved::Not)));
    assert!(!w.state("m").is_open(), "the third no is heard, and changes nothing");
    assert_eq!(w.no("dispatcher@street", "m", Command::Reopen(reason())), "ended_for_good");

    let mut w = World::verified(P13710);
    // 30 days after 2 March: the end of 1 April.
    w.go("2026-04-02T00:00");
    assert_eq!(w.no("supervisor@street", "m", Command::Reopen(reason())), "ended_for_good");
    let mut w = World::received(P13710);
    let (who, exit) = super::rows::row(&w, "exit", "m", "urban", "");
    w.ok(&who, "m", exit);
    assert_eq!(w.no("supervisor@street", "m", Command::Reopen(reason())), "ended_for_good");
    assert_eq!(w.no("voice:m", "m", rate("m", 1, None)), "rating_closed");
}

/// What stays for ever in the chain is no place for somebody's own words.
#[test]
fn tags_are_codes_of_the_procedure() {
    let mut w = World::verified(P13710);
    let tagged = |tags: &[&str]| {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        let rate = Rate { report: voice("m"), stars: 5, solved: None, tags, text: String::new() };
        Command::Rate(rate)
    };
    let six = ["quick", "friendly", "thorough", "clear", "slow", "rude"];
    for wrong in [&["张三家的狗"][..], &["quick", "Quick"], &["quick", "quick"], &six] {
        assert_eq!(w.no("voice:m", "m", tagged(wrong)), "invalid", "{wrong:?}");
    }
    w.ok("voice:m", "m", tagged(&six[..5]));
}

/// An office settles what is its own, and no complaint.
#[test]
fn not_every_office_settles_every_matter() {
    let come_in = |kind| {
        let mut w = World::new(P13710);
        w.ok("reporting", "m", reported(ReportMatter { kind, ..report("m") }));
        w
    };
    let mut w = come_in(Kind::Request);
    w.lists.elsewhere = vec![id("grid")];
    for who in ["clerk@housing", "head@urban", "grid_worker@grid"] {
        assert_eq!(w.no(who, "m", settle(&["photo"])), "not_your_duty", "{who}");
    }
    w.lists.row = Some(RoutedBy {
        row: Some(id("row")),
        version: "1".into(),
        lead: Some(id("housing")),
        supports: vec![],
        limits: std::collections::BTreeMap::new(),
        ..RoutedBy::default()
    });
    assert_eq!(w.no("clerk@urban", "m", settle(&["photo"])), "not_your_duty");
    w.clone().ok("intake@street", "m", settle(&["photo"]));
    w.ok("clerk@housing", "m", settle(&["photo"]));

    let mut w = come_in(Kind::Complaint);
    assert_eq!(w.no("grid_worker@grid", "m", settle(&["photo"])), "not_your_duty");
}

#[test]
fn only_the_reporter_rates_once_and_never_by_default() {
    let mut w = World::reviewed(P13710);
    for who in ["callback@street", "clerk@urban", "voice:other", "reporting", "house"] {
        assert_eq!(w.no(who, "m", rate("m", 5, None)), "only_reporter", "{who}");
    }
    for stars in [0, 6] {
        assert_eq!(w.no("voice:m", "m", rate("m", stars, None)), "invalid");
    }
    w.ok("voice:m", "m", rate("m", 3, None));
    assert!(w.state("m").is_open(), "stars alone say nothing about the thing");
    assert_eq!(w.no("voice:m", "m", rate("m", 5, None)), "already_done");
    w.go("2026-03-03T09:00");
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    assert_eq!(w.no("voice:m", "m", rate("m", 5, None)), "already_done", "one matter, one rating");
    assert_eq!(w.state("m").reports[0].rating.as_ref().map(|given| given.stars), Some(3));
    let by_phone = w.state("m").attempts[0].verdict.as_ref().map(|v| v.satisfied);
    assert_eq!(by_phone, Some(4), "the words by phone stand beside it");

    let mut w = World::verified(P13710);
    assert!(w.state("m").reports[0].rating.is_none());
    w.go("2026-03-18T00:00");
    assert_eq!(w.no("voice:m", "m", rate("m", 5, None)), "rating_closed");
}

#[test]
fn an_office_does_not_withdraw_in_the_reporter_s_name() {
    let mut w = World::handling(P13710);
    let withdraw =
        || Command::Withdraw(Withdraw { report: voice("m"), reason: "不办了".into() });
    for (who, code) in [
        ("clerk@urban", "not_allowed"),
        ("head@urban", "not_allowed"),
        ("intake@urban", "own_result"),
        ("voice:other", "only_reporter"),
    ] {
        assert_eq!(w.no(who, "m", withdraw()), code, "{who}");
    }
    let (_, join) = super::rows::row(&w, "join", "m", "urban", "two");
    w.ok("reporting", "m", join);
    w.ok("intake@street", "m", withdraw());
    assert!(w.state("m").is_open(), "another voice still waits");
    assert_eq!(w.no("voice:m", "m", withdraw()), "no_report");
    w.ok(
        "voice:two",
        "m",
        Command::Withdraw(Withdraw { report: id("two"), reason: String::new() }),
    );
    assert_eq!(w.ending("m"), Some(EndingKind::Withdrawn));
}

#[test]
fn a_callback_asks_what_the_procedure_asks() {
    use crate::procedure::QuestionAnswer::{Choice, Level, YesNo};
    let asked = |code: &str, answer: &str| {
        let title = r#"{ zh = "问", en = "asked" }"#;
        format!(
            "[[callback.questions]]\ncode = \"{code}\"\ntitle = {title}\nanswer = \"{answer}\"\n"
        )
    };
    let own = [
        asked("contacted", "yes_no"),
        asked("solved", "solved"),
        asked("satisfied", "level"),
        asked("again", "yes_no") + "required = true\n",
        asked("when", "choice") + "choices = [{ code = \"noon\", zh = \"中午\", en = \"noon\" }]\n",
        asked("speed", "level"),
    ]
    .concat();
    let mut w = World::reviewed(&format!("{P13710}\n{own}"));
    let said = |manner, answers: &[(&str, crate::procedure::QuestionAnswer)]| {
        let answers = answers.iter().map(|(code, a)| ((*code).to_owned(), a.clone())).collect();
        let verdict =
            Verdict { contacted: true, solved: Solved::Solved, satisfied: 4, manner, answers };
        callback("m", Some(verdict))
    };
    let again = ("again", YesNo(true));
    for (wrong, code) in [
        (said(None, &[]), "missing"),
        (said(Some(5), std::slice::from_ref(&again)), "invalid"),
        (said(None, &[("again", Level(3))]), "invalid"),
        (said(None, &[again.clone(), ("when", Choice("夜里".into()))]), "invalid"),
        (said(None, &[again.clone(), ("speed", Level(6))]), "invalid"),
        (said(None, &[again.clone(), ("weather", YesNo(true))]), "invalid"),
    ] {
        assert_eq!(w.no("callback@street", "m", wrong), code);
    }
    let full = [again, ("when", Choice("noon".into())), ("speed", Level(2))];
    w.ok("callback@street", "m", said(None, &full));
    assert_eq!(w.ending("m"), Some(EndingKind::Verified));
}
