//! Commands that look change nothing, not even at a house that was never opened.

use huisheng_server::app::App;
use huisheng_server::config::Config;
use huisheng_store::testing::{self, Temporary};
use huisheng_store::{Micros, Store, migrate, procedure, setting};
use serde_json::json;

fn at(url: &str, folder: &std::path::Path) -> Config {
    let flags = json!({ "data_dir": folder, "database_url": url, "key_file": testing::key_file(), "connections": 2 });
    Config::read(None, &flags).unwrap()
}

#[tokio::test]
async fn a_look_writes_neither_secret_nor_procedures_nor_folders() {
    for database in [Temporary::sqlite(), Temporary::postgres().await] {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(database.url(), testing::options()).await.unwrap();
        let config = at(database.url(), folder.path());
        assert!(App::look(config.clone()).await.is_err(), "no tables yet");
        assert_eq!(migrate::found(store.read()).await.unwrap(), 0);
        migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
        let app = App::look(config).await.unwrap();
        app.store().close().await.unwrap();
        assert!(setting::all(store.read()).await.unwrap().is_empty());
        assert!(procedure::all(store.read()).await.unwrap().is_empty());
        assert!(!folder.path().join("files").exists());
        store.close().await.unwrap();
        database.remove().await;
    }
}

#[tokio::test]
async fn a_mistyped_address_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("typo.db");
    let url = format!("sqlite://{}", file.display());
    assert!(App::look(at(&url, folder.path())).await.is_err());
    assert!(!file.exists());
}
