//! What there is to tell a partner: noted, taken by one who tells it, told, told again.

use huisheng_domain::area::Area;
use huisheng_domain::id::MatterId;
use huisheng_domain::notification::LEASE;
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, Value};
use uuid::Uuid;

use super::order::{Link, SHOWN, State, number, read};
use crate::ledger::{area_of, micros};
use crate::rows::padded;
use crate::{Engine, Micros, StoreError, Write};

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
            let numbers = padded(numbers.to_vec());
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
