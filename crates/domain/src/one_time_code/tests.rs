use jiff::{SignedDuration, Timestamp};

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap()
}

const RIGHT: [u8; 32] = [1; 32];
const WRONG: [u8; 32] = [2; 32];

fn sent() -> Sent {
    Sent::NEVER.again(RIGHT, 0, at(0)).unwrap()
}

#[test]
fn a_mobile_number_is_read_as_people_type_it() {
    for text in
        ["13900000001", "139 0000 0001", " 139-0000-0001 ", "+8613900000001", "0086 13900000001"]
    {
        assert_eq!(text.parse::<Mobile>().unwrap().digits(), "13900000001", "{text}");
        assert_eq!(Mobile::plain(text), "13900000001");
    }
    for text in [
        "",
        "12345",
        "0532-88012345",
        "23900000001",
        "139000000012",
        "1390000000a",
        "１３９００００００００１",
    ] {
        assert_eq!(text.parse::<Mobile>(), Err(NoMobile), "{text}");
    }
    assert_eq!(Mobile::plain(" 0532-88012345 "), "0532-88012345");
    assert_eq!(format!("{:?}", "13900000001".parse::<Mobile>()), "Ok(Mobile(…))");
}

#[test]
fn a_code_has_six_digits() {
    for random in [0_u64, 7, 999_999, 1_000_000, u64::MAX] {
        let code = code(random.to_be_bytes());
        assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    }
    assert_eq!(code(1_000_007_u64.to_be_bytes()), "000007");
}

#[test]
fn one_a_minute() {
    let first = sent();
    let too_soon = Err(CodeRefusal::TooSoon { not_before: at(60) });
    assert_eq!(first.again(WRONG, 1, at(59)), too_soon);
    let second = first.again(WRONG, 1, at(60)).unwrap();
    assert_eq!((second.count, second.since, second.at), (2, at(0), at(60)));
    // The one before is void.
    assert!(!second.tried(RIGHT, at(61)).1);
}

#[test]
fn five_an_hour_counted_from_the_first() {
    let mut now = sent();
    for minute in 1..5 {
        now = now.again(RIGHT, 0, at(minute * 60)).unwrap();
    }
    let full = Err(CodeRefusal::TooSoon { not_before: at(3_600) });
    assert_eq!(now.again(RIGHT, 0, at(600)), full);
    assert_eq!(now.again(RIGHT, 0, at(3_599)), full);
    let next = now.again(RIGHT, 0, at(3_600)).unwrap();
    assert_eq!((next.count, next.since), (1, at(3_600)));
}

#[test]
fn an_installation_sends_so_many_an_hour() {
    assert_eq!(Sent::NEVER.again(RIGHT, IN_THE_HOUSE, at(0)), Err(CodeRefusal::HouseFull));
    assert!(Sent::NEVER.again(RIGHT, IN_THE_HOUSE - 1, at(0)).is_ok());
}

#[test]
fn a_code_is_good_once_and_for_five_minutes() {
    let valid = SignedDuration::from_secs(299);
    let (used, right) = sent().tried(RIGHT, at(0) + valid);
    assert!(right);
    assert!(!used.tried(RIGHT, at(0) + valid).1, "once");
    assert!(!sent().tried(RIGHT, at(300)).1, "five minutes");
    assert!(!Sent::NEVER.tried(RIGHT, at(0)).1, "nothing was sent");
}

#[test]
fn five_wrong_tries_void_a_code() {
    let mut now = sent();
    for nth in 1..TRIES {
        let (next, right) = now.tried(WRONG, at(i64::from(nth)));
        assert!(!right && next.code.is_some(), "{nth}");
        now = next;
    }
    assert!(now.tried(RIGHT, at(9)).1, "the fifth may be right");
    let (void, _) = now.tried(WRONG, at(9));
    assert!(!void.tried(RIGHT, at(10)).1);
}
