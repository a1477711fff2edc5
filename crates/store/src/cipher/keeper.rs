//! Who keeps the master key: a file outside the database, or a program that asks a key service.

mod command;
mod file;

use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;
use zeroize::Zeroizing;

use super::Algorithm;

pub use command::KeyCommand;
pub use file::KeyFile;

/// Bytes of a key. Not printable; wiped when dropped.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// From bytes, which are taken over.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// As many random bytes.
    pub(super) fn random(length: usize) -> Self {
        let mut bytes = Zeroizing::new(vec![0; length]);
        rand::Rng::fill_bytes(&mut rand::rng(), &mut bytes);
        Self(bytes)
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Wraps data keys so that they may stand in the database. Asked at the start and when a key is made: it may
/// take its time, and may block.
pub trait Keeper: Send + Sync {
    /// Which master key it is, for people; nothing of the key can be told from it.
    ///
    /// # Errors
    /// The key is not there.
    fn name(&self) -> Result<String, KeyError>;

    /// Wraps a data key. Where there is no master key yet, one is made: only the first data key of a database
    /// is wrapped without one unwrapped before.
    ///
    /// # Errors
    /// The master key cannot be had.
    fn wrap(&self, key: &Secret) -> Result<Vec<u8>, KeyError>;

    /// The data key again.
    ///
    /// # Errors
    /// The master key cannot be had, or is another.
    fn unwrap(&self, wrapped: &[u8]) -> Result<Secret, KeyError>;
}

/// Where keys come from, and how what is written from now on is sealed.
#[derive(Clone)]
pub struct Keys {
    /// Who keeps the master key.
    pub keeper: Arc<dyn Keeper>,
    /// Of keys that are made; what is there keeps its own.
    pub algorithm: Algorithm,
}

/// Why data keys cannot be had. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The process was opened without a keeper.
    #[error("no master key is configured: set key_file or key_command")]
    NoKeeper,
    /// No such file, though data was sealed with it.
    #[error(
        "the key file {path} is not there, and the data keys of this database were wrapped by {wanted}: put it back from where it is kept (apart from the backups), or name its place with key_file"
    )]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
        /// By which master key they were wrapped.
        wanted: String,
    },
    /// The file cannot be read or made.
    #[error("the key file {0}: {1}")]
    File(PathBuf, String),
    /// Something else stands in it.
    #[error(
        "the key file {0} holds no master key of Huisheng: put back the file that was made at the first start"
    )]
    Form(PathBuf),
    /// Another master key.
    #[error(
        "the data keys of this database were wrapped by {wanted}, here is {found}: put back that master key, or name its place with key_file or key_command"
    )]
    Wrong {
        /// By which they were wrapped.
        wanted: String,
        /// The one that is there.
        found: String,
    },
    /// The master key does not open it.
    #[error("the master key does not fit")]
    DoesNotFit,
    /// The program did not answer as it should.
    #[error("key_command {0}: {1}")]
    Command(String, String),
    /// A row of `data_key` that this version cannot read.
    #[error("data key {0} is of a kind that this version does not know: use a newer version")]
    Unknown(u32),
}
