//! What a partner is, what can be taken in, and in what two lists differ.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::id::Id;
use crate::matter::Stage;

fn now() -> Timestamp {
    "2026-11-30T08:00:00Z".parse().expect("an instant")
}

#[test]
fn each_sort_of_system_has_its_words() {
    let codes: Vec<&str> = shipped().iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["huisheng", "hotline", "digital_city", "mediation", "police"]);
    let stages = [
        Stage::Received,
        Stage::Assigning,
        Stage::Handling,
        Stage::Verifying,
        Stage::Rating,
        Stage::Closed,
    ];
    for one in shipped() {
        for stage in stages {
            let word =
                one.states.get(&stage).unwrap_or_else(|| panic!("{} at {stage:?}", one.code));
            assert!(!word.is_empty() && word.chars().count() <= 60);
        }
    }
}

#[test]
fn a_partner_has_a_name_an_address_and_words() {
    let link = |url: &str| Way::Link { url: url.to_owned() };
    let good = Partner {
        name: "市12345".into(),
        side: Side::Above,
        account: Id::of_code("test", "program"),
        way: link("https://city.example/messages"),
        mapping: "hotline".into(),
        categories: [("路灯".to_owned(), "0201".to_owned())].into(),
    };
    assert_eq!(good.check(), Ok(()));
    let ferry = Partner { way: Way::Ferry, ..good.clone() };
    assert_eq!(ferry.check(), Ok(()));
    let named = |name: &str| Partner { name: name.into(), ..good.clone() };
    let at = |url: &str| Partner { way: link(url), ..good.clone() };
    for (partner, field) in [
        (named(""), "name"),
        (named(" 市"), "name"),
        (named("市/区"), "name"),
        (named(&"长".repeat(61)), "name"),
        (at("ftp://city.example"), "url"),
        (at("https://"), "url"),
        (at("https:///messages"), "url"),
        (at("https://city.example/a b"), "url"),
        (at(&format!("https://city.example/{}", "a".repeat(500))), "url"),
        (Partner { mapping: "fax".into(), ..good.clone() }, "mapping"),
        (
            Partner { categories: [(String::new(), "1".into())].into(), ..good.clone() },
            "categories",
        ),
    ] {
        assert_eq!(partner.check(), Err(InvalidPartner { field }), "{partner:?}");
    }
}

#[test]
fn an_order_is_read_before_it_is_believed() {
    let good = Order {
        number: "S1".into(),
        version: 1,
        received: Some(now()),
        title: "路灯不亮".into(),
        text: "路灯不亮".into(),
        files: vec!["0f".repeat(32)],
        ..Order::default()
    };
    assert_eq!(good.check(now()), Ok(()));
    let hour = SignedDuration::from_hours(1);
    let rated = |stars| Some(Rating { at: now(), solved: None, satisfaction: Some(stars) });
    let opinion =
        Decision { asked: now(), granted: true, until: None, opinion: "长".repeat(20_001) };
    for (order, field) in [
        (Order { number: " ".into(), ..good.clone() }, "number"),
        (Order { number: "9".repeat(101), ..good.clone() }, "number"),
        (Order { version: 0, ..good.clone() }, "version"),
        (Order { title: String::new(), ..good.clone() }, "title"),
        (Order { text: "长".repeat(20_001), ..good.clone() }, "text"),
        (Order { state: Some("长".repeat(61)), ..good.clone() }, "state"),
        (Order { phone: Some("1".repeat(101)), ..good.clone() }, "phone"),
        (Order { more: vec!["又".into(); 101], ..good.clone() }, "more"),
        (Order { received: Some(now() + hour), ..good.clone() }, "received"),
        (Order { received: Some(Timestamp::UNIX_EPOCH), ..good.clone() }, "received"),
        (Order { files: vec!["0F".repeat(32)], ..good.clone() }, "files"),
        (Order { files: vec!["0f".repeat(31)], ..good.clone() }, "files"),
        (Order { decision: Some(opinion), ..good.clone() }, "decision"),
        (Order { rating: rated(0), ..good.clone() }, "rating"),
        (Order { rating: rated(6), ..good.clone() }, "rating"),
    ] {
        assert_eq!(order.check(now()), Err(field));
    }
    let answer = |text: &str, evidence: &str| Reply {
        number: "S1".into(),
        version: 1,
        answer: Some(Answered {
            at: now(),
            process: text.into(),
            result: "已亮".into(),
            unsolved: None,
            plan: None,
            plan_by: None,
            evidence: vec![evidence.to_owned()],
        }),
        ..Reply::default()
    };
    assert_eq!(answer("换灯", &"0f".repeat(32)).check(), Ok(()));
    assert_eq!(answer(&"长".repeat(20_001), &"0f".repeat(32)).check(), Err("answer"));
    assert_eq!(answer("换灯", "0f").check(), Err("evidence"));
    assert_eq!(Reply::default().check(), Err("number"));
    assert_eq!(Reply { number: "S1".into(), ..Reply::default() }.check(), Err("version"));
}

fn listed(number: &str, sent: u32, taken: u32, open: bool) -> Listed {
    Listed { number: number.to_owned(), sent, taken, open }
}

#[test]
fn both_lists_are_laid_side_by_side() {
    use DifferenceKind::*;
    let hour = SignedDuration::from_hours(1);
    let (since, at) = (now() - hour * 24 * 7, now());
    let ours = |listed, changed| Ours { listed, changed };
    let list = List {
        at,
        since,
        orders: vec![
            listed("same", 3, 5, true),
            listed("theirs", 1, 0, true),
            listed("not got", 3, 4, true),
            listed("not come", 4, 5, true),
            listed("ended there", 3, 5, false),
            listed("ended here", 3, 5, true),
            listed("on its way", 3, 1, true),
        ],
    };
    let held = [
        ours(listed("same", 5, 3, true), at - hour),
        ours(listed("not got", 5, 3, true), at - hour),
        ours(listed("not come", 5, 3, true), at - hour),
        ours(listed("ended there", 5, 3, true), at - hour),
        ours(listed("ended here", 5, 3, false), at - hour),
        ours(listed("on its way", 5, 3, true), at + hour),
        ours(listed("ours", 5, 0, true), at - hour * 24 * 30),
        ours(listed("ours, new", 5, 0, true), at + hour),
        ours(listed("over for long", 5, 3, false), at - hour * 24 * 30),
        ours(listed("over of late", 5, 3, false), at - hour),
    ];
    let found = differences(&list, &held);
    let found: Vec<(&str, DifferenceKind)> =
        found.iter().map(|one| (one.number.as_str(), one.kind)).collect();
    let expected = [
        ("ended here", EndedHere),
        ("ended there", EndedThere),
        ("not come", BehindHere),
        ("not got", BehindThere),
        ("ours", NotThere),
        ("over of late", NotThere),
        ("theirs", NotHere),
    ];
    assert_eq!(found, expected);
}

proptest! {
    /// Whatever one side holds, the other side that holds the same finds nothing.
    #[test]
    fn who_holds_the_same_differs_in_nothing(
        orders in proptest::collection::btree_map("[a-z]{1,6}", (0..9u32, 0..9u32, any::<bool>()), 0..20),
    ) {
        let hour = SignedDuration::from_hours(1);
        let all = orders.iter();
        let theirs = all.clone().map(|(number, (sent, taken, open))| listed(number, *sent, *taken, *open));
        let list = List { at: now(), since: now() - hour * 24, orders: theirs.collect() };
        let held = all.map(|(number, (sent, taken, open))| Ours {
            listed: listed(number, *taken, *sent, *open),
            changed: now() - hour,
        });
        let held: Vec<Ours> = held.collect();
        prop_assert_eq!(differences(&list, &held), []);
    }

    /// What is read from a message is what was written into it.
    #[test]
    fn a_message_is_read_as_it_was_written(text in "\\PC{0,40}", version in any::<u32>(), recalled in any::<bool>()) {
        let order = Order { number: "1".into(), version, text, recalled, ..Order::default() };
        let written = serde_json::to_string(&order).expect("it is written");
        prop_assert_eq!(serde_json::from_str::<Order>(&written).expect("it is read"), order);
    }
}
