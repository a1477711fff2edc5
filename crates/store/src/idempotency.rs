//! Answers kept under their keys, so that nothing is done twice.

mod claim;

use std::collections::HashMap;

use huisheng_domain::area::Area;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

pub use claim::{Claim, Said};

use crate::ledger::{IdempotencyKey, Receipt, Submission, area_of, micros};
use crate::rows::padded;
use crate::trail::HOUSE;
use crate::{Engine, StoreError};

/// The name of the conflict where a key is taken.
pub const KEY_TAKEN: &str = "idempotency_pkey";

/// Body hash and answer by principal and key.
pub(crate) type Answered = HashMap<(String, String), ([u8; 32], Receipt)>;

/// The answers kept for the keys of a group.
pub(crate) async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    submissions: &[Submission],
) -> Result<Answered, StoreError> {
    let keys = submissions.iter().filter_map(|submission| submission.key.as_ref());
    of_keys(connection, area, keys.collect()).await
}

async fn of_keys(
    connection: &impl ConnectionTrait,
    area: Area,
    keys: Vec<&IdempotencyKey>,
) -> Result<Answered, StoreError> {
    let keys = padded(keys);
    if keys.is_empty() {
        return Ok(Answered::new());
    }
    let marks = vec!["(?,?)"; keys.len()].join(",");
    let sql = format!(
        "SELECT principal, key, body_hash, outcome FROM idempotency WHERE area = ? AND (principal, key) IN (VALUES {marks})"
    );
    let mut values = vec![area_of(area).into()];
    for key in &keys {
        values.extend([key.principal.clone().into(), key.key.clone().into()]);
    }
    let rows = connection.query_all_raw(Engine::of(connection).statement(&sql, values)).await?;
    let mut answered = Answered::new();
    for row in rows {
        let (principal, key): (String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let (hash, outcome): (Vec<u8>, String) =
            (row.try_get_by_index(2)?, row.try_get_by_index(3)?);
        let unreadable = || StoreError::Unreadable(format!("the answer kept under key {key}"));
        let hash = hash.try_into().map_err(|_| unreadable())?;
        let receipt = serde_json::from_str(&outcome).map_err(|_| unreadable())?;
        answered.insert((principal, key), (hash, receipt));
    }
    Ok(answered)
}

/// Whether this submission's key has an answer already: handed in again, nothing is done.
pub async fn is_answered(
    connection: &impl ConnectionTrait,
    submission: &Submission,
) -> Result<bool, StoreError> {
    let one = std::slice::from_ref(submission);
    Ok(!find(connection, submission.area, one).await?.is_empty())
}

/// The answer kept under a key, if it is of this very request.
pub async fn answer(
    connection: &impl ConnectionTrait,
    area: Area,
    asked: &IdempotencyKey,
) -> Result<Option<Receipt>, StoreError> {
    let answered = of_keys(connection, area, vec![asked]).await?;
    let same = |(hash, receipt): ([u8; 32], Receipt)| (hash == asked.body_hash).then_some(receipt);
    Ok(answered.into_values().next().and_then(same))
}

/// Forgets answers given before `before`, of an area or of the house as a whole. Returns how many went.
pub async fn forget(
    connection: &impl ConnectionTrait,
    area: Option<Area>,
    before: Timestamp,
) -> Result<u64, StoreError> {
    let sql = "DELETE FROM idempotency WHERE area = ? AND answered_at < ?";
    let values = vec![area.map_or(HOUSE, area_of).into(), micros(before)];
    Ok(connection.execute_raw(Engine::of(connection).statement(sql, values)).await?.rows_affected())
}
