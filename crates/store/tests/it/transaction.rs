//! Transactions that fail, and errors under the same name on both engines.

use huisheng_store::testing::{both, recorded};
use huisheng_store::{Engine, Options, Store, StoreError, setting};
use sea_orm::ConnectionTrait;

fn row(name: &str) -> setting::SettingRow {
    setting::SettingRow { name: name.into(), value: "1".into() }
}

#[test]
fn a_failed_transaction_refuses_to_commit() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        setting::upsert(&write, vec![row("kept?")]).await.unwrap();
        let failed = write
            .execute_unprepared("INSERT INTO setting (name, value) VALUES ('kept?', '2')")
            .await;
        assert!(
            matches!(StoreError::from(failed.unwrap_err()), StoreError::Conflict(name) if name == "setting_pkey")
        );
        assert!(matches!(write.commit().await, Err(StoreError::Aborted)));
        assert_eq!(setting::all(store.read()).await.unwrap(), []);

        let write = store.write().await.unwrap();
        setting::upsert(&write, vec![row("kept")]).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(setting::all(store.read()).await.unwrap(), [row("kept")]);
    });
}

#[test]
fn a_dropped_transaction_saves_nothing_and_lets_the_next_begin() {
    both(|store| async move {
        let write = store.write().await.unwrap();
        setting::upsert(&write, vec![row("a")]).await.unwrap();
        drop(write);
        let write = store.write().await.unwrap();
        setting::upsert(&write, vec![row("b")]).await.unwrap();
        write.commit().await.unwrap();
        assert_eq!(setting::all(store.read()).await.unwrap(), [row("b")]);
    });
}

#[test]
fn writers_side_by_side_all_succeed() {
    both(|store| async move {
        let tasks = (0..20).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let write = store.write().await?;
                setting::all(&write).await?;
                setting::upsert(&write, vec![row(&number.to_string())]).await?;
                write.commit().await
            })
        });
        for outcome in futures::future::join_all(tasks).await {
            outcome.unwrap().unwrap();
        }
        assert_eq!(setting::all(store.read()).await.unwrap().len(), 20);
    });
}

#[test]
fn readers_of_sqlite_do_not_write() {
    both(|store| async move {
        let outcome = setting::upsert(store.read(), vec![row("a")]).await;
        match store.engine() {
            Engine::Sqlite => assert!(matches!(outcome, Err(StoreError::ReadOnly))),
            Engine::Postgres => outcome.unwrap(),
        }
    });
}

#[test]
fn a_lost_postgres_is_found_again() {
    both(|store| async move {
        if store.engine() == Engine::Postgres {
            let lose = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()";
            let lost = store.read().execute_unprepared(lose).await.unwrap_err();
            assert!(matches!(StoreError::from(lost), StoreError::Unavailable(_)));
        }
        // Connections that died while idle may each fail once.
        let mut outcome = setting::all(store.read()).await;
        for _ in 0..4 {
            if outcome.is_err() {
                outcome = setting::all(store.read()).await;
            }
        }
        assert_eq!(outcome.unwrap(), []);
    });
}

#[test]
fn a_full_database_says_so_and_recovers() {
    both(|store| async move {
        if store.engine() != Engine::Sqlite {
            return;
        }
        let write = store.write().await.unwrap();
        let pages = store.engine().statement("PRAGMA page_count", vec![]);
        let pages: i64 =
            write.query_one_raw(pages).await.unwrap().unwrap().try_get_by_index(0).unwrap();
        write.execute_unprepared(&format!("PRAGMA max_page_count = {}", pages + 20)).await.unwrap();
        let big = (0..2_000)
            .map(|number| setting::SettingRow { name: number.to_string(), value: "x".repeat(500) });
        let outcome = setting::upsert(&write, big.collect()).await;
        assert!(matches!(outcome, Err(StoreError::Full)), "{outcome:?}");
        drop(write);
        let write = store.write().await.unwrap();
        setting::upsert(&write, vec![row("small")]).await.unwrap();
        write.commit().await.unwrap();
    });
}

#[tokio::test]
async fn other_urls_are_refused() {
    for url in [
        "",
        "mysql://localhost/x",
        "sqlite::memory:",
        "sqlite://",
        "sqlite://x.db?mode=ro",
        "huisheng.db",
    ] {
        assert!(
            matches!(Store::open(url, Options::default()).await, Err(StoreError::Url(_))),
            "{url}"
        );
    }
}

#[tokio::test]
async fn a_missing_folder_is_unavailable() {
    let outcome = Store::open("sqlite:///nonexistent/folder/huisheng.db", Options::default()).await;
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
}

#[test]
fn statements_are_recorded_with_an_example() {
    both(|store| async move {
        setting::all(store.read()).await.unwrap();
        let engine = store.engine();
        let all = recorded();
        let select = all
            .iter()
            .find(|one| one.engine == engine && one.sql.contains("FROM \"setting\""))
            .unwrap();
        store.read().execute_unprepared(&format!("EXPLAIN {}", select.example)).await.unwrap();
    });
}
