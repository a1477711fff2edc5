mod pauses;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::*;
use crate::calendar::{CalendarDay, Close, DayKind};

/// An instant or local time in Shanghai.
fn at(text: &str) -> Timestamp {
    line::parse_line(&format!("{text},1h"), Calendar::china().zone()).expect("an instant").0
}

fn limit(text: &str) -> Limit {
    text.parse().expect("a limit")
}

fn clock(start: &str, of: &str) -> Clock {
    Clock::start(at(start), limit(of), &Calendar::china())
}

/// The last day of a clock that is due at a midnight.
fn last_day(clock: &Clock) -> String {
    let china = Calendar::china();
    let day = china.day_ending(clock.due);
    assert_eq!(clock.due, china.end_of(day), "due at the end of a day");
    day.to_string()
}

fn lights(clock: &Clock, table: &[(&str, Light)]) {
    for (now, light) in table {
        assert_eq!(clock.light(at(now)), *light, "{now}");
    }
}

/// DOMAIN §5.2, from the State Council's notices for 2025 and 2026.
#[test]
fn published_vectors() {
    for (start, of, last) in [
        ("2026-02-13", "1wd", "2026-02-14"),
        ("2026-02-13", "3wd", "2026-02-25"),
        ("2026-02-13", "5wd", "2026-02-27"),
        ("2026-02-13", "7wd", "2026-03-02"),
        ("2026-02-27", "1wd", "2026-02-28"),
        ("2026-04-30", "5wd", "2026-05-11"),
        ("2026-09-18", "1wd", "2026-09-20"),
        ("2026-09-30", "5wd", "2026-10-13"),
        ("2026-01-01", "1wd", "2026-01-04"),
        ("2025-09-26", "2wd", "2025-09-29"),
        ("2025-09-30", "5wd", "2025-10-14"),
        ("2026-02-05", "15d", "2026-02-24"),
        ("2026-08-05", "60d", "2026-10-08"),
        ("2026-03-06", "30d", "2026-04-07"),
        ("2026-04-02", "30d", "2026-05-06"),
        ("2026-01-31", "1mo", "2026-02-28"),
        ("2026-04-01", "1mo", "2026-05-06"),
        ("2026-09-02", "1mo", "2026-10-08"),
    ] {
        for time in ["T00:00", "T10:00", "T23:59:59"] {
            assert_eq!(last_day(&clock(&format!("{start}{time}"), of)), last, "{start}{time} {of}");
        }
    }
}

#[test]
fn hours() {
    for (start, of, due) in [
        // By the wall clock, through New Year's Eve.
        ("2026-02-15T23:30", "2h", "2026-02-16T01:30"),
        // Hours that run out at closing time are due then, also at noon.
        ("2026-03-02T14:00", "4wh", "2026-03-02T18:00"),
        ("2026-03-02T08:00", "8wh", "2026-03-02T18:00"),
        ("2026-03-02T08:00", "4wh", "2026-03-02T12:00"),
        ("2026-03-02T17:00", "2wh", "2026-03-03T09:00"),
        ("2026-03-02T13:00", "1wh", "2026-03-02T15:00"),
        ("2026-03-02T20:00", "8wh", "2026-03-03T18:00"),
        // Friday before the Spring Festival: Saturday is worked, then 24 February.
        ("2026-02-13T17:00", "10wh", "2026-02-24T09:00"),
        ("2026-02-17T10:00", "1wh", "2026-02-24T09:00"),
    ] {
        assert_eq!(clock(start, of).due, at(due), "{start} {of}");
    }
}

#[test]
fn yellow_begins_with_the_last_working_day_or_the_last_quarter() {
    for (start, of, warn) in [
        ("2026-02-13T10:00", "5wd", "2026-02-27T00:00"),
        ("2026-02-05T10:00", "15d", "2026-02-24T00:00"),
        ("2026-01-31T10:00", "1mo", "2026-02-28T00:00"),
        ("2026-02-13T10:00", "1wd", "2026-02-14T16:00"),
        ("2026-03-02T10:00", "24h", "2026-03-03T04:00"),
        ("2026-03-02T10:00", "25h", "2026-03-02T11:00"),
        ("2026-03-06T10:00", "72h", "2026-03-08T10:00"),
        ("2026-03-02T08:00", "8wh", "2026-03-02T16:00"),
        ("2026-03-02T14:00", "8wh", "2026-03-03T10:00"),
        ("2026-03-02T08:00", "9wh", "2026-03-03T00:00"),
    ] {
        assert_eq!(clock(start, of).warn, at(warn), "{start} {of}");
    }
}

#[test]
fn lights_change_at_their_instants() {
    let running = clock("2026-03-02T10:00", "2wd");
    lights(
        &running,
        &[
            ("2026-03-02T10:00", Light::Grey),
            ("2026-03-03T23:59:59", Light::Grey),
            ("2026-03-04T00:00", Light::Yellow),
            ("2026-03-04T23:59:59", Light::Yellow),
            ("2026-03-05T00:00", Light::Red),
        ],
    );
    let in_time = running.stop(at("2026-03-04T23:59:59"));
    let late = running.stop(at("2026-03-05T00:00"));
    lights(&in_time, &[("2027-01-01", Light::Green)]);
    lights(&late, &[("2026-03-05", Light::Late), ("2036-01-01", Light::Late)]);
    assert_eq!(
        (late.next_due(), late.next_warn(), late.is_overdue(at("2030-01-01"))),
        (None, None, false)
    );
    assert_eq!(late.stop(at("2026-03-02T11:00")), late, "late for ever");
}

#[test]
fn close_of_business_ends_the_day_where_it_is_configured() {
    let calendar = Calendar::china().with_close(Close::CloseOfBusiness);
    let clock = Clock::start(at("2026-03-02T10:00"), limit("2wd"), &calendar);
    assert_eq!(clock.due, at("2026-03-04T18:00"));
    let longer = clock.extend(limit("1wd"), at("2026-03-04T09:00"), &calendar);
    assert_eq!(longer.due, at("2026-03-05T18:00"));
    assert!(longer.is_overdue(at("2026-03-05T18:00")));
}

#[test]
fn urgent_categories_run_on_holidays() {
    let calendar = Calendar::china().without_rest();
    let start = |of| Clock::start(at("2026-02-16T22:00"), limit(of), &calendar);
    assert_eq!(start("1wd").due, at("2026-02-18T00:00"));
    assert_eq!(start("4wh").due, at("2026-02-17T02:00"));
    assert_eq!(start("1d").due, at("2026-02-18T00:00"));
    assert!(start("1wd").explain(&calendar).without_rest);
}

#[test]
fn extensions_count_from_the_due_instant() {
    let china = Calendar::china();
    let early =
        clock("2026-03-02T10:00", "2wd").extend(limit("3wd"), at("2026-03-03T09:00"), &china);
    assert_eq!(last_day(&early), "2026-03-09");
    assert_eq!(early.warn, at("2026-03-09"));
    assert_eq!(early.extensions[0].from, at("2026-03-05"));
    let twice = early.extend(limit("4wh"), at("2026-03-08"), &china);
    assert_eq!((twice.due, twice.warn), (at("2026-03-10T12:00"), at("2026-03-10T11:00")));
    assert_eq!(
        last_day(&clock("2026-03-02T10:00", "4h").extend(limit("1wd"), at("2026-03-02"), &china)),
        "2026-03-03"
    );
}

/// Moving what was counted is a command of its own.
#[test]
fn an_extension_under_another_calendar_counts_from_the_due_instant() {
    let china = Calendar::china();
    let (given, granted) = (clock("2026-09-29T10:00", "7wd"), at("2026-10-08T09:00"));
    assert_eq!(last_day(&given), "2026-10-14");
    let extended = given.extend(limit("1wd"), granted, &china.without_rest());
    assert_eq!(
        (last_day(&extended).as_str(), extended.warn),
        ("2026-10-15", at("2026-10-15T18:00"))
    );
    let rest = CalendarDay { date: date(2026, 10, 9), kind: DayKind::Holiday, name: None };
    let local = china.with_days([rest]);
    assert_eq!(last_day(&given.extend(limit("1wd"), granted, &local)), "2026-10-15");
    let moved = extended.recompute(&local);
    assert_eq!(
        (last_day(&moved).as_str(), moved.extensions[0].from),
        ("2026-10-16", at("2026-10-16"))
    );
}

/// The first calendar, back again, does not take away what the other one gave.
#[test]
fn an_extension_after_another_calendars_extension_counts_from_the_due_instant() {
    let china = Calendar::china();
    let rest = CalendarDay { date: date(2026, 10, 15), kind: DayKind::Holiday, name: None };
    let (given, granted) = (clock("2026-09-29T10:00", "7wd"), at("2026-10-08T09:00"));
    let extended = given.extend(limit("1wd"), granted, &china.with_days([rest]));
    assert_eq!(last_day(&extended), "2026-10-16");
    let twice = extended.extend(limit("1wd"), granted, &china);
    assert_eq!(last_day(&twice), "2026-10-19");
    assert_eq!(twice.extensions[1].from, extended.due);
}

#[test]
fn a_given_due_instant_is_kept() {
    let china = Calendar::china();
    let given = Clock::until(at("2026-03-02T10:00"), at("2026-03-09T15:00"), &china);
    assert_eq!(
        (given.limit, given.due, given.warn),
        (None, at("2026-03-09T15:00"), at("2026-03-09"))
    );
    let resumed =
        given.suspend(at("2026-03-03"), at("2026-04-01"), &china).resume(at("2026-03-20"), &china);
    assert_eq!(resumed.due, given.due);
    assert_eq!(last_day(&given.extend(limit("2wd"), at("2026-03-03"), &china)), "2026-03-11");
    let short = Clock::until(at("2026-03-06T14:00"), at("2026-03-10T00:00"), &china);
    assert_eq!(short.warn, at("2026-03-09T15:00"), "nine of twelve business hours");
    let past = Clock::until(at("2026-03-06"), at("2026-03-05"), &china);
    assert!(past.is_overdue(at("2026-03-06")) && past.warn == past.due);
}

#[test]
fn a_year_without_a_list_is_flagged_until_it_is_loaded() {
    let china = Calendar::china();
    let guess = clock("2026-12-30T10:00", "5wd");
    assert_eq!(guess.flags, [ClockFlag::CalendarNotPublished]);
    assert_eq!(guess.explain(&china).unpublished, [2027]);
    assert_eq!(clock("2026-12-30T10:00", "48h").flags, []);

    let day = |date: &str| CalendarDay {
        date: date.parse().expect("date"),
        kind: DayKind::Holiday,
        name: None,
    };
    let loaded = china.with_days(["2027-01-01", "2027-01-04", "2027-10-01"].map(day));
    let moved = guess.recompute(&loaded);
    assert_eq!(
        (last_day(&guess).as_str(), last_day(&moved).as_str()),
        ("2027-01-07", "2027-01-08")
    );
    assert_eq!((moved.flags.len(), moved.calendar), (0, *loaded.version()));
    assert!(
        !guess.stop(at("2026-12-31")).recompute(&loaded).flags.is_empty(),
        "stopped: as it was"
    );
}

#[test]
fn records_that_close_before_they_open_are_flagged() {
    let odd = clock("2026-03-02T10:00", "1wd").stop(at("2026-03-01"));
    assert_eq!(odd.flags, [ClockFlag::StoppedBeforeStart]);
    assert_eq!(odd.light(at("2026-03-03")), Light::Green);
}

#[test]
fn explains_every_day() {
    let china = Calendar::china();
    let told = clock("2026-02-13T10:00", "3wd").explain(&china);
    let leg = &told.legs[0];
    let verdict = |day: i8| {
        let date = Date::new(2026, 2, day).expect("date");
        leg.days.iter().find(|line| line.date == date).map(|line| (line.verdict, line.kind))
    };
    assert_eq!(leg.rule, Rule::WorkDays);
    assert_eq!(leg.days.len(), 13);
    assert_eq!(verdict(13), Some((Verdict::FirstDay, DayKind::Workday)));
    assert_eq!(verdict(14), Some((Verdict::Counted, DayKind::MakeUp)));
    assert_eq!(verdict(15), Some((Verdict::Rest, DayKind::Holiday)));
    assert_eq!(verdict(25), Some((Verdict::Counted, DayKind::Workday)));

    let moved = clock("2026-02-05T10:00", "15d").explain(&china);
    let tail: Vec<_> = moved.legs[0].days.iter().skip(15).map(|line| line.verdict).collect();
    assert_eq!(tail[..2], [Verdict::Counted, Verdict::PassedOver]);
    assert_eq!(tail[2..], [Verdict::PassedOver, Verdict::PassedOver, Verdict::MovedTo]);

    let hours = clock("2026-03-06T17:00", "3wh").explain(&china);
    let ran: Vec<_> = hours.legs[0].days.iter().map(|line| line.verdict).collect();
    assert_eq!(ran, [3600, 0, 0, 7200].map(Verdict::Ran));
}

#[test]
fn a_plain_clock_is_stored_without_empty_fields() {
    let json = serde_json::to_value(clock("2026-03-02T10:00", "5wd")).expect("json");
    let mut keys: Vec<_> = json.as_object().expect("object").keys().cloned().collect();
    keys.sort_unstable();
    assert_eq!(keys, ["calendar", "due", "limit", "started", "warn"]);
    assert_eq!(json["due"], "2026-03-09T16:00:00Z");
}

/// 含当日: where the local rule counts the day of receipt. DOMAIN §5.1.
#[test]
fn the_day_of_receipt_may_be_counted() {
    let counting = |start: &str, of: &str| {
        Clock::start_counting_the_day(at(start), limit(of), &Calendar::china())
    };
    for (start, of, last) in [
        ("2026-03-02T10:00", "1wd", "2026-03-02"),
        ("2026-03-02T23:59", "1wd", "2026-03-02"),
        ("2026-03-02T10:00", "5wd", "2026-03-06"),
        // A Saturday: nothing of it is counted.
        ("2026-03-07T10:00", "1wd", "2026-03-09"),
        ("2026-03-02T10:00", "3d", "2026-03-04"),
        // To the day before the corresponding one, moved forward: 1 May to 5 May are holidays.
        ("2026-04-02T10:00", "1mo", "2026-05-06"),
    ] {
        assert_eq!(last_day(&counting(start, of)), last, "{start} {of}");
    }
    let clock = counting("2026-03-02T10:00", "3wd");
    let days: Vec<_> = clock.explain(&Calendar::china()).legs[0]
        .days
        .iter()
        .map(|day| (day.date.to_string(), day.verdict))
        .collect();
    let counted = |date: &str| (date.to_owned(), explain::Verdict::Counted);
    assert_eq!(days, [counted("2026-03-02"), counted("2026-03-03"), counted("2026-03-04")]);
    assert_eq!(clock.used(at("2026-03-03T09:00"), &Calendar::china()), Used::WorkDays(1));
    assert_eq!(
        clock.extend(limit("1wd"), at("2026-03-03T09:00"), &Calendar::china()).due,
        at("2026-03-06T00:00")
    );
    // What is left of an hour is counted as before.
    let hour = counting("2026-03-02T10:00", "2h");
    assert_eq!(hour.due, at("2026-03-02T12:00"));
}
