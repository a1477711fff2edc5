//! The levels of divisions: a file is the whole list, the highest first, or by a column that numbers them.

use std::collections::HashMap;

use huisheng_domain::territory::{Level, Levels};

use super::Report;
use super::entry::{Entry, each, field};
use super::report::BadRow;
use crate::table::{Columns, value};

pub(super) const COLUMNS: Columns = Columns(&[
    field("code", &["级别编码", "级别代码", "编码", "代码"], true),
    field("name", &["级别名称", "名称", "级别", "层级"], true),
    field("order", &["顺序", "序号", "排序"], false),
]);

/// More steps than any tree has.
const MOST: usize = 30;
/// Characters of a code or a name.
const LONGEST: usize = 40;

/// None if no row can be taken.
pub(super) fn read(entries: &[Entry], report: &mut Report) -> Option<Levels> {
    let is_numbered = entries.iter().any(|entry| entry.get("order").is_some());
    let mut lines: HashMap<(&str, String), u64> = HashMap::new();
    let mut rows = each(entries, report, |entry| {
        let level = Level { code: code(entry)?, name: name(entry)? };
        let order = if is_numbered { Some(order(entry)?) } else { None };
        let number = order.map(|order| ("order", order.to_string()));
        let told = [("code", level.code.clone()), ("name", level.name.clone())];
        let told: Vec<(&str, String)> = told.into_iter().chain(number).collect();
        if let Some((key, line)) = told.iter().find_map(|one| Some((one.0, *lines.get(one)?))) {
            return Err(entry.bad(
                key,
                "repeated",
                format!("与第 {line} 行相同；每个级别的编码、名称和顺序只出现一次"),
                format!("the same as in line {line}; each level has its own code, name and order"),
            ));
        }
        if lines.len() >= MOST * told.len() {
            return Err(entry.bad(
                "code",
                "too_many",
                format!("级别最多 {MOST} 个；请删去多余的行"),
                format!("{MOST} levels at most; leave the others out"),
            ));
        }
        lines.extend(told.into_iter().map(|one| (one, entry.line)));
        Ok((order, level))
    });
    rows.sort_by_key(|(order, _)| *order);
    let levels: Vec<Level> = rows.into_iter().map(|(_, level)| level).collect();
    // Rows were looked at for all that a list of levels is refused for.
    Levels::new(levels).ok().filter(|levels| levels.iter().next().is_some())
}

fn code(entry: &Entry) -> Result<String, BadRow> {
    let code = entry.need("code")?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if code.len() > LONGEST || !code.chars().all(fits) {
        return Err(entry.bad(
            "code",
            "form",
            "编码只用小写字母、数字和下划线，最多 40 个，如 street",
            "a code has small letters, digits and underscores, 40 at most, like street",
        ));
    }
    Ok(code.to_owned())
}

fn name(entry: &Entry) -> Result<String, BadRow> {
    let name = entry.need("name")?;
    if name.chars().count() > LONGEST {
        return Err(entry.bad(
            "name",
            "too_long",
            "名称最多 40 个字；请改短",
            "a name has 40 characters at most; shorten it",
        ));
    }
    Ok(name.to_owned())
}

fn order(entry: &Entry) -> Result<i64, BadRow> {
    entry.need("order")?;
    entry.read("order", value::integer)?.ok_or_else(|| {
        entry.bad(
            "order",
            "missing",
            "请填数字，最高一级最小",
            "write a number, the smallest for the highest level",
        )
    })
}

/// A level by its code, the name the house gives it, or a usual word for one that it has.
pub(super) fn named(
    text: &str,
    key: &str,
    levels: &Levels,
    entry: &Entry,
) -> Result<String, BadRow> {
    let found = |word: &str| levels.iter().find(|level| level.code == word || level.name == word);
    let usual = match text {
        "街道" | "乡镇" | "乡" | "镇" => "street",
        "省" | "直辖市" | "自治区" => "province",
        "市" | "地市" => "city",
        "区" | "县" | "区县" => "county",
        "行政村" | "自然村" => "village",
        "楼" | "楼宇" => "building",
        other => other,
    };
    found(text)
        .or_else(|| levels.get(usual))
        .map(|level| level.code.clone())
        .ok_or_else(|| unknown(key, levels, entry))
}

pub(super) fn unknown(key: &str, levels: &Levels, entry: &Entry) -> BadRow {
    let names: Vec<&str> = levels.iter().map(|level| level.name.as_str()).collect();
    let codes: Vec<&str> = levels.iter().map(|level| level.code.as_str()).collect();
    entry.bad(
        key,
        "unknown",
        format!(
            "没有这个级别；可填{}。其他级别请先用 huisheng import levels 导入",
            names.join("、")
        ),
        format!(
            "there is no such level; use {}. Import others first: huisheng import levels",
            codes.join(", ")
        ),
    )
}
