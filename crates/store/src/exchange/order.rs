//! Where each order stands with a partner: what it was told, and what of it was taken in.

use huisheng_domain::area::Area;
use huisheng_domain::exchange::{Done, Listed, Ours, Shown};
use huisheng_domain::id::{Id, MatterId};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::unreadable;
use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError, Write};

/// What is read of an order.
pub(super) const SHOWN: &str = "matter, number, state, due_at, attempts, problem, refused, sent, taken, done, changed_at, ended_at";

/// Whether something is to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be sent, or sent again.
    Waiting,
    /// The partner has what there is.
    Sent,
    /// Given up.
    Dead,
}

impl State {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dead => "dead",
        }
    }
}

/// One order with a partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// The matter.
    pub matter: MatterId,
    /// The number of the order, as the platform above gave it.
    pub number: String,
    /// Whether something is to be sent.
    pub state: State,
    /// When, or when it was sent.
    pub due: Timestamp,
    /// Tries so far, that which goes on included.
    pub attempts: u32,
    /// What was wrong the last time, as a code; never an answer of somebody else.
    pub problem: Option<String>,
    /// What the rules said against what it sent last, as a code.
    pub refused: Option<String>,
    /// The version of the matter that it was sent last.
    pub sent: u32,
    /// The version of its own that was taken in last.
    pub taken: u32,
    /// What of that was taken in.
    pub done: Done,
    /// When something last came or went.
    pub changed: Timestamp,
    /// When the matter ended.
    pub ended: Option<Timestamp>,
}

impl Link {
    /// One of which nothing came or went yet.
    pub fn new(matter: MatterId, number: &str, now: Timestamp) -> Self {
        Self {
            matter,
            number: number.to_owned(),
            state: State::Sent,
            due: now,
            attempts: 0,
            problem: None,
            refused: None,
            sent: 0,
            taken: 0,
            done: Done::default(),
            changed: now,
            ended: None,
        }
    }
}

pub(super) fn read(row: &QueryResult) -> Result<Link, StoreError> {
    let at = |micros: i64| Micros(micros).timestamp().ok_or_else(unreadable);
    let count = |count: i32| u32::try_from(count).map_err(|_| unreadable());
    let state: String = row.try_get_by_index(2)?;
    let done: String = row.try_get_by_index(9)?;
    let ended: Option<i64> = row.try_get_by_index(11)?;
    Ok(Link {
        matter: Id::from_uuid(row.try_get_by_index(0)?),
        number: row.try_get_by_index(1)?,
        state: serde_json::from_value(state.into()).map_err(|_| unreadable())?,
        due: at(row.try_get_by_index(3)?)?,
        attempts: count(row.try_get_by_index(4)?)?,
        problem: row.try_get_by_index(5)?,
        refused: row.try_get_by_index(6)?,
        sent: count(row.try_get_by_index(7)?)?,
        taken: count(row.try_get_by_index(8)?)?,
        done: serde_json::from_str(&done).map_err(|_| unreadable())?,
        changed: at(row.try_get_by_index(10)?)?,
        ended: ended.map(at).transpose()?,
    })
}

/// What was taken in of a version of the partner's, and what the rules said against it.
pub async fn take(write: &Write, area: Area, partner: Uuid, link: &Link) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO exchange_order (area, partner, matter, number, state, due_at, attempts, refused, wanted, \
        sent, taken, done, changed_at) VALUES (?, ?, ?, ?, 'sent', ?, 0, ?, 0, 0, ?, ?, ?) \
        ON CONFLICT (area, partner, matter) DO UPDATE SET refused = excluded.refused, taken = excluded.taken, \
        done = excluded.done, changed_at = excluded.changed_at WHERE exchange_order.taken <= excluded.taken";
    let done = serde_json::to_string(&link.done).map_err(|_| unreadable())?;
    let values: Vec<Value> = vec![
        area_of(area).into(),
        partner.into(),
        link.matter.uuid().into(),
        link.number.clone().into(),
        micros(link.changed),
        link.refused.clone().into(),
        number(link.taken),
        done.into(),
        micros(link.changed),
    ];
    write.execute_raw(Engine::of(write).statement(SQL, values)).await?;
    Ok(())
}

/// How one order stands with a partner.
pub async fn link(
    connection: &impl ConnectionTrait,
    area: Area,
    partner: Uuid,
    matter: MatterId,
) -> Result<Option<Link>, StoreError> {
    let sql =
        format!("SELECT {SHOWN} FROM exchange_order WHERE area = ? AND partner = ? AND matter = ?");
    let values = vec![area_of(area).into(), partner.into(), matter.uuid().into()];
    let row = connection.query_one_raw(Engine::of(connection).statement(&sql, values)).await?;
    row.as_ref().map(read).transpose()
}

/// Those that are open, and those that changed since `since`: what a list holds.
pub async fn held(
    connection: &impl ConnectionTrait,
    area: Area,
    partner: Uuid,
    since: Timestamp,
) -> Result<Vec<Ours>, StoreError> {
    let engine = Engine::of(connection);
    let of = || vec![Value::from(area_of(area)), partner.into()];
    let open = format!(
        "SELECT {SHOWN} FROM exchange_order WHERE area = ? AND partner = ? AND ended_at IS NULL ORDER BY number"
    );
    let changed = format!(
        "SELECT {SHOWN} FROM exchange_order WHERE area = ? AND partner = ? AND changed_at >= ? ORDER BY changed_at"
    );
    let mut rows = connection.query_all_raw(engine.statement(&open, of())).await?;
    let mut values = of();
    values.push(micros(since));
    rows.extend(connection.query_all_raw(engine.statement(&changed, values)).await?);
    let links = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let ours = |link: Link| Ours {
        changed: link.changed,
        listed: Listed {
            open: link.ended.is_none(),
            sent: link.sent,
            taken: link.taken,
            number: link.number,
        },
    };
    let mut all: Vec<Ours> = links.into_iter().map(ours).collect();
    all.sort_by(|one, other| one.listed.number.cmp(&other.listed.number));
    all.dedup_by(|one, other| one.listed.number == other.listed.number);
    Ok(all)
}

/// Some of the orders with a partner, the longest due first.
pub async fn shown(
    connection: &impl ConnectionTrait,
    area: Area,
    partner: Uuid,
    which: Shown,
    limit: u32,
) -> Result<Vec<Link>, StoreError> {
    let such = match which {
        Shown::Waiting => "state = 'waiting' ORDER BY due_at",
        Shown::Dead => "state = 'dead' ORDER BY due_at",
        Shown::Refused => "refused IS NOT NULL ORDER BY changed_at",
    };
    let sql = format!(
        "SELECT {SHOWN} FROM exchange_order WHERE area = ? AND partner = ? AND {such} LIMIT ?"
    );
    let values = vec![area_of(area).into(), partner.into(), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}

/// How many there are of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// 待发送.
    pub waiting: u64,
    /// 发送失败.
    pub dead: u64,
    /// 未能执行.
    pub refused: u64,
}

/// How many orders with a partner stand where somebody has to look.
pub async fn waiting(
    connection: &impl ConnectionTrait,
    area: Area,
    partner: Uuid,
) -> Result<Waiting, StoreError> {
    let sql = "SELECT (SELECT count(*) FROM exchange_order WHERE area = ? AND partner = ? AND state = 'waiting'), \
        (SELECT count(*) FROM exchange_order WHERE area = ? AND partner = ? AND state = 'dead'), \
        (SELECT count(*) FROM exchange_order WHERE area = ? AND partner = ? AND refused IS NOT NULL)";
    let of = [Value::from(area_of(area)), partner.into()];
    let values = [of.clone(), of.clone(), of].concat();
    let statement = Engine::of(connection).statement(sql, values);
    let row = connection.query_one_raw(statement).await?.ok_or_else(unreadable)?;
    let count = |nth| -> Result<u64, StoreError> {
        u64::try_from(row.try_get_by_index::<i64>(nth)?).map_err(|_| unreadable())
    };
    Ok(Waiting { waiting: count(0)?, dead: count(1)?, refused: count(2)? })
}

pub(super) fn number(version: u32) -> Value {
    i32::try_from(version).unwrap_or(i32::MAX).into()
}
