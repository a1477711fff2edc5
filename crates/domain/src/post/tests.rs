use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::id::Id;
use crate::unit::{Unit, UnitKind, Units};

fn id<K>(name: &str) -> Id<K> {
    Id::of_code("test", name)
}

/// `2026-03-01` is day 0.
fn day(n: i64) -> Date {
    date(2026, 3, 1).checked_add(jiff::Span::new().days(n)).unwrap()
}

fn term(begins: i64, ends: impl Into<Option<i64>>) -> Term {
    Term { begins: day(begins), ends: ends.into().map(day) }
}

fn post(name: &str, roles: &[Role], term: Term) -> Post {
    Post {
        id: id(name),
        account: id("张三"),
        unit: id("office"),
        roles: roles.iter().copied().collect(),
        title: None,
        places: BTreeSet::new(),
        grids: BTreeSet::new(),
        force: None,
        term,
        stands_in_for: None,
    }
}

#[test]
fn a_term_holds_from_its_first_day_and_on_its_last_no_more() {
    let from_to = term(0, 3);
    let held: Vec<i64> = (-1..5).filter(|n| from_to.holds(day(*n))).collect();
    assert_eq!(held, [0, 1, 2]);
    assert!(!from_to.is_over(day(2)) && from_to.is_over(day(3)));
    assert!(term(0, None).holds(day(9_000)) && !term(0, None).is_over(day(9_000)));
    assert!(!term(2, 2).holds(day(2)), "it was ended before it began");
}

#[test]
fn what_a_post_needs() {
    let free = post("a", &[Role::Clerk], term(0, None));
    assert_eq!(check(&free, &[]), Ok(()));
    let cases = [
        (Post { roles: BTreeSet::new(), ..free.clone() }, PostRefusal::Empty),
        (Post { title: Some(" ".into()), ..free.clone() }, PostRefusal::Title),
        (Post { title: Some("长".repeat(41)), ..free.clone() }, PostRefusal::Title),
        (Post { title: Some("科\n长".into()), ..free.clone() }, PostRefusal::Title),
        (Post { term: term(3, 2), ..free.clone() }, PostRefusal::EndsBeforeBegins),
        (
            Post { places: (0..101).map(|n| id(&n.to_string())).collect(), ..free.clone() },
            PostRefusal::Places,
        ),
        (
            post("a", &[Role::AuditAdministrator, Role::SystemAdministrator], term(0, None)),
            PostRefusal::Apart,
        ),
        (post("a", &[Role::AuditAdministrator, Role::Clerk], term(0, None)), PostRefusal::Apart),
    ];
    for (post, refusal) in cases {
        assert_eq!(check(&post, &[]), Err(refusal), "{post:?}");
    }
    let volunteer = Post { roles: BTreeSet::new(), force: Some(Force::Volunteer), ..free };
    assert_eq!(check(&volunteer, &[]), Ok(()));
}

#[test]
fn what_a_post_may_stand_beside() {
    let clerk = post("clerk", &[Role::Clerk], term(0, 10));
    let other =
        |roles: &[Role], term| check(&post("new", roles, term), std::slice::from_ref(&clerk));
    assert_eq!(other(&[Role::Head], term(0, None)), Ok(()), "several posts");
    assert_eq!(other(&[Role::Clerk], term(10, None)), Ok(()), "one after the other");
    assert_eq!(other(&[Role::Clerk], term(9, None)), Err(PostRefusal::Overlaps));
    assert_eq!(other(&[Role::Clerk], term(-5, None)), Err(PostRefusal::Overlaps));
    assert_eq!(other(&[Role::SystemAdministrator], term(9, None)), Err(PostRefusal::Apart));
    assert_eq!(other(&[Role::SystemAdministrator], term(10, None)), Ok(()), "another time");
    let elsewhere = Post { unit: id("elsewhere"), ..post("new", &[Role::Clerk], term(0, None)) };
    assert_eq!(check(&elsewhere, std::slice::from_ref(&clerk)), Ok(()));
    assert_eq!(check(&clerk, std::slice::from_ref(&clerk)), Ok(()), "itself, changed");
    let administrator = post("admin", &[Role::SystemAdministrator], term(0, 10));
    assert_eq!(
        check(&post("new", &[Role::Clerk], term(5, 6)), &[administrator]),
        Err(PostRefusal::Apart)
    );
}

fn units() -> Units {
    let unit = |name: &str, parent: Option<&str>| Unit {
        id: id(name),
        code: name.to_owned(),
        name: name.to_owned(),
        kind: UnitKind::Department,
        parent: parent.map(id),
        division: None,
        phone: None,
        active: true,
    };
    let all = [
        ("street", None),
        ("office", Some("street")),
        ("team", Some("office")),
        ("other", Some("street")),
    ];
    Units::new(all.map(|(name, parent)| unit(name, parent)).to_vec()).unwrap()
}

#[test]
fn who_stands_in_and_how_long() {
    let units = units();
    let of = post("of", &[Role::Clerk], term(0, 200));
    let asked = |name: &str, unit: &str, term| {
        let colleague = Colleague { account: id(name), unit: id(unit) };
        stand_in(&units, &of, id("new"), colleague, term)
    };
    let made = asked("李四", "office", term(5, 12)).unwrap();
    assert_eq!(
        (made.account, made.stands_in_for, made.roles),
        (id("李四"), Some(of.id), of.roles.clone())
    );
    for unit in ["street", "team"] {
        assert!(asked("李四", unit, term(5, 12)).is_ok(), "{unit}");
    }
    let cases = [
        ("张三", "office", term(5, 12), PostRefusal::Oneself),
        ("李四", "other", term(5, 12), PostRefusal::OutOfLine),
        ("李四", "nowhere", term(5, 12), PostRefusal::OutOfLine),
        ("李四", "office", term(5, None), PostRefusal::TooLong),
        ("李四", "office", term(5, 96), PostRefusal::TooLong),
        ("李四", "office", term(5, 5), PostRefusal::EndsBeforeBegins),
        ("李四", "office", term(-1, 5), PostRefusal::OutOfTerm),
        ("李四", "office", term(190, 201), PostRefusal::OutOfTerm),
    ];
    for (name, unit, term, refusal) in cases {
        assert_eq!(asked(name, unit, term), Err(refusal), "{name} {unit} {term:?}");
    }
    assert!(asked("李四", "office", term(5, 95)).is_ok(), "90 days");
    let again = Post { stands_in_for: Some(id("x")), ..of };
    let colleague = Colleague { account: id("李四"), unit: id("office") };
    assert_eq!(
        stand_in(&units, &again, id("new"), colleague, term(5, 12)),
        Err(PostRefusal::OfStandIn)
    );
}

#[test]
fn a_desk_is_stood_in_for_from_its_own_unit() {
    let units = units();
    for role in Role::ALL {
        let of = post("of", &[role], term(0, 200));
        let asked = |unit: &str| {
            let colleague = Colleague { account: id("李四"), unit: id(unit) };
            stand_in(&units, &of, id("new"), colleague, term(5, 12))
        };
        assert!(asked("office").is_ok(), "{role:?}");
        for unit in ["street", "team"] {
            assert_eq!(asked(unit).is_err(), Role::DESKS.contains(&role), "{role:?} {unit}");
        }
    }
}

#[test]
fn codes_are_as_they_are_kept() {
    for (force, code) in Force::ALL.iter().zip(Force::CODES) {
        assert_eq!(serde_json::to_value(force).unwrap(), *code);
    }
}

fn some_term() -> impl Strategy<Value = Term> {
    (-20..20i64, proptest::option::of(0..20i64))
        .prop_map(|(begins, days)| term(begins, days.map(|days| begins + days)))
}

proptest! {
    #[test]
    fn terms_overlap_where_a_day_is_in_both(one in some_term(), other in some_term()) {
        let both = (-50..80).any(|n| one.holds(day(n)) && other.holds(day(n)));
        prop_assert_eq!(one.overlaps(&other), both);
        prop_assert_eq!(other.overlaps(&one), both);
    }

    #[test]
    fn a_term_that_is_cut_is_over(one in some_term(), n in -30..60i64) {
        let cut = one.cut(day(n));
        for at in -50..80 {
            prop_assert_eq!(cut.holds(day(at)), one.holds(day(at)) && at < n);
        }
        prop_assert!(cut.is_within(&one) || cut.ends == Some(cut.begins));
    }

    /// Whatever is granted one after the other, on no day does an administrator hold anything else.
    #[test]
    fn administrators_stay_apart(asked in proptest::collection::vec((some_term(), 0..Role::ALL.len()), 1..12)) {
        let mut held: Vec<Post> = Vec::new();
        for (n, (term, role)) in asked.into_iter().enumerate() {
            let asked = post(&n.to_string(), &[Role::ALL[role]], term);
            if check(&asked, &held).is_ok() {
                held.push(asked);
            }
        }
        for n in -50..80 {
            let now: Vec<&Post> = held.iter().filter(|post| post.is_held(day(n))).collect();
            prop_assert!(now.len() < 2 || !now.iter().any(|post| post.keeps_house()));
        }
    }
}
