//! Opening a database and reaching it.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use sea_orm::sqlx::ConnectOptions as _;
use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};

use crate::cipher::{Cipher, CipherError, KeyError, Keys};
use crate::idempotency::Claim;
use crate::{Engine, StoreError, Write};

/// Told of each statement that was executed, with its values.
pub type Observer = Arc<dyn Fn(Engine, &Statement) + Send + Sync>;

/// How a database is opened.
#[derive(Clone)]
pub struct Options {
    /// Connections that read: all of the pool on PostgreSQL, beside the one writer on SQLite.
    pub connections: u32,
    /// How long to wait for a connection, or for SQLite's write lock held by another process.
    pub patience: Duration,
    /// For tests that look at the SQL itself.
    pub observer: Option<Observer>,
    /// Where the keys of personal data come from; without them nothing sealed is read or written.
    pub keys: Option<Keys>,
}

impl Default for Options {
    fn default() -> Self {
        Self { connections: 16, patience: Duration::from_secs(10), observer: None, keys: None }
    }
}

/// An open database. A clone shares its connections and keys.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    keys: Option<Keys>,
    cipher: Arc<OnceLock<Cipher>>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("engine", &self.engine).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens `sqlite://FILE` (made if missing) or `postgres://…`; sets up no tables.
    ///
    /// A lost PostgreSQL is found again by itself: a statement under way fails with
    /// [`StoreError::Unavailable`], later ones get new connections.
    pub async fn open(url: &str, options: Options) -> Result<Self, StoreError> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            if path.is_empty() || path.starts_with(':') || path.contains('?') {
                return Err(StoreError::Url(url.to_owned()));
            }
            Self::open_sqlite(PathBuf::from(path), options).await
        } else if let Some(rest) =
            url.strip_prefix("postgres://").or(url.strip_prefix("postgresql://"))
        {
            Self::open_postgres(&format!("postgres://{rest}"), options).await
        } else {
            Err(StoreError::Url(url.to_owned()))
        }
    }

    async fn open_sqlite(path: PathBuf, options: Options) -> Result<Self, StoreError> {
        let engine = Engine::Sqlite;
        // The writer goes first: it creates the file and turns it to WAL.
        let writer = connect(engine, sqlite(&path, 1, &options, false), &options).await?;
        // More readers than cores only cost memory: each has a thread and a page cache.
        let readers = options.connections.clamp(1, 4);
        let reader = connect(engine, sqlite(&path, readers, &options, true), &options).await?;
        Ok(Self { engine, reader, writer, keys: options.keys, cipher: Arc::default() })
    }

    async fn open_postgres(url: &str, options: Options) -> Result<Self, StoreError> {
        let engine = Engine::Postgres;
        let mut connect_options = pool(url, options.connections.max(2), &options);
        connect_options.set_application_name("huisheng");
        let reader = match connect(engine, connect_options, &options).await {
            Err(StoreError::Unavailable(why)) => {
                return Err(StoreError::Unavailable(unreachable(url, why).await));
            }
            connected => connected?,
        };
        let (keys, cipher) = (options.keys, Arc::default());
        Ok(Self { engine, writer: reader.clone(), reader, keys, cipher })
    }

    /// Which engine it runs on.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// The keys of personal data. They are here once the tables are set up or [`Store::unlock`] was asked.
    ///
    /// # Errors
    /// They are not.
    pub fn cipher(&self) -> Result<&Cipher, CipherError> {
        self.cipher.get().ok_or(CipherError::Locked)
    }

    /// Unwraps the data keys; asked again, also those that were made since. Writes nothing.
    ///
    /// # Errors
    /// There are none, or the master key is missing or another.
    pub async fn unlock(&self) -> Result<(), StoreError> {
        match crate::cipher::unlock(self, &self.reader).await? {
            true => Ok(()),
            false => Err(CipherError::Locked.into()),
        }
    }

    /// Where keys come from.
    pub(crate) fn keys(&self) -> Result<&Keys, KeyError> {
        self.keys.as_ref().ok_or(KeyError::NoKeeper)
    }

    /// Takes unwrapped keys into use.
    pub(crate) fn take_keys(&self, unwrapped: &Cipher) {
        self.cipher.get_or_init(|| unwrapped.clone()).turn(unwrapped);
    }

    /// For reading. On SQLite these connections refuse to write.
    pub const fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For reading much: every statement sees the database as it was at the first one.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, StoreError> {
        let options = TransactionOptions {
            isolation_level: self.engine.snapshot(),
            ..TransactionOptions::default()
        };
        Ok(self.reader.begin_with_options(options).await?)
    }

    /// Begins a write transaction; on SQLite waits until the one before has ended.
    pub async fn write(&self) -> Result<Write, StoreError> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(Write::new(self.writer.begin_with_options(options).await?))
    }

    /// The same for a request that came under a key, if it did. A key that somebody else has meanwhile is a
    /// [`StoreError::Conflict`] with [`KEY_TAKEN`](crate::idempotency::KEY_TAKEN).
    pub async fn write_once(&self, claim: Option<&Arc<Claim>>) -> Result<Write, StoreError> {
        let write = self.write().await?;
        match claim {
            Some(claim) => write.under(claim).await,
            None => Ok(write),
        }
    }

    /// Executes what can stand in no transaction.
    pub(crate) async fn by_itself(&self, sql: &str) -> Result<(), StoreError> {
        self.writer.execute_unprepared(sql).await?;
        Ok(())
    }

    /// A copy of a whole SQLite database in the file `to`. It is written under another name and takes
    /// the place of an older copy only once it is on the disk, so a file of that name is always whole.
    pub async fn copy(&self, to: &Path) -> Result<(), StoreError> {
        let failed = |error: std::io::Error| StoreError::Copy(format!("{}: {error}", to.display()));
        let half = to.with_extension("part");
        match std::fs::remove_file(&half) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(failed(error));
            }
            _ => {}
        }
        // It holds personal data: nobody else may read it. SQLite takes an empty file as it is.
        let mut private = OpenOptions::new();
        let file = private.write(true).create_new(true).mode(0o600).open(&half).map_err(failed)?;
        let into = Value::from(half.display().to_string());
        // The readers refuse to write, also into another file.
        let copied =
            self.writer.execute_raw(self.engine.statement("VACUUM INTO ?", vec![into])).await;
        if let Err(error) = copied {
            // What is left of it helps nobody, and the disk may be full.
            let _ = std::fs::remove_file(&half);
            return Err(error.into());
        }
        file.sync_all().and_then(|()| std::fs::rename(&half, to)).map_err(failed)
    }

    /// Waits for what is under way and closes every connection.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.reader.close_by_ref().await?;
        Ok(self.writer.close_by_ref().await?)
    }
}

/// Where it should be, and why it is not: the pool only knows that it waited.
async fn unreachable(url: &str, waited: String) -> String {
    let Ok(server) = PgConnectOptions::from_str(url) else { return waited };
    let tried = tokio::time::timeout(Duration::from_secs(2), server.connect()).await;
    let why = match tried {
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(_)) | Err(_) => waited,
    };
    let (host, port, name) = (server.get_host(), server.get_port(), server.get_database());
    format!("{host}:{port}/{}: {why}", name.unwrap_or_default())
}

async fn connect(
    engine: Engine,
    connect_options: ConnectOptions,
    options: &Options,
) -> Result<DatabaseConnection, StoreError> {
    let mut connection = Database::connect(connect_options).await?;
    if let Some(observer) = options.observer.clone() {
        connection.set_metric_callback(move |info| observer(engine, info.statement));
    }
    Ok(connection)
}

fn pool(url: &str, connections: u32, options: &Options) -> ConnectOptions {
    let mut connect_options = ConnectOptions::new(url);
    connect_options
        .max_connections(connections)
        .acquire_timeout(options.patience)
        .connect_timeout(options.patience)
        .sqlx_logging(false)
        // A ping before each use would double the round trips of a small read.
        .test_before_acquire_if_idle_for(Duration::from_secs(1));
    connect_options
}

fn sqlite(
    path: &std::path::Path,
    connections: u32,
    options: &Options,
    read: bool,
) -> ConnectOptions {
    let mut connect_options = pool("sqlite://file", connections, options);
    let (path, patience) = (path.to_owned(), options.patience);
    connect_options
        .min_connections(1)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .map_sqlx_sqlite_opts(move |_| {
            let file = SqliteConnectOptions::new()
                .filename(&path)
                .create_if_missing(!read)
                .busy_timeout(patience)
                .foreign_keys(true)
                .synchronous(SqliteSynchronous::Full)
                // Pages mapped into memory count as resident (0 turns it off); the cache is in KiB.
                .pragma("mmap_size", "0")
                .pragma("cache_size", "-8192");
            if read {
                file.pragma("query_only", "ON")
            } else {
                // A page that is written again and again goes home once in 32 MiB, not once in 4. What a
                // statement may have to take back stands in memory: in a file it is as much as the log.
                file.journal_mode(SqliteJournalMode::Wal)
                    .pragma("wal_autocheckpoint", "8192")
                    .pragma("temp_store", "MEMORY")
                    // What is removed is overwritten where that costs no page more.
                    .pragma("secure_delete", "FAST")
            }
        });
    connect_options
}
