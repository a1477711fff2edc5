//! Several voices: each gets an answer and is asked, and one does not speak for another. DOMAIN 4.6.

use super::say::*;
use super::world::{P13710, World, id, voice};
use crate::matter::*;

/// Reviewed, with the voices `m` and `two`, both of whom can be called.
fn two_voices(result: impl Fn(&World) -> Submit) -> World {
    let mut w = World::handling(P13710);
    let (_, join) = super::rows::row(&w, "join", "m", "urban", "two");
    w.ok("reporting", "m", join);
    let result = result(&w);
    w.ok("clerk@urban", "m", Command::Submit(result));
    w.review("m", true);
    w
}

fn solved(w: &World) -> Submit {
    submit(w, "m", "urban")
}

fn lawfully(w: &World) -> Submit {
    lawfully_not(w, "m", "urban")
}

fn says(w: &mut World, who: &str, answer: Solved) {
    w.ok("callback@street", "m", callback(who, verdict(answer)));
}

fn ended(w: &World) -> Option<(EndingKind, Option<Solved>)> {
    w.state("m").ending.as_ref().map(|ending| (ending.kind, ending.solved))
}

#[test]
fn one_voice_does_not_end_it_for_the_other() {
    let mut w = two_voices(solved);
    says(&mut w, "m", Solved::Solved);
    assert!(w.state("m").is_open(), "the other voice was never asked");
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Callback));
    let again = callback("m", verdict(Solved::Basically));
    assert_eq!(w.no("callback@street", "m", again), "already_done");
    // The worst answer is the one that counts.
    says(&mut w, "two", Solved::Basically);
    assert_eq!(ended(&w), Some((EndingKind::Verified, Some(Solved::Basically))));
}

#[test]
fn a_rating_is_an_answer_and_stars_alone_are_none() {
    let mut w = two_voices(solved);
    w.ok("voice:m", "m", rate("m", 5, None));
    w.ok("voice:two", "m", rate("two", 4, Some(Solved::Solved)));
    assert!(w.state("m").is_open(), "five stars do not say that it is put right");
    says(&mut w, "m", Solved::Solved);
    assert_eq!(ended(&w), Some((EndingKind::Verified, Some(Solved::Solved))));
}

#[test]
fn any_not_rejects() {
    for first in [Solved::Solved, Solved::Basically] {
        let mut w = two_voices(solved);
        says(&mut w, "m", first);
        w.ok("voice:two", "m", rate("two", 1, Some(Solved::Not)));
        assert!(w.state("m").is_open());
        assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Dispatch));
        w.ok("dispatcher@street", "m", Command::Rework(reason()));
        // Another result: both are asked again.
        w.hand_in("m", "urban");
        w.review("m", true);
        says(&mut w, "two", Solved::Solved);
        assert!(w.state("m").is_open());
        says(&mut w, "m", Solved::Solved);
        assert_eq!(ended(&w), Some((EndingKind::Verified, Some(Solved::Solved))));
    }
}

#[test]
fn who_was_content_by_telephone_may_still_say_it_came_back() {
    let mut w = two_voices(solved);
    says(&mut w, "m", Solved::Solved);
    w.ok("voice:m", "m", rate("m", 1, Some(Solved::Not)));
    assert!(w.state("m").result.as_ref().is_some_and(|result| result.rejected));
}

#[test]
fn a_lawful_reason_is_told_to_every_voice() {
    let mut w = two_voices(lawfully);
    says(&mut w, "m", Solved::Not);
    assert!(w.state("m").is_open() && !w.state("m").result.as_ref().is_some_and(|r| r.rejected));
    says(&mut w, "two", Solved::Solved);
    assert_eq!(ended(&w), Some((EndingKind::Explained, None)), "the worst answer");

    let mut w = two_voices(lawfully);
    w.ok("voice:m", "m", rate("m", 4, Some(Solved::Solved)));
    w.ok("voice:two", "m", rate("two", 4, Some(Solved::Basically)));
    assert_eq!(ended(&w), Some((EndingKind::Verified, Some(Solved::Basically))));
}

#[test]
fn who_cannot_be_reached_holds_nobody_up() {
    let mut w = two_voices(solved);
    says(&mut w, "m", Solved::Solved);
    for day in ["03", "04", "05"] {
        assert!(w.state("m").is_open());
        w.go(&format!("2026-03-{day}T09:00"));
        w.ok("callback@street", "m", callback("two", None));
    }
    assert_eq!(ended(&w), Some((EndingKind::Verified, Some(Solved::Solved))));
}

#[test]
fn who_goes_is_not_waited_for() {
    let withdraw =
        |who: &str| Command::Withdraw(Withdraw { report: voice(who), reason: "好了".into() });
    let mut w = two_voices(solved);
    says(&mut w, "m", Solved::Solved);
    w.ok("voice:two", "m", withdraw("two"));
    assert_eq!(ended(&w), Some((EndingKind::Verified, Some(Solved::Solved))));

    // Nobody answered yet: the other one is still asked.
    let mut w = two_voices(solved);
    w.ok("voice:two", "m", withdraw("two"));
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Callback));
}

/// Contact data put right after the call: nobody is left to call, so a second person looks. The
/// correction itself ends nothing.
#[test]
fn a_number_that_was_none_leads_to_a_check() {
    let mut w = two_voices(solved);
    says(&mut w, "m", Solved::Solved);
    let none = Amend {
        person: person(false).map(|person| (voice("two"), person)),
        reason: "空号".into(),
        ..Amend::default()
    };
    w.ok("intake@street", "m", Command::Amend(none));
    assert!(w.state("m").is_open());
    assert_eq!(w.state("m").owner(&w.procedure), Some(Owner::Check));
    w.ok("supervisor@street", "m", check(Solved::Solved, false));
    assert_eq!(ended(&w), Some((EndingKind::Verified, Some(Solved::Solved))));
}

/// A voice that joined by a page without leaving a number may rate, and is not waited for.
#[test]
fn a_voice_without_a_number_may_speak() {
    let mut w = World::reviewed(P13710);
    let join = |name| Join {
        report: id(name),
        channel: Channel::Wechat,
        person: None,
        text: String::new(),
        notice: None,
    };
    w.ok("reporting", "m", Command::Join(join("two")));
    w.ok("voice:two", "m", rate("two", 3, Some(Solved::Basically)));
    assert!(w.state("m").is_open(), "the voice that can be called was not asked");
    says(&mut w, "m", Solved::Solved);
    assert_eq!(ended(&w), Some((EndingKind::Verified, Some(Solved::Basically))));
}

/// No page makes a matter grow for ever.
#[test]
fn strangers_add_themselves_up_to_a_limit() {
    let mut w = World::handling(P13710);
    let join = |n: usize| {
        let report = id(&format!("j{n}"));
        let text = String::new();
        Command::Join(Join { report, channel: Channel::Web, person: None, text, notice: None })
    };
    for n in 1..500 {
        w.ok("reporting", "m", join(n));
    }
    assert_eq!(w.no("reporting", "m", join(500)), "voices_enough");
    // Who calls is entered all the same.
    w.ok("intake@street", "m", join(500));
}
