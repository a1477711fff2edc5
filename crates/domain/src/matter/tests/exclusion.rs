//! 剔除: asked by the office it counts against, in time and with evidence; decided by somebody independent; the figures
//! before stay as they were.

use super::history::{replays, written};
use super::say::*;
use super::tallies::of_unit;
use super::world::{P13710, World, at, voice};
use crate::matter::*;
use crate::tally::Measure;

const V1_EXCLUSION: &str = include_str!("history_v1_exclusion.json");

fn decided(w: &mut World, name: &str, granted: bool) {
    w.ok("supervisor@street", "m", decide_exclusion(uuid(name), granted));
}

/// The reporter was called back, and is neither helped nor content.
fn not_content() -> World {
    let mut w = World::reviewed(P13710);
    let verdict = verdict(Solved::Not).map(|verdict| Verdict { satisfied: 1, ..verdict });
    w.ok("callback@street", "m", callback("m", verdict));
    w
}

/// Ended, and rated with two stars.
fn rated_low() -> World {
    let mut w = World::verified(P13710);
    w.ok("voice:m", "m", rate("m", 2, None));
    w
}

/// Nobody has answered by the last day.
fn overdue() -> World {
    let mut w = World::handling(P13710);
    w.go("2026-03-12T09:00");
    w
}

#[test]
fn each_shortfall_is_left_out_of_its_own_figure_and_of_no_other() {
    let rows = [
        (not_content(), Shortfall::NotSolved, Measure::NotSolvedExcluded, Measure::CalledBack),
        (
            not_content(),
            Shortfall::Dissatisfied,
            Measure::DissatisfiedExcluded,
            Measure::CalledBack,
        ),
        (rated_low(), Shortfall::RatedLow, Measure::RatedLowExcluded, Measure::Rated),
        (overdue(), Shortfall::Overdue, Measure::DueExcluded, Measure::Due),
    ];
    for (mut w, shortfall, left_out, of) in rows {
        let raw = of_unit(&w, of, "urban");
        w.ok("clerk@urban", "m", ask_exclusion("e", shortfall));
        assert_eq!(of_unit(&w, left_out, "urban"), 0, "{shortfall:?} before anybody decided");
        assert!(w.state("m").exclusion_waits());
        decided(&mut w, "e", true);
        assert_eq!(of_unit(&w, left_out, "urban"), 1, "{shortfall:?}");
        assert_eq!(of_unit(&w, of, "urban"), raw, "{shortfall:?}: what was counted stays");
        for other in [
            Measure::NotSolvedExcluded,
            Measure::DissatisfiedExcluded,
            Measure::RatedLowExcluded,
            Measure::DueExcluded,
        ] {
            assert_eq!(of_unit(&w, other, "urban"), i64::from(other == left_out), "{other:?}");
        }
        assert_eq!(w.no("clerk@urban", "m", ask_exclusion("f", shortfall)), "already_done");
    }
}

#[test]
fn it_counts_under_the_day_of_what_is_left_out() {
    let mut w = rated_low();
    w.ok("clerk@urban", "m", ask_exclusion("e", Shortfall::RatedLow));
    w.go("2026-03-20T09:00");
    decided(&mut w, "e", true);
    let days = |measure| -> Vec<i32> {
        let own = w.sums.iter().filter(|(key, n)| key.measure == measure && **n != 0);
        own.map(|(key, _)| key.day).collect()
    };
    assert_eq!(days(Measure::RatedLowExcluded), days(Measure::Rated));
}

#[test]
fn what_is_refused_counts_as_before() {
    let mut w = not_content();
    w.ok("head@urban", "m", ask_exclusion("e", Shortfall::NotSolved));
    let empty = DecideExclusion { exclusion: uuid("e"), granted: true, opinion: " ".into() };
    assert_eq!(w.no("supervisor@street", "m", Command::DecideExclusion(empty)), "missing");
    decided(&mut w, "e", false);
    assert_eq!(of_unit(&w, Measure::NotSolvedExcluded, "urban"), 0);
    assert!(!w.state("m").exclusion_waits());
    let again = decide_exclusion(uuid("e"), true);
    assert_eq!(w.no("supervisor@street", "m", again), "nothing_to_answer");
}

#[test]
fn who_may_ask_and_who_may_decide() {
    let mut w = not_content();
    let ask = || ask_exclusion("e", Shortfall::NotSolved);
    for (who, code) in [
        ("dispatcher@street", "not_allowed"),
        ("callback@street", "not_allowed"),
        ("voice:m", "not_allowed"),
        ("clerk@housing", "out_of_reach"),
    ] {
        assert_eq!(w.no(who, "m", ask()), code, "{who}");
    }
    w.ok("clerk+supervisor@street", "m", ask());
    for (who, code) in [
        ("clerk@urban", "not_allowed"),
        ("leader@street", "not_allowed"),
        ("supervisor@urban", "one_level_up"),
        ("supervisor@urban/street", "one_level_up"),
        ("clerk+supervisor@street", "own_request"),
    ] {
        assert_eq!(w.no(who, "m", decide_exclusion(uuid("e"), true)), code, "{who}");
    }
    assert_eq!(
        w.no("supervisor@street", "m", decide_exclusion(uuid("x"), true)),
        "nothing_to_answer"
    );
    decided(&mut w, "e", true);
}

#[test]
fn three_working_days_and_no_longer() {
    // Called back on Monday 2 March: until Thursday night.
    for (day, code) in [("2026-03-05T23:59", None), ("2026-03-06T00:00", Some("exclusion_closed"))]
    {
        let mut w = not_content();
        w.go(day);
        match code {
            None => w.ok("clerk@urban", "m", ask_exclusion("e", Shortfall::NotSolved)),
            Some(code) => {
                assert_eq!(w.no("clerk@urban", "m", ask_exclusion("e", Shortfall::NotSolved)), code)
            }
        }
    }
    // A deadline that is still missed counts on, so it may still be asked; three working days after it was met it is over.
    let mut w = overdue();
    w.go("2026-03-26T09:00");
    assert!(
        w.clone()
            .run(&super::world::actor("clerk@urban"), "m", &ask_exclusion("e", Shortfall::Overdue))
            .is_ok()
    );
    w.hand_in("m", "urban");
    w.go("2026-04-03T09:00");
    assert_eq!(
        w.no("clerk@urban", "m", ask_exclusion("e", Shortfall::Overdue)),
        "exclusion_closed"
    );
}

#[test]
fn a_case_has_a_reason_words_and_evidence() {
    let Command::AskExclusion(full) = ask_exclusion("e", Shortfall::NotSolved) else { return };
    let files =
        |n: u128| (0..n).map(|n| crate::id::Id::from_uuid(::uuid::Uuid::from_u128(n))).collect();
    for (ask, code) in [
        (AskExclusion { reason: "because".into(), ..full.clone() }, "invalid"),
        (AskExclusion { reason: String::new(), ..full.clone() }, "invalid"),
        (AskExclusion { text: "  ".into(), ..full.clone() }, "missing"),
        (AskExclusion { evidence: files(0), ..full.clone() }, "evidence_missing"),
        (AskExclusion { evidence: files(21), ..full.clone() }, "invalid"),
        (AskExclusion { shortfall: Shortfall::Overdue, ..full.clone() }, "no_shortfall"),
        (AskExclusion { shortfall: Shortfall::RatedLow, ..full }, "no_shortfall"),
    ] {
        let mut w = not_content();
        assert_eq!(w.no("clerk@urban", "m", Command::AskExclusion(ask.clone())), code, "{ask:?}");
    }
}

#[test]
fn it_counts_against_whoever_had_the_lead_then() {
    let mut w = not_content();
    w.ok("dispatcher@street", "m", Command::Rework(reason()));
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", give_back("housing")));
    w.ok("supervisor@street", "m", judge(&w, "m", "urban", true, Some("housing")));
    assert_eq!(
        w.no("clerk@housing", "m", ask_exclusion("e", Shortfall::NotSolved)),
        "out_of_reach"
    );
    w.ok("clerk@urban", "m", ask_exclusion("e", Shortfall::NotSolved));
    decided(&mut w, "e", true);
    assert_eq!(of_unit(&w, Measure::NotSolvedExcluded, "urban"), 1);
    assert_eq!(of_unit(&w, Measure::NotSolvedExcluded, "housing"), 0);
}

#[test]
fn both_steps_can_be_taken_back() {
    let mut w = not_content();
    w.ok("clerk@urban", "m", ask_exclusion("e", Shortfall::NotSolved));
    decided(&mut w, "e", true);
    w.ok("supervisor@street", "m", Command::Undo);
    assert_eq!(of_unit(&w, Measure::NotSolvedExcluded, "urban"), 0);
    assert!(w.state("m").exclusion_waits());
    decided(&mut w, "e", false);
}

#[test]
fn nothing_is_archived_before_it_is_decided() {
    let mut w = rated_low();
    w.ok("clerk@urban", "m", ask_exclusion("e", Shortfall::RatedLow));
    w.go("2026-03-30T09:00");
    w.ok("house", "m", Command::Close);
    assert_eq!(w.no("dispatcher@street", "m", Command::Archive), "pieces_missing");
    assert_eq!(w.state("m").lacks(&w.procedure), [Piece::Exclusions]);
    decided(&mut w, "e", true);
    w.ok("dispatcher@street", "m", Command::Archive);
}

#[test]
fn an_office_is_offered_it_only_where_something_counts() {
    let offered = |w: &World, who: &str| {
        let offers = w.offers(&super::world::actor(who), "m");
        let own = offers.into_iter().filter(|offer| offer.verb == Verb::AskExclusion);
        own.map(|offer| offer.refusal).collect::<Vec<_>>()
    };
    assert_eq!(offered(&World::verified(P13710), "clerk@urban"), []);
    assert_eq!(offered(&not_content(), "clerk@urban"), [None]);
    assert_eq!(offered(&not_content(), "clerk@housing"), []);
    let mut w = rated_low();
    w.ok("clerk@urban", "m", ask_exclusion("e", Shortfall::RatedLow));
    assert_eq!(offered(&w, "clerk@urban"), [Some(Refusal::AlreadyDone)]);
}

#[test]
fn what_counts_names_day_office_and_occasion() {
    let w = not_content();
    let all = w.state("m").shortfalls(w.history("m"), w.now);
    let kinds: Vec<_> = all.iter().map(|one| one.shortfall).collect();
    assert_eq!(kinds, [Shortfall::NotSolved, Shortfall::Dissatisfied]);
    assert!(all.iter().all(|one| one.unit == super::world::unit("urban") && one.at == w.now));
    let w = overdue();
    let all = w.state("m").shortfalls(w.history("m"), w.now);
    assert_eq!(all.len(), 1);
    assert!(all[0].at < at("2026-03-12T00:00") && all[0].at >= at("2026-03-11T00:00"));
    // Nothing counts that was withdrawn before its day.
    let mut w = World::handling(P13710);
    w.ok("voice:m", "m", Command::Withdraw(Withdraw { report: voice("m"), reason: String::new() }));
    w.go("2026-04-01T09:00");
    assert_eq!(w.state("m").shortfalls(w.history("m"), w.now), []);
}

#[test]
fn what_version_1_learnt_since_still_replays() {
    let kinds = replays(V1_EXCLUSION);
    assert!(kinds.is_superset(&["exclusion_asked", "exclusion_decided"].into()));
}

#[test]
#[ignore = "writes the history once"]
fn write_the_history_with_what_version_1_learnt() {
    let mut w = overdue();
    w.ok("clerk@urban", "m", ask_exclusion("e", Shortfall::Overdue));
    decided(&mut w, "e", true);
    w.hand_in("m", "urban");
    w.review("m", true);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Not)));
    w.ok("clerk@urban", "m", ask_exclusion("f", Shortfall::NotSolved));
    decided(&mut w, "f", false);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/matter/tests/history_v1_exclusion.json");
    let text = serde_json::to_string_pretty(&[written(&w, "m")]).expect("it is written");
    std::fs::write(path, text + "\n").expect("the history is kept");
}
