//! 卷宗: what a file must have, how long it is kept, and that nothing is archived without.

use super::history::P12345;
use super::link::UPSTREAM;
use super::rows::row;
use super::say::*;
use super::table::situation;
use super::world::{P13710, World, at};
use crate::matter::*;
use crate::procedure::{Procedure, RetentionClass};

fn procedure(source: &str) -> Procedure {
    Procedure::read(source).expect("a procedure")
}

/// A matter that was signed off, reviewed, called back and closed, with its instruction answered.
fn closed() -> Matter {
    let mut w = situation("closed");
    let (who, answer) = row(&w, "report_back", "m", "community", "i");
    w.ok(&who, "m", answer);
    let mut matter = w.state("m").clone();
    if let Some(result) = &mut matter.result {
        result.signed_off = Some(result.at);
    }
    matter
}

fn ended_as(kind: EndingKind, mut matter: Matter) -> Matter {
    matter.ending.as_mut().expect("ended").kind = kind;
    matter
}

/// One piece taken out of a whole file at a time.
#[test]
fn each_piece_is_missed() {
    type Take = fn(&mut Matter);
    let order = || Upstream::new("市12345", "2026-1", None);
    let whole = Matter {
        upstream: Some(Upstream { entered: Some(closed().changed), ..order() }),
        ..closed()
    };
    let asked = procedure(P12345);
    assert_eq!(whole.lacks(&asked), []);
    let table: [(Piece, Take); 8] = [
        (Piece::Upstream, |m| m.upstream.as_mut().expect("an order").entered = None),
        (Piece::Report, |m| m.reports.clear()),
        (Piece::Acceptance, |m| m.accepted = None),
        (Piece::Result, |m| m.result = None),
        (Piece::SignOff, |m| m.result.as_mut().expect("a result").signed_off = None),
        (Piece::Review, |m| m.result.as_mut().expect("a result").reviewed = None),
        (Piece::Verification, |m| m.ending.as_mut().expect("ended").solved = None),
        (Piece::Instructions, |m| m.instructions[0].reported_back = None),
    ];
    for (piece, take) in table {
        let mut matter = whole.clone();
        take(&mut matter);
        let lacks = matter.lacks(&asked);
        assert!(lacks.contains(&piece), "{piece:?}: {lacks:?}");
        // Without a result nobody signed it off either.
        assert!(lacks.len() == 1 || piece == Piece::Result, "{piece:?}: {lacks:?}");
        assert!(!matter.may_be_archived(&asked) && whole.may_be_archived(&asked));
    }
}

/// What went no way on which there is such a piece lacks none of them.
#[test]
fn nothing_is_asked_for_that_there_was_no_way_to() {
    let asked = procedure(P12345);
    let bare = Matter {
        accepted: None,
        result: None,
        instructions: vec![],
        attempts: vec![],
        answers: vec![],
        ..closed()
    };
    use EndingKind::*;
    for kind in [AnsweredAtOnce, SelfSettled, Exit, Withdrawn, Merged, Split, HandedOver] {
        assert_eq!(ended_as(kind, bare.clone()).lacks(&asked), [], "{kind:?}");
    }
    let terminated = ended_as(Terminated, bare.clone());
    assert_eq!(terminated.lacks(&asked), [Piece::Acceptance]);
    let unheard = ended_as(Unreachable, bare.clone());
    use Piece::{Acceptance, Result, Review, SignOff, Verification};
    assert_eq!(unheard.lacks(&asked), [Acceptance, Result, SignOff, Review, Verification]);
    // The procedure asks for neither.
    let (_, internal) = Procedure::shipped().iter().find(|p| p.0 == "internal").expect("shipped");
    assert_eq!(unheard.lacks(&procedure(internal)), [Acceptance, Result, Verification]);
    // Nobody can add anything to a tombstone.
    let erased = Matter { reports: vec![], ..ended_as(Quarantined, closed()) };
    assert_eq!(erased.lacks(&asked), []);
}

/// What went to another platform is not archived before it is answered there.
#[test]
fn an_order_is_answered_above_first() {
    let mut w = World::new(UPSTREAM);
    let order = Upstream::new("city", "A1", None);
    w.ok("intake@street", "m", reported(ReportMatter { upstream: Some(order), ..report("m") }));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.take_up("m", "urban");
    w.hand_in("m", "urban");
    w.ok("head@urban", "m", Command::SignOff(pass()));
    w.review("m", true);
    w.ok("callback@street", "m", callback("m", verdict(Solved::Solved)));
    w.go("2026-03-30T09:00");
    w.ok("house", "m", Command::Close);
    assert_eq!(w.state("m").lacks(&w.procedure), [Piece::Upstream]);
    assert_eq!(w.no("dispatcher@street", "m", Command::Archive), "pieces_missing");
    w.ok("intake@street", "m", Command::EnterUpstream);
    assert!(w.state("m").may_be_archived(&w.procedure));
    w.ok("dispatcher@street", "m", Command::Archive);
    assert!(!w.state("m").may_be_archived(&w.procedure), "once");
}

/// A procedure may ask for less; what somebody waits for is asked for all the same.
#[test]
fn which_pieces_is_data() {
    let few = format!("{P12345}\n[archive]\npieces = [\"report\"]\nanswered = \"permanent\"\n");
    let asked = procedure(&few);
    let mut matter = Matter { accepted: None, result: None, ..closed() };
    assert_eq!(matter.lacks(&asked), []);
    matter.instructions[0].reported_back = None;
    assert_eq!(matter.lacks(&asked), [Piece::Instructions]);
    matter.instructions.clear();
    assert_eq!(matter.retention_class(&asked), RetentionClass::Permanent);
    let twice = few.replace("[\"report\"]", "[\"report\", \"report\"]");
    let error = Procedure::read(&twice).expect_err("it is there twice").to_string();
    assert_eq!(error, "archive.pieces: report is there twice");
}

#[test]
fn how_long_a_file_is_kept() {
    let usual = procedure(P12345);
    let instructed = closed();
    let plain = Matter { instructions: vec![], ..closed() };
    use EndingKind::*;
    use RetentionClass::*;
    for (matter, kind, expected) in [
        (&instructed, Verified, Permanent),
        (&instructed, Withdrawn, Permanent),
        (&instructed, Quarantined, Years10),
        (&plain, Verified, Years30),
        (&plain, Explained, Years30),
        (&plain, AnsweredAtOnce, Years30),
        (&plain, Terminated, Years30),
        (&plain, Withdrawn, Years10),
        (&plain, Merged, Years10),
        (&plain, Exit, Years10),
    ] {
        let matter = ended_as(kind, matter.clone());
        assert_eq!(matter.retention_class(&usual), expected, "{kind:?}");
    }
    // The shipped ones, by hand.
    for (code, source) in Procedure::shipped() {
        let small = ["service_record", "consultation", "internal"].contains(code);
        let expected = if small { Years10 } else { Years30 };
        assert_eq!(plain.retention_class(&procedure(source)), expected, "{code}");
    }
}

/// A voice that was erased leaves a tombstone, which is a piece.
#[test]
fn a_tombstone_is_a_piece() {
    let mut w = World::verified(P13710);
    w.ok("voice:m", "m", erase_voice("m", EraseGround::Withdrawn, false));
    w.now = at("2026-04-30T09:00");
    w.ok("house", "m", Command::Close);
    w.ok("dispatcher@street", "m", Command::Archive);
}
