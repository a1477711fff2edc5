//! The master key in a file that only the service may read.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use sm3::Sm3;
use zeroize::{Zeroize, Zeroizing};

use super::{Keeper, KeyError, Secret};
use crate::cipher::Algorithm;
use crate::cipher::key::Key;

/// Bytes of a master key.
const LENGTH: usize = 32;
/// What stands over the key.
const HEAD: &str = "# 回声主密钥。请另存一份，不要与备份放在一起；丢失后个人信息无法恢复。\n\
     # The master key of Huisheng. Keep a copy apart from the backups; without it personal data is lost.\n";

/// A file of mode 0600 with 64 hexadecimal digits, made when the first data key is.
#[derive(Clone, Debug)]
pub struct KeyFile {
    path: PathBuf,
    algorithm: Algorithm,
}

impl KeyFile {
    /// The file at `path`; new data keys are wrapped by `algorithm`.
    pub fn new(path: impl Into<PathBuf>, algorithm: Algorithm) -> Self {
        Self { path: path.into(), algorithm }
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether others on the machine may read it; none if it is not there.
    pub fn open_to_others(&self) -> Option<bool> {
        let mode = std::fs::metadata(&self.path).ok()?.permissions().mode();
        Some(mode & 0o077 != 0)
    }

    fn read(&self) -> Result<Secret, KeyError> {
        let text = match std::fs::read_to_string(&self.path) {
            Ok(text) => Zeroizing::new(text),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let wanted = "another master key".to_owned();
                return Err(KeyError::Missing { path: self.path.clone(), wanted });
            }
            Err(error) => return Err(self.failed(&error)),
        };
        let mut lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
        let key = lines.find(|line| !line.is_empty()).and_then(|line| hex::decode(line).ok());
        let key = key.filter(|key| key.len() == LENGTH);
        key.map(Secret::new).ok_or_else(|| KeyError::Form(self.path.clone()))
    }

    /// Of two that make it at once, the file of one stands, whole, and both read that.
    fn make(&self) -> Result<Secret, KeyError> {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| self.failed(&error))?;
        }
        let half = self.path.with_extension(format!("part{}", std::process::id()));
        let mut digits = hex::encode(Secret::random(LENGTH).bytes());
        let mut private = OpenOptions::new();
        let written = private
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&half)
            .and_then(|mut file| {
                file.write_all(HEAD.as_bytes())?;
                writeln!(file, "{digits}")?;
                file.sync_all()
            })
            .and_then(|()| match std::fs::hard_link(&half, &self.path) {
                Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
                _ => Ok(()),
            });
        digits.zeroize();
        // Whatever came of it: the half file is of no use.
        let _ = std::fs::remove_file(&half);
        written.map_err(|error| self.failed(&error))?;
        tracing::warn!(
            key_file = %self.path.display(),
            "a master key was made: keep a copy of this file apart from the backups, without it the personal data is lost"
        );
        self.read()
    }

    fn failed(&self, error: &std::io::Error) -> KeyError {
        KeyError::File(self.path.clone(), error.to_string())
    }
}

impl Keeper for KeyFile {
    fn name(&self) -> Result<String, KeyError> {
        let told = derived::<Hmac<Sha256>>(&self.read()?, b"name");
        Ok(format!("key file {}", hex::encode(&told.bytes()[..6])))
    }

    fn wrap(&self, key: &Secret) -> Result<Vec<u8>, KeyError> {
        let master = match self.read() {
            Err(KeyError::Missing { .. }) => self.make()?,
            master => master?,
        };
        let wrapping = wrapping(&master, self.algorithm).ok_or(KeyError::DoesNotFit)?;
        Ok([&[self.algorithm.code()], wrapping.seal(b"data_key", key.bytes()).as_slice()].concat())
    }

    fn unwrap(&self, wrapped: &[u8]) -> Result<Secret, KeyError> {
        let master = self.read()?;
        let (code, sealed) = wrapped.split_first().ok_or(KeyError::DoesNotFit)?;
        let algorithm = [Algorithm::Aes256Gcm, Algorithm::Sm4Gcm];
        let algorithm = algorithm.into_iter().find(|one| one.code() == *code);
        let wrapping = algorithm.and_then(|algorithm| wrapping(&master, algorithm));
        let key = wrapping.and_then(|wrapping| wrapping.open(b"data_key", sealed));
        key.map(Secret::new).ok_or(KeyError::DoesNotFit)
    }
}

/// The key that wraps: one for each algorithm, so that none is used in two ways.
fn wrapping(master: &Secret, algorithm: Algorithm) -> Option<Key> {
    let told = match algorithm {
        Algorithm::Aes256Gcm => derived::<Hmac<Sha256>>(master, b"wrap"),
        Algorithm::Sm4Gcm => derived::<Hmac<Sm3>>(master, b"wrap"),
    };
    let key = Secret::new(told.bytes()[..algorithm.key_len()].to_vec());
    Key::new(algorithm, &key)
}

fn derived<M: Mac + KeyInit>(master: &Secret, purpose: &[u8]) -> Secret {
    let mut mac =
        <M as KeyInit>::new_from_slice(master.bytes()).expect("any length is a key of HMAC");
    mac.update(purpose);
    Secret::new(mac.finalize().into_bytes().to_vec())
}
