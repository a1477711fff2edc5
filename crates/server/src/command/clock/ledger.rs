//! The ledger of days of one clock, as people read it.

use std::fmt::{self, Display, Formatter};

use huisheng_domain::clock::{DayLine, Explanation, LegLine, Rule, Verdict};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::Due;
use crate::naming::day_kind;

/// The due instant, under it the rule and every day. What this command counts was never extended
/// or suspended.
pub(super) struct Ledger<'a> {
    pub explanation: &'a Explanation,
    pub zone: &'a TimeZone,
}

impl Display for Ledger<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Due { at: self.explanation.due, zone: self.zone })?;
        self.explanation.legs.iter().try_for_each(|leg| write_leg(f, leg))
    }
}

fn write_leg(f: &mut Formatter<'_>, leg: &LegLine) -> fmt::Result {
    let (zh, en) = rule(leg.rule);
    let limit = leg.limit.map(|limit| limit.to_string()).unwrap_or_default();
    write!(f, "\n  {limit}  {zh} / {en}  {}", leg.clauses.join("、"))?;
    let mut counted = 0;
    for day in &leg.days {
        counted += u32::from(day.verdict == Verdict::Counted);
        write_day(f, day, counted)?;
    }
    if leg.cut { write!(f, "\n  以下各日从略 / later days are left out") } else { Ok(()) }
}

/// `counted` days up to and with this one.
fn write_day(f: &mut Formatter<'_>, day: &DayLine, counted: u32) -> fmt::Result {
    write!(f, "\n  {} {}  {}", day.date, weekday(day.date.weekday()), day_kind(day.kind))?;
    if let Some(name) = &day.name {
        write!(f, "（{name}）")?;
    }
    write!(f, "  ")?;
    match day.verdict {
        Verdict::FirstDay => write!(f, "开始当日，不计 / first day, not counted"),
        Verdict::Counted => write!(f, "第 {counted} 日 / day {counted}"),
        Verdict::Rest => write!(f, "不计 / not counted"),
        Verdict::Suspended => write!(f, "挂账，不计 / suspended, not counted"),
        Verdict::PassedOver => write!(f, "届满日休息，顺延 / ran out on a day of rest, moved on"),
        Verdict::MovedTo => write!(f, "顺延至本日 / moved to this day"),
        Verdict::Ran(seconds) => {
            let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
            write!(f, "计 {hours} 小时 {minutes} 分 / {hours} h {minutes} min ran")
        }
    }
}

const fn rule(rule: Rule) -> (&'static str, &'static str) {
    match rule {
        Rule::WorkDays => ("工作日", "working days"),
        Rule::NaturalDays => ("自然日", "natural days"),
        Rule::Months => ("月", "months"),
        Rule::WorkHours => ("工作时", "business hours"),
        Rule::UrgentHours => ("紧急工作时", "urgent hours, day and night"),
        Rule::Given => ("指定时间", "a given time"),
    }
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}
