//! Databases that live as long as one test.

use std::path::PathBuf;

use sea_orm::{ConnectionTrait, Database};

use super::POSTGRES;

/// A database of its own under a random name.
#[derive(Debug)]
pub struct Temporary {
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    Folder(PathBuf),
    Server { url: String, name: String },
}

impl Temporary {
    /// A file in a folder of its own.
    pub fn sqlite() -> Self {
        let folder = std::env::temp_dir().join(name());
        std::fs::create_dir_all(&folder).expect("make a folder for the test");
        let url = format!("sqlite://{}", folder.join("huisheng.db").display());
        Self { url, place: Place::Folder(folder) }
    }

    /// A database on the server of [`POSTGRES`].
    pub async fn postgres() -> Self {
        let url = std::env::var(POSTGRES).unwrap_or_else(|_| {
            panic!(
                "{POSTGRES} is not set: run `make test`, which starts a private PostgreSQL, or name a server, \
                 such as {POSTGRES}=postgres://postgres@127.0.0.1:5432/postgres"
            )
        });
        let name = name();
        on_server(&url, &format!("CREATE DATABASE {name}")).await;
        let (server, _) = url.rsplit_once('/').expect("a database at the end of the URL");
        Self { url: format!("{server}/{name}"), place: Place::Server { url, name } }
    }

    /// Where [`crate::Store::open`] finds it.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Removes it with everything in it.
    pub async fn remove(self) {
        match self.place {
            Place::Folder(folder) => {
                std::fs::remove_dir_all(folder).expect("remove the folder of the test")
            }
            Place::Server { url, name } => {
                on_server(&url, &format!("DROP DATABASE {name} WITH (FORCE)")).await
            }
        }
    }
}

fn name() -> String {
    format!("huisheng_test_{:032x}", rand::random::<u128>())
}

async fn on_server(url: &str, sql: &str) {
    let server =
        Database::connect(url).await.unwrap_or_else(|error| panic!("{POSTGRES}={url}: {error}"));
    server.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    server.close().await.expect("leave the server");
}
