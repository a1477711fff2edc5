//! Passwords: argon2id, a few at a time, because each takes memory.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::{PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};

/// Hashes at a time: each takes about 20 MB.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// Who may wait for a hash without being known: about a second's worth of them.
static WAITING: Semaphore = Semaphore::const_new(32);

/// A place in the queue of those who sign in; none if it is full.
pub fn place() -> Option<SemaphorePermit<'static>> {
    WAITING.try_acquire().ok()
}

/// Hashes a password.
pub async fn hash(password: &str) -> String {
    let password = password.to_owned();
    let salt: [u8; 16] = crate::clock::random();
    work(move || {
        // Salt and parameters are ours: hashing them cannot fail.
        Argon2::default()
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|hash| hash.to_string())
    })
    .await
    .unwrap_or_default()
}

/// Whether the password is the one stored. Takes as long when there is none, so that nobody learns
/// which names exist.
pub async fn matches(password: &str, stored: Option<String>) -> bool {
    let Some(stored) = stored else {
        hash(password).await;
        return false;
    };
    let password = password.to_owned();
    work(move || {
        Argon2::default().verify_password(password.as_bytes(), &PasswordHash::new(&stored)?)
    })
    .await
    .is_ok()
}

/// A password to be told once and changed at the first sign-in: 64 random bits.
pub fn one_time() -> String {
    format!("{:016x}", u64::from_be_bytes(crate::clock::random()))
}

async fn work<T: Send + 'static>(
    job: impl FnOnce() -> argon2::password_hash::Result<T> + Send + 'static,
) -> argon2::password_hash::Result<T> {
    // The semaphore is never closed.
    let _turn = AT_ONCE.acquire().await;
    tokio::task::spawn_blocking(job).await.unwrap_or(Err(argon2::password_hash::Error::Internal))
}
