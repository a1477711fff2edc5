use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn id(name: &str) -> DivisionId {
    DivisionId::of_code("test", name)
}

fn division(name: &str, level: &str, code: &str, parent: &str) -> Division {
    Division {
        id: id(name),
        code: code.parse().ok(),
        name: name.into(),
        level: level.into(),
        parent: (!parent.is_empty()).then(|| id(parent)),
        area: None,
        valid_from: date(2000, 1, 1),
        valid_to: None,
    }
}

fn laoshan() -> Vec<Division> {
    let mut county = division("崂山区", "county", "370212", "青岛市");
    county.area = "370212".parse().ok();
    vec![
        division("3号楼", "building", "", "和美小区"),
        division("山东省", "province", "370000", ""),
        division("青岛市", "city", "370200", "山东省"),
        county,
        division("中韩街道", "street", "370212001", "崂山区"),
        division("金岭社区", "community", "370212001010", "中韩街道"),
        division("和美小区", "quarter", "", "金岭社区"),
    ]
}

fn names<'a>(divisions: impl Iterator<Item = &'a Division>) -> Vec<&'a str> {
    divisions.map(|division| division.name.as_str()).collect()
}

#[test]
fn walks_up_and_down_whatever_the_order_of_the_list() {
    let tree = Divisions::new(Levels::usual(), laoshan()).unwrap();
    assert_eq!(
        names(tree.ancestors(id("3号楼"))),
        ["和美小区", "金岭社区", "中韩街道", "崂山区", "青岛市", "山东省"]
    );
    assert_eq!(names(tree.descendants(id("中韩街道"))), ["金岭社区", "和美小区", "3号楼"]);
    assert_eq!(tree.area_of(id("3号楼")).unwrap().code(), 370_212);
    assert_eq!(tree.area_of(id("青岛市")), None);
    assert!(tree.is_within(id("3号楼"), id("青岛市")));
    assert!(tree.is_within(id("青岛市"), id("青岛市")));
    assert!(!tree.is_within(id("青岛市"), id("3号楼")));
    assert!(!tree.is_within(id("nowhere"), id("elsewhere")));
    assert_eq!(tree.by_code("370212001".parse().unwrap()).unwrap().name, "中韩街道");
}

#[test]
fn refuses_what_would_break_the_tree() {
    let mut tree = Divisions::new(Levels::usual(), laoshan()).unwrap();
    let table: [(Division, &str); 9] = [
        (division(" ", "street", "", "崂山区"), "a division needs a name"),
        (division("x", "planet", "", "崂山区"), "the level planet is not in the list of levels"),
        (division("x", "street", "", "x"), "the parent is not in the tree"),
        (division("x", "street", "", "nowhere"), "the parent is not in the tree"),
        (division("x", "county", "", "中韩街道"), "a county does not belong to a street"),
        (division("x", "street", "", "中韩街道"), "a street does not belong to a street"),
        (
            division("x", "street", "370213001", "崂山区"),
            "the code 370213001000 does not continue 370212000000",
        ),
        (
            division("x", "building", "370212002", "和美小区"),
            "the code 370212002000 does not continue 370212001010",
        ),
        (division("3号楼", "building", "", "和美小区"), "this division is there already"),
    ];
    for (refused, why) in table {
        assert_eq!(tree.add(refused).unwrap_err().to_string(), why);
    }
    let backwards =
        Division { valid_to: Some(date(2000, 1, 1)), ..division("x", "street", "", "崂山区") };
    assert_eq!(tree.add(backwards), Err(DivisionRefusal::EndsBeforeItBegins));
}

#[test]
fn a_code_is_never_reused() {
    let mut tree = Divisions::new(Levels::usual(), laoshan()).unwrap();
    let old = Division {
        valid_to: Some(date(2010, 1, 1)),
        ..division("旧街道", "street", "370212003", "崂山区")
    };
    assert!(!old.is_valid(date(2010, 1, 1)) && old.is_valid(date(2009, 12, 31)));
    tree.add(old).unwrap();
    let new = Division {
        valid_from: date(2020, 1, 1),
        ..division("新街道", "street", "370212003", "崂山区")
    };
    let refusal = tree.add(new.clone()).unwrap_err();
    assert!(matches!(refusal, DivisionRefusal::CodeUsedBefore { by, .. } if by == id("旧街道")));
    let mut list: Vec<_> = tree.iter().cloned().collect();
    list.push(new);
    assert_eq!(Divisions::new(Levels::usual(), list).unwrap_err().0, id("新街道"));
}

#[test]
fn a_circle_is_refused_as_a_circle() {
    let list = vec![
        division("a", "street", "", "b"),
        division("b", "community", "", "c"),
        division("c", "quarter", "", "a"),
    ];
    let (_, refusal) = Divisions::new(Levels::usual(), list).unwrap_err();
    assert!(matches!(refusal, DivisionRefusal::Circle { .. }));
    let own = vec![division("a", "street", "", "a")];
    assert!(matches!(
        Divisions::new(Levels::usual(), own).unwrap_err().1,
        DivisionRefusal::Circle { .. }
    ));
}

proptest! {
    /// Random parents over a deep invented list of levels: a tree, or a refusal, never a hang.
    #[test]
    fn the_tree_agrees_with_a_plain_walk(parents in prop::collection::vec(0usize..30, 1..30)) {
        let levels = (0..30).map(|n| crate::territory::Level { code: n.to_string(), name: n.to_string() });
        let levels = Levels::new(levels.collect()).unwrap();
        let name = |n: usize| format!("d{n}");
        let list: Vec<_> = parents.iter().enumerate()
            .map(|(n, parent)| division(&name(n), &n.to_string(), "", &if *parent < n { name(*parent) } else { String::new() }))
            .collect();
        let tree = Divisions::new(levels, list.into_iter().rev().collect()).unwrap();
        let above = |mut n: usize| {
            let mut chain = vec![];
            while parents[n] < n { n = parents[n]; chain.push(name(n)); }
            chain
        };
        for n in 0..parents.len() {
            prop_assert_eq!(names(tree.ancestors(id(&name(n)))), above(n));
            let below: std::collections::BTreeSet<_> = (0..parents.len()).filter(|m| above(*m).contains(&name(n))).map(name).collect();
            let walked: Vec<_> = names(tree.descendants(id(&name(n)))).into_iter().map(String::from).collect();
            prop_assert_eq!(walked.len(), below.len());
            prop_assert_eq!(walked.into_iter().collect::<std::collections::BTreeSet<_>>(), below);
        }
    }

    #[test]
    fn any_parents_end_in_a_tree_or_a_refusal(parents in prop::collection::vec(0usize..12, 1..12)) {
        let list: Vec<_> = parents.iter().enumerate()
            .map(|(n, parent)| division(&n.to_string(), "street", "", &parent.to_string())).collect();
        prop_assert!(Divisions::new(Levels::usual(), list).is_err(), "everyone has a parent of its own level");
    }
}
