//! Every look at contact data, the latest first: who, whose, why. The data itself never goes out.

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, ReportId};
use huisheng_store::voice;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Summary, Wanted};
use crate::app::App;
use crate::command::out::{Form, Outlet};
use crate::table::writer::Value;

/// Looks of a page.
const PAGE: u32 = 500;

const HEADER: [&str; 6] = ["查看时间", "编号", "诉求", "账号", "登录名", "理由"];

/// A line.
#[derive(Serialize)]
struct Line {
    at: Timestamp,
    number: String,
    report: ReportId,
    account: AccountId,
    login: String,
    reason: String,
}

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
            let page = voice::looks(app.store().read(), *area, None, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for row in page {
                let voice::LookRow { at, number, report, account, login, reason, .. } = row;
                let line = Line { at, number, report, account, login, reason };
                out.put(&line, || cells(&line, zone))?;
                rows += 1;
            }
            told(rows);
        }
    }
    Ok(wanted.summary(out.finish()?))
}

fn cells<'a>(line: &'a Line, zone: &TimeZone) -> Vec<Value<'a>> {
    vec![
        Value::Instant(line.at.to_zoned(zone.clone()).datetime()),
        line.number.as_str().into(),
        Value::Text(line.report.to_string().into()),
        Value::Text(line.account.to_string().into()),
        line.login.as_str().into(),
        line.reason.as_str().into(),
    ]
}
