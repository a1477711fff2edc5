use proptest::prelude::*;

use super::*;

fn at(minute: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(1_000_000 + minute)
}

fn times(rang: i64, answered: Option<i64>, ended: Option<i64>) -> Times {
    Times { rang: at(rang), answered: answered.map(at), ended: ended.map(at) }
}

#[test]
fn a_call_rings_is_taken_and_ends_or_is_missed() {
    for (call, now, state) in [
        (times(0, None, None), 1, State::Ringing),
        (times(0, Some(1), None), 2, State::Talking),
        (times(0, Some(1), Some(9)), 9, State::Ended),
        (times(0, None, Some(1)), 1, State::Missed),
        // Word of its end was lost.
        (times(0, None, None), 61, State::Missed),
        (times(0, Some(1), None), 60 * 12 + 2, State::Ended),
    ] {
        assert_eq!(call.state(at(now)), state, "{call:?} at {now}");
    }
}

#[test]
fn what_cannot_be_is_named() {
    assert_eq!(times(0, Some(0), Some(0)).check(at(0)), Ok(()));
    for (call, field) in [
        (times(6, None, None), "rang"),
        (times(0, Some(-1), None), "answered"),
        (times(0, Some(1), Some(0)), "ended"),
        (times(0, None, Some(-1)), "ended"),
        (times(-800, None, Some(0)), "ended"),
    ] {
        assert_eq!(call.check(at(0)), Err(field), "{call:?}");
    }
}

#[test]
fn numbers_are_kept_by_their_digits() {
    for (typed, kept) in [
        ("139 0000 0001", Some("13900000001")),
        ("+86 139-0000-0001", Some("13900000001")),
        ("(0532)8888 1234", Some("053288881234")),
        ("12345", Some("12345")),
        ("", None),
        ("anonymous", None),
        ("139****0001", None),
        ("1234567890123456789012", None),
    ] {
        assert_eq!(plain(typed).as_deref(), kept, "{typed}");
    }
    assert!(
        is_switch_id("a-1@pbx")
            && !is_switch_id("")
            && !is_switch_id("a b")
            && !is_switch_id(&"x".repeat(101))
    );
}

proptest! {
    /// In whatever order word of a call comes, and however often, it ends up the same.
    #[test]
    fn word_of_a_call_may_come_in_any_order(
        order in Just(vec![times(0, None, None), times(0, Some(1), None), times(0, Some(1), Some(5))]).prop_shuffle(),
        again in 0_usize..3,
    ) {
        let mut known = order[0];
        for word in order.iter().chain([&order[again]]) {
            known = word.with(known);
        }
        prop_assert_eq!(known, times(0, Some(1), Some(5)));
    }

    /// A number that is kept is found again by itself.
    #[test]
    fn a_kept_number_is_plain(typed in "[0-9 ()+-]{0,24}") {
        if let Some(kept) = plain(&typed) {
            prop_assert_eq!(plain(&kept), Some(kept.clone()));
        }
    }
}
