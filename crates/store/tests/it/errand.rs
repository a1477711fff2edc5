//! Items of errands stand beside templates of records, in a list of their own.

use huisheng_domain::area::Area;
use huisheng_domain::errand::{Counter, Item, Material};
use huisheng_domain::id::{Id, UnitId};
use huisheng_domain::record::Template;
use huisheng_store::book::example;
use huisheng_store::testing::both;
use huisheng_store::unit_list::{self, Row};

pub fn row(unit: UnitId, version: i32) -> Row<Item> {
    let body = Item {
        name: "高龄津贴申领".to_owned(),
        category: None,
        materials: vec![Material { name: "户口簿".to_owned(), original: true }],
        limit: Some("5wd".parse().unwrap()),
        counter: Counter::Street,
        public: true,
    };
    Row { unit, id: Id::<()>::of_code("item", "津贴").uuid(), version, body }
}

#[test]
fn an_item_is_kept_version_after_version_by_its_unit() {
    both(|store| async move {
        let area = example::area();
        let write = store.write().await.unwrap();
        assert!(unit_list::put(&write, area, &row(example::URBAN, 1)).await.unwrap());
        assert!(!unit_list::put(&write, area, &row(example::URBAN, 3)).await.unwrap());
        assert!(unit_list::put(&write, area, &row(example::URBAN, 2)).await.unwrap());
        write.commit().await.unwrap();
        let units = [example::URBAN, example::STREET_OFFICE];
        let kept = unit_list::of_units::<Item>(store.read(), area, &units).await.unwrap();
        assert_eq!(kept, [row(example::URBAN, 2)]);
        let others = unit_list::of_units::<Template>(store.read(), area, &units).await.unwrap();
        assert_eq!(others, []);
        let all = unit_list::of_area::<Item>(store.read(), area, 9).await.unwrap();
        assert_eq!(all, [row(example::URBAN, 2)]);
        let elsewhere = Area::new(370_214).unwrap();
        assert_eq!(unit_list::of_area::<Item>(store.read(), elsewhere, 9).await.unwrap(), []);
        let write = store.write().await.unwrap();
        let id = kept[0].id;
        assert!(!unit_list::remove::<Template>(&write, area, example::URBAN, id).await.unwrap());
        assert!(unit_list::remove::<Item>(&write, area, example::URBAN, id).await.unwrap());
        assert!(!unit_list::remove::<Item>(&write, area, example::URBAN, id).await.unwrap());
    });
}
