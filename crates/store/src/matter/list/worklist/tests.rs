//! Lists that are merged a part at a time.

use std::collections::BTreeSet;

use huisheng_domain::id::Id;
use proptest::prelude::*;
use uuid::Uuid;

use super::{Cursor, Part, merged};

/// The next lines of each list, as the database gives them.
fn part(
    lists: &[BTreeSet<(i64, u128)>],
    ascending: bool,
    after: Option<Cursor>,
    each: usize,
) -> Part {
    let behind = |line: &(i64, u128)| {
        after.is_none_or(|after| {
            let after = (after.0, after.1.uuid().as_u128());
            if ascending { *line > after } else { *line < after }
        })
    };
    let mut read = Vec::new();
    for (n, list) in (0..).zip(lists) {
        let line =
            |(value, id): &(i64, u128)| (n, Cursor(*value, Id::from_uuid(Uuid::from_u128(*id))));
        let next = list.iter().filter(|line| behind(line));
        match ascending {
            true => read.extend(next.take(each).map(line)),
            false => read.extend(next.rev().take(each).map(line)),
        }
    }
    merged(read, each, ascending)
}

proptest! {
    #[test]
    fn parts_follow_each_other_without_a_gap_and_hold_each_line_once(
        lists in prop::collection::vec(
            prop::collection::btree_set((0..20_i64, 0..40_u128), 0..30), 1..8),
        ascending in any::<bool>(),
        each in 1..9_usize,
    ) {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let part = part(&lists, ascending, after, each);
            prop_assert!(part.whole || !part.lines.is_empty(), "it would not get on");
            found.extend(part.lines.iter().map(|line| (line.0, line.1.uuid().as_u128())));
            if part.whole {
                break;
            }
            after = part.lines.last().copied();
        }
        let mut all: Vec<(i64, u128)> = lists.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        if !ascending {
            all.reverse();
        }
        prop_assert_eq!(found, all);
    }
}
