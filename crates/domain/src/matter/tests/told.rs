//! Whom the life of a matter tells: events and clocks.

use super::say::*;
use super::world::{P13710, World, account, at, unit, voice};
use crate::matter::*;
use crate::notification::{Telling, Topic, Whom, of_clocks, told};

/// Whom the events since `from` tell, as the matter stands now.
fn since(w: &World, matter: &str, from: usize) -> Vec<(Topic, Whom)> {
    let events = w.history(matter).iter().skip(from);
    let all = events.flat_map(|event| told(w.state(matter), event));
    all.map(|Telling { topic, whom }| (topic, whom)).collect()
}

/// What a command tells.
fn tells(w: &mut World, who: &str, command: Command) -> Vec<(Topic, Whom)> {
    let before = w.history("m").len();
    w.ok(who, "m", command);
    since(w, "m", before)
}

fn urban(topic: Topic) -> Vec<(Topic, Whom)> {
    vec![(topic, Whom::Unit(unit("urban")))]
}

fn reporter(topic: Topic) -> Vec<(Topic, Whom)> {
    vec![(topic, Whom::Reporter(voice("m")))]
}

fn in_hand() -> World {
    let mut w = World::received(P13710);
    w.ok("dispatcher@street", "m", accept());
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    w.take_up("m", "urban");
    w
}

#[test]
fn from_the_report_to_the_answer() {
    let mut w = World::received(P13710);
    assert_eq!(since(&w, "m", 0), [], "whoever reports has the number already");
    assert_eq!(tells(&mut w, "dispatcher@street", accept()), reporter(Topic::Accepted));
    let given = tells(&mut w, "dispatcher@street", assign("urban", &["housing"]));
    let both = [Whom::Unit(unit("urban")), Whom::Unit(unit("housing"))];
    assert_eq!(given, both.map(|whom| (Topic::Assigned, whom)));
    w.take_up("m", "housing");
    w.take_up("m", "urban");
    assert_eq!(
        tells(&mut w, "voice:m", Command::Urge(Urge { report: voice("m"), text: String::new() })),
        urban(Topic::Urged)
    );
    w.hand_in("m", "housing");
    w.hand_in("m", "urban");
    w.review("m", true);
    let answered = tells(&mut w, "callback@street", callback("m", verdict(Solved::Solved)));
    assert_eq!(answered, reporter(Topic::Answered));
}

#[test]
fn what_is_asked_for_and_decided() {
    let mut w = in_hand();
    let asked = ask(&w, "m", "urban", extension("2wd"));
    assert_eq!(tells(&mut w, "clerk@urban", asked), [], "it stands in the queue of who decides");
    let granted = judge(&w, "m", "urban", true, None);
    let told = tells(&mut w, "dispatcher@street", granted);
    assert_eq!(told, [urban(Topic::Decided), reporter(Topic::Moved)].concat());
}

#[test]
fn who_lost_the_share_meanwhile_is_not_told() {
    let mut w = World::received(P13710);
    w.ok("dispatcher@street", "m", accept());
    let before = w.history("m").len();
    w.ok("dispatcher@street", "m", assign("urban", &[]));
    let revoke = Command::Revoke(of(&w, "m", "urban"));
    w.ok("dispatcher@street", "m", revoke);
    assert_eq!(since(&w, "m", before), []);
}

#[test]
fn a_question_goes_to_the_voice_that_is_asked() {
    let mut w = in_hand();
    let question = Command::Question(AskReporter {
        id: uuid("q"),
        report: Some(voice("m")),
        question: "几号楼？".to_owned(),
    });
    assert_eq!(tells(&mut w, "clerk@urban", question), reporter(Topic::Asked));
}

#[test]
fn who_turned_to_a_platform_above_hears_from_that() {
    let w = in_hand();
    let mut ordered = w.state("m").clone();
    let event =
        w.history("m").iter().find(|event| matches!(event.what, Happening::Accepted { .. }));
    let event = event.expect("it was accepted").clone();
    assert_eq!(told(&ordered, &event).len(), 1);
    ordered.upstream = Some(Upstream::new("city", "1", None));
    assert_eq!(told(&ordered, &event), []);
    let mut late = event;
    late.recorded = late.at + jiff::SignedDuration::from_hours(25);
    assert_eq!(told(w.state("m"), &late), [], "history wakes nobody");
}

#[test]
fn an_instruction_and_the_answer_to_it() {
    let mut w = in_hand();
    let instruct = Command::Instruct(Instruct {
        id: uuid("i"),
        to: unit("urban"),
        also: Vec::new(),
        text: "三日内报。".to_owned(),
        files: Vec::new(),
    });
    assert_eq!(tells(&mut w, "leader@street", instruct), urban(Topic::Instructed));
    let back =
        Command::ReportBack(ReportBack { instruction: uuid("i"), text: "已办。".to_owned() });
    let leader = Whom::Account(account("leader@street"));
    assert_eq!(tells(&mut w, "clerk@urban", back), [(Topic::ReportedBack, leader)]);
}

#[test]
fn a_clock_tells_when_it_turns_yellow_and_red_and_once() {
    let w = in_hand();
    let matter = w.state("m");
    let due = w.due("m", "resolve")[0];
    assert_eq!(due, at("2026-03-12T00:00"));
    let told = |after: &str, until: &str| -> Vec<Topic> {
        let all = of_clocks(matter, at(after), at(until)).into_iter();
        all.map(|(telling, _)| {
            assert_eq!(telling.whom, Whom::Unit(unit("urban")));
            telling.topic
        })
        .collect()
    };
    assert_eq!(told("2026-03-10T23:59", "2026-03-11T00:00"), [Topic::DueSoon]);
    assert_eq!(told("2026-03-11T00:00", "2026-03-11T23:59"), []);
    assert_eq!(told("2026-03-11T23:59", "2026-03-12T00:00"), [Topic::Overdue]);
    assert_eq!(told("2026-03-12T00:00", "2026-03-20T00:00"), []);
}

#[test]
fn what_was_handed_in_presses_its_office_no_more() {
    let mut w = in_hand();
    w.hand_in("m", "urban");
    let all = of_clocks(w.state("m"), at("2026-03-02T00:00"), at("2026-04-30T00:00"));
    assert_eq!(all, []);
}
