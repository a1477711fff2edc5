//! The names of the columns of each list: those `import` knows.

use crate::command::export::What;

const LEVELS: &[&str] = &["级别编码", "级别名称"];
const DIVISIONS: &[&str] = &["区划代码", "名称", "级别", "上级", "启用日期", "停用日期"];
pub const GRIDS: &[&str] = &[
    "网格编码",
    "网格名称",
    "所属社区",
    "上级网格",
    "级别",
    "网格类型",
    "包含小区",
    "户数",
    "人数",
    "外部编码",
    "启用日期",
    "停用日期",
];
const PLACES: &[&str] = &["名称", "别名", "类型", "所属区划", "网格", "上级地点", "经度", "纬度"];
const UNITS: &[&str] =
    &["单位编码", "单位名称", "单位类型", "上级单位", "所属区划", "电话", "启用"];
const CATEGORIES: &[&str] =
    &["分类编码", "分类名称", "上级分类", "节假日紧急", "公共空间", "启用日期", "停用日期"];
const RESPONSIBILITIES: &[&str] = &[
    "分类",
    "区划",
    "适用级别",
    "主办单位",
    "协办单位",
    "办结时限",
    "各项时限",
    "依据",
    "生效日期",
    "失效日期",
];
const CALENDAR: &[&str] = &["日期", "类型", "名称", "区划", "依据", "办公时间", "日终"];

/// The columns of a list.
pub const fn of(what: What) -> &'static [&'static str] {
    match what {
        What::Levels => LEVELS,
        What::Divisions => DIVISIONS,
        What::Grids => GRIDS,
        What::Places => PLACES,
        What::Units => UNITS,
        What::Categories => CATEGORIES,
        What::Responsibilities => RESPONSIBILITIES,
        What::Calendar => CALENDAR,
        What::Matters
        | What::Histories
        | What::Files
        | What::Looks
        | What::Procedures
        | What::Accounts
        | What::Settings => &[],
    }
}
