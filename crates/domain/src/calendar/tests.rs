use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

fn local(date: Date, hour: i8, minute: i8) -> Timestamp {
    Calendar::china().zone().to_timestamp(date.at(hour, minute, 0, 0)).expect("in range")
}

fn kinds(calendar: &Calendar, days: &[Date]) -> Vec<DayKind> {
    days.iter().map(|date| calendar.day(*date).kind).collect()
}

#[test]
fn the_shipped_list_is_whole() {
    let days = parse_days(include_str!("../../data/calendar_cn.csv")).expect("reads");
    assert_eq!(days.len(), 769);
    assert!(days.windows(2).all(|pair| pair[0].date < pair[1].date));
    let china = Calendar::china();
    let published: Vec<i16> = (1990..2040).filter(|year| china.published(*year)).collect();
    assert_eq!(published, (2004..=2026).collect::<Vec<_>>());
    for (year, months) in
        [(2025, None), (2026, Some([21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23]))]
    {
        // 248 working days in both years, as published (DOMAIN §5.2).
        let before = |month: i8| plus(date(year, month, 1), -1);
        let december = date(year, 12, 31);
        assert_eq!(china.working_days_between(before(1), december), 248);
        for (month, count) in (1..).zip(months.into_iter().flatten()) {
            let last = date(year, month, 1).last_of_month();
            assert_eq!(china.working_days_between(before(month), last), count, "{month}");
        }
    }
}

fn plus(date: Date, days: i64) -> Date {
    business::plus_days(date, days)
}

#[test]
fn days_say_what_they_are() {
    let china = Calendar::china();
    let spring = china.day(date(2026, 2, 16));
    assert_eq!((spring.working, spring.kind), (false, DayKind::Holiday));
    assert_eq!((spring.name.as_deref(), spring.published), (Some("春节"), true));
    let swapped = china.day(date(2026, 2, 14));
    assert_eq!((swapped.working, swapped.kind), (true, DayKind::MakeUp));
    assert_eq!(china.day(date(2026, 3, 7)).kind, DayKind::Weekend);
    assert_eq!(china.day(date(2026, 3, 6)).kind, DayKind::Workday);
}

#[test]
fn a_year_without_a_list_falls_back_to_weekends_and_fixed_holidays() {
    let china = Calendar::china();
    let guess = china.day(date(2027, 10, 1));
    assert_eq!((guess.working, guess.name.as_deref()), (false, Some("国庆节")));
    assert!(!guess.published);
    assert!(china.is_working(date(2027, 10, 4)), "the swapped days cannot be known");

    let list =
        "date,kind,name\n2027-10-01,休,国庆节\n2027-10-04,holiday,国庆节\n2028-01-03,休,元旦\n";
    let loaded = china.with_days(parse_days(list).expect("reads"));
    assert!(loaded.published(2027) && !loaded.published(2028));
    assert!(!loaded.is_working(date(2027, 10, 4)) && loaded.is_working(date(2027, 5, 3)));
    assert_ne!(loaded.version(), china.version());
}

#[test]
fn local_days_lie_over_the_national_ones() {
    let day = |day, kind| CalendarDay { date: date(2026, 3, day), kind, name: None };
    let local = Calendar::china()
        .with_days([
            day(3, DayKind::LocalRest),
            day(7, DayKind::LocalWork),
            day(8, DayKind::MakeUp),
        ])
        .with_days([day(8, DayKind::Weekend)]);
    let days = [date(2026, 3, 3), date(2026, 3, 7), date(2026, 3, 8)];
    assert_eq!(kinds(&local, &days), [DayKind::LocalRest, DayKind::LocalWork, DayKind::Weekend]);
    assert_eq!(days.map(|day| local.is_working(day)), [false, true, false]);
}

#[test]
fn the_version_follows_what_counts_and_nothing_else() {
    let china = Calendar::china();
    assert_eq!(china.version(), Calendar::china().version());
    assert_eq!(china.version().to_string().parse(), Ok(*china.version()));
    let others = [
        china.with_close(Close::CloseOfBusiness),
        china.with_hours("08:30-17:30".parse().expect("hours")),
        china.with_zone(TimeZone::UTC),
        china.with_published([2027]),
        china.without_rest(),
    ];
    assert!(others.iter().all(|other| other.version() != china.version()));
    let renamed = CalendarDay { name: None, ..shipped_days().swap_remove(0) };
    assert_eq!(china.with_days([renamed]).version(), china.version());
}

#[test]
fn hours_are_read_strictly() {
    let hours: OpenHours = "09:00-12:00 13:00-17:30".parse().expect("hours");
    assert_eq!(hours.total(), SignedDuration::from_mins(450));
    assert_eq!(hours.to_string(), "09:00-12:00 13:00-17:30");
    for text in ["", "9:00-12:00", "12:00-09:00", "08:00-12:00 12:00-13:00", "08:00-24:01", "8-12"]
    {
        assert_eq!(text.parse::<OpenHours>(), Err(InvalidHours), "{text}");
    }
}

#[test]
fn bad_day_lines_are_named() {
    for (text, line) in
        [("2026-01-01,holiday\n\nx", 3), ("2026-13-01,holiday", 1), ("2026-01-01", 1)]
    {
        assert_eq!(parse_days(text), Err(InvalidDayLine { line }), "{text}");
    }
}

#[test]
fn days_end_at_midnight_or_at_close_of_business() {
    let china = Calendar::china();
    let day = date(2026, 3, 2);
    assert_eq!(china.end_of(day), local(date(2026, 3, 3), 0, 0));
    let close = china.with_close(Close::CloseOfBusiness);
    assert_eq!(close.end_of(day), local(day, 18, 0));
    assert_eq!(close.without_rest().end_of(day), local(date(2026, 3, 3), 0, 0));
}

proptest! {
    /// Counting by bitmap agrees with walking day by day, inside and outside the shipped years.
    #[test]
    fn counting_agrees_with_walking(start in -9000_i64..30_000, count in 1_u32..300) {
        let china = Calendar::china();
        let start = plus(date(1970, 1, 1), start);
        let mut day = start;
        for _ in 0..count {
            day = plus(day, 1);
            while !china.day(day).kind.is_working() {
                day = plus(day, 1);
            }
        }
        prop_assert_eq!(china.working_day_after(start, count), day);
        prop_assert_eq!(china.working_days_between(start, day), count);
        prop_assert_eq!(china.working_day_until(day), day);
        prop_assert_eq!(china.working_day_until(plus(china.working_day_after(day, 1), -1)), day);
    }

    #[test]
    fn working_time_undoes_itself(
        second in 1_000_000_000_i64..1_900_000_000,
        minutes in 1_i64..20_000,
    ) {
        let china = Calendar::china();
        let from = Timestamp::from_second(second).expect("in range");
        let amount = SignedDuration::from_mins(minutes);
        let to = china.after_working_time(from, amount);
        prop_assert_eq!(china.working_time(from, to), amount);
        let just_before = to.checked_sub(SignedDuration::from_secs(1)).expect("in range");
        prop_assert!(china.working_time(from, just_before) < amount, "the earliest such instant");
    }

    #[test]
    fn any_date_has_an_answer(year in -9999_i16..=9999, month in 1_i8..=12, count: u32) {
        let china = Calendar::china();
        let day = date(year, month, 28);
        let (after, until) = (china.working_day_after(day, count), china.working_day_until(day));
        prop_assert!(until <= day && day <= after);
        prop_assert!(china.start_of(after) <= china.end_of(after));
        prop_assert!(china.working_days_between(Date::MIN, day) <= 7_304_484);
    }
}
