//! Who did what to matters, as their histories tell it: the latest first, for the auditor. These acts are in the
//! chains of the matters, and are not written into the trail again.

use std::str::FromStr;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, MatterId, UnitId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::Deserialize;
use uuid::Uuid;

use crate::ledger::area_of;
use crate::rows::padded;
use crate::trail::NoMark;
use crate::{Engine, Micros, StoreError};

/// Events read for a page where only some are asked for; then it says where to go on.
const WINDOW: usize = 1_000;
/// Matters of a page, where it is asked what one account did.
const MATTERS: usize = 20;

/// Which acts.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who did it. The acts then come matter by matter, the one touched last first.
    pub account: Option<AccountId>,
    /// The matter.
    pub matter: Option<MatterId>,
    /// What happened, as a code.
    pub kind: Option<String>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub to: Option<Timestamp>,
}

/// One act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When it was recorded.
    pub at: Timestamp,
    /// The matter.
    pub matter: MatterId,
    /// Its number.
    pub number: String,
    /// The event within the matter.
    pub seq: i32,
    /// What happened, as a code.
    pub kind: String,
    /// Who: `staff`, `reporter` or `house`.
    pub who: String,
    /// The account, for staff.
    pub account: Option<AccountId>,
    /// The unit it acted for.
    pub unit: Option<UnitId>,
}

/// A place in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark(i64, Uuid, i32);

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl FromStr for Mark {
    type Err = NoMark;

    fn from_str(text: &str) -> Result<Self, NoMark> {
        let parts: Vec<&str> = text.split('.').collect();
        let [recorded, matter, seq] = parts[..] else { return Err(NoMark) };
        let read = (recorded.parse().ok(), matter.parse().ok(), seq.parse().ok());
        let (Some(recorded), Some(matter), Some(seq)) = read else { return Err(NoMark) };
        Ok(Self(recorded, matter, seq))
    }
}

/// A page of acts. It may hold fewer than asked for, or none, and still go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Acts.
    pub acts: Vec<Act>,
    /// Where to go on; none at the end.
    pub next: Option<Mark>,
}

const COLUMNS: &str = "SELECT e.recorded_at, e.matter, e.seq, e.kind, e.body, m.number FROM event e \
    JOIN matter m ON m.area = e.area AND m.id = e.matter WHERE e.area = ?";

/// The acts that `filter` asks for, behind `after`.
pub async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    after: Option<Mark>,
    limit: usize,
) -> Result<Page, StoreError> {
    let (rows, next) = match (filter.matter, filter.account) {
        (Some(matter), _) => of_matter(connection, area, matter, after, limit).await?,
        (None, Some(account)) => of_account(connection, area, filter, account, after).await?,
        (None, None) => of_area(connection, area, filter, after, limit).await?,
    };
    let acts = rows.iter().map(act).collect::<Result<Vec<_>, _>>()?;
    Ok(Page { acts: acts.into_iter().filter(|act| filter.holds(act)).collect(), next })
}

impl Filter {
    fn holds(&self, act: &Act) -> bool {
        self.account.is_none_or(|account| act.account == Some(account))
            && self.kind.as_ref().is_none_or(|kind| act.kind == *kind)
            && self.from.is_none_or(|from| act.at >= from)
            && self.to.is_none_or(|to| act.at < to)
    }
}

type Rows = (Vec<QueryResult>, Option<Mark>);

/// One matter: its own history.
async fn of_matter(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
    after: Option<Mark>,
    limit: usize,
) -> Result<Rows, StoreError> {
    let sql = format!("{COLUMNS} AND e.matter = ? AND e.seq < ? ORDER BY e.seq DESC LIMIT ?");
    let behind = after.map_or(i32::MAX, |mark| mark.2);
    let values = vec![matter.uuid().into(), behind.into()];
    page(connection, area, &sql, values, limit).await
}

/// All of an area, by time.
async fn of_area(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    after: Option<Mark>,
    limit: usize,
) -> Result<Rows, StoreError> {
    let sql = format!(
        "{COLUMNS} AND (e.recorded_at, e.matter, e.seq) < (?, ?, ?) \
         ORDER BY e.recorded_at DESC, e.matter DESC, e.seq DESC LIMIT ?"
    );
    let to = filter.to.map_or(i64::MAX, |to| Micros::from(to).0);
    let Mark(recorded, matter, seq) = after.unwrap_or(Mark(to, Uuid::nil(), 0));
    let values = vec![recorded.into(), matter.into(), seq.into()];
    let window = if filter.kind.is_some() { limit.max(WINDOW) } else { limit };
    let (rows, next) = page(connection, area, &sql, values, window).await?;
    // What is too old is the end.
    let from = filter.from.map_or(i64::MIN, |from| Micros::from(from).0);
    Ok((rows, next.filter(|next| next.0 >= from)))
}

/// What one account did: its matters are known, the one it touched last first.
async fn of_account(
    connection: &impl ConnectionTrait,
    area: Area,
    filter: &Filter,
    account: AccountId,
    after: Option<Mark>,
) -> Result<Rows, StoreError> {
    let engine = Engine::of(connection);
    let sql = "SELECT handled_at, matter FROM handled WHERE area = ? AND account = ? AND handed_by IS NULL \
        AND (handled_at, matter) < (?, ?) ORDER BY handled_at DESC, matter DESC LIMIT ?";
    let Mark(recorded, matter, _) = after.unwrap_or(Mark(i64::MAX, Uuid::max(), 0));
    let limit = i64::try_from(MATTERS).unwrap_or(i64::MAX);
    let values = vec![
        area_of(area).into(),
        account.uuid().into(),
        recorded.into(),
        matter.into(),
        limit.into(),
    ];
    let mut touched = Vec::new();
    for row in connection.query_all_raw(engine.statement(sql, values)).await? {
        touched.push(Mark(row.try_get_by_index(0)?, row.try_get_by_index(1)?, 0));
    }
    let whole = touched.len() < MATTERS;
    // Who last touched it before that did nothing since.
    let from = filter.from.map_or(i64::MIN, |from| Micros::from(from).0);
    let young = touched.iter().take_while(|mark| mark.0 >= from).count();
    let next = touched.last().copied().filter(|_| !whole && young == touched.len());
    touched.truncate(young);
    let ids = padded(touched.iter().map(|mark| Value::from(mark.1)).collect());
    if ids.is_empty() {
        return Ok((Vec::new(), next));
    }
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!("{COLUMNS} AND e.matter IN ({marks})");
    let values = std::iter::once(Value::from(area_of(area))).chain(ids).collect();
    let mut rows = Vec::new();
    for row in connection.query_all_raw(engine.statement(&sql, values)).await? {
        let (recorded, matter, seq): (i64, Uuid, i32) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let of = touched.iter().position(|mark| mark.1 == matter);
        rows.push(((of, std::cmp::Reverse((recorded, seq))), row));
    }
    rows.sort_by_key(|(key, _)| *key);
    Ok((rows.into_iter().map(|(_, row)| row).collect(), next))
}

async fn page(
    connection: &impl ConnectionTrait,
    area: Area,
    sql: &str,
    values: Vec<Value>,
    limit: usize,
) -> Result<Rows, StoreError> {
    let more = i64::try_from(limit).unwrap_or(i64::MAX - 1) + 1;
    let values = std::iter::once(Value::from(area_of(area))).chain(values).chain([more.into()]);
    let statement = Engine::of(connection).statement(sql, values.collect());
    let mut rows = connection.query_all_raw(statement).await?;
    let whole = rows.len() <= limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| !whole);
    let next = last.map(|row| {
        Ok::<_, StoreError>(Mark(
            row.try_get_by_index(0)?,
            row.try_get_by_index(1)?,
            row.try_get_by_index(2)?,
        ))
    });
    let next = next.transpose()?;
    Ok((rows, next))
}

/// Who did it, as it stands in an event.
#[derive(Deserialize)]
struct Told {
    actor: Actor,
}

#[derive(Deserialize)]
struct Actor {
    who: String,
    account: Option<Uuid>,
    unit: Option<Uuid>,
}

fn act(row: &QueryResult) -> Result<Act, StoreError> {
    let (matter, seq): (Uuid, i32) = (row.try_get_by_index(1)?, row.try_get_by_index(2)?);
    let unreadable = || StoreError::Unreadable(format!("event {seq} of matter {matter}"));
    let body: String = row.try_get_by_index(4)?;
    let Told { actor } = serde_json::from_str(&body).map_err(|_| unreadable())?;
    Ok(Act {
        at: Micros(row.try_get_by_index(0)?).timestamp().ok_or_else(unreadable)?,
        matter: Id::from_uuid(matter),
        number: row.try_get_by_index(5)?,
        seq,
        kind: row.try_get_by_index(3)?,
        who: actor.who,
        account: actor.account.map(Id::from_uuid),
        unit: actor.unit.map(Id::from_uuid),
    })
}
