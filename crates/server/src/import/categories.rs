//! Categories, as one row each or as three columns side by side.

use std::collections::HashMap;

use huisheng_domain::category::Category;
use huisheng_domain::id::{CategoryId, Id};
use huisheng_store::book::Contents;

use super::entry::{Entry, each, field};
use super::{Options, Report, known};
use crate::table::{Columns, value};

pub(super) const TALL: Columns = Columns(&[
    field("code", &["分类编码", "分类代码", "编码", "代码"], true),
    field("name", &["分类名称", "名称"], true),
    field("parent", &["上级分类", "上级", "上级编码"], false),
    field("urgent_on_holidays", &["节假日紧急", "节假日不停办"], false),
    field("public_space", &["公共空间", "公共区域"], false),
    field("valid_from", &["启用日期", "生效日期"], false),
    field("valid_to", &["停用日期", "失效日期"], false),
]);

pub(super) const WIDE: Columns = Columns(&[
    field("first", &["一级分类", "一级标签", "大类", "level1"], true),
    field("second", &["二级分类", "中类", "level2"], false),
    field("third", &["三级分类", "小类", "level3"], false),
]);

pub(super) fn read(entries: &[Entry], contents: &Contents, report: &mut Report) -> Vec<Category> {
    if entries.iter().any(|entry| entry.get("first").is_some()) {
        side_by_side(entries, contents)
    } else {
        one_each(entries, contents, report)
    }
}

fn one_each(entries: &[Entry], contents: &Contents, report: &mut Report) -> Vec<Category> {
    let mut known = known::categories(contents);
    let mut parents: HashMap<&str, &str> = HashMap::new();
    for entry in entries {
        if let (Some(code), Some(name)) = (entry.get("code"), entry.get("name")) {
            let id = known.code(code).unwrap_or_else(|| Id::of_code("category", code));
            known.add(Some(code.to_owned()), name, id);
            parents.extend(entry.get("parent").map(|parent| (code, parent)));
        }
    }
    let stored: HashMap<CategoryId, u8> =
        contents.categories.iter().map(|one| (one.id, one.level)).collect();
    each(entries, report, |entry| {
        let code = entry.need("code")?;
        let parent = known.of(entry, "parent")?;
        // The level follows from the parents; a circle stops at the deepest there is.
        let mut level: u8 = 1;
        let mut at = code;
        while let Some(above) = parents.get(at).filter(|_| level < 4) {
            level += 1;
            at = above;
        }
        if at != code
            && !parents.contains_key(at)
            && let Some(id) = known.any(at)
        {
            level += stored.get(&id).map_or(0, |level| level.saturating_sub(1));
        }
        let (from, to) = entry.days()?;
        Ok(Category {
            id: known.code(code).unwrap_or_else(|| Id::of_code("category", code)),
            code: code.to_owned(),
            name: entry.need("name")?.to_owned(),
            parent,
            level,
            urgent_on_holidays: entry.read("urgent_on_holidays", value::boolean)?.unwrap_or(false),
            public_space: entry.read("public_space", value::boolean)?.unwrap_or(false),
            valid_from: from.unwrap_or(Options::always()),
            valid_to: to,
        })
    })
}

/// The path of names is the code.
fn side_by_side(entries: &[Entry], contents: &Contents) -> Vec<Category> {
    let known = known::categories(contents);
    let mut taken: Vec<Category> = Vec::new();
    let mut seen: HashMap<String, CategoryId> = HashMap::new();
    for entry in entries {
        let mut parent = None;
        let mut path = String::new();
        for (level, key) in (1_u8..).zip(["first", "second", "third"]) {
            let Some(name) = entry.get(key) else { break };
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(name);
            let id = *seen.entry(path.clone()).or_insert_with(|| {
                let id = known.code(&path).unwrap_or_else(|| Id::of_code("category", &path));
                taken.push(Category {
                    id,
                    code: path.clone(),
                    name: name.to_owned(),
                    parent,
                    level,
                    urgent_on_holidays: false,
                    public_space: false,
                    valid_from: Options::always(),
                    valid_to: None,
                });
                id
            });
            parent = Some(id);
        }
    }
    taken
}
