//! The worklists of units: each is an index of its own, merged as they are read, so that the first
//! page never reads the last matter.

use std::collections::{HashMap, HashSet};

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId, UnitId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};

use super::select::Select;
use super::{Cursor, Filter, Page, Sort, Summary};
use crate::ledger::area_of;
use crate::rows::padded;
use crate::{Engine, StoreError};

/// Units whose worklists are merged, at most: SQLite joins no more than 500 SELECTs.
const LISTS: usize = 400;
/// Lines looked at for one page, at most.
const LINES: usize = 4_000;

/// The units whose worklists hold everything that `filter` asks for, in its order.
pub(super) fn units(filter: &Filter) -> Option<&Vec<UnitId>> {
    let within = filter.within.as_ref().filter(|within| within.division.is_none());
    let units = filter.units.as_ref().or(within.map(|within| &within.units))?;
    (filter.sort != Sort::Changed && units.len() <= LISTS).then_some(units)
}

/// A page of at most `limit` matters from the worklists of `units`. Where few of their matters are
/// asked for it ends after [`LINES`], wherever it is: whoever wants more goes on from there.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    units: &[UnitId],
    mut after: Option<Cursor>,
    limit: usize,
    now: Timestamp,
) -> Result<Page, StoreError> {
    let (mut page, mut left) = (Page::default(), LINES);
    // One more than the page tells whether there is another; several units may have a share of a matter.
    let mut batch = if units.len() > 1 { 2 * limit } else { limit } + 1;
    while left > 0 {
        batch = batch.min(left);
        let lines = lines(connection, area, units, filter.sort, after, batch).await?;
        left -= lines.len();
        let (whole, last) = (lines.len() < batch, lines.last().copied());
        for (cursor, matter) in of_lines(connection, area, filter, lines, now).await? {
            if page.matters.len() == limit {
                page.next = after;
                return Ok(page);
            }
            after = Some(cursor);
            page.matters.push(matter);
        }
        if whole {
            return Ok(page);
        }
        after = last;
        batch *= 2;
    }
    page.next = after;
    Ok(page)
}

/// The next lines of the worklists, merged: what each is sorted by, and its matter.
async fn lines(
    connection: &impl ConnectionTrait,
    area: Area,
    units: &[UnitId],
    sort: Sort,
    after: Option<Cursor>,
    most: usize,
) -> Result<Vec<Cursor>, StoreError> {
    let due = sort == Sort::Due;
    let (column, order) = if due { ("due", "ASC") } else { ("key", "DESC") };
    let open = if due { "AND due IS NOT NULL" } else { "" };
    let behind = match after {
        Some(_) if due => "AND (due, matter) > (?, ?)",
        Some(_) => "AND key < ?",
        None => "",
    };
    let one =
        format!("SELECT {column}, matter FROM share WHERE area = ? AND unit = ? {open} {behind}");
    let lists = vec![one.as_str(); units.len()].join(" UNION ALL ");
    let sql = format!("{lists} ORDER BY {column} {order}, matter {order} LIMIT ?");
    let mut values: Vec<Value> = Vec::new();
    for unit in units {
        values.extend([area_of(area).into(), unit.uuid().into()]);
        values.extend(after.into_iter().flat_map(|after| after.values(sort)));
    }
    values.push(i64::try_from(most).unwrap_or(i64::MAX).into());
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    let line = |row: &sea_orm::QueryResult| {
        Ok(Cursor(row.try_get_by_index(0)?, Id::from_uuid(row.try_get_by_index(1)?)))
    };
    rows.iter().map(line).collect()
}

/// The matters of these lines that the filter asks for, each once and in their order.
async fn of_lines(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    lines: Vec<Cursor>,
    now: Timestamp,
) -> Result<Vec<(Cursor, Summary)>, StoreError> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let mut seen = HashSet::with_capacity(lines.len());
    let lines: Vec<Cursor> = lines.into_iter().filter(|line| seen.insert(line.1)).collect();
    let ids = padded(lines.iter().map(|line| line.1.uuid().into()).collect());
    let mut select = Select::among(area, "m.id", ids);
    select.meet(area, filter, units(filter), now);
    let found = select.all(connection, now).await?;
    let mut found: HashMap<MatterId, Summary> =
        found.into_iter().map(|matter| (matter.id, matter)).collect();
    Ok(lines.into_iter().filter_map(|line| Some((line, found.remove(&line.1)?))).collect())
}
