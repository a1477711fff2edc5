use super::*;
use jiff::civil::date;

fn category(code: &str, parent: Option<&str>, level: u8) -> Category {
    Category {
        id: CategoryId::of_code("category", code),
        code: code.into(),
        name: format!("name of {code}"),
        parent: parent.map(|code| CategoryId::of_code("category", code)),
        level,
        urgent_on_holidays: false,
        public_space: true,
        valid_from: date(2026, 1, 1),
        valid_to: None,
    }
}

#[test]
fn a_path_reads_from_the_widest_down() {
    let all = Categories::new(vec![
        category("01-02-03", Some("01-02"), 3),
        category("01-02", Some("01"), 2),
        category("01", None, 1),
    ])
    .unwrap();
    let leaf = all.by_code("01-02-03").unwrap().id;
    assert_eq!(all.path_names(leaf), ["name of 01", "name of 01-02", "name of 01-02-03"]);
    let levels: Vec<_> = all.chain(leaf).map(|c| c.level).collect();
    assert_eq!(levels, [3, 2, 1]);
    assert!(all.is_leaf(leaf));
    assert!(!all.is_leaf(all.by_code("01").unwrap().id));
    assert!(all.path_names(CategoryId::of_code("category", "99")).is_empty());
}

#[test]
fn leaves_know_their_days() {
    let ended = Category { valid_to: Some(date(2026, 6, 30)), ..category("02", None, 1) };
    let all = Categories::new(vec![category("01", None, 1), ended]).unwrap();
    let codes = |day| all.leaves(day).map(|c| c.code.as_str()).collect::<Vec<_>>();
    assert_eq!(codes(date(2026, 6, 30)), ["01", "02"]);
    assert_eq!(codes(date(2026, 7, 1)), ["01"]);
    assert!(codes(date(2025, 12, 31)).is_empty());
}

#[test]
fn a_broken_list_is_refused_with_the_category() {
    let code = |code: &str| code.to_owned();
    let out = |c: &str, level| InvalidCategories::LevelOutOfStep { code: c.to_owned(), level };
    let again = Category { id: CategoryId::of_code("category", "x"), ..category("01", None, 1) };
    let same = Category { code: "02".into(), ..category("01", None, 1) };
    let backwards = Category { valid_to: Some(date(2025, 1, 1)), ..category("01", None, 1) };
    for (list, refusal) in [
        (
            vec![category("01", None, 1), again],
            InvalidCategories::DuplicateCode { code: code("01") },
        ),
        (vec![category("01", None, 1), same], InvalidCategories::DuplicateId { code: code("02") }),
        (
            vec![category("01", Some("00"), 2)],
            InvalidCategories::UnknownParent { code: code("01") },
        ),
        (vec![category("01", None, 2)], out("01", 2)),
        (vec![category("01", None, 0)], out("01", 0)),
        (vec![category("01", Some("01"), 2)], out("01", 2)),
        (vec![category("01", None, 1), category("02", Some("01"), 3)], out("02", 3)),
        (vec![backwards], InvalidCategories::EndsBeforeStart { code: code("01") }),
    ] {
        assert_eq!(Categories::new(list).unwrap_err(), refusal);
    }
}
