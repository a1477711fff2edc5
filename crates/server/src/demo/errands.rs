//! Items 代办事项 of errands: what each street does for those who cannot go, and one of the first community's own.

use huisheng_domain::errand::{Counter, Item, Material};
use huisheng_domain::id::{Id, UnitId};
use huisheng_domain::matter::ErrandItem;
use huisheng_store::unit_list::Row;

use super::{DemoArea, Offices};

/// Name, limit, counter, whether it is public, originals, copies.
type Line =
    (&'static str, &'static str, Counter, bool, &'static [&'static str], &'static [&'static str]);

const STREET: [Line; 5] = [
    ("高龄津贴申领", "5wd", Counter::Street, true, &["居民身份证"], &["户口簿", "银行卡"]),
    ("城乡居民医保参保登记", "3wd", Counter::Street, true, &["居民身份证", "户口簿"], &[]),
    ("残疾人证换领", "15wd", Counter::County, true, &["残疾人证"], &["居民身份证", "一寸照片"]),
    ("老年人优待证办理", "3wd", Counter::Community, true, &[], &["居民身份证", "一寸照片"]),
    ("社保待遇资格认证", "1wd", Counter::Community, true, &["居民身份证"], &[]),
];
const OWN: Line = ("代取慢性病药品", "1wd", Counter::Community, false, &["社会保障卡"], &[]);

fn row(unit: &str, (name, limit, counter, public, originals, copies): Line) -> Row<Item> {
    let material =
        |original: bool| move |name: &&str| Material { name: (*name).to_owned(), original };
    let materials =
        originals.iter().map(material(true)).chain(copies.iter().map(material(false))).collect();
    Row {
        unit: Offices::id(unit),
        id: Id::<()>::of_code("demo errand item", &format!("{unit} {name}")).uuid(),
        version: 1,
        body: Item {
            name: name.to_owned(),
            category: None,
            materials,
            limit: limit.parse().ok(),
            counter,
            public,
        },
    }
}

/// The items of that demo.
pub fn items(area: &DemoArea) -> Vec<Row<Item>> {
    let streets = (1..=area.land.streets.len()).map(|at| format!("street{at}"));
    let streets = streets.flat_map(|unit| STREET.map(|one| row(&unit, one)));
    streets.chain([row("c01", OWN)]).collect()
}

/// Those that a unit of this street uses, as an errand keeps them.
pub(super) fn of_street(area: &DemoArea, street: usize) -> Vec<ErrandItem> {
    let unit: UnitId = Offices::id(&format!("street{}", street + 1));
    let own = items(area).into_iter().filter(|row| row.unit == unit);
    own.map(|Row { id, body: Item { name, materials, limit, .. }, .. }| ErrandItem {
        id,
        name,
        materials,
        limit,
    })
    .collect()
}
