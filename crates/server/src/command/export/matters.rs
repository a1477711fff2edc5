//! Matters as worklists show them, and their histories.

use std::collections::HashMap;
use std::sync::Arc;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, MatterId};
use huisheng_domain::matter::{Actor, Event, Words};
use huisheng_store::matter::{self, Page};
use huisheng_store::{Book, account};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::{Summary, Wanted};
use crate::api::matter::view::MatterLine;
use crate::app::App;
use crate::command::out::{Form, Outlet};
use crate::lines;
use crate::table::writer::Value;

/// Matters of a page of lines.
const LINES: usize = 1_000;
/// Matters of a page of histories.
const HISTORIES: usize = 200;

/// Every matter, newest number first.
pub(super) async fn lines(
    app: &App,
    wanted: &Wanted,
    areas: &[Area],
    form: Form,
    told: impl Fn(u64),
) -> anyhow::Result<Summary> {
    let (book, now) = (app.book(), app.now());
    let zone = book.calendar.zone();
    let filter = wanted.only.filter(zone)?;
    let mut out = Outlet::open(form, wanted.out.as_deref(), wanted.force, &lines::HEADER)?;
    let mut rows = 0;
    for area in areas {
        let mut after = None;
        loop {
            let page: Page =
                matter::list(app.store().read(), *area, &filter, after, LINES, now).await?;
            for summary in page.matters {
                let line = MatterLine::of(summary, &book);
                out.put(&line, || lines::cells(&line, zone))?;
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

/// A whole history. Contact data stands apart from it, and stays where it is.
#[derive(Serialize)]
struct History {
    area: Area,
    number: String,
    id: MatterId,
    events: Vec<Step>,
}

/// One step with what was said.
#[derive(Serialize)]
struct Step {
    #[serde(flatten)]
    event: Event,
    #[serde(skip_serializing_if = "Words::is_empty")]
    words: Words,
}

/// The columns of histories as a table: a step a row.
const STEPS: [&str; 8] = ["编号", "步骤", "发生时间", "记录时间", "事件", "经办", "单位", "文字"];

/// Who is behind the accounts that steps name.
struct People {
    logins: HashMap<AccountId, String>,
    book: Arc<Book>,
}

impl People {
    async fn of(app: &App) -> anyhow::Result<Self> {
        let accounts = account::all(app.store().read()).await?;
        let logins = accounts.into_iter().map(|row| (Id::from_uuid(row.id), row.login)).collect();
        Ok(Self { logins, book: app.book() })
    }

    fn cells<'s>(&'s self, number: &'s str, step: &'s Step, zone: &TimeZone) -> Vec<Value<'s>> {
        let at = |at: Timestamp| Value::Instant(at.to_zoned(zone.clone()).datetime());
        let by = match &step.event.actor {
            Actor::Staff { account, .. } => {
                self.logins.get(account).map_or("staff", String::as_str)
            }
            Actor::Reporter { .. } => "诉求人",
            Actor::House => "系统",
        };
        let unit = step.event.actor.unit().and_then(|unit| self.book.units.get(unit));
        let said: Vec<&str> = step.words.0.values().map(String::as_str).collect();
        vec![
            number.into(),
            Value::Integer(step.event.seq.into()),
            at(step.event.at),
            at(step.event.recorded),
            step.event.what.code().into(),
            by.into(),
            unit.map_or(Value::Empty, |unit| unit.name.as_str().into()),
            Value::Text(said.join("\n").into()),
        ]
    }
}

/// The history of every matter, newest number first: a line each, or as a table a row a step.
pub(super) async fn histories(
    app: &App,
    wanted: &Wanted,
    areas: &[Area],
    form: Form,
    told: impl Fn(u64),
) -> anyhow::Result<Summary> {
    let now = app.now();
    let zone = app.book().calendar.zone().clone();
    let filter = wanted.only.filter(&zone)?;
    let people = People::of(app).await?;
    let mut out = Outlet::open(form, wanted.out.as_deref(), wanted.force, &STEPS)?;
    let mut rows = 0;
    for area in areas {
        let mut after = None;
        loop {
            let reader = app.store().read();
            let page = matter::list(reader, *area, &filter, after, HISTORIES, now).await?;
            let ids: Vec<MatterId> = page.matters.iter().map(|matter| matter.id).collect();
            let mut histories = matter::histories(reader, *area, &ids).await?;
            for summary in page.matters {
                let events = histories.remove(&summary.id).unwrap_or_default();
                let events: Vec<Step> =
                    events.into_iter().map(|(event, words)| Step { event, words }).collect();
                let (number, id) = (summary.number, summary.id);
                rows += 1;
                if form == Form::Lines {
                    out.put(History { area: *area, number, id, events }, Vec::new)?;
                    continue;
                }
                for step in &events {
                    out.put(step, || people.cells(&number, step, &zone))?;
                }
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
