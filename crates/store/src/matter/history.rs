//! Histories of many matters at once, for exports.

use std::collections::BTreeMap;

use huisheng_domain::area::Area;
use huisheng_domain::id::{Id, MatterId};
use huisheng_domain::matter::{Event, Words};
use sea_orm::ConnectionTrait;

use super::{AT_ONCE, named};
use crate::{Engine, StoreError};

/// The whole histories of `ids`, oldest step first, each step with its words: none once erased.
pub async fn histories(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
) -> Result<BTreeMap<MatterId, Vec<(Event, Words)>>, StoreError> {
    let mut words: BTreeMap<(MatterId, u32), Words> = BTreeMap::new();
    for (matter, seq, body) in bodies(connection, "words", area, ids).await? {
        let read = serde_json::from_str(&body);
        let unreadable = |_| StoreError::Unreadable(format!("the words of matter {matter}"));
        words.insert((matter, seq), read.map_err(unreadable)?);
    }
    let mut with_words = |matter, event: Event| {
        let said = words.remove(&(matter, event.seq)).unwrap_or_default();
        (event, said)
    };
    let all = events_of(connection, area, ids).await?.into_iter();
    let histories = all.map(|(matter, events)| {
        (matter, events.into_iter().map(|event| with_words(matter, event)).collect())
    });
    Ok(histories.collect())
}

/// The events of `ids`, oldest first, without their words: for counting.
pub async fn events_of(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
) -> Result<BTreeMap<MatterId, Vec<Event>>, StoreError> {
    let mut histories: BTreeMap<MatterId, Vec<Event>> = BTreeMap::new();
    for (matter, _, body) in bodies(connection, "event", area, ids).await? {
        let read = serde_json::from_str(&body);
        let unreadable = |_| StoreError::Unreadable(format!("an event of matter {matter}"));
        histories.entry(matter).or_default().push(read.map_err(unreadable)?);
    }
    Ok(histories)
}

async fn bodies(
    connection: &impl ConnectionTrait,
    table: &str,
    area: Area,
    ids: &[MatterId],
) -> Result<Vec<(MatterId, u32, String)>, StoreError> {
    let mut bodies = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let (marks, values) = named(area, ids);
        let sql = format!(
            "SELECT matter, seq, body FROM {table} WHERE area = ? AND matter IN ({marks}) \
             ORDER BY matter, seq"
        );
        let statement = Engine::of(connection).statement(&sql, values);
        for row in &connection.query_all_raw(statement).await? {
            let seq: i32 = row.try_get_by_index(1)?;
            let matter = Id::from_uuid(row.try_get_by_index(0)?);
            bodies.push((matter, u32::try_from(seq).unwrap_or_default(), row.try_get_by_index(2)?));
        }
    }
    Ok(bodies)
}

/// The public numbers of `ids`; those that are not there are left out.
pub async fn numbers(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[MatterId],
) -> Result<BTreeMap<MatterId, String>, StoreError> {
    let mut numbers = BTreeMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let (marks, values) = named(area, ids);
        let sql = format!("SELECT id, number FROM matter WHERE area = ? AND id IN ({marks})");
        let statement = Engine::of(connection).statement(&sql, values);
        for row in &connection.query_all_raw(statement).await? {
            numbers.insert(Id::from_uuid(row.try_get_by_index(0)?), row.try_get_by_index(1)?);
        }
    }
    Ok(numbers)
}
