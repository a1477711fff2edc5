//! The schedule, and what was kept long enough.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::*;

#[test]
fn each_kind_of_record_has_one_rule() {
    let of: Vec<&str> = Schedule::shipped().rules().iter().map(|rule| rule.record.code()).collect();
    assert_eq!(of, Record::CODES);
    for rule in Schedule::shipped().rules() {
        assert!(!rule.zh.is_empty() && !rule.en.is_empty() && !rule.basis.is_empty(), "{rule:?}");
        assert_eq!(rule.keep.is_none(), rule.then == Then::Archive, "{rule:?}");
    }
}

/// One truth: what the schedule says is what these rules do.
#[test]
fn what_other_rules_forget_the_schedule_says() {
    for (record, lasts) in [
        (Record::OneTimeCode, crate::one_time_code::HOUR),
        (Record::SignInTry, crate::sign_in::DAY),
    ] {
        let keep = Schedule::shipped().keep(record).expect("a length");
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(now.duration_since(keep.before(now, &TimeZone::UTC)), lasts, "{record:?}");
    }
}

#[test]
fn lengths_are_read_and_written() {
    for text in ["10min", "24h", "90d", "6mo", "10y"] {
        let keep: Keep = text.parse().expect(text);
        assert_eq!(keep.to_string(), text);
    }
    for text in ["", "y", "0y", "1000y", "10", "10 y", "-1y", "1w", "ten"] {
        assert_eq!(text.parse::<Keep>(), Err(InvalidKeep), "{text}");
    }
}

#[test]
fn a_year_is_a_year_of_the_calendar() {
    let zone = TimeZone::fixed(jiff::tz::offset(8));
    let now: Timestamp = "2028-02-29T01:00:00Z".parse().expect("an instant");
    let before = |text: &str| text.parse::<Keep>().expect(text).before(now, &zone).to_string();
    assert_eq!(before("1y"), "2027-02-28T01:00:00Z");
    assert_eq!(before("10y"), "2018-02-28T01:00:00Z");
    assert_eq!(before("2d"), "2028-02-27T01:00:00Z");
    assert_eq!(
        now.duration_since(Keep::hours(24).before(now, &zone)),
        SignedDuration::from_hours(24)
    );
}

#[test]
fn an_installation_keeps_longer_or_shorter_within_reason() {
    let with = |contact: &str, words: &str| {
        let kept = [(Record::Contact, contact), (Record::Words, words)];
        let kept = kept.map(|(record, text)| (record, text.parse::<Keep>().expect(text)));
        Schedule::shipped()
            .with(&kept)
            .map(|made| (made.keep(Record::Contact), made.keep(Record::Words)))
    };
    assert_eq!(with("90d", "30y"), Ok(("90d".parse().ok(), "30y".parse().ok())));
    assert_eq!(with("2y", "2y").map(|_| ()), Ok(()));
    assert_eq!(with("89d", "10y"), Err(InvalidSchedule::TooShort));
    assert_eq!(with("3y", "2y"), Err(InvalidSchedule::WordsFirst));
}
