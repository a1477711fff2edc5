//! Databases that live as long as a measurement.

use std::path::{Path, PathBuf};

use anyhow::Context;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::responsibility::list::{self, ResponsibilityListRow};
use huisheng_store::store::Observer;
use huisheng_store::{
    Book, Engine, Micros, Options, Store, book, category, division, grid, migrate, place,
    responsibility, unit,
};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};

use super::Cast;
use crate::app::password;
use crate::clock::Clock;
use crate::demo::PASSWORD;

/// Names a PostgreSQL server whose user may create databases.
pub const SERVER: &str = "HUISHENG_TEST_POSTGRES";

/// A database, and the folder beside it.
pub struct Database {
    engine: Engine,
    url: String,
    name: String,
    folder: PathBuf,
}

impl Database {
    /// An empty one.
    pub async fn new(engine: Engine, folder: &Path, what: &str) -> anyhow::Result<Self> {
        let database = Self::named(engine, folder, format!("bench_{what}_{}", std::process::id()))?;
        database.make().await?;
        Ok(database)
    }

    /// The one that an earlier run left here, or one that is set up and stays; and how many matters it holds.
    pub async fn kept(engine: Engine, folder: &Path, cast: &Cast) -> anyhow::Result<(Self, usize)> {
        let database = Self::named(engine, folder, "bench_kept".to_owned())?;
        if !database.stands().await? {
            database.make().await?;
        }
        database.set_up(cast).await?;
        let store = database.open(None).await?;
        let held =
            store.read().query_one_raw(database.statement("SELECT COUNT(*) FROM matter")).await?;
        let held: i64 = held.context("a count without a row")?.try_get_by_index(0)?;
        store.close().await?;
        Ok((database, usize::try_from(held)?))
    }

    fn named(engine: Engine, folder: &Path, name: String) -> anyhow::Result<Self> {
        let folder = folder.join(&name);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.join("huisheng.db").display()),
            Engine::Postgres => {
                let server = server()?;
                let (server, _) = server.rsplit_once('/').context("a URL without a database")?;
                format!("{server}/{name}")
            }
        };
        Ok(Self { engine, url, name, folder })
    }

    /// Whether an earlier run left it. SQLite makes its file when it is opened.
    async fn stands(&self) -> anyhow::Result<bool> {
        if self.engine == Engine::Sqlite {
            return Ok(true);
        }
        let server = sea_orm::Database::connect(server()?).await?;
        let sql = format!("SELECT 1 FROM pg_database WHERE datname = '{}'", self.name);
        let found = server.query_one_raw(self.statement(&sql)).await?;
        server.close().await?;
        Ok(found.is_some())
    }

    async fn make(&self) -> anyhow::Result<()> {
        if self.engine == Engine::Postgres {
            on_server(&format!("CREATE DATABASE {}", self.name)).await?;
        }
        Ok(())
    }

    /// `sql` for its engine.
    pub fn statement(&self, sql: &str) -> Statement {
        let backend = match self.engine {
            Engine::Sqlite => DatabaseBackend::Sqlite,
            Engine::Postgres => DatabaseBackend::Postgres,
        };
        Statement::from_string(backend, sql)
    }

    /// Its engine.
    pub const fn engine(&self) -> Engine {
        self.engine
    }

    /// Where it is found.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// For files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens it as the server does.
    pub async fn open(&self, observer: Option<Observer>) -> anyhow::Result<Store> {
        Ok(Store::open(&self.url, Options { observer, ..Options::default() }).await?)
    }

    /// Makes the tables and writes the lists and accounts of the demo area. Returns them as read
    /// back.
    pub async fn set_up(&self, cast: &Cast) -> anyhow::Result<Book> {
        let store = self.open(None).await?;
        let now = Clock::default().now();
        migrate::migrate(&store, async |_| Ok(()), now.into()).await?;
        let area = &cast.area;
        let hash = password::hash(PASSWORD).await;
        let write = store.write().await?;
        book::install_shipped(&write, now).await?;
        division::put(&write, &area.land.divisions).await?;
        place::put(&write, &area.land.places).await?;
        grid::put(&write, &area.land.grids).await?;
        unit::put(&write, &area.offices.units).await?;
        category::put(&write, &area.classes.categories).await?;
        responsibility::put(&write, 1, &area.duties).await?;
        let published_at = Some(Micros(0));
        let row = ResponsibilityListRow { version: 1, name: "demo".to_owned(), published_at };
        list::upsert(&write, vec![row]).await?;
        let rows = area.offices.accounts.iter().map(|account| {
            Ok(AccountRow {
                id: account.id.uuid(),
                login: account.login.clone(),
                password_hash: Some(hash.clone()),
                name: account.name.clone(),
                unit: account.unit.uuid(),
                roles: serde_json::to_string(&account.roles)?,
                active: true,
                must_change: false,
                created_at: now.into(),
            })
        });
        account::upsert(&write, rows.collect::<serde_json::Result<_>>()?).await?;
        write.commit().await?;
        let book = Book::load(&store).await?;
        store.close().await?;
        Ok(book)
    }

    /// Runs SQL that belongs to no transaction.
    pub async fn execute(&self, sql: &str) -> anyhow::Result<()> {
        let connection = sea_orm::Database::connect(&self.url).await?;
        connection.execute_unprepared(sql).await?;
        Ok(connection.close().await?)
    }

    /// Removes it.
    pub async fn remove(self) -> anyhow::Result<()> {
        if self.engine == Engine::Postgres {
            on_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await?;
        }
        Ok(std::fs::remove_dir_all(&self.folder)?)
    }
}

fn server() -> anyhow::Result<String> {
    std::env::var(SERVER)
        .with_context(|| format!("{SERVER} is not set: `make bench` starts a private PostgreSQL"))
}

async fn on_server(sql: &str) -> anyhow::Result<()> {
    let server = sea_orm::Database::connect(server()?).await?;
    server.execute_unprepared(sql).await?;
    Ok(server.close().await?)
}
