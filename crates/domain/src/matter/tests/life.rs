//! The thin thread under 13710, with every instant computed by hand.

use super::say::*;
use super::world::{P13710, World, at, category_of, id};
use crate::light::Light;
use crate::matter::*;

/// 2026-03-02 is a Monday; March has no holiday. A day's end is the midnight after it.
#[test]
fn a_whole_life_with_every_clock() {
    let mut w = World::received(P13710);
    assert_eq!(w.state("m").stage(), Stage::Received);
    assert_eq!(w.due("m", "accept"), [at("2026-03-04T00:00")]);

    w.go("2026-03-02T16:00");
    w.ok("dispatcher@street", "m", accept());
    assert_eq!(w.state("m").stage(), Stage::Assigning);
    assert_eq!(w.due("m", "assign"), [at("2026-03-04T00:00")]);
    assert_eq!(w.due("m", "milestone"), [at("2026-03-06T00:00")]);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    assert_eq!(w.running("m"), ["assign", "milestone", "resolve"]);

    w.go("2026-03-03T09:00");
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    assert_eq!(w.due("m", "sign_in"), [at("2026-03-05T00:00"); 2]);
    assert_eq!(w.due("m", "support"), [at("2026-03-10T00:00")]);
    w.ok("clerk@urban", "m", Command::SignIn(of(&w, "m", "urban")));
    assert_eq!(w.state("m").stage(), Stage::Handling);
    w.ok("clerk@urban", "m", contact(&w, "m", "urban"));

    w.go("2026-03-05T10:00");
    assert_eq!(w.state("m").light(w.now), Light::Red, "housing should have signed in yesterday");
    w.ok("clerk@urban", "m", Command::Milestone(progress(&w, "m", "urban")));
    assert_eq!(w.state("m").stage(), Stage::Handling, "feedback is never a result");
    assert!(w.state("m").result.is_none() && w.state("m").milestones == 1);
    w.take_up("m", "housing");
    w.hand_in("m", "housing");
    assert_eq!(w.state("m").stage(), Stage::Handling, "a support unit's part is not the result");

    w.go("2026-03-11T23:59");
    w.hand_in("m", "urban");
    assert_eq!(w.state("m").stage(), Stage::Verifying);
    assert_eq!(w.due("m", "verify"), [at("2026-03-19T00:00")]);
    assert!(!w.state("m").is_late(w.now));
    assert_eq!(w.running("m"), ["verify"]);

    w.go("2026-03-12T09:00");
    w.review("m", true);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Basically)));
    let ending = w.state("m").ending.clone().expect("it ended");
    assert_eq!((ending.kind, ending.solved), (EndingKind::Verified, Some(Solved::Basically)));
    // 15 and 30 days on: 27 March is a Friday, 11 April a Saturday, so Monday the 13th.
    assert_eq!(ending.rate_until, Some(at("2026-03-28T00:00")));
    assert_eq!(ending.reopen_until, Some(at("2026-04-14T00:00")));
    assert_eq!(w.state("m").stage(), Stage::Rating);
    assert_eq!(w.state("m").light(w.now), Light::Green);

    w.ok("voice:m", "m", rate("m", 5, None));
    w.go("2026-03-28T00:00");
    w.ok("house", "m", Command::Close);
    assert_eq!(w.state("m").stage(), Stage::Closed);
    let codes: Vec<_> = w.history("m").iter().map(|event| event.what.code()).collect();
    assert_eq!(
        codes,
        [
            "reported",
            "accepted",
            "assigned",
            "assigned",
            "signed_in",
            "contacted",
            "milestone",
            "signed_in",
            "contacted",
            "support_done",
            "submitted",
            "reviewed",
            "called_back",
            "ended",
            "rated",
            "closed"
        ]
    );
}

#[test]
fn a_minute_later_is_late_for_ever() {
    let mut w = World::handling(P13710);
    w.go("2026-03-12T00:00");
    assert_eq!(w.state("m").light(w.now), Light::Red);
    w.hand_in("m", "urban");
    w.review("m", true);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    assert_eq!(w.state("m").light(w.now), Light::Late);
    w.ok("dispatcher@street", "m", Command::Reopen(reason()));
    assert!(w.state("m").is_late(w.now));
}

/// The severity set at acceptance is the one its clocks run by, and a row's limit goes first.
#[test]
fn acceptance_starts_clocks_by_its_own_severity_routing_and_category() {
    let mut w = World::received(P13710);
    let major = Accept { severity: Severity::Major, ..Accept::default() };
    w.ok("dispatcher@street", "m", Command::Accept(major.clone()));
    assert_eq!(w.due("m", "resolve"), [at("2026-04-03T00:00")], "a month");

    let mut w = World::received(P13710);
    let limits = [("resolve".to_owned(), "2wd".parse().expect("a limit"))].into();
    w.lists.row = Some(RoutedBy {
        row: Some(id("row")),
        version: "1".into(),
        lead: Some(id("urban")),
        supports: vec![],
        limits,
        ..RoutedBy::default()
    });
    w.ok("dispatcher@street", "m", Command::Accept(major));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-05T00:00")], "the row's two days");
    assert_eq!(w.due("m", "milestone"), [at("2026-03-06T00:00")]);

    let mut w = World::new(P13710);
    w.go("2026-03-06T09:00");
    w.ok("intake@street", "m", reported(report("m")));
    let gas = Accept { category: Some(category_of("gas")), ..Accept::default() };
    w.ok("dispatcher@street", "m", Command::Accept(gas));
    assert_eq!(w.due("m", "accept"), [at("2026-03-10T00:00")], "Friday to Monday");
    assert_eq!(w.due("m", "assign"), [at("2026-03-08T00:00")], "gas does not wait for Monday");
}

#[test]
fn urgency_goes_before_severity() {
    let mut w = World::new(P13710);
    let critical = ReportMatter { urgency: Urgency::Critical, ..report("m") };
    w.ok("intake@street", "m", reported(critical));
    assert_eq!(w.due("m", "accept"), [at("2026-03-02T10:00")]);
    let major = Accept { severity: Severity::Major, ..Accept::default() };
    w.ok("dispatcher@street", "m", Command::Accept(major));
    assert_eq!(w.due("m", "assign"), [at("2026-03-02T11:00")], "critical falls back on urgent");
    assert_eq!(w.due("m", "resolve"), [at("2026-03-03T09:00")]);
}

#[test]
fn a_late_entry_counts_from_when_it_was_said() {
    let mut w = World::new(P13710);
    let said = at("2026-02-27T15:00");
    let late = |occurred| ReportMatter { occurred: Some(occurred), ..report("m") };
    assert_eq!(w.no("intake@street", "m", reported(late(at("2026-03-03T00:00")))), "out_of_order");
    assert_eq!(w.no("reporting", "m", reported(late(said))), "invalid");
    w.ok("grid_worker@grid", "m", reported(late(said)));
    let matter = w.state("m");
    assert_eq!((matter.origin, matter.received), (Origin::Late, said));
    assert_eq!(w.history("m")[0].recorded, w.now);
    // Friday the 27th; Saturday the 28th is a make-up day.
    assert_eq!(w.due("m", "accept"), [at("2026-03-01T00:00")]);
}

#[test]
fn settled_and_answered_at_once() {
    let mut w = World::new(P13710);
    let settled = |evidence| {
        let at_once = Some(AtOnceWords::Settled { result: "已清理".into(), evidence });
        reported(ReportMatter { at_once, channel: Channel::Grid, ..report("m") })
    };
    assert_eq!(w.no("grid_worker@grid", "m", settled(vec![])), "evidence_missing");
    assert_eq!(w.no("reporting", "m", settled(vec![id("photo")])), "not_allowed");
    w.ok("grid_worker@grid", "m", settled(vec![id("photo")]));
    assert_eq!(w.ending("m"), Some(EndingKind::SelfSettled));
    assert!(w.running("m").is_empty() && !w.state("m").confirmed);

    let at_once = Some(AtOnceWords::Answered { answer: "每天九点".into() });
    let answered = ReportMatter { at_once, ..report("a") };
    w.ok("intake@street", "a", reported(answered));
    assert_eq!(w.ending("a"), Some(EndingKind::AnsweredAtOnce));
    w.ok("dispatcher@street", "a", Command::Reopen(reason()));
    assert_eq!(w.state("a").stage(), Stage::Received);
    assert_eq!(w.running("a"), ["rework"]);
}

#[test]
fn history_from_elsewhere_is_never_verified() {
    let mut w = World::new(P13710);
    let (_, Command::Import(import)) = super::rows::row(&w, "import", "m", "urban", "r") else {
        panic!("an import")
    };
    let mut import = *import;
    import.report.occurred = Some(at("2026-01-05T09:00"));
    let imported = |import: &ImportMatter| Command::Import(Box::new(import.clone()));
    let mut future = import.clone();
    future.result = Some(ImportedResult { at: at("2026-03-02T09:01"), text: "x".into() });
    assert_eq!(w.no("house", "m", imported(&future)), "out_of_order");
    let nowhere = ImportMatter { unit: id("nowhere"), ..import.clone() };
    assert_eq!(w.no("house", "m", imported(&nowhere)), "no_unit");
    import.result = Some(ImportedResult { at: at("2026-01-20T09:00"), text: "已处理".into() });
    w.ok("administrator@county", "m", imported(&import));
    let matter = w.state("m");
    assert_eq!((matter.stage(), matter.origin), (Stage::Verifying, Origin::Imported));
    assert_eq!(matter.owner(&w.procedure), Some(Owner::Callback));
    // 7 working days after 5 January end on the 14th.
    assert_eq!(w.due("m", "resolve"), [at("2026-01-15T00:00")]);
    assert!(matter.is_late(w.now));
}
