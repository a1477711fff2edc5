//! Challenges that were answered: what came back from the identity provider, or from a passkey.

use huisheng_domain::sign_in::RETURNS_WITHIN;
use jiff::Timestamp;
use sea_orm::ConnectionTrait;

use crate::{Engine, Micros, StoreError, Write};

/// Uses up a challenge. Returns whether nobody has before.
pub async fn use_once(write: &Write, hash: [u8; 32], now: Micros) -> Result<bool, StoreError> {
    let sql = "INSERT INTO challenge (challenge_hash, used_at) VALUES (?, ?) \
               ON CONFLICT (challenge_hash) DO NOTHING";
    let values = vec![hash.to_vec().into(), now.into()];
    let used = write.execute_raw(Engine::of(write).statement(sql, values)).await?;
    Ok(used.rows_affected() == 1)
}

/// Forgets those that would be answered too late by now.
pub async fn forget(connection: &impl ConnectionTrait, now: Timestamp) -> Result<(), StoreError> {
    let sql = "DELETE FROM challenge WHERE used_at <= ?";
    let before = Micros::from(now - RETURNS_WITHIN - RETURNS_WITHIN);
    connection.execute_raw(Engine::of(connection).statement(sql, vec![before.into()])).await?;
    Ok(())
}
