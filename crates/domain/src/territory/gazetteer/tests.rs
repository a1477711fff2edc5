use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::territory::grid::{Grid, GridKind, Shape};

const TODAY: Date = date(2026, 3, 1);

fn id(name: &str) -> PlaceId {
    PlaceId::of_code("test", name)
}

fn place(key: &str, name: &str, kind: PlaceKind, parent: &str) -> Place {
    Place {
        id: id(key),
        name: name.into(),
        aliases: Vec::new(),
        kind,
        division: DivisionId::of_code("test", "community"),
        grid: None,
        point: None,
        parent: (!parent.is_empty()).then(|| id(parent)),
    }
}

fn town() -> Gazetteer {
    use PlaceKind::{Building, Landmark, Quarter, Road, Unit};
    let mut hemei = place("hemei", "和美小区", Quarter, "");
    hemei.aliases = vec!["化肥厂宿舍".into(), "和美家园".into()];
    Gazetteer::new(vec![
        place("hemei 3 2", "2单元", Unit, "hemei 3"),
        hemei,
        place("hemei 3", "3号楼", Building, "hemei"),
        place("hemei 13", "十三号楼", Building, "hemei"),
        place("hemei a", "A座", Building, "hemei"),
        place("west", "西苑小区", Quarter, ""),
        place("west of city", "西苑小区", Quarter, ""),
        place("west 5", "5栋", Building, "west of city"),
        place("road", "五四路", Road, ""),
        place("road 9", "9号", Landmark, "road"),
        place("square", "五四广场", Landmark, ""),
        place("east", "东小区", Quarter, ""),
        place("phase", "和美小区二期", Quarter, ""),
    ])
    .unwrap()
}

fn found(text: &str) -> Vec<(PlaceId, &str)> {
    let matches = town().find(text, &GridIndex::new(&[]), TODAY);
    matches.into_iter().map(|m| (m.place, &text[m.span])).collect()
}

#[test]
fn typed_words() {
    let table: [(&str, &[(&str, &str)]); 24] = [
        ("和美小区3号楼", &[("hemei 3", "和美小区3号楼")]),
        ("和美小区三栋2单元", &[("hemei 3 2", "和美小区三栋2单元")]),
        ("和美小区３幢", &[("hemei 3", "和美小区３幢")]),
        ("和美小区 03 座", &[("hemei 3", "和美小区 03 座")]),
        ("和美小区-3#", &[("hemei 3", "和美小区-3#")]),
        ("和美小区的3＃楼漏水", &[("hemei 3", "和美小区的3＃楼")]),
        ("和美3号楼", &[("hemei 3", "和美3号楼")]),
        ("和美", &[("hemei", "和美")]),
        ("化肥厂宿舍十三栋", &[("hemei 13", "化肥厂宿舍十三栋")]),
        ("和美家园ａ栋", &[("hemei a", "和美家园ａ栋")]),
        ("和美小区33号楼", &[("hemei", "和美小区")]),
        ("和美小区二期3号楼", &[("phase", "和美小区二期")]),
        ("住在和美小区，3号楼二单元门口", &[("hemei 3 2", "和美小区，3号楼二单元")]),
        ("家庭和美、生活幸福", &[]),
        ("东边路灯不亮", &[]),
        ("东小区路灯不亮", &[("east", "东小区")]),
        ("3号楼漏水", &[]),
        ("五四路9号对面", &[("road 9", "五四路9号")]),
        ("从五四广场到和美小区", &[("square", "五四广场"), ("hemei", "和美小区")]),
        ("二五四路", &[]),
        ("西苑小区5幢", &[("west 5", "西苑小区5幢")]),
        ("西苑小区", &[("west", "西苑小区"), ("west of city", "西苑小区")]),
        ("", &[]),
        ("，。 —", &[]),
    ];
    for (text, expected) in table {
        let expected: Vec<_> = expected.iter().map(|(key, words)| (id(key), *words)).collect();
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn the_narrowest_place_is_meant_and_only_one() {
    let town = town();
    for (text, meant) in [
        ("五四路和美小区3号楼楼道灯不亮", Some("hemei 3")),
        ("五四广场旁边的和美小区", Some("hemei")),
        ("东小区和和美小区之间", Some("east")),
        ("五四路上有坑", Some("road")),
        ("西苑小区停水", None),
        ("五四路西苑小区停水", None),
        ("西苑小区5栋停水", Some("west 5")),
        ("路灯不亮", None),
    ] {
        let found = town.place_of(text, &GridIndex::new(&[]), TODAY);
        assert_eq!(found.map(|found| found.place), meant.map(id), "{text}");
    }
}

#[test]
fn the_surer_the_words_the_higher_the_score() {
    let score = |text: &str| town().find(text, &GridIndex::new(&[]), TODAY)[0].score;
    let falling = ["和美小区3号楼", "化肥厂宿舍3号楼", "和美3号楼", "和美小区33号楼", "西苑小区"];
    let scores = falling.map(score);
    assert_eq!(scores[0], 1.0);
    assert!(scores.is_sorted_by(|a, b| a > b), "{scores:?}");
}

#[test]
fn completes_from_the_first_letters() {
    let town = town();
    let complete = |prefix: &str, limit| town.complete(prefix, limit);
    assert_eq!(complete("五四", 9), [id("square"), id("road")]);
    assert_eq!(complete("54", 1), [id("square")]);
    assert_eq!(complete("化肥", 9), [id("hemei")]);
    assert_eq!(complete("和美小区1", 9), [id("hemei 13")]);
    assert_eq!(complete("和美小区三号", 9), [id("hemei 3")]);
    assert_eq!(town.full_name(id("hemei 3")), "和美小区3号楼");
    assert_eq!(town.full_name(id("nowhere")), "");
    assert_eq!(complete("和美小区三栋", 9), [id("hemei 3"), id("hemei 3 2")]);
    let all = complete("和美小区", 9);
    assert_eq!(all.len(), 5, "itself, its second phase and three buildings: {all:?}");
    assert_eq!(all[0], id("hemei"));
    assert!(
        complete("", 9).is_empty()
            && complete("nowhere", 9).is_empty()
            && complete("和", 0).is_empty()
    );
}

#[test]
fn a_window_shows_quarters_before_buildings() {
    let mut places = town().places;
    for (n, place) in (0_u32..).zip(&mut places) {
        place.point = Point::new(f64::from(n) / 10.0, 0.0).ok();
    }
    let town = Gazetteer::new(places).unwrap();
    let shown = |degrees| -> Vec<&str> {
        town.within(Window::new(degrees).unwrap()).map(|place| place.name.as_str()).collect()
    };
    let mut near = shown([0.05, 0.0, 0.25, 0.0]);
    assert_eq!(near, ["和美小区", "3号楼"]);
    near = shown([-1.0, -1.0, 9.0, 9.0]);
    assert_eq!(near.len(), 9, "no roads, units and landmarks: {near:?}");
    assert!(near[..5].iter().all(|name| name.contains("小区")), "{near:?}");
    assert!(shown([3.0, 0.0, 4.0, 1.0]).is_empty());
}

#[test]
fn a_point_is_named_by_what_is_nearest() {
    let at = |name: &str, kind, lon: f64, lat: f64| Place {
        point: Some(Point::new(lon, lat).unwrap()),
        ..place(name, name, kind, "")
    };
    let town = Gazetteer::new(vec![
        at("和美小区", PlaceKind::Quarter, 120.0, 36.0),
        at("新安花园", PlaceKind::Quarter, 120.002, 36.0),
        at("3号楼", PlaceKind::Building, 120.0, 36.0009),
        place("nowhere", "没有坐标的小区", PlaceKind::Quarter, ""),
    ])
    .unwrap();
    let nearest = |lon, lat, metres| {
        let found = town.nearest(Point::new(lon, lat).unwrap(), metres);
        found.map(|place| place.name.as_str())
    };
    // 81 m east of the one, 99 m west of the other.
    assert_eq!(nearest(120.0009, 36.0, 200.0), Some("和美小区"));
    assert_eq!(nearest(120.0011, 36.0, 200.0), Some("新安花园"));
    assert_eq!(nearest(120.0, 36.0006, 200.0), Some("3号楼"));
    assert_eq!(nearest(119.998, 36.0, 200.0), Some("和美小区"), "180 m");
    assert_eq!(nearest(119.997, 36.0, 200.0), None, "270 m");
}

#[test]
fn the_grid_is_that_of_the_day_by_list_word_point_or_parent() {
    let grid = |name: &str, shape, from, to| Grid {
        id: GridId::of_code("test", name),
        code: None,
        external_codes: Vec::new(),
        succeeds: Vec::new(),
        name: name.into(),
        division: DivisionId::of_code("test", "community"),
        parent: None,
        level: 1,
        kind: GridKind::Base,
        shape,
        households: 0,
        persons: 0,
        valid_from: from,
        valid_to: to,
    };
    let (begin, cut) = (date(2020, 1, 1), date(2025, 1, 1));
    let drawn = || Shape::Polygon(geo::wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 1.,0. 1.,0. 0.)))));
    let grids = GridIndex::new(&[
        grid("drawn before", drawn(), begin, Some(cut)),
        grid("drawn", drawn(), cut, None),
        grid("listed", Shape::Places(vec![id("hemei"), id("hemei 13")]), cut, None),
        grid("said", Shape::Places(vec![id("nothing")]), begin, None),
    ]);
    let mut places: Vec<Place> = town().places;
    for place in &mut places {
        match place.name.as_str() {
            "和美小区" => place.point = Point::new(0.5, 0.5).ok(),
            "3号楼" => place.grid = Some(GridId::of_code("test", "said")),
            _ => {}
        }
    }
    let town = Gazetteer::new(places).unwrap();
    let table = [
        ("和美小区", cut, Some("listed")),
        ("和美小区", begin, Some("drawn before")),
        ("和美小区3号楼2单元", cut, Some("said")),
        ("和美小区A座", cut, Some("listed")),
        ("和美小区13号楼", begin, Some("drawn before")),
        ("和美小区13号楼", date(2019, 1, 1), None),
        ("五四广场", cut, None),
    ];
    for (text, on, expected) in table {
        let grid = town.find(text, &grids, on)[0].grid;
        assert_eq!(grid, expected.map(|name| GridId::of_code("test", name)), "{text} {on}");
    }
}

#[test]
fn refuses_what_cannot_stand() {
    let table = [
        (vec![place("a", " - ", PlaceKind::Road, "")], PlaceRefusal::NameMissing),
        (
            vec![place("a", "x", PlaceKind::Road, ""), place("a", "y", PlaceKind::Road, "")],
            PlaceRefusal::Repeated,
        ),
        (vec![place("a", "x", PlaceKind::Road, "b")], PlaceRefusal::ParentUnknown),
        (vec![place("a", "x", PlaceKind::Road, "a")], PlaceRefusal::Circle),
        (
            vec![place("a", "x", PlaceKind::Road, "b"), place("b", "y", PlaceKind::Road, "a")],
            PlaceRefusal::Circle,
        ),
    ];
    for (places, why) in table {
        assert_eq!(Gazetteer::new(places).unwrap_err(), (id("a"), why));
    }
}

#[test]
fn one_form_of_words() {
    let table = [
        ("１２号楼", "12栋"),
        ("十二幢", "12栋"),
        ("二十座", "20栋"),
        ("一百零三号", "103号"),
        ("一百二十号", "120号"),
        ("二〇三室", "203室"),
        ("百货", "百货"),
        ("二三十个", "二三十个"),
        ("两单元", "2单元"),
        ("B座", "b栋"),
        ("十", "10"),
        ("讲座", "讲座"),
        ("007", "7"),
        ("00", "0"),
        ("十百", "十百"),
        ("No.3", "no.3"),
    ];
    for (typed, form) in table {
        assert_eq!(wording::plain(typed), form, "{typed}");
    }
}

proptest! {
    #[test]
    fn any_number_in_any_writing_is_the_same_building(number in 1usize..200, mark in "号楼|栋|幢|座|#|＃楼", before in "[，a ]?", after in "[，漏水 ]{0,3}") {
        let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
        let (hundreds, tens, ones) = (number / 100, number / 10 % 10, number % 10);
        let mut chinese = String::new();
        if hundreds > 0 { chinese += &format!("{}百", digits[hundreds]); }
        match (tens, hundreds, ones) {
            (0, 1.., 1..) => chinese += "零",
            (0, ..) => {}
            (1, 0, _) => chinese += "十",
            _ => chinese += &format!("{}十", digits[tens]),
        }
        chinese += digits[ones];
        let wide: String = number.to_string().chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
        let gazetteer = Gazetteer::new(vec![
            place("quarter", "东山花园", PlaceKind::Quarter, ""),
            place("building", &format!("{number}号楼"), PlaceKind::Building, "quarter"),
            place("other", &format!("{}号楼", number + 1), PlaceKind::Building, "quarter"),
        ]).unwrap();
        for writing in [number.to_string(), chinese, wide] {
            let text = format!("{before}东山花园{writing}{mark}{after}");
            let matches = gazetteer.find(&text, &GridIndex::new(&[]), TODAY);
            prop_assert_eq!(matches.len(), 1);
            prop_assert_eq!(matches[0].place, id("building"), "{}", text);
            prop_assert!(text[matches[0].span.clone()].starts_with("东山花园"));
        }
    }

    #[test]
    fn any_text_has_matches_in_order_and_on_letters(text in "([和美小区三3号楼栋西苑五四路0-9一二十百零的，, ]|.){0,60}", limit in 0usize..5) {
        let town = town();
        let mut end = 0;
        let mut last = 0..0;
        for found in town.find(&text, &GridIndex::new(&[]), TODAY) {
            prop_assert!(text.get(found.span.clone()).is_some_and(|words| !words.is_empty()));
            prop_assert!(found.span == last || found.span.start >= end);
            prop_assert!(found.score > 0.0 && found.score <= 1.0);
            end = found.span.end;
            last = found.span;
        }
        prop_assert!(town.complete(&text, limit).len() <= limit);
    }
}
