//! What a person asks of the own data, and what erasing takes away.

use super::say::*;
use super::world::{P13710, RIGHTS, World, account, id, unit, voice};
use crate::matter::*;

const V1_RIGHTS: &str = include_str!("history_v1_rights.json");

/// A matter `m` with a second voice `two`, in the hands of the community; asked for by `r`.
fn asked(kind: Kind, right_: DataRight) -> World {
    let mut w = World::new(P13710);
    w.ok("intake@street", "m", reported(ReportMatter { kind, ..report("m") }));
    let person = Some(PartyLink { party: id("other"), contactable: true, confidential: false });
    let join = Join {
        report: voice("two"),
        channel: Channel::Web,
        person,
        text: "我也遇到".into(),
        notice: Some(NOTICE),
    };
    w.ok("reporting", "m", Command::Join(join));
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("community", &[]));
    w.ok("clerk@community", "m", Command::SignIn(of(&w, "m", "community")));
    w.by(RIGHTS, |w| w.ok("voice:m", "r", reported(right("r", "m", right_))));
    w
}

fn erased(w: &World, name: &str) -> Option<EraseGround> {
    w.state("m").report(voice(name)).expect("a voice").erased.map(|erased| erased.ground)
}

/// The last event of `m`.
fn last(w: &World) -> &Happening {
    &w.history("m").last().expect("an event").what
}

#[test]
fn who_may_ask_and_of_what() {
    let mut w = asked(Kind::Request, DataRight::Delete);
    let ask = || right("s", "m", DataRight::Copy);
    w.by(RIGHTS, |w| {
        for who in ["voice:two", "intake@street", "house", "reporting"] {
            assert_eq!(w.no(who, "s", reported(ask())), "only_reporter", "{who}");
        }
        let with = |asked, follows| reported(ReportMatter { asked, follows, ..ask() });
        let about = Some(Link { kind: LinkKind::RightOf, matter: id("m") });
        assert_eq!(w.no("voice:m", "s", with(None, about.clone())), "missing");
        assert_eq!(w.no("voice:m", "s", with(ask().asked, None)), "missing");
        assert_eq!(w.no("voice:m", "s", with(None, None)), "missing");
        let nobodys = Some(Asked { right: DataRight::Copy, report: voice("nobody") });
        assert_eq!(w.no("voice:nobody", "s", with(nobodys, about.clone())), "no_report");
        let again = Some(Link { kind: LinkKind::PetitionOf, matter: id("m") });
        assert_eq!(w.no("voice:m", "s", with(ask().asked, again)), "kind_not_taken");
        w.ok("voice:m", "s", reported(ask()));
    });
    let other = ReportMatter { kind: Kind::Request, ..right("t", "m", DataRight::Copy) };
    assert_eq!(w.no("voice:m", "t", reported(other)), "kind_not_taken", "no other kind asks");
    let state = w.state("s");
    assert_eq!(state.asked, Some(Asked { right: DataRight::Copy, report: voice("m") }));
    assert_eq!(state.links, [Link { kind: LinkKind::RightOf, matter: id("m") }]);
    assert_eq!(state.reports[0].person, w.state("m").reports[0].person, "the same person");
}

/// Peers' leak: a request about a complaint told the office complained of who had complained.
#[test]
fn a_request_is_kept_from_whom_the_matter_is_kept() {
    let mut w = asked(Kind::Complaint, DataRight::Delete);
    w.ok("intake@street", "m", name_subjects(&["urban"], &["head@street"]));
    w.ok("callback@street", "m", Command::Recuse(reason()));
    w.by(RIGHTS, |w| w.ok("voice:m", "s", reported(right("s", "m", DataRight::Explain))));
    let state = w.state("s");
    assert_eq!(state.subjects.units, [unit("urban")]);
    assert_eq!(state.subjects.accounts, [account("head@street")]);
    assert_eq!(state.recused, [account("callback@street")]);
    assert!(state.is_sealed(&state.reports[0]), "what was sealed stays so");
    assert_eq!(state.reports[0].hidden_from, [unit("community")]);
    assert_eq!(w.no("clerk@urban", "s", Command::Note(Note { text: "看".into() })), "kept_from");
}

#[test]
fn who_erases_and_by_what() {
    use EraseGround::{Requested, Retention, Withdrawn};
    let mut w = asked(Kind::Request, DataRight::Delete);
    let mut copy = asked(Kind::Request, DataRight::Copy);
    let supervisor = "supervisor@street";
    assert_eq!(copy.no(supervisor, "m", erase_voice("m", Requested, true)), "invalid", "a copy");
    assert_eq!(w.no(supervisor, "m", erase_voice("two", Requested, true)), "invalid", "another's");
    for request in [None, Some(id("m"))] {
        let erase = EraseVoice { report: voice("m"), ground: Requested, words: true, request };
        assert_eq!(w.no(supervisor, "m", Command::EraseVoice(erase)), "invalid", "{request:?}");
    }
    for (who, ground, words, code) in [
        ("clerk@urban", Requested, true, "not_allowed"),
        ("leader@street", Requested, true, "not_allowed"),
        ("supervisor@community", Requested, true, "own_result"),
        (supervisor, Withdrawn, false, "only_reporter"),
        (supervisor, Retention, false, "only_reporter"),
        ("voice:m", Requested, false, "only_reporter"),
        ("voice:m", Retention, false, "only_reporter"),
        ("voice:m", Withdrawn, true, "only_reporter"),
        ("voice:two", Withdrawn, false, "only_reporter"),
    ] {
        assert_eq!(w.no(who, "m", erase_voice("m", ground, words)), code, "{who} {ground:?}");
    }
    assert_eq!(w.no("house", "m", erase_voice("nobody", Retention, true)), "no_report");
    w.ok(supervisor, "m", erase_voice("m", Requested, false));
    assert_eq!((erased(&w, "m"), erased(&w, "two")), (Some(Requested), None));
    assert_eq!(w.no(supervisor, "m", erase_voice("m", Requested, false)), "already_done");
    // The words are asked for afterwards.
    w.ok("dispatcher@street", "m", erase_voice("m", Requested, true));
    assert_eq!(w.no("house", "m", erase_voice("m", Retention, true)), "already_done");
    assert_eq!(erased(&w, "m"), Some(Requested), "the first time counts");
}

#[test]
fn only_the_words_and_files_of_that_voice_go() {
    let mut w = asked(Kind::Request, DataRight::Delete);
    let add = |report: &str, file: &str| {
        let files = vec![id(file)];
        Command::Supplement(Supplement {
            report: Some(voice(report)), text: "补充".into(), files
        })
    };
    w.ok("voice:m", "m", add("m", "own"));
    w.ok("voice:two", "m", add("two", "others"));
    let question =
        AskReporter { id: uuid("q"), report: Some(voice("m")), question: "几号楼?".into() };
    w.ok("clerk@community", "m", Command::Question(question));
    let reply = ReplyQuestion { question: uuid("q"), answer: "三号".into() };
    w.ok("intake@street", "m", Command::Reply(reply));
    let urge = Urge { report: voice("m"), text: "快点".into() };
    w.ok("voice:m", "m", Command::Urge(urge));
    w.ok("clerk@community", "m", Command::Progress(progress(&w, "m", "community")));
    w.ok("supervisor@street", "m", erase_voice("m", EraseGround::Requested, true));
    let Happening::VoiceErased { steps, files, request, .. } = last(&w) else { panic!("no event") };
    let of = |w: &World, steps: &[u32]| -> Vec<&str> {
        steps.iter().map(|seq| w.history("m")[*seq as usize - 1].what.code()).collect()
    };
    assert_eq!(of(&w, steps), ["reported", "supplemented", "question_answered", "urged"]);
    assert_eq!((files, request), (&vec![id("own")], &Some(id("r"))));
    assert_eq!(w.state("m").files, [id("others")]);
    w.ok("house", "m", erase_voice("two", EraseGround::Retention, true));
    let Happening::VoiceErased { steps, .. } = last(&w) else { panic!("no event") };
    assert_eq!(of(&w, steps), ["joined", "supplemented"]);
}

/// Nobody can be called any more: a second person looks, and the reporter may still rate by number and code.
#[test]
fn whoever_took_back_the_consent_is_not_waited_for() {
    let mut w = World::reviewed(P13710);
    let owner = |w: &World| w.state("m").owner(&w.procedure);
    assert_eq!(owner(&w), Some(Owner::Callback));
    w.ok("voice:m", "m", erase_voice("m", EraseGround::Withdrawn, false));
    assert_eq!(owner(&w), Some(Owner::Check));
    assert_eq!(w.no("callback@street", "m", callback("m", None)), "nobody_to_contact");
    assert_eq!(
        w.no("voice:m", "m", erase_voice("m", EraseGround::Withdrawn, false)),
        "already_done"
    );
    w.ok("voice:m", "m", rate("m", 4, Some(Solved::Solved)));
    assert_eq!(w.ending("m"), Some(EndingKind::Verified));
}

/// Also when it was closed and filed long ago; a tombstone has nothing left.
#[test]
fn it_is_never_too_late_to_erase() {
    let mut w = super::table::situation("archived");
    w.ok("voice:m", "m", erase_voice("m", EraseGround::Withdrawn, false));
    let mut w = super::table::situation("handling");
    w.ok("supervisor@street", "m", Command::Quarantine(mistake()));
    assert_eq!(w.no("house", "m", erase_voice("m", EraseGround::Retention, true)), "ended");
}

#[test]
fn given_anew_it_is_kept_again() {
    let mut w = asked(Kind::Request, DataRight::Delete);
    w.ok("voice:m", "m", erase_voice("m", EraseGround::Withdrawn, false));
    let amend = Amend {
        person: Some((voice("m"), person(true).expect("a person"))),
        reason: "重新留电话".into(),
        ..Amend::default()
    };
    w.ok("intake@street", "m", Command::Amend(amend));
    assert_eq!(erased(&w, "m"), None);
    w.ok("voice:m", "m", erase_voice("m", EraseGround::Withdrawn, false));
}

#[test]
fn where_else_a_voice_has_been() {
    use EraseGround::{Requested, Retention};
    let mut w = super::table::situation("merged");
    let of = |w: &World, name: &str, ground| other_matters(w.history(name), ground);
    assert_eq!(of(&w, "m", Requested), [id("n")]);
    assert_eq!(of(&w, "n", Requested), [id("m")]);
    // What is over goes back along the merge, and does not go on.
    assert_eq!((of(&w, "m", Retention), of(&w, "n", Retention)), (vec![], vec![id("m")]));
    w.ok(
        "dispatcher@street",
        "m",
        Command::Unmerge(Unmerge { from: id("n"), reason: "不是".into() }),
    );
    assert_eq!((of(&w, "m", Requested), of(&w, "n", Requested)), (vec![id("n")], vec![id("m")]));
    let parts = ["x", "y"].map(|name| part(&w, "m", name)).into();
    w.ok("dispatcher@street", "m", Command::Split(Split { parts, reason: "两件事".into() }));
    let mut all = vec![id("n"), id("x"), id("y")];
    all.sort_unstable();
    assert_eq!(of(&w, "m", Requested), all);
    assert_eq!((of(&w, "x", Requested), of(&w, "x", Retention)), (vec![id("m")], vec![]));
}

/// Erased as version 1 writes it, and as it still has to be read.
#[test]
fn version_1_still_replays_what_was_erased() {
    assert!(super::history::replays(V1_RIGHTS).contains("voice_erased"));
}

#[test]
#[ignore = "writes the fixture anew: only beside a new version"]
fn write_the_histories_of_version_1() {
    let mut w = asked(Kind::Request, DataRight::Delete);
    w.ok("supervisor@street", "m", erase_voice("m", EraseGround::Requested, true));
    w.ok("voice:two", "m", erase_voice("two", EraseGround::Withdrawn, false));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/matter/tests/history_v1_rights.json");
    let all = ["m", "r"].map(|name| super::history::written(&w, name));
    let text = serde_json::to_string_pretty(&all).expect("it is written");
    std::fs::write(path, text + "\n").expect("the histories are kept");
}
