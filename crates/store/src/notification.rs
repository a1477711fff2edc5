//! 消息提醒: who was told of what, what of it goes out of the house, and up to where the history was told.

mod choice;
mod delivery;
mod mark;

use huisheng_domain::area::Area;
use huisheng_domain::id::{AccountId, Id, MatterId, ReportId};
use huisheng_domain::notification::{Channel, Topic};
use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QueryResult, Value};
use uuid::Uuid;

use crate::ledger::{area_of, micros};
use crate::rows::{insert, padded};
use crate::{Engine, Micros, StoreError, Write};

pub(crate) use choice::seal_anew;
pub use choice::{ChoiceRow, choice, choices, is_answer_only, keep_answer_only, put_choice};
pub use delivery::{
    Delivery, Outcome, State, Waiting, claim, dead, is_due, outcomes, replay, waiting,
};
pub use mark::{alarms, drop_alarms, keep_mark, mark, set_alarms};

const COLUMNS: [&str; 8] =
    ["area", "id", "matter", "occasion", "topic", "recipient", "to_staff", "told_at"];
/// Once for each event and person.
const ONCE: &str = "ON CONFLICT (area, matter, occasion, topic, recipient) DO NOTHING RETURNING id";
const SHOWN: &str = "id, matter, occasion, topic, recipient, to_staff, told_at, read_at";

/// Who was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Recipient {
    /// A member of staff.
    Staff(AccountId),
    /// A reporter.
    Reporter(ReportId),
}

impl Recipient {
    const fn uuid(self) -> Uuid {
        match self {
            Self::Staff(account) => account.uuid(),
            Self::Reporter(report) => report.uuid(),
        }
    }
}

/// Somebody was told that something happened to a matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its id.
    pub id: Uuid,
    /// The matter.
    pub matter: MatterId,
    /// The event, by its number, or the instant of a clock in microseconds.
    pub occasion: i64,
    /// Of what.
    pub topic: Topic,
    /// Who.
    pub recipient: Recipient,
    /// When.
    pub told: Timestamp,
    /// When it was read.
    pub read: Option<Timestamp>,
}

fn unreadable() -> StoreError {
    StoreError::Unreadable("a notification".to_owned())
}

fn read(row: &QueryResult) -> Result<Notification, StoreError> {
    let topic: String = row.try_get_by_index(3)?;
    let (recipient, to_staff): (Uuid, bool) = (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
    let read: Option<i64> = row.try_get_by_index(7)?;
    let at = |micros| Micros(micros).timestamp().ok_or_else(unreadable);
    Ok(Notification {
        id: row.try_get_by_index(0)?,
        matter: Id::from_uuid(row.try_get_by_index(1)?),
        occasion: row.try_get_by_index(2)?,
        topic: serde_json::from_value(topic.into()).map_err(|_| unreadable())?,
        recipient: if to_staff {
            Recipient::Staff(Id::from_uuid(recipient))
        } else {
            Recipient::Reporter(Id::from_uuid(recipient))
        },
        told: at(row.try_get_by_index(6)?)?,
        read: read.map(at).transpose()?,
    })
}

/// Writes down who is told, with what of it goes out by which channel and when; whoever was told of the same already is
/// passed over. How many were new.
pub async fn record(
    write: &Write,
    area: Area,
    told: &[(Notification, Vec<(Channel, Timestamp)>)],
) -> Result<usize, StoreError> {
    let engine = Engine::of(write);
    let values = told.iter().flat_map(|(one, _)| {
        [
            Value::from(area_of(area)),
            one.id.into(),
            one.matter.uuid().into(),
            one.occasion.into(),
            one.topic.code().into(),
            one.recipient.uuid().into(),
            matches!(one.recipient, Recipient::Staff(_)).into(),
            micros(one.told),
        ]
    });
    let mut new: Vec<Uuid> = Vec::new();
    for statement in insert(engine, "notification", &COLUMNS, values.collect(), ONCE) {
        for row in write.query_all_raw(statement).await? {
            new.push(row.try_get_by_index(0)?);
        }
    }
    new.sort_unstable();
    let fresh = |one: &Notification| new.binary_search(&one.id).is_ok();
    delivery::begin(write, area, told.iter().filter(|(one, _)| fresh(one))).await?;
    Ok(new.len())
}

/// Takes back what was told of the events `from` to `until`, exclusive, of a matter: their author undid them.
pub async fn take_back(
    write: &Write,
    area: Area,
    matter: MatterId,
    from: u32,
    until: u32,
) -> Result<(), StoreError> {
    let engine = Engine::of(write);
    let such = "FROM notification WHERE area = ? AND matter = ? AND occasion >= ? AND occasion < ?";
    let values = || -> Vec<Value> {
        let key: [Value; 2] = [area_of(area).into(), matter.uuid().into()];
        key.into_iter().chain([i64::from(from).into(), i64::from(until).into()]).collect()
    };
    let sql = format!(
        "DELETE FROM delivery WHERE area = ? AND notification IN (SELECT id {such}) AND sent_at IS NULL"
    );
    let all = std::iter::once(area_of(area).into()).chain(values()).collect();
    write.execute_raw(engine.statement(&sql, all)).await?;
    write.execute_raw(engine.statement(&format!("DELETE {such}"), values())).await?;
    Ok(())
}

/// What a member of staff was told, the latest first, before `before`.
pub async fn of_account(
    connection: &impl ConnectionTrait,
    area: Area,
    account: AccountId,
    unread: bool,
    before: Option<(Timestamp, Uuid)>,
    limit: u32,
) -> Result<Vec<Notification>, StoreError> {
    let mut values: Vec<Value> = vec![area_of(area).into(), account.uuid().into()];
    let mut such = String::from(if unread { " AND read_at IS NULL" } else { "" });
    if let Some((told, id)) = before {
        such.push_str(" AND (told_at, id) < (?, ?)");
        values.extend([micros(told), id.into()]);
    }
    let sql = format!(
        "SELECT {SHOWN} FROM notification WHERE area = ? AND recipient = ? AND to_staff{such} \
         ORDER BY told_at DESC, id DESC LIMIT ?"
    );
    values.push(i64::from(limit).into());
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}

/// These notifications.
pub async fn of_ids(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[Uuid],
) -> Result<Vec<Notification>, StoreError> {
    let ids: Vec<Value> = padded(ids.iter().map(|id| Value::from(*id)).collect());
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!("SELECT {SHOWN} FROM notification WHERE area = ? AND id IN ({marks})");
    let values = std::iter::once(area_of(area).into()).chain(ids).collect();
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    rows.iter().map(read).collect()
}

/// Marks what a member of staff was told as read: all of a matter, or these.
pub async fn mark_read(
    write: &Write,
    area: Area,
    account: AccountId,
    what: Seen<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut values = vec![micros(now), area_of(area).into(), account.uuid().into()];
    let such = match what {
        Seen::Matter(matter) => {
            values.push(matter.uuid().into());
            "matter = ?".to_owned()
        }
        Seen::These([]) => return Ok(()),
        Seen::These(ids) => {
            let ids: Vec<Value> = padded(ids.iter().map(|id| Value::from(*id)).collect());
            let marks = vec!["?"; ids.len()].join(",");
            values.extend(ids);
            format!("id IN ({marks})")
        }
    };
    let sql = format!(
        "UPDATE notification SET read_at = ? WHERE area = ? AND recipient = ? AND to_staff AND read_at IS NULL AND {such}"
    );
    write.execute_raw(Engine::of(write).statement(&sql, values)).await?;
    Ok(())
}

/// What somebody saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen<'a> {
    /// All of a matter.
    Matter(MatterId),
    /// These.
    These(&'a [Uuid]),
}

/// Forgets what was told before; how many.
pub async fn forget(write: &Write, area: Area, before: Timestamp) -> Result<u64, StoreError> {
    let engine = Engine::of(write);
    // An id begins with its time.
    let first = Id::<()>::at(before, [0; 10]).uuid();
    let values = || vec![area_of(area).into(), first.into()];
    let sql = "DELETE FROM delivery WHERE area = ? AND id < ?";
    write.execute_raw(engine.statement(sql, values())).await?;
    let sql = "DELETE FROM notification WHERE area = ? AND id < ?";
    Ok(write.execute_raw(engine.statement(sql, values())).await?.rows_affected())
}
