//! No room, or no permission to write: the answer says so, people go on reading, and work goes on by
//! itself once there is room again.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use huisheng_server::demo::COUNTY;
use huisheng_store::testing::Temporary;
use huisheng_store::{Engine, verify};
use reqwest::{Client, StatusCode};
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::served::{Served, client, huisheng, long, runs};
use crate::world::{Person, World, report, story};

/// Does something to the connection that writes.
async fn writer(world: &World, pragma: &str) {
    let write = world.app.store().write().await.expect("begin");
    write.execute_unprepared(pragma).await.expect("a setting of SQLite");
    write.commit().await.expect("commit");
}

async fn reported(by: &Person) -> String {
    by.post("/matters", report()).await.ok()["number"].as_str().expect("a number").to_owned()
}

async fn agrees(world: &World) {
    let book = world.app.book();
    let (store, secret) = (world.app.store(), world.app.secret());
    let report = verify::run(store, None, secret, book.calendar.zone(), |_| {}).await.expect("run");
    assert!(report.ok(), "{:?}", report.problems);
}

#[test]
fn a_full_sqlite_says_so_and_goes_on_once_there_is_room() {
    story(|world| async move {
        if world.app.store().engine() != Engine::Sqlite {
            return;
        }
        let dispatcher = world.sign_in("dispatcher").await;
        let number = reported(&dispatcher).await;
        writer(&world, "PRAGMA max_page_count = 1").await;
        let mut long = report();
        long["text"] = json!("路灯".repeat(9_000));
        let mut refused = None;
        for _ in 0..50 {
            let answer = dispatcher.post("/matters", long.clone()).await;
            if answer.status != StatusCode::OK {
                refused = Some(answer);
                break;
            }
        }
        refused.expect("it is full at last").refused(507, "storage");
        dispatcher.post("/matters", long.clone()).await.refused(507, "storage");
        let seen = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["version"], 1);
        writer(&world, "PRAGMA max_page_count = 1000000").await;
        dispatcher.post("/matters", long).await.ok();
        dispatcher.act(&number, "accept", json!({})).await.ok();
        agrees(&world).await;
    });
}

/// The disk went read-only under it: what SQLite says then, it says of a connection that may only ask.
#[test]
fn a_sqlite_that_may_not_be_written_any_more_is_read() {
    story(|world| async move {
        if world.app.store().engine() != Engine::Sqlite {
            return;
        }
        let dispatcher = world.sign_in("dispatcher").await;
        let number = reported(&dispatcher).await;
        writer(&world, "PRAGMA query_only = 1").await;
        dispatcher.post("/matters", report()).await.refused(507, "storage");
        dispatcher.act(&number, "accept", json!({})).await.refused(507, "storage");
        let line = &dispatcher.get("/matters").await.ok()["matters"][0];
        assert_eq!(line["number"], number);
        let seen = dispatcher.get(&format!("/matters/{number}")).await.ok();
        assert_eq!(seen["version"], 1);
        agrees(&world).await;
    });
}

/// As somebody whom permissions hold: they do not hold root, unless root gives its powers up.
fn held(command: Command) -> Command {
    if std::fs::read("/proc/self/status").is_ok_and(|status| !of_root(&status)) {
        return command;
    }
    let mut plain = Command::new("setpriv");
    plain.args(["--bounding-set=-all", "--inh-caps=-all", "--"]).arg(command.get_program());
    plain.args(command.get_args());
    plain.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    plain
}

fn of_root(status: &[u8]) -> bool {
    String::from_utf8_lossy(status).lines().any(|line| line.starts_with("Uid:\t0\t"))
}

#[test]
fn a_sqlite_file_that_may_not_be_written_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = folder.path().join("kept");
    std::fs::create_dir(&inner).expect("a folder");
    let file = inner.join("huisheng.db");
    let url = format!("sqlite://{}", file.display());
    runs(huisheng(&url, folder.path()).args(["demo", "--matters", "5", "--records", "5"]));
    let allow = |mode| std::fs::Permissions::from_mode(mode);
    let all = std::fs::read_dir(&inner).expect("the folder").map(|one| one.expect("a file").path());
    let all: Vec<PathBuf> = all.collect();
    for path in &all {
        std::fs::set_permissions(path, allow(0o444)).expect("permissions");
    }
    std::fs::set_permissions(&inner, allow(0o555)).expect("permissions");
    let mut serve = huisheng(&url, folder.path());
    serve.args(["serve", "--listen", "127.0.0.1:0"]);
    let output = held(serve).stdin(Stdio::null()).output().expect("it stops by itself");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(said.contains("read-only") && said.contains("permissions"), "{said}");
    // Allowed again, it serves.
    std::fs::set_permissions(&inner, allow(0o755)).expect("permissions");
    for path in &all {
        std::fs::set_permissions(path, allow(0o644)).expect("permissions");
    }
    Served::start(&url, folder.path()).kill();
}

/// A resident's report: what was answered.
async fn reports(client: &Client, served: &Served, text: &str) -> (StatusCode, Value) {
    let body = json!({
        "area": COUNTY.to_string(), "kind": "request", "channel": "WECHAT",
        "title": "门口路灯不亮", "text": text,
    });
    let answer = client.post(served.api("/public/matters")).json(&body).send().await;
    let answer = answer.expect("an answer");
    (answer.status(), answer.json().await.expect("JSON"))
}

/// Reports until it is refused as it should be.
async fn until_refused(client: &Client, served: &Served) {
    for _ in 0..2_000 {
        let (status, said) = reports(client, served, &"路灯".repeat(5_000)).await;
        match status {
            StatusCode::OK => {}
            // Connections that were cut say so once.
            StatusCode::SERVICE_UNAVAILABLE => {}
            _ => {
                assert_eq!((status.as_u16(), &said["code"]), (507, &json!("storage")), "{said}");
                for language in ["zh", "en"] {
                    assert!(said[language]["remedy"].as_str().is_some_and(|text| !text.is_empty()));
                }
                return;
            }
        }
    }
    panic!("it was never refused");
}

/// The list, and a matter nobody has opened yet.
async fn still_reads(client: &Client, served: &Served, token: &str) {
    let get = async |path: &str| {
        let answer = client.get(served.api(path)).bearer_auth(token).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 200, "{path}");
        answer.json::<Value>().await.expect("JSON")
    };
    let page = get("/matters?limit=5").await;
    for line in page["matters"].as_array().expect("lines") {
        let number = line["number"].as_str().expect("a number");
        assert_eq!(get(&format!("/matters/{number}")).await["number"], number);
    }
}

/// The server finds by itself that it may write again.
async fn writes_again(client: &Client, served: &Served) {
    for _ in 0..100 {
        if reports(client, served, "门口路灯三天不亮").await.0 == StatusCode::OK {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it did not recover");
}

/// A cluster of its own, whose disk is filled. Nothing if this machine lets nobody mount one.
fn cluster(arguments: &[&str]) -> Option<String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres.sh");
    let output = Command::new(script)
        .args(arguments)
        .env("HUISHENG_POSTGRES_NAME", "postgres-full")
        .stderr(Stdio::inherit())
        .output()
        .expect("scripts/postgres.sh");
    if output.status.code() == Some(77) {
        return None;
    }
    assert!(output.status.success(), "scripts/postgres.sh {arguments:?}");
    Some(String::from_utf8(output.stdout).expect("text").trim().to_owned())
}

async fn on(server: &str, sql: &str) {
    let connection = Database::connect(server).await.expect("connect");
    connection.execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    connection.close().await.expect("close");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_under_postgres_says_so_and_goes_on_once_there_is_room() {
    cluster(&["drop"]);
    let server = cluster(&["start"]).expect("a cluster");
    let Some(disk) = cluster(&["small", "96"]) else {
        cluster(&["drop"]);
        let untested =
            "no small file system can be mounted here: a full disk under PostgreSQL is NOT tested";
        assert!(!long(), "{untested}");
        eprintln!("{untested}");
        return;
    };
    on(&server, &format!("CREATE TABLESPACE small LOCATION '{disk}'")).await;
    on(&server, "CREATE DATABASE kept TABLESPACE small").await;
    let (base, _) = server.rsplit_once('/').expect("a URL");
    let (url, folder) = (format!("{base}/kept"), tempfile::tempdir().expect("a folder"));
    runs(huisheng(&url, folder.path()).args(["demo", "--matters", "20", "--records", "5"]));
    let (served, client) = (Served::start(&url, folder.path()), client());
    let token = served.sign_in(&client, "dispatch1").await;

    let ballast = Path::new(&disk).join("ballast");
    let mut fill = Command::new("dd");
    fill.args(["if=/dev/zero", "bs=64k", "status=none"]).arg(format!("of={}", ballast.display()));
    assert!(
        !fill.stderr(Stdio::null()).status().expect("dd").success(),
        "it writes until it is full"
    );
    until_refused(&client, &served).await;
    still_reads(&client, &served, &token).await;
    std::fs::remove_file(&ballast).expect("room again");
    writes_again(&client, &served).await;
    served.kill();
    runs(huisheng(&url, folder.path()).arg("verify"));
    cluster(&["drop"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_postgres_that_may_not_be_written_is_read() {
    let (database, folder) = (Temporary::postgres().await, tempfile::tempdir().expect("a folder"));
    let url = database.url().to_owned();
    let (base, name) = url.rsplit_once('/').expect("a URL");
    let server = format!("{base}/postgres");
    runs(huisheng(&url, folder.path()).args(["demo", "--matters", "20", "--records", "5"]));
    let (served, client) = (Served::start(&url, folder.path()), client());
    let token = served.sign_in(&client, "dispatch1").await;
    // What holds for new connections holds for all once the old ones are cut.
    let cut =
        format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    on(&server, &format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await;
    on(&server, &cut).await;
    until_refused(&client, &served).await;
    still_reads(&client, &served, &token).await;
    on(&server, &format!("ALTER DATABASE {name} RESET default_transaction_read_only")).await;
    on(&server, &cut).await;
    writes_again(&client, &served).await;
    served.kill();
    runs(huisheng(&url, folder.path()).arg("verify"));
    database.remove().await;
}

#[test]
fn what_the_house_makes_is_for_nobody_else_on_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let (data, beside) = (folder.path().join("data"), folder.path().join("beside"));
    let url = format!("sqlite://{}/huisheng.db", beside.display());
    runs(huisheng(&url, &data).args(["demo", "--matters", "1", "--records", "1"]));
    for made in [data, beside] {
        let mode = std::fs::metadata(&made).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", made.display());
    }
}
