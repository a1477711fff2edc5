//! A procedure nobody has, to prove that what differs is data: clocks of other names in another
//! sequence, no review, sign-off, one attempt, no rework. And every shipped one, from end to end.

use super::say::*;
use super::world::{P13710, World, at, unit};
use crate::matter::*;
use crate::procedure::Procedure;

const INVENTED: &str = r#"
code = "lantern"
name = { zh = "灯会心愿", en = "Lantern wishes" }
kinds = ["wish"]
[[clocks]]
name = "hear"
title = { zh = "听", en = "Hear" }
starts = ["reported"]
stops = "accepted"
limit = { general = "3wh" }
[[clocks]]
name = "light_up"
title = { zh = "点亮", en = "Light up" }
starts = ["accepted"]
stops = "submitted"
limit = { general = "12d" }
decides_late = true
[[clocks]]
name = "greet"
title = { zh = "问候", en = "Greet" }
scope = "assignment"
starts = ["signed_in"]
stops = "submitted"
limit = { general = "30h" }
[[clocks]]
name = "after_word"
title = { zh = "再联系", en = "Contact after feedback" }
starts = ["milestone"]
stops = "contacted"
limit = { general = "1d" }
[[clocks]]
name = "again"
title = { zh = "再来", en = "Again" }
starts = ["reworked", "reopened"]
stops = "submitted"
limit = { general = "2mo" }
[[clocks]]
name = "ask_whether"
title = { zh = "问", en = "Ask whether" }
starts = ["submitted"]
stops = "ended"
limit = { general = "36h" }
[returns]
limit = 0
[extension]
max = 2
share_percent = 50
[result]
contacted = false
evidence = 0
sign_off = true
review = false
[callback]
attempts = 1
[rework]
max = 0
[reopening]
window = "3d"
max = 1
endings = ["unreachable"]
[rating]
window = "1d"
[consultation]
horizon = "5wd"
"#;

fn wish() -> World {
    let mut w = World::new(INVENTED);
    assert_eq!(w.no("intake@street", "m", reported(report("m"))), "kind_not_taken");
    w.ok("intake@street", "m", reported(ReportMatter { kind: Kind::Wish, ..report("m") }));
    w
}

#[test]
fn a_life_under_an_invented_procedure() {
    let mut w = wish();
    assert_eq!(w.due("m", "hear"), [at("2026-03-02T12:00")], "at closing time, not after lunch");
    let (_, answer) = super::rows::row(&w, "answer", "m", "urban", "");
    assert_eq!(w.no("intake@street", "m", answer), "not_in_procedure");
    w.ok("dispatcher@street", "m", accept());
    assert_eq!(
        w.due("m", "light_up"),
        [at("2026-03-17T00:00")],
        "Saturday the 14th rolls to Monday the 16th"
    );
    w.ok("dispatcher@street", "m", assign("urban", &[]));

    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Arbitration), "the first already");
    w.ok("supervisor@street", "m", judge(&w, "m", "urban", true, Some("housing")));

    w.ok("clerk@housing", "m", Command::SignIn(of(&w, "m", "housing")));
    assert_eq!(w.due("m", "greet"), [at("2026-03-03T15:00")]);
    for (n, by) in [(0, "6d"), (1, "6d")] {
        w.ok("clerk@housing", "m", ask(&w, "m", "housing", extension(by)));
        w.ok("dispatcher@street", "m", judge(&w, "m", "housing", true, None));
        assert_eq!(w.state("m").extensions, n + 1);
    }
    let third = ask(&w, "m", "housing", extension("1d"));
    assert_eq!(w.no("clerk@housing", "m", third), "extension_limit");

    w.ok("clerk@housing", "m", Command::Milestone(progress(&w, "m", "housing")));
    assert_eq!(w.due("m", "after_word"), [at("2026-03-04T00:00")]);
    w.ok("clerk@housing", "m", contact(&w, "m", "housing"));

    let bare = Submit { evidence: vec![], ..submit(&w, "m", "housing") };
    w.ok("clerk@housing", "m", Command::Submit(bare.clone()));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::SignOff(unit("housing"))));
    assert_eq!(w.no("dispatcher@street", "m", Command::Review(pass())), "not_in_procedure");
    assert_eq!(w.no("callback@street", "m", callback("m", None)), "not_signed_off");
    assert_eq!(w.no("head@urban", "m", Command::SignOff(pass())), "out_of_reach");
    w.ok("head@housing", "m", Command::SignOff(back()));
    assert_eq!(w.running("m"), ["greet", "light_up"], "the office's clock runs on as well");
    w.ok("clerk+head@housing", "m", Command::Submit(bare));
    assert_eq!(w.no("clerk+head@housing", "m", Command::SignOff(pass())), "own_result");
    w.ok("head@housing", "m", Command::SignOff(pass()));
    assert_eq!(w.due("m", "ask_whether").last(), Some(&at("2026-03-03T21:00")));

    w.ok("callback@street", "m", callback("m", None));
    assert_eq!(w.ending("m"), Some(EndingKind::Unreachable), "one attempt is enough here");
    w.ok("dispatcher@street", "m", Command::Reopen(reason()));
    assert_eq!(w.due("m", "again"), [at("2026-05-07T00:00")], "2 May is a holiday until the 5th");

    w.go("2026-03-03T09:00");
    w.hand_in("m", "housing");
    w.ok("head@housing", "m", Command::SignOff(pass()));
    w.ok("callback@street", "m", callback("m", verdict(Solved::Not)));
    assert_eq!(w.no("dispatcher@street", "m", Command::Rework(reason())), "rework_limit");
    assert_eq!(w.no("leader@street", "m", consult(at("2026-03-20T00:00"))), "out_of_order");
    w.ok("leader@street", "m", consult(at("2026-03-10T00:00")));
    w.hand_in("m", "housing");
    w.ok("head@housing", "m", Command::SignOff(pass()));
    w.ok("voice:m", "m", rate("m", 5, Some(Solved::Solved)));
    assert_eq!(w.ending("m"), Some(EndingKind::Verified));
    assert_eq!(w.no("dispatcher@street", "m", Command::Reopen(reason())), "ended_for_good");
    w.go("2026-03-05T00:00");
    w.ok("house", "m", Command::Close);
    w.ok("dispatcher@street", "m", Command::Archive);
}

/// Each shipped procedure drives a matter of each of its kinds to a verified end.
#[test]
fn every_shipped_procedure_runs_to_its_end() {
    for (code, source) in Procedure::shipped() {
        for kind in Procedure::read(source).expect("a procedure").kinds {
            let mut w = World::new(source);
            let settled = AtOnceWords::Settled { result: "量血压".into(), evidence: vec![] };
            let matter = ReportMatter { kind, ..report("m") };
            if w.procedure.intake.at_once == crate::procedure::AtOnce::Always {
                assert_eq!(w.no("intake@street", "m", reported(matter.clone())), "missing");
                let at_once = ReportMatter { at_once: Some(settled), ..matter };
                w.ok("grid_worker@grid", "m", reported(at_once));
                assert!(w.state("m").clocks.is_empty(), "a record has no flow");
                w.ok("supervisor@street", "m", check(Solved::Not, true));
            } else if kind.is_of_rights() {
                // Asked by whoever has reported something.
                w.by(P13710, |w| w.ok("intake@street", "n", reported(report("n"))));
                w.ok("voice:n", "m", reported(right("m", "n", DataRight::Explain)));
            } else if kind.is_of_house() {
                assert_eq!(w.no("intake@street", "m", reported(matter.clone())), "kind_not_taken");
                w.ok("house", "m", reported(matter));
            } else {
                w.ok("intake@street", "m", reported(matter));
            }
            w.ok("dispatcher@street", "m", accept());
            w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
            w.take_up("m", "urban");
            if w.procedure.documents.authority.is_some() {
                let (who, taken) = super::rows::row(&w, "take_documents", "m", "urban", "");
                w.ok(&who, "m", taken);
                w.ok(&who, "m", return_documents(&[1]));
            }
            w.hand_in("m", "urban");
            if w.procedure.result.sign_off {
                w.ok("head@urban", "m", Command::SignOff(pass()));
            }
            if w.procedure.result.review {
                w.review("m", true);
            }
            w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
            assert_eq!(w.ending("m"), Some(EndingKind::Verified), "{code} {kind:?}");
        }
    }
}

/// What the house asks goes to the office at once, and somebody from outside looks at what it did.
#[test]
fn what_the_house_asks_is_with_the_office_at_once() {
    let (_, internal) = Procedure::shipped().iter().find(|p| p.0 == "internal").expect("shipped");
    let asked = ReportMatter {
        kind: Kind::Internal,
        channel: Channel::House,
        person: None,
        to: Some(unit("urban")),
        ..report("m")
    };
    let mut w = World::new(internal);
    assert_eq!(w.no("dispatcher@street", "m", reported(asked.clone())), "kind_not_taken");
    w.ok("house", "m", reported(asked.clone()));
    assert_eq!(w.state("m").lead().map(|lead| lead.unit), Some(unit("urban")));
    assert_eq!(w.running("m"), ["resolve", "sign_in"]);
    w.ok("clerk@urban", "m", Command::SignIn(of(&w, "m", "urban")));
    w.hand_in("m", "urban");
    assert_eq!(w.no("supervisor@urban", "m", check(Solved::Solved, false)), "own_result");
    w.ok("supervisor@street", "m", check(Solved::Solved, false));
    assert_eq!(w.ending("m"), Some(EndingKind::NotNeeded), "nobody was there to ask");
    // Nobody but the house gives anything away, and an office with nobody above it gets nothing.
    let other = ReportMatter { kind: Kind::Request, ..asked };
    let mut w = World::new(P13710);
    assert_eq!(w.no("dispatcher@street", "m", reported(other)), "kind_not_taken");
}

#[test]
fn an_order_from_above_is_due_when_it_says_or_else_by_our_own_limit() {
    let (_, upstream) = Procedure::shipped().iter().find(|p| p.0 == "upstream").expect("shipped");
    for (due, expected) in
        [(Some("2026-03-05T12:00"), "2026-03-05T12:00"), (None, "2026-03-10T00:00")]
    {
        let mut w = World::new(upstream);
        let order = Upstream::new("city", "A1", due.map(at));
        w.ok("intake@street", "m", reported(ReportMatter { upstream: Some(order), ..report("m") }));
        assert_eq!(w.due("m", "accept"), [at("2026-03-02T15:00")], "four working hours");
        w.ok("dispatcher@street", "m", accept());
        assert_eq!(w.due("m", "resolve"), [at(expected)]);
        assert_eq!(w.state("m").upstream.as_ref().map(|order| order.number.as_str()), Some("A1"));
    }
}

/// A clock for contact waits for nobody where there is nobody.
#[test]
fn nobody_waits_for_contact_with_nobody() {
    let (_, hotline) = Procedure::shipped().iter().find(|p| p.0 == "12345").expect("shipped");
    for (person, runs) in [(person(true), true), (person(false), false), (None, false)] {
        let mut w = World::new(hotline);
        w.ok("intake@street", "m", reported(ReportMatter { person, ..report("m") }));
        w.ok("dispatcher@street", "m", accept());
        w.ok("dispatcher@street", "m", assign("urban", &[]));
        w.ok("clerk@urban", "m", Command::SignIn(OfShare { assignment: w.share("m", "urban") }));
        assert_eq!(w.running("m").contains(&"contact"), runs);
    }
}

/// One line of data counts the day of receipt.
#[test]
fn a_procedure_may_count_the_day_of_receipt() {
    let counting =
        INVENTED.replace("name = \"light_up\"", "name = \"light_up\"\ncount_receipt_day = true");
    let mut w = World::new(&counting);
    w.ok("intake@street", "m", reported(ReportMatter { kind: Kind::Wish, ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    assert_eq!(w.due("m", "light_up"), [at("2026-03-14T00:00")], "twelve days with the 2nd");
}
