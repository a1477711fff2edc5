//! One day of a calendar, and the reader of day lists.

use std::str::FromStr;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a day is worked or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DayKind {
    /// 工作日: Monday to Friday, nothing special.
    Workday,
    /// 周末: Saturday or Sunday, nothing special.
    Weekend,
    /// 休: a rest day of the State Council's notice.
    Holiday,
    /// 班 (调休): a weekend day of the notice that is worked.
    MakeUp,
    /// A rest day of this division only.
    LocalRest,
    /// A worked day of this division only.
    LocalWork,
}

/// What a calendar says of one date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Whether it counts as a working day.
    pub working: bool,
    /// Why.
    pub kind: DayKind,
    /// The holiday it belongs to, as the notice names it.
    pub name: Option<String>,
    /// Whether the year's list was known; without it the day is a guess (日历未公布).
    pub published: bool,
}

/// One line of a day list: a date that differs from Monday-to-Friday.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The date in the calendar's zone.
    pub date: Date,
    /// What it is; `Workday` and `Weekend` take an earlier exception back.
    pub kind: DayKind,
    /// The holiday's name, for explanations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// A line of a day list cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "第 {line} 行：应为 日期,类型,名称，如 2026-02-14,班,春节；类型可填 休、班、workday、weekend、local_rest、local_work\nline {line}: a calendar line is date,kind,name, like 2026-02-14,make_up,春节; kinds: holiday, make_up, workday, weekend, local_rest, local_work"
)]
pub struct InvalidDayLine {
    /// Counted from 1.
    pub line: usize,
}

/// `text` is not a kind of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a kind of day is workday, weekend, holiday (休), make_up (班), local_rest or local_work")]
pub struct InvalidDayKind;

impl DayKind {
    /// Whether such a day counts as a working day.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Workday | Self::MakeUp | Self::LocalWork)
    }

    /// The word in day lists.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Workday => "workday",
            Self::Weekend => "weekend",
            Self::Holiday => "holiday",
            Self::MakeUp => "make_up",
            Self::LocalRest => "local_rest",
            Self::LocalWork => "local_work",
        }
    }

    /// What a date is when no list mentions it.
    pub(super) fn of_weekday(date: Date) -> Self {
        match date.weekday() {
            Weekday::Saturday | Weekday::Sunday => Self::Weekend,
            _ => Self::Workday,
        }
    }
}

impl FromStr for DayKind {
    type Err = InvalidDayKind;

    fn from_str(text: &str) -> Result<Self, InvalidDayKind> {
        match text {
            "workday" => Ok(Self::Workday),
            "weekend" => Ok(Self::Weekend),
            "holiday" | "休" => Ok(Self::Holiday),
            "make_up" | "班" => Ok(Self::MakeUp),
            "local_rest" => Ok(Self::LocalRest),
            "local_work" => Ok(Self::LocalWork),
            _ => Err(InvalidDayKind),
        }
    }
}

/// The fixed-date holidays that can be known without a notice: 元旦 (1), 劳动节 (2), 国庆节 (3).
/// Source: 全国年节及纪念日放假办法 (2024-11-10). The lunar ones cannot be computed here.
pub(super) fn fixed_holiday(date: Date) -> Option<&'static str> {
    match (date.month(), date.day()) {
        (1, 1) => Some("元旦"),
        (5, 1 | 2) => Some("劳动节"),
        (10, 1..=3) => Some("国庆节"),
        _ => None,
    }
}

/// Reads a list of `date,kind,name` lines (name optional). Blank lines, `#` lines and the header
/// are skipped.
///
/// # Errors
/// The first line that cannot be read.
pub fn parse_days(text: &str) -> Result<Vec<CalendarDay>, InvalidDayLine> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    lines
        .map(|(index, line)| (index + 1, line.trim()))
        .filter(|(_, line)| {
            !line.is_empty() && !line.starts_with('#') && !line.starts_with("date,")
        })
        .map(|(line, text)| parse_day(text).ok_or(InvalidDayLine { line }))
        .collect()
}

fn parse_day(line: &str) -> Option<CalendarDay> {
    let mut fields = line.splitn(3, ',').map(str::trim);
    let date = fields.next()?.parse().ok()?;
    let kind = fields.next()?.parse().ok()?;
    let name = fields.next().filter(|name| !name.is_empty()).map(str::to_owned);
    Some(CalendarDay { date, kind, name })
}
