//! Templates 模板 of service records: a few of each street, and one of the first community's own.

use huisheng_domain::id::Id;
use huisheng_domain::record::Template;
use huisheng_store::unit_list::Row;

use super::{DemoArea, Offices};

/// Name, title, what was asked for, what was done.
const STREET: [[&str; 4]; 4] = [
    [
        "送药上门",
        "为行动不便的老人送药上门",
        "老人腿脚不便，子女不在身边，请网格员代取药。",
        "已取药送到家中，并提醒按时服用。",
    ],
    ["代缴水费", "帮老人代缴水费", "不会用手机缴费。", "已当面帮助缴费，把凭证交给本人。"],
    [
        "楼道清扫",
        "清理楼道杂物",
        "楼道里堆放杂物，影响通行。",
        "已劝说住户搬走杂物，楼道清扫干净。",
    ],
    ["走访关怀", "走访独居老人", "", "老人身体状况良好，家中用火用电正常。"],
];
const OWN: [&str; 4] = ["代取快递", "代取快递送到家", "", "已代取并送到家中。"];

/// The templates of that demo.
pub fn templates(area: &DemoArea) -> Vec<Row<Template>> {
    let visit = area.classes.leaves.iter().find(|leaf| leaf.theme == "visit").map(|leaf| leaf.id);
    let row = |unit: &str, [name, title, words, result]: [&str; 4]| Row {
        unit: Offices::id(unit),
        id: Id::<()>::of_code("demo template", &format!("{unit} {name}")).uuid(),
        version: 1,
        body: Template {
            name: name.to_owned(),
            category: visit.filter(|_| name.starts_with("走访")),
            title: title.to_owned(),
            words: words.to_owned(),
            result: result.to_owned(),
        },
    };
    let streets = (1..=area.land.streets.len()).map(|at| format!("street{at}"));
    let streets = streets.flat_map(|unit| STREET.map(|one| row(&unit, one)));
    streets.chain([row("c01", OWN)]).collect()
}
