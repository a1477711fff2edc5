//! Divisions, as one row each or as the columns of the lists that name city, county, street and
//! village side by side.

use std::collections::HashMap;

use huisheng_domain::id::{DivisionId, Id};
use huisheng_domain::territory::{Division, DivisionCode};
use huisheng_store::book::{BookError, Contents};
use jiff::civil::Date;

use super::entry::{Entry, each, field};
use super::report::BadRow;
use super::{Options, Report, known, levels};
use crate::table::{Columns, Field};

/// One row each.
pub(super) const TALL: Columns = Columns(&[
    field("code", &["区划代码", "统计用区划代码", "代码", "编码", "行政区划代码"], true),
    field("name", &["名称", "区划名称", "单位名称"], true),
    field("level", &["级别", "层级"], false),
    field("parent", &["上级", "上级代码", "上级区划", "所属", "父级"], false),
    field("valid_from", &["启用日期", "生效日期", "起始日期"], false),
    field("valid_to", &["停用日期", "失效日期", "截止日期"], false),
]);

const fn wide(key: &'static str, names: &'static [&'static str]) -> Field {
    field(key, names, false)
}

/// Side by side, the narrowest last.
pub(super) const WIDE: Columns = Columns(&[
    wide("province_code", &["省代码", "省份代码"]),
    wide("province", &["省", "省份"]),
    wide("city_code", &["市代码", "城市代码"]),
    wide("city", &["市", "城市", "地市"]),
    wide("county_code", &["区县代码", "县代码"]),
    wide("county", &["区县", "县", "县区"]),
    field("street_code", &["街道代码", "乡镇代码", "镇街代码"], true),
    field("street", &["街道", "乡镇", "街道（乡镇）", "镇街"], true),
    wide("village_code", &["社区代码", "村代码", "村居代码"]),
    wide("village", &["社区", "村", "村居", "社区（村）"]),
]);

const PAIRS: [(&str, &str); 6] = [
    ("province_code", "province"),
    ("city_code", "city"),
    ("county_code", "county"),
    ("street_code", "street"),
    ("village_code", "village"),
    ("code", "name"),
];

/// A division as a row names it.
struct Named<'e> {
    entry: &'e Entry,
    key: &'static str,
    code: Option<DivisionCode>,
    name: &'e str,
}

pub(super) fn read(
    entries: &[Entry],
    contents: &Contents,
    options: &Options,
    report: &mut Report,
) -> Result<Vec<Division>, BookError> {
    let levels = contents.levels()?;
    let named: Vec<Named<'_>> = each(entries, report, names).into_iter().flatten().collect();
    let existing: HashMap<DivisionId, &Division> =
        contents.divisions.iter().map(|one| (one.id, one)).collect();
    let mut ids: HashMap<DivisionCode, DivisionId> =
        contents.divisions.iter().filter_map(|one| Some((one.code?, one.id))).collect();
    let quarters: HashMap<(DivisionId, &str), DivisionId> = contents
        .divisions
        .iter()
        .filter(|one| one.code.is_none())
        .filter_map(|one| Some(((one.parent?, one.name.as_str()), one.id)))
        .collect();
    let (mut known, mut paths) = (known::divisions(contents), known::division_paths(contents));
    for one in &named {
        if let Some(code) = one.code {
            let id = *ids.entry(code).or_insert_with(|| of_code(code));
            known.add(Some(code.to_string()), one.name, id);
        }
    }
    let mut taken: Vec<Division> = Vec::new();
    let mut seen: HashMap<DivisionId, usize> = HashMap::new();
    for one in named {
        let entry = one.entry;
        let result = (|| -> Result<Division, BadRow> {
            let parent = match known.of(entry, "parent")? {
                Some(parent) => Some(parent),
                None => one.code.and_then(|code| above(code, &ids)),
            };
            let id = match one.code {
                Some(code) => ids.get(&code).copied().unwrap_or_else(|| of_code(code)),
                None => {
                    let parent = parent.ok_or_else(|| no_parent(entry))?;
                    let standing = quarters.get(&(parent, one.name)).copied();
                    standing.unwrap_or_else(|| {
                        Id::of_code("division", &format!("{parent}/{}", one.name))
                    })
                }
            };
            let before = existing.get(&id);
            let level = match (entry.get("level"), one.code) {
                (Some(level), _) => levels::named(level, "level", &levels, entry)?,
                (None, Some(code)) => {
                    let level = levels.get(level_of_code(code));
                    level.ok_or_else(|| levels::unknown("level", &levels, entry))?.code.clone()
                }
                (None, None) => {
                    return Err(entry.bad(
                        "level",
                        "missing",
                        "没有代码的区划必须填级别，如小区、楼栋",
                        "a division without a code needs its level, like quarter or building",
                    ));
                }
            };
            let (from, to) = entry.days()?;
            if let Some(gone) = before.filter(|gone| is_another(gone, one.name, from)) {
                return Err(entry.bad(
                    one.key,
                    "code_used_before",
                    format!("这个代码属于已撤销的“{}”，代码不重复使用；请用新代码", gone.name),
                    format!("this code is that of \"{}\", which was abolished; codes are never given again, use a new one", gone.name),
                ));
            }
            let cell = one.code.filter(|code| code.significant() == 6).and_then(DivisionCode::area);
            let named_area =
                options.area.filter(|area| one.code == Some(DivisionCode::of_area(*area)));
            Ok(Division {
                id,
                code: one.code,
                name: one.name.to_owned(),
                level,
                parent: parent.filter(|p| *p != id).or(before.and_then(|b| b.parent)),
                area: cell.or(named_area).or(before.and_then(|b| b.area)),
                valid_from: from.or(before.map(|b| b.valid_from)).unwrap_or(Options::always()),
                valid_to: to.or(before.and_then(|b| b.valid_to)),
            })
        })();
        match result {
            Err(bad) => report.bad.push(bad),
            Ok(division) => match seen.get(&division.id) {
                None => {
                    seen.insert(division.id, taken.len());
                    // Rows further down may lie in it.
                    let above = division.parent.and_then(|parent| paths.get(&parent));
                    let path = match (division.code, above) {
                        (Some(code), _) => code.to_string(),
                        (None, Some(above)) => format!("{above}/{}", division.name),
                        (None, None) => division.name.clone(),
                    };
                    known.add(Some(path.clone()), &division.name, division.id);
                    paths.insert(division.id, path);
                    taken.push(division);
                }
                Some(at) if taken[*at].name == division.name => {}
                Some(at) => report.bad.push(entry.bad(
                    one.key,
                    "code_used_before",
                    format!("这个代码在上面已是“{}”；请核对", taken[*at].name),
                    format!("this code is \"{}\" further up; check it", taken[*at].name),
                )),
            },
        }
    }
    Ok(taken)
}

/// Whether a row that begins on `from` is of another division than that which had its code.
fn is_another(before: &Division, name: &str, from: Option<Date>) -> bool {
    let begins_later = || from.is_none_or(|from| before.valid_to.is_some_and(|end| from >= end));
    before.valid_to.is_some() && before.name != name && begins_later()
}

fn of_code(code: DivisionCode) -> DivisionId {
    Id::of_code("division", &code.to_string())
}

fn names(entry: &Entry) -> Result<Vec<Named<'_>>, BadRow> {
    let mut found = Vec::new();
    for (key, name) in PAIRS {
        let Some(name) = entry.get(name) else { continue };
        let code = entry.get(key).map(|text| code_of(entry, key, text)).transpose()?;
        if code.is_some() || key == "code" {
            found.push(Named { entry, key, code, name });
        }
    }
    if found.is_empty() {
        Err(entry.need("name").err().unwrap_or_else(|| no_parent(entry)))
    } else {
        Ok(found)
    }
}

fn code_of(entry: &Entry, key: &str, text: &str) -> Result<DivisionCode, BadRow> {
    let text = text.strip_suffix(".0").unwrap_or(text);
    let short = matches!(text.len(), 2 | 4);
    let padded = if short { format!("{text:0<6}") } else { text.to_owned() };
    padded.parse().map_err(|_| {
        entry.bad(
            key,
            "form",
            "不是区划代码；应为 2、4、6、9 或 12 位数字，首位不是 0",
            "not a division code; write 2, 4, 6, 9 or 12 digits, the first not zero",
        )
    })
}

fn no_parent(entry: &Entry) -> BadRow {
    entry.bad(
        "parent",
        "missing",
        "没有代码的区划必须填上级（代码或名称）",
        "a division without a code needs its parent, by code or name",
    )
}

/// The nearest division that is known and whose digits this code continues.
fn above(code: DivisionCode, ids: &HashMap<DivisionCode, DivisionId>) -> Option<DivisionId> {
    let text = code.to_string();
    [9, 6, 4, 2].into_iter().find_map(|digits| {
        let above: DivisionCode = format!("{:0<12}", text.get(..digits)?).parse().ok()?;
        ids.get(&above).filter(|_| code.is_below(above)).copied()
    })
}

/// Village digits 200–399 are 村委会 (DOMAIN §3.1).
fn level_of_code(code: DivisionCode) -> &'static str {
    let village = code.to_string().get(9..).and_then(|digits| digits.parse().ok()).unwrap_or(0_u16);
    match code.significant() {
        2 => "province",
        4 => "city",
        6 => "county",
        9 => "street",
        _ if (200..400).contains(&village) => "village",
        _ => "community",
    }
}
