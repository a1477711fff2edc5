//! Entries of the trail as a table or as lines, for auditors and archives.

use std::path::Path;

use huisheng_store::trail::{self, Entry, Filter, Kind};
use jiff::tz::TimeZone;
use serde_json::json;

use crate::api::audit::EntryView;
use crate::app::{App, By};
use crate::command::out::{Form, Outlet};
use crate::naming;
use crate::table::writer::Value;

/// Entries of a page.
const PAGE: usize = 500;

const HEADER: [&str; 13] = [
    "时间",
    "区域",
    "序号",
    "事项类别",
    "结果",
    "账号",
    "姓名",
    "单位",
    "编号",
    "对象",
    "理由",
    "内容",
    "链值",
];

/// How it goes out.
pub struct Wanted<'a> {
    /// As lines or as a table.
    pub form: Form,
    /// A file; the terminal if left out.
    pub out: Option<&'a Path>,
    /// Replace what is there.
    pub force: bool,
    /// Entries at most; all if left out.
    pub most: Option<u64>,
}

/// Writes entries page by page, the latest first. Returns how many.
///
/// # Errors
/// The database, or the output.
pub async fn write(
    app: &App,
    areas: &[i32],
    filter: &Filter,
    wanted: &Wanted<'_>,
    told: impl Fn(u64),
) -> anyhow::Result<u64> {
    let book = app.book();
    let zone = book.calendar.zone();
    let mut out = Outlet::open(wanted.form, wanted.out, wanted.force, &HEADER)?;
    let (mut rows, mut after) = (0, None);
    let enough = |rows| wanted.most.is_some_and(|most| rows >= most);
    loop {
        let page = trail::find(app.store().read(), areas, filter, after, PAGE).await?;
        for line in page.lines {
            if !enough(rows) {
                let line = EntryView::of(line, &book);
                out.put(&line, || cells(&line, zone))?;
                rows += 1;
            }
        }
        told(rows);
        after = page.next;
        if after.is_none() || enough(rows) {
            out.finish()?;
            return Ok(rows);
        }
    }
}

/// What the trail tells of it.
pub fn taken_out(filter: &Filter, rows: u64, by: &By) -> Entry {
    let told = json!({
        "rows": rows, "kind": filter.kind, "account": filter.account, "from": filter.from, "to": filter.to,
    });
    let entry = by.entry(Kind::Exported).with(told);
    Entry { subject: Some("trail".to_owned()), matter: filter.matter, ..entry }
}

fn cells<'a>(line: &'a EntryView, zone: &TimeZone) -> Vec<Value<'a>> {
    let text = |text: &'a Option<String>| text.as_deref().map_or(Value::Empty, Value::from);
    vec![
        Value::Instant(line.at.to_zoned(zone.clone()).datetime()),
        text(&line.area),
        Value::Integer(line.seq),
        naming::of(naming::ENTRIES, &line.kind).into(),
        (if line.outcome == "done" { "成功" } else { "未成" }).into(),
        text(&line.login),
        text(&line.name),
        text(&line.unit),
        text(&line.number),
        text(&line.subject),
        text(&line.reason),
        Value::Text(line.details.to_string().into()),
        line.hash.as_str().into(),
    ]
}
