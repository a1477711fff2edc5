//! The demo area: decided by the rules, written in bulk, and sound.

use huisheng_domain::id::Id;
use huisheng_server::app::{App, password};
use huisheng_server::clock::Clock;
use huisheng_server::config::Config;
use huisheng_server::demo::fill::{self, Size};
use huisheng_server::demo::mark::{self, Found};
use huisheng_server::demo::{COUNTY, DemoArea, LOGINS, PASSWORD};
use huisheng_server::first;
use huisheng_store::{FileStore, account, book, checkpoint, matter, post, testing, unit, verify};

use crate::served::{Served, huisheng, runs};

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

/// As `serve` leaves it before anybody opened a link.
#[test]
fn a_house_that_was_only_set_up_takes_the_demo() {
    testing::both(|store| async move {
        let config = Config::read(None, &serde_json::json!({})).unwrap();
        let app = App::start(config, store, Clock::default()).await.unwrap();
        assert_eq!(first::links(&app, app.now()).await.unwrap().len(), 3);
        assert_eq!(mark::found(app.store()).await.unwrap(), Found::Nothing);
        let area = DemoArea::new(3);
        fill::lists(app.store(), &area, 3, app.now()).await.unwrap();
        let accounts = account::all(app.store().read()).await.unwrap();
        assert_eq!(accounts.len(), area.offices.accounts.len());
        let admin = account::by_login(app.store().read(), "admin").await.unwrap();
        assert!(password::matches(PASSWORD, admin.password_hash).await);
        let posts = post::all(app.store().read()).await.unwrap();
        assert!(
            posts.iter().all(|row| accounts.iter().any(|one| row.post.account.uuid() == one.id))
        );
        let units = unit::all(app.store().read()).await.unwrap();
        assert!(units.iter().all(|unit| unit.id != first::root_unit()));
        // Its administrators are at work: nobody is to get a link.
        assert!(first::links(&app, app.now()).await.unwrap().is_empty());
        app.store().close().await.unwrap();
    });
}

#[test]
fn a_password_that_was_set_keeps_the_demo_out() {
    testing::both(|store| async move {
        let config = Config::read(None, &serde_json::json!({})).unwrap();
        let app = App::start(config, store, Clock::default()).await.unwrap();
        first::links(&app, app.now()).await.unwrap();
        let mut admin = account::by_login(app.store().read(), "admin").await.unwrap();
        (admin.password_hash, admin.must_change) = (Some("of somebody".to_owned()), false);
        let write = app.store().write().await.unwrap();
        account::upsert(&write, vec![admin.clone()]).await.unwrap();
        assert!(!account::remove_unused(&write, Id::from_uuid(admin.id)).await.unwrap());
        write.commit().await.unwrap();
        assert_eq!(mark::found(app.store()).await.unwrap(), Found::Accounts);
        assert!(fill::lists(app.store(), &DemoArea::new(3), 3, app.now()).await.is_err());
        assert_eq!(account::by_login(app.store().read(), "admin").await.unwrap(), admin);
        assert_eq!(account::all(app.store().read()).await.unwrap().len(), 3);
        app.store().close().await.unwrap();
    });
}

#[tokio::test]
async fn the_command_takes_a_house_that_serve_has_set_up_and_refuses_one_that_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let database = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    let (fresh, used) = (database("fresh.db"), database("used.db"));
    let demo = ["demo", "--matters", "12", "--records", "4"];
    Served::start(&fresh, folder.path()).kill();
    runs(huisheng(&fresh, folder.path()).args(demo));
    let served = Served::start(&fresh, folder.path());
    served.sign_in(&crate::served::client(), "admin").await;
    served.kill();

    let mut child = huisheng(&used, folder.path())
        .args(["serve", "--listen", "127.0.0.1:0", "--json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut greeting = String::new();
    let mut out = std::io::BufReader::new(child.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut greeting).unwrap();
    let told: serde_json::Value = serde_json::from_str(&greeting).unwrap();
    let link = told["administrators"][0]["link"].as_str().unwrap();
    let (_, token) = link.split_once("/first#").unwrap();
    let url = format!("{}/api/v1/session/password", told["address"].as_str().unwrap());
    let new = serde_json::json!({ "new": "a first password" });
    let answer = crate::served::client().put(url).bearer_auth(token).json(&new).send().await;
    assert_eq!(answer.unwrap().status(), 204);
    child.kill().unwrap();
    child.wait().unwrap();
    let serve = ["serve", "--demo", "--listen", "127.0.0.1:0"];
    for given in [&demo[..], &serve] {
        let output = huisheng(&used, folder.path()).args(given).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(
            said.contains("请换一个数据库") && said.contains("Name another database"),
            "{said}"
        );
    }
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
