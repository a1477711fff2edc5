//! An upgrade of the schema copies the database first.

use huisheng_server::app::App;
use huisheng_server::config::Config;
use huisheng_store::setting::{self, SettingRow};
use huisheng_store::testing::{self, Temporary};
use huisheng_store::{Micros, Store, migrate, verify};
use sea_orm::ConnectionTrait;
use serde_json::json;

async fn write(store: &Store, name: &str, sql: &str) {
    let write = store.write().await.unwrap();
    let row = SettingRow { name: name.to_owned(), value: "1".to_owned() };
    setting::upsert(&write, vec![row]).await.unwrap();
    write.execute_unprepared(sql).await.unwrap();
    write.commit().await.unwrap();
}

async fn names(url: &str) -> Vec<String> {
    let store = Store::open(url, testing::options()).await.unwrap();
    assert_eq!(migrate::found(store.read()).await.unwrap(), migrate::wanted() - 1);
    let names = setting::all(store.read()).await.unwrap().into_iter().map(|row| row.name);
    let names = names.collect();
    store.close().await.unwrap();
    names
}

#[tokio::test]
async fn every_attempt_to_upgrade_begins_with_a_whole_copy_of_the_database_as_it_is() {
    let (database, folder) = (Temporary::sqlite(), tempfile::tempdir().unwrap());
    let store = Store::open(database.url(), testing::options()).await.unwrap();
    migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
    let wanted = migrate::wanted();
    // Its tables are there already, so the last step fails after the copy was made.
    let older = format!("DELETE FROM schema_version WHERE version = {wanted}");
    write(&store, "first", &older).await;
    let flags = json!({ "data_dir": folder.path(), "database_url": database.url(), "key_file": testing::key_file() });
    let config = || Config::read(None, &flags).unwrap();
    let copy = folder.path().join(format!("before-schema-{wanted}.db"));
    // What a house that was killed meanwhile left behind does not stand in the way.
    std::fs::write(copy.with_extension("part"), "half").unwrap();
    assert!(App::open(config()).await.is_err());
    let copied = format!("sqlite://{}", copy.display());
    assert_eq!(names(&copied).await, ["first"]);
    assert!(!copy.with_extension("part").exists());
    // The older version served on; the next attempt does not trust the copy of before.
    write(&store, "second", "SELECT 1").await;
    assert!(App::open(config()).await.is_err());
    assert_eq!(names(&copied).await, ["first", "second"]);
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o077, 0);
    store.close().await.unwrap();
    database.remove().await;
}

/// The lines of a table in a backup.
fn lines(folder: &std::path::Path, table: &str) -> String {
    use std::io::Read;
    let file = std::fs::File::open(folder.join(format!("tables/{table}.jsonl.gz"))).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text
}

#[tokio::test]
async fn on_postgres_the_copy_is_a_backup_of_the_older_schema_with_its_files() {
    let (database, folder) = (Temporary::postgres().await, tempfile::tempdir().unwrap());
    let store = Store::open(database.url(), testing::options()).await.unwrap();
    migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
    let wanted = migrate::wanted();
    let older = format!("DELETE FROM schema_version WHERE version = {wanted}");
    write(&store, "first", &older).await;
    let flags = json!({ "data_dir": folder.path(), "database_url": database.url(), "key_file": testing::key_file() });
    let config = || Config::read(None, &flags).unwrap();
    let kept = folder.path().join("files/370213/a");
    std::fs::create_dir_all(&kept).unwrap();
    std::fs::write(kept.join("photo"), "light").unwrap();
    let copy = folder.path().join(format!("before-schema-{wanted}"));
    std::fs::create_dir_all(copy.with_extension("part")).unwrap();
    assert!(App::open(config()).await.is_err());
    assert!(lines(&copy, "setting").contains("first"));
    write(&store, "second", "SELECT 1").await;
    assert!(App::open(config()).await.is_err());
    let settings = lines(&copy, "setting");
    assert!(settings.contains("first") && settings.contains("second"));
    assert_eq!(std::fs::read(copy.join("files/370213/a/photo")).unwrap(), b"light");
    let manifest = std::fs::read_to_string(copy.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    assert_eq!((&manifest["schema"], &manifest["files"]["count"]), (&json!(wanted - 1), &json!(1)));
    assert!(!copy.with_extension("part").exists());
    store.close().await.unwrap();
    database.remove().await;
}

/// A house of the schema before: with its settings, without what the last step brings.
async fn older(database: &Temporary) -> Store {
    let store = Store::open(database.url(), testing::options()).await.unwrap();
    migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.unwrap();
    let last = migrate::wanted();
    let before =
        format!("DELETE FROM schema_version WHERE version = {last}; {}", testing::EXCHANGE);
    write(&store, "first", &before).await;
    store
}

async fn upgrades(database: Temporary) {
    let folder = tempfile::tempdir().unwrap();
    older(&database).await.close().await.unwrap();
    let flags = json!({ "data_dir": folder.path(), "database_url": database.url(), "key_file": testing::key_file() });
    let app = App::open(Config::read(None, &flags).unwrap()).await.unwrap();
    let store = app.store();
    assert_eq!(migrate::found(store.read()).await.unwrap(), migrate::wanted());
    let names = setting::all(store.read()).await.unwrap().into_iter().map(|row| row.name);
    assert!(names.collect::<Vec<_>>().contains(&"first".to_owned()), "what was there stays");
    let told = verify::run(store, None, app.secret(), &jiff::tz::TimeZone::UTC, |_| {}).await;
    assert!(told.unwrap().ok());
    let copies = std::fs::read_dir(folder.path()).unwrap();
    let copies = copies.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let copy = format!("before-schema-{}", migrate::wanted());
    assert!(copies.into_iter().any(|name| name.starts_with(&copy)), "a copy was made first");
    app.store().close().await.unwrap();
    database.remove().await;
}

#[tokio::test]
async fn an_older_sqlite_is_upgraded_with_what_it_holds() {
    upgrades(Temporary::sqlite()).await;
}

#[tokio::test]
async fn an_older_postgres_is_upgraded_with_what_it_holds() {
    upgrades(Temporary::postgres().await).await;
}
