//! Matters of a period, the earliest first, a part at a time: for forms and transfer lists, which are written from the first
//! row to the last.

use std::collections::HashMap;
use std::ops::Range;

use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::select::Select;
use super::{Cursor, Filter, Page, Summary};
use crate::ledger::area_of;
use crate::rows::padded;
use crate::{Engine, Micros, StoreError};

/// Which instant of a matter lies in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// When it was said. Not the day of its number: what was split off later was said when the whole was.
    Received,
    /// When it ended.
    Ended,
    /// When it was archived.
    Archived,
}

/// The next matters of the period that the filter asks for, behind `after`: `lines` of them are looked at, so there may be
/// fewer, or none, and still a next part. Words, order and what a filter reads from lists of its own are not asked for.
pub async fn of_span(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    (by, within): (Dated, &Range<Timestamp>),
    after: Option<Cursor>,
    lines: usize,
    now: Timestamp,
) -> Result<Page, StoreError> {
    let read = next(connection, area, by, within, after, lines).await?;
    let end = Micros::from(within.end).0;
    let found: Vec<Cursor> = read.iter().copied().take_while(|cursor| cursor.0 < end).collect();
    let more = read.len() == lines && found.len() == read.len();
    let next = found.last().copied().filter(|_| more);
    if found.is_empty() {
        return Ok(Page { matters: Vec::new(), next });
    }
    let ids = padded(found.iter().map(|cursor| cursor.1.uuid().into()).collect());
    let mut select = Select::among(area, "m.id", ids);
    select.meet(area, filter, now);
    let all = select.all(connection, now).await?.into_iter();
    let mut all: HashMap<MatterId, Summary> = all.map(|one| (one.id, one)).collect();
    let matters = found.iter().filter_map(|cursor| all.remove(&cursor.1)).collect();
    Ok(Page { matters, next })
}

/// The next lines of the area in the order of the index: what each is sorted by, and its matter.
async fn next(
    connection: &impl ConnectionTrait,
    area: Area,
    by: Dated,
    within: &Range<Timestamp>,
    after: Option<Cursor>,
    lines: usize,
) -> Result<Vec<Cursor>, StoreError> {
    let sql = match by {
        Dated::Received => {
            "SELECT m.received_at, m.id FROM matter m WHERE m.area = ? AND (m.received_at, m.id) > (?, ?) \
             ORDER BY m.area, m.received_at, m.id LIMIT ?"
        }
        Dated::Ended => {
            "SELECT m.ended_at, m.id FROM matter m WHERE m.area = ? AND m.ended_at IS NOT NULL AND (m.ended_at, m.id) > (?, ?) \
             ORDER BY m.area, m.ended_at, m.id LIMIT ?"
        }
        Dated::Archived => {
            "SELECT m.archived_at, m.id FROM matter m WHERE m.area = ? AND m.archived_at IS NOT NULL \
             AND (m.archived_at, m.id) > (?, ?) ORDER BY m.area, m.archived_at, m.id LIMIT ?"
        }
    };
    let first = (Micros::from(within.start).0, Uuid::nil());
    let (at, id) = after.map_or(first, |after| (after.0, after.1.uuid()));
    let limit = i64::try_from(lines).unwrap_or(i64::MAX);
    let values: Vec<Value> = vec![area_of(area).into(), at.into(), id.into(), limit.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(Cursor::read).collect()
}
