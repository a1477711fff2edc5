use super::*;

#[test]
fn a_suspended_clock_gives_way_to_its_review_date() {
    let china = Calendar::china();
    let suspended =
        clock("2026-03-02T10:00", "5wd").suspend(at("2026-03-04T15:00"), at("2026-03-21"), &china);
    assert_eq!(
        (suspended.next_due(), suspended.next_warn()),
        (Some(at("2026-03-21")), Some(at("2026-03-20")))
    );
    lights(
        &suspended,
        &[
            ("2026-03-19T12:00", Light::Suspended(ReviewLight::Grey)),
            ("2026-03-20T12:00", Light::Suspended(ReviewLight::Yellow)),
            ("2026-03-21", Light::Suspended(ReviewLight::Red)),
        ],
    );
    assert!(!suspended.is_overdue(at("2026-05-01")));
    assert!(!suspended.stop(at("2026-05-01")).was_late(), "it did not run");

    // 3 March ran to its end, 4-10 March did not; 11, 12, 13 and 16 March are the rest.
    let resumed = suspended.resume(at("2026-03-11T09:00"), &china);
    assert_eq!(last_day(&resumed), "2026-03-16");
    assert_eq!(resumed.used(at("2026-03-12"), &china), Used::WorkDays(2));
}

#[test]
fn pauses_take_out_what_did_not_run() {
    let china = Calendar::china();
    let paused = |start, of, from, to| {
        clock(start, of).suspend(at(from), at("2026-12-01"), &china).resume(at(to), &china)
    };
    // Suspended and resumed within one day: the day counts.
    assert_eq!(
        last_day(&paused("2026-03-02T10:00", "2wd", "2026-03-03T09:00", "2026-03-03T20:00")),
        "2026-03-04"
    );
    // Resumed exactly at midnight: the day before did not run at its end.
    assert_eq!(
        last_day(&paused("2026-03-02T10:00", "2wd", "2026-03-03T09:00", "2026-03-04")),
        "2026-03-05"
    );
    // A natural period must not be moved onto a day that was suspended: Sunday 8 March, then Monday.
    assert_eq!(
        last_day(&paused("2026-03-02T10:00", "6d", "2026-03-09T09:00", "2026-03-11T09:00")),
        "2026-03-11"
    );
    assert_eq!(
        paused("2026-03-02T10:00", "4h", "2026-03-02T11:00", "2026-03-03T11:00").due,
        at("2026-03-03T14:00")
    );
    assert_eq!(
        paused("2026-03-02T10:00", "4wh", "2026-03-02T11:00", "2026-03-03T17:00").due,
        at("2026-03-04T10:00")
    );
    // Overdue before it was suspended: nothing to win.
    assert_eq!(
        last_day(&paused("2026-03-02T10:00", "2wd", "2026-03-05T09:00", "2026-03-10T09:00")),
        "2026-03-04"
    );
}

#[test]
fn a_day_that_closed_before_the_suspension_counts() {
    let calendar = Calendar::china().with_close(Close::CloseOfBusiness);
    let paused = |from: &str, to: &str| {
        Clock::start(at("2026-03-02T10:00"), limit("2wd"), &calendar)
            .suspend(at(from), at("2026-12-01"), &calendar)
            .resume(at(to), &calendar)
    };
    let used = |clock: &Clock, now: &str| clock.used(at(now), &calendar);
    // Suspended exactly at closing time: 3 March has run. Resumed exactly then: 5 March has not.
    let closed = paused("2026-03-03T18:00", "2026-03-05T18:00");
    assert_eq!(closed.due, at("2026-03-06T18:00"));
    assert_eq!(used(&closed, "2026-03-03T17:59:59"), Used::WorkDays(0));
    assert_eq!(used(&closed, "2026-03-03T18:00"), Used::WorkDays(1));
    assert_eq!(used(&closed, "2026-03-06T17:59:59"), Used::WorkDays(1));
    assert_eq!(used(&closed, "2026-03-06T18:00"), Used::WorkDays(2));
    assert_eq!(paused("2026-03-03T17:59:59", "2026-03-03T18:00:01").due, at("2026-03-05T18:00"));
}

#[test]
fn suspensions_do_not_reach_back() {
    let china = Calendar::china();
    let early = clock("2026-03-02T10:00", "4h").suspend(at("2026-03-01"), at("2026-04-01"), &china);
    assert_eq!(early.pauses[0].from, early.started);
    let again = early
        .resume(at("2026-03-02T12:00"), &china)
        .suspend(at("2026-03-02T11:00"), at("2026-04-01"), &china)
        .resume(at("2026-03-02T11:30"), &china);
    assert_eq!((again.pauses[1].from, again.due), (at("2026-03-02T12:00"), at("2026-03-02T16:00")));
}
