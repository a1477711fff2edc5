//! Every look at contact data, the latest first: who, whose, why. The data itself never goes out.

use huisheng_domain::area::Area;
use huisheng_store::trail;
use jiff::tz::TimeZone;

use super::{Summary, Wanted};
use crate::api::look::{LookView, looks_at};
use crate::app::App;
use crate::command::out::{Form, Outlet};
use crate::table::writer::Value;

/// Looks of a page.
const PAGE: usize = 500;

const HEADER: [&str; 6] = ["查看时间", "编号", "诉求", "账号", "登录名", "理由"];

/// Writes them page by page.
pub(super) async fn write(
    app: &App,
    wanted: &Wanted,
    areas: &[Area],
    form: Form,
    told: impl Fn(u64),
) -> anyhow::Result<Summary> {
    let book = app.book();
    let zone = book.calendar.zone();
    let mut out = Outlet::open(form, wanted.out.as_deref(), wanted.force, &HEADER)?;
    let mut rows = 0;
    for area in areas {
        let mut after = None;
        loop {
            let reader = app.store().read();
            let areas = [trail::code_of(*area)];
            let page = trail::find(reader, &areas, &looks_at(None), after, PAGE).await?;
            for line in page.lines.into_iter().filter_map(LookView::of) {
                out.put(&line, || cells(&line, zone))?;
                rows += 1;
            }
            told(rows);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(wanted.summary(out.finish()?))
}

fn cells<'a>(line: &'a LookView, zone: &TimeZone) -> Vec<Value<'a>> {
    vec![
        Value::Instant(line.at.to_zoned(zone.clone()).datetime()),
        line.number.as_str().into(),
        Value::Text(line.report.to_string().into()),
        Value::Text(line.account.to_string().into()),
        line.login.as_str().into(),
        line.reason.as_str().into(),
    ]
}
