//! Histories from elsewhere that come again.

use super::say::*;
use super::world::{P13710, World, at};
use crate::light::Light;
use crate::matter::*;

/// A history without a result, and the same with one.
fn pair(w: &World) -> (Command, Command) {
    let (_, Command::Import(import)) = super::rows::row(w, "import", "m", "urban", "r") else {
        panic!("an import")
    };
    let mut import: ImportMatter = *import;
    import.report.occurred = Some(at("2026-01-05T09:00"));
    import.result = None;
    import.remark = Some("已联系".into());
    let result = Some(ImportedResult { at: at("2026-01-20T09:00"), text: "已处理".into() });
    let with = ImportMatter { result, remark: None, ..import.clone() };
    (Command::Import(Box::new(import)), Command::Import(Box::new(with)))
}

#[test]
fn a_result_that_comes_later_is_history_too_and_never_verified() {
    let mut w = World::new(P13710);
    let (without, with) = pair(&w);
    w.ok("house", "m", without.clone());
    assert_eq!(w.state("m").stage(), Stage::Assigning);
    let kinds: Vec<_> = w.history("m").iter().map(|event| event.what.code()).collect();
    assert_eq!(
        kinds,
        ["reported", "accepted", "assigned", "noted"],
        "words without a time are a note"
    );
    assert_eq!(w.no("house", "m", without), "already_done");
    assert_eq!(w.no("clerk@urban", "m", with.clone()), "not_allowed");

    w.ok("house", "m", with.clone());
    let matter = w.state("m");
    assert_eq!((matter.stage(), matter.origin), (Stage::Verifying, Origin::Imported));
    assert_eq!(matter.result.as_ref().expect("a result").at, at("2026-01-20T09:00"));
    assert!(matter.ending.is_none());
    // 7 working days after 5 January end on the 14th; the result came on the 20th.
    assert!(matter.is_late(w.now));
    assert_ne!(matter.light(w.now), Light::Grey);
    assert_eq!(w.no("house", "m", with), "already_done");
}

#[test]
fn a_matter_that_runs_here_is_left_to_its_office() {
    let mut w = World::new(P13710);
    let (without, with) = pair(&w);
    w.ok("house", "m", without);
    w.ok("clerk@urban", "m", Command::SignIn(of(&w, "m", "urban")));
    assert_eq!(w.no("house", "m", with.clone()), "already_done");
    // What was reported here is no history of elsewhere.
    let mut live = World::received(P13710);
    let (_, again) = pair(&live);
    assert_eq!(live.no("house", "m", again), "already_done");
    live.ok("dispatcher@street", "m", accept());
    assert_eq!(live.no("house", "m", with), "already_done");
}
