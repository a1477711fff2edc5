//! What holds for every clock, over lawful and unlawful histories.

use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::calendar::{Close, DayKind};
use crate::limit::LimitUnit;

#[derive(Clone, Copy, Debug)]
enum Step {
    Stop,
    Suspend(i64),
    Resume,
    Extend(Limit),
    Recompute,
}

fn limits() -> impl Strategy<Value = Limit> {
    let units = [
        LimitUnit::UrgentHour,
        LimitUnit::WorkHour,
        LimitUnit::WorkDay,
        LimitUnit::Day,
        LimitUnit::Month,
    ];
    (1_u16..40, proptest::sample::select(units.to_vec()))
        .prop_map(|(amount, unit)| Limit::new(amount, unit))
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        1 => Just(Step::Stop),
        4 => (-1_000_000_i64..5_000_000).prop_map(Step::Suspend),
        4 => Just(Step::Resume),
        2 => limits().prop_map(Step::Extend),
        1 => Just(Step::Recompute),
    ];
    proptest::collection::vec((0_i64..1_000_000, step), 0..12)
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let new_york = TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").expect("a zone");
    let china = Calendar::china();
    proptest::sample::select(vec![
        china.clone(),
        china.with_close(Close::CloseOfBusiness),
        china.without_rest(),
        china.with_zone(new_york),
    ])
}

fn instant(second: i64) -> Timestamp {
    Timestamp::from_second(second).expect("in range")
}

fn take(clock: &Clock, step: Step, now: Timestamp, calendar: &Calendar) -> Clock {
    match step {
        Step::Stop => clock.stop(now),
        Step::Suspend(after) => {
            clock.suspend(now, instant(now.as_second().saturating_add(after)), calendar)
        }
        Step::Resume => clock.resume(now, calendar),
        Step::Extend(by) => clock.extend(by, now, calendar),
        Step::Recompute => clock.recompute(calendar),
    }
}

/// Counted days of the explanation, which walks day by day and knows no bitmap.
fn counted(clock: &Clock, calendar: &Calendar) -> (usize, Option<Verdict>) {
    let told = clock.explain(calendar);
    let days = told.legs.into_iter().next_back().map(|leg| leg.days).unwrap_or_default();
    let count = days.iter().filter(|day| day.verdict == Verdict::Counted).count();
    (count, days.last().map(|day| day.verdict))
}

proptest! {
    #[test]
    fn used_time_never_decreases_and_states_are_kept(
        calendar in calendars(),
        start in 1_075_000_000_i64..1_790_000_000,
        of in limits(),
        given in proptest::option::of(-100_000_i64..9_000_000),
        steps in steps(),
    ) {
        let mut now = instant(start);
        let mut clock = match given {
            Some(after) => Clock::until(now, instant(start + after), &calendar),
            None => Clock::start(now, of, &calendar),
        };
        let mut used = clock.used(now, &calendar);
        for (after, step) in steps {
            now = instant(now.as_second() + after);
            let before = clock.clone();
            clock = take(&clock, step, now, &calendar);

            let (more, same) = (clock.used(now, &calendar), before.used(now, &calendar));
            prop_assert!(used <= more, "{used:?} > {more:?}");
            prop_assert_eq!(more, same, "a step itself uses no time");
            used = more;

            prop_assert!(clock.warn <= clock.due);
            prop_assert_eq!(clock.next_due().is_some(), clock.is_open());
            prop_assert_eq!(clock.next_warn().is_some(), clock.is_open());
            prop_assert!(clock.next_warn() <= clock.next_due());
            prop_assert_eq!(clock.is_overdue(now), clock.light(now) == Light::Red);
            let light_of_late = clock.light(now) == Light::Late;
            prop_assert_eq!(clock.was_late(), light_of_late);
            if !before.is_open() {
                prop_assert_eq!(&clock, &before, "a stopped clock stays as it was");
            }
            match step {
                Step::Suspend(_) if before.is_suspended() => prop_assert_eq!(&clock, &before),
                Step::Resume if !before.is_suspended() => prop_assert_eq!(&clock, &before),
                Step::Recompute => prop_assert_eq!(&clock, &before, "the same calendar moves nothing"),
                Step::Resume | Step::Extend(_) => prop_assert!(clock.due >= before.due),
                Step::Stop | Step::Suspend(_) => prop_assert_eq!(clock.due, before.due),
            }
            let json = serde_json::to_string(&clock).expect("json");
            prop_assert_eq!(serde_json::from_str::<Clock>(&json).expect("a clock"), clock.clone());
        }
    }

    /// Whatever calendar is loaded in between: what is granted, or was suspended, shortens nothing.
    #[test]
    fn another_calendar_takes_no_time_away(
        first in calendars(),
        start in 1_075_000_000_i64..1_790_000_000,
        of in limits(),
        steps in proptest::collection::vec((steps(), calendars()), 1..4),
    ) {
        let mut now = instant(start);
        let mut clock = Clock::start(now, of, &first);
        for (calendar, (after, step)) in
            steps.into_iter().flat_map(|(steps, calendar)| steps.into_iter().map(move |step| (calendar.clone(), step)))
        {
            now = instant(now.as_second() + after);
            let before = clock.clone();
            clock = take(&clock, step, now, &calendar);
            prop_assert!(clock.warn <= clock.due);
            if let Step::Extend(_) | Step::Resume = step {
                prop_assert!(clock.due >= before.due, "{} < {}", clock.due, before.due);
            }
        }
    }

    /// The explanation counts as many days as the limit has, and ends on a counted day.
    #[test]
    fn the_explanation_adds_up(
        calendar in calendars(),
        start in 1_075_000_000_i64..1_790_000_000,
        amount in 1_u16..60,
        natural: bool,
        pauses in proptest::collection::vec((0_i64..2_000_000, 0_i64..2_000_000), 0..4),
        extended in proptest::option::of(1_u16..20),
    ) {
        let unit = if natural { LimitUnit::Day } else { LimitUnit::WorkDay };
        let mut clock = Clock::start(instant(start), Limit::new(amount, unit), &calendar);
        let mut now = clock.started;
        for (running, paused) in pauses {
            now = instant(now.as_second() + running);
            let until = instant(now.as_second() + paused);
            clock = clock.suspend(now, until, &calendar).resume(until, &calendar);
            now = until;
        }
        if let Some(more) = extended {
            clock = clock.extend(Limit::new(more, unit), now, &calendar);
        }
        let (count, last) = counted(&clock, &calendar);
        prop_assert_eq!(count, usize::from(extended.unwrap_or(amount)));
        prop_assert!(matches!(last, Some(Verdict::Counted | Verdict::MovedTo)), "{last:?}");
        prop_assert!(calendar.is_working(calendar.day_ending(clock.due)));
    }

    /// Hours told day by day add up to the limit.
    #[test]
    fn the_hours_add_up(
        calendar in calendars(),
        start in 1_075_000_000_i64..1_790_000_000,
        amount in 1_u16..60,
        urgent: bool,
        (running, paused) in (0_i64..500_000, 0_i64..500_000),
    ) {
        let unit = if urgent { LimitUnit::UrgentHour } else { LimitUnit::WorkHour };
        let from = instant(start + running);
        let until = instant(start + running + paused);
        let clock = Clock::start(instant(start), Limit::new(amount, unit), &calendar)
            .suspend(from, until, &calendar)
            .resume(until, &calendar);
        let told = clock.explain(&calendar);
        let ran: i64 = told.legs[0].days.iter().map(|day| match day.verdict {
            Verdict::Ran(seconds) => seconds,
            _ => 0,
        }).sum();
        prop_assert_eq!(ran, i64::from(amount) * 3600);
        let sums = [Used::Seconds(ran), Used::WorkSeconds(ran)];
        prop_assert!(sums.contains(&clock.used(clock.due, &calendar)));
    }

    /// A naive reading of the rules, day by day, agrees for every unit of days.
    #[test]
    fn a_naive_count_agrees(day in 0_i64..8_000, amount in 1_u16..60) {
        let china = Calendar::china();
        let walk = |from, mut left: u16, working: bool| {
            let mut day: jiff::civil::Date = from;
            while left > 0 {
                day = day.tomorrow().expect("in range");
                left -= u16::from(!working || china.day(day).working);
            }
            while china.day(day).kind == DayKind::Weekend || china.day(day).kind == DayKind::Holiday {
                day = day.tomorrow().expect("in range");
            }
            china.start_of(day.tomorrow().expect("in range"))
        };
        let from = date(2004, 1, 1).checked_add(SignedDuration::from_hours(24 * day)).expect("in range");
        let start = china.start_of(from);
        for (unit, working) in [(LimitUnit::WorkDay, true), (LimitUnit::Day, false)] {
            let due = Clock::start(start, Limit::new(amount, unit), &china).due;
            prop_assert_eq!(due, walk(from, amount, working));
        }
    }

    /// Nothing panics, whatever the instants: also at the ends of what can be written.
    #[test]
    fn extreme_instants_have_answers(
        calendar in calendars(),
        seconds in proptest::array::uniform4(prop_oneof![
            Just(Timestamp::MIN.as_second()),
            Just(Timestamp::MAX.as_second()),
            Timestamp::MIN.as_second()..=Timestamp::MAX.as_second(),
        ]),
        amount: u16,
        unit in 0_usize..5,
        steps in steps(),
    ) {
        let units = ["h", "wh", "wd", "d", "mo"];
        let unit = format!("1{}", units[unit]).parse::<Limit>().expect("a limit").unit;
        let [start, at, review, now] = seconds.map(instant);
        let limit = Limit::new(amount, unit);
        for clock in [Clock::start(start, limit, &calendar), Clock::until(start, review, &calendar)] {
            let mut clock = clock.suspend(at, review, &calendar).resume(now, &calendar);
            for (_, step) in &steps {
                let step = match step {
                    Step::Suspend(_) => Step::Suspend(0),
                    step => *step,
                };
                clock = take(&clock, step, now, &calendar);
            }
            prop_assert!(clock.warn <= clock.due);
            clock.light(now);
            clock.used(now, &calendar);
            prop_assert!(clock.explain(&calendar).legs.len() == clock.extensions.len() + 1);
        }
    }
}
