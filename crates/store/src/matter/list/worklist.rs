//! Pages of which the index holds more than is asked for: its lines are read a part at a time, in their
//! order, and looked at, so that the first page never reads the last matter. The worklists of units and
//! of divisions are an index each, merged as they are read; for everything else the lines are those of the
//! whole area.

use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, DivisionId, Id, MatterId, UnitId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::select::{Select, divisions_below};
use super::{Cursor, Filter, Page, Sort, Summary};
use crate::ledger::{area_of, micros};
use crate::rows::padded;
use crate::{Engine, StoreError};

/// Worklists that are merged, at most: SQLite joins no more than 500 SELECTs.
const LISTS: usize = 400;
/// Lines looked at for one page, at most.
pub(super) const LINES: usize = 4_000;

/// The units whose worklists hold everything that `filter` asks for, in its order.
pub(super) fn units(filter: &Filter) -> Option<&Vec<UnitId>> {
    // What somebody did, what is owed above and what may be archived is read from lines of its own.
    if filter.handled_by.is_some() || filter.owes_above || filter.to_archive {
        return None;
    }
    let within = filter.within.as_ref().filter(|within| within.divisions.is_empty());
    let units = filter.units.as_ref().or(within.map(|within| &within.units))?;
    (filter.sort != Sort::Changed && units.len() <= LISTS).then_some(units)
}

/// Worklists that together hold everything that is asked for, in its order.
#[derive(Default)]
struct Lists {
    /// By due date only.
    divisions: Vec<Uuid>,
    units: Vec<Uuid>,
}

impl Lists {
    /// With what is left to ask of each of their lines. `None`: only the whole area holds it.
    async fn of(
        connection: &impl ConnectionTrait,
        filter: &Filter,
    ) -> Result<Option<(Self, Filter)>, StoreError> {
        let ids = |units: &[UnitId]| units.iter().map(|unit| unit.uuid()).collect();
        let mut left = filter.clone();
        if let Some(units) = units(filter) {
            left.units = None;
            left.within.take_if(|within| within.divisions.is_empty() && within.units == *units);
            return Ok(Some((Self { units: ids(units), ..Self::default() }, left)));
        }
        let (divisions, units) = match (left.division.take(), &filter.within) {
            (Some(division), _) => (vec![division], Vec::new()),
            (None, Some(within)) if !within.divisions.is_empty() => {
                left.within = None;
                (within.divisions.clone(), ids(&within.units))
            }
            _ => return Ok(None),
        };
        if filter.sort != Sort::Due || filter.handled_by.is_some() {
            return Ok(None);
        }
        let lists = Self { divisions: below(connection, &divisions).await?, units };
        Ok((lists.len() <= LISTS).then_some((lists, left)))
    }

    fn len(&self) -> usize {
        self.divisions.len() + self.units.len()
    }
}

/// Divisions and all below them, each once.
async fn below(
    connection: &impl ConnectionTrait,
    divisions: &[DivisionId],
) -> Result<Vec<Uuid>, StoreError> {
    let sql = format!("{} SELECT DISTINCT id FROM below", divisions_below(divisions.len()));
    let values = divisions.iter().map(|id| id.uuid().into()).collect();
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

/// A page of at most `limit` matters. Where few of the lines are asked for it ends after [`LINES`],
/// wherever it is: whoever wants more goes on from there.
pub(super) async fn page(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    mut after: Option<Cursor>,
    limit: usize,
    now: Timestamp,
) -> Result<Page, StoreError> {
    let (mut page, mut left) = (Page::default(), LINES);
    let (lists, asked) = match Lists::of(connection, filter).await? {
        Some((lists, left)) => (Some(lists), left),
        None => (None, filter.clone()),
    };
    // One more than the page tells whether there is another; a matter may stand in several lists, and not each
    // may be asked for.
    let mut batch = match lists.as_ref().map(Lists::len) {
        // A division that is not there.
        Some(0) => return Ok(page),
        Some(1) => limit + 1,
        _ => 2 * limit + 1,
    };
    while left > 0 {
        batch = batch.min(left);
        let part = match (filter.handled_by, &lists) {
            (Some(account), _) => {
                of_account(connection, area, account, filter.from, after, batch).await?
            }
            (None, Some(lists)) => {
                of_lists(connection, area, lists, filter.sort, after, batch).await?
            }
            (None, None) => of_area(connection, area, filter, after, batch).await?,
        };
        left = left.saturating_sub(part.read);
        let last = part.lines.last().copied();
        // Mostly the page is full before all lines were looked at.
        let enough = (limit + 1 - page.matters.len()).min(part.lines.len());
        let (first, others) = part.lines.split_at(enough);
        for lines in [first, others] {
            for (cursor, matter) in of_lines(connection, area, &asked, lines, now).await? {
                if page.matters.len() == limit {
                    page.next = after;
                    return Ok(page);
                }
                after = Some(cursor);
                page.matters.push(matter);
            }
        }
        if part.whole {
            return Ok(page);
        }
        after = last;
        batch *= 2;
    }
    page.next = after;
    Ok(page)
}

/// A page of the few that are named.
pub(super) async fn among(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    after: Option<Cursor>,
    limit: usize,
    now: Timestamp,
) -> Result<Page, StoreError> {
    if filter.is_of_nobody() {
        return Ok(Page::default());
    }
    let mut select = Select::of(area, "");
    select.meet(area, filter, now);
    let found = select.all(connection, now).await?;
    let ascending = filter.sort == Sort::Due;
    let place = |cursor: &Cursor| (cursor.0, cursor.1.uuid());
    let mut lines: Vec<(Cursor, Summary)> = found
        .into_iter()
        .filter(|matter| !ascending || matter.next_due.is_some())
        .map(|matter| (Cursor::at(&matter, filter.sort), matter))
        .collect();
    lines.sort_by(|(one, _), (other, _)| match ascending {
        true => place(one).cmp(&place(other)),
        false => place(other).cmp(&place(one)),
    });
    let is_behind = |cursor: &Cursor| {
        after.is_none_or(|after| match ascending {
            true => place(cursor) > place(&after),
            false => place(cursor) < place(&after),
        })
    };
    lines.retain(|(cursor, _)| is_behind(cursor));
    let next = lines.get(limit).and_then(|_| lines.get(limit.checked_sub(1)?)).map(|line| line.0);
    let matters = lines.into_iter().take(limit).map(|(_, matter)| matter).collect();
    Ok(Page { matters, next })
}

/// The next lines, in their order.
struct Part {
    lines: Vec<Cursor>,
    /// How many were read for it.
    read: usize,
    /// There are no more.
    whole: bool,
}

/// The next lines of the area, or of the desk or category that is asked for: what each is sorted by, and
/// its matter.
async fn of_area(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    after: Option<Cursor>,
    most: usize,
) -> Result<Part, StoreError> {
    let mut lines = Filter { sort: filter.sort, ..Filter::default() };
    match filter.sort {
        Sort::Due => lines.owner.clone_from(&filter.owner),
        Sort::Received if filter.owes_above => lines.owes_above = true,
        Sort::Received if filter.to_archive => lines.to_archive = true,
        Sort::Received => lines.category = filter.category,
        Sort::Changed => {}
    }
    let select = Select::page(area, &lines, after, Timestamp::UNIX_EPOCH);
    let lines = select.lines(connection, most).await?;
    Ok(Part { read: lines.len(), whole: lines.len() < most, lines })
}

/// The next matters that somebody did a step of, the last step first. Nobody did a step of what came in at `from` or later
/// before that.
async fn of_account(
    connection: &impl ConnectionTrait,
    area: Area,
    account: AccountId,
    from: Option<Timestamp>,
    after: Option<Cursor>,
    most: usize,
) -> Result<Part, StoreError> {
    let behind = if after.is_some() { "AND (handled_at, matter) < (?, ?)" } else { "" };
    let since = if from.is_some() { "AND handled_at >= ?" } else { "" };
    let sql = format!(
        "SELECT handled_at, matter FROM handled WHERE area = ? AND account = ? {since} {behind} \
         ORDER BY handled_at DESC, matter DESC LIMIT ?"
    );
    let mut values: Vec<Value> = vec![area_of(area).into(), account.uuid().into()];
    values.extend(from.map(micros));
    values.extend(after.into_iter().flat_map(|after| after.values(Sort::Changed)));
    values.push(i64::try_from(most).unwrap_or(i64::MAX).into());
    let statement = Engine::of(connection).statement(&sql, values);
    let rows = connection.query_all_raw(statement).await?;
    let lines: Vec<Cursor> = rows.iter().map(Cursor::read).collect::<Result<_, _>>()?;
    Ok(Part { read: lines.len(), whole: lines.len() < most, lines })
}

/// The next lines of the worklists, merged. Each list has its index in this order, so that both engines merge them as
/// they read, and stop when they have enough.
async fn of_lists(
    connection: &impl ConnectionTrait,
    area: Area,
    lists: &Lists,
    sort: Sort,
    after: Option<Cursor>,
    most: usize,
) -> Result<Part, StoreError> {
    let due = sort == Sort::Due;
    let (column, order) = if due { ("due", "ASC") } else { ("key", "DESC") };
    let open = if due { "AND due IS NOT NULL" } else { "" };
    let behind = match after {
        Some(_) if due => "AND (due, matter) > (?, ?)",
        Some(_) => "AND key < ?",
        None => "",
    };
    let of_unit =
        format!("SELECT {column}, matter FROM share WHERE area = ? AND unit = ? {open} {behind}");
    let behind = if after.is_some() { "AND (next_due, id) > (?, ?)" } else { "" };
    let of_division = format!(
        "SELECT next_due, id FROM matter WHERE area = ? AND division = ? AND next_due IS NOT NULL {behind}"
    );
    let divisions = lists.divisions.iter().map(|id| (of_division.as_str(), *id));
    let units = lists.units.iter().map(|id| (of_unit.as_str(), *id));
    let (mut sql, mut values) = (Vec::new(), Vec::<Value>::new());
    for (list, id) in divisions.chain(units) {
        sql.push(list);
        values.extend([area_of(area).into(), id.into()]);
        values.extend(after.into_iter().flat_map(|after| after.values(sort)));
    }
    let sql = format!("{} ORDER BY 1 {order}, 2 {order} LIMIT ?", sql.join(" UNION ALL "));
    values.push(i64::try_from(most).unwrap_or(i64::MAX).into());
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    let mut lines: Vec<Cursor> = rows.iter().map(Cursor::read).collect::<Result<_, _>>()?;
    // A matter may stand in several.
    lines.dedup();
    Ok(Part { read: rows.len(), whole: rows.len() < most, lines })
}

/// The matters of these lines that the filter asks for, in their order.
async fn of_lines(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    lines: &[Cursor],
    now: Timestamp,
) -> Result<Vec<(Cursor, Summary)>, StoreError> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let ids = padded(lines.iter().map(|line| line.1.uuid().into()).collect());
    let mut select = Select::among(area, "m.id", ids);
    select.meet(area, filter, now);
    let found = select.all(connection, now).await?;
    let mut found: HashMap<MatterId, Summary> =
        found.into_iter().map(|matter| (matter.id, matter)).collect();
    Ok(lines.iter().filter_map(|line| Some((*line, found.remove(&line.1)?))).collect())
}

/// Matters of which an office waits for an exclusion: few, as each is asked within days and decided one by one.
pub(super) async fn excluding(
    connection: &impl ConnectionTrait,
    area: Area,
) -> Result<Vec<MatterId>, StoreError> {
    let sql = "SELECT id FROM matter WHERE area = ? AND excluding ORDER BY area, id LIMIT ?";
    let most = i64::try_from(LISTS).unwrap_or(i64::MAX);
    let values = vec![area_of(area).into(), most.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(|row| Ok(Id::from_uuid(row.try_get_by_index(0)?))).collect()
}
