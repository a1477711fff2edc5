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

/// Three levels of a few names, as a dictionary has them.
fn dictionary() -> Categories {
    let names = [
        ("1", None, "城市部件"),
        ("11", Some("1"), "公用设施"),
        ("111", Some("11"), "路灯"),
        ("112", Some("11"), "路灯井盖"),
        ("113", Some("11"), "雨水井盖"),
        ("114", Some("11"), "电动车充电桩"),
        ("2", None, "城市事件"),
        ("21", Some("2"), "市容环境"),
        ("211", Some("21"), "暴露生活垃圾"),
        ("212", Some("21"), "商业噪音"),
        ("213", Some("21"), "施工噪音扰民"),
        ("3", None, "民生服务"),
        ("31", Some("3"), "供热"),
        ("311", Some("31"), "室温不达标"),
        ("312", Some("31"), "管道漏水"),
        ("4", None, "物业管理"),
        ("41", Some("4"), "设施设备"),
        ("411", Some("41"), "楼道灯不亮"),
    ];
    let one = |(code, parent, name): (&str, Option<&str>, &str)| {
        let level = u8::try_from(code.len()).unwrap();
        Category { name: name.into(), ..category(code, parent, level) }
    };
    Categories::new(names.map(one).into()).unwrap()
}

#[test]
fn words_name_a_category_and_say_which_words() {
    let all = dictionary();
    let (suggester, day) = (Suggester::new(&all), date(2026, 3, 1));
    let suggest = |text: &str| -> Vec<(String, Vec<String>)> {
        let found = suggester.suggest(text, 3, day).into_iter();
        found.map(|one| (all.get(one.category).unwrap().code.clone(), one.because)).collect()
    };
    let first = |text: &str| suggest(text).into_iter().next().unwrap();
    for (text, code, because) in [
        ("门口路灯三天不亮了", "111", &["路灯"][..]),
        ("楼道灯又不亮了", "411", &["楼道灯", "不亮"]),
        ("路灯的井盖不见了，怕人掉下去", "112", &["路灯", "井盖"]),
        ("小区门口雨水井盖松动，车一压就响", "113", &["雨水井盖"]),
        ("楼下生活垃圾堆了两天没人清", "211", &["生活垃圾"]),
        ("工地半夜施工，噪音扰民", "213", &["施工", "噪音扰民"]),
        ("ＫＴＶ的噪音太大", "212", &["噪音"]),
        ("暖气不热，室温只有十四度，说好的供热呢", "311", &["室温", "供热"]),
    ] {
        assert_eq!(
            first(text),
            (code.to_owned(), because.iter().map(|&w| w.to_owned()).collect()),
            "{text}"
        );
    }
    // Nothing is made up where nothing is named.
    for text in ["", "你好", "请问社保卡在哪里办", "灯", "a"] {
        assert_eq!(suggest(text), [], "{text}");
    }
    assert_eq!(suggester.suggest("路灯井盖雨水垃圾噪音供热", 2, day).len(), 2);
    // A category of another day is not given.
    let ended = |c: &Category| Category { valid_to: Some(date(2026, 1, 31)), ..c.clone() };
    let old = Categories::new(all.iter().map(ended).collect()).unwrap();
    assert_eq!(Suggester::new(&old).suggest("路灯不亮", 3, day), []);
}
