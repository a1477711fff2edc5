//! Lines of an area in the order of an index, looked at until enough is found: for who asks by what no
//! index holds, and needs no more than the newest.

use std::ops::Range;

use huisheng_domain::area::Area;
use huisheng_domain::id::{CategoryId, Id, MatterId};
use huisheng_domain::matter::Kind;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use super::first_key_of;
use crate::ledger::area_of;
use crate::{Engine, Micros, StoreError};

/// Lines looked at, at most.
const LINES: usize = 4_000;
/// Lines of one statement.
const BATCH: usize = 500;

/// What the lines are sorted by, the newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// When it was said, of one category or of all.
    Received(Option<CategoryId>),
    /// When anything last happened.
    Changed,
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The matter.
    pub id: MatterId,
    /// Category.
    pub category: Option<CategoryId>,
    /// Kind.
    pub kind: Kind,
    /// The code of its end.
    pub ending: Option<String>,
    /// When it was said.
    pub received: Timestamp,
    /// When anything last happened.
    pub changed: Timestamp,
}

/// The newest matters of `within`, at most `most`, that are `wanted`; few of which are found among the
/// first 4,000 lines are not looked for further.
pub async fn walk(
    connection: &impl ConnectionTrait,
    area: Area,
    by: By,
    within: Range<Timestamp>,
    wanted: impl Fn(&Line) -> bool,
    most: usize,
) -> Result<Vec<MatterId>, StoreError> {
    let mut after = first(by, within.end);
    let (mut found, mut left) = (Vec::new(), LINES);
    while left > 0 {
        let lines = lines(connection, area, by, after).await?;
        left = left.saturating_sub(BATCH);
        let whole = lines.len() < BATCH;
        for (at, line) in lines {
            after = (at, line.id.uuid());
            let sorted = match by {
                By::Received(_) => line.received,
                By::Changed => line.changed,
            };
            if is_over(by, at, within.start) || found.len() == most {
                return Ok(found);
            }
            if within.contains(&sorted) && wanted(&line) {
                found.push(line.id);
            }
        }
        if whole {
            break;
        }
    }
    Ok(found)
}

/// Days since 2000-01-01, by UTC. The day of a number is a local one: it lies within a day of that.
fn day(at: Timestamp) -> i64 {
    const DAY: i64 = 86_400;
    (at.as_second() - 10_957 * DAY).div_euclid(DAY)
}

/// Before every line of the time.
fn first(by: By, end: Timestamp) -> (i64, Uuid) {
    match by {
        By::Received(_) => (first_key_of(day(end) + 2), Uuid::max()),
        By::Changed => (Micros::from(end).0, Uuid::nil()),
    }
}

/// No line from here on is of the time.
fn is_over(by: By, at: i64, start: Timestamp) -> bool {
    match by {
        By::Received(_) => at < first_key_of(day(start) - 1),
        By::Changed => at < Micros::from(start).0,
    }
}

/// The next lines, with what they are sorted by.
async fn lines(
    connection: &impl ConnectionTrait,
    area: Area,
    by: By,
    (at, id): (i64, Uuid),
) -> Result<Vec<(i64, Line)>, StoreError> {
    let mut values: Vec<Value> = vec![area_of(area).into(), at.into()];
    let (sorted, behind, order) = match by {
        By::Received(None) => ("m.key", "m.key < ?", "m.area DESC, m.key DESC"),
        By::Received(Some(category)) => {
            values.push(category.uuid().into());
            ("m.key", "m.key < ? AND m.category = ?", "m.area DESC, m.key DESC")
        }
        By::Changed => {
            values.push(id.into());
            let behind = "(m.changed_at, m.id) < (?, ?)";
            ("m.changed_at", behind, "m.area DESC, m.changed_at DESC, m.id DESC")
        }
    };
    let sql = format!(
        "SELECT {sorted}, m.id, m.category, m.kind, m.ending, m.received_at, m.changed_at FROM matter m \
         WHERE m.area = ? AND {behind} ORDER BY {order} LIMIT ?"
    );
    values.push(i64::try_from(BATCH).unwrap_or(i64::MAX).into());
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(line).collect()
}

fn line(row: &QueryResult) -> Result<(i64, Line), StoreError> {
    let id: Uuid = row.try_get_by_index(1)?;
    let unreadable = || StoreError::Unreadable(format!("the row of matter {id}"));
    let at = |index| -> Result<Timestamp, StoreError> {
        Micros(row.try_get_by_index(index)?).timestamp().ok_or_else(unreadable)
    };
    let kind: String = row.try_get_by_index(3)?;
    let category: Option<Uuid> = row.try_get_by_index(2)?;
    let line = Line {
        id: Id::from_uuid(id),
        category: category.map(Id::from_uuid),
        kind: serde_json::from_value(kind.into()).map_err(|_| unreadable())?,
        ending: row.try_get_by_index(4)?,
        received: at(5)?,
        changed: at(6)?,
    };
    Ok((row.try_get_by_index(0)?, line))
}
