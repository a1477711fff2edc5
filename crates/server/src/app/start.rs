//! Opening the house.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use huisheng_store::book::BookError;
use huisheng_store::file::FileError;
use huisheng_store::setting::{self, SettingRow};
use huisheng_store::{Book, FileStore, Ledger, Options, Store, StoreError, migrate, number};
use thiserror::Error;
use tokio::sync::Semaphore;

use super::access::Access;
use super::brake::Brake;
use super::{App, Inner, Live, Sessions, Viewers};
use crate::clock::{Clock, random};
use crate::command::backup::before_upgrade;
use crate::config::Config;
use crate::identity::{IdentityProvider, ProviderError};
use crate::letter::Typesetter;
use crate::map::Provider;
use crate::notification::{MailError, Mailer, Webhook};
use crate::sms::Gateway;

/// Why the house cannot open.
#[derive(Debug, Error)]
pub enum StartError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lists in it.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The folder of the files.
    #[error(transparent)]
    Files(#[from] FileError),
    /// There is no such file.
    #[error(
        "there is no database {0}: check --database-url, or make one with `huisheng serve` or `huisheng demo`"
    )]
    NoDatabase(String),
    /// The gateway for short messages.
    #[error("the gateway for short messages cannot be asked: {0}")]
    Gateway(#[from] reqwest::Error),
    /// The server of mail.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The identity provider.
    #[error("[sign_in.provider]: {0}")]
    Identity(#[from] ProviderError),
    /// The folder of the policies.
    #[error("cannot read the policies in {0}: {1}")]
    Policies(String, std::io::Error),
    /// What stands in them.
    #[error("policies: {0}")]
    Policy(#[from] huisheng_policy::InvalidPolicies),
    /// A folder cannot be made.
    #[error("cannot make {0}: {1}")]
    Folder(String, std::io::Error),
}

/// The setting that never goes out.
pub(crate) const SECRET: &str = "secret";
/// Files taken apart at a time.
const DECODING: usize = 2;
/// Memory for uploads of staff under way, in MiB; the largest upload fits in any case.
const UPLOADING: usize = 384;
/// The same for residents: two of the largest videos they send.
const UPLOADING_PUBLIC: usize = 128;

impl App {
    /// Opens the database (made or upgraded if need be), reads the lists, starts the ledger.
    pub async fn open(config: Config) -> Result<Self, StartError> {
        let clock = Clock::default();
        // The folder of `huisheng.db` is the one we are in.
        let beside = config.sqlite_file().and_then(Path::parent);
        let beside = beside.filter(|folder| !folder.as_os_str().is_empty());
        for folder in [config.data_dir.as_path()].into_iter().chain(beside) {
            // Database, files and exports are for nobody else on the machine.
            DirBuilder::new()
                .recursive(true)
                .mode(0o700)
                .create(folder)
                .map_err(|e| StartError::Folder(folder.display().to_string(), e))?;
        }
        let options = options(&config);
        let store = Store::open(&config.database_url, options).await?;
        let now = clock.now();
        let backup = async |from: i32| before_upgrade(&config, &store, from, now).await;
        migrate::migrate(&store, backup, now.into()).await?;
        Self::start(config, store, clock).await
    }

    /// Opens a database that must be there, with the schema of this version, for commands that look
    /// and change nothing.
    pub async fn look(config: Config) -> Result<Self, StartError> {
        if let Some(path) = config.sqlite_file()
            && !path.is_file()
        {
            return Err(StartError::NoDatabase(path.display().to_string()));
        }
        let options = options(&config);
        let store = Store::open(&config.database_url, options).await?;
        migrate::check(&store).await?;
        store.unlock().await?;
        // Nothing is written: not the secret, not the procedures of this version, not a folder. What
        // rests on the secret was written after it was made.
        let secret = known(setting::all(store.read()).await?).unwrap_or_default();
        let files = FileStore::existing(config.data_dir.join("files"))?;
        Self::assemble(config, store, Clock::default(), secret, files).await
    }

    /// Starts on a database that is set up.
    pub async fn start(config: Config, store: Store, clock: Clock) -> Result<Self, StartError> {
        let secret = secret(&store).await?;
        let write = store.write().await?;
        huisheng_store::book::install_shipped(&write, clock.now()).await?;
        write.commit().await?;
        let files = FileStore::local(config.data_dir.join("files"))?;
        Self::assemble(config, store, clock, secret, files).await
    }

    async fn assemble(
        config: Config,
        store: Store,
        clock: Clock,
        secret: [u8; 32],
        files: FileStore,
    ) -> Result<Self, StartError> {
        let lists = setting::lists_version(store.read()).await?;
        let book = Book::load(&store).await?;
        let ledger = Ledger::start(&store, book, config.lanes);
        let numbers = number::Numbers::new(&store);
        let live = Live::start(&store, &ledger, clock.clone());
        let uploading = UPLOADING.max(config.upload_mib + 1);
        let gateway = Gateway::of(&config.sms)?;
        let (mailer, webhook) = (Mailer::of(&config.mail)?, Webhook::of(&config.webhook)?);
        let provider = Provider::new(&config.map);
        let identity = IdentityProvider::of(&config)?;
        let access = Access::read(&config.policies)?;
        let inner = Inner {
            brake: Brake::default(),
            typesetter: Typesetter::new(&config.letter),
            config,
            provider,
            identity,
            access,
            store,
            ledger,
            clock,
            sessions: Sessions::default(),
            numbers,
            secret,
            files,
            gateway,
            mailer,
            webhook,
            decoding: Arc::new(Semaphore::new(DECODING)),
            uploading: Arc::new(Semaphore::new(uploading)),
            uploading_public: Arc::new(Semaphore::new(UPLOADING_PUBLIC)),
            live,
            viewers: Viewers::default(),
            lists: AtomicI64::new(lists),
            turning: tokio::sync::Mutex::default(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Reads the lists again, after they were changed.
    pub async fn turn_page(&self) -> Result<(), StartError> {
        let _turning = self.inner.turning.lock().await;
        // Asked first: a change while the lists are read is seen the next time.
        let lists = setting::lists_version(self.store().read()).await?;
        self.ledger().turn_page(Book::load(self.store()).await?);
        self.inner.lists.store(lists, Ordering::Relaxed);
        Ok(())
    }

    /// Reads the lists again if another process has changed them.
    pub async fn follow_lists(&self) -> Result<(), StartError> {
        let lists = setting::lists_version(self.store().read()).await?;
        if lists == self.inner.lists.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.turn_page().await
    }
}

fn options(config: &Config) -> Options {
    let keys = Some(config.keys());
    Options { connections: config.connections, keys, ..Options::default() }
}

/// The secret among the settings.
fn known(rows: Vec<SettingRow>) -> Option<[u8; 32]> {
    let row = rows.into_iter().find(|row| row.name == SECRET)?;
    hex::decode(&row.value).ok()?.try_into().ok()
}

/// The secret of this installation, made at its first start: follow codes and checkpoints rest on it.
async fn secret(store: &Store) -> Result<[u8; 32], StoreError> {
    if let Some(secret) = known(setting::all(store.read()).await?) {
        return Ok(secret);
    }
    // Two nodes may start at once: the write lock, or the primary key, lets one secret stand.
    let made: [u8; 32] = random();
    let value = hex::encode(made);
    let write = store.write().await?;
    if let Some(secret) = known(setting::all(&write).await?) {
        return Ok(secret);
    }
    setting::upsert(&write, vec![SettingRow { name: SECRET.to_owned(), value }]).await?;
    write.commit().await?;
    Ok(made)
}
