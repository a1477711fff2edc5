//! Whoever was answered is never forgotten: the server is killed at random moments under load,
//! and in the long form PostgreSQL with it.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use huisheng_server::demo::{COUNTY, DemoArea};
use huisheng_store::testing::Temporary;
use huisheng_store::{Micros, Options, Store, category, division, grid, migrate, place, unit};
use rand::RngExt;
use reqwest::Client;
use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

const CLIENTS: usize = 8;
const SHORT: usize = 3;
const LONG: usize = 20;

/// How often it is killed: `HUISHENG_ENDURE=1` asks for the long form.
fn kills() -> usize {
    if long() { LONG } else { SHORT }
}

fn long() -> bool {
    std::env::var_os("HUISHENG_ENDURE").is_some()
}

/// What one client sent under one key.
#[derive(Clone, Debug)]
struct Sent {
    key: String,
    title: String,
}

/// The real binary on a port of its own.
struct Served {
    child: Child,
    // A server whose output nobody holds cannot write its second line.
    _out: BufReader<ChildStdout>,
    url: String,
}

impl Served {
    fn start(database: &str, folder: &Path) -> Self {
        let mut child = huisheng(database, folder)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("start the server");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("a line");
        let (_, address) =
            line.trim().rsplit_once("//").unwrap_or_else(|| panic!("no address: {line:?}"));
        Self { url: format!("http://{address}/api/v1/public/matters"), child, _out: out }
    }

    /// SIGKILL: nothing is flushed, nothing said goodbye to.
    fn kill(mut self) {
        self.child.kill().expect("kill it");
        self.child.wait().expect("it is gone");
    }
}

fn huisheng(database: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huisheng"));
    command.args(["--database-url", database]).env("HUISHENG_DATA_DIR", folder);
    command
}

/// Sends a report. The number, if it was answered.
async fn report(client: &Client, url: &str, sent: &Sent) -> Option<(String, bool)> {
    let body = json!({
        "area": COUNTY.to_string(),
        "kind": "request",
        "channel": "WECHAT",
        "title": sent.title,
        "text": "门口路灯三天不亮",
    });
    let answer =
        client.post(url).header("idempotency-key", &sent.key).json(&body).send().await.ok()?;
    if !answer.status().is_success() {
        let status = answer.status();
        assert!(status.is_server_error(), "{status}: {}", answer.text().await.unwrap_or_default());
        return None;
    }
    let answer: Value = answer.json().await.ok()?;
    Some((answer["number"].as_str()?.to_owned(), answer["repeated"].as_bool()?))
}

/// Reports until one goes unanswered, which is returned, or until it is told to stop.
async fn talk(
    client: Client,
    url: String,
    told: mpsc::Sender<(Sent, String)>,
    stop: Arc<AtomicBool>,
) -> Option<Sent> {
    while !stop.load(Ordering::Relaxed) {
        let key = format!("{:032x}", rand::random::<u128>());
        let sent = Sent { title: format!("路灯不亮 {key}"), key };
        match report(&client, &url, &sent).await {
            Some((number, _)) => told.send((sent, number)).expect("somebody writes it down"),
            None => return Some(sent),
        }
    }
    None
}

/// Writes down what was acknowledged, apart from those who wait for answers.
fn witness(path: PathBuf) -> (mpsc::Sender<(Sent, String)>, std::thread::JoinHandle<()>) {
    let (told, heard) = mpsc::channel::<(Sent, String)>();
    let mut file = std::fs::File::create(path).expect("a list");
    let thread = std::thread::spawn(move || {
        for (sent, number) in heard {
            writeln!(file, "{} {number}", sent.key).expect("write it down");
        }
    });
    (told, thread)
}

fn acknowledged(path: &Path) -> Vec<(Sent, String)> {
    let text = std::fs::read_to_string(path).expect("the list");
    let line = |line: &str| {
        let (key, number) = line.split_once(' ').expect("key and number");
        (Sent { key: key.to_owned(), title: format!("路灯不亮 {key}") }, number.to_owned())
    };
    text.lines().map(line).collect()
}

async fn set_up(url: &str) {
    let store = Store::open(url, Options::default()).await.expect("open");
    migrate::migrate(&store, async |_| Ok(()), Micros(0)).await.expect("tables");
    let area = DemoArea::new(1);
    let write = store.write().await.expect("begin");
    division::put(&write, &area.land.divisions).await.expect("divisions");
    place::put(&write, &area.land.places).await.expect("places");
    grid::put(&write, &area.land.grids).await.expect("grids");
    unit::put(&write, &area.offices.units).await.expect("units");
    category::put(&write, &area.classes.categories).await.expect("categories");
    write.commit().await.expect("commit");
    store.close().await.expect("close");
}

/// Kills again and again, then looks whether everybody who was answered was told the truth.
/// `strike` ends the power once: it gets the server and gives back one that serves.
async fn endure(url: &str, mut strike: impl AsyncFnMut(Served, &Path) -> Served) {
    set_up(url).await;
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("acknowledged");
    let (told, thread) = witness(list.clone());
    let client = Client::new();
    let mut served = Served::start(url, folder.path());
    let mut unanswered = Vec::new();
    for _ in 0..kills() {
        let stop = Arc::new(AtomicBool::new(false));
        let talks: Vec<_> = (0..CLIENTS)
            .map(|_| {
                tokio::spawn(talk(client.clone(), served.url.clone(), told.clone(), stop.clone()))
            })
            .collect();
        let moment = rand::rng().random_range(100..1_500);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        served = strike(served, folder.path()).await;
        stop.store(true, Ordering::Relaxed);
        for talk in talks {
            unanswered.extend(talk.await.expect("a client"));
        }
    }
    drop(told);
    thread.join().expect("the witness");

    let mut numbers = std::collections::BTreeSet::new();
    let acknowledged = acknowledged(&list);
    assert!(acknowledged.len() > kills(), "there was hardly any load");
    for (sent, number) in &acknowledged {
        let again = report(&client, &served.url, sent).await.expect("an answer");
        assert_eq!(again, (number.clone(), true), "{} is answered as before", sent.key);
        assert!(numbers.insert(number.clone()), "{number} was given twice");
    }
    // It may have been written or not; asked again under its key it is there once.
    for sent in &unanswered {
        let (number, _) = report(&client, &served.url, sent).await.expect("an answer");
        let again = report(&client, &served.url, sent).await.expect("an answer");
        assert_eq!(again, (number.clone(), true));
        assert!(numbers.insert(number.clone()), "{number} was given twice");
    }
    served.kill();
    assert_eq!(matters(url).await, numbers.len(), "nothing stands there that nobody sent");
    let verify = huisheng(url, folder.path()).arg("verify").output().expect("verify");
    assert!(verify.status.success(), "{}", String::from_utf8_lossy(&verify.stdout));
}

async fn matters(url: &str) -> usize {
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
    endure(&url, async |served, folder| {
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
    endure(&url, async |served, folder| {
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

/// The server stays and finds the database again by itself.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn endure_kills_of_postgres_itself() {
    if !long() {
        return;
    }
    let server = cluster("start");
    let name = format!("kill_{}", std::process::id());
    let connection = Database::connect(&server).await.expect("connect");
    connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    connection.close().await.expect("close");
    let (base, _) = server.rsplit_once('/').expect("a URL");
    endure(&format!("{base}/{name}"), async |served, _| {
        let killed = Command::new("kill").args(["-KILL", &cluster("pid")]).status().expect("kill");
        assert!(killed.success());
        assert_eq!(cluster("start"), server, "it comes back where it was");
        served
    })
    .await;
    cluster("stop");
}
