//! Backup and restore: taken while people work, put back into either engine, proved by a replay.

use std::path::Path;

use axum::http::StatusCode;
use huisheng_domain::id::Id;
use huisheng_server::app::App;
use huisheng_server::command::backup::{Manifest, Refusal, take};
use huisheng_server::command::restore::put_back;
use huisheng_server::config::Config;
use huisheng_store::file::{self, FileRow};
use huisheng_store::testing::{self, Temporary};
use huisheng_store::{checkpoint, verify};
use indicatif::ProgressBar;
use jiff::SignedDuration;
use serde_json::json;

use crate::world::{World, report, story};

async fn backup(world: &World, folder: &Path) -> anyhow::Result<Manifest> {
    let (app, bar) = (&world.app, ProgressBar::hidden());
    take(app.store(), app.files(), folder, app.now(), &bar).await
}

/// An upload that waits for a matter.
async fn upload(world: &World) -> FileRow {
    let app = &world.app;
    let area = app.default_area().unwrap();
    let id = Id::of_code("test file", "lamp");
    let kept = app.files().put(area, id, b"a photo of the lamp".to_vec()).await.unwrap();
    let row = FileRow {
        area,
        id,
        matter: None,
        sha256: kept.sha256,
        mime: "image/jpeg".to_owned(),
        size: kept.size,
        width: None,
        height: None,
        thumbnail: false,
        uploaded: app.now(),
        taken: None,
    };
    let write = app.store().write().await.unwrap();
    file::insert(&write, std::slice::from_ref(&row)).await.unwrap();
    write.commit().await.unwrap();
    row
}

/// An empty place for a restore.
fn place(database: &Temporary, data: &Path) -> Config {
    let flags = json!({ "data_dir": data, "database_url": database.url(), "key_file": testing::key_file(), "connections": 4 });
    Config::read(None, &flags).unwrap()
}

async fn agrees(config: Config) -> verify::Report {
    let app = App::open(config).await.unwrap();
    let (book, store) = (app.book(), app.store());
    let zone = book.calendar.zone();
    let report = verify::run(store, Some(app.files()), app.secret(), zone, |_| {}).await.unwrap();
    assert!(report.ok(), "{:#?}", report.problems);
    store.close().await.unwrap();
    report
}

fn refusal<T>(outcome: anyhow::Result<T>) -> Refusal {
    outcome.err().expect("a refusal").downcast().expect("a refusal")
}

#[test]
fn a_backup_taken_while_people_work_goes_back_into_either_engine() {
    story(|world| async move {
        let intake = world.sign_in("intake").await;
        for _ in 0..5 {
            intake.post("/matters", report()).await.ok();
        }
        upload(&world).await;
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy");
        let working = async {
            for _ in 0..30 {
                assert_eq!(intake.post("/matters", report()).await.status, StatusCode::OK);
            }
        };
        let (manifest, ()) = tokio::join!(backup(&world, &copy), working);
        let manifest = manifest.unwrap();
        assert_eq!((manifest.files.count, manifest.files.faults.len()), (1, 0));
        let matters = manifest.part("matter").unwrap().rows;
        assert!((5..=35).contains(&matters), "{matters}");
        assert!(matches!(refusal(backup(&world, &copy).await), Refusal::FolderUsed { .. }));

        for (name, target) in
            [("postgres", Temporary::postgres().await), ("sqlite", Temporary::sqlite())]
        {
            let data = folder.path().join(name);
            let config = place(&target, &data);
            let bar = ProgressBar::hidden();
            let now = world.app.now();
            put_back(&config, &copy, now, &bar).await.unwrap();
            let report = agrees(config.clone()).await;
            assert_eq!((report.matters, report.files), (matters, 1));
            let again = refusal(put_back(&config, &copy, now, &bar).await);
            assert!(matches!(again, Refusal::FilesUsed { .. }), "{again}");
            let elsewhere = place(&target, &folder.path().join("elsewhere"));
            let again = refusal(put_back(&elsewhere, &copy, now, &bar).await);
            assert!(matches!(again, Refusal::DatabaseUsed { .. }), "{again}");
            agrees(config).await;
            target.remove().await;
        }
    });
}

#[test]
fn a_damaged_part_is_named_before_anything_is_written() {
    story(|world| async move {
        world.sign_in("intake").await.post("/matters", report()).await.ok();
        let row = upload(&world).await;
        let folder = tempfile::tempdir().unwrap();
        let copy = folder.path().join("copy");
        backup(&world, &copy).await.unwrap();
        let file = format!("files/{}/{}", row.area.code(), row.id.uuid());
        let inside = std::fs::read_dir(copy.join(&file)).unwrap().next().unwrap().unwrap().path();
        let target = Temporary::sqlite();
        let config = place(&target, &folder.path().join("data"));
        for (part, path) in [
            ("tables/event.jsonl.gz".to_owned(), copy.join("tables/event.jsonl.gz")),
            (file, inside),
        ] {
            let whole = std::fs::read(&path).unwrap();
            let mut harmed = whole.clone();
            let last = harmed.len() - 1;
            harmed[last] ^= 1;
            for bytes in [Some(harmed), Some(whole[..last].to_vec()), None] {
                match bytes {
                    Some(bytes) => std::fs::write(&path, bytes).unwrap(),
                    None => std::fs::remove_file(&path).unwrap(),
                }
                let bar = ProgressBar::hidden();
                let outcome = put_back(&config, &copy, world.app.now(), &bar).await;
                assert_eq!(refusal(outcome), Refusal::Damaged { parts: vec![part.clone()] });
            }
            std::fs::write(&path, whole).unwrap();
        }
        assert!(!folder.path().join("data").exists(), "nothing was written");
        std::fs::remove_file(copy.join("manifest.json")).unwrap();
        let unfinished =
            refusal(put_back(&config, &copy, world.app.now(), &ProgressBar::hidden()).await);
        assert!(matches!(unfinished, Refusal::NoManifest { .. }), "{unfinished}");
        target.remove().await;
    });
}

#[test]
fn a_file_that_is_gone_is_told_and_does_not_stop_the_copy() {
    story(|world| async move {
        let row = upload(&world).await;
        world.app.files().delete(&row).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let manifest = backup(&world, &folder.path().join("copy")).await.unwrap();
        assert_eq!(manifest.files.faults, [row.id.uuid()]);
    });
}

#[test]
fn a_checkpoint_is_signed_once_a_day_and_only_if_something_happened() {
    story(|world| async move {
        let app = &world.app;
        let area = app.default_area().unwrap();
        let run = async || {
            huisheng_server::timer::checkpoint::run(app.clone(), app.now()).await.unwrap();
            checkpoint::newest(app.store().read(), area).await.unwrap()
        };
        assert_eq!(run().await, None, "nothing happened");
        let intake = world.sign_in("intake").await;
        intake.post("/matters", report()).await.ok();
        app.clock().advance(SignedDuration::from_mins(30));
        let first = run().await.expect("the first");
        assert_eq!((first.matters, first.events), (1, 1));
        let intake = world.sign_in("intake").await;
        intake.post("/matters", report()).await.ok();
        world.wait_hours(23);
        assert_eq!(run().await.as_ref(), Some(&first), "not a day old");
        world.wait_hours(2);
        let second = run().await.expect("the second");
        assert_eq!(second.matters, 2);
        world.wait_hours(48);
        assert_eq!(run().await, Some(second), "nothing happened since");
    });
}
