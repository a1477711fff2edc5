//! The history of an area in the order it was recorded, for those who follow it.

use std::collections::HashMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{DivisionId, Id, MatterId, UnitId};
use huisheng_domain::matter::{Event, Matter};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::{Change, area_of, micros};
use crate::rows::next_area;
use crate::{Engine, Micros, StoreError, matter};

/// One event, for followers. Carries nobody's data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands in the order of recording.
    pub mark: Mark,
    /// The matter's public number.
    pub number: String,
    /// What happened, as a stable code.
    pub kind: String,
}

/// A place in the order of recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// When the event was recorded.
    pub recorded: Timestamp,
    /// The matter.
    pub matter: MatterId,
    /// The event within the matter.
    pub seq: u32,
}

impl Mark {
    /// Before everything that was recorded at `recorded` or later.
    pub fn before(recorded: Timestamp) -> Self {
        Self { recorded, matter: Id::from_uuid(Uuid::nil()), seq: 0 }
    }
}

impl From<&Change> for Entry {
    fn from(change: &Change) -> Self {
        let mark = Mark { recorded: change.recorded, matter: change.matter, seq: change.seq };
        Self { mark, number: change.number.clone(), kind: change.kind.to_owned() }
    }
}

/// The events after `after`, in the order of recording, at most `limit`.
///
/// Who reads on from the last mark sees each event that was there. An event may be written a little
/// later than one recorded after it, by another lane or node: begin some seconds earlier.
pub async fn after(
    connection: &impl ConnectionTrait,
    area: Area,
    after: Mark,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let sql = "SELECT e.recorded_at, e.matter, e.seq, m.number, e.kind \
         FROM event e JOIN matter m ON m.area = e.area AND m.id = e.matter \
         WHERE e.area = ? AND (e.recorded_at, e.matter, e.seq) > (?, ?, ?) \
         ORDER BY e.recorded_at, e.matter, e.seq LIMIT ?";
    let values = vec![
        area_of(area).into(),
        micros(after.recorded),
        after.matter.uuid().into(),
        i32::try_from(after.seq).unwrap_or(i32::MAX).into(),
        i64::from(limit).into(),
    ];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(entry).collect()
}

/// Where the events after `after` stand, in the order of recording, at most `limit`: nothing else is read.
pub async fn marks(
    connection: &impl ConnectionTrait,
    area: Area,
    after: Mark,
    limit: u32,
) -> Result<Vec<Mark>, StoreError> {
    let sql = "SELECT recorded_at, matter, seq FROM event \
         WHERE area = ? AND (recorded_at, matter, seq) > (?, ?, ?) \
         ORDER BY recorded_at, matter, seq LIMIT ?";
    let values = vec![
        area_of(area).into(),
        micros(after.recorded),
        after.matter.uuid().into(),
        i32::try_from(after.seq).unwrap_or(i32::MAX).into(),
        i64::from(limit).into(),
    ];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(mark).collect()
}

/// The events at these marks, in the order of recording.
pub async fn events(
    connection: &impl ConnectionTrait,
    area: Area,
    marks: &[Mark],
) -> Result<Vec<(Mark, Event)>, StoreError> {
    let Some(last) = marks.last() else { return Ok(Vec::new()) };
    // As many as a power of two, so that few texts are parsed.
    let count = marks.len().next_power_of_two();
    let all = marks.iter().chain(std::iter::repeat(last)).take(count);
    let pairs = vec!["(?, ?)"; count].join(",");
    let sql = format!(
        "SELECT recorded_at, matter, seq, body FROM event WHERE area = ? AND (matter, seq) IN (VALUES {pairs})"
    );
    let seq = |mark: &Mark| Value::from(i32::try_from(mark.seq).unwrap_or(i32::MAX));
    let keys = all.flat_map(|mark| [mark.matter.uuid().into(), seq(mark)]);
    let values = std::iter::once(area_of(area).into()).chain(keys).collect();
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    let mut events = rows.iter().map(event).collect::<Result<Vec<_>, _>>()?;
    events.sort_by_key(|(mark, _)| *mark);
    Ok(events)
}

fn mark(row: &QueryResult) -> Result<Mark, StoreError> {
    let (matter, seq): (Uuid, i32) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    let unreadable = || StoreError::Unreadable(format!("an event of matter {matter}"));
    Ok(Mark {
        recorded: Micros(row.try_get_by_index(0)?).timestamp().ok_or_else(unreadable)?,
        matter: Id::from_uuid(matter),
        seq: u32::try_from(seq).map_err(|_| unreadable())?,
    })
}

fn event(row: &QueryResult) -> Result<(Mark, Event), StoreError> {
    let mark = mark(row)?;
    let body: String = row.try_get_by_index(3)?;
    let unreadable = |_| StoreError::Unreadable(format!("an event of matter {}", mark.matter));
    Ok((mark, serde_json::from_str(&body).map_err(unreadable)?))
}

fn entry(row: &QueryResult) -> Result<Entry, StoreError> {
    Ok(Entry { mark: mark(row)?, number: row.try_get_by_index(3)?, kind: row.try_get_by_index(4)? })
}

/// The areas that have a history.
pub async fn areas(connection: &impl ConnectionTrait) -> Result<Vec<Area>, StoreError> {
    let (mut areas, mut last) = (Vec::new(), i32::MIN);
    while let Some(area) = next_area(connection, "event", last).await? {
        areas.extend(u32::try_from(area).ok().and_then(|code| Area::new(code).ok()));
        last = area;
    }
    Ok(areas)
}

/// Where a matter is, and which units it concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Concerned {
    /// The division of its place.
    pub division: Option<DivisionId>,
    /// As [`huisheng_domain::matter::Matter::units`].
    pub units: Vec<UnitId>,
    /// Accounts and units it is kept from.
    pub apart: Vec<Uuid>,
}

impl Concerned {
    /// Whom a matter concerns.
    pub fn of(matter: &Matter) -> Self {
        Self {
            division: matter.place.division,
            units: matter.units().collect(),
            apart: matter.apart().collect(),
        }
    }
}

/// Whom these matters concern.
pub async fn concerned(
    connection: &impl ConnectionTrait,
    area: Area,
    matters: &[MatterId],
) -> Result<HashMap<MatterId, Concerned>, StoreError> {
    let states = matter::states(connection, area, matters).await?;
    Ok(states.into_iter().map(|(id, _, state)| (id, Concerned::of(&state))).collect())
}
