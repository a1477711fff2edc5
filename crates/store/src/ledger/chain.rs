//! The chain: each event hashes the one before, its own text and the salted hash of its words.

use sha2::{Digest, Sha256};

/// The hash of an event. `before` is the hash of the event before, zeros for the first.
pub fn event_hash(before: &[u8], body: &str, words_hash: Option<&[u8]>) -> [u8; 32] {
    let words = words_hash.unwrap_or_default();
    Sha256::new()
        .chain_update([u8::try_from(words.len()).unwrap_or(u8::MAX)])
        .chain_update(before)
        .chain_update(words)
        .chain_update(body)
        .finalize()
        .into()
}

/// The salted hash of words. With the salt gone, nobody can guess them back.
pub fn words_hash(salt: &[u8], body: &str) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(body).finalize().into()
}
