//! What lies inside a grid that changes, and beside it.

use super::*;

/// What lay over the border before is nobody's fault now.
#[test]
fn ground_of_another_community_is_told() {
    let elsewhere = |name: &str, outline| Grid {
        division: DivisionId::of_code("test", "other community"),
        ..grid(name, outline)
    };
    let east = elsewhere("东", wkt!(MULTIPOLYGON(((4. 0.,8. 0.,8. 4.,4. 4.,4. 0.)))));
    let over = elsewhere("南", wkt!(MULTIPOLYGON(((0. -4.,4. -4.,4. 1.,0. 1.,0. -4.)))));
    let gone = Grid { valid_to: Some(FROM), ..elsewhere("旧", square()) };
    let neighbour = grid("邻", wkt!(MULTIPOLYGON(((0. 4.,4. 4.,4. 8.,0. 8.,0. 4.)))));
    let all = [grid("一", square()), east, over, gone, neighbour];
    let redrawn = |outline| {
        let change = Change::Redraw { grid: of("一"), outline: ground(outline) };
        try_out(&all, change).unwrap().taken
    };
    assert_eq!(redrawn(square()), []);
    assert_eq!(redrawn(wkt!(MULTIPOLYGON(((0. 0.,4. 0.,4. 6.,0. 6.,0. 0.))))), []);
    assert_eq!(redrawn(wkt!(MULTIPOLYGON(((0. 0.,5. 0.,5. 4.,0. 4.,0. 0.))))), [of("东")]);
    assert_eq!(redrawn(wkt!(MULTIPOLYGON(((0. -1.,4. -1.,4. 4.,0. 4.,0. -1.))))), [of("南")]);
    let drawn = |division: &str, parent: Option<&str>| Drawn {
        name: "微".into(),
        division: DivisionId::of_code("test", division),
        kind: GridKind::Base,
        level: 2,
        parent: parent.map(of),
        code: None,
        outline: ground(square()),
        households: 0,
        persons: 0,
    };
    let micro = try_out(&all, Change::Draw(drawn("other community", None))).unwrap();
    assert_eq!(micro.taken, [of("一")], "whatever the level");
    let under = try_out(&all, Change::Draw(drawn("other community", Some("一"))));
    let unfit = |refused: &RedivideRefusal| {
        matches!(refused, RedivideRefusal::Grid { why: GridRefusal::ParentUnfit, .. })
    };
    assert!(under.as_ref().is_err_and(unfit), "{under:?}");
}

/// A redraw does not leave a micro-grid outside of what it is part of.
#[test]
fn what_lies_inside_stays_inside() {
    let mall = Grid {
        parent: Some(of("一")),
        level: 2,
        ..grid("商场", wkt!(MULTIPOLYGON(((2. 1.,3. 1.,3. 2.,2. 2.,2. 1.)))))
    };
    let redrawn = |outline| {
        let change = Change::Redraw { grid: of("一"), outline: ground(outline) };
        try_out(&[grid("一", square()), mall.clone()], change).map(|done| done.begun.len())
    };
    assert_eq!(redrawn(wkt!(MULTIPOLYGON(((0. 0.,3. 0.,3. 4.,0. 4.,0. 0.))))), Ok(2));
    let across = Err(RedivideRefusal::InsideAcross { grid: of("商场") });
    assert_eq!(redrawn(wkt!(MULTIPOLYGON(((0. 0.,2.5 0.,2.5 4.,0. 4.,0. 0.))))), across);
    assert_eq!(redrawn(wkt!(MULTIPOLYGON(((0. 0.,1. 0.,1. 4.,0. 4.,0. 0.))))), across);
}

#[test]
fn what_lies_inside_goes_on_under_what_comes() {
    let inside = |name: &str, parent: &str, outline| Grid {
        parent: Some(of(parent)),
        level: if parent == "一" { 2 } else { 3 },
        ..grid(name, outline)
    };
    let mall = inside("商场", "一", wkt!(MULTIPOLYGON(((2. 1.,3. 1.,3. 2.,2. 2.,2. 1.)))));
    let shop = inside("店", "商场", wkt!(MULTIPOLYGON(((2. 1.,2.5 1.,2.5 2.,2. 2.,2. 1.)))));
    let grids = [grid("一", square()), mall.clone(), shop.clone()];
    let done = try_out(&grids, split("一", &[(1., -1.), (1., 5.)])).unwrap();
    let names: Vec<&str> = done.begun.iter().map(|grid| grid.name.as_str()).collect();
    assert_eq!(names, ["一一", "一二", "商场", "店"]);
    assert_eq!(done.begun[2].parent, Some(done.begun[1].id));
    assert_eq!(done.begun[3].parent, Some(done.begun[2].id));
    assert_eq!(done.ended.len(), 3);
    assert_eq!(done.ended[1].parent, Some(of("一")), "what was stays as it was");

    let across = try_out(&grids, split("一", &[(2.4, -1.), (2.4, 5.)]));
    assert_eq!(across.unwrap_err(), RedivideRefusal::InsideAcross { grid: of("商场") });
    let soon = Grid { valid_from: FROM, ..mall };
    let planned = try_out(&[grid("一", square()), soon], split("一", &[(1., -1.), (1., 5.)]));
    let why = RedivideRefusal::InsideBeginsLater { grid: of("商场"), on: FROM };
    assert_eq!(planned.unwrap_err(), why);
    let gone = Grid { valid_to: Some(date(2025, 1, 1)), ..shop };
    let done = try_out(
        &[grid("一", square()), inside("商场", "一", square()), gone],
        Change::Redraw { grid: of("一"), outline: ground(square()) },
    );
    assert_eq!(done.unwrap().ended.len(), 2, "what was gone before stays gone");
}
