//! The matters behind a number: those of the unit are counted anew from their histories, as they were when the bulletin was drawn
//! up, by the same rule that made the number. So list and number cannot differ.

use std::collections::HashSet;

use huisheng_domain::area::Area;
use huisheng_domain::bulletin::{Bulletin, Figure};
use huisheng_domain::id::{DivisionId, MatterId, UnitId};
use huisheng_domain::matter::{Event, Matter};
use huisheng_domain::tally::{self, Figures, Sums};
use huisheng_store::{Book, Store, StoreError, apart, bulletin, matter};

use crate::report;

/// Matters of a unit that are counted at a time.
const AT_ONCE: u32 = 200;

/// Part of a list behind a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// The newest number first, each with how often it counts.
    pub matters: Vec<(MatterId, i64)>,
    /// Where to go on: the key of the last matter that was looked at, and how much was found up to there. None once the
    /// number is complete, or nothing is left to look at.
    pub next: Option<(i64, i64)>,
}

/// What stands behind the number `figure` of `unit`, about `most` matters behind `after`.
///
/// # Errors
/// The database; a history that does not replay.
pub async fn behind(
    store: &Store,
    book: &Book,
    area: Area,
    of: &Bulletin,
    (unit, figure): (UnitId, Figure),
    after: Option<(i64, i64)>,
    most: usize,
) -> Result<Behind, StoreError> {
    let line = of.lines.iter().find(|line| line.unit == unit);
    let number = line.map_or(0, |line| figure.of(&line.figures));
    let kept: HashSet<MatterId> = apart::all(store.read(), area).await?;
    let divisions = report::with_below(book, &of.divisions);
    let days = huisheng_store::tally::number(of.from)..=huisheng_store::tally::number(of.to);
    let within = |at: Option<DivisionId>| {
        divisions.is_empty() || at.is_some_and(|at| divisions.contains(&at))
    };
    let counts = |key: &tally::Key| {
        let asked = key.kind.is_asked_for();
        asked && key.unit == Some(unit) && days.contains(&key.day) && within(key.division)
    };
    let (mut key, mut found) = after.map_or((None, 0), |(key, found)| (Some(key), found));
    let mut all = Behind::default();
    while found < number && all.matters.len() < most {
        let page = bulletin::matters_of(store.read(), area, unit, key, AT_ONCE).await?;
        let Some((last, _)) = page.last() else { return Ok(all) };
        let ids: Vec<MatterId> = page.iter().map(|(_, id)| *id).collect();
        let mut histories = matter::events_of(store.read(), area, &ids).await?;
        for id in ids.into_iter().filter(|id| !kept.contains(id)) {
            let mut events = histories.remove(&id).unwrap_or_default();
            events.retain(|event| event.recorded <= of.drawn);
            let n = figure.of(&counted(area, id, &events, book, counts)?);
            if n != 0 {
                found += n;
                all.matters.push((id, n));
            }
        }
        key = Some(*last);
    }
    all.next = key.filter(|_| found < number).map(|key| (key, found));
    Ok(all)
}

/// What one matter counts for.
fn counted(
    area: Area,
    id: MatterId,
    events: &[Event],
    book: &Book,
    counts: impl Fn(&tally::Key) -> bool,
) -> Result<Figures, StoreError> {
    if events.is_empty() {
        return Ok(Figures::default());
    }
    let replayed = Matter::replay(area, id, events);
    let replayed =
        replayed.map_err(|error| StoreError::Unreadable(format!("matter {id}: {error}")))?;
    let mut sums = Sums::new();
    tally::count_history(&mut sums, &replayed, events, book.calendar.zone());
    Ok(Figures::of(&sums, counts))
}
