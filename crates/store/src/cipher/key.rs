//! One key that seals: AES-256-GCM, or SM4-GCM where commercial cryptography of the state is asked for
//! (GB/T 39786, RFC 8998).

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, AesGcm, KeyInit, Nonce};
use rand::Rng;
use serde::{Deserialize, Serialize};
use sm4::Sm4;

use super::keeper::Secret;

/// Bytes of a nonce. Random, so a key is for at most 2³² values.
pub(super) const NONCE: usize = 12;
/// Bytes by which a ciphertext is longer than its text.
pub(super) const TAG: usize = 16;

/// How values are sealed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// AES with 256 bits in Galois/Counter mode.
    #[default]
    #[serde(rename = "aes-256-gcm")]
    Aes256Gcm,
    /// SM4 国密, 128 bits, in the same mode.
    #[serde(rename = "sm4-gcm")]
    Sm4Gcm,
}

impl Algorithm {
    /// As it is configured and kept.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "aes-256-gcm",
            Self::Sm4Gcm => "sm4-gcm",
        }
    }

    /// By its name.
    pub fn of(name: &str) -> Option<Self> {
        [Self::Aes256Gcm, Self::Sm4Gcm].into_iter().find(|one| one.name() == name)
    }

    /// In a sealed value.
    pub(super) const fn code(self) -> u8 {
        match self {
            Self::Aes256Gcm => 1,
            Self::Sm4Gcm => 2,
        }
    }

    /// Bytes of a key.
    pub(super) const fn key_len(self) -> usize {
        match self {
            Self::Aes256Gcm => 32,
            Self::Sm4Gcm => 16,
        }
    }
}

/// A key that was unwrapped. Not printable; its schedule is wiped when it is dropped.
pub(super) enum Key {
    Aes256(Box<Aes256Gcm>),
    Sm4(Box<AesGcm<Sm4, U12>>),
}

impl Key {
    /// From its bytes; none if they are too few or too many.
    pub fn new(algorithm: Algorithm, secret: &Secret) -> Option<Self> {
        Some(match algorithm {
            Algorithm::Aes256Gcm => {
                Self::Aes256(Box::new(Aes256Gcm::new_from_slice(secret.bytes()).ok()?))
            }
            Algorithm::Sm4Gcm => {
                Self::Sm4(Box::new(AesGcm::<Sm4, U12>::new_from_slice(secret.bytes()).ok()?))
            }
        })
    }

    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Aes256(_) => Algorithm::Aes256Gcm,
            Self::Sm4(_) => Algorithm::Sm4Gcm,
        }
    }

    /// Nonce, ciphertext and tag. `said` is not in it, and has to be given again.
    ///
    /// # Panics
    /// Beyond 64 GB of text; no request and no row is as long.
    pub fn seal(&self, said: &[u8], plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE];
        rand::rng().fill_bytes(&mut nonce);
        let (payload, at) = (Payload { msg: plain, aad: said }, Nonce::from(nonce));
        let sealed = match self {
            Self::Aes256(key) => key.encrypt(&at, payload),
            Self::Sm4(key) => key.encrypt(&at, payload),
        };
        let sealed = sealed.expect("a value is shorter than 64 GB");
        [nonce.as_slice(), &sealed].concat()
    }

    /// The text again; none if anything was changed.
    pub fn open(&self, said: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let (payload, at) = (Payload { msg: sealed, aad: said }, Nonce::from(*nonce));
        match self {
            Self::Aes256(key) => key.decrypt(&at, payload).ok(),
            Self::Sm4(key) => key.decrypt(&at, payload).ok(),
        }
    }
}
