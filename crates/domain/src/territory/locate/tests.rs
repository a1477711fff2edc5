use geo::{Contains, Intersects, LineString, MultiPolygon, Polygon, wkt};
use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::id::DivisionId;

const TODAY: Date = date(2026, 3, 1);

fn id(name: &str) -> GridId {
    GridId::of_code("test", name)
}

fn grid(name: &str, kind: GridKind, level: u8, shape: Shape) -> Grid {
    Grid {
        id: id(name),
        code: None,
        external_codes: Vec::new(),
        succeeds: Vec::new(),
        name: name.into(),
        division: DivisionId::of_code("test", "community"),
        parent: None,
        level,
        kind,
        shape,
        households: 0,
        persons: 0,
        valid_from: date(2020, 1, 1),
        valid_to: None,
    }
}

fn at(index: &GridIndex, lon: f64, lat: f64) -> Located {
    index.grid_at(Point::new(lon, lat).unwrap(), TODAY)
}

#[test]
fn dedicated_inside_base_holes_and_levels() {
    let whole = Shape::Polygon(
        wkt!(MULTIPOLYGON(((0. 0.,10. 0.,10. 10.,0. 10.,0. 0.),(4. 4.,4. 6.,6. 6.,6. 4.,4. 4.)),((20. 0.,21. 0.,21. 1.,20. 0.)))),
    );
    let mall = Shape::Polygon(wkt!(MULTIPOLYGON(((1. 1.,2. 1.,2. 2.,1. 2.,1. 1.)))));
    let micro = Shape::Polygon(wkt!(MULTIPOLYGON(((0. 0.,3. 0.,3. 3.,0. 3.,0. 0.)))));
    let index = GridIndex::new(&[
        grid("whole", GridKind::Base, 1, whole),
        grid("mall", GridKind::Dedicated, 1, mall),
        grid("micro", GridKind::Base, 2, micro),
    ]);
    let (whole, mall, micro) = (Some(id("whole")), Some(id("mall")), Some(id("micro")));
    let table = [
        ((1.5, 1.5), micro, mall, mall),
        ((2.5, 2.5), micro, None, micro),
        ((3.0, 1.0), micro, None, micro),
        ((9.0, 9.0), whole, None, whole),
        ((5.0, 5.0), None, None, None),
        ((4.0, 5.0), whole, None, whole),
        ((10.0, 10.0), whole, None, whole),
        ((20.9, 0.5), whole, None, whole),
        ((20.1, 0.5), None, None, None),
        ((15.0, 5.0), None, None, None),
    ];
    for ((lon, lat), base, dedicated, wins) in table {
        let located = at(&index, lon, lat);
        assert_eq!(located, Located { base, dedicated }, "{lon} {lat}");
        assert_eq!(located.grid(), wins);
    }
}

#[test]
fn a_window_shows_the_grids_of_the_day_once_each() {
    let islands = wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.)),((2. 0.,3. 0.,3. 1.,2. 0.))));
    let beside = wkt!(MULTIPOLYGON(((5. 0.,6. 0.,6. 1.,5. 1.,5. 0.))));
    let mut past = grid("past", GridKind::Base, 1, Shape::Polygon(islands.clone()));
    past.valid_to = Some(TODAY);
    let index = GridIndex::new(&[
        past,
        grid("islands", GridKind::Base, 1, Shape::Polygon(islands)),
        grid("beside", GridKind::Base, 1, Shape::Polygon(beside)),
        grid("list", GridKind::Base, 1, Shape::Places(vec![])),
    ]);
    let table: [([f64; 4], &[&str]); 5] = [
        ([-1.0, -1.0, 9.0, 9.0], &["beside", "islands"]),
        ([0.5, 0.5, 2.5, 0.5], &["islands"]),
        ([1.2, 0.0, 1.8, 1.0], &[]),
        ([3.0, 1.0, 5.0, 1.0], &["beside", "islands"]),
        ([7.0, 0.0, 8.0, 1.0], &[]),
    ];
    for (degrees, expected) in table {
        let mut shown: Vec<GridId> = index.touching(Window::new(degrees).unwrap(), TODAY).collect();
        shown.sort_unstable();
        let mut expected: Vec<GridId> = expected.iter().map(|name| id(name)).collect();
        expected.sort_unstable();
        assert_eq!(shown, expected, "{degrees:?}");
    }
    for wrong in [
        [1.0, 0.0, 0.0, 1.0],
        [0.0, 1.0, 1.0, 0.0],
        [0.0, f64::NAN, 1.0, 1.0],
        [0.0, 0.0, 181.0, 1.0],
    ] {
        assert!(Window::new(wrong).is_err(), "{wrong:?}");
    }
    let [one, other] =
        [[0.0, 1.0, 2.0, 3.0], [-1.0, 2.0, 1.0, 4.0]].map(|d| Window::new(d).unwrap());
    assert_eq!(one.with(other).degrees(), [-1.0, 1.0, 2.0, 4.0]);
}

#[test]
fn places_by_list_and_by_date() {
    let place = PlaceId::of_code("test", "market");
    let mut old = grid("old", GridKind::Base, 1, Shape::Places(vec![place]));
    old.valid_to = Some(date(2025, 1, 1));
    let mut new = grid("new", GridKind::Base, 1, Shape::Places(vec![place]));
    new.valid_from = date(2025, 1, 1);
    let index = GridIndex::new(&[old, new]);
    assert_eq!(index.grid_of_place(place, date(2019, 1, 1)).grid(), None);
    assert_eq!(index.grid_of_place(place, date(2024, 12, 31)).grid(), Some(id("old")));
    assert_eq!(index.grid_of_place(place, TODAY).base, Some(id("new")));
    assert_eq!(index.located(id("old"), TODAY), None);
    assert_eq!(
        index.grid_of_place(PlaceId::of_code("test", "elsewhere"), TODAY),
        Located::default()
    );
}

/// A star of any corners around a centre; a smaller one of the same shape may be cut out.
fn star() -> impl Strategy<Value = Polygon> {
    let radii = prop::collection::vec(0.2..3.0f64, 3..60);
    (0.0..8.0f64, 0.0..8.0f64, radii, any::<bool>(), any::<bool>()).prop_map(
        |(x, y, radii, hole, turn)| {
            let ring = |scale: f64| {
                let steps = radii.len() as f64;
                let corner = |(n, radius): (usize, &f64)| {
                    let angle = n as f64 / steps * std::f64::consts::TAU;
                    (x + scale * radius * angle.cos(), y + scale * radius * angle.sin())
                };
                let mut corners: Vec<_> = radii.iter().enumerate().map(corner).collect();
                if turn {
                    corners.reverse();
                }
                LineString::from(corners)
            };
            Polygon::new(ring(1.0), if hole { vec![ring(0.4)] } else { vec![] })
        },
    )
}

/// Corners on a coarse lattice: self-crossing, doubled back, collinear, degenerate.
fn scribble() -> impl Strategy<Value = Polygon> {
    let ring = || {
        prop::collection::vec((0i8..9, 0i8..9), 2..40).prop_map(|corners| {
            LineString::from(
                corners.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).collect::<Vec<_>>(),
            )
        })
    };
    (ring(), prop::collection::vec(ring(), 0..2))
        .prop_map(|(outer, holes)| Polygon::new(outer, holes))
}

/// Teeth as high as the whole.
fn comb() -> impl Strategy<Value = Polygon> {
    (2u16..40).prop_map(|teeth| {
        let tooth = |n: u16| {
            let x = f64::from(n) * 8.0 / f64::from(teeth);
            [(x, 1.0), (x + 4.0 / f64::from(teeth), 7.0)]
        };
        let corners: Vec<_> = (0..teeth).flat_map(tooth).chain([(8.0, 0.0), (0.0, 0.0)]).collect();
        Polygon::new(LineString::from(corners), vec![])
    })
}

proptest! {
    /// Against the geo crate, for each polygon alone: its points, lattice points and corners.
    #[test]
    fn containment_is_that_of_geo(
        polygons in prop::collection::vec(prop_oneof![star(), scribble(), comb()], 1..6),
        points in prop::collection::vec(prop_oneof![(-1.0..10.0f64, -1.0..10.0f64), (-1i8..10, -1i8..10).prop_map(|(x, y)| (f64::from(x), f64::from(y)))], 1..60),
    ) {
        let corners = polygons.iter().flat_map(|p| p.exterior().0.clone()).map(|c| (c.x, c.y));
        let points: Vec<(f64, f64)> = corners.chain(points).filter(|(x, y)| x.abs() < 180.0 && y.abs() < 90.0).collect();
        let outlines: Vec<_> = polygons.into_iter().map(|p| MultiPolygon(vec![p])).collect();
        let grids: Vec<_> = outlines.iter().enumerate()
            .map(|(n, outline)| grid(&n.to_string(), GridKind::Base, 1, Shape::Polygon(outline.clone()))).collect();
        let index = GridIndex::new(&grids);
        for (x, y) in points {
            let point = geo::Point::new(x, y);
            for (grid, outline) in grids.iter().zip(&outlines) {
                let alone = GridIndex::new(std::slice::from_ref(grid));
                prop_assert_eq!(at(&alone, x, y).base.is_some(), outline.intersects(&point), "{:?}", (x, y));
            }
            let inside = grids.iter().zip(&outlines).filter(|(_, o)| o.contains(&point)).map(|(g, _)| g.id).min();
            let touching = grids.iter().zip(&outlines).filter(|(_, o)| o.intersects(&point)).map(|(g, _)| g.id).min();
            prop_assert_eq!(at(&index, x, y).base, inside.or(touching), "{:?}", (x, y));
        }
    }

    /// A chequered land: every point of it, shared edges and corners included, has one grid,
    /// whatever the order of the list.
    #[test]
    fn shared_boundaries_belong_to_one(cells in prop::collection::vec((0u8..5, 0u8..5), 1..40), shift in 1usize..24) {
        let square = |n: usize| {
            let (x, y) = ((n % 5) as f64, (n / 5) as f64);
            let ring = vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0)];
            grid(&n.to_string(), GridKind::Base, 1, Shape::Polygon(MultiPolygon(vec![Polygon::new(ring.into(), vec![])])))
        };
        let mut grids: Vec<_> = (0..25).map(square).collect();
        let one = GridIndex::new(&grids);
        grids.rotate_left(shift);
        grids.swap(0, 1);
        let other = GridIndex::new(&grids);
        for (x, y) in cells {
            for (dx, dy) in [(0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (1.0, 1.0), (0.5, 0.5)] {
                let (x, y) = (f64::from(x) + dx, f64::from(y) + dy);
                prop_assert!(at(&one, x, y).base.is_some());
                prop_assert_eq!(at(&one, x, y), at(&other, x, y));
            }
        }
    }
}
