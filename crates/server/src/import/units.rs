//! Units.

use std::collections::HashMap;

use huisheng_domain::id::{Id, UnitId};
use huisheng_domain::unit::{Unit, UnitKind};
use huisheng_store::book::Contents;

use super::entry::{Entry, each, field};
use super::report::BadRow;
use super::{Report, known};
use crate::table::{Columns, value};

pub(super) const COLUMNS: Columns = Columns(&[
    field("code", &["单位编码", "单位代码", "编码", "代码", "编号"], true),
    field("name", &["单位名称", "名称", "部门名称", "部门"], true),
    field("kind", &["单位类型", "类型", "类别"], false),
    field("parent", &["上级单位", "上级", "上级编码", "主管单位"], false),
    field("division", &["所属区划", "区划", "属地", "区划代码", "服务区域"], false),
    field("phone", &["电话", "联系电话", "值班电话"], false),
    field("active", &["启用", "在用", "有效"], false),
]);

pub(super) fn read(entries: &[Entry], contents: &Contents, report: &mut Report) -> Vec<Unit> {
    let divisions = known::divisions(contents);
    let mut units = known::units(contents);
    for entry in entries {
        if let (Some(code), Some(name)) = (entry.get("code"), entry.get("name")) {
            let id = units.code(code).unwrap_or_else(|| Id::of_code("unit", code));
            units.add(Some(code.to_owned()), name, id);
        }
    }
    let mut lines: HashMap<UnitId, u64> = HashMap::new();
    each(entries, report, |entry| {
        let code = entry.need("code")?;
        let id = units.code(code).unwrap_or_else(|| Id::of_code("unit", code));
        if let Some(line) = lines.insert(id, entry.line) {
            return Err(entry.bad(
                "code",
                "repeated",
                format!("编码与第 {line} 行相同"),
                format!("the code is that of line {line}"),
            ));
        }
        Ok(Unit {
            id,
            code: code.to_owned(),
            name: entry.need("name")?.to_owned(),
            kind: entry.get("kind").map_or(Ok(UnitKind::Department), |text| kind(text, entry))?,
            parent: units.of(entry, "parent")?,
            division: divisions.of(entry, "division")?,
            phone: entry.get("phone").map(str::to_owned),
            active: entry.read("active", value::boolean)?.unwrap_or(true),
        })
    })
}

/// The kind of a unit by its code or the field's words.
pub(super) fn kind(text: &str, entry: &Entry) -> Result<UnitKind, BadRow> {
    Ok(match text.to_lowercase().as_str() {
        "government" | "政府" | "街道" | "乡镇" | "街道办" => UnitKind::Government,
        "party" | "党组织" | "党委" => UnitKind::Party,
        "department" | "部门" | "局" | "办" | "站所" => UnitKind::Department,
        "community" | "社区" | "村" | "村居" => UnitKind::Community,
        "committee" | "委员会" | "业委会" | "调委会" => UnitKind::Committee,
        "property_company" | "property" | "物业" | "物业公司" => UnitKind::PropertyCompany,
        "association" | "社会组织" | "协会" => UnitKind::Association,
        "contractor" | "承包单位" | "企业" | "公司" => UnitKind::Contractor,
        _ => {
            return Err(entry.bad(
                "kind",
                "unknown",
                "没有这个类型；可填政府、党组织、部门、社区、委员会、物业公司、社会组织、承包单位",
                "no such kind; use government, party, department, community, committee, property_company, association or contractor",
            ));
        }
    })
}
