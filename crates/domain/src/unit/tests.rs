use super::*;
use proptest::prelude::*;

fn unit(code: &str, parent: Option<&str>) -> Unit {
    Unit {
        id: UnitId::of_code("unit", code),
        code: code.into(),
        name: code.into(),
        kind: UnitKind::Department,
        parent: parent.map(|code| UnitId::of_code("unit", code)),
        division: None,
        phone: None,
        active: true,
    }
}

fn id(code: &str) -> UnitId {
    UnitId::of_code("unit", code)
}

#[test]
fn a_unit_is_within_itself_and_everything_above() {
    // children before their parent: an import has any order
    let units = Units::new(vec![
        unit("squad", Some("street")),
        unit("street", Some("county")),
        unit("county", None),
    ])
    .unwrap();
    let above: Vec<_> = units.ancestors(id("squad")).map(|u| u.code.as_str()).collect();
    assert_eq!(above, ["street", "county"]);
    assert_eq!(units.level_above(id("street")).map(|u| u.id), Some(id("county")));
    assert!(units.level_above(id("county")).is_none());
    assert!(units.is_within(id("squad"), id("squad")));
    assert!(units.is_within(id("squad"), id("county")));
    assert!(!units.is_within(id("county"), id("squad")));
    assert!(!units.is_within(id("nobody"), id("nobody")));
    assert_eq!(units.by_code("street").map(|u| u.id), Some(id("street")));
}

#[test]
fn a_broken_list_is_refused_with_the_unit() {
    let code = |code: &str| code.to_owned();
    let twice = Unit { id: id("other"), ..unit("a", None) };
    let same = Unit { code: "b".into(), ..unit("a", None) };
    for (list, refusal) in [
        (vec![unit("a", None), twice], InvalidUnits::DuplicateCode { code: code("a") }),
        (vec![unit("a", None), same], InvalidUnits::DuplicateId { code: code("b") }),
        (vec![unit("a", Some("gone"))], InvalidUnits::UnknownParent { code: code("a") }),
        (vec![unit("a", Some("a"))], InvalidUnits::Cycle { code: code("a") }),
    ] {
        assert_eq!(Units::new(list).unwrap_err(), refusal);
    }
}

#[test]
fn only_active_units_serve_a_division() {
    let street = DivisionId::of_code("division", "street");
    let gone = Unit { active: false, division: Some(street), ..unit("old", None) };
    let here = Unit { division: Some(street), ..unit("new", None) };
    let units = Units::new(vec![gone, here]).unwrap();
    assert_eq!(units.serving(street, UnitKind::Department), [id("new")]);
    assert!(units.serving(street, UnitKind::Party).is_empty());
}

proptest! {
    /// Any pointers: accepted exactly when every walk upwards ends.
    #[test]
    fn cycles_are_refused(parents in prop::collection::vec(prop::option::of(0..12_usize), 1..12)) {
        let count = parents.len();
        let parents: Vec<_> = parents.into_iter().map(|p| p.filter(|p| *p < count)).collect();
        let ends = (0..count).all(|start| {
            let mut at = Some(start);
            for _ in 0..=count {
                at = at.and_then(|index| parents[index]);
            }
            at.is_none()
        });
        let name = |index: usize| format!("u{index}");
        let list = parents.iter().enumerate().map(|(i, p)| unit(&name(i), p.map(name).as_deref()));
        prop_assert_eq!(Units::new(list.collect()).is_ok(), ends);
    }
}
