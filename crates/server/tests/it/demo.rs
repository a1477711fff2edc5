//! The demo area: decided by the rules, written in bulk, and sound.

use huisheng_server::app::password;
use huisheng_server::clock::Clock;
use huisheng_server::demo::fill::{self, Size};
use huisheng_server::demo::{COUNTY, DemoArea, LOGINS, PASSWORD, mark};
use huisheng_store::{FileStore, account, book, checkpoint, matter, testing, verify};

use crate::served::{huisheng, runs};

#[test]
fn a_year_of_the_demo_area_verifies() {
    testing::both(|store| async move {
        let folder = tempfile::tempdir().unwrap();
        let files = FileStore::scratch(folder.path().join("files")).unwrap();
        let now = Clock::default().now();
        let write = store.write().await.unwrap();
        book::install_shipped(&write, now).await.unwrap();
        write.commit().await.unwrap();
        let (area, size) = (DemoArea::new(3), Size { matters: 300, records: 200, seed: 3 });
        fill::lists(&store, &area, size.seed, now).await.unwrap();
        fill::notices(&store, &area, size.seed, now).await.unwrap();
        let filled = fill::lives(&store, &files, &area, size, now, |_| ()).await.unwrap();
        assert!(filled.matters >= 500 && filled.refused < 10, "{filled:?}");
        // Another year beside it: other matters, of the same county and the same days, also when those
        // days were signed.
        checkpoint::make(&store, COUNTY, b"secret", now).await.unwrap();
        mark::another_year(&store, &[3, 4]).await.unwrap();
        let another = Size { matters: 60, records: 40, seed: 4 };
        let added = fill::lives(&store, &files, &area, another, now, |_| ()).await.unwrap();
        assert!(added.matters >= 100, "{added:?}");
        for login in LOGINS {
            let row = account::by_login(store.read(), login.login).await.unwrap();
            assert!(password::matches(PASSWORD, row.password_hash).await && row.active);
        }
        let zone = huisheng_domain::calendar::Calendar::china().zone().clone();
        let report = verify::run(&store, Some(&files), b"secret", &zone, |_| ()).await.unwrap();
        assert!(report.ok(), "{:?}", report.problems);
        let open = matter::Filter { sort: matter::Sort::Due, ..matter::Filter::default() };
        let page = matter::list(store.read(), COUNTY, &open, None, 100, now).await.unwrap();
        assert!(page.matters.len() > 10, "some are still open");
    });
}

/// One line instead of a loss for each file.
#[test]
fn verify_in_another_folder_names_the_folder() {
    let (kept, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let url = format!("sqlite://{}", kept.path().join("huisheng.db").display());
    runs(huisheng(&url, kept.path()).args(["demo", "--matters", "20", "--records", "5"]));
    let key = kept.path().join("master.key");
    let mut elsewhere = huisheng(&url, other.path());
    let output = elsewhere.arg("verify").env("HUISHENG_KEY_FILE", key).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("data_dir") && said.lines().count() == 3, "{said}");
}

#[test]
fn another_seed_adds_a_year_and_the_same_seed_is_told_so() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("huisheng.db").display());
    let demo = |seed: &str| {
        let given = ["demo", "--matters", "12", "--records", "4", "--seed", seed, "--json"];
        huisheng(&url, folder.path()).args(given).output().unwrap()
    };
    let matters = || {
        let given = ["report", "--from", "2020-01-01", "--json"];
        let output = huisheng(&url, folder.path()).args(given).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(demo("1").status.success());
    let one_year = matters();
    let again = demo("1");
    let said = String::from_utf8(again.stderr).unwrap();
    assert_eq!(again.status.code(), Some(2), "{said}");
    assert!(said.contains("--seed 2"), "{said}");
    assert_eq!(matters(), one_year, "a refusal changes nothing");
    assert!(demo("2").status.success());
    assert_ne!(matters(), one_year);
    runs(huisheng(&url, folder.path()).arg("verify"));
}
