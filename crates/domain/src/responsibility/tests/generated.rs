//! Generated lists against the slow way.

use super::*;
use proptest::prelude::*;

fn any_rows() -> impl Strategy<Value = Vec<ResponsibilityRow>> {
    let scope = prop_oneof![
        Just(Scope::Everywhere),
        prop::sample::select(vec!["village", "street", "county", "elsewhere"]).prop_map(at),
        prop::sample::select(vec!["village", "street", "city"]).prop_map(each),
    ];
    let cat = prop::sample::select(vec!["01", "0102", "010203", "0103", "99"]);
    let parts = (cat, scope, 1..6_i8, prop::option::of(1..6_i8));
    prop::collection::vec(parts, 0..14).prop_map(|rows| {
        let line = |(index, (cat, scope, from, to)): (usize, (&str, Scope, i8, Option<i8>))| {
            ResponsibilityRow {
                valid_from: date(2026, 1, from),
                valid_to: to.map(|to| date(2026, 1, to)),
                ..row(&index.to_string(), cat, scope, named("lamps"))
            }
        };
        rows.into_iter().enumerate().map(line).collect()
    })
}

/// The narrowest rows by sorting all that match: the slow way.
fn narrowest(rows: &[ResponsibilityRow], day: Date) -> Vec<ResponsibilityId> {
    let steps = |row: &ResponsibilityRow| {
        ["010203", "0102", "01"].iter().position(|c| category(c) == row.category)
    };
    let place = |row: &ResponsibilityRow| match &row.scope {
        Scope::Everywhere => Some((AROUND.len(), 0)),
        Scope::Division { division: d } => {
            AROUND.iter().position(|(c, _)| division(c) == *d).map(|p| (p, 0))
        }
        Scope::Level { level } => AROUND.iter().position(|(_, l)| l == level).map(|p| (p, 1)),
    };
    let key = |row: &ResponsibilityRow| {
        Some((steps(row)?, place(row)?, std::cmp::Reverse(row.valid_from)))
    };
    let valid = |row: &&ResponsibilityRow| row.is_valid_on(day) && key(row).is_some();
    let best = rows.iter().filter(valid).map(key).min();
    rows.iter().filter(valid).filter(|row| Some(key(row)) == best).map(|row| row.id).collect()
}

proptest! {
    #[test]
    fn routing_is_the_narrowest_row(rows in any_rows(), day in 1..7_i8) {
        let day = date(2026, 1, day);
        let list = ResponsibilityList::new(1, rows.clone());
        let found = match list.route(category("010203"), &around(), day, &categories(), &units()) {
            Routing::Routed(routed) => vec![routed.row],
            Routing::Ambiguous { rows } => rows,
            Routing::Unrouted { reason } => { prop_assert_eq!(reason, Unrouted::NoRow); vec![] }
        };
        prop_assert_eq!(found, narrowest(&rows, day));
    }

    /// A list without overlap findings is never ambiguous, and every overlap named is real.
    #[test]
    fn overlaps_are_found(rows in any_rows()) {
        let list = ResponsibilityList::new(1, rows.clone());
        let mut named = vec![false; rows.len()];
        for finding in list.findings(&categories(), &units(), date(2026, 1, 3)) {
            let Finding::Overlap { row, other, from, to, settled } = finding else { continue };
            let (one, two) = (&rows[row], &rows[other]);
            prop_assert!(one.category == two.category && one.scope == two.scope && row < other);
            for day in [Some(from), to].into_iter().flatten() {
                prop_assert!(one.is_valid_on(day) && two.is_valid_on(day));
            }
            prop_assert_eq!(settled, one.valid_from != two.valid_from);
            named[row] = true;
            named[other] = true;
        }
        for (left, one) in rows.iter().enumerate() {
            for (right, two) in rows.iter().enumerate().skip(left + 1) {
                let same = one.category == two.category && one.scope == two.scope;
                let mut days = (1..8).map(|day| date(2026, 1, day));
                if same && days.any(|day| one.is_valid_on(day) && two.is_valid_on(day)) {
                    prop_assert!(named[left] && named[right], "{left} and {right}");
                }
            }
        }
    }
}
