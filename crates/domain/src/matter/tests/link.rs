//! Two and more matters: split, merge, un-merge; and what is erased.

use super::rows::row;
use super::say::*;
use super::world::{P13710, World, at, id, voice};
use crate::matter::*;

pub(super) const UPSTREAM: &str = include_str!("../../../../../procedures/upstream.toml");

fn split(w: &mut World, m: &str) {
    let (who, command) = row(w, "split", m, "urban", "p");
    w.ok(&who, m, command);
}

#[test]
fn every_part_runs_from_the_original_instants() {
    let mut w = World::handling(P13710);
    w.ok("voice:m", "m", rate_nothing(&w));
    w.go("2026-03-05T10:00");
    split(&mut w, "m");
    assert_eq!(w.ending("m"), Some(EndingKind::Split));
    for name in ["px", "py"] {
        let part = w.state(name);
        assert_eq!(part.received, at("2026-03-02T09:00"));
        assert_eq!((part.stage(), part.reports.len()), (Stage::Assigning, 1));
        assert_eq!(part.links, [Link { kind: LinkKind::SplitFrom, matter: id("m") }]);
        assert_eq!(w.due(name, "resolve"), [at("2026-03-12T00:00")]);
        assert_eq!(w.due(name, "assign"), [at("2026-03-04T00:00")], "overdue, and seen so");
        w.ok("dispatcher@street", name, assign("urban", &[]));
    }
}

/// Something harmless that changes the voice.
fn rate_nothing(w: &World) -> Command {
    row(w, "urge", "m", "urban", "").1
}

#[test]
fn a_split_does_not_turn_the_reporter_s_clock_back_or_forward() {
    // Extended before the split: the parts keep the longer limit.
    let mut w = World::handling(P13710);
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", extension("7wd")));
    w.ok("dispatcher@street", "m", judge(&w, "m", "urban", true, None));
    split(&mut w, "m");
    assert_eq!(w.due("px", "resolve"), [at("2026-03-21T00:00")]);

    // In rework: the parts are in rework too.
    let mut w = World::rejected(P13710);
    w.ok("dispatcher@street", "m", Command::Rework(reason()));
    split(&mut w, "m");
    assert_eq!(w.due("px", "rework"), w.due("m", "rework"));
    assert_eq!(w.running("px"), ["assign", "rework"]);

    // One rework is left to each of them.
    w.ok("dispatcher@street", "px", assign("urban", &[]));
    w.take_up("px", "urban");
    for left in [true, false] {
        w.hand_in("px", "urban");
        w.review("px", true);
        let report = w.state("px").reports[0].id;
        let verdict = verdict(Solved::Not);
        let not = Command::Callback(CallBack { report, verdict, reason: String::new() });
        w.ok("callback@street", "px", not);
        if left {
            w.ok("dispatcher@street", "px", Command::Rework(reason()));
        }
    }
    assert_eq!(w.no("dispatcher@street", "px", Command::Rework(reason())), "rework_limit");

    // Due from above: so are the parts, though the order above stays with the whole.
    let mut w = World::new(UPSTREAM);
    let above = at("2026-03-04T12:00");
    let upstream = Upstream::new("city", "A1", Some(above));
    w.ok("intake@street", "m", reported(ReportMatter { upstream: Some(upstream), ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    assert_eq!(w.due("m", "resolve"), [above]);
    split(&mut w, "m");
    assert_eq!(w.due("py", "resolve"), [above]);
    w.ok("dispatcher@street", "py", assign("urban", &[]));
    w.take_up("py", "urban");
    let longer = ask(&w, "py", "urban", extension("1wd"));
    assert_eq!(w.no("clerk@urban", "py", longer), "due_from_above");
}

#[test]
fn a_split_that_cannot_be() {
    let mut w = World::accepted(P13710);
    let p = |w: &World, name: &str| part(w, "m", name);
    let few = vec![p(&w, "a")];
    let many = (0..11).map(|n| p(&w, &n.to_string())).collect();
    let twice = vec![p(&w, "a"), p(&w, "a")];
    let itself = vec![p(&w, "a"), Part { id: id("m"), ..p(&w, "b") }];
    let voiceless = vec![p(&w, "a"), Part { reports: vec![], ..p(&w, "b") }];
    let untitled = vec![p(&w, "a"), Part { title: " ".into(), ..p(&w, "b") }];
    for (parts, code) in [
        (few, "invalid"),
        (many, "invalid"),
        (twice, "invalid"),
        (itself, "invalid"),
        (voiceless, "invalid"),
        (untitled, "missing"),
    ] {
        let split = Command::Split(Split { parts, reason: "x".into() });
        assert_eq!(w.no("dispatcher@street", "m", split), code);
    }
}

/// `m` and `n`, accepted; `m` merged into `n`.
fn merged() -> World {
    let mut w = World::accepted(P13710);
    w.ok("intake@street", "n", reported(report("n")));
    w.ok("dispatcher@street", "n", accept());
    let (who, merge) = row(&w, "merge", "m", "urban", "");
    w.ok(&who, "m", merge);
    w
}

#[test]
fn a_merged_voice_lives_on_and_takes_what_happened_home() {
    let mut w = merged();
    assert_eq!(w.state("n").reports.len(), 2);
    assert_eq!(w.state("m").links, [Link { kind: LinkKind::MergedInto, matter: id("n") }]);
    let urge = row(&w, "urge", "m", "urban", "").1;
    assert_eq!(w.no("voice:m", "m", urge.clone()), "ended");
    w.ok("voice:m", "n", urge);
    w.ok("dispatcher@street", "n", assign("urban", &[]));
    w.take_up("n", "urban");
    w.hand_in("n", "urban");
    w.review("n", true);
    w.ok("voice:m", "n", rate("m", 2, None));
    w.go("2026-03-04T09:00");
    let unmerge = row(&w, "unmerge", "m", "urban", "").1;
    w.ok("dispatcher@street", "m", unmerge.clone());
    let home = &w.state("m").reports[0];
    assert_eq!((home.id, home.from), (voice("m"), None));
    assert_eq!(home.rating.as_ref().map(|given| given.stars), Some(2));
    assert_eq!(home.urged.map(|(_, times)| times), Some(1));
    assert_eq!(w.state("n").reports.iter().map(|v| v.id).collect::<Vec<_>>(), [voice("n")]);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    assert_eq!(w.running("m"), ["assign", "milestone", "resolve"]);
    assert!(w.state("m").links.is_empty() && w.state("n").links.is_empty());
    assert_eq!(w.no("dispatcher@street", "m", unmerge), "not_ended");
}

/// A clock that stopped in the very instant of the merge was not stopped by it.
#[test]
fn only_what_the_merge_stopped_runs_again() {
    let mut w = World::assigned(P13710);
    w.ok("intake@street", "n", reported(report("n")));
    for name in ["merge", "unmerge"] {
        let (who, command) = row(&w, name, "m", "urban", "");
        w.ok(&who, "m", command);
    }
    assert_eq!(w.running("m"), ["milestone", "resolve", "sign_in"]);
}

#[test]
fn a_chain_of_merges_is_undone_from_its_end() {
    let mut w = merged();
    w.ok("intake@street", "o", reported(report("o")));
    let into = Merge { into: id("o"), reason: "x".into() };
    w.ok("dispatcher@street", "n", Command::Merge(into));
    let unmerge = |from| Command::Unmerge(Unmerge { from: id(from), reason: "x".into() });
    assert_eq!(w.no("dispatcher@street", "m", unmerge("n")), "other_matter");
    assert_eq!(w.no("dispatcher@street", "m", unmerge("o")), "other_matter");
    w.ok("dispatcher@street", "n", unmerge("o"));
    w.ok("dispatcher@street", "m", unmerge("n"));
    for name in ["m", "n", "o"] {
        let voices: Vec<_> = w.state(name).reports.iter().map(|v| (v.id, v.from)).collect();
        assert_eq!(voices, [(voice(name), None)]);
    }
}

#[test]
fn a_secret_is_erased_at_any_time() {
    let (mut ended, mut open) = (World::verified(P13710), World::handling(P13710));
    ended.go("2026-03-18T00:00");
    ended.ok("house", "m", Command::Close);
    ended.ok("dispatcher@street", "m", Command::Archive);
    let (_, files) = row(&open, "supplement", "m", "urban", "");
    open.ok("voice:m", "m", files);
    for w in [&mut ended, &mut open] {
        let secret = Command::Quarantine(Quarantine { ground: QuarantineGround::Secret });
        assert_eq!(w.no("clerk@urban", "m", secret.clone()), "not_allowed");
        w.ok("supervisor@street", "m", secret);
        assert!(w.erased);
        let matter = w.state("m");
        assert!(matter.files.is_empty());
        assert!(matter.result.as_ref().is_none_or(|result| result.evidence.is_empty()));
        let ending = matter.ending.as_ref().map(|ending| (ending.kind, ending.ground));
        assert_eq!(ending, Some((EndingKind::Quarantined, Some(QuarantineGround::Secret))));
        assert_eq!(w.words.last().map(Words::is_empty), Some(true), "a tombstone has no words");
    }
}

/// What was closed while it was merged is open again with its voices, at the stage it had.
#[test]
fn what_goes_its_own_way_again_is_not_closed() {
    let mut w = merged();
    w.ok("dispatcher@street", "m", Command::Close);
    let unmerge = row(&w, "unmerge", "m", "urban", "").1;
    w.ok("dispatcher@street", "m", unmerge);
    assert_eq!((w.state("m").stage(), w.state("m").closed), (Stage::Assigning, None));
    assert_eq!(w.no("dispatcher@street", "m", Command::Archive), "not_now");
    w.ok("dispatcher@street", "m", assign("urban", &[]));
}

/// `m`, reported and accepted on the 2nd, merged into `n`, reported on the 10th.
fn old_into_fresh(accepted: bool) -> World {
    let mut w = World::accepted(P13710);
    w.go("2026-03-10T09:00");
    w.ok("intake@street", "n", reported(report("n")));
    if accepted {
        w.ok("dispatcher@street", "n", accept());
    }
    let (who, merge) = row(&w, "merge", "m", "urban", "");
    w.ok(&who, "m", merge);
    w
}

#[test]
fn a_merge_gives_nobody_more_time() {
    let mut w = old_into_fresh(true);
    assert_eq!(w.due("n", "resolve"), [at("2026-03-20T00:00"), at("2026-03-12T00:00")]);
    // The milestone of the old one ran out; the assignment did too.
    assert_eq!(w.state("n").next_due(), Some(at("2026-03-04T00:00")));
    w.go("2026-03-12T00:00");
    assert!(w.state("n").is_late(w.now));
    let unmerge = row(&w, "unmerge", "m", "urban", "").1;
    w.ok("dispatcher@street", "m", unmerge);
    assert_eq!(w.running("n"), ["assign", "milestone", "resolve"]);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);

    // Not accepted yet: the voice that was accepted is owed a result all the same.
    let w = old_into_fresh(false);
    assert_eq!(w.running("n"), ["accept", "milestone", "resolve"]);
    assert_eq!(w.due("n", "resolve"), [at("2026-03-12T00:00")]);
}

#[test]
fn a_merge_into_an_older_one_changes_no_clock() {
    let mut w = World::accepted(P13710);
    w.go("2026-03-10T09:00");
    w.ok("intake@street", "n", reported(report("n")));
    w.ok("dispatcher@street", "n", accept());
    let (who, merge) = row(&w, "merge", "n", "urban", "");
    w.ok(&who, "n", merge);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-12T00:00")]);
    assert_eq!(w.running("m"), ["assign", "milestone", "resolve"]);
}

#[test]
fn what_is_due_above_goes_with_the_voice() {
    let mut w = World::new(UPSTREAM);
    let above = at("2026-03-04T12:00");
    let upstream = Upstream::new("city", "A1", Some(above));
    w.ok("intake@street", "m", reported(ReportMatter { upstream: Some(upstream), ..report("m") }));
    w.ok("intake@street", "n", reported(report("n")));
    for m in ["m", "n"] {
        w.ok("dispatcher@street", m, accept());
    }
    let (who, merge) = row(&w, "merge", "m", "urban", "");
    w.ok(&who, "m", merge);
    assert!(w.due("n", "resolve").contains(&above));
    w.ok("dispatcher@street", "n", assign("urban", &[]));
    w.take_up("n", "urban");
    let longer = ask(&w, "n", "urban", extension("1wd"));
    assert_eq!(w.no("clerk@urban", "n", longer), "due_from_above");
}

/// A result that stopped the clock and is sent back does not bring it back without its voice.
#[test]
fn a_clock_goes_home_with_its_voice() {
    let mut w = old_into_fresh(true);
    w.ok("dispatcher@street", "n", assign("urban", &[]));
    w.take_up("n", "urban");
    w.hand_in("n", "urban");
    let unmerge = row(&w, "unmerge", "m", "urban", "").1;
    w.ok("dispatcher@street", "m", unmerge);
    w.review("n", false);
    assert_eq!(w.running("n"), ["milestone", "resolve"]);
}

#[test]
fn no_voice_is_merged_into_what_is_suspended() {
    let mut w = World::handling(P13710);
    let review = at("2026-03-21T00:00");
    w.ok("clerk@urban", "m", ask(&w, "m", "urban", suspension(review)));
    w.ok("leader@street", "m", judge(&w, "m", "urban", true, None));
    w.ok("intake@street", "n", reported(report("n")));
    let (who, merge) = row(&w, "merge", "n", "urban", "");
    assert_eq!(w.no(&who, "n", merge), "suspended");
}

#[test]
fn what_comes_again_follows_what_has_ended() {
    let follows = |kind, link| {
        let follows = Some(Link { kind: link, matter: id("m") });
        reported(ReportMatter { kind, follows, ..report("n") })
    };
    let recurring = || follows(Kind::Request, LinkKind::Recurring);
    let mut w = World::new(super::history::P12345);
    assert_eq!(w.no("intake@street", "n", recurring()), "other_matter", "there is none");
    w.ok("intake@street", "m", reported(report("m")));
    assert_eq!(w.no("intake@street", "n", recurring()), "not_ended");
    let about = follows(Kind::Request, LinkKind::PetitionOf);
    assert_eq!(w.no("intake@street", "n", about), "kind_not_taken");
    let merged = follows(Kind::Request, LinkKind::MergedFrom);
    assert_eq!(w.no("intake@street", "n", merged), "invalid");
    w.clone().ok("intake@street", "n", follows(Kind::Petition, LinkKind::PetitionOf));
    let (who, exit) = row(&w, "exit", "m", "urban", "");
    w.ok(&who, "m", exit);
    w.ok("intake@street", "n", recurring());
    assert_eq!(w.state("n").links, [Link { kind: LinkKind::Recurring, matter: id("m") }]);
}

#[test]
fn what_is_raised_from_a_record_is_said_by_the_same_person() {
    let mut w = World::new(super::history::P12345);
    let raised = |kind, person| {
        let follows = Some(Link { kind: LinkKind::RaisedFrom, matter: id("m") });
        reported(ReportMatter { kind, follows, person, ..report("n") })
    };
    assert_eq!(w.no("intake@street", "n", raised(Kind::Request, None)), "other_matter");
    w.ok("intake@street", "m", reported(report("m")));
    assert_eq!(w.no("intake@street", "n", raised(Kind::Request, None)), "not_ended");
    let told = Some(Link { kind: LinkKind::RaisedInto, matter: id("m") });
    let told = reported(ReportMatter { follows: told, ..report("n") });
    assert_eq!(w.no("intake@street", "n", told), "invalid", "it is told, not said");
    let mut other = w.clone();
    let (who, exit) = row(&other, "exit", "m", "urban", "");
    other.ok(&who, "m", exit);
    let of_others = other.no("intake@street", "n", raised(Kind::Request, None));
    assert_eq!(of_others, "invalid", "it was not settled on the spot");
    let (who, settle) = row(&w, "settle", "m", "urban", "");
    w.ok(&who, "m", settle);
    let before = w.state("m").reports[0].person.clone();
    assert!(before.is_some());
    let mut anew = w.clone();
    anew.ok("intake@street", "n", raised(Kind::Request, report("n").person));
    assert_eq!(anew.state("n").reports[0].person, report("n").person, "somebody was named");
    w.ok("intake@street", "n", raised(Kind::Request, None));
    assert_eq!(w.state("n").links, [Link { kind: LinkKind::RaisedFrom, matter: id("m") }]);
    assert_eq!(w.state("n").reports[0].person, before);
    assert_eq!(w.state("n").subjects, w.state("m").subjects);
}
