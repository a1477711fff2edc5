//! Matters: the row a state projects to, and reading states and histories back.

mod history;
mod list;
mod open;
mod public;
mod walk;
pub(crate) mod words;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::matter::{Event, LinkKind, Matter};
use huisheng_domain::number::MatterNumber;
use huisheng_domain::procedure::Procedure;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

pub use history::{events_of, histories, numbers};
pub use list::{
    Cursor, Dated, Filter, InvalidCursor, LightFilter, Page, Part, Sort, Summary, Within, count,
    lines, list, of_span,
};
pub use open::open_matters;
pub use public::{Board, Public, board, nearby, shown};
pub use walk::{By, Line, walk};
pub use words::{Said, whole, words};

use crate::ledger::{area_of, micros};
use crate::rows::padded;
use crate::{Engine, Micros, StoreError};

/// The constraint that lets an order of a platform above be taken in once.
pub const UPSTREAM_ONCE: &str = "matter_area_upstream_source_upstream_number_key";

/// The columns of the row, in the order of [`columns`].
pub(crate) const COLUMNS: [&str; 41] = [
    "area",
    "id",
    "key",
    "number",
    "title",
    "kind",
    "channel",
    "category",
    "division",
    "grid",
    "severity",
    "urgency",
    "origin",
    "stage",
    "owner",
    "lead",
    "ending",
    "suspended",
    "late",
    "flagged",
    "upstream_source",
    "upstream_number",
    "received_at",
    "changed_at",
    "next_due",
    "next_warn",
    "ended_at",
    "close_at",
    "released",
    "near",
    "reopened",
    "unsealing",
    "excluding",
    "owed_above",
    "raised_from",
    "archived_at",
    "to_archive",
    "state",
    "head",
    "base",
    "version",
];

/// Inserts what is new and updates what is as the writer saw it; anything else is left alone, and
/// the count of rows tells.
pub(crate) const GUARD: &str = "ON CONFLICT (area, id) DO UPDATE SET \
    category = excluded.category, \
    division = excluded.division, \
    grid = excluded.grid, \
    severity = excluded.severity, \
    urgency = excluded.urgency, \
    stage = excluded.stage, \
    owner = excluded.owner, \
    lead = excluded.lead, \
    ending = excluded.ending, \
    suspended = excluded.suspended, \
    late = excluded.late, \
    flagged = excluded.flagged, \
    changed_at = excluded.changed_at, \
    next_due = excluded.next_due, \
    next_warn = excluded.next_warn, \
    ended_at = excluded.ended_at, \
    close_at = excluded.close_at, \
    released = excluded.released, \
    near = excluded.near, \
    reopened = excluded.reopened, \
    unsealing = excluded.unsealing, \
    excluding = excluded.excluding, \
    owed_above = excluded.owed_above, \
    archived_at = excluded.archived_at, \
    to_archive = excluded.to_archive, \
    state = excluded.state, \
    head = excluded.head, \
    base = excluded.base, \
    version = excluded.version \
    WHERE matter.version = excluded.base";

/// The title is not in the state: it goes with the words. It is set once, by the first event.
pub(crate) struct Titled<'a> {
    pub matter: &'a Matter,
    pub title: &'a str,
    pub head: &'a [u8; 32],
    pub base: u32,
}

/// The row of a state.
pub(crate) fn columns(row: &Titled<'_>, procedure: Option<&Procedure>) -> [Value; COLUMNS.len()] {
    let matter = row.matter;
    let uuid = |id: Option<Uuid>| Value::from(id);
    let at = |at: Option<jiff::Timestamp>| Value::from(at.map(|at| Micros::from(at).0));
    let owner = procedure.and_then(|procedure| matter.owner(procedure));
    let ending = matter.ending.as_ref();
    let close_at = ending.filter(|_| matter.closed.is_none()).and_then(|ending| ending.rate_until);
    let late = matter.clocks.iter().any(|clock| clock.decides_late && clock.clock.was_late());
    [
        area_of(matter.area).into(),
        matter.id.uuid().into(),
        key_of(&matter.number).unwrap_or_default().into(),
        matter.number.clone().into(),
        row.title.into(),
        matter.kind.code().into(),
        matter.channel.code().into(),
        uuid(matter.category.map(Id::uuid)),
        uuid(matter.place.division.map(Id::uuid)),
        uuid(matter.place.grid.map(Id::uuid)),
        word(&matter.severity),
        word(&matter.urgency),
        word(&matter.origin),
        matter.stage().code().into(),
        owner.map_or("", |owner| owner.code()).into(),
        uuid(matter.lead().map(|lead| lead.unit.uuid())),
        ending.map(|ending| ending.kind.code()).into(),
        matter.suspended.into(),
        late.into(),
        (!matter.flags.is_empty()).into(),
        matter.upstream.as_ref().map(|order| order.source.clone()).into(),
        matter.upstream.as_ref().map(|order| order.number.clone()).into(),
        micros(matter.received),
        micros(matter.changed),
        at(matter.next_due()),
        at(matter.next_warn()),
        at(ending.map(|ending| ending.at)),
        at(close_at),
        matter.shown().map(|released| i64::from(released.event)).into(),
        matter.near().into(),
        (matter.reopens > 0).into(),
        matter.unsealings.iter().any(|asked| asked.decided.is_none()).into(),
        matter.exclusion_waits().into(),
        procedure
            .filter(|procedure| matter.owes_above(procedure))
            .and_then(|_| key_of(&matter.number))
            .into(),
        uuid(raised_from(matter)),
        at(matter.archived),
        to_archive(matter, procedure).into(),
        serde_json::to_string(matter).unwrap_or_default().into(),
        row.head.to_vec().into(),
        i32::try_from(row.base).unwrap_or(i32::MAX).into(),
        i32::try_from(matter.version).unwrap_or(i32::MAX).into(),
    ]
}

/// The key of a matter whose file is whole and that nobody has archived yet.
pub(crate) fn to_archive(matter: &Matter, procedure: Option<&Procedure>) -> Option<i64> {
    let waits = procedure.is_some_and(|procedure| matter.may_be_archived(procedure));
    if waits { key_of(&matter.number) } else { None }
}

/// The matter it was raised from.
fn raised_from(matter: &Matter) -> Option<Uuid> {
    let from = matter.links.iter().find(|link| link.kind == LinkKind::RaisedFrom);
    from.map(|link| link.matter.uuid())
}

/// The matters that were raised from this one, the oldest first; `most` of them.
pub async fn raised_into(
    connection: &impl ConnectionTrait,
    area: Area,
    id: MatterId,
    most: u32,
) -> Result<Vec<MatterId>, StoreError> {
    let sql = "SELECT id FROM matter WHERE area = ? AND raised_from = ? LIMIT ?";
    let values = vec![area_of(area).into(), id.uuid().into(), i64::from(most).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let id = |row: &QueryResult| Ok(Id::from_uuid(row.try_get_by_index(0)?));
    let mut raised = rows.iter().map(id).collect::<Result<Vec<_>, StoreError>>()?;
    // Ids are in the order of time.
    raised.sort_unstable();
    Ok(raised)
}

/// The stable code of an enum that serialises as a plain word.
pub(crate) fn word(value: &impl serde::Serialize) -> Value {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code.into(),
        _ => "".into(),
    }
}

/// Days since 2000-01-01, area and serial in one number: newest days come last, and the same number
/// is the row id of the search index (shifted by [`PARTS`]).
pub fn key_of(number: &str) -> Option<i64> {
    let number: MatterNumber = number.parse().ok()?;
    let day = jiff::civil::date(2000, 1, 1).until(number.day()).ok()?.get_days();
    let serial = i64::try_from(number.serial()).ok().filter(|serial| *serial < 1 << 20)?;
    let day = i64::from(day).clamp(0, (1 << 15) - 1);
    Some((day << 40) | (i64::from(number.area().code()) << 20) | serial)
}

/// The day in a key, since 2000-01-01.
pub(crate) const fn day_of_key(key: i64) -> i64 {
    key >> 40
}

/// No key of that day is smaller.
pub(crate) const fn first_key_of(day: i64) -> i64 {
    day << 40
}

/// Bits of the document key that tell the messages of a matter apart.
pub(crate) const PARTS: u32 = 8;

/// States with the hash of their last event, for the ledger.
pub async fn states(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
) -> Result<Vec<(MatterId, [u8; 32], Matter)>, StoreError> {
    read_states(connection, area, ids, "").await
}

/// As [`states`], held until the transaction ends, in the order of their ids.
pub(crate) async fn states_held(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
) -> Result<Vec<(MatterId, [u8; 32], Matter)>, StoreError> {
    read_states(connection, area, ids, Engine::of(connection).hold()).await
}

async fn read_states(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
    hold: &str,
) -> Result<Vec<(MatterId, [u8; 32], Matter)>, StoreError> {
    let mut states = Vec::with_capacity(ids.len());
    for ids in ids.chunks(AT_ONCE) {
        let (marks, values) = named(area, ids);
        let sql = format!(
            "SELECT id, head, state FROM matter WHERE area = ? AND id IN ({marks}) ORDER BY id {hold}"
        );
        let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
        for row in &rows {
            states.push(state(row)?);
        }
    }
    Ok(states)
}

/// Ids of one statement: SQLite binds fewer than 32,767 values. No group of the ledger has as many.
pub(crate) const AT_ONCE: usize = 1 << 14;

/// For `area = ? AND id IN ({marks})`: the marks, and the values of both.
pub(crate) fn named(area: Area, ids: &[MatterId]) -> (String, Vec<Value>) {
    let ids = padded(ids.to_vec());
    let marks = vec!["?"; ids.len()].join(",");
    let ids = ids.iter().map(|id| id.uuid().into());
    (marks, std::iter::once(area_of(area).into()).chain(ids).collect())
}

fn state(row: &QueryResult) -> Result<(MatterId, [u8; 32], Matter), StoreError> {
    let id = Id::from_uuid(row.try_get_by_index(0)?);
    let head: Vec<u8> = row.try_get_by_index(1)?;
    let text: String = row.try_get_by_index(2)?;
    let head =
        head.try_into().map_err(|_| StoreError::Unreadable(format!("head of matter {id}")))?;
    let matter = serde_json::from_str(&text)
        .map_err(|_| StoreError::Unreadable(format!("state of matter {id}")))?;
    Ok((id, head, matter))
}

/// One matter by its id.
pub async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    id: MatterId,
) -> Result<Matter, StoreError> {
    let mut found = states(connection, area, &[id]).await?;
    found.pop().map(|(_, _, matter)| matter).ok_or(StoreError::NotFound)
}

/// The matters of an area behind public numbers, in no order; what is none of its numbers is left out.
pub async fn by_numbers(
    connection: &impl ConnectionTrait,
    area: Area,
    numbers: &[&str],
) -> Result<Vec<Matter>, StoreError> {
    let mut found = Vec::with_capacity(numbers.len());
    for numbers in numbers.chunks(AT_ONCE) {
        let marks = vec!["?"; numbers.len()].join(",");
        let sql =
            format!("SELECT id, head, state FROM matter WHERE area = ? AND number IN ({marks})");
        let numbers = numbers.iter().map(|number| Value::from(*number));
        let values = std::iter::once(area_of(area).into()).chain(numbers).collect();
        let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
        for row in &rows {
            found.push(state(row)?.2);
        }
    }
    Ok(found)
}

/// The matter behind a public number.
pub async fn by_number(
    connection: &impl ConnectionTrait,
    number: MatterNumber,
) -> Result<Matter, StoreError> {
    let sql = "SELECT id, head, state FROM matter WHERE area = ? AND number = ?";
    let values = vec![area_of(number.area()).into(), number.to_string().into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(state(&row.ok_or(StoreError::NotFound)?)?.2)
}

/// The id behind an order of a platform above.
pub async fn by_upstream(
    connection: &impl ConnectionTrait,
    area: Area,
    source: &str,
    number: &str,
) -> Result<Option<MatterId>, StoreError> {
    let sql =
        "SELECT id FROM matter WHERE area = ? AND upstream_source = ? AND upstream_number = ?";
    let values = vec![area_of(area).into(), source.into(), number.into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    row.map(|row| Ok(Id::from_uuid(row.try_get_by_index(0)?))).transpose()
}

/// The whole history, oldest first.
pub async fn history(
    connection: &impl ConnectionTrait,
    area: Area,
    id: MatterId,
) -> Result<Vec<Event>, StoreError> {
    let sql = "SELECT body FROM event WHERE area = ? AND matter = ? ORDER BY seq";
    let values = vec![area_of(area).into(), id.uuid().into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter()
        .map(|row| {
            let body: String = row.try_get_by_index(0)?;
            serde_json::from_str(&body)
                .map_err(|_| StoreError::Unreadable(format!("an event of matter {id}")))
        })
        .collect()
}

/// Matters that ended at `after` or later, behind that one, and before `before`; the earliest first.
pub async fn ended(
    connection: &impl ConnectionTrait,
    area: Area,
    after: (Timestamp, MatterId),
    before: Timestamp,
    limit: u32,
) -> Result<Vec<(Timestamp, MatterId)>, StoreError> {
    let sql = "SELECT ended_at, id FROM matter WHERE area = ? AND ended_at IS NOT NULL AND ended_at < ? \
         AND (ended_at, id) > (?, ?) ORDER BY area, ended_at, id LIMIT ?";
    let (at, id) = (micros(after.0), after.1.uuid().into());
    let values = vec![area_of(area).into(), micros(before), at, id, i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    let read = |row: &QueryResult| -> Result<_, StoreError> {
        let at: Micros = row.try_get_by_index(0)?;
        Ok((
            at.timestamp().unwrap_or(Timestamp::UNIX_EPOCH),
            Id::from_uuid(row.try_get_by_index(1)?),
        ))
    };
    rows.iter().map(read).collect()
}

/// Ended matters whose rating window is over at `now`.
pub async fn to_close(
    connection: &impl ConnectionTrait,
    area: Area,
    limit: u64,
    now: jiff::Timestamp,
) -> Result<Vec<MatterId>, StoreError> {
    let sql = "SELECT id FROM matter WHERE area = ? AND close_at <= ? ORDER BY close_at LIMIT ?";
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let values = vec![area_of(area).into(), micros(now), limit.into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(sql, values)).await?;
    rows.iter().map(|row| Ok(Id::from_uuid(row.try_get_by_index(0)?))).collect()
}
