//! Every version ever written has a test that replays it (DESIGN rule 10). `history_v1.json` holds
//! whole histories as version 1 writes them, with at least one event of every kind. Never edit it:
//! a new kind of event has a file of its own (see `released`); when the shape of one changes, raise
//! `Event::VERSION`, keep reading the old shape, and write a new file beside it with the ignored test below.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::rows::row;
use super::say::*;
use super::world::{World, area, id};
use crate::calendar::{CalendarDay, DayKind};
use crate::matter::*;

const V1: &str = include_str!("history_v1.json");
pub(super) const P12345: &str = include_str!("../../../../../procedures/12345.toml");

/// One matter: what was written, and what it must add up to for ever.
#[derive(Serialize, Deserialize)]
pub(super) struct Written {
    matter: crate::id::MatterId,
    stage: Stage,
    ending: Option<EndingKind>,
    version: u32,
    dues: BTreeMap<String, Vec<Timestamp>>,
    events: Vec<Event>,
}

const KINDS: [&str; 47] = [
    "accepted",
    "amended",
    "archived",
    "asked",
    "assigned",
    "calendar_moved",
    "called_back",
    "checked",
    "closed",
    "contact_amended",
    "contacted",
    "decided",
    "ended",
    "erased",
    "extended",
    "gave_back",
    "instructed",
    "joined",
    "merged_in",
    "milestone",
    "noted",
    "planned",
    "progressed",
    "question_answered",
    "rated",
    "reopened",
    "reported",
    "reported_back",
    "request_taken_back",
    "requested",
    "resumed",
    "reviewed",
    "reworked",
    "sent_back",
    "severity_changed",
    "share_closed",
    "signed_in",
    "signed_off",
    "split_into",
    "submitted",
    "supplemented",
    "support_done",
    "suspended",
    "undone",
    "unmerged",
    "urged",
    "voice_withdrawn",
];

pub(super) fn written(w: &World, name: &str) -> Written {
    let matter = w.state(name);
    let mut dues: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
    for clock in &matter.clocks {
        dues.entry(clock.key.name.clone()).or_default().push(clock.clock.due);
    }
    Written {
        matter: matter.id,
        stage: matter.stage(),
        ending: matter.ending.as_ref().map(|ending| ending.kind),
        version: matter.version,
        dues,
        events: w.history(name).to_vec(),
    }
}

/// The kinds of events of these histories, each of which adds up to what was written with it.
pub(super) fn replays(histories: &str) -> BTreeSet<&'static str> {
    let all: Vec<Written> = serde_json::from_str(histories).expect("the fixture is read");
    let mut kinds = BTreeSet::new();
    for old in &all {
        let matter = Matter::replay(area(), old.matter, &old.events).expect("a history");
        assert_eq!(matter.stage(), old.stage);
        assert_eq!(matter.ending.as_ref().map(|ending| ending.kind), old.ending);
        assert_eq!(matter.version, old.version);
        let mut dues: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
        for clock in &matter.clocks {
            dues.entry(clock.key.name.clone()).or_default().push(clock.clock.due);
        }
        assert_eq!(dues, old.dues);
        assert!(old.events.iter().all(|event| event.v == 1));
        kinds.extend(old.events.iter().map(|event| event.what.code()));
    }
    kinds
}

#[test]
fn version_1_still_replays() {
    assert_eq!(replays(V1).into_iter().collect::<Vec<_>>(), KINDS);
}

/// Written again, each old event is what it was: nothing is dropped in reading. The administrator of before is the
/// system administrator.
#[test]
fn version_1_loses_nothing_in_reading() {
    let now = V1.replace("\"administrator\"", "\"system_administrator\"");
    let all: serde_json::Value = serde_json::from_str(&now).expect("the fixture is read");
    for old in all.as_array().expect("a list") {
        for event in old["events"].as_array().expect("events") {
            let read: Event = serde_json::from_value(event.clone()).expect("an event is read");
            assert_eq!(&serde_json::to_value(&read).expect("an event is written"), event);
            assert_eq!(event["what"]["kind"], read.what.code(), "the code is the stored tag");
        }
    }
}

#[test]
fn a_history_with_a_gap_is_none() {
    let w = World::handling(P12345);
    let events = w.history("m");
    let replay = |events: &[Event]| Matter::replay(area(), id("m"), events).err();
    assert_eq!(replay(&[]), Some(BrokenHistory::NoBeginning));
    assert_eq!(replay(&events[1..]), Some(BrokenHistory::Gap { expected: 1, found: 2 }));
    let mut holed = events.to_vec();
    holed.remove(2);
    assert_eq!(replay(&holed), Some(BrokenHistory::Gap { expected: 3, found: 4 }));
    let mut headless = events[1..].to_vec();
    for (seq, event) in (1..).zip(&mut headless) {
        event.seq = seq;
    }
    assert_eq!(replay(&headless), Some(BrokenHistory::NoBeginning));
}

/// Each line: commands on `m`; `+n` turns to the other matter's side by itself.
const LIVES: [&[&str]; 6] = [
    &[
        "amend",
        "join",
        "supplement",
        "urge",
        "instruct",
        "question",
        "accept",
        "assign_lead",
        "undo",
        "assign_lead",
        "assign_support",
        "sign_in",
        "contact",
        "progress",
        "note",
        "sub_assign",
        "support",
        "ask_extension",
        "take_back",
        "ask_extension",
        "decide",
        "ask_severity",
        "decide",
        "ask_suspension",
        "decide",
        "resume",
        "milestone",
        "holiday",
        "move_clocks",
        "submit",
        "sign_off",
        "back",
        "submit",
        "sign_off",
        "review",
        "nobody",
        "not",
        "rework",
        "consult",
        "submit",
        "sign_off",
        "review",
        "check",
        "reopen",
        "submit",
        "sign_off",
        "review",
        "rate",
        "later",
        "close",
        "archive",
    ],
    &["accept", "assign_lead", "ask_return", "decide", "withdraw"],
    &["accept", "split"],
    &["accept", "merge", "urge_n", "unmerge"],
    &["submit_at_once"],
    &["supplement", "quarantine"],
];

#[test]
#[ignore = "writes the fixture of a new version, once"]
fn write_the_fixture_of_this_version() {
    let mut all = Vec::new();
    for life in LIVES {
        let mut w = World::new(P12345);
        w.ok("intake@street", "m", reported(report("m")));
        w.ok("intake@street", "n", reported(report("n")));
        for (n, name) in life.iter().enumerate() {
            let office = "community";
            match *name {
                "holiday" => {
                    let date = "2026-03-10".parse().expect("a date");
                    let kind = DayKind::Holiday;
                    w.calendar = w.calendar.with_days([CalendarDay { date, kind, name: None }]);
                }
                "later" => w.go("2026-03-25T00:00"),
                "support" => {
                    w.ok("grid_worker@grid", "m", Command::SignIn(of(&w, "m", "grid")));
                    let part = submit(&w, "m", "grid");
                    w.ok("grid_worker@grid", "m", Command::Submit(part));
                }
                "back" => w.review("m", false),
                "nobody" => w.ok("callback@street", "m", callback("m", None)),
                "not" => w.ok("callback@street", "m", callback("m", verdict(Solved::Not))),
                "urge_n" => w.ok("voice:m", "n", row(&w, "urge", "m", office, "").1),
                "submit_at_once" => w.ok("grid_worker@grid", "m", settle(&["photo"])),
                name => {
                    let fresh = match name {
                        "instruct" => "i".to_owned(),
                        "question" => "q".to_owned(),
                        _ => format!("f{n}"),
                    };
                    let (who, command) = row(&w, name, "m", office, &fresh);
                    w.ok(&who, "m", command);
                }
            }
            let after = match *name {
                "instruct" => Some("report_back"),
                "question" => Some("reply"),
                _ => None,
            };
            if let Some(after) = after {
                let (who, command) = row(&w, after, "m", office, "");
                w.ok(&who, "m", command);
            }
        }
        let names = ["m", "n", "f1x", "f1y"];
        let told = |name: &&str| w.matters.get(&id(name)).is_some_and(|kept| kept.1.len() > 1);
        all.extend(names.into_iter().filter(told).map(|name| written(&w, name)));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/matter/tests/history_v1.json");
    let text = serde_json::to_string_pretty(&all).expect("it is written");
    std::fs::write(path, text + "\n").expect("the fixture is kept");
}
