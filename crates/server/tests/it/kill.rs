//! Whoever was answered is never forgotten: under a load of whole lives the server is killed at
//! random moments, and PostgreSQL's own processes too. A third process keeps the list of what was
//! acknowledged.

mod load;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use huisheng_store::testing::Temporary;
use rand::RngExt;
use sea_orm::{ConnectionTrait, Database};

use crate::served::{Served, huisheng, long, runs};
use load::{Acknowledged, Cast, Witness};

const CLIENTS: usize = 8;

/// How often it is killed: `short` times, or twenty in the long form.
fn kills(short: usize) -> usize {
    if long() { 20 } else { short }
}

/// Kills again and again, then looks whether everybody who was answered was told the truth.
/// `strike` ends the power: it gets the server and gives back one that serves.
async fn endure(
    url: &str,
    kills: usize,
    mut strike: impl AsyncFnMut(Served, usize, &Path) -> Served,
) {
    let folder = tempfile::tempdir().expect("a folder");
    runs(huisheng(url, folder.path()).args(["demo", "--matters", "5", "--records", "5"]));
    let there = matters(url).await;
    let mut served = Served::start(url, folder.path());
    let cast = Arc::new(Cast::sign_in(&served).await);
    let witness = Witness::start(&folder.path().join("acknowledged"));
    let mut unanswered = Vec::new();
    for nth in 0..kills {
        let stop = Arc::new(AtomicBool::new(false));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (cast, told, stop) = (cast.clone(), witness.teller(), stop.clone());
                let url = served.url.clone();
                tokio::spawn(async move {
                    while !stop.load(Ordering::Relaxed) {
                        if let Err(lost) = cast.live(&url, &told).await {
                            return lost;
                        }
                    }
                    None
                })
            })
            .collect();
        let moment = rand::rng().random_range(100..1_500);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        served = strike(served, nth, folder.path()).await;
        stop.store(true, Ordering::Relaxed);
        for client in clients {
            unanswered.extend(client.await.expect("a client"));
        }
    }
    let acknowledged = witness.read();
    assert!(acknowledged.len() > 2 * kills, "there was hardly any load");
    let numbers = as_before(&cast, &served, &acknowledged, &unanswered).await;
    served.kill();
    assert_eq!(matters(url).await, there + numbers, "nothing stands there that nobody sent");
    runs(huisheng(url, folder.path()).arg("verify"));
}

/// Asks for every answer again. Returns how many matters there are.
async fn as_before(
    cast: &Cast,
    served: &Served,
    acknowledged: &[Acknowledged],
    unanswered: &[load::Sent],
) -> usize {
    let mut versions = BTreeMap::new();
    let mut learn = |number: &str, version: u64| {
        let known = versions.entry(number.to_owned()).or_insert(0);
        *known = version.max(*known);
    };
    for Acknowledged { sent, number, version } in acknowledged {
        let again = cast.insist(&served.url, sent).await;
        assert_eq!(
            (again.number.as_str(), again.version, again.repeated),
            (number.as_str(), *version, true),
            "{} under {} is answered as before",
            sent.path,
            sent.key
        );
        learn(number, *version);
    }
    // It may have been written or not; asked again under its key it is there once.
    for sent in unanswered {
        let first = cast.insist(&served.url, sent).await;
        let again = cast.insist(&served.url, sent).await;
        assert_eq!(
            (&again.number, again.version, again.repeated),
            (&first.number, first.version, true)
        );
        learn(&first.number, first.version);
    }
    for (number, version) in &versions {
        assert_eq!(cast.version(&served.url, number).await, *version, "{number}: no step twice");
    }
    versions.len()
}

pub async fn matters(url: &str) -> usize {
    let connection = Database::connect(url).await.expect("connect");
    let backend = connection.get_database_backend();
    let count = sea_orm::Statement::from_string(backend, "SELECT count(*) FROM matter");
    let row = connection.query_one_raw(count).await.expect("count").expect("a row");
    let count: i64 = row.try_get_by_index(0).expect("a number");
    connection.close().await.expect("close");
    usize::try_from(count).expect("a count")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endure_kills_on_sqlite() {
    let database = Temporary::sqlite();
    let url = database.url().to_owned();
    endure(&url, kills(3), async |served, _, folder| {
        served.kill();
        Served::start(&url, folder)
    })
    .await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endure_kills_on_postgres() {
    let database = Temporary::postgres().await;
    let url = database.url().to_owned();
    endure(&url, kills(3), async |served, _, folder| {
        served.kill();
        Served::start(&url, folder)
    })
    .await;
    database.remove().await;
}

/// A cluster of its own, since it is killed.
fn cluster(what: &str) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres.sh");
    let output = Command::new(script)
        .arg(what)
        .env("HUISHENG_POSTGRES_NAME", "postgres-kill")
        .stderr(Stdio::inherit())
        .output()
        .expect("scripts/postgres.sh");
    assert!(output.status.success(), "scripts/postgres.sh {what}");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

/// Any of the processes that serve us.
async fn backend(server: &str) -> String {
    let connection = Database::connect(server).await.expect("connect");
    let ours = "SELECT pid FROM pg_stat_activity WHERE application_name = 'huisheng' ORDER BY random() LIMIT 1";
    let ours = sea_orm::Statement::from_string(connection.get_database_backend(), ours);
    let row = connection.query_one_raw(ours).await.expect("ask").expect("the server is connected");
    let pid: i32 = row.try_get_by_index(0).expect("a process");
    connection.close().await.expect("close");
    pid.to_string()
}

/// Waits until PostgreSQL has recovered and lets people in.
async fn recovered(server: &str) {
    for _ in 0..600 {
        if let Ok(connection) = Database::connect(server).await {
            connection.close().await.expect("close");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("PostgreSQL did not come back within a minute");
}

/// The server stays and finds the database again by itself: one of PostgreSQL's backends is killed,
/// which takes all others with it, then the postmaster, and so on in turn.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endure_kills_of_postgres_itself() {
    let server = cluster("start");
    let name = format!("kill_{}", std::process::id());
    let connection = Database::connect(&server).await.expect("connect");
    connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    connection.close().await.expect("close");
    let (base, _) = server.rsplit_once('/').expect("a URL");
    endure(&format!("{base}/{name}"), kills(2), async |served, nth, _| {
        let target = if nth % 2 == 0 { backend(&server).await } else { cluster("pid") };
        let killed = Command::new("kill").args(["-KILL", &target]).status().expect("kill");
        assert!(killed.success());
        assert_eq!(cluster("start"), server, "it comes back where it was");
        recovered(&server).await;
        served
    })
    .await;
    cluster("stop");
}
