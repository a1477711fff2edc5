//! The blind index: an exact value is found, and nothing of it can be read.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sm3::Sm3;

use super::keeper::Secret;
use super::key::Algorithm;

/// Bytes that are kept: two values that agree by chance are as unlikely as a guessed key.
const LENGTH: usize = 16;

/// A keyed hash: HMAC-SHA-256, or HMAC-SM3 beside SM4.
#[derive(Clone)]
pub enum BlindIndex {
    /// HMAC-SHA-256.
    Sha256(Hmac<Sha256>),
    /// HMAC-SM3.
    Sm3(Hmac<Sm3>),
}

impl BlindIndex {
    /// Its name where values are sealed by an algorithm.
    pub(super) const fn name(beside: Algorithm) -> &'static str {
        match beside {
            Algorithm::Aes256Gcm => "hmac-sha-256",
            Algorithm::Sm4Gcm => "hmac-sm3",
        }
    }

    /// By its name; none if there is no such, or the key cannot be.
    pub(super) fn new(name: &str, secret: &Secret) -> Option<Self> {
        match name {
            "hmac-sha-256" => Hmac::new_from_slice(secret.bytes()).ok().map(Self::Sha256),
            "hmac-sm3" => Hmac::new_from_slice(secret.bytes()).ok().map(Self::Sm3),
            _ => None,
        }
    }

    /// What a value of a column is found by.
    pub(super) fn of(&self, column: &str, value: &str) -> Vec<u8> {
        let parts = [column.as_bytes(), &[0], value.as_bytes()];
        let mut whole = match self {
            Self::Sha256(mac) => told(mac.clone(), &parts),
            Self::Sm3(mac) => told(mac.clone(), &parts),
        };
        whole.truncate(LENGTH);
        whole
    }
}

fn told(mut mac: impl Mac, parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().to_vec()
}
