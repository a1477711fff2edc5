use super::*;

#[test]
fn the_usual_levels_run_from_province_to_building() {
    let levels = Levels::usual();
    assert_eq!(levels.depth("province"), Some(0));
    assert!(levels.depth("street") < levels.depth("community"));
    assert!(levels.depth("community") < levels.depth("village"));
    assert_eq!(levels.depth("building"), Some(levels.iter().count() - 1));
    assert_eq!(levels.get("quarter").unwrap().name, "小区");
    assert_eq!(levels.depth("planet"), None);
}

#[test]
fn a_list_of_ones_own_is_read_and_checked() {
    let read = |json: &str| serde_json::from_str::<Levels>(json).map_err(|error| error.to_string());
    let own = read(r#"[{"code":"banner","name":"旗"},{"code":"gacha","name":"嘎查"}]"#).unwrap();
    assert_eq!(own.depth("gacha"), Some(1));
    let twice = read(r#"[{"code":"a","name":"甲"},{"code":"a","name":"乙"}]"#).unwrap_err();
    assert!(twice.contains("the level a is listed twice"), "{twice}");
    assert!(read(r#"[{"code":" ","name":"甲"}]"#).unwrap_err().contains("no code or no name"));
}
