//! Why a form is refused, in the words of who keeps or fills it.

use axum::http::StatusCode;
use huisheng_domain::form::{FORMS, FormRefusal};
use serde_json::json;

use super::{Problem, Text};
use crate::form::Unmapped;

/// Stable codes of these.
pub(super) const CODES: &[&str] = &[
    "form_codes",
    "form_head_width",
    "form_no_schedule",
    "form_other_rows",
    "form_period",
    "form_personal",
    "form_placeholder",
    "form_too_long",
    "form_unmapped",
    "forms_full",
];

impl From<FormRefusal> for Problem {
    fn from(refusal: FormRefusal) -> Self {
        let (code, text, at) = match refusal {
            FormRefusal::Wrong(at) => return Self::invalid(at.to_string()),
            FormRefusal::Personal(at) => ("form_personal", PERSONAL, at.to_string()),
            FormRefusal::Placeholder(at) => ("form_placeholder", PLACEHOLDER, at.to_string()),
            FormRefusal::HeadWidth(at) => ("form_head_width", HEAD_WIDTH, at.to_string()),
            FormRefusal::OtherRows(at) => ("form_other_rows", OTHER_ROWS, at.to_string()),
            FormRefusal::Codes(at) => ("form_codes", NO_CODES, at.to_string()),
            FormRefusal::NoSchedule => ("form_no_schedule", NO_SCHEDULE, "schedule".to_owned()),
            FormRefusal::Period => ("form_period", PERIOD, "last".to_owned()),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, text).field(at)
    }
}

impl Problem {
    /// The form has more rows than are filled at once.
    pub fn form_too_long() -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "form_too_long", TOO_LONG)
    }

    /// Values that the code tables do not know.
    pub fn form_unmapped(unmapped: &[Unmapped]) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "form_unmapped", UNMAPPED)
            .field("unmapped")
            .facts(json!({ "unmapped": unmapped }))
    }

    /// A unit keeps as many forms as it may.
    pub fn forms_full() -> Self {
        Self::new(StatusCode::CONFLICT, "forms_full", FULL).facts(json!({ "max": FORMS }))
    }
}

const PERSONAL: Text = Text {
    zh: ("报送表中有电话号码或证件号码", "表头和固定文字里不写个人信息，请删去"),
    en: (
        "a telephone or an identity number stands in the form",
        "leave it out: nothing in the title, the heads or constant texts tells of a person",
    ),
};
const PLACEHOLDER: Text = Text {
    zh: ("大括号里的名称不认识", "可用的有 {年} {月} {日} {期间} {单位}"),
    en: (
        "a name in braces is no placeholder",
        "the placeholders are {年} year, {月} month, {日} day, {期间} period and {单位} unit",
    ),
};
const HEAD_WIDTH: Text = Text {
    zh: ("表头行盖住的列数与实际列数不一致", "请调整各组的列数，加起来等于全部列"),
    en: (
        "a head row covers more or fewer columns than there are",
        "change how many columns its groups cover, so that they add up to all columns",
    ),
};
const OTHER_ROWS: Text = Text {
    zh: ("这一项与每行的内容不配", "逐件的表只能用事项的栏目，各单位统计表只能用单位和数字的栏目"),
    en: (
        "rows of this kind have no such column, or cannot be chosen so",
        "rows of matters hold columns of matters, rows of units those of units and their figures",
    ),
};
const NO_CODES: Text = Text {
    zh: ("这一栏不能用代码对照", "请删去对照表，或换成有固定取值的栏目"),
    en: ("this column has no codes", "remove the code table, or choose a column with codes"),
};
const NO_SCHEDULE: Text = Text {
    zh: ("自选时段的表没有固定的报送日", "请选日、周、月、季或年，或去掉报送日"),
    en: (
        "by the calendar no days of one's own choice are due",
        "choose day, week, month, quarter or year, or leave the schedule out",
    ),
};
const PERIOD: Text = Text {
    zh: ("这不是这张表的一个期间", "请按表的周期选日期；自选时段最后一天不早于第一天，最多 366 天"),
    en: (
        "these are no days of a period of the form",
        "choose them by its period; chosen days are 366 at most, and the last does not lie before the first",
    ),
};
const TOO_LONG: Text = Text {
    zh: ("行数太多，一张表最多 200,000 行", "请缩短期间，或按区域、分类分成几张表"),
    en: (
        "there are too many rows: a form has 200,000 at most",
        "shorten the period, or make several forms by division or category",
    ),
};
const UNMAPPED: Text = Text {
    zh: ("有的值在代码对照里没有", "请先补全对照表，或选择仍用本单位的名称填写"),
    en: (
        "code tables do not know some of the values",
        "complete the code tables, or ask for our own words to stand there (`unmapped`)",
    ),
};
const FULL: Text = Text {
    zh: ("本单位的报送表已满 100 张", "请先删去不再报送的表，再添加"),
    en: (
        "the unit keeps 100 forms, which is all it may",
        "remove one that is no longer sent, then add this one",
    ),
};
