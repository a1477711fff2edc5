//! Databases that live as long as a measurement.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use huisheng_store::account::{self, AccountRow};
use huisheng_store::cipher::{Algorithm, KeyFile, Keys};
use huisheng_store::post::{self, PostRow};
use huisheng_store::responsibility::list::{self, ResponsibilityListRow};
use huisheng_store::store::Observer;
use huisheng_store::{
    Book, Engine, Micros, Options, Store, book, category, division, grid, migrate, place,
    responsibility, unit,
};
use sea_orm::ConnectionTrait;

use super::Cast;
use crate::app::password;
use crate::clock::Clock;
use crate::demo::{self, PASSWORD};

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
        Self::named(engine, folder, format!("bench_{what}_{}", std::process::id())).await
    }

    /// The one that an earlier run left here, or an empty one that stays.
    pub async fn kept(engine: Engine, folder: &Path) -> anyhow::Result<Self> {
        Self::named(engine, folder, "bench_kept".to_owned()).await
    }

    async fn named(engine: Engine, folder: &Path, name: String) -> anyhow::Result<Self> {
        let folder = folder.join(&name);
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        let url = match engine {
            Engine::Sqlite => format!("sqlite://{}", folder.join("huisheng.db").display()),
            Engine::Postgres => {
                make_on_server(&name).await?;
                let server = server()?;
                let (server, _) = server.rsplit_once('/').context("a URL without a database")?;
                format!("{server}/{name}")
            }
        };
        Ok(Self { engine, url, name, folder })
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
        let store = Store::open(&self.url, self.options(observer)).await?;
        // Without tables there are no keys yet.
        if migrate::check(&store).await.is_ok() {
            store.unlock().await?;
        }
        Ok(store)
    }

    fn options(&self, observer: Option<Observer>) -> Options {
        let algorithm = Algorithm::default();
        let keeper = Arc::new(KeyFile::new(self.folder.join("master.key"), algorithm));
        Options { observer, keys: Some(Keys { keeper, algorithm }), ..Options::default() }
    }

    /// How many matters it holds.
    pub async fn matters(&self) -> anyhow::Result<usize> {
        let store = self.open(None).await?;
        let count = self.engine.statement("SELECT COUNT(*) FROM matter", vec![]);
        let row = store.read().query_one_raw(count).await?;
        let held: i64 = row.context("a count without a row")?.try_get_by_index(0)?;
        store.close().await?;
        Ok(usize::try_from(held)?)
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
        let rows = area.offices.accounts.iter().map(|account| AccountRow {
            id: account.id.uuid(),
            login: account.login.clone(),
            password_hash: Some(hash.clone()),
            name: account.name.clone(),
            unit: account.unit.uuid(),
            active: true,
            must_change: false,
            created_at: now.into(),
        });
        account::upsert(&write, rows.collect()).await?;
        let posts = demo::posts(area, now).into_iter();
        post::put(&write, posts.map(|post| PostRow::made(post, now.into())).collect()).await?;
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

/// Makes a database, unless an earlier run left it.
async fn make_on_server(name: &str) -> anyhow::Result<()> {
    let server = sea_orm::Database::connect(server()?).await?;
    let sql = "SELECT 1 FROM pg_database WHERE datname = $1";
    let found = Engine::Postgres.statement(sql, vec![name.into()]);
    if server.query_one_raw(found).await?.is_none() {
        server.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    }
    Ok(server.close().await?)
}

async fn on_server(sql: &str) -> anyhow::Result<()> {
    let server = sea_orm::Database::connect(server()?).await?;
    server.execute_unprepared(sql).await?;
    Ok(server.close().await?)
}
