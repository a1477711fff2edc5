use super::{Counter, Item, MATERIALS, Material};

fn material(name: &str) -> Material {
    Material { name: name.into(), original: true }
}

fn item() -> Item {
    Item {
        name: "高龄津贴申领".into(),
        category: None,
        materials: vec![material("居民身份证"), material("户口簿")],
        limit: "5wd".parse().ok(),
        counter: Counter::Street,
        public: true,
    }
}

#[test]
fn an_item_names_kinds_of_papers_and_nobodys_number() {
    let with = |change: fn(&mut Item)| {
        let mut item = item();
        change(&mut item);
        item.check()
    };
    assert_eq!(item().check(), Ok(()));
    assert_eq!(with(|i| i.materials.clear()), Ok(()));
    assert_eq!(with(|i| i.name = "2026年度医保登记".into()), Ok(()));
    assert_eq!(with(|i| i.name = " ".into()), Err("name"));
    assert_eq!(with(|i| i.name = "字".repeat(41)), Err("name"));
    assert_eq!(with(|i| i.name = "一\n二".into()), Err("name"));
    assert_eq!(with(|i| i.name = "找小王13900000001".into()), Err("name"));
    let cannot = Err("materials");
    assert_eq!(with(|i| i.materials[0].name = String::new()), cannot);
    assert_eq!(with(|i| i.materials[0].name = "身份证370213".into()), cannot, "its number");
    assert_eq!(with(|i| i.materials[1] = i.materials[0].clone()), cannot, "twice");
    let many = |n: usize| (0..n).map(|n| material(&format!("材料{n}"))).collect::<Vec<_>>();
    assert_eq!(Item { materials: many(MATERIALS), ..item() }.check(), Ok(()));
    assert_eq!(Item { materials: many(MATERIALS + 1), ..item() }.check(), cannot);
    // The same paper may be needed both ways.
    let copy = Material { original: false, ..material("户口簿") };
    assert_eq!(Item { materials: vec![material("户口簿"), copy], ..item() }.check(), Ok(()));
}

#[test]
fn spaces_around_its_names_are_nobodys() {
    let spaced = Item {
        name: " 高龄津贴申领".into(),
        materials: vec![material("居民身份证 "), material(" 户口簿")],
        ..item()
    };
    assert_eq!(spaced.trimmed(), item());
}
