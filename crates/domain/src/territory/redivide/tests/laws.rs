//! What holds of every outline and every line.

use geo::{BooleanOps, ConvexHull, LineString, MultiPolygon, Polygon};
use proptest::prelude::*;

use super::*;

/// Convex, with or without a hole, with or without an island: in hundreds of metres.
fn outlines() -> impl Strategy<Value = MultiPolygon> {
    let corner = (0.0..10.0_f64, 0.0..10.0_f64);
    (proptest::collection::vec(corner, 4..12), any::<bool>(), any::<bool>()).prop_filter_map(
        "flat",
        |(corners, hole, island)| {
            let hull = geo::MultiPoint::from(corners).convex_hull();
            let mut outline = MultiPolygon(vec![hull]);
            if hole {
                let inner = rectangle(4.5, 4.5, 1.0);
                outline = outline.difference(&MultiPolygon(vec![inner]));
            }
            if island {
                outline.0.push(rectangle(12.0, 4.0, 2.0));
            }
            let fits = geo::Validation::is_valid(&outline) && area(&ground(outline.clone())) > 1e4;
            fits.then_some(outline)
        },
    )
}

/// As a careless hand draws them: corners on a lattice, so that lines run along edges and through
/// corners, and many outlines cross themselves.
fn on_lattice(points: std::ops::Range<usize>) -> impl Strategy<Value = Vec<(f64, f64)>> {
    proptest::collection::vec((0_u8..5, 0_u8..5).prop_map(|(x, y)| (x.into(), y.into())), points)
}

fn rectangle(x: f64, y: f64, side: f64) -> Polygon {
    let ring: LineString = vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side)].into();
    Polygon::new(ring, vec![])
}

fn lines() -> impl Strategy<Value = Vec<(f64, f64)>> {
    proptest::collection::vec((-2.0..16.0_f64, -2.0..12.0_f64), 2..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_is_drawn_is_refused_or_holds(corners in on_lattice(0..9), along in on_lattice(0..6)) {
        let outline = MultiPolygon(vec![Polygon::new(LineString::from(corners), vec![])]);
        let redraw = Change::Redraw { grid: of("一"), outline: ground(outline) };
        let Ok(drawn) = try_out(&[grid("一", square())], redraw) else { return Ok(()) };
        let drawn = drawn.begun[0].outline().unwrap();
        prop_assert!(area(drawn) > 0.0);
        let whole = Grid { shape: Shape::Polygon(drawn.clone()), ..grid("一", square()) };
        let Ok(done) = try_out(&[whole], split("一", &along)) else { return Ok(()) };
        let sum: f64 = done.begun.iter().filter_map(Grid::outline).map(area).sum();
        prop_assert!((sum - area(drawn)).abs() < area(drawn) / 1000.0, "{sum}");
        prop_assert!(done.begun.iter().all(|part| part.check().is_ok()));
    }

    #[test]
    fn a_split_keeps_the_ground_and_a_merge_gives_it_back(outline in outlines(), along in lines()) {
        let whole = grid("一", outline);
        let grids = [whole.clone(), grid("旁", wkt!(MULTIPOLYGON(((20. 0.,24. 0.,24. 4.,20. 0.)))))];
        let Ok(done) = try_out(&grids, split("一", &along)) else { return Ok(()) };
        let before = whole.outline().unwrap();
        let slack = area(before) / 1000.0;
        let parts: Vec<&MultiPolygon> = done.begun.iter().filter_map(Grid::outline).collect();
        prop_assert!(parts.len() > 1);
        let sum: f64 = parts.iter().map(|part| area(part)).sum();
        prop_assert!((sum - area(before)).abs() < slack, "{sum}");
        for (at, part) in parts.iter().enumerate() {
            for other in &parts[..at] {
                prop_assert!(area(&part.intersection(*other)) < slack);
            }
        }
        let counted = |count: fn(&Grid) -> u32| done.begun.iter().map(count).sum::<u32>();
        prop_assert_eq!(counted(|grid| grid.households), whole.households);
        prop_assert_eq!(counted(|grid| grid.persons), whole.persons);

        // Every day before the day has the grids it had.
        let after: Vec<Grid> = [&done.ended[..], &grids[1..], &done.begun].concat();
        let after = GridSet::new(after).unwrap();
        let then = |set: &GridSet, on| {
            let mut ids: Vec<_> =
                set.valid_on(on).map(|grid| (grid.id, grid.shape.clone(), grid.parent)).collect();
            ids.sort_by_key(|(id, ..)| *id);
            ids
        };
        let was = GridSet::new(grids.to_vec()).unwrap();
        for on in [SINCE, TODAY, FROM.yesterday().unwrap()] {
            prop_assert_eq!(then(&after, on), then(&was, on));
        }

        let all: Vec<GridId> = done.begun.iter().map(|grid| grid.id).collect();
        let merge = Change::Merge { grids: all, name: "合".into(), code: None };
        let places = Gazetteer::new(Vec::new()).unwrap();
        let later = FROM.tomorrow().unwrap();
        let merged = redivide(&after, &places, merge, later, TODAY).unwrap();
        let back = merged.begun[0].outline().unwrap();
        prop_assert!(area(&back.xor(before)) < slack);
    }
}
