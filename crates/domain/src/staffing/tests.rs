use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::id::Id;
use crate::post::Term;

fn post(title: Option<&str>, roles: &[Role], force: Option<Force>) -> Post {
    Post {
        id: Id::of_code("post", title.unwrap_or_default()),
        account: Id::of_code("account", "a"),
        unit: Id::of_code("unit", "a"),
        roles: roles.iter().copied().collect(),
        title: title.map(str::to_owned),
        places: BTreeSet::new(),
        grids: BTreeSet::new(),
        force,
        term: Term { begins: date(2026, 1, 1), ends: None },
        stands_in_for: None,
    }
}

/// Of each need how many are missing and how many are too many.
fn differs(code: &str, households: u32, posts: &[Post]) -> Vec<(u32, u32)> {
    let posts: Vec<&Post> = posts.iter().collect();
    let stands = Template::of_code(code).unwrap().stands(households, &posts);
    stands.iter().map(|one| (one.missing, one.over)).collect()
}

#[test]
fn the_shipped_templates_can_be_read() {
    let read = read().unwrap();
    let codes: Vec<&str> = read.iter().map(|one| one.code.as_str()).collect();
    assert_eq!(codes, ["1+1+N", "1+1+1+X", "1+3+N"]);
    for template in &read {
        let needs: BTreeSet<&str> = template.needs.iter().map(|need| need.code.as_str()).collect();
        assert_eq!(needs.len(), template.needs.len(), "{}: codes", template.code);
        for need in &template.needs {
            assert!(need.max.is_none_or(|max| need.min <= max), "{} {}", template.code, need.code);
            let kinds = need.titles.len() + need.roles.len() + need.forces.len();
            assert!(kinds > 0, "{} {} is met by nobody", template.code, need.code);
        }
    }
}

#[test]
fn one_and_one_and_others() {
    let head = || post(Some("网格长"), &[Role::Clerk], None);
    let worker = || post(None, &[Role::GridWorker], Some(Force::GridWorker));
    let volunteer = || post(None, &[], Some(Force::Volunteer));
    type Differs = [(u32, u32); 3];
    let cases: [(Vec<Post>, Differs); 5] = [
        (vec![], [(1, 0), (1, 0), (1, 0)]),
        (vec![head(), worker(), volunteer()], [(0, 0); 3]),
        (vec![head(), worker(), volunteer(), volunteer(), volunteer()], [(0, 0); 3]),
        (vec![head(), head(), worker(), worker()], [(0, 1), (0, 1), (1, 0)]),
        // The head who works in the grid, too, counts once.
        (vec![post(Some("网格长"), &[Role::GridWorker], None)], [(0, 0), (1, 0), (1, 0)]),
    ];
    for (posts, expected) in cases {
        assert_eq!(differs("1+1+N", 100, &posts), expected, "{posts:?}");
    }
    let four = [head(), worker(), volunteer()];
    assert_eq!(differs("1+1+1+X", 0, &four), [(0, 0), (0, 0), (1, 0), (0, 0)]);
}

#[test]
fn a_representative_for_eight_to_fifteen_households() {
    let all = |count: usize| {
        let mut posts: Vec<Post> = ["网格长", "信息员", "网格指导员", "网格联络员"]
            .map(|title| post(Some(title), &[], Some(Force::Other)))
            .to_vec();
        posts.extend((0..count).map(|_| post(Some("村民代表"), &[], None)));
        posts
    };
    for (households, count, expected) in [
        (60, 4, (0, 0)),
        (60, 7, (0, 0)),
        (60, 3, (1, 0)),
        (60, 8, (0, 1)),
        (61, 4, (1, 0)),
        (5, 1, (0, 0)),
        // Nobody counted the households.
        (0, 1, (0, 0)),
        (0, 90, (0, 0)),
        (0, 0, (1, 0)),
    ] {
        let found = differs("1+3+N", households, &all(count));
        assert_eq!(found[..4], [(0, 0); 4]);
        assert_eq!(found[4], expected, "{households} households, {count}");
    }
}

proptest! {
    /// Whatever is missing can be added: then nothing is, and what is added is not too much.
    #[test]
    fn what_is_missing_can_be_added(households in 0..500u32, found in 0..80u32) {
        let template = Template::of_code("1+3+N").unwrap();
        let representative = post(Some("村民代表"), &[], None);
        let with = |count: u32| {
            let posts = vec![&representative; count as usize];
            template.stands(households, &posts)[4].clone()
        };
        let before = with(found);
        prop_assert!(before.missing == 0 || before.over == 0);
        let after = with(found + before.missing);
        prop_assert_eq!(after.missing, 0);
        prop_assert!(before.missing == 0 || after.over == 0);
    }
}
