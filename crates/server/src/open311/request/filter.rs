//! Which requests are asked for.

use std::collections::HashSet;
use std::ops::Range;

use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, MatterId};
use huisheng_domain::matter::EndingKind;
use huisheng_store::matter::{self, By, Line, Public};
use jiff::{SignedDuration, Timestamp};

use crate::app::App;
use crate::open311::asked::{Asked, malformed};
use crate::open311::fault::Fault;

use super::around::Around;

/// The longest time that one asks for, and the time that is meant where nothing is said.
const SPAN: SignedDuration = SignedDuration::from_hours(24 * 90);
/// Requests of a page, unless it says how many.
const PAGE: usize = 50;
/// The standard's own limit, over all pages.
const MOST: usize = 1_000;

/// What is asked for, and which page of it.
pub struct Filter {
    categories: HashSet<CategoryId>,
    /// `Some(true)`: only what has ended.
    ended: Option<bool>,
    by: By,
    within: Range<Timestamp>,
    /// When it was said, where the time of the last change is asked for too.
    received: Option<Range<Timestamp>>,
    around: Option<Around>,
    skip: usize,
    size: usize,
}

impl Filter {
    pub fn of(app: &App, asked: &Asked) -> Result<Self, Fault> {
        let now = app.now();
        let categories = categories(app, asked)?;
        let received = span(asked, "start_date", "end_date", now)?;
        let changed = span(asked, "updated_after", "updated_before", now)?;
        let single = categories.iter().next().filter(|_| categories.len() == 1).copied();
        let (by, within, received) = match changed {
            Some(changed) => (By::Changed, changed, received),
            None => (By::Received(single), received.unwrap_or(recent(now)), None),
        };
        let page = asked.number("page")?.unwrap_or(1).max(1);
        let size = asked.number("page_size")?.unwrap_or(PAGE).clamp(1, MOST);
        Ok(Self {
            categories,
            ended: ended(asked)?,
            by,
            within,
            received,
            around: Around::of(asked)?,
            skip: (page - 1).saturating_mul(size),
            size,
        })
    }

    /// The page. Pages beyond the first thousand are empty: ask for a shorter time.
    pub async fn page(self, app: &App, area: Area) -> Result<Vec<MatterId>, Fault> {
        let last = self.skip.saturating_add(self.size).min(MOST);
        if self.skip >= last {
            return Ok(Vec::new());
        }
        let found = match &self.around {
            Some(around) => self.around(app, area, around).await?,
            None => {
                let wanted = |line: &Line| self.wants(line);
                let within = self.within.clone();
                matter::walk(app.store().read(), area, self.by, within, wanted, last).await?
            }
        };
        Ok(found.into_iter().skip(self.skip).collect())
    }

    /// Those of a circle, in the same order.
    async fn around(&self, app: &App, area: Area, around: &Around) -> Result<Vec<MatterId>, Fault> {
        let found = matter::nearby(app.store().read(), area, around.centre()).await?;
        let near = found.iter().filter(|public| around.holds(public));
        let lines = near.map(|Public { matter, .. }| Line {
            id: matter.id,
            category: matter.category,
            kind: matter.kind,
            ending: matter.ending.as_ref().map(|ending| ending.kind.code().to_owned()),
            received: matter.received,
            changed: matter.changed,
        });
        let sorted = |line: &Line| match self.by {
            By::Received(_) => line.received,
            By::Changed => line.changed,
        };
        let of_time = |line: &Line| self.within.contains(&sorted(line));
        let mut lines: Vec<Line> = lines.filter(|line| of_time(line) && self.wants(line)).collect();
        lines.sort_by_key(|line| std::cmp::Reverse((sorted(line), line.id)));
        Ok(lines.into_iter().map(|line| line.id).take(MOST).collect())
    }

    fn wants(&self, line: &Line) -> bool {
        let gone = [EndingKind::Withdrawn, EndingKind::Quarantined].map(EndingKind::code);
        line.kind.is_of_things()
            && line.category.is_some_and(|category| self.categories.contains(&category))
            && self.ended.is_none_or(|ended| ended == line.ending.is_some())
            && self.received.as_ref().is_none_or(|within| within.contains(&line.received))
            && !line.ending.as_deref().is_some_and(|ending| gone.contains(&ending))
    }
}

/// Those of public space that are named, or all.
fn categories(app: &App, asked: &Asked) -> Result<HashSet<CategoryId>, Fault> {
    let book = app.book();
    let public = |code: &str| book.categories.by_code(code).filter(|found| found.public_space);
    let mut named = asked.all("service_code").peekable();
    if named.peek().is_none() {
        let all = book.categories.iter().filter(|category| category.public_space);
        return Ok(all.map(|category| category.id).collect());
    }
    let id = |code: &str| public(code).map(|found| found.id);
    named.map(|code| id(code).ok_or_else(|| Fault::missing("service_code"))).collect()
}

/// Both words mean all.
fn ended(asked: &Asked) -> Result<Option<bool>, Fault> {
    let read = |word: &str| match word {
        "open" => Ok(false),
        "closed" => Ok(true),
        _ => Err(malformed("status")),
    };
    let words: HashSet<bool> = asked.all("status").map(read).collect::<Result<_, _>>()?;
    Ok(words.iter().next().filter(|_| words.len() == 1).copied())
}

/// The last 90 days; also what was said in this very second.
fn recent(now: Timestamp) -> Range<Timestamp> {
    let second = SignedDuration::from_secs(1);
    now.saturating_sub(SPAN).unwrap_or(now)..now.saturating_add(second).unwrap_or(now)
}

/// From one instant to another, both included; `None` where neither is named.
fn span(
    asked: &Asked,
    from: &'static str,
    until: &'static str,
    now: Timestamp,
) -> Result<Option<Range<Timestamp>>, Fault> {
    let later = |at: Timestamp, by| at.saturating_add(by).unwrap_or(at);
    let (start, end) = match (asked.instant(from)?, asked.instant(until)?) {
        (None, None) => return Ok(None),
        (Some(start), None) => (start, later(start, SPAN).min(recent(now).end)),
        (None, Some(end)) => (end.saturating_sub(SPAN).unwrap_or(end), end),
        (Some(start), Some(end)) if end.duration_since(start) <= SPAN => (start, end),
        _ => {
            return Err(Fault::bad(format!(
                "{from} 至 {until} 不得超过 90 天 / {from} to {until} may not span more than 90 days"
            )));
        }
    };
    Ok(Some(start..later(end, SignedDuration::from_secs(1))))
}
