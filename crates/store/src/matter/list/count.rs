//! How many matters wait in a worklist.

use huisheng_domain::area::Area;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use super::select::{Select, reached};
use super::worklist::LINES;
use super::{Filter, Within};
use crate::rows::padded;
use crate::{Engine, StoreError};

/// How many matters that have not ended (but what is owed above, until it is entered there, and what may be archived) each of
/// `filters` asks for among those `within`, by the conditions of its list, but no more than `most`: whoever reads "999+" need not wait for the rest to be
/// counted. Words are no part of it.
pub async fn count(
    connection: &impl ConnectionTrait,
    area: Area,
    within: Option<&Within>,
    filters: &[Filter],
    most: usize,
    now: Timestamp,
) -> Result<Vec<usize>, StoreError> {
    let mut counts = vec![0; filters.len()];
    if within.is_some_and(Within::is_nobody) {
        return Ok(counts);
    }
    // What is within reach is read once for all counters.
    let (with, mut values) = within.map(|within| reached(area, within)).unwrap_or_default();
    let mut sql = Vec::new();
    for (nth, filter) in filters.iter().enumerate().filter(|(_, filter)| !filter.is_of_nobody()) {
        debug_assert!(filter.within.is_none(), "what is within reach is said once");
        let mut filter = Filter { within: within.cloned(), ..filter.clone() };
        filter.open |= !filter.owes_above && !filter.excluding && !filter.to_archive;
        let mut select = if let Some(account) = filter.handled_by.take() {
            Select::among_handled(area, account, LINES)
        } else if std::mem::take(&mut filter.returned) {
            Select::among_returned(area)
        } else if std::mem::take(&mut filter.unsealing) {
            Select::among_unsealing(area)
        } else if std::mem::take(&mut filter.excluding) {
            Select::among_excluding(area)
        } else if std::mem::take(&mut filter.owes_above) {
            Select::among_owed(area)
        } else if std::mem::take(&mut filter.to_archive) {
            Select::among_to_archive(area)
        } else if let Some(few) = filter.among.take() {
            Select::among(area, "m.id", padded(few.iter().map(|id| id.uuid().into()).collect()))
        } else if let Some(within) = filter.within.take() {
            let part = filter.part.take();
            let told = filter.is_told_by_reached(!within.divisions.is_empty());
            let mut select = if told { Select::reached() } else { Select::among_reached(area) };
            if let Some((part, units)) = &part {
                select.has_part(area, *part, units);
            }
            select
        } else {
            Select::of(area, "")
        };
        select.meet(area, &filter, now);
        let (counted, of) = select.counting(most);
        sql.push(format!("SELECT {nth}, ({counted})"));
        values.extend(of);
    }
    if sql.is_empty() {
        return Ok(counts);
    }
    let sql = format!("{with}{}", sql.join(" UNION ALL "));
    let statement = Engine::of(connection).statement(&sql, values);
    for row in connection.query_all_raw(statement).await? {
        let (nth, count): (i32, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let place = usize::try_from(nth).ok().and_then(|nth| counts.get_mut(nth));
        if let Some(place) = place {
            *place = usize::try_from(count).unwrap_or_default();
        }
    }
    Ok(counts)
}
