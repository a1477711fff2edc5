//! Days that differ from Monday-to-Friday, and business hours: a row of the kind 办公时间 has no date.

use huisheng_domain::calendar::{CalendarDay, Close, DayKind, OpenHours};
use huisheng_store::book::{Contents, LoadedHours};
use huisheng_store::calendar::LoadedDay;

use super::entry::{Entry, each, entries, field};
use super::report::BadRow;
use super::{ImportError, Options, Report, known};
use crate::table::{Columns, Source, value};

pub(super) const COLUMNS: Columns = Columns(&[
    field("date", &["日期"], true),
    field("kind", &["类型", "type", "安排"], true),
    field("name", &["名称", "节日", "holiday_zh", "节日名称"], false),
    field("division", &["区划", "属地", "区划代码"], false),
    field("source", &["依据", "来源", "文号"], false),
    field("hours", &["办公时间", "business_hours"], false),
    field("close", &["日终", "end_of_day"], false),
]);

/// The days and hours of a file that no division has to itself.
pub struct National {
    /// Days that differ from Monday to Friday.
    pub days: Vec<CalendarDay>,
    /// Business hours.
    pub hours: Vec<LoadedHours>,
    /// Lines that belong to one division.
    pub local: u64,
}

/// Reads a file that `import calendar` takes, without a house.
///
/// # Errors
/// It is no such table. Bad rows are in the report.
pub fn read_national(
    source: Source,
    name: &str,
    report: &mut Report,
) -> Result<National, ImportError> {
    let options = Options::new(name);
    let mut entries = entries(source, name, &[COLUMNS], &options, report)?;
    let rows = entries.len();
    entries.retain(|entry| entry.get("division").is_none());
    let local = (rows - entries.len()) as u64;
    let (days, hours) = read(&entries, &Contents::default(), &options, report);
    Ok(National { days: days.into_iter().map(|loaded| loaded.day).collect(), hours, local })
}

enum Line {
    Day(LoadedDay),
    Hours(LoadedHours),
}

pub(super) fn read(
    entries: &[Entry],
    contents: &Contents,
    options: &Options,
    report: &mut Report,
) -> (Vec<LoadedDay>, Vec<LoadedHours>) {
    let divisions = known::divisions(contents);
    let lines = each(entries, report, |entry| {
        let division = divisions.of(entry, "division")?;
        if matches!(entry.need("kind")?, "办公时间" | "hours" | "business_hours") {
            return Ok(Line::Hours(hours(entry, division)?));
        }
        let date = entry.need("date").and(entry.read("date", value::date))?;
        let kind = kind(entry)?;
        let date = date.ok_or_else(|| entry.bad("date", "missing", "必填", "must be filled in"))?;
        Ok(Line::Day(LoadedDay {
            division,
            day: CalendarDay { date, kind, name: entry.get("name").map(str::to_owned) },
            source: entry.get("source").unwrap_or(&options.source).to_owned(),
        }))
    });
    let (mut days, mut all) = (Vec::new(), Vec::new());
    for line in lines {
        match line {
            Line::Day(day) => days.push(day),
            Line::Hours(hours) => all.push(hours),
        }
    }
    (days, all)
}

fn hours(
    entry: &Entry,
    division: Option<huisheng_domain::id::DivisionId>,
) -> Result<LoadedHours, BadRow> {
    let hours = entry.get("hours").map(|text| {
        text.replace('－', "-").replace('：', ":").replace(['、', ',', '，', ';', '；'], " ")
    });
    let hours = hours.map(|text| text.parse::<OpenHours>()).transpose().map_err(|_| {
        entry.bad(
            "hours",
            "form",
            "请按先后写成 08:30-12:00 13:30-17:30",
            "write spans in order like 08:30-12:00 13:30-17:30",
        )
    })?;
    let close = entry.get("close").map(|text| match text {
        "24:00" | "零点" | "midnight" => Ok(Close::Midnight),
        "下班" | "close_of_business" => Ok(Close::CloseOfBusiness),
        _ => Err(entry.bad(
            "close",
            "unknown",
            "请填 24:00 或 下班：到期日在何时结束",
            "use midnight or close_of_business: when the due day ends",
        )),
    });
    let close = close.transpose()?;
    if hours.is_none() && close.is_none() {
        return Err(entry.bad(
            "hours",
            "missing",
            "请填办公时间或日终",
            "write business hours, or when the day ends",
        ));
    }
    Ok(LoadedHours { division, hours, close })
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
            "没有这种日子；可填休、班、工作日、周末、地方休息日、地方工作日、办公时间",
            "no such kind of day; use holiday, make_up, workday, weekend, local_rest, local_work or hours",
        )
    })
}
