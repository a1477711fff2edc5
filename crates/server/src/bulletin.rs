//! Bulletins 通报: drawn up from the tallies, and the matters behind each number.
//!
//! Everybody reads the same bulletin, so what is kept from anybody is in nobody's numbers. Only what somebody waits for counts 诉求: no records of what
//! was settled on the spot, nothing that the house asks itself.

mod behind;

use std::collections::{BTreeMap, HashSet};
use std::ops::RangeInclusive;

use huisheng_domain::area::Area;
use huisheng_domain::bulletin::{Bulletin, BulletinLine, Unanswered, ranked};
use huisheng_domain::id::{DivisionId, MatterId, UnitId};
use huisheng_domain::matter::Kind;
use huisheng_domain::tally::Figures;
use huisheng_store::matter::{Filter as Listed, LightFilter, Sort, Within};
use huisheng_store::tally::{self, By, Filter, Sum};
use huisheng_store::{Book, Store, StoreError, apart, matter};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

pub use behind::behind;

use crate::api::named::unit_name;
use crate::app::Reach;
use crate::mask;
use crate::report::{self, Kept};

/// Lines of the list of what is overdue, at most: what is longer is read in the worklist.
const UNANSWERED: usize = 200;

/// Takes the figures anew, as of `now`; the words stay.
///
/// # Errors
/// The database.
pub async fn draw(
    store: &Store,
    book: &Book,
    area: Area,
    bulletin: &mut Bulletin,
    now: Timestamp,
) -> Result<(), StoreError> {
    let days = bulletin.from..=bulletin.to;
    let asked = |sum: &Sum| sum.kind.is_none_or(Kind::is_asked_for);
    (bulletin.lines, bulletin.total) =
        units(store, book, area, &bulletin.divisions, days, &[By::Kind], asked).await?;
    bulletin.drawn = now;
    (bulletin.unanswered, bulletin.unlisted) = unanswered(store, book, area, bulletin, now).await?;
    Ok(())
}

/// The units with their figures of these days, best first, and all together: of sums, split by `more` as well, that are
/// `wanted`. Divisions with all below them; the whole area if none.
///
/// # Errors
/// The database.
pub async fn units(
    store: &Store,
    book: &Book,
    area: Area,
    divisions: &[DivisionId],
    days: RangeInclusive<Date>,
    more: &[By],
    wanted: impl Fn(&Sum) -> bool,
) -> Result<(Vec<BulletinLine>, Figures), StoreError> {
    let filter = Filter {
        measures: report::measures(),
        days: Some(tally::number(*days.start())..=tally::number(*days.end())),
        divisions: report::with_below(book, divisions).into_iter().collect(),
        units: Vec::new(),
    };
    let by = [&[By::Unit, By::Measure], more].concat();
    let sums = report::counted(store, book, area, &Kept::FromAnybody, &filter, &by).await?;
    let (mut units, mut total) = (BTreeMap::<UnitId, Figures>::new(), Figures::default());
    for sum in sums.into_iter().filter(wanted) {
        let Some(measure) = sum.measure else { continue };
        total.add(measure, sum.n);
        if let Some(unit) = sum.unit {
            units.entry(unit).or_default().add(measure, sum.n);
        }
    }
    let line = |(unit, figures): (UnitId, Figures)| BulletinLine {
        unit,
        name: unit_name(book, unit),
        rank: None,
        figures,
    };
    Ok((ranked(units.into_iter().map(line).collect()), total))
}

/// A bulletin as somebody reads it: of what is overdue, what lies within reach is listed, and nothing whose reporter is sealed
/// by now. The rest is counted.
///
/// # Errors
/// The database.
pub async fn seen(
    store: &Store,
    book: &Book,
    area: Area,
    reach: &Reach,
    bulletin: Bulletin,
) -> Result<Bulletin, StoreError> {
    let numbers: Vec<&str> = bulletin.unanswered.iter().map(|one| one.number.as_str()).collect();
    let mut matters = matter::by_numbers(store.read(), area, &numbers).await?;
    matters.retain(|matter| !mask::is_sealed(matter));
    let ids: Vec<MatterId> = matters.iter().map(|matter| matter.id).collect();
    let held = reach.among(store.read(), book, area, &ids).await?;
    matters.retain(|matter| held.contains(&matter.id));
    let shown: HashSet<String> = matters.into_iter().map(|matter| matter.number).collect();
    Ok(bulletin.listing(|one| shown.contains(&one.number)))
}

/// What is overdue now, those due first first, and how many more are: of whom is sealed nothing is listed, since a bulletin
/// leaves the house.
async fn unanswered(
    store: &Store,
    book: &Book,
    area: Area,
    bulletin: &Bulletin,
    now: Timestamp,
) -> Result<(Vec<Unanswered>, u32), StoreError> {
    let divisions = bulletin.divisions.clone();
    let within = (!divisions.is_empty()).then(|| Within { divisions, units: Vec::new() });
    let overdue = Listed {
        within,
        open: true,
        light: Some(LightFilter::Red),
        sort: Sort::Due,
        ..Listed::default()
    };
    let kept: HashSet<MatterId> = apart::all(store.read(), area).await?;
    let page = matter::list(store.read(), area, &overdue, None, UNANSWERED, now).await?;
    let zone = book.calendar.zone();
    let line = |summary: matter::Summary| {
        // The due instant is an exclusive end: midnight belongs to the day before.
        let last = summary.next_due?.checked_sub(SignedDuration::from_nanos(1)).ok()?;
        let category = summary.category.and_then(|id| book.categories.get(id));
        Some(Unanswered {
            number: summary.number,
            category: category.map_or("未分类", |found| &found.name).to_owned(),
            unit: summary.lead.map_or_else(|| "未派单".to_owned(), |id| unit_name(book, id)),
            due: last.to_zoned(zone.clone()).date(),
        })
    };
    let asked = |summary: &matter::Summary| {
        let kind = serde_json::from_value(summary.kind.as_str().into());
        // What has ended is answered, though a leader may wait for the report.
        let open = summary.ending.is_none() && !kept.contains(&summary.id);
        open && kind.is_ok_and(Kind::is_asked_for)
    };
    let overdue: Vec<matter::Summary> = page.matters.into_iter().filter(asked).collect();
    let ids: Vec<MatterId> = overdue.iter().map(|summary| summary.id).collect();
    let states = matter::states(store.read(), area, &ids).await?.into_iter();
    let open: HashSet<MatterId> =
        states.filter(|(.., one)| !mask::is_sealed(one)).map(|(id, ..)| id).collect();
    let all = overdue.len();
    let listed = overdue.into_iter().filter(|summary| open.contains(&summary.id));
    let listed: Vec<Unanswered> = listed.filter_map(line).collect();
    let unlisted = u32::try_from(all - listed.len()).unwrap_or(u32::MAX);
    Ok((listed, unlisted))
}
