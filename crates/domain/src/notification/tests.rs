use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;

use super::*;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").expect("a zone")
}

fn at(local: &str) -> Timestamp {
    let local: jiff::civil::DateTime = local.parse().expect("a time");
    local.to_zoned(zone()).expect("an instant").timestamp()
}

#[test]
fn what_comes_at_night_waits_for_the_morning() {
    let midday = Quiet { from: time(12, 0, 0, 0), until: time(14, 0, 0, 0) };
    for (quiet, from, until) in [
        (QUIET, "2026-11-30T20:59:59", "2026-11-30T20:59:59"),
        (QUIET, "2026-11-30T21:00:00", "2026-12-01T08:00:00"),
        (QUIET, "2026-12-31T23:59:59", "2027-01-01T08:00:00"),
        (QUIET, "2026-12-01T00:00:00", "2026-12-01T08:00:00"),
        (QUIET, "2026-12-01T07:59:59", "2026-12-01T08:00:00"),
        (QUIET, "2026-12-01T08:00:00", "2026-12-01T08:00:00"),
        (midday, "2026-12-01T11:59:59", "2026-12-01T11:59:59"),
        (midday, "2026-12-01T12:00:00", "2026-12-01T14:00:00"),
        (midday, "2026-12-01T14:00:00", "2026-12-01T14:00:00"),
    ] {
        assert_eq!(quiet.after(at(from), &zone()), at(until), "{from}");
    }
}

#[test]
fn hours_of_rest_are_no_whole_day() {
    let noon = time(12, 0, 0, 0);
    let choice = Choice { quiet: Some(Quiet { from: noon, until: noon }), ..Choice::default() };
    assert_eq!(choice.check(), Err(InvalidQuiet));
    assert_eq!(Choice { quiet: Some(QUIET), ..Choice::default() }.check(), Ok(()));
}

#[test]
fn what_can_be_taken_back_stays_for_a_minute_and_a_power_cut_wakes() {
    let night = at("2026-11-30T22:00:00");
    let when = |topic, undoable, quiet| not_before(topic, undoable, quiet, &zone(), night);
    assert_eq!(when(Topic::Assigned, true, None), at("2026-11-30T22:01:00"));
    assert_eq!(when(Topic::Answered, false, None), night);
    assert_eq!(when(Topic::Answered, false, Some(QUIET)), at("2026-12-01T08:00:00"));
    assert_eq!(when(Topic::OnDuty, false, Some(QUIET)), night);
    assert_eq!(when(Topic::Escalated, false, Some(QUIET)), night);
}

#[test]
fn a_step_before_the_night_is_held_into_it() {
    let evening = at("2026-11-30T20:59:30");
    let when = not_before(Topic::Accepted, true, Some(QUIET), &zone(), evening);
    assert_eq!(when, at("2026-12-01T08:00:00"));
}

#[test]
fn it_is_tried_later_and_later_and_given_up() {
    let now = at("2026-11-30T09:00:00");
    assert_eq!(again(0, now), None);
    let mut last = now;
    for attempts in 1..ATTEMPTS {
        let next = again(attempts, now).expect("another try");
        assert!(next > last, "{attempts}");
        last = next;
    }
    assert_eq!(again(ATTEMPTS, now), None);
}

#[test]
fn who_is_on_duty_is_called_whatever_was_chosen() {
    let choice = Choice { off: Topic::STAFF.into_iter().collect(), quiet: None };
    let sent: Vec<Topic> = Topic::STAFF.into_iter().filter(|topic| choice.sends(*topic)).collect();
    assert_eq!(sent, [Topic::OnDuty, Topic::Escalated]);
}

#[test]
fn every_topic_is_for_staff_or_for_reporters() {
    let all: Vec<&str> =
        Topic::STAFF.iter().chain(&Topic::REPORTER).map(|topic| topic.code()).collect();
    assert_eq!(all, Topic::CODES);
    for code in Topic::CODES {
        let topic: Topic = serde_json::from_value((*code).into()).expect("a code");
        assert_eq!(topic.code(), *code);
    }
}
