//! Days that differ from Monday-to-Friday.

use huisheng_domain::calendar::{CalendarDay, DayKind};
use huisheng_store::book::Contents;
use huisheng_store::calendar::LoadedDay;

use super::entry::{Entry, each, field};
use super::report::BadRow;
use super::{Options, Report, known};
use crate::table::{Columns, value};

pub(super) const COLUMNS: Columns = Columns(&[
    field("date", &["日期"], true),
    field("kind", &["类型", "type", "安排"], true),
    field("name", &["名称", "节日", "holiday_zh", "节日名称"], false),
    field("division", &["区划", "属地", "区划代码"], false),
    field("source", &["依据", "来源", "文号"], false),
]);

pub(super) fn read(
    entries: &[Entry],
    contents: &Contents,
    options: &Options,
    report: &mut Report,
) -> Vec<LoadedDay> {
    let divisions = known::divisions(contents);
    each(entries, report, |entry| {
        let date = entry.need("date").and(entry.read("date", value::date))?;
        let kind = kind(entry)?;
        let date = date.ok_or_else(|| entry.bad("date", "missing", "必填", "must be filled in"))?;
        Ok(LoadedDay {
            division: divisions.of(entry, "division")?,
            day: CalendarDay { date, kind, name: entry.get("name").map(str::to_owned) },
            source: entry.get("source").unwrap_or(&options.source).to_owned(),
        })
    })
}

fn kind(entry: &Entry) -> Result<DayKind, BadRow> {
    let text = entry.need("kind")?;
    let word = match text {
        "节假日" | "休息日" | "放假" | "休假" => "holiday",
        "调休" | "补班" | "上班" | "makeup_workday" => "make_up",
        "工作日" => "workday",
        "周末" => "weekend",
        "地方休息日" => "local_rest",
        "地方工作日" => "local_work",
        other => other,
    };
    word.parse().map_err(|_| {
        entry.bad(
            "kind",
            "unknown",
            "没有这种日子；可填休、班、工作日、周末、地方休息日、地方工作日",
            "no such kind of day; use holiday, make_up, workday, weekend, local_rest or local_work",
        )
    })
}
