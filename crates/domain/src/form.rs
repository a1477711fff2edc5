//! 报送表: a ledger as a superior wants it, saved once and filled each period: title, head rows, columns in their order, the
//! superior's codes, and the day it is due.
//!
//! No column holds a name, a telephone or an address of anybody: those leave by an extract, by two (decision 0041).

mod check;
mod field;
mod filing;
mod head;
mod period;
mod shipped;
#[cfg(test)]
mod tests;
mod wording;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{CategoryId, DivisionId};
use crate::matter::{Channel, Kind};

pub use check::{FormAt, FormRefusal};
pub use field::{Coded, FormField};
pub use filing::{Filed, Filing, FormDue, FormSchedule};
pub use head::HeadCell;
pub use period::{FormDays, FormPeriod};
pub use shipped::{Shipped, shipped};
pub use wording::{PLACEHOLDERS, Said};

/// Characters of the name, of whom it is for, and of a heading.
const SHORT: usize = 60;
/// Characters of the title and of a constant text.
const LONG: usize = 120;
/// Columns of a form, at most.
pub const COLUMNS: usize = 60;
/// Head rows above the headings, at most.
pub const HEADS: usize = 3;
/// Lines of a code table, at most.
pub const CODES: usize = 500;
/// Forms of a unit, at most.
pub const FORMS: usize = 100;

/// What a row of the form is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormRows {
    /// 一事一行: a matter.
    #[default]
    Matters,
    /// 一单位一行: a unit with its figures, those of a bulletin.
    Units,
}

/// Which day of a matter decides the period it belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormCounted {
    /// 按收到时间.
    #[default]
    Received,
    /// 按办结时间.
    Ended,
}

/// Matters of which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormState {
    /// All.
    #[default]
    All,
    /// 未办结.
    Open,
    /// 已办结.
    Ended,
}

/// How a day is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FormDate {
    /// 2026-11-30.
    #[default]
    Day,
    /// 2026-11-30 14:05.
    Minute,
    /// 2026/11/30.
    Slash,
    /// 2026.11.30.
    Dot,
    /// 2026年11月30日.
    Chinese,
    /// 20261130.
    Digits,
}

impl FormDate {
    /// An instant as it is written.
    pub fn written(self, at: DateTime) -> String {
        let pattern = match self {
            Self::Day => "%Y-%m-%d",
            Self::Minute => "%Y-%m-%d %H:%M",
            Self::Slash => "%Y/%m/%d",
            Self::Dot => "%Y.%m.%d",
            Self::Chinese => "%Y年%-m月%-d日",
            Self::Digits => "%Y%m%d",
        };
        at.strftime(pattern).to_string()
    }

    /// A day as it is written.
    pub fn of_day(self, day: Date) -> String {
        match self {
            // It has no minute.
            Self::Minute => Self::Day,
            other => other,
        }
        .written(day.at(0, 0, 0, 0))
    }
}

/// A cell of a head row that stands over several columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormGroup {
    /// What stands in it; with nothing in it, what stands below reaches up.
    #[serde(default)]
    #[schema(max_length = 60, example = "办理情况")]
    pub text: String,
    /// Over how many columns.
    #[schema(minimum = 1, maximum = 60)]
    pub columns: u8,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormColumn {
    /// Its heading, as the superior wants it.
    #[schema(example = "工单编号", min_length = 1, max_length = 60)]
    pub heading: String,
    /// Its width in characters.
    #[schema(minimum = 2, maximum = 80)]
    pub width: u8,
    /// What stands below.
    pub holds: FormField,
    /// Of `constant`, what stands in each row.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schema(max_length = 120)]
    pub text: String,
    /// Of days, how they are written.
    #[serde(default)]
    pub date: FormDate,
    /// 代码对照: our code → the superior's. Empty: our words stand there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, String>, example = json!({ "request": "01" }))]
    pub codes: BTreeMap<String, String>,
}

/// Which matters; what is left out is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormFilter {
    /// Kinds. Where none is named, all that somebody waits for 诉求: no service records, nothing that the house asks itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub kinds: Vec<Kind>,
    /// Categories with all below them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub categories: Vec<CategoryId>,
    /// Divisions with all below them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 200)]
    pub divisions: Vec<DivisionId>,
    /// Channels of the first voice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 20)]
    pub channels: Vec<Channel>,
    /// Open, ended, or both.
    #[serde(default)]
    pub state: FormState,
}

impl FormFilter {
    /// Whether a matter of this kind is asked for.
    pub fn wants(&self, kind: Kind) -> bool {
        if self.kinds.is_empty() { kind.is_asked_for() } else { self.kinds.contains(&kind) }
    }
}

/// What stands below the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormFoot {
    /// 合计.
    #[serde(default)]
    pub sums: bool,
    /// 填表人、填表单位、填表日期: of who fills it.
    #[serde(default)]
    pub signed: bool,
}

/// A form 报送表.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// What the office calls it, 1 to 60 characters.
    #[schema(example = "12345 办件台账", min_length = 1, max_length = 60)]
    pub name: String,
    /// 报送对象: whom it is for.
    #[serde(default)]
    #[schema(example = "县12345中心", max_length = 60)]
    pub superior: String,
    /// The title above all columns, with placeholders: {年} {月} {日} {期间} {单位}; none if empty.
    #[serde(default)]
    #[schema(example = "{单位}{期间}12345办件台账", max_length = 120)]
    pub title: String,
    /// What a row is.
    #[serde(default)]
    pub rows: FormRows,
    /// Head rows above the headings, from the top; each covers all columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 3)]
    pub heads: Vec<Vec<FormGroup>>,
    /// Columns, from the left.
    #[schema(min_items = 1, max_items = 60)]
    pub columns: Vec<FormColumn>,
    /// Which matters.
    #[serde(default)]
    pub filter: FormFilter,
    /// Which day decides; a row of a unit counts by the day of each figure.
    #[serde(default)]
    pub counted: FormCounted,
    /// For how long it is filled at a time.
    pub period: FormPeriod,
    /// When it is due; none if nobody waits for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<FormSchedule>,
    /// What stands below.
    #[serde(default)]
    pub foot: FormFoot,
}

impl Form {
    /// With spaces around its texts taken away.
    #[must_use]
    pub fn trimmed(mut self) -> Self {
        let trim = |text: &mut String| *text = text.trim().to_owned();
        [&mut self.name, &mut self.superior, &mut self.title].into_iter().for_each(trim);
        self.heads.iter_mut().flatten().for_each(|group| trim(&mut group.text));
        for column in &mut self.columns {
            trim(&mut column.heading);
            trim(&mut column.text);
        }
        self
    }
}
