//! What a row may refer to: by code, or by a name that only one has.

use std::collections::HashMap;

use huisheng_domain::id::{CategoryId, DivisionId, Id, UnitId};
use huisheng_domain::territory::Grid;
use huisheng_store::book::Contents;

use super::entry::Entry;
use super::report::BadRow;

/// Identifiers by code and by name.
pub(super) struct Known<K> {
    zh: &'static str,
    en: &'static str,
    codes: HashMap<String, Id<K>>,
    /// `None`: several have this name.
    names: HashMap<String, Option<Id<K>>>,
}

impl<K> Known<K> {
    pub(super) fn new(zh: &'static str, en: &'static str) -> Self {
        Self { zh, en, codes: HashMap::new(), names: HashMap::new() }
    }

    pub(super) fn add(&mut self, code: Option<String>, name: &str, id: Id<K>) {
        if let Some(code) = code {
            self.codes.insert(code, id);
        }
        self.names
            .entry(name.to_owned())
            .and_modify(|known| *known = known.filter(|known| *known == id))
            .or_insert(Some(id));
    }

    /// By code.
    pub(super) fn code(&self, code: &str) -> Option<Id<K>> {
        self.codes.get(code).copied()
    }

    /// By code or by a name nobody else has.
    pub(super) fn any(&self, text: &str) -> Option<Id<K>> {
        let digits = matches!(text.len(), 6 | 9) && text.bytes().all(|b| b.is_ascii_digit());
        let long = digits.then(|| format!("{text:0<12}"));
        let by_code = self.code(text).or_else(|| self.code(long.as_deref()?));
        by_code.or_else(|| self.names.get(text).copied().flatten())
    }

    /// What the cell refers to, if it is filled in.
    pub(super) fn of(&self, entry: &Entry, key: &str) -> Result<Option<Id<K>>, BadRow> {
        entry.get(key).map(|text| self.named(entry, key, text)).transpose()
    }

    /// What one word of the cell refers to.
    pub(super) fn named(&self, entry: &Entry, key: &str, text: &str) -> Result<Id<K>, BadRow> {
        if let Some(id) = self.any(text) {
            return Ok(id);
        }
        let (zh, en) = (self.zh, self.en);
        Err(if self.names.contains_key(text) {
            entry.bad(
                key,
                "ambiguous",
                format!("有几个{zh}叫“{text}”；请填编码"),
                format!("several {en} are called \"{text}\"; write the code"),
            )
        } else {
            entry.bad(
                key,
                "unknown",
                format!("没有{zh}“{text}”；请先导入，或改正编码、名称"),
                format!("there is no {en} \"{text}\"; import it first, or correct code or name"),
            )
        })
    }
}

pub(super) fn divisions(contents: &Contents) -> Known<huisheng_domain::id::Division> {
    let mut known = Known::new("区划", "division");
    for one in &contents.divisions {
        let id: DivisionId = one.id;
        known.add(one.code.map(|code| code.to_string()), &one.name, id);
    }
    known
}

/// A grid that ended is meant only where none that stands bears its code or name: one that was redrawn
/// keeps both.
pub(super) fn grids(contents: &Contents) -> Known<huisheng_domain::id::Grid> {
    let mut known = Known::new("网格", "grid");
    let (standing, ended): (Vec<&Grid>, Vec<&Grid>) =
        contents.grids.iter().partition(|grid| grid.valid_to.is_none());
    let code = |grid: &Grid| grid.code.map(|code| code.to_string());
    for grid in standing {
        known.add(code(grid), &grid.name, grid.id);
    }
    for grid in ended {
        let taken = known.names.contains_key(&grid.name)
            || code(grid).is_some_and(|code| known.code(&code).is_some());
        if !taken {
            known.add(code(grid), &grid.name, grid.id);
        }
    }
    known
}

pub(super) fn units(contents: &Contents) -> Known<huisheng_domain::id::Unit> {
    let mut known = Known::new("单位", "unit");
    for one in &contents.units {
        let id: UnitId = one.id;
        known.add(Some(one.code.clone()), &one.name, id);
    }
    known
}

pub(super) fn categories(contents: &Contents) -> Known<huisheng_domain::id::Category> {
    let mut known = Known::new("分类", "category");
    for one in &contents.categories {
        let id: CategoryId = one.id;
        known.add(Some(one.code.clone()), &one.name, id);
    }
    known
}
