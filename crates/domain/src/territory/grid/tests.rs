use geo::wkt;
use jiff::civil::date;

use super::*;

fn id(name: &str) -> GridId {
    GridId::of_code("test", name)
}

fn grid(name: &str) -> Grid {
    Grid {
        id: id(name),
        code: None,
        external_codes: vec!["SD-17".into()],
        succeeds: Vec::new(),
        name: name.into(),
        division: DivisionId::of_code("test", "community"),
        parent: None,
        level: 1,
        kind: GridKind::Base,
        shape: Shape::Polygon(
            wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 4.,0. 4.,0. 0.),(1. 1.,1. 2.,2. 2.,1. 1.)))),
        ),
        households: 280,
        persons: 900,
        valid_from: date(2020, 1, 1),
        valid_to: None,
    }
}

fn code(text: &str) -> Option<GridCode> {
    Some(text.parse().unwrap())
}

#[test]
fn codes() {
    let parsed: GridCode = "370212001010107".parse().unwrap();
    assert_eq!((parsed.kind, parsed.serial()), (GridKind::Dedicated, 7));
    assert_eq!(parsed.division.to_string(), "370212001010");
    assert_eq!(parsed.to_string(), "370212001010107");
    assert_eq!(GridCode::new(parsed.division, GridKind::Base, 100), Err(InvalidGridCode));
    for text in [
        "",
        "370212001010",
        "370212001010207",
        "3702120010100071",
        "37021200101010x",
        "370212001010１07",
        "370212001010+07",
        "山东省青岛市崂山区一二",
    ] {
        assert_eq!(text.parse::<GridCode>(), Err(InvalidGridCode), "{text}");
    }
}

#[test]
fn an_outline_is_stored_as_geojson_coordinates() {
    let json = serde_json::to_value(grid("一")).unwrap();
    assert_eq!(json["shape"]["polygon"][0][1][2], serde_json::json!([2.0, 2.0]));
    assert_eq!(serde_json::from_value::<Grid>(json.clone()).unwrap(), grid("一"));
    let mut open = json;
    open["shape"]["polygon"] = serde_json::json!([[], [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]]]);
    let closed: Grid = serde_json::from_value(open).unwrap();
    let Shape::Polygon(outline) = closed.shape else { panic!("an outline") };
    assert_eq!(outline.0[1].exterior().0.len(), 4, "an open ring is closed");
}

#[test]
fn refuses_what_cannot_stand() {
    let far = Shape::Polygon(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 400.,0. 0.)))));
    let table = [
        (Grid { name: "　".into(), ..grid("x") }, GridRefusal::NameMissing),
        (Grid { valid_to: Some(date(2020, 1, 1)), ..grid("x") }, GridRefusal::EndsBeforeItBegins),
        (Grid { code: code("370212001010107"), ..grid("x") }, GridRefusal::CodeOfOtherKind),
        (Grid { shape: Shape::Places(vec![]), ..grid("x") }, GridRefusal::ShapeEmpty),
        (
            Grid { shape: Shape::Polygon(wkt!(MULTIPOLYGON EMPTY)), ..grid("x") },
            GridRefusal::ShapeEmpty,
        ),
        (Grid { shape: far, ..grid("x") }, GridRefusal::OutlineInvalid),
        (grid("一"), GridRefusal::Repeated),
        (Grid { parent: Some(id("nobody")), ..grid("x") }, GridRefusal::ParentUnfit),
        (Grid { parent: Some(id("一")), ..grid("x") }, GridRefusal::ParentUnfit),
        (Grid { parent: Some(id("x")), ..grid("x") }, GridRefusal::ParentUnfit),
        (Grid { parent: Some(id("旧")), level: 2, ..grid("x") }, GridRefusal::ParentUnfit),
    ];
    for (refused, why) in table {
        let refused_id = refused.id;
        // It was gone before the others began.
        let old =
            Grid { valid_from: date(2010, 1, 1), valid_to: Some(date(2020, 1, 1)), ..grid("旧") };
        let set = vec![old, grid("一"), refused];
        assert_eq!(GridSet::new(set).unwrap_err(), (refused_id, why));
    }
}

#[test]
fn a_code_names_one_grid_a_day_and_a_count_gets_the_grid_valid_then() {
    let numbered = |name: &str, from, to| Grid {
        code: code("370212001010001"),
        valid_from: from,
        valid_to: to,
        ..grid(name)
    };
    let old = numbered("老一网格", date(2020, 1, 1), Some(date(2024, 7, 1)));
    let new = numbered("新一网格", date(2024, 7, 1), None);
    let set = GridSet::new(vec![old.clone(), new]).unwrap();
    let name = |on| set.by_code("370212001010001".parse().unwrap(), on).map(|g| g.name.as_str());
    assert_eq!(name(date(2019, 12, 31)), None);
    assert_eq!(name(date(2024, 6, 30)), Some("老一网格"));
    assert_eq!(name(date(2024, 7, 1)), Some("新一网格"));
    let here = point::Point::new(3.0, 3.0).unwrap();
    assert_eq!(set.index().grid_at(here, date(2024, 6, 30)).base, Some(id("老一网格")));
    assert_eq!(set.index().grid_at(here, date(2024, 7, 1)).base, Some(id("新一网格")));
    let early = numbered("早一网格", date(2024, 6, 30), None);
    let taken = GridSet::new(vec![old.clone(), early]).unwrap_err().1;
    assert_eq!(taken, GridRefusal::CodeTaken { by: old.id });
}
