//! The shipped policies, what is refused when policies are read, and that a list's condition says what the
//! policies say.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, DivisionId, MatterId, UnitId};
use huisheng_domain::matter::Role;
use proptest::prelude::*;
use uuid::Uuid;

use crate::{About, InvalidPolicies, Policies, Reach, Source, Staff, Thing};

const AREA: u32 = 990_101;

static SHIPPED: LazyLock<Policies> = LazyLock::new(|| Policies::shipped().unwrap());

fn area(at: u32) -> Area {
    Area::new(AREA + at).unwrap()
}

fn unit(at: usize) -> UnitId {
    UnitId::of_code("unit", &at.to_string())
}

fn division(at: usize) -> DivisionId {
    DivisionId::of_code("division", &at.to_string())
}

fn staff(posts: &[Role]) -> Staff {
    Staff {
        account: AccountId::of_code("account", "a"),
        posts: posts.iter().copied().collect(),
        unit: unit(1),
        places: vec![division(1)],
        areas: vec![area(0)],
        whole: Vec::new(),
        apart: own("a", &[1]),
        everywhere: false,
        root: false,
    }
}

/// Under what a matter may be kept from somebody.
fn own(account: &str, units: &[usize]) -> Vec<Uuid> {
    let account = AccountId::of_code("account", account).uuid();
    units.iter().map(|at| unit(*at).uuid()).chain([account]).collect()
}

fn matter(units: &[usize], divisions: &[usize]) -> Thing {
    Thing::Matter {
        id: MatterId::of_code("matter", "m"),
        area: area(0),
        divisions: divisions.iter().copied().map(division).collect(),
        units: units.iter().copied().map(unit).collect(),
        apart: Vec::new(),
    }
}

/// Policies with these put in for `see.cedar`.
fn seeing(text: &str) -> Result<Policies, InvalidPolicies> {
    Policies::read(&[Source { name: "see.cedar".to_owned(), text: text.to_owned() }])
}

#[test]
fn a_policy_of_a_group_is_asked_for_each_action_of_it_and_for_no_other() {
    let text = r#"@id("all") @zh("全部") @en("All") permit (principal, action in Action::"act", resource);"#;
    let policies = seeing(text).unwrap();
    let (who, matter) = (staff(&[Role::Clerk]), matter(&[1], &[2]));
    let allowed = |action: &str| policies.may(&who, action, &matter);
    assert!(allowed("accept") && allowed("hold") && allowed("undo"));
    assert!(!allowed("see") && !allowed("move-clocks") && !allowed("no-such-action"));
    assert_eq!(policies.explain(&who, "accept", &matter).because.len(), 1);
}

#[test]
fn an_office_sees_its_own_and_a_desk_what_lies_at_its_place() {
    let policies = &*SHIPPED;
    let (clerk, desk) = (staff(&[Role::Clerk]), staff(&[Role::Dispatcher]));
    let sees = |who: &Staff, thing: &Thing| policies.may(who, "see", thing);
    for (thing, clerk_sees, desk_sees) in [
        (matter(&[1], &[2]), true, true),
        (matter(&[3, 1], &[2]), true, true),
        (matter(&[2], &[1]), false, true),
        (matter(&[2], &[5, 1]), false, true),
        (matter(&[2], &[2]), false, false),
        (matter(&[], &[]), false, false),
    ] {
        assert_eq!(
            (sees(&clerk, &thing), sees(&desk, &thing)),
            (clerk_sees, desk_sees),
            "{thing:?}"
        );
    }
    let elsewhere = Staff { areas: vec![area(1)], ..desk };
    assert!(!sees(&elsewhere, &matter(&[1], &[1])));
    assert_eq!(
        policies.explain(&elsewhere, "see", &matter(&[1], &[1])).because[0].id,
        "other-area"
    );
}

#[test]
fn a_matter_is_kept_from_whom_it_complains_of() {
    let policies = &*SHIPPED;
    let kept = |from: Vec<Uuid>| {
        let Thing::Matter { id, area, divisions, units, .. } = matter(&[1], &[1]) else {
            unreachable!("a matter")
        };
        Thing::Matter { id, area, divisions, units, apart: from }
    };
    let who = staff(&[Role::Clerk, Role::Supervisor, Role::Leader]);
    for (thing, may) in [
        (kept(Vec::new()), true),
        (kept(own("b", &[2])), true),
        (kept(own("a", &[])), false),
        (kept(own("b", &[1])), false),
    ] {
        for action in ["see", "note", "hold", "decide-unsealing"] {
            let holder = match action {
                "hold" => staff(&[Role::Callback]),
                _ => who.clone(),
            };
            assert_eq!(policies.may(&holder, action, &thing), may, "{action} {thing:?}");
        }
        let auditor = staff(&[Role::AuditAdministrator]);
        assert_eq!(policies.may(&auditor, "read-trail", &thing), may, "{thing:?}");
    }
}

#[test]
fn no_administrator_sees_a_matter_of_others_or_does_anything_to_one() {
    let policies = &*SHIPPED;
    for role in Role::ADMINISTRATORS {
        let who = Staff { whole: vec![area(0)], everywhere: true, root: true, ..staff(&[role]) };
        assert!(!policies.may(&who, "see", &matter(&[1], &[1])), "{role:?}");
        for verb in huisheng_domain::matter::Verb::ALL {
            assert!(!policies.may(&who, verb.code(), &matter(&[1], &[1])), "{role:?} {verb:?}");
        }
    }
}

/// The holder of a post names who stands in, and who grants posts in the unit.
#[test]
fn who_names_a_stand_in() {
    let policies = &*SHIPPED;
    let of = |name, at: usize| Thing::Account {
        id: Some(AccountId::of_code("account", name)),
        units: vec![unit(at)],
    };
    let (clerk, security) = (staff(&[Role::Clerk]), staff(&[Role::SecurityAdministrator]));
    for (who, thing, may) in [
        (&clerk, of("a", 1), true),
        (&clerk, of("a", 2), true),
        (&clerk, of("b", 1), false),
        (&staff(&[Role::SystemAdministrator]), of("b", 1), false),
        (&security, of("b", 1), true),
        (&security, of("b", 2), false),
        // Of an administrator's post it is asked whether posts may be granted.
        (&Staff { root: true, ..security.clone() }, of("b", 2), true),
    ] {
        assert_eq!(policies.may(who, "stand-in", &thing), may, "{who:?} {thing:?}");
    }
}

#[test]
fn nobody_grants_anything_to_himself_and_no_administrator_holds_two_of_the_three() {
    let policies = &*SHIPPED;
    let other =
        Thing::Account { id: Some(AccountId::of_code("account", "b")), units: vec![unit(1)] };
    let opened = Thing::Account { id: None, units: vec![unit(2), unit(1)] };
    let far = Thing::Account { id: None, units: vec![unit(2)] };
    for (role, keeps, grants, reads) in [
        (Role::SystemAdministrator, true, false, false),
        (Role::SecurityAdministrator, false, true, false),
        (Role::AuditAdministrator, false, false, true),
    ] {
        let who = staff(&[role]);
        let own = Thing::Account { id: Some(who.account), units: vec![unit(1)] };
        for (thing, may) in [(&other, true), (&opened, true), (&far, false), (&own, false)] {
            assert_eq!(
                policies.may(&who, "keep-account", thing),
                keeps && may,
                "{role:?} {thing:?}"
            );
            assert_eq!(
                policies.may(&who, "grant-posts", thing),
                grants && may,
                "{role:?} {thing:?}"
            );
        }
        assert_eq!(policies.may(&who, "read-trail", &matter(&[2], &[1])), reads, "{role:?}");
    }
    let own = Thing::Account { id: Some(staff(&[]).account), units: vec![unit(1)] };
    let told = policies.explain(&staff(&[Role::SecurityAdministrator]), "grant-posts", &own);
    assert_eq!(
        told.because.iter().map(|policy| policy.id.as_str()).collect::<Vec<_>>(),
        ["not-oneself"]
    );
}

#[test]
fn every_verb_of_a_matter_is_an_action_that_some_post_may_do() {
    let policies = &*SHIPPED;
    for verb in huisheng_domain::matter::Verb::ALL {
        assert_eq!(policies.about(verb.code()), Some(About::Matter), "{verb:?}");
        let may = |role: Role| policies.may(&staff(&[role]), verb.code(), &matter(&[1], &[1]));
        assert!(Role::ALL.into_iter().any(may), "{verb:?}");
    }
    assert_eq!(policies.about("follow"), None);
    assert!(!policies.may(&staff(&Role::ALL), "follow", &matter(&[1], &[1])));
}

#[test]
fn what_is_wrong_with_policies_is_told() {
    let noted = |rest: &str| format!("@id(\"a\") @zh(\"甲\") @en(\"A\") {rest}");
    let refused = |text: &str| seeing(text).err().unwrap();
    let unreadable = refused("permit (principal");
    assert!(matches!(&unreadable, InvalidPolicies::Unreadable { file, .. } if file == "see.cedar"));
    let bare = "permit (principal, action == Action::\"see\", resource);";
    let note = refused(&format!("@id(\"a\") @zh(\"甲\") {bare}"));
    assert_eq!(note, InvalidPolicies::NoNote { file: "see.cedar".to_owned(), note: "en" });
    let twice =
        format!("{0}\n{0}", noted("permit (principal, action == Action::\"note\", resource);"));
    assert_eq!(refused(&twice), InvalidPolicies::Twice { id: "a".to_owned() });
    for unknown in [
        "permit (principal, action == Action::\"look-at\", resource);",
        "permit (principal, action == Action::\"see\", resource) when { resource.colour == \"red\" };",
        "permit (principal, action == Action::\"note\", resource) when { principal.posts == 1 };",
    ] {
        assert!(matches!(refused(&noted(unknown)), InvalidPolicies::AgainstSchema(_)), "{unknown}");
    }
    for too_much in [
        bare,
        "forbid (principal, action == Action::\"see\", resource) when { resource in principal.unit };",
        "forbid (principal, action == Action::\"see\", resource) unless { resource in principal.apart };",
        "permit (principal, action == Action::\"see\", resource) when { resource in principal.apart };",
        "permit (principal, action == Action::\"see\", resource) when { resource in principal.unit && resource in principal.places };",
        "permit (principal, action == Action::\"see\", resource) unless { resource in principal.unit };",
    ] {
        let refusal = refused(&noted(too_much));
        assert!(
            matches!(&refusal, InvalidPolicies::NotForLists { id, .. } if id == "a"),
            "{too_much}: {refusal}"
        );
    }
}

#[test]
fn an_explanation_names_the_policy_and_what_it_says() {
    let policies = &*SHIPPED;
    let told = policies.explain(&staff(&[Role::Dispatcher]), "accept", &matter(&[1], &[1]));
    assert!(told.allowed);
    assert_eq!(
        (told.because[0].id.as_str(), told.because[0].file.as_str()),
        ("dispatch", "act.cedar")
    );
    assert!(told.because[0].zh.contains("派单") && told.because[0].text.contains("\"dispatcher\""));
    let told = policies.explain(&staff(&[Role::Clerk]), "accept", &matter(&[1], &[1]));
    assert!(!told.allowed && told.because.is_empty());
}

/// Whether a reach holds a matter, by hand.
fn holds(reach: &Reach, thing: &Thing) -> bool {
    let Thing::Matter { area, divisions, units, apart, .. } = thing else { return false };
    reach.areas.as_ref().is_none_or(|areas| areas.contains(area))
        && !apart.iter().any(|id| reach.never.contains(id))
        && (reach.whole.contains(area)
            || divisions.iter().any(|id| reach.divisions.contains(id))
            || units.iter().any(|id| reach.units.contains(id)))
}

fn some_staff() -> impl Strategy<Value = Staff> {
    let posts = proptest::sample::subsequence(Role::ALL.to_vec(), 0..=Role::ALL.len());
    let areas = proptest::collection::vec(0u32..3, 0..3);
    let places = proptest::collection::vec(0usize..4, 0..3);
    (posts, 0usize..4, places, areas.clone(), areas, any::<bool>()).prop_map(
        |(posts, own, places, areas, whole, everywhere)| Staff {
            unit: unit(own),
            places: places.into_iter().map(division).collect(),
            areas: areas.into_iter().map(area).collect(),
            whole: whole.into_iter().map(area).collect(),
            everywhere,
            root: everywhere,
            apart: self::own("a", &[own, 0]),
            ..staff(&posts)
        },
    )
}

fn some_matter() -> impl Strategy<Value = Thing> {
    let some = || proptest::collection::btree_set(0usize..4, 0..3);
    let kept = prop_oneof![
        3 => Just(Vec::new()),
        1 => some().prop_map(|units| units.into_iter().map(|at| unit(at).uuid()).collect()),
        1 => Just(own("a", &[])),
        1 => Just(own("b", &[])),
    ];
    (0u32..3, some(), some(), kept).prop_map(|(of, divisions, units, apart)| Thing::Matter {
        id: MatterId::of_code("matter", "m"),
        area: area(of),
        divisions: divisions.into_iter().map(division).collect(),
        units: units.into_iter().map(unit).collect(),
        apart,
    })
}

/// Policies of a house that has its own, read once: reading tries them for every post.
static OTHERS: LazyLock<Vec<Policies>> = LazyLock::new(|| {
    let asks = ["unit", "places", "whole"].map(|lies| format!("resource in principal.{lies}"));
    let pairs = asks.iter().flat_map(|left| asks.iter().map(move |right| (left, right)));
    let read = |(left, right)| {
        let text = format!(
            "@id(\"a\") @zh(\"甲\") @en(\"A\") permit (principal, action == Action::\"see\", resource) \
             when {{ principal.posts.contains(\"clerk\") && ({left} || {right}) }};"
        );
        seeing(&text).unwrap()
    };
    pairs.map(read).collect()
});

proptest! {
    #[test]
    fn a_reach_holds_what_the_policies_let_one_see(who in some_staff(), thing in some_matter()) {
        let policies = &*SHIPPED;
        let reach = policies.reach(&who, "see").unwrap();
        prop_assert_eq!(holds(&reach, &thing), policies.may(&who, "see", &thing));
    }

    #[test]
    fn a_reach_follows_other_policies_too(who in some_staff(), thing in some_matter(), which in 0..OTHERS.len()) {
        let policies = &OTHERS[which];
        let reach = policies.reach(&who, "see").unwrap();
        prop_assert_eq!(reach.areas.clone(), None);
        prop_assert_eq!(holds(&reach, &thing), policies.may(&who, "see", &thing));
    }
}

#[test]
fn all_posts_at_once_see_no_more_than_each_alone() {
    let policies = &*SHIPPED;
    let all = policies.reach(&staff(&Role::ALL), "see").unwrap();
    let mut each = BTreeSet::new();
    for role in Role::ALL {
        let Reach { divisions, units, .. } = policies.reach(&staff(&[role]), "see").unwrap();
        each.extend(divisions.iter().map(ToString::to_string));
        each.extend(units.iter().map(ToString::to_string));
    }
    let of_all = all
        .divisions
        .iter()
        .map(ToString::to_string)
        .chain(all.units.iter().map(ToString::to_string));
    assert_eq!(of_all.collect::<BTreeSet<_>>(), each);
}
