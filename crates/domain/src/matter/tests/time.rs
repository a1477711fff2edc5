//! What moves a clock, and what must not: extension, suspension, consultation, severity,
//! instruction, another calendar, a result that is sent back.

use super::say::*;
use super::world::{P13710, World, at, category_of, unit};
use crate::calendar::{CalendarDay, DayKind};
use crate::light::{Light, ReviewLight};
use crate::matter::*;

#[test]
fn an_extension_is_asked_in_time_once_and_counts_from_the_due_instant() {
    let mut w = World::handling(P13710);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    for (long, code) in [("8wd", "extension_too_long"), ("3d", "extension_too_long")] {
        assert_eq!(w.no("clerk@urban", "m", ask(&w, "m", "urban", extension(long))), code);
    }
    w.go("2026-03-11T17:00");
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("7wd")));
    // Decided after the clock ran out, it still counts from there.
    w.go("2026-03-12T10:00");
    let granted = judge(&w, "m", "urban", true, None);
    assert_eq!(w.no("head@urban", "m", granted.clone()), "one_level_up");
    w.ok("dispatcher@street", "m", granted);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-21T00:00")]);
    let again = ask(&w, "m", "urban", extension("1wd"));
    assert_eq!(w.no("clerk@urban", "m", again), "extension_limit");

    let mut w = World::handling(P13710);
    w.go("2026-03-12T00:00");
    assert_eq!(w.no("clerk@urban", "m", ask(&w, "m", "urban", extension("1wd"))), "after_due");
}

/// Once, no longer than the limit itself, and ten working days at most. DOMAIN 5.4.
#[test]
fn an_extension_has_a_longest() {
    let major = || Accept { severity: Severity::Major, ..Accept::default() };
    for (procedure, due, too_long, longest, then) in [
        (super::history::P12345, "2026-03-24T00:00", "11wd", "10wd", "2026-04-08T00:00"),
        (P13710, "2026-04-03T00:00", "1mo", "10wd", "2026-04-18T00:00"),
    ] {
        let mut w = World::received(procedure);
        w.ok("dispatcher@street", "m", Command::Accept(major()));
        w.ok("dispatcher@street", "m", assign("urban", &[]));
        w.take_up("m", "urban");
        assert_eq!(w.due("m", "resolve"), [at(due)]);
        let long = ask(&w, "m", "urban", extension(too_long));
        assert_eq!(w.no("clerk@urban", "m", long), "extension_too_long");
        w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension(longest)));
        w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, None));
        assert_eq!(w.due("m", "resolve"), [at(then)], "longest");
    }
}

#[test]
fn who_asks_does_not_decide() {
    let mut w = World::handling(P13710);
    w.ok("head@street", "m", ask(&w, "m", "urban", extension("1wd")));
    let granted = judge(&w, "m", "urban", true, None);
    assert_eq!(w.no("head@street", "m", granted.clone()), "own_request");
    w.ok("dispatcher@street", "m", granted);
}

/// The desk that judges requests does not make them in the name of an office.
#[test]
fn a_dispatcher_asks_for_the_own_share_only() {
    let mut w = World::handling(P13710);
    let longer = ask(&w, "m", "urban", extension("1wd"));
    assert_eq!(w.no("dispatcher@street", "m", longer.clone()), "not_allowed");
    w.ok("dispatcher@urban", "m", longer);
}

#[test]
fn a_support_unit_s_extension_is_its_own() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    w.take_up("m", "housing");
    w.ok("clerk@housing", "m", ask(&w, "m", "housing", extension("2wd")));
    w.ok("dispatcher@street", "m", judge(&w, "m", "housing", true, None));
    assert_eq!(w.due("m", "support"), [at("2026-03-11T00:00")]);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    let again = ask(&w, "m", "housing", extension("1wd"));
    assert_eq!(w.no("clerk@housing", "m", again), "extension_limit");
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("7wd")));
}

fn suspended(w: &mut World, review: &str) {
    w.ok("clerk@urban", "m", ask(w, "m", "urban", suspension(at(review))));
    w.ok("leader@street", "m", judge(w, "m", "urban", true, None));
}

#[test]
fn a_suspension_gives_way_to_its_review_date() {
    let mut w = World::handling(P13710);
    w.go("2026-03-04T10:00");
    // Three months on at the farthest: the end of 4 June.
    for wrong in ["2026-03-04T10:00", "2026-06-05T00:01", "9999-01-01T00:00"] {
        let wrong = ask(&w, "m", "urban", suspension(at(wrong)));
        assert_eq!(w.no("clerk@urban", "m", wrong), "out_of_order");
    }
    let review = at("2026-03-21T00:00");
    for (reason, code) in [(None, "missing"), (Some("找不到人".to_owned()), "invalid")] {
        let bare = ask(&w, "m", "urban", Request::Suspension { review, reason });
        assert_eq!(w.no("clerk@urban", "m", bare), code);
    }
    suspended(&mut w, "2026-03-21T00:00");
    assert_eq!(w.state("m").next_due(), Some(at("2026-03-21T00:00")));
    assert_eq!(w.state("m").light(w.now), Light::Suspended(ReviewLight::Grey));
    w.go("2026-03-20T09:00");
    assert_eq!(w.state("m").light(w.now), Light::Suspended(ReviewLight::Yellow));
    assert_eq!(w.no("head@housing", "m", Command::Resume(reason())), "not_allowed");
    w.ok("head@urban", "m", Command::Resume(reason()));
    // The 3rd had run; six more working days from the 20th: 20, 23, 24, 25, 26, 27.
    assert_eq!(w.due("m", "resolve"), [at("2026-03-28T00:00")]);
    assert_eq!(w.due("m", "milestone"), [at("2026-03-24T00:00")]);
}

#[test]
fn suspending_what_ran_out_heals_nothing() {
    let mut w = World::handling(P13710);
    w.go("2026-03-11T09:00");
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", suspension(at("2026-04-01T00:00"))));
    w.go("2026-03-12T09:00");
    assert!(w.state("m").is_late(w.now));
    w.ok("leader@street", "m", judge(&w, "m", "urban", true, None));
    w.go("2026-03-25T09:00");
    assert!(w.state("m").is_late(w.now));
    w.ok("dispatcher@street", "m", Command::Resume(reason()));
    assert!(w.state("m").is_late(w.now));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
}

#[test]
fn a_leader_suspends_in_time_and_for_a_while() {
    let mut w = World::handling(P13710);
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", suspension(at("2026-03-03T09:00"))));
    let granted = judge(&w, "m", "urban", true, None);
    for who in ["dispatcher@street", "head@street", "supervisor@street"] {
        assert_eq!(w.no(who, "m", granted.clone()), "not_allowed", "{who}");
    }
    assert_eq!(w.no("leader@urban", "m", granted.clone()), "one_level_up");
    w.go("2026-03-03T09:00");
    assert_eq!(w.no("leader@street", "m", granted), "out_of_order");
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", false, None));
    w.go("2026-03-12T00:00");
    let late = ask(&w, "m", "urban", suspension(at("2026-04-01T00:00")));
    assert_eq!(w.no("clerk@urban", "m", late), "after_due");
}

/// Nobody is red for what was stopped by decision.
#[test]
fn a_suspension_stops_the_support_offices_too() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    w.take_up("m", "urban");
    w.take_up("m", "housing");
    assert_eq!(w.due("m", "support"), [at("2026-03-07T00:00")]);
    suspended(&mut w, "2026-03-21T00:00");
    w.go("2026-03-16T09:00");
    assert_eq!(w.state("m").light(w.now), Light::Suspended(ReviewLight::Grey));
    let mut planned = w.clone();
    w.ok("head@urban", "m", Command::Resume(reason()));
    // Nothing had run: four working days from the 16th.
    assert_eq!(w.due("m", "support"), [at("2026-03-20T00:00")]);
    planned.ok("dispatcher@street", "m", consult(at("2026-06-01T00:00")));
    assert_eq!(planned.running("m"), ["milestone", "plan", "support"]);
    assert!(planned.state("m").open_clocks().all(|clock| !clock.clock.is_suspended()));
}

#[test]
fn a_termination_has_a_reason_of_the_list() {
    let mut w = World::handling(P13710);
    for (reason, code) in [(None, "missing"), (Some("不想办".to_owned()), "invalid")] {
        let bare = ask(&w, "m", "urban", Request::Termination { reason });
        assert_eq!(w.no("clerk@urban", "m", bare), code);
    }
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", termination("moot")));
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, None));
    assert_eq!(w.ending("m"), Some(EndingKind::Terminated));
}

#[test]
fn a_plan_becomes_the_clock_and_the_old_one_stays_visible() {
    let mut w = World::handling(P13710);
    w.go("2026-03-12T09:00");
    assert_eq!(w.no("dispatcher@street", "m", consult(w.now)), "out_of_order");
    assert_eq!(w.no("dispatcher@street", "m", consult(at("2027-03-20T00:00"))), "out_of_order");
    w.ok("dispatcher@street", "m", consult(at("2026-06-01T00:00")));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    let old = w.state("m").clocks.iter().find(|c| c.key.name == "resolve").expect("still there");
    assert!(old.superseded && old.clock.was_late());
    assert_eq!(w.due("m", "plan"), [at("2026-06-01T00:00")]);
    assert!(w.state("m").is_late(w.now), "late by the old clock for ever");
    w.hand_in("m", "urban");
    w.review("m", false);
    assert!(w.running("m").contains(&"plan"), "the plan runs on after a result was sent back");
    w.ok("dispatcher@street", "m", consult(at("2026-07-01T00:00")));
    assert_eq!(w.due("m", "plan"), [at("2026-06-01T00:00"), at("2026-07-01T00:00")]);
}

#[test]
fn a_plan_ends_a_suspension_for_every_clock() {
    let mut w = World::handling(P13710);
    suspended(&mut w, "2026-03-21T00:00");
    w.ok("dispatcher@street", "m", consult(at("2026-06-01T00:00")));
    assert!(!w.state("m").suspended);
    let mut open = w.state("m").open_clocks();
    assert!(open.all(|clock| !clock.clock.is_suspended()), "nothing waits for a resumption");
    assert_eq!(w.running("m"), ["milestone", "plan"]);
}

#[test]
fn severity_changes_with_approval_and_before_the_clock_runs_out() {
    let severity = |to| Request::Severity { to };
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    w.take_up("m", "urban");
    let general = ask(&w, "m", "urban", severity(Severity::General));
    assert_eq!(w.no("clerk@urban", "m", general), "already_done");
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", severity(Severity::Major)));
    assert_eq!(w.state("m").severity, Severity::General, "not before it is approved");
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, None));
    assert_eq!(w.due("m", "resolve"), [at("2026-04-03T00:00")], "a month from acceptance");
    assert_eq!(w.due("m", "support"), [at("2026-03-19T00:00")]);
    assert_eq!(w.due("m", "milestone"), [at("2026-03-06T00:00")]);

    // A row of the responsibility list goes before the procedure, for whichever severity.
    let mut w = World::received(P13710);
    let limits = [("resolve".to_owned(), "5wd".parse().expect("a limit"))].into();
    w.lists.row = Some(RoutedBy {
        row: None,
        version: "1".into(),
        lead: None,
        supports: vec![],
        limits,
        ..RoutedBy::default()
    });
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", severity(Severity::Major)));
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, None));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-10T00:00")]);

    let mut w = World::handling(P13710);
    w.go("2026-03-12T00:00");
    let late = ask(&w, "m", "urban", severity(Severity::Major));
    assert_eq!(w.no("clerk@urban", "m", late), "after_due");
}

#[test]
fn an_instruction_has_a_clock_of_its_own() {
    let mut w = World::handling(P13710);
    let instruct = |to| {
        let (id, text) = (uuid("i"), "三日内报结果".into());
        Command::Instruct(Instruct { id, to: unit(to), also: vec![], text, files: vec![] })
    };
    assert_eq!(w.no("leader@urban", "m", instruct("housing")), "no_unit");
    w.ok("leader@street", "m", instruct("urban"));
    let note = || Command::Note(Note { text: "已转社区".into() });
    let second = Instruct {
        id: uuid("j"),
        to: unit("housing"),
        also: vec![],
        text: "配合查看".into(),
        files: vec![],
    };
    assert_eq!(w.no("clerk@housing", "m", note()), "out_of_reach");
    w.ok("leader@street", "m", Command::Instruct(second));
    w.ok("clerk@housing", "m", note());
    assert_eq!(w.due("m", "instruction"), [at("2026-03-06T00:00"); 2]);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    let answer =
        |id| Command::ReportBack(ReportBack { instruction: uuid(id), text: "已办".into() });
    assert_eq!(w.no("clerk@housing", "m", answer("i")), "out_of_reach");
    assert_eq!(w.no("clerk@urban", "m", answer("x")), "nothing_to_answer");
    w.ok("clerk@urban", "m", answer("i"));
    assert_eq!(w.no("clerk@urban", "m", answer("i")), "nothing_to_answer");
    assert_eq!(w.no("clerk@housing", "m", answer("i")), "nothing_to_answer");
    w.ok("clerk@housing", "m", answer("j"));
    assert!(!w.running("m").contains(&"instruction"));
}

#[test]
fn a_result_that_is_sent_back_never_was_one() {
    let mut w = World::handling(P13710);
    w.go("2026-03-05T10:00");
    w.hand_in("m", "urban");
    assert_eq!(w.running("m"), ["verify"], "a result is feedback too");
    w.go("2026-03-13T10:00");
    w.review("m", false);
    assert_eq!(w.state("m").stage(), Stage::Handling);
    assert_eq!(w.running("m"), ["milestone", "resolve"]);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    assert!(w.state("m").is_late(w.now), "the days at the reviewer's desk count");
    assert_eq!(w.state("m").reworks, 0);
}

#[test]
fn another_calendar_moves_clocks_only_by_command() {
    let mut w = World::handling(P13710);
    assert_eq!(w.no("administrator@street", "m", Command::MoveClocks), "nothing_moves");
    let holiday = |date: &str| CalendarDay {
        date: date.parse().expect("a date"),
        kind: DayKind::Holiday,
        name: None,
    };
    // Behind every due instant: another version, but nothing moves.
    w.calendar = w.calendar.with_days([holiday("2026-05-11")]);
    assert_eq!(w.no("administrator@street", "m", Command::MoveClocks), "nothing_moves");
    w.calendar = w.calendar.with_days([holiday("2026-03-10")]);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    w.ok("administrator@street", "m", Command::MoveClocks);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-13T00:00")]);
    assert_eq!(w.due("m", "milestone"), [at("2026-03-06T00:00")]);
    let moved = &w.history("m").last().expect("an event").clocks;
    assert_eq!(moved.iter().map(|c| c.key.name.as_str()).collect::<Vec<_>>(), ["resolve"]);
    let gas = Amend { category: Some(category_of("gas")), reason: "x".into(), ..Amend::default() };
    w.ok("dispatcher@street", "m", Command::Amend(gas));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-10T00:00")], "gas has no rest days");
    assert_eq!(w.no("house", "m", Command::MoveClocks), "nothing_moves");
}

/// A leak found out on a holiday: the days that were to be rest count from then on.
#[test]
fn a_category_without_rest_moves_the_clocks_of_the_office_that_has_it() {
    let amend = |category: &str| {
        let category = Some(category_of(category));
        Command::Amend(Amend { category, reason: "闻到煤气味".into(), ..Amend::default() })
    };
    let mut w = World::new(P13710);
    w.go("2026-09-29T10:00");
    w.ok("intake@street", "m", reported(report("m")));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.take_up("m", "urban");
    assert_eq!(w.due("m", "resolve"), [at("2026-10-15T00:00")]);
    let calm = w.clone();
    w.go("2026-10-02T10:00");
    w.ok("dispatcher@street", "m", amend("gas"));
    assert_eq!(w.due("m", "resolve"), [at("2026-10-07T00:00")]);
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("1wd")));
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, None));
    assert_eq!(w.due("m", "resolve"), [at("2026-10-08T00:00")], "and a holiday of it");

    // Nobody is late for not having worked on days that were rest until now.
    let mut w = calm;
    w.go("2026-10-08T09:00");
    w.ok("dispatcher@street", "m", amend("gas"));
    assert_eq!(w.due("m", "resolve"), [at("2026-10-15T00:00")]);
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("1wd")));
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, None));
    assert_eq!(w.due("m", "resolve"), [at("2026-10-16T00:00")], "granted time takes none away");
}

/// A row is made for the usual case.
#[test]
fn a_row_gives_what_is_urgent_no_more_time() {
    for (urgency, row, due) in [
        (Urgency::Normal, "15wd", "2026-03-24T00:00"),
        (Urgency::Critical, "15wd", "2026-03-03T09:00"),
        (Urgency::Critical, "4h", "2026-03-02T13:00"),
    ] {
        let mut w = World::new(P13710);
        w.lists.row = Some(routed("a", Some(row)));
        w.ok("intake@street", "m", reported(ReportMatter { urgency, ..report("m") }));
        w.ok("dispatcher@street", "m", accept());
        assert_eq!(w.due("m", "resolve"), [at(due)], "{urgency:?}, {row}");
    }
}

#[test]
fn a_rework_that_runs_out_is_late_for_ever() {
    let mut w = World::verified(P13710);
    w.ok("dispatcher@street", "m", Command::Reopen(reason()));
    assert_eq!(w.due("m", "rework"), [at("2026-03-07T00:00")]);
    w.go("2026-05-04T09:00");
    w.hand_in("m", "urban");
    w.review("m", true);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    assert_eq!(w.state("m").light(w.now), Light::Late);
}

#[test]
fn a_plan_is_made_above_the_handling_office() {
    let mut w = World::handling(P13710);
    let plan = || consult(at("2026-06-01T00:00"));
    for who in ["dispatcher@urban", "supervisor@urban", "leader@housing", "leader@nowhere"] {
        assert_eq!(w.no(who, "m", plan()), "one_level_up", "{who}");
    }
    w.ok("leader@street", "m", plan());
}

/// An order of a platform above, in hand.
fn due_above(above: jiff::Timestamp) -> World {
    let mut w = World::new(super::link::UPSTREAM);
    let upstream = Upstream::new("city", "A1", Some(above));
    w.ok("intake@street", "m", reported(ReportMatter { upstream: Some(upstream), ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.take_up("m", "urban");
    w
}

#[test]
fn a_plan_does_not_move_what_is_due_above() {
    let above = at("2026-03-04T12:00");
    let mut w = due_above(above);
    w.ok("dispatcher@street", "m", consult(at("2026-06-01T00:00")));
    assert_eq!(w.running("m"), ["plan", "resolve"]);
    assert_eq!(w.state("m").next_due(), Some(above));
    w.ok("dispatcher@street", "m", consult(at("2026-07-01T00:00")));
    assert_eq!(w.running("m"), ["plan", "resolve"], "one plan takes the place of another");
    w.go("2026-03-04T12:00");
    assert!(w.state("m").is_late(w.now));
}

#[test]
fn a_suspension_does_not_hide_what_is_due_above() {
    let above = at("2026-03-05T12:00");
    let mut w = due_above(above);
    suspended(&mut w, "2026-06-01T00:00");
    assert!(w.state("m").suspended);
    assert_eq!(w.state("m").next_due(), Some(above));
    w.go("2026-03-05T12:00");
    assert!(w.state("m").is_late(w.now));
    w.ok("leader@street", "m", Command::Resume(reason()));
    assert_eq!(w.state("m").next_due(), Some(above));
}

/// Support offices ask for themselves; what the matter waits for is another thing.
#[test]
fn a_request_hijacks_no_desk() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    w.take_up("m", "urban");
    w.take_up("m", "housing");
    w.ok("clerk@housing", "m", ask(&w, "m", "housing", extension("2wd")));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Dispatch), "somebody asks");
    w.hand_in("m", "urban");
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Review));
    w.review("m", true);
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Callback));
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    assert!(w.state("m").assignments.iter().all(|share| share.pending.is_none()));
    w.ok("dispatcher@street", "m", Command::Reopen(reason()));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Unit(unit("urban"))));
}

/// Where the lead's return goes to arbitration, that is what is waited for.
#[test]
fn the_lead_s_request_goes_before_a_support_unit_s() {
    let mut w = World::accepted(P13710);
    w.ok("dispatcher@street", "m", assign("urban", &["housing"]));
    for (from, to) in [("urban", "community"), ("community", "urban")] {
        w.ok(&format!("clerk@{from}"), "m", ask(&w, "m", from, give_back(to)));
        w.ok("dispatcher@street", "m", judge(&w, "m", from, true, Some(to)));
    }
    w.ok("clerk@housing", "m", ask(&w, "m", "housing", extension("2wd")));
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("community")));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Arbitration));
}

fn routed(row: &str, resolve: Option<&str>) -> RoutedBy {
    let limit = |text: &str| ("resolve".to_owned(), text.parse().expect("a limit"));
    RoutedBy {
        row: Some(crate::id::Id::of_code("test", row)),
        version: "1".into(),
        lead: Some(unit("urban")),
        supports: vec![],
        limits: resolve.map(limit).into_iter().collect(),
        ..RoutedBy::default()
    }
}

/// What is routed anew runs by the limits of its new row.
#[test]
fn amended_routing_moves_its_clocks() {
    let amend = |category: &str| {
        let category = Some(category_of(category));
        Command::Amend(Amend { category, reason: "类别有误".into(), ..Amend::default() })
    };
    let mut w = World::received(P13710);
    w.lists.row = Some(routed("a", None));
    w.ok("dispatcher@street", "m", accept());
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")], "seven days of the procedure");
    w.lists.row = Some(routed("b", Some("5wd")));
    w.ok("dispatcher@street", "m", amend("lamp"));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-10T00:00")], "five days of the row");
    assert_eq!(w.due("m", "milestone"), [at("2026-03-06T00:00")]);
    w.lists.row = Some(routed("c", None));
    w.ok("dispatcher@street", "m", amend("tree"));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")], "the row has none of its own");
    // Another calendar waits for its own command.
    w.calendar = w.calendar.with_days([CalendarDay {
        date: "2026-03-05".parse().expect("a date"),
        kind: DayKind::Holiday,
        name: None,
    }]);
    w.ok("dispatcher@street", "m", amend("lamp"));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    // A category without rest days.
    w.ok("dispatcher@street", "m", amend("gas"));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-10T00:00")]);

    // What ran out is not made good by another row.
    let mut w = World::received(P13710);
    w.lists.row = Some(routed("b", Some("2wd")));
    w.ok("dispatcher@street", "m", accept());
    w.go("2026-03-05T00:00");
    w.lists.row = Some(routed("a", None));
    w.ok("dispatcher@street", "m", amend("lamp"));
    assert_eq!(w.due("m", "resolve"), [at("2026-03-05T00:00")]);
    assert!(w.state("m").is_late(w.now));
}
