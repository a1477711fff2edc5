//! Where each order stands with a partner: what it is told next, and what of it was taken in.

use huisheng_domain::area::Area;
use huisheng_domain::exchange::{Done, Listed, Ours};
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::notification::LEASE;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::unreadable;
use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError, Write};

const SHOWN: &str = "matter, number, state, due_at, attempts, problem, refused, sent, taken, done, changed_at, ended_at";

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
    const fn code(self) -> &'static str {
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

fn read(row: &QueryResult) -> Result<Link, StoreError> {
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

/// An order about which there is something to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch {
    /// Whom.
    pub partner: Uuid,
    /// The matter.
    pub matter: MatterId,
    /// The number of the order, as the platform above gave it.
    pub number: String,
    /// From when on.
    pub due: Timestamp,
    /// When the matter ended, if it has.
    pub ended: Option<Timestamp>,
    /// The step that there is to tell.
    pub seq: u32,
}

/// There is something to tell, unless it was told already. Whoever sends something of it just now has not told that.
pub async fn touch(
    write: &Write,
    area: Area,
    all: &[Touch],
    now: Timestamp,
) -> Result<(), StoreError> {
    const SQL: &str = "INSERT INTO exchange_order (area, partner, matter, number, state, due_at, attempts, wanted, sent, \
        taken, done, changed_at, ended_at) VALUES (?, ?, ?, ?, 'waiting', ?, 0, ?, 0, 0, '{}', ?, ?) \
        ON CONFLICT (area, partner, matter) DO UPDATE SET state = 'waiting', due_at = excluded.due_at, attempts = 0, \
        problem = NULL, wanted = excluded.wanted, changed_at = excluded.changed_at, ended_at = excluded.ended_at \
        WHERE exchange_order.sent < excluded.wanted AND exchange_order.wanted < excluded.wanted";
    for one in all {
        let values: Vec<Value> = vec![
            area_of(area).into(),
            one.partner.into(),
            one.matter.uuid().into(),
            one.number.clone().into(),
            micros(one.due),
            number(one.seq),
            micros(now),
            one.ended.map(|at| Micros::from(at).0).into(),
        ];
        write.execute_raw(Engine::of(write).statement(SQL, values)).await?;
    }
    Ok(())
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

/// Whether there is something to tell now.
pub async fn is_due(
    connection: &impl ConnectionTrait,
    area: Area,
    partner: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM exchange_order WHERE area = ? AND partner = ? AND state = 'waiting' AND due_at <= ? LIMIT 1";
    let values = vec![area_of(area).into(), partner.into(), micros(now)];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(row.is_some())
}

/// Takes what is to be told now, the longest due first, for as long as a message is lent: nobody else has it meanwhile. The
/// instant at which that is over stands in `due`.
pub async fn claim(
    write: &Write,
    area: Area,
    partner: Uuid,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Link>, StoreError> {
    let engine = Engine::of(write);
    let sql = format!(
        "UPDATE exchange_order SET due_at = ?, attempts = attempts + 1 WHERE area = ? AND partner = ? AND matter IN (\
         SELECT matter FROM exchange_order WHERE area = ? AND partner = ? AND state = 'waiting' AND due_at <= ? \
         ORDER BY due_at LIMIT ? {}) RETURNING {SHOWN}",
        engine.claim()
    );
    let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
    let of = || [Value::from(area_of(area)), partner.into()];
    let values = std::iter::once(micros(until)).chain(of()).chain(of());
    let values = values.chain([micros(now), i64::from(limit).into()]).collect();
    let rows = write.query_all_raw(engine.statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Where it stands now.
    pub state: State,
    /// When to try again, or when it was sent.
    pub at: Timestamp,
    /// What was wrong, as a code.
    pub problem: Option<String>,
    /// The version that was sent; none if nothing was.
    pub sent: Option<u32>,
}

/// Writes down what became of a try. Where there is more to tell since, it stays to be told.
pub async fn outcome(
    write: &Write,
    area: Area,
    partner: Uuid,
    claimed: &Link,
    outcome: &Outcome,
) -> Result<(), StoreError> {
    let engine = Engine::of(write);
    let of = || [Value::from(area_of(area)), partner.into(), claimed.matter.uuid().into()];
    if let Some(sent) = outcome.sent {
        let sql = "UPDATE exchange_order SET sent = ? WHERE area = ? AND partner = ? AND matter = ? AND sent < ?";
        let values = std::iter::once(number(sent)).chain(of()).chain([number(sent)]).collect();
        write.execute_raw(engine.statement(sql, values)).await?;
    }
    let sql = "UPDATE exchange_order SET state = ?, due_at = ?, problem = ? \
        WHERE area = ? AND partner = ? AND matter = ? AND state = 'waiting' AND due_at = ?";
    let said = [outcome.state.code().into(), micros(outcome.at), outcome.problem.clone().into()];
    let values = said.into_iter().chain(of()).chain([micros(claimed.due)]).collect();
    write.execute_raw(engine.statement(sql, values)).await?;
    Ok(())
}

/// Tells again what was given up: of these numbers, or all.
pub async fn replay(
    write: &Write,
    area: Area,
    partner: Uuid,
    numbers: Option<&[String]>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut values = vec![micros(now), area_of(area).into(), partner.into()];
    let such = match numbers {
        None => " AND state = 'dead'".to_owned(),
        Some(numbers) => {
            let numbers = crate::rows::padded(numbers.to_vec());
            let marks = vec!["?"; numbers.len()].join(",");
            values.extend(numbers.into_iter().map(Value::from));
            format!(" AND number IN ({marks})")
        }
    };
    let sql = format!(
        "UPDATE exchange_order SET state = 'waiting', due_at = ?, attempts = 0, problem = NULL \
         WHERE area = ? AND partner = ?{such}"
    );
    Ok(write.execute_raw(Engine::of(write).statement(&sql, values)).await?.rows_affected())
}

/// Which orders a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// 待发送.
    Waiting,
    /// 发送失败: given up.
    Dead,
    /// 未能执行: what the partner sent was refused by the rules here.
    Refused,
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

fn number(version: u32) -> Value {
    i32::try_from(version).unwrap_or(i32::MAX).into()
}
