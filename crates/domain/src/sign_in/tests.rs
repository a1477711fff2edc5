use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + minutes * 60).unwrap()
}

/// Fails `times`, a minute apart, from minute `from` on.
fn failing(tries: Tries, times: i64, from: i64) -> Tries {
    (0..times).fold(tries, |tries, n| tries.failed(OF_AN_ACCOUNT, at(from + n)))
}

#[test]
fn five_failures_lock_for_ten_minutes_then_twenty_then_thirty() {
    let four = failing(Tries::NONE, 4, 0);
    assert_eq!((four.failures, four.locked(at(4))), (4, None));
    let first = failing(four, 1, 4);
    assert_eq!(first.locked(at(4)), Some(at(14)));
    assert_eq!(first.locked(at(14)), None);
    let second = failing(first, 5, 20);
    assert_eq!(second.locked(at(24)), Some(at(44)));
    let third = failing(second, 5, 50);
    assert_eq!(third.until, at(54 + 30));
    let fourth = failing(third, 5, 100);
    assert_eq!(fourth.until, at(104 + 30), "no lock is longer");
}

#[test]
fn failures_count_within_an_hour_and_locks_until_a_day_was_quiet() {
    let four = failing(Tries::NONE, 4, 0);
    let later = four.failed(OF_AN_ACCOUNT, at(60));
    assert_eq!((later.failures, later.since), (1, at(60)));
    let locked = failing(Tries::NONE, 5, 0);
    assert!(!locked.is_forgotten(at(14 + 24 * 60 - 1)));
    assert!(locked.is_forgotten(at(14 + 24 * 60)));
    let again = failing(locked, 5, 14 + 24 * 60);
    assert_eq!((again.locks, again.until), (1, at(14 + 24 * 60 + 4 + 10)));
    assert!(Tries::NONE.is_forgotten(at(0)));
}

#[test]
fn what_is_tried_during_a_lock_makes_it_no_longer() {
    let locked = failing(Tries::NONE, 5, 0);
    assert_eq!(failing(locked, 9, 5), locked);
}

proptest! {
    /// However somebody tries: in any day at most five guesses for each half hour, and the first five.
    #[test]
    fn a_guesser_gets_few_tries_a_day(steps in prop::collection::vec(0_i64..90, 1..2_000)) {
        let (mut tries, mut now, mut guesses) = (Tries::NONE, 0, Vec::new());
        for step in steps {
            now += step;
            if tries.locked(at(now)).is_none() {
                guesses.push(now);
                tries = tries.failed(OF_AN_ACCOUNT, at(now));
            }
        }
        for (n, first) in guesses.iter().enumerate() {
            let day = guesses[n..].iter().take_while(|one| **one < first + 24 * 60).count();
            prop_assert!(day <= 5 * (2 * 24 + 4), "{day} guesses in a day");
        }
    }

    /// A lock lasts ten to thirty minutes, grows with the number of locks and has its end in sight.
    #[test]
    fn a_lock_is_never_for_good(steps in prop::collection::vec(0_i64..3_000, 1..300), most in 1_u8..30) {
        let (mut tries, mut now) = (Tries::NONE, 0);
        for step in steps {
            now += step;
            let before = tries;
            tries = tries.failed(most, at(now));
            prop_assert!(tries.failures < most);
            if let Some(until) = tries.locked(at(now)) {
                let lasts = until.duration_since(at(now));
                prop_assert!(lasts <= LOCKS[2]);
                if before.locked(at(now)).is_none() {
                    prop_assert_eq!(lasts, LOCKS[usize::from(tries.locks - 1).min(2)]);
                }
            }
        }
    }
}

#[test]
fn a_password_is_long_and_not_what_anybody_tries_first() {
    let about = ["zhujian.clerk1", "王丽", "城乡建设办公室"];
    let refused = [
        ("short", PasswordRefusal::Short),
        ("九个汉字也还不够长", PasswordRefusal::Short),
        ("1234567890", PasswordRefusal::Known),
        ("password123", PasswordRefusal::Known),
        ("woaini1314520", PasswordRefusal::Known),
        ("qwertyuiop", PasswordRefusal::Known),
        ("zaq1xsw2cde3", PasswordRefusal::Known),
        ("aaaaaaaaaaaa", PasswordRefusal::Repeated),
        ("abcdefghijklmn", PasswordRefusal::Sequence),
        ("2026-11-29", PasswordRefusal::Date),
        ("zhujian.clerk1", PasswordRefusal::Own),
        ("Zhujian.Clerk12026", PasswordRefusal::Own),
        ("huisheng2026", PasswordRefusal::Guessable),
        ("huisheng-demo", PasswordRefusal::Guessable),
        ("Huisheng@12345", PasswordRefusal::Guessable),
    ];
    let wrong: Vec<_> = refused
        .into_iter()
        .map(|(password, refusal)| (password, check(password, &about), Err(refusal)))
        .filter(|(_, found, wanted)| found != wanted)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(check(&"路".repeat(201), &about), Err(PasswordRefusal::Long));
    for password in [
        "a better password",
        "路灯下的第三只猫叫橘子",
        "trolley-lantern-41",
        "k8#fPq02!vXz",
        "right-password",
    ] {
        assert_eq!(check(password, &about), Ok(()), "{password}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_text_is_judged_and_none_that_is_short_will_do(password in ".{0,210}", own in ".{0,20}") {
        let judged = check(&password, &[&own]);
        let length = password.chars().count();
        prop_assert!(length >= SHORTEST || judged == Err(PasswordRefusal::Short));
        prop_assert!(length <= LONGEST || judged == Err(PasswordRefusal::Long));
    }
}

#[test]
fn a_device_is_told_in_few_words() {
    for (agent, words, kind) in [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0",
            "Edge · Windows",
            DeviceKind::Desk,
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/87.0.4280.88 Safari/537.36",
            "Chrome · Linux",
            DeviceKind::Desk,
        ),
        (
            "Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/99 Mobile Safari/537.36 MicroMessenger/8.0",
            "WeChat · HarmonyOS",
            DeviceKind::Telephone,
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1",
            "Safari · iPhone",
            DeviceKind::Telephone,
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:120.0) Gecko/20100101 Firefox/120.0",
            "Firefox · macOS",
            DeviceKind::Desk,
        ),
        ("curl/8.5.0", "curl", DeviceKind::Desk),
        ("", "", DeviceKind::Desk),
        ("<script>", "", DeviceKind::Desk),
    ] {
        let device = Device::of(agent);
        assert_eq!((device.words.as_str(), device.kind), (words, kind), "{agent}");
    }
}

#[test]
fn a_session_ends_after_some_time_without_use_and_with_the_day() {
    let idle =
        Idle { desk: SignedDuration::from_mins(15), telephone: SignedDuration::from_mins(30) };
    let span = Span { used: at(0), idle: idle.of(DeviceKind::Desk), most: at(60) };
    assert_eq!(span.ends(), at(15));
    assert_eq!(
        span.used(at(10), at(12)).ends(),
        at(25),
        "when it was used, not when that was told"
    );
    assert_eq!(span.used(at(20), at(12)).ends(), at(27), "a clock that is ahead gives no time");
    assert_eq!(span.used(at(-5), at(12)), span);
    assert_eq!(span.used(at(50), at(50)).ends(), at(60));
    let telephone = Span { idle: idle.of(DeviceKind::Telephone), ..span };
    assert_eq!(telephone.ends(), at(30));
}

#[test]
fn a_recovery_code_is_found_however_it_is_typed() {
    assert_eq!(recovery_code([0, 1, 2, 3, 4, 5, 6, 7, 8, 255]), "01234-5678z");
    for typed in ["01a34-5678z", " 01A34 5678Z ", "OIA34-5678z", "0LA345678Z"] {
        assert_eq!(plain_code(typed), "01a345678z", "{typed}");
    }
    assert!(is_of_app(&plain_code("123 456")) && is_of_app("000000"));
    for other in ["12345", "1234567", "12345a", "１２３４５６", ""] {
        assert!(!is_of_app(other), "{other}");
    }
}

#[test]
fn a_step_is_used_once() {
    assert!(is_fresh(7, None) && is_fresh(7, Some(6)));
    assert!(!is_fresh(7, Some(7)) && !is_fresh(6, Some(7)));
}

#[test]
fn a_token_does_its_part_and_never_what_needs_a_person() {
    use std::collections::BTreeSet;
    let may = |scopes: &[Scope], reads, path| {
        allows(&BTreeSet::from_iter(scopes.iter().copied()), reads, path)
    };
    let all = [Scope::Read, Scope::Act, Scope::Calls, Scope::Lists];
    for path in [
        "/session",
        "/session/password",
        "/session/second-factor",
        "/sessions",
        "/sessions/x",
        "/accounts",
        "/accounts/x",
        "/tokens",
        "/tokens/x",
    ] {
        assert!(!may(&all, false, path), "{path}");
        assert_eq!(may(&all, true, path), path == "/session", "{path}");
    }
    for (path, scope) in [
        ("/matters", Scope::Act),
        ("/matters/1/accept", Scope::Act),
        ("/files", Scope::Act),
        ("/callers", Scope::Act),
        ("/calls", Scope::Calls),
        ("/calls/x/open", Scope::Act),
        ("/imports/units", Scope::Lists),
        ("/calendar/days", Scope::Lists),
        ("/notices", Scope::Lists),
        ("/something/new", Scope::Lists),
    ] {
        for given in all {
            assert_eq!(may(&[given], false, path), given == scope, "{path} {given:?}");
            assert_eq!(may(&[given], true, path), given == Scope::Read, "{path} {given:?}");
        }
        assert!(!may(&[], true, path) && !may(&[], false, path));
    }
}
