//! The responsibility list: a file is a whole version.

use std::collections::{BTreeMap, HashMap};

use huisheng_domain::id::Id;
use huisheng_domain::responsibility::{ResponsibilityRow, Scope, UnitRef};
use huisheng_domain::territory::Levels;
use huisheng_store::book::Contents;

use super::entry::{Entry, each, field};
use super::known::Known;
use super::report::BadRow;
use super::{Options, Report, known, levels, units};
use crate::table::{Columns, value};

pub(super) const COLUMNS: Columns = Columns(&[
    field("category", &["分类", "分类编码", "事项分类", "事项", "三级分类"], true),
    field("division", &["区划", "属地", "适用区划", "适用范围"], false),
    field("level", &["适用级别", "级别"], false),
    field("lead", &["主办单位", "责任单位", "牵头单位", "主责单位"], true),
    field("supports", &["协办单位", "配合单位"], false),
    field("resolve", &["办结时限", "办理时限", "时限"], false),
    field("limits", &["各项时限"], false),
    field("legal_basis", &["依据", "法律依据", "政策依据"], false),
    field("valid_from", &["生效日期", "启用日期"], false),
    field("valid_to", &["失效日期", "停用日期"], false),
]);

/// Rows with their lines.
pub(super) fn read(
    entries: &[Entry],
    contents: &Contents,
    report: &mut Report,
) -> Vec<(u64, ResponsibilityRow)> {
    let divisions = known::divisions(contents);
    let (categories, units) = (known::categories(contents), known::units(contents));
    // A setting that is no list of levels is told with the lists as a whole.
    let levels = contents.levels().unwrap_or_else(|_| Levels::usual());
    let mut first = HashMap::new();
    each(entries, report, |entry| {
        entry.need("category")?;
        let lead = entry.need("lead")?;
        let category = categories.named(entry, "category", entry.need("category")?)?;
        let scope = match (divisions.of(entry, "division")?, entry.get("level")) {
            (Some(division), _) => Scope::Division { division },
            (None, Some(level)) => {
                Scope::Level { level: levels::named(level, "level", &levels, entry)? }
            }
            (None, None) => Scope::Everywhere,
        };
        let mut limits = BTreeMap::new();
        if let Some(limit) = entry.read("resolve", value::limit)? {
            limits.insert("resolve".to_owned(), limit);
        }
        for one in entry.several("limits") {
            let (clock, text) = one.split_once(['=', '＝']).ok_or_else(|| form(entry))?;
            let limit =
                value::limit("limits", text).map_err(|error| BadRow::cell(entry.line, &error))?;
            limits.insert(clock.trim().to_owned(), limit);
        }
        let (from, to) = entry.days()?;
        let told = serde_json::to_string(&scope).unwrap_or_default();
        let from = from.unwrap_or(Options::always());
        let row = ResponsibilityRow {
            id: Id::of_code("responsibility", &format!("{category}/{told}/{lead}/{from}")),
            category,
            scope,
            lead: unit(lead, "lead", entry, &units, &levels)?,
            supports: entry
                .several("supports")
                .into_iter()
                .map(|text| unit(text, "supports", entry, &units, &levels))
                .collect::<Result<_, _>>()?,
            limits,
            legal_basis: entry.get("legal_basis").map(str::to_owned),
            valid_from: from,
            valid_to: to,
        };
        let told = (row.category, told, serde_json::to_string(&row.lead).unwrap_or_default(), from);
        match first.insert(told, entry.line) {
            Some(line) => Err(repeated(entry, line)),
            None => Ok((entry.line, row)),
        }
    })
}

/// Nothing parts it from an earlier row.
fn repeated(entry: &Entry, line: u64) -> BadRow {
    entry.bad(
        "category",
        "repeated",
        format!("与第 {line} 行的分类、适用范围、主办单位和生效日期都相同；请合并这两行，或改正其中一行"),
        format!("line {line} has the same category, scope, lead office and first day; join the rows or correct one of them"),
    )
}

fn form(entry: &Entry) -> BadRow {
    entry.bad(
        "limits",
        "form",
        "请写成 时限名=时限，如 assign=1wd；resolve=7wd",
        "write clock=limit, like assign=1wd;resolve=7wd",
    )
}

/// A unit by code or name, or `社区@community`: the unit of a kind around the place.
fn unit(
    text: &str,
    key: &str,
    entry: &Entry,
    units: &Known<huisheng_domain::id::Unit>,
    levels: &Levels,
) -> Result<UnitRef, BadRow> {
    match text.split_once('@') {
        Some((kind, level)) => Ok(UnitRef::OfPlace {
            kind: units::kind(kind.trim(), entry)?,
            level: levels::named(level.trim(), key, levels, entry)?,
        }),
        None => units.named(entry, key, text).map(|unit| UnitRef::Unit { unit }),
    }
}
