//! Searching: newest first, a part of the past at a time.
//!
//! A word that everybody uses is found enough in the last days; one that is rare is looked for further
//! back. So a page looks through a short window first, then through longer ones, and ends after a year
//! or after [`DOCUMENTS`] messages, wherever it is: whoever wants more goes on from there.

use huisheng_domain::area::Area;
use huisheng_domain::search::Query;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use super::select::Select;
use super::{Cursor, Filter, Page};
use crate::ledger::area_of;
use crate::rows::padded;
use crate::search::{self, first_key_of_week, week_of};
use crate::{Engine, StoreError};

/// Weeks of the windows, one after the other; the first has what there is of the running week. They end
/// where weeks do, since PostgreSQL's index is told weeks and reads all of each.
const WINDOWS: [i64; 4] = [1, 3, 23, 26];
/// Messages looked at for one page, at most: few of what is found may be within reach.
const DOCUMENTS: usize = 4_000;
/// Messages asked for at first, at least; twice as many each time after.
const BATCH: usize = 200;

/// A page of at most `limit` matters with a message in which every phrase of `text` stands.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    text: &str,
    after: Option<Cursor>,
    limit: usize,
    now: Timestamp,
) -> Result<Page, StoreError> {
    let (query, mut page, mut left) = (Query::parse(text), Page::default(), DOCUMENTS);
    let Some((oldest, newest)) = bounds(connection, area).await? else { return Ok(page) };
    if query.is_empty() || filter.is_of_nobody() {
        return Ok(page);
    }
    let mut batch = (4 * limit).max(BATCH);
    // Exclusive.
    let mut before = after.map_or(newest + 1, |cursor| cursor.0.clamp(oldest, newest + 1));
    for weeks in WINDOWS {
        let from = first_key_of_week(week_of(before - 1) + 1 - weeks).max(oldest);
        while before > from && left > 0 {
            let most = batch.min(left);
            let keys = search::keys(connection, area, &query, from..before, most).await?;
            left -= keys.len();
            // Little of it was within reach: every question costs a look at the whole window.
            batch *= 2;
            before = if keys.len() < most { from } else { keys.last().copied().unwrap_or(from) };
            page.matters.extend(of_keys(connection, area, filter, keys, now).await?);
            if page.matters.len() > limit {
                page.matters.truncate(limit);
                page.next = page.matters.last().map(|last| Cursor(last.key, last.id));
                return Ok(page);
            }
        }
    }
    let nobody = huisheng_domain::id::Id::from_uuid(uuid::Uuid::nil());
    page.next = (before > oldest).then_some(Cursor(before, nobody));
    Ok(page)
}

async fn of_keys(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    mut keys: Vec<i64>,
    now: Timestamp,
) -> Result<Vec<super::Summary>, StoreError> {
    // The messages of a matter stand side by side.
    keys.dedup();
    if keys.is_empty() {
        // Asked all the same: that something was found, and lies out of reach, must not be told by the time it takes.
        keys.push(-1);
    }
    let mut select =
        Select::among(area, "m.key", padded(keys.into_iter().map(Value::from).collect()));
    select.meet(area, filter, now);
    let mut found = select.all(connection, now).await?;
    found.sort_unstable_by_key(|matter| std::cmp::Reverse(matter.key));
    Ok(found)
}

/// The keys of the oldest and the newest matter.
async fn bounds(
    connection: &impl ConnectionTrait,
    area: Area,
) -> Result<Option<(i64, i64)>, StoreError> {
    let end = async |order: &str| {
        let sql = format!(
            "SELECT key FROM matter WHERE area = ? ORDER BY area {order}, key {order} LIMIT 1"
        );
        let values = vec![area_of(area).into()];
        let row = connection.query_one_raw(Engine::of(connection).statement(&sql, values)).await?;
        Ok::<_, StoreError>(row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?)
    };
    Ok(end("ASC").await?.zip(end("DESC").await?))
}
