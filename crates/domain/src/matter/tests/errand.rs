//! 帮办代办: whoever takes it in does it, with a written authority, and gives back what is the resident's.

use super::history::{replays, written};
use super::say::*;
use super::world::{P13710, World, account, at, id, unit};
use crate::errand::Material;
use crate::matter::*;

pub(super) const ERRAND: &str = include_str!("../../../../../procedures/errand.toml");
const V1_ERRAND: &str = include_str!("history_v1_errand.json");
const GRID: &str = "grid_worker@grid";

fn item(limit: Option<&str>) -> ErrandItem {
    ErrandItem {
        id: uuid("allowance"),
        name: "高龄津贴申领".into(),
        materials: vec![Material { name: "高龄津贴申请表".into(), original: true }],
        limit: limit.map(|limit| limit.parse().expect("a limit")),
    }
}

/// What a grid worker reports at a resident's door.
fn errand(item: Option<ErrandItem>, taken: Option<TakeDocuments>) -> ReportMatter {
    let errand = NewErrand { item, taken };
    ReportMatter { kind: Kind::Errand, channel: Channel::Grid, errand, ..report("m") }
}

fn take(until: Option<&str>, names: &[(&str, bool)]) -> Command {
    Command::TakeDocuments(take_documents(until.map(at), names))
}

/// In the hands of the grid worker, with nothing signed and nothing handed over.
fn begun() -> World {
    let mut w = World::new(ERRAND);
    w.ok(GRID, "m", reported(errand(Some(item(None)), None)));
    w
}

fn held(w: &World) -> Vec<u16> {
    w.state("m").errand.held().map(|(number, _)| number).collect()
}

#[test]
fn whoever_takes_an_errand_in_does_it() {
    let mut w = World::new(ERRAND);
    let taken =
        take_documents(Some(at("2026-06-01T00:00")), &[("户口簿", true), ("一寸照片", false)]);
    w.ok(GRID, "m", reported(errand(Some(item(Some("3wd"))), Some(taken))));
    let matter = w.state("m");
    assert_eq!(
        (matter.stage(), matter.lead().map(|lead| lead.unit)),
        (Stage::Handling, Some(unit("grid")))
    );
    assert_eq!(w.running("m"), ["resolve"]);
    assert_eq!(w.due("m", "resolve"), [at("2026-03-06T00:00")], "as long as the item says");
    assert_eq!(matter.errand.authority, Some(at("2026-06-01T00:00")));
    assert_eq!((held(&w), matter.errand.originals()), (vec![1, 2], 1));
    assert_eq!(matter.errand.documents[0].by, Some(account(GRID)));

    // A result waits for what is the resident's; a copy may stay.
    let result = submit(&w, "m", "grid");
    let hands_in = || Command::Submit(result.clone());
    assert_eq!(w.no(GRID, "m", hands_in()), "documents_held");
    w.ok("clerk@community", "m", return_documents(&[1, 1]));
    assert_eq!(w.no(GRID, "m", return_documents(&[1])), "already_done");
    w.ok(GRID, "m", hands_in());
    assert_eq!(w.no(GRID, "m", take(None, &[("户口簿", true)])), "not_now");
    // Nobody confirms the own errand; the resident is asked from outside.
    assert_eq!(w.no("callback@grid", "m", callback("m", verdict(Solved::Solved))), "own_result");
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    assert_eq!(w.ending("m"), Some(EndingKind::Verified));
    w.ok("voice:m", "m", rate("m", 5, None));
    // Also what was forgotten is given back.
    w.ok(GRID, "m", return_documents(&[2]));
    assert_eq!(held(&w), [0_u16; 0]);
}

#[test]
fn the_desks_only_take_it_in() {
    for who in ["intake@street", "reporting"] {
        let mut w = World::new(ERRAND);
        w.ok(who, "m", reported(errand(None, None)));
        assert_eq!(w.state("m").stage(), Stage::Received, "{who}");
        w.ok("dispatcher@street", "m", accept());
        assert_eq!(
            w.due("m", "resolve"),
            [at("2026-03-10T00:00")],
            "as long as the procedure says"
        );
    }
    // An office with nobody above it has nobody to verify what it does.
    let mut w = World::new(ERRAND);
    w.ok("clerk@county", "m", reported(errand(None, None)));
    assert_eq!(w.state("m").stage(), Stage::Received);
    // Nor has one that is complained of.
    let mut w = World::new(ERRAND);
    let subjects = Subjects { units: vec![unit("grid")], accounts: Vec::new() };
    w.ok("clerk@community", "m", reported(ReportMatter { subjects, ..errand(None, None) }));
    assert_eq!(w.state("m").stage(), Stage::Handling, "another office does it");
}

#[test]
fn papers_are_taken_with_a_signed_authority_and_by_their_kinds() {
    let mut w = begun();
    let book: &[(&str, bool)] = &[("户口簿", true)];
    for (command, code) in [
        (take(None, &[]), "missing"),
        (take(None, book), "no_authority"),
        (take(Some("2026-03-02T09:00"), book), "out_of_order"),
        (take(Some("2026-09-03T00:01"), book), "out_of_order"),
        (take(Some("2026-06-01T00:00"), &[("王丽的身份证", true)]), "invalid"),
        (take(Some("2026-06-01T00:00"), &[book[0]; 21]), "invalid"),
    ] {
        assert_eq!(w.no(GRID, "m", command.clone()), code, "{command:?}");
    }
    let mut many = take_documents(Some(at("2026-06-01T00:00")), book);
    for (count, fits) in [(0, false), (21, false), (20, true)] {
        many.documents[0].count = count;
        let command = Command::TakeDocuments(many.clone());
        assert_eq!(
            w.clone().run(&super::world::staff(GRID), "m", &command).is_ok(),
            fits,
            "{count}"
        );
    }
    // Who has to do with it: the office, those above, the desks.
    assert_eq!(
        w.no("grid_worker@urban", "m", take(Some("2026-06-01T00:00"), book)),
        "out_of_reach"
    );
    assert_eq!(w.no("callback@street", "m", take(Some("2026-06-01T00:00"), book)), "not_allowed");
    let with = errand(None, Some(take_documents(Some(at("2026-06-01T00:00")), book)));
    let with = reported(ReportMatter { id: id("n"), ..with });
    assert_eq!(w.no("callback@street", "n", with.clone()), "not_allowed", "nor as it is reported");
    w.clone().ok("intake@street", "n", with);
    w.ok("intake@street", "m", take(Some("2026-03-04T00:00"), &[]));
    w.ok(GRID, "m", take(None, &[("高龄津贴申请表", true)]));
    w.ok(GRID, "m", Command::Undo);
    assert_eq!(held(&w), [0_u16; 0]);
    w.ok(GRID, "m", take(None, &[("居民身份证", false)]));
    assert_eq!(w.no(GRID, "m", return_documents(&[])), "missing");
    assert_eq!(w.no(GRID, "m", return_documents(&[2])), "invalid");
    w.go("2026-03-04T00:00");
    assert_eq!(w.no(GRID, "m", take(None, book)), "no_authority", "it is over");
    // 200 kinds at most.
    w.ok(GRID, "m", take(Some("2026-06-01T00:00"), &[book[0]; 19]));
    (0..9).for_each(|_| w.ok(GRID, "m", take(None, &[book[0]; 20])));
    assert_eq!(w.no(GRID, "m", take(None, book)), "invalid");
}

#[test]
fn nothing_is_done_for_who_has_signed_nothing() {
    let mut w = begun();
    let result = submit(&w, "m", "grid");
    assert_eq!(w.no(GRID, "m", Command::Submit(result)), "no_authority");
    // That nothing was done, can be said.
    let not = Command::Submit(lawfully_not(&w, "m", "grid"));
    w.clone().ok(GRID, "m", not);
    w.ok(GRID, "m", take(Some("2026-06-01T00:00"), &[("户口簿", true)]));
    let not = Command::Submit(lawfully_not(&w, "m", "grid"));
    assert_eq!(w.no(GRID, "m", not), "documents_held", "and what was taken goes back all the same");
}

#[test]
fn what_is_withdrawn_gives_back_before_it_is_archived() {
    let mut w = begun();
    w.ok(GRID, "m", take(Some("2026-06-01T00:00"), &[("户口簿", true)]));
    let away = Withdraw { report: id("m"), reason: "不办了".into() };
    w.ok("callback@street", "m", Command::Withdraw(away));
    w.ok("dispatcher@street", "m", Command::Close);
    assert_eq!(w.no("dispatcher@street", "m", Command::Archive), "pieces_missing");
    assert_eq!(w.state("m").lacks(&w.procedure), [Piece::Documents]);
    assert_eq!(w.no(GRID, "m", take(None, &[("户口簿", true)])), "ended");
    w.ok(GRID, "m", return_documents(&[1]));
    w.ok("dispatcher@street", "m", Command::Archive);
}

#[test]
fn other_matters_take_no_papers_and_are_not_offered_to() {
    let mut w = World::new(P13710);
    let with = ReportMatter { kind: Kind::Request, ..errand(Some(item(None)), None) };
    assert_eq!(w.no(GRID, "m", reported(with)), "no_errand");
    let taken = Some(take_documents(Some(at("2026-06-01T00:00")), &[("户口簿", true)]));
    let with = ReportMatter { kind: Kind::Request, ..errand(None, taken) };
    assert_eq!(w.no(GRID, "m", reported(with)), "no_errand");
    let mut w = begun();
    let offered = |w: &World| -> Vec<_> {
        let offers = w.offers(&super::world::staff(GRID), "m");
        offers.into_iter().map(|offer| (offer.verb, offer.refusal.map(|r| r.code()))).collect()
    };
    assert!(offered(&w).contains(&(Verb::TakeDocuments, None)));
    assert!(!offered(&w).iter().any(|(verb, _)| *verb == Verb::ReturnDocuments), "nothing is held");
    assert!(offered(&w).contains(&(Verb::Submit, Some("no_authority"))));
    w.ok(GRID, "m", take(Some("2026-06-01T00:00"), &[("户口簿", true)]));
    assert!(offered(&w).contains(&(Verb::ReturnDocuments, None)));
    assert!(offered(&w).contains(&(Verb::Submit, Some("documents_held"))));
}

#[test]
fn more_is_raised_by_whoever_took_the_errand_in() {
    let mut w = begun();
    w.ok(GRID, "m", take(Some("2026-06-01T00:00"), &[]));
    let result = submit(&w, "m", "grid");
    w.ok(GRID, "m", Command::Submit(result));
    let follows = Some(Link { kind: LinkKind::RaisedFrom, matter: id("m") });
    let raised =
        || reported(ReportMatter { person: None, follows: follows.clone(), ..report("n") });
    w.by(P13710, |w| assert_eq!(w.no(GRID, "n", raised()), "not_ended"));
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    w.by(P13710, |w| {
        assert_eq!(
            w.no("intake@street", "n", raised()),
            "invalid",
            "who reported is not hers to know"
        );
        w.ok(GRID, "n", raised());
    });
    assert_eq!(w.state("n").reports[0].person, w.state("m").reports[0].person);
}

#[test]
fn a_part_of_an_errand_is_of_the_same_item() {
    let mut w = World::new(ERRAND);
    w.ok("intake@street", "m", reported(errand(Some(item(None)), None)));
    let parts = ["x", "y"].map(|name| part(&w, "m", name)).into();
    w.ok("dispatcher@street", "m", Command::Split(Split { parts, reason: "两件事".into() }));
    assert_eq!(w.state("x").errand.item, Some(item(None)));
}

#[test]
fn what_version_1_learnt_since_still_replays() {
    let kinds = replays(V1_ERRAND);
    assert!(kinds.is_superset(&["authorised", "documents_taken", "documents_returned"].into()));
}

#[test]
#[ignore = "writes the history once"]
fn write_the_history_with_what_version_1_learnt() {
    let mut w = World::new(ERRAND);
    let taken =
        take_documents(Some(at("2026-06-01T00:00")), &[("户口簿", true), ("一寸照片", false)]);
    w.ok(GRID, "m", reported(errand(Some(item(Some("3wd"))), Some(taken))));
    w.ok(GRID, "m", return_documents(&[1]));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/matter/tests/history_v1_errand.json");
    let text = serde_json::to_string_pretty(&[written(&w, "m")]).expect("it is written");
    std::fs::write(path, text + "\n").expect("the history is kept");
}
