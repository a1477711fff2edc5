//! Working days against the calendar of two independent packages, and vectors computed by hand.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use huisheng_domain::calendar::Calendar;
use huisheng_domain::clock::{Clock, line::parse_line};
use jiff::civil::Date;

use crate::check::Checks;

/// Receipt, limit, last day: DOMAIN §5.2.
const VECTORS: [(&str, &str, &str); 18] = [
    ("2026-02-13", "1wd", "2026-02-14"),
    ("2026-02-13", "3wd", "2026-02-25"),
    ("2026-02-13", "5wd", "2026-02-27"),
    ("2026-02-13", "7wd", "2026-03-02"),
    ("2026-02-27", "1wd", "2026-02-28"),
    ("2026-04-30", "5wd", "2026-05-11"),
    ("2026-09-18", "1wd", "2026-09-20"),
    ("2026-09-30", "5wd", "2026-10-13"),
    ("2026-01-01", "1wd", "2026-01-04"),
    ("2026-02-05", "15d", "2026-02-24"),
    ("2026-08-05", "60d", "2026-10-08"),
    ("2026-03-06", "30d", "2026-04-07"),
    ("2026-04-02", "30d", "2026-05-06"),
    ("2026-01-31", "1mo", "2026-02-28"),
    ("2026-04-01", "1mo", "2026-05-06"),
    ("2026-09-02", "1mo", "2026-10-08"),
    ("2025-09-26", "2wd", "2025-09-29"),
    ("2025-09-30", "5wd", "2025-10-14"),
];

/// Whether each day is worked, as the packages say.
pub struct Days(BTreeMap<Date, bool>);

impl Days {
    pub fn read(data: &Path) -> anyhow::Result<Self> {
        let mut file = csv::Reader::from_path(data.join("calendar/cn_days_2004_2026.csv"))?;
        let mut days = BTreeMap::new();
        for row in file.records() {
            let row = row?;
            let (date, works) = (row.get(0).context("date")?, row.get(3).context("is_workday")?);
            days.insert(date.parse()?, works == "1");
        }
        Ok(Self(days))
    }

    /// The working days behind `day`, in order.
    pub fn after(&self, day: Date) -> impl Iterator<Item = Date> {
        use std::ops::Bound::{Excluded, Unbounded};
        self.0.range((Excluded(day), Unbounded)).filter(|(_, works)| **works).map(|(day, _)| *day)
    }
}

fn last_day(line: &str, calendar: &Calendar) -> anyhow::Result<Date> {
    let (start, limit) = parse_line(line, calendar.zone())?;
    let due = Clock::start(start, limit, calendar).due.to_zoned(calendar.zone().clone());
    anyhow::ensure!(due.datetime() == due.date().at(0, 0, 0, 0), "{line} is due at {due}");
    Ok(due.date().yesterday()?)
}

pub fn check(data: &Path, checks: &mut Checks) -> anyhow::Result<()> {
    let china = Calendar::china();
    let days = Days::read(data)?;
    let (mut compared, mut wrong) = (0, Vec::new());
    for start in days.0.keys() {
        for (count, expected) in (1..=30).zip(days.after(*start)) {
            let line = format!("{start}T10:00+08:00,{count}wd");
            compared += 1;
            if last_day(&line, &china)? != expected {
                wrong.push(line);
            }
        }
    }
    let figures = format!(
        "{} start days, {compared} deadlines, {} differ {:?}",
        days.0.len(),
        wrong.len(),
        wrong.first()
    );
    let enough = days.0.len() == 8_401 && compared > 250_000;
    checks.that(
        wrong.is_empty() && enough,
        "1 to 30 working days from every day 2004-2026",
        &figures,
    );
    let mut failed = Vec::new();
    for (start, limit, expected) in VECTORS {
        if last_day(&format!("{start}T10:00+08:00,{limit}"), &china)?.to_string() != expected {
            failed.push((start, limit));
        }
    }
    let figures = format!("{} vectors, wrong: {failed:?}", VECTORS.len());
    checks.that(failed.is_empty(), "deadlines around holidays, by hand", &figures);
    Ok(())
}
