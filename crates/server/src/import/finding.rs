//! What a list holds that is no reason to refuse it, but should be looked at.

use std::collections::HashMap;

use huisheng_domain::category::Categories;
use huisheng_domain::id::{DivisionId, GridId};
use huisheng_domain::responsibility::{self, ResponsibilityList, ResponsibilityRow};
use huisheng_domain::territory::{Division, Grid, Norms, Problem, topology};
use huisheng_domain::unit::Units;
use huisheng_store::book::Contents;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::Report;

/// Findings that are told; the others are counted.
const TOLD: usize = 100;

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ListFinding)]
pub struct Finding {
    /// Line of the file; 0 if it concerns the list.
    pub line: u64,
    /// A stable word for programs.
    pub code: &'static str,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The grids it is about.
    pub grids: Vec<GridId>,
    /// Where it lies: WGS-84 longitude and latitude.
    pub at: Option<[f64; 2]>,
}

impl Report {
    fn find(&mut self, finding: Finding) {
        *self.found.entry(finding.code).or_default() += 1;
        if self.findings.len() < TOLD {
            self.findings.push(finding);
        }
    }
}

/// Overlaps, gaps and dissolved units of a responsibility list that counts on `on`. `lines` are
/// those of the rows.
pub(super) fn of_responsibilities(
    version: u32,
    rows: &[ResponsibilityRow],
    lines: &[u64],
    contents: &Contents,
    on: Date,
    report: &mut Report,
) {
    // Lists that contradict themselves are told elsewhere.
    let (Ok(categories), Ok(units)) =
        (Categories::new(contents.categories.clone()), Units::new(contents.units.clone()))
    else {
        return;
    };
    let list = ResponsibilityList::new(version, rows.to_vec());
    let line = |row: usize| lines.get(row).copied().unwrap_or_default();
    let named = |row: usize| Named {
        zh: format!("第 {} 行", line(row)),
        en: format!("line {}", line(row)),
    };
    for finding in list.findings(&categories, &units, on) {
        report.find(Finding {
            line: row_of(&finding).map_or(0, line),
            ..responsibility(&finding, &named, &categories, &units)
        });
    }
}

/// What a row of a list is called.
pub(crate) struct Named {
    /// In Chinese.
    pub(crate) zh: String,
    /// In English.
    pub(crate) en: String,
}

/// The row that a finding is about; of two the later.
pub(crate) const fn row_of(finding: &responsibility::Finding) -> Option<usize> {
    use responsibility::Finding as Found;
    match finding {
        Found::UnknownCategory { row, .. }
        | Found::UnknownUnit { row, .. }
        | Found::InactiveUnit { row, .. }
        | Found::EndsBeforeStart { row } => Some(*row),
        Found::Overlap { other, .. } => Some(*other),
        Found::Gap { .. } => None,
    }
}

/// A finding in words; `named` says what another row is called.
pub(crate) fn responsibility(
    finding: &responsibility::Finding,
    named: &impl Fn(usize) -> Named,
    categories: &Categories,
    units: &Units,
) -> Finding {
    use responsibility::Finding as Found;
    let category = |id| {
        let found = categories.get(id);
        found.map_or_else(|| format!("{id}"), |one| format!("{} {}", one.code, one.name))
    };
    let unit = |id| units.get(id).map_or_else(|| format!("{id}"), |one| one.name.clone());
    let (code, zh, en) = match finding {
        Found::UnknownCategory { category, .. } => (
            "unknown_category",
            format!("分类 {category} 不存在；请先导入分类"),
            format!("there is no category {category}; import the categories first"),
        ),
        Found::UnknownUnit { unit, .. } => (
            "unknown_unit",
            format!("单位 {unit} 不存在；请先导入单位"),
            format!("there is no unit {unit}; import the units first"),
        ),
        Found::InactiveUnit { unit: id, .. } => (
            "inactive_unit",
            format!("单位“{}”已停用；请改派", unit(*id)),
            format!("the unit \"{}\" is dissolved; name another", unit(*id)),
        ),
        Found::EndsBeforeStart { .. } => (
            "ends_before_start",
            "失效日期早于生效日期，这一行从不生效".to_owned(),
            "the last day lies before the first: the row never counts".to_owned(),
        ),
        Found::Overlap { row, from, settled, .. } => (
            if *settled { "overlap_settled" } else { "overlap" },
            format!(
                "自 {from} 起与{}重叠{}",
                named(*row).zh,
                if *settled {
                    "；以生效晚的为准"
                } else {
                    "，无从取舍；请合并或错开日期"
                }
            ),
            format!(
                "overlaps {} from {from}{}",
                named(*row).en,
                if *settled {
                    "; the later start decides"
                } else {
                    ", and nothing decides; join them or part their days"
                }
            ),
        ),
        Found::Gap { category: id } => (
            "gap",
            format!("分类“{}”无单位负责，将由派单员处理", category(*id)),
            format!("nobody answers for category {}: it goes to the dispatcher", category(*id)),
        ),
    };
    Finding { line: 0, code, zh, en, grids: Vec::new(), at: None }
}

/// Overlaps, gaps and norms among the grids that stand on `on`, and those that do not belong where
/// they are.
pub(super) fn of_grids(contents: &Contents, on: Date, report: &mut Report) {
    let divisions: HashMap<DivisionId, &Division> =
        contents.divisions.iter().map(|one| (one.id, one)).collect();
    for grid in contents.grids.iter().filter(|grid| grid.is_valid(on)) {
        let found = divisions.get(&grid.division).and_then(|division| misplaced(grid, division));
        if let Some(finding) = found {
            report.find(finding);
        }
    }
    for finding in grids_on(&contents.grids, on) {
        report.find(finding);
    }
}

/// A grid belongs to one community or village, and its code goes on from there (DOMAIN §3.2).
fn misplaced(grid: &Grid, division: &Division) -> Option<Finding> {
    let (name, of) = (&grid.name, &division.name);
    let (code, zh, en) = match (grid.code, division.code) {
        _ if matches!(division.level.as_str(), "province" | "city" | "county" | "street") => (
            "grid_not_in_community",
            format!("“{name}”直接属于“{of}”；网格应属于一个社区或村"),
            format!("{name} belongs to {of}: a grid belongs to one community or village"),
        ),
        (Some(code), Some(own)) if code.division != own => (
            "grid_code_elsewhere",
            format!("“{name}”的编码 {code} 不以所属社区“{of}”的代码 {own} 开头；请核对"),
            format!("the code {code} of {name} does not begin with {own}, that of {of}: check it"),
        ),
        _ => return None,
    };
    Some(Finding { line: 0, code, zh, en, grids: vec![grid.id], at: None })
}

/// As told of an import, for those who only look.
pub fn grids_on(grids: &[Grid], on: Date) -> Vec<Finding> {
    let norms = Norms::default();
    let names: HashMap<_, _> = grids.iter().map(|grid| (grid.id, grid.name.as_str())).collect();
    let name = |id| names.get(&id).copied().unwrap_or_default();
    let problems = topology::check(grids, &norms, on);
    problems.iter().map(|problem| grid(problem, &norms, &name)).collect()
}

fn grid<'n>(problem: &Problem, norms: &Norms, name: &impl Fn(GridId) -> &'n str) -> Finding {
    let (code, zh, en) = match problem {
        Problem::Overlap { first, second, square_metres, .. } => (
            "grid_overlap",
            format!("“{}”与“{}”重叠 {square_metres:.0} 平方米", name(*first), name(*second)),
            format!("{} and {} overlap by {square_metres:.0} m²", name(*first), name(*second)),
        ),
        Problem::Gap { level, parent, square_metres, .. } => {
            let within = parent.map(name).unwrap_or_default();
            (
                "grid_gap",
                format!("{within}第 {level} 级网格之间有 {square_metres:.0} 平方米空白"),
                format!(
                    "{square_metres:.0} m² between grids of level {level} {within} belong to none"
                ),
            )
        }
        Problem::TooManyHouseholds { grid, households } => (
            "grid_too_many_households",
            format!("“{}”有 {households} 户，标准为 {} 户", name(*grid), norms.households),
            format!(
                "{} has {households} households, the norm is {}",
                name(*grid),
                norms.households
            ),
        ),
        Problem::TooManyPersons { grid, persons } => (
            "grid_too_many_persons",
            format!("“{}”有 {persons} 人，标准为 {} 人", name(*grid), norms.persons),
            format!("{} has {persons} persons, the norm is {}", name(*grid), norms.persons),
        ),
    };
    let (grids, at) = match problem {
        Problem::Overlap { first, second, at, .. } => (vec![*first, *second], *at),
        Problem::Gap { parent, at, .. } => (parent.iter().copied().collect(), *at),
        Problem::TooManyHouseholds { grid, .. } | Problem::TooManyPersons { grid, .. } => {
            (vec![*grid], None)
        }
    };
    let at = at.map(|at| [at.lon(), at.lat()]);
    Finding { line: 0, code, zh, en, grids, at }
}
