//! What goes out of the house: taken by one who sends, sent, sent again, given up.

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::notification::{Channel, LEASE};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Notification, unreadable};
use crate::ledger::{area_of, micros};
use crate::rows::{insert, padded};
use crate::{Engine, Micros, StoreError, Write};

const COLUMNS: [&str; 8] =
    ["area", "id", "notification", "matter", "channel", "state", "due_at", "attempts"];
const SHOWN: &str = "id, notification, matter, channel, state, due_at, attempts, problem";

/// Where a delivery stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// To be sent, or sent again.
    Waiting,
    /// Taken by whom it was sent to.
    Sent,
    /// Not sent: nobody wants it any more.
    Dropped,
    /// Given up.
    Dead,
}

impl State {
    const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Dropped => "dropped",
            Self::Dead => "dead",
        }
    }
}

/// One message on its way by one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Its id: whoever takes it knows a repeat by it.
    pub id: Uuid,
    /// Of which notification.
    pub notification: Uuid,
    /// About which matter.
    pub matter: MatterId,
    /// By which way.
    pub channel: Channel,
    /// Where it stands.
    pub state: State,
    /// When it is to be sent, or sent again.
    pub due: Timestamp,
    /// Tries so far, that which goes on included.
    pub attempts: u32,
    /// What was wrong the last time, as a code; never an answer of somebody else.
    pub problem: Option<String>,
}

fn read(row: &QueryResult) -> Result<Delivery, StoreError> {
    let word = |at| -> Result<serde_json::Value, StoreError> {
        Ok(row.try_get_by_index::<String>(at)?.into())
    };
    let attempts: i32 = row.try_get_by_index(6)?;
    Ok(Delivery {
        id: row.try_get_by_index(0)?,
        notification: row.try_get_by_index(1)?,
        matter: Id::from_uuid(row.try_get_by_index(2)?),
        channel: serde_json::from_value(word(3)?).map_err(|_| unreadable())?,
        state: serde_json::from_value(word(4)?).map_err(|_| unreadable())?,
        due: Micros(row.try_get_by_index(5)?).timestamp().ok_or_else(unreadable)?,
        attempts: u32::try_from(attempts).map_err(|_| unreadable())?,
        problem: row.try_get_by_index(7)?,
    })
}

/// The deliveries of notifications that are new.
pub(super) async fn begin<'a>(
    write: &Write,
    area: Area,
    told: impl Iterator<Item = &'a (Notification, Vec<(Channel, Timestamp)>)>,
) -> Result<(), StoreError> {
    let values = told.flat_map(|(one, ways)| {
        ways.iter().flat_map(|(channel, due)| {
            [
                Value::from(area_of(area)),
                id_of(one.id, *channel).into(),
                one.id.into(),
                one.matter.uuid().into(),
                channel.code().into(),
                State::Waiting.code().into(),
                micros(*due),
                0.into(),
            ]
        })
    });
    for statement in insert(Engine::of(write), "delivery", &COLUMNS, values.collect(), "") {
        write.execute_raw(statement).await?;
    }
    Ok(())
}

/// The id of a notification by one way: that of the notification, but for its last byte.
fn id_of(notification: Uuid, channel: Channel) -> Uuid {
    let mut bytes = *notification.as_bytes();
    bytes[15] = (bytes[15] & 0xfc) | channel as u8;
    Uuid::from_bytes(bytes)
}

/// Whether anything is due now by one way.
pub async fn is_due(
    connection: &impl ConnectionTrait,
    area: Area,
    channel: Channel,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM delivery WHERE area = ? AND state = 'waiting' AND channel = ? AND due_at <= ? LIMIT 1";
    let values = vec![area_of(area).into(), channel.code().into(), micros(now)];
    let row = connection.query_one_raw(Engine::of(connection).statement(sql, values)).await?;
    Ok(row.is_some())
}

/// Takes what is due now by one way, the longest due first, for [`LEASE`]: nobody else has it meanwhile.
pub async fn claim(
    write: &Write,
    area: Area,
    channel: Channel,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let engine = Engine::of(write);
    let sql = format!(
        "UPDATE delivery SET due_at = ?, attempts = attempts + 1 WHERE area = ? AND id IN (\
         SELECT id FROM delivery WHERE area = ? AND state = 'waiting' AND channel = ? AND due_at <= ? \
         ORDER BY due_at, id LIMIT ? {}) RETURNING {SHOWN}",
        engine.claim()
    );
    let until = now.checked_add(LEASE).unwrap_or(Timestamp::MAX);
    let values = vec![
        micros(until),
        area_of(area).into(),
        area_of(area).into(),
        channel.code().into(),
        micros(now),
        i64::from(limit).into(),
    ];
    let rows = write.query_all_raw(engine.statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Of which delivery.
    pub id: Uuid,
    /// Its tries, that which ended included: it is written only if nobody tried since.
    pub tried: u32,
    /// Its tries from now on.
    pub attempts: u32,
    /// Where it stands now.
    pub state: State,
    /// When to try again, or when it was sent.
    pub at: Timestamp,
    /// What was wrong, as a code.
    pub problem: Option<&'static str>,
}

/// Writes down what became of tries. Where somebody else tried since, because it took longer than it was lent for, that
/// counts.
pub async fn outcomes(write: &Write, area: Area, all: &[Outcome]) -> Result<(), StoreError> {
    let engine = Engine::of(write);
    let like = |one: &Outcome| (one.state, one.at, one.problem, one.tried, one.attempts);
    // All that went the same way stand in one statement: with nothing wrong, everything does.
    let mut same: Vec<(&Outcome, Vec<Value>)> = Vec::new();
    for one in all {
        match same.iter_mut().find(|(other, _)| like(other) == like(one)) {
            Some((_, ids)) => ids.push(one.id.into()),
            None => same.push((one, vec![one.id.into()])),
        }
    }
    for (one, ids) in same {
        let ids = padded(ids);
        let marks = vec!["?"; ids.len()].join(",");
        let sql = format!(
            "UPDATE delivery SET state = ?, due_at = ?, problem = ?, sent_at = ?, attempts = ? \
             WHERE area = ? AND state = 'waiting' AND attempts = ? AND id IN ({marks})"
        );
        let sent = (one.state == State::Sent).then_some(one.at);
        let count = |attempts: u32| Value::from(i32::try_from(attempts).unwrap_or(i32::MAX));
        let values: [Value; 7] = [
            one.state.code().into(),
            micros(one.at),
            one.problem.map(str::to_owned).into(),
            sent.map(|at| Micros::from(at).0).into(),
            count(one.attempts),
            area_of(area).into(),
            count(one.tried),
        ];
        let values = values.into_iter().chain(ids).collect();
        write.execute_raw(engine.statement(&sql, values)).await?;
    }
    Ok(())
}

/// What was given up, the oldest first.
pub async fn dead(
    connection: &impl ConnectionTrait,
    area: Area,
    limit: u32,
) -> Result<Vec<Delivery>, StoreError> {
    let sql = format!(
        "SELECT {SHOWN} FROM delivery WHERE area = ? AND state = 'dead' ORDER BY id LIMIT ?"
    );
    let values = vec![area_of(area).into(), i64::from(limit).into()];
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}

/// How many wait, and since when the first of them is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many.
    pub count: u64,
    /// When the first was, or is, to be sent.
    pub first: Option<Timestamp>,
}

/// What waits to be sent.
pub async fn waiting(connection: &impl ConnectionTrait, area: Area) -> Result<Waiting, StoreError> {
    let sql = "SELECT count(*), min(due_at) FROM delivery WHERE area = ? AND state = 'waiting'";
    let statement = Engine::of(connection).statement(sql, vec![area_of(area).into()]);
    let row = connection.query_one_raw(statement).await?.ok_or_else(unreadable)?;
    let (count, first): (i64, Option<i64>) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
    let first = first.map(|micros| Micros(micros).timestamp().ok_or_else(unreadable));
    Ok(Waiting { count: u64::try_from(count).unwrap_or_default(), first: first.transpose()? })
}

/// Sends what was given up anew, under the same ids; all of it if none is named. How many.
pub async fn replay(
    write: &Write,
    area: Area,
    ids: Option<&[Uuid]>,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let mut values = vec![micros(now), area_of(area).into()];
    let such = match ids {
        None => String::new(),
        Some(ids) => {
            let ids: Vec<Value> = padded(ids.iter().map(|id| Value::from(*id)).collect());
            let marks = vec!["?"; ids.len()].join(",");
            values.extend(ids);
            format!(" AND id IN ({marks})")
        }
    };
    let sql = format!(
        "UPDATE delivery SET state = 'waiting', due_at = ?, attempts = 0, problem = NULL \
         WHERE area = ? AND state = 'dead'{such}"
    );
    Ok(write.execute_raw(Engine::of(write).statement(&sql, values)).await?.rows_affected())
}
