use geo::{LineString, wkt};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::id::DivisionId;

const TODAY: Date = date(2026, 3, 1);
/// A hundredth of a degree near the equator, in metres.
const CELL: f64 = 1_113.0;

fn id(name: &str) -> GridId {
    GridId::of_code("test", name)
}

fn rectangle(x: f64, y: f64, wide: f64, high: f64) -> MultiPolygon {
    let corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)];
    let ring: LineString = corners.iter().map(|(x, y)| (x / 100.0, y / 100.0)).collect();
    MultiPolygon(vec![Polygon::new(ring, vec![])])
}

fn grid(name: &str, kind: GridKind, level: u8, parent: &str, outline: MultiPolygon) -> Grid {
    Grid {
        id: id(name),
        code: None,
        external_codes: Vec::new(),
        succeeds: Vec::new(),
        name: name.into(),
        division: DivisionId::of_code("test", "community"),
        parent: (!parent.is_empty()).then(|| id(parent)),
        level,
        kind,
        shape: Shape::Polygon(outline),
        households: 300,
        persons: 1_000,
        valid_from: date(2020, 1, 1),
        valid_to: None,
    }
}

fn base(name: &str, outline: MultiPolygon) -> Grid {
    grid(name, GridKind::Base, 1, "", outline)
}

fn problems(grids: &[Grid]) -> Vec<Problem> {
    check(grids, &Norms::default(), TODAY)
}

fn is_about(square_metres: f64, cells: f64) -> bool {
    (square_metres / (cells * CELL * CELL) - 1.0).abs() < 0.01
}

#[test]
fn a_hole_is_no_ground_whichever_way_it_was_drawn() {
    // RFC 7946 has holes clockwise; many files do not.
    let with_hole = |hole: LineString| {
        let whole = rectangle(0.0, 0.0, 4.0, 4.0).0.remove(0);
        MultiPolygon(vec![Polygon::new(whole.exterior().clone(), vec![hole])])
    };
    let hole = rectangle(1.0, 1.0, 2.0, 2.0).0.remove(0).exterior().clone();
    let turned: LineString = hole.0.iter().rev().copied().collect();
    for hole in [hole, turned] {
        assert!(is_about(area(&with_hole(hole.clone())), 12.0), "{hole:?}");
    }
}

#[test]
fn neighbours_nested_kinds_and_past_grids_are_no_problem() {
    let mut past = base("past", rectangle(0.0, 0.0, 4.0, 4.0));
    past.valid_to = Some(TODAY);
    let grids = [
        past,
        base("west", rectangle(0.0, 0.0, 2.0, 4.0)),
        base("east", rectangle(2.0, 0.0, 2.0, 4.0)),
        grid("mall", GridKind::Dedicated, 1, "east", rectangle(3.0, 1.0, 0.5, 0.5)),
        grid("south", GridKind::Base, 2, "west", rectangle(0.0, 0.0, 2.0, 1.0)),
        grid("north", GridKind::Base, 2, "west", rectangle(0.0, 1.0, 2.0, 3.0)),
    ];
    assert_eq!(problems(&grids), []);
}

#[test]
fn an_overlap_is_measured_and_shown() {
    let grids =
        [base("a", rectangle(0.0, 0.0, 2.0, 2.0)), base("b", rectangle(1.0, 0.0, 2.0, 1.0))];
    let [Problem::Overlap { first, second, square_metres, at: Some(at) }] = problems(&grids)[..]
    else {
        panic!("{:?}", problems(&grids))
    };
    assert_eq!((first, second), (id("a"), id("b")));
    assert!(is_about(square_metres, 1.0), "{square_metres}");
    assert!((0.01..=0.02).contains(&at.lon()) && (0.0..=0.01).contains(&at.lat()));
    let islands = grids.map(|grid| Grid { kind: GridKind::Dedicated, ..grid });
    assert!(matches!(problems(&islands)[..], [Problem::Overlap { .. }]), "dedicated grids too");
}

#[test]
fn gaps_in_a_parent_and_between_grids_without_one() {
    let whole = base("whole", rectangle(0.0, 0.0, 4.0, 4.0));
    let part = grid("part", GridKind::Base, 2, "whole", rectangle(0.0, 0.0, 4.0, 3.0));
    let [Problem::Gap { level: 2, parent, square_metres, .. }] =
        problems(&[whole.clone(), part])[..]
    else {
        panic!("one gap")
    };
    assert_eq!(parent, Some(whole.id));
    assert!(is_about(square_metres, 4.0));

    let around = wkt!(MULTIPOLYGON(((0. 0.,0.04 0.,0.04 0.04,0. 0.04,0. 0.),(0.01 0.01,0.01 0.03,0.03 0.03,0.03 0.01,0.01 0.01))));
    let inner = base("inner", rectangle(1.0, 1.0, 2.0, 1.0));
    let [Problem::Gap { level: 1, parent: None, square_metres, at: Some(at) }] =
        problems(&[base("around", around.clone()), inner])[..]
    else {
        panic!("one gap")
    };
    assert!(is_about(square_metres, 2.0));
    assert!((0.02..=0.03).contains(&at.lat()));
    let filled = base("filled", rectangle(1.0, 1.0, 2.0, 2.0));
    assert_eq!(problems(&[base("around", around), filled]), []);
}

#[test]
fn slivers_pass_and_size_norms_hold_for_undivided_base_grids() {
    let grids =
        [base("a", rectangle(0.0, 0.0, 1.0, 1.0)), base("b", rectangle(0.9999999, 0.0, 1.0, 1.0))];
    assert_eq!(problems(&grids), []);

    let sized = |name: &str, kind, level, parent: &str, households, persons| Grid {
        households,
        persons,
        shape: Shape::Places(vec![]),
        ..grid(name, kind, level, parent, rectangle(0.0, 0.0, 1.0, 1.0))
    };
    let grids = [
        sized("divided", GridKind::Base, 1, "", 9_000, 30_000),
        sized("just", GridKind::Base, 2, "divided", 330, 1_100),
        sized("over", GridKind::Base, 2, "divided", 331, 1_101),
        sized("mall", GridKind::Dedicated, 1, "", 5_000, 5_000),
    ];
    let over = id("over");
    assert_eq!(
        problems(&grids),
        [
            Problem::TooManyHouseholds { grid: over, households: 331 },
            Problem::TooManyPersons { grid: over, persons: 1_101 },
        ]
    );
    let strict = Norms { tolerance_percent: 0, ..Norms::default() };
    assert_eq!(check(&grids, &strict, TODAY).len(), 4);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Cells of a lattice given to grids, either way round: what no grid has, and is enclosed or in
    /// the parent, is the gap; what two have is the overlap.
    #[test]
    fn areas_add_up(owners in prop::collection::vec((0usize..4, any::<bool>()), 16), extra in prop::collection::vec(0usize..16, 0..3)) {
        let cell = |n: usize, turned: bool| {
            let mut ring = rectangle((n % 4) as f64, (n / 4) as f64, 1.0, 1.0).0.remove(0).exterior().clone();
            if turned { ring.0.reverse(); }
            Polygon::new(ring, vec![])
        };
        let mut grids = vec![base("whole", rectangle(0.0, 0.0, 4.0, 4.0))];
        // Owner 0 is nobody. One grid a cell keeps outlines valid.
        for (n, (owner, turned)) in owners.iter().enumerate() {
            if *owner > 0 {
                grids.push(grid(&n.to_string(), GridKind::Base, 2, "whole", MultiPolygon(vec![cell(n, *turned)])));
            }
        }
        let mut twice = 0.0;
        for (k, n) in extra.iter().enumerate() {
            let standing = usize::from(owners[*n].0 > 0) + extra[..k].iter().filter(|m| *m == n).count();
            twice += standing as f64;
            grids.push(grid(&format!("extra {k}"), GridKind::Base, 2, "whole", MultiPolygon(vec![cell(*n, false)])));
        }
        let mut free = (0..16).filter(|n| owners[*n].0 == 0 && !extra.contains(n)).count() as f64;
        if free == 16.0 { free = 0.0; } // no grid of the level at all: nothing was divided
        let (mut gap, mut overlap) = (0.0, 0.0);
        for problem in problems(&grids) {
            match problem {
                Problem::Gap { square_metres, .. } => gap += square_metres,
                Problem::Overlap { square_metres, .. } => overlap += square_metres,
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert!((gap / (CELL * CELL) - free).abs() < 0.05, "{} {}", gap, free);
        prop_assert!((overlap / (CELL * CELL) - twice).abs() < 0.05, "{} {}", overlap, twice);
    }
}
