//! How many matters wait in a worklist.

use huisheng_domain::area::Area;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use super::Filter;
use super::select::Select;
use super::worklist::LINES;
use crate::{Engine, StoreError};

/// How many matters that have not ended each of `filters` asks for, by the conditions of its list, but
/// no more than `most`: whoever reads "999+" need not wait for the rest to be counted. Words are no
/// part of it.
pub async fn count(
    connection: &impl ConnectionTrait,
    area: Area,
    filters: &[Filter],
    most: usize,
    now: Timestamp,
) -> Result<Vec<usize>, StoreError> {
    let (mut sql, mut values) = (Vec::new(), Vec::<Value>::new());
    for (nth, filter) in filters.iter().enumerate().filter(|(_, filter)| !filter.is_of_nobody()) {
        let mut select = Select::of(area, "");
        let mut filter = Filter { open: true, ..filter.clone() };
        if let Some(account) = filter.handled_by.take() {
            select.among_handled(area, account, LINES);
        } else if std::mem::take(&mut filter.returned) {
            select.among_returned(area);
        }
        if let Some(within) = filter.within.take() {
            select.open_within(area, &within);
        }
        select.meet(area, &filter, None, now);
        let (counted, of) = select.counting(most);
        sql.push(format!("SELECT {nth}, ({counted})"));
        values.extend(of);
    }
    let mut counts = vec![0; filters.len()];
    if sql.is_empty() {
        return Ok(counts);
    }
    let statement = Engine::of(connection).statement(&sql.join(" UNION ALL "), values);
    for row in connection.query_all_raw(statement).await? {
        let (nth, count): (i32, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let place = usize::try_from(nth).ok().and_then(|nth| counts.get_mut(nth));
        if let Some(place) = place {
            *place = usize::try_from(count).unwrap_or_default();
        }
    }
    Ok(counts)
}
