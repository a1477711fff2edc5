//! The key of a request that is no command on a matter: what the request writes takes it along.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use crate::ledger::{IdempotencyKey, micros};
use crate::trail::HOUSE;
use crate::{Engine, Micros, StoreError};

/// The answer to such a request, as far as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Nothing was done under the key.
    Nothing,
    /// The key belongs to another request.
    Other,
    /// It was done. What was answered, as whoever kept it wrote it; empty where it was not kept.
    Before {
        /// The answer.
        outcome: String,
        /// When the request came.
        at: Timestamp,
    },
}

/// A request under a key. The first of its transactions that is committed holds the key, too: done and known to be
/// done are one. The key stands with the house as a whole, as accounts and lists belong to no area.
#[derive(Debug)]
pub struct Claim {
    key: IdempotencyKey,
    now: Timestamp,
    again: bool,
    kept: AtomicBool,
}

impl Claim {
    /// The key of a request that comes for the first time, or `again`: then nothing it writes is kept.
    pub const fn new(key: IdempotencyKey, now: Timestamp, again: bool) -> Self {
        Self { key, now, again, kept: AtomicBool::new(false) }
    }

    /// What the key is.
    pub const fn key(&self) -> &IdempotencyKey {
        &self.key
    }

    /// Whether it was done before, and is only answered anew.
    pub const fn is_again(&self) -> bool {
        self.again
    }

    /// Whether something was done under it.
    pub fn is_kept(&self) -> bool {
        self.kept.load(Ordering::Relaxed)
    }

    /// What was answered under the key.
    pub async fn said(
        connection: &impl ConnectionTrait,
        key: &IdempotencyKey,
    ) -> Result<Said, StoreError> {
        let sql = "SELECT body_hash, outcome, answered_at FROM idempotency WHERE area = ? AND principal = ? AND key = ?";
        let values = vec![HOUSE.into(), key.principal.clone().into(), key.key.clone().into()];
        let statement = Engine::of(connection).statement(sql, values);
        let Some(row) = connection.query_one_raw(statement).await? else {
            return Ok(Said::Nothing);
        };
        let (hash, outcome): (Vec<u8>, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        if hash != key.body_hash {
            return Ok(Said::Other);
        }
        let at = Micros(row.try_get_by_index(2)?).timestamp().unwrap_or(Timestamp::MIN);
        Ok(Said::Before { outcome, at })
    }

    /// Keeps the answer beside the key; the key too, if what was done has no transaction of its own.
    pub async fn answer(
        &self,
        connection: &impl ConnectionTrait,
        outcome: &str,
    ) -> Result<(), StoreError> {
        self.put(
            connection,
            outcome,
            "ON CONFLICT (area, principal, key) DO UPDATE SET outcome = excluded.outcome \
             WHERE idempotency.body_hash = excluded.body_hash",
        )
        .await
    }

    /// Takes the key. Who else has it under way is waited for; then it is a [`StoreError::Conflict`].
    pub(crate) async fn take(&self, write: &impl ConnectionTrait) -> Result<(), StoreError> {
        if self.again || self.kept.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.put(write, "", "").await
    }

    /// What took the key is durable.
    pub(crate) fn keep(&self) {
        self.kept.store(true, Ordering::Relaxed);
    }

    async fn put(
        &self,
        connection: &impl ConnectionTrait,
        outcome: &str,
        tail: &str,
    ) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT INTO idempotency (area, principal, key, body_hash, outcome, answered_at) VALUES (?,?,?,?,?,?) {tail}"
        );
        let IdempotencyKey { principal, key, body_hash } = &self.key;
        let values = vec![
            HOUSE.into(),
            principal.clone().into(),
            key.clone().into(),
            body_hash.to_vec().into(),
            outcome.into(),
            micros(self.now),
        ];
        connection.execute_raw(Engine::of(connection).statement(sql.trim_end(), values)).await?;
        Ok(())
    }
}
