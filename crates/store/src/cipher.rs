//! Sealing of personal data: the database holds ciphertext, and the id of the key beside it.
//!
//! Data keys stand wrapped in the table `data_key`; the master key that wraps them stands outside the
//! database, see [`Keeper`]. A sealed value is, in this order: version (1 byte), algorithm (1), id of the data
//! key (4, big-endian), nonce (12), ciphertext, tag (16).

mod index;
mod keeper;
mod key;
mod ring;
mod rotate;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use thiserror::Error;
use uuid::Uuid;

pub use index::BlindIndex;
pub use keeper::{Keeper, KeyCommand, KeyError, KeyFile, Keys, Secret};
pub use key::Algorithm;
pub use ring::{DataKey, State, follow, list, rewrap};
pub(crate) use ring::{ensure, unlock};
pub use rotate::{GRACE, Turn, rotate};

use key::{Key, NONCE};

/// The form of sealed values.
const VERSION: u8 = 1;
/// Version, algorithm and id of the key.
const HEADER: usize = 6;

/// Why a sealed value cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CipherError {
    /// The keys have not been unwrapped, or there is no master key.
    #[error("the keys of personal data are not unlocked")]
    Locked,
    /// No sealed value of a form we know.
    #[error("not a sealed value")]
    Form,
    /// Its key is not here: made by another node a moment ago, or dropped.
    #[error("data key {0} is not known here")]
    UnknownKey(u32),
    /// Changed, or moved here from another row or column.
    #[error("a sealed value was changed or belongs to another row")]
    Changed,
}

/// The keys in use. A clone shares them.
#[derive(Clone)]
pub struct Cipher(Arc<RwLock<Arc<Ring>>>);

/// The keys at one time.
struct Ring {
    current: u32,
    keys: BTreeMap<u32, Arc<Key>>,
    index: BlindIndex,
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher(…)")
    }
}

impl Cipher {
    fn new(ring: Ring) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(ring))))
    }

    fn ring(&self) -> Arc<Ring> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Other keys from now on.
    pub(crate) fn turn(&self, other: &Self) {
        let ring = other.ring();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = ring;
    }

    /// Seals a value under the current data key. `what` names table, column and row, see [`place`]: the value
    /// opens only with the same, so nobody can move it elsewhere.
    pub fn seal(&self, what: &[u8], plain: &[u8]) -> Vec<u8> {
        let ring = self.ring();
        // The ring is made with its current key.
        let key = &ring.keys[&ring.current];
        let mut sealed = vec![VERSION, key.algorithm().code()];
        sealed.extend(ring.current.to_be_bytes());
        let said = [sealed.as_slice(), what].concat();
        sealed.extend(key.seal(&said, plain));
        sealed
    }

    /// Opens a sealed value.
    ///
    /// # Errors
    /// It is not one, its key is not here, or it was changed or moved.
    pub fn open(&self, what: &[u8], sealed: &[u8]) -> Result<Vec<u8>, CipherError> {
        let id = key_of(sealed).ok_or(CipherError::Form)?;
        let ring = self.ring();
        let key = ring.keys.get(&id).ok_or(CipherError::UnknownKey(id))?;
        if sealed[1] != key.algorithm().code() {
            return Err(CipherError::Form);
        }
        let (header, rest) = sealed.split_at(HEADER);
        key.open(&[header, what].concat(), rest).ok_or(CipherError::Changed)
    }

    /// The same, of a text.
    pub(crate) fn open_text(&self, what: &[u8], sealed: &[u8]) -> Result<String, CipherError> {
        String::from_utf8(self.open(what, sealed)?).map_err(|_| CipherError::Form)
    }

    /// What an exact value is found by: the same for the same value of a column, and nothing can be told
    /// from it without the key.
    pub fn index(&self, column: &str, value: &str) -> Vec<u8> {
        self.ring().index.of(column, value)
    }

    /// The id of the data key that seals what is written now.
    pub fn current(&self) -> u32 {
        self.ring().current
    }
}

/// The id of the data key of a sealed value.
pub(crate) fn key_of(sealed: &[u8]) -> Option<u32> {
    let whole = sealed.len() >= HEADER + NONCE + key::TAG && sealed[0] == VERSION;
    let id = sealed.get(2..HEADER)?.try_into().ok()?;
    whole.then(|| u32::from_be_bytes(id))
}

/// Names a value for [`Cipher::seal`]: column as `table.column`, cell, and the key of its row; `part` is 0 where
/// the row has no number beside its id.
pub fn place(column: &str, area: i32, row: Uuid, part: i32) -> Vec<u8> {
    let parts: [&[u8]; 5] =
        [column.as_bytes(), &[0], &area.to_be_bytes(), row.as_bytes(), &part.to_be_bytes()];
    parts.concat()
}
