use geo::{BooleanOps, MultiPolygon, wkt};
use jiff::civil::date;

use super::*;
use crate::territory::gazetteer::{Place, PlaceKind};
use crate::territory::topology::area;

mod laws;
mod neighbours;

const SINCE: Date = date(2020, 1, 1);
const TODAY: Date = date(2026, 11, 29);
const FROM: Date = date(2026, 12, 1);
/// A thousandth of a degree: a hundred metres near the equator.
const SCALE: f64 = 1e-3;

fn of(name: &str) -> GridId {
    GridId::of_code("test", name)
}

/// In hundreds of metres.
fn ground(mut outline: MultiPolygon) -> MultiPolygon {
    use geo::MapCoordsInPlace;
    outline.map_coords_in_place(|c| geo::coord! { x: c.x * SCALE, y: c.y * SCALE });
    outline
}

fn line(points: &[(f64, f64)]) -> Vec<Point> {
    points.iter().map(|(x, y)| Point::new(x * SCALE, y * SCALE).unwrap()).collect()
}

fn grid(name: &str, outline: MultiPolygon) -> Grid {
    Grid {
        id: of(name),
        code: None,
        external_codes: vec!["SD-17".into()],
        name: name.into(),
        division: DivisionId::of_code("test", "community"),
        parent: None,
        level: 1,
        kind: GridKind::Base,
        shape: Shape::Polygon(ground(outline)),
        households: 300,
        persons: 901,
        succeeds: Vec::new(),
        valid_from: SINCE,
        valid_to: None,
    }
}

fn square() -> MultiPolygon {
    wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.))))
}

fn listed(name: &str, places: &[&str]) -> Grid {
    let places = places.iter().map(|name| place_id(name)).collect();
    Grid { shape: Shape::Places(places), ..grid(name, square()) }
}

fn place_id(name: &str) -> PlaceId {
    PlaceId::of_code("test", name)
}

fn place(name: &str, said: Option<&str>, point: Option<(f64, f64)>) -> Place {
    Place {
        id: place_id(name),
        name: name.into(),
        aliases: Vec::new(),
        kind: PlaceKind::Quarter,
        division: DivisionId::of_code("test", "community"),
        grid: said.map(of),
        point: point.map(|at| line(&[at])[0]),
        parent: None,
    }
}

fn try_out(grids: &[Grid], change: Change) -> Result<Redivided, RedivideRefusal> {
    let places = Gazetteer::new(Vec::new()).unwrap();
    redivide(&GridSet::new(grids.to_vec()).unwrap(), &places, change, FROM, TODAY)
}

fn split(name: &str, along: &[(f64, f64)]) -> Change {
    Change::Split { grid: of(name), line: line(along), parts: None }
}

/// Square hectometres of each part, in their order.
fn parts(outline: MultiPolygon, along: &[(f64, f64)]) -> Result<Vec<f64>, RedivideRefusal> {
    let hectares = |grid: &Grid| (area(grid.outline().unwrap()) / 1_239.3).round() / 10.0;
    let done = try_out(&[grid("一", outline)], split("一", along))?;
    Ok(done.begun.iter().map(hectares).collect())
}

#[test]
fn a_line_cuts_an_outline() {
    let l = wkt!(MULTIPOLYGON(((0. 0.,6. 0.,6. 2.,4. 2.,4. 1.,2. 1.,2. 4.,0. 4.,0. 0.))));
    let hole =
        wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,1. 3.,3. 3.,3. 1.,1. 1.))));
    let islands =
        wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.)),((5. 0.,6. 0.,6. 1.,5. 1.,5. 0.))));
    let nothing = || Err(RedivideRefusal::CutsNothing);
    let table = [
        ("in two, west first", square(), vec![(1., -1.), (1., 5.)], Ok(vec![4., 12.])),
        ("north first", square(), vec![(-1., 1.), (5., 1.)], Ok(vec![12., 4.])),
        ("drawn from the other end", square(), vec![(5., 1.), (-1., 1.)], Ok(vec![12., 4.])),
        ("with a bend", square(), vec![(2., -1.), (2., 2.), (5., 2.)], Ok(vec![12., 4.])),
        ("from corner to corner", square(), vec![(0., 0.), (4., 4.)], Ok(vec![8., 8.])),
        ("three parts", l, vec![(-1., 1.5), (7., 1.5)], Ok(vec![5., 8., 1.])),
        ("across a hole", hole.clone(), vec![(2., -1.), (2., 5.)], Ok(vec![6., 6.])),
        ("only into the hole", hole, vec![(2., -1.), (2., 2.)], nothing()),
        ("an island goes along", islands.clone(), vec![(1., -1.), (1., 5.)], Ok(vec![4., 13.])),
        ("both islands", islands.clone(), vec![(-1., 0.5), (7., 0.5)], Ok(vec![14., 2., 0.5, 0.5])),
        ("between islands", islands, vec![(4.5, -1.), (4.5, 5.)], nothing()),
        ("misses", square(), vec![(5., -1.), (5., 5.)], nothing()),
        ("touches a corner", square(), vec![(-1., 1.), (1., -1.)], nothing()),
        ("along an edge", square(), vec![(0., -1.), (0., 5.)], nothing()),
        ("ends inside", square(), vec![(1., -1.), (1., 3.)], nothing()),
        ("by a hand's breadth", square(), vec![(0.0001, -1.), (0.0001, 5.)], nothing()),
        ("no line", square(), vec![(1., -1.)], Err(RedivideRefusal::LineTooShort)),
        (
            "a loop",
            square(),
            vec![(1., -1.), (1., 2.), (3., 2.), (3., 1.), (0.5, 1.), (0.5, 5.)],
            Err(RedivideRefusal::LineCrosses),
        ),
    ];
    for (what, outline, along, expected) in table {
        assert_eq!(parts(outline, &along), expected, "{what}");
    }
    let comb: Vec<(f64, f64)> =
        (0..60).map(|n| (f64::from(n) / 10., if n % 4 < 2 { -1. } else { 5. })).collect();
    let most = 20;
    let refused = parts(square(), &comb);
    assert!(matches!(refused, Err(RedivideRefusal::TooManyParts { most: m, .. }) if m == most));
}

#[test]
fn a_split_ends_the_whole_and_begins_the_parts() {
    let whole = Grid { code: "370212001010001".parse().ok(), ..grid("一网格", square()) };
    let grids =
        [whole.clone(), grid("二网格", wkt!(MULTIPOLYGON(((4. 0.,8. 0.,8. 4.,4. 4.,4. 0.)))))];
    let done = try_out(&grids, split("一网格", &[(1., -1.), (1., 5.)])).unwrap();
    assert_eq!(done.ended, [Grid { valid_to: Some(FROM), ..whole.clone() }]);
    let told = |grid: &Grid| (grid.name.clone(), grid.households, grid.persons, grid.valid_from);
    assert_eq!(
        done.begun.iter().map(told).collect::<Vec<_>>(),
        [("一网格一".into(), 75, 225, FROM), ("一网格二".into(), 225, 676, FROM)]
    );
    assert!(done.begun.iter().all(|part| part.succeeds == [whole.id] && part.valid_to.is_none()));

    let part = |name: &str, code: Option<GridCode>| Part {
        name: name.into(),
        code,
        households: 1,
        persons: 2,
    };
    let named = |parts| Change::Split {
        grid: whole.id,
        line: line(&[(1., -1.), (1., 5.)]),
        parts: Some(parts),
    };
    let kept = try_out(&grids, named(vec![part("西", whole.code), part("东", None)])).unwrap();
    assert_eq!((kept.begun[0].code, kept.begun[0].households), (whole.code, 1));
    let table = [
        (vec![part("西", None)], RedivideRefusal::OtherParts { parts: 2 }),
        (vec![part("西", None), part(" 西", None)], RedivideRefusal::NameTwice),
    ];
    for (parts, why) in table {
        assert_eq!(try_out(&grids, named(parts)).unwrap_err(), why);
    }
    let both = try_out(&grids, named(vec![part("西", whole.code), part("东", whole.code)]));
    let RedivideRefusal::Grid { why, .. } = both.unwrap_err() else { panic!("a code for two") };
    assert!(matches!(why, crate::territory::GridRefusal::Repeated), "{why}");
}

#[test]
fn several_become_one() {
    let west = grid("西", wkt!(MULTIPOLYGON(((0. 0.,2. 0.,2. 4.,0. 4.,0. 0.)))));
    // Drawn clockwise.
    let east = grid("东", wkt!(MULTIPOLYGON(((2. 0.,2. 4.,4. 4.,4. 0.,2. 0.)))));
    let merge = |names: &[&str]| Change::Merge {
        grids: names.iter().map(|name| of(name)).collect(),
        name: "合".into(),
        code: None,
    };
    let done = try_out(&[west.clone(), east.clone()], merge(&["西", "东"])).unwrap();
    let [one] = &done.begun[..] else { panic!("one grid") };
    assert_eq!((one.households, one.persons), (600, 1802));
    assert_eq!(one.succeeds, [of("西"), of("东")]);
    assert!(area(&one.outline().unwrap().xor(&ground(square()))) < 1.0);
    assert_eq!(done.ended.len(), 2);

    let lists = [listed("甲", &["a", "b"]), listed("乙", &["b", "c"])];
    let done = try_out(&lists, merge(&["甲", "乙"])).unwrap();
    let Shape::Places(places) = &done.begun[0].shape else { panic!("a list") };
    assert_eq!(places.len(), 3);

    let other = |change: fn(&mut Grid)| {
        let mut grid = east.clone();
        change(&mut grid);
        [west.clone(), grid]
    };
    let unlike = RedivideRefusal::Unlike { grid: of("东") };
    let table = [
        (other(|grid| grid.level = 2), vec!["西", "东"], unlike.clone()),
        (other(|grid| grid.kind = GridKind::Dedicated), vec!["西", "东"], unlike.clone()),
        (
            other(|grid| grid.division = DivisionId::of_code("test", "other")),
            vec!["西", "东"],
            unlike,
        ),
        (
            other(|grid| grid.shape = Shape::Places(vec![place_id("a")])),
            vec!["西", "东"],
            RedivideRefusal::Mixed,
        ),
        (other(|_| ()), vec!["西"], RedivideRefusal::TooFew),
        (other(|_| ()), vec!["西", "西"], RedivideRefusal::TooFew),
        (other(|_| ()), vec!["西", "北"], RedivideRefusal::Unknown { grid: of("北") }),
    ];
    for (grids, names, why) in table {
        assert_eq!(try_out(&grids, merge(&names)).unwrap_err(), why);
    }
}

#[test]
fn an_outline_is_drawn_again_and_days_are_kept() {
    let old = grid("一", square());
    let half = || ground(wkt!(MULTIPOLYGON(((0. 0.,2. 0.,2. 4.,0. 4.,0. 0.)))));
    let redraw = |outline| Change::Redraw { grid: of("一"), outline };
    let done = try_out(std::slice::from_ref(&old), redraw(half())).unwrap();
    let [new] = &done.begun[..] else { panic!("one grid") };
    assert_eq!(
        *new,
        Grid {
            id: new.id,
            shape: Shape::Polygon(half()),
            succeeds: vec![old.id],
            valid_from: FROM,
            ..old.clone()
        }
    );

    let on = |from, today| {
        let set = GridSet::new(vec![old.clone()]).unwrap();
        let places = Gazetteer::new(Vec::new()).unwrap();
        redivide(&set, &places, redraw(half()), from, today).map(|done| done.ended[0].valid_to)
    };
    assert_eq!(on(TODAY, TODAY), Ok(Some(TODAY)));
    let yesterday = TODAY.yesterday().unwrap();
    assert_eq!(on(yesterday, TODAY), Err(RedivideRefusal::InThePast { today: TODAY }));
    let later = RedivideRefusal::BeginsLater { grid: of("一"), on: SINCE };
    assert_eq!(on(SINCE, SINCE), Err(later));
    let ended = Grid { valid_to: Some(date(2027, 1, 1)), ..old.clone() };
    let why = RedivideRefusal::Ended { grid: of("一"), on: date(2027, 1, 1) };
    assert_eq!(try_out(&[ended], redraw(half())).unwrap_err(), why);

    let bow = ground(wkt!(MULTIPOLYGON(((0. 0.,4. 4.,4. 0.,0. 4.,0. 0.)))));
    let flat = ground(wkt!(MULTIPOLYGON(((0. 0.,4. 4.,0. 0.)))));
    let far = wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 400.,0. 0.))));
    for (outline, why) in [
        (bow, RedivideRefusal::OutlineCrosses),
        (flat, RedivideRefusal::OutlineCrosses),
        (far, RedivideRefusal::OutlineOffEarth),
        (MultiPolygon(vec![]), RedivideRefusal::OutlineEmpty),
    ] {
        assert_eq!(try_out(std::slice::from_ref(&old), redraw(outline)).unwrap_err(), why);
    }
}

#[test]
fn a_grid_is_drawn() {
    let drawn = |name: &str, level, parent| {
        Change::Draw(Drawn {
            name: name.into(),
            division: DivisionId::of_code("test", "community"),
            kind: GridKind::Base,
            level,
            parent,
            code: None,
            outline: ground(square()),
            households: 3,
            persons: 9,
        })
    };
    let done = try_out(&[], drawn("新", 1, None)).unwrap();
    assert_eq!((done.ended.len(), done.begun[0].valid_from), (0, FROM));
    // An import of what was exported finds it again.
    let division = DivisionId::of_code("test", "community");
    assert_eq!(done.begun[0].id, GridId::of_code("grid", &format!("{division}/新/2026-12-01")));
    let refused = |change| match try_out(&[grid("一", square())], change) {
        Err(RedivideRefusal::Grid { why, .. }) => why,
        other => panic!("{other:?}"),
    };
    use crate::territory::GridRefusal;
    assert_eq!(refused(drawn(" ", 1, None)), GridRefusal::NameMissing);
    assert_eq!(refused(drawn("新", 1, Some(of("一")))), GridRefusal::ParentUnfit);
    assert_eq!(try_out(&[], drawn("新", 0, None)).unwrap_err(), RedivideRefusal::NoLevel);
}

/// Which grid a place is in, before and from the day on.
#[test]
fn places_are_found_in_what_comes() {
    let whole = grid("一", square());
    let places = vec![
        place("有坐标", Some("一"), Some((3., 3.))),
        place("无坐标", Some("一"), None),
        place("在清单里", None, None),
        place("与此无关", None, None),
    ];
    let places = Gazetteer::new(places).unwrap();
    let list = listed("单", &["在清单里"]);
    let set = GridSet::new(vec![whole.clone(), list.clone()]).unwrap();
    let change = |change| redivide(&set, &places, change, FROM, TODAY).unwrap();
    let after = |done: &Redivided| {
        let kept = set.all().iter().filter(|grid| done.ended.iter().all(|e| e.id != grid.id));
        GridSet::new(kept.chain(&done.ended).chain(&done.begun).cloned().collect()).unwrap().index()
    };
    let eve = FROM.yesterday().unwrap();
    let found = |index: &_, name: &str, on| places.grid_of(place_id(name), index, on).grid();

    let done = change(split("一", &[(1., -1.), (1., 5.)]));
    assert_eq!(done.stranded, [place_id("无坐标")]);
    let index = after(&done);
    assert_eq!(found(&index, "有坐标", FROM), Some(done.begun[1].id));
    assert_eq!(found(&index, "无坐标", FROM), None);
    for name in ["有坐标", "无坐标"] {
        assert_eq!(found(&index, name, eve), Some(of("一")), "{name} before the day");
    }

    let half = ground(wkt!(MULTIPOLYGON(((0. 0.,2. 0.,2. 4.,0. 4.,0. 0.)))));
    let done = change(Change::Redraw { grid: of("一"), outline: half.clone() });
    assert!(done.stranded.is_empty());
    let index = after(&done);
    assert_eq!(found(&index, "无坐标", FROM), Some(done.begun[0].id), "there is one heir only");

    // A list that is drawn: what stood in it is in the drawn one.
    let done = change(Change::Redraw { grid: of("单"), outline: half });
    assert!(done.stranded.is_empty());
    let index = after(&done);
    assert_eq!(found(&index, "在清单里", FROM), Some(done.begun[0].id));
    assert_eq!(found(&index, "在清单里", eve), Some(of("单")));

    // Through several steps, as long as they meet again in one.
    let parts = change(split("一", &[(1., -1.), (1., 5.)]));
    let later = date(2027, 1, 1);
    let both = parts.begun.iter().map(|grid| grid.id).collect();
    let all: Vec<Grid> = [&parts.ended[..], &parts.begun, std::slice::from_ref(&list)].concat();
    let merge = Change::Merge { grids: both, name: "合".into(), code: None };
    let whole = redivide(&GridSet::new(all).unwrap(), &places, merge, later, TODAY).unwrap();
    assert!(whole.stranded.is_empty());
    let all = [&parts.ended[..], &whole.ended, &whole.begun].concat();
    let index = GridSet::new(all).unwrap().index();
    assert_eq!(found(&index, "无坐标", later), Some(whole.begun[0].id));
    assert_eq!(found(&index, "无坐标", FROM), None);
}
