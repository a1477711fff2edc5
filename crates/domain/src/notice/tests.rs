use jiff::Timestamp;

use super::*;
use crate::id::Id;

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + hour * 3_600).unwrap()
}

type Change = fn(&mut Notice);

fn notice() -> Notice {
    Notice {
        kind: NoticeKind::Outage,
        title: "青禾路停水".to_owned(),
        text: "检修管道。\n\n请提前储水。".to_owned(),
        division: None,
        page: None,
        from: at(10),
        until: at(20),
        unit: Id::of_code("unit", "street"),
    }
}

#[test]
fn what_cannot_stand_is_named() {
    let with = |change: Change| {
        let mut notice = notice();
        change(&mut notice);
        notice.check(at(0))
    };
    assert_eq!(notice().check(at(0)), Ok(()));
    assert_eq!(notice().check(at(19)), Ok(()), "late, but not over");
    let cases: [(Change, NoticeFault); 11] = [
        (|one| one.title = "\u{200B}".to_owned(), NoticeFault::Title),
        (|one| one.text = "停水\u{202E}".to_owned(), NoticeFault::Text),
        (|one| one.title = "  ".to_owned(), NoticeFault::Title),
        (|one| one.title = "长".repeat(61), NoticeFault::Title),
        (|one| one.title = "两\n行".to_owned(), NoticeFault::Title),
        (|one| one.text = "\n\n".to_owned(), NoticeFault::Text),
        (|one| one.text = "长".repeat(2_001), NoticeFault::Text),
        (|one| one.text = "\u{1}".to_owned(), NoticeFault::Text),
        (|one| one.until = at(10), NoticeFault::Until),
        (|one| one.until = at(9), NoticeFault::Until),
        (|one| one.until = at(24 * 400), NoticeFault::Until),
    ];
    for (change, fault) in cases {
        assert_eq!(with(change), Err(fault));
    }
    assert_eq!(notice().check(at(20)), Err(NoticeFault::Until), "over already");
}

#[test]
fn it_stands_from_its_first_instant_to_before_its_end() {
    let hours = [9, 10, 19, 20].map(|hour| notice().is_in_force(at(hour)));
    assert_eq!(hours, [false, true, true, false]);
}

#[test]
fn one_that_is_ended_stands_no_more() {
    assert_eq!(notice().ended(at(12)).until, at(12));
    assert_eq!(notice().ended(at(30)), notice(), "it was over");
    let never = notice().ended(at(5));
    assert!((0..30).all(|hour| !never.is_in_force(at(hour))));
}

#[test]
fn empty_lines_part_paragraphs() {
    assert_eq!(notice().paragraphs().collect::<Vec<_>>(), ["检修管道。", "请提前储水。"]);
}
