//! The server answers as its description says: schemathesis sends what the description allows and
//! what it does not, as a dispatcher, as each administrator and as nobody.
//!
//! Real numbers, shares, voices, units and categories are put among what it makes up, so that
//! commands reach the rules and not only a "not found".

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use huisheng_store::testing::Temporary;
use reqwest::Client;
use serde_json::{Value, json};

use crate::served::{Served, client, huisheng, long, runs};

/// What must hold of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,response_headers_conformance";
/// The same requests each time.
const SEED: &str = "20261122";

/// The installed program; a test that cannot run is a failed test.
fn schemathesis() -> Command {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools/bin/schemathesis");
    let program = if own.exists() { own } else { PathBuf::from("schemathesis") };
    let found = Command::new(&program).arg("--version").output();
    assert!(
        found.is_ok_and(|output| output.status.success()),
        "schemathesis is missing, and the contract of the API is not tested without it: \
         run scripts/need.sh schemathesis"
    );
    Command::new(program)
}

/// What stands in the database, by the fields that name it.
#[derive(Default)]
struct Known {
    numbers: BTreeSet<String>,
    assignments: BTreeSet<String>,
    reports: BTreeSet<String>,
    units: BTreeSet<String>,
    categories: BTreeSet<String>,
    /// A matter of a resident: its number and code.
    own: (String, String),
}

impl Known {
    async fn read(client: &Client, served: &Served, token: &str) -> Self {
        let get = async |path: &str| -> Value {
            let answer = client.get(served.api(path)).bearer_auth(token).send().await;
            answer.expect("an answer").json().await.expect("JSON")
        };
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let ids = |list: &Value| -> BTreeSet<String> {
            list.as_array().expect("a list").iter().map(|one| text(&one["id"])).collect()
        };
        let mut known = Self {
            units: ids(&get("/units").await),
            categories: ids(&get("/categories").await),
            ..Self::default()
        };
        let page = get("/matters?limit=60").await;
        for line in page["matters"].as_array().expect("lines") {
            let number = text(&line["number"]);
            let matter = get(&format!("/matters/{number}")).await;
            known.assignments.extend(ids(&matter["assignments"]));
            known.reports.extend(ids(&matter["reports"]));
            known.numbers.insert(number);
        }
        let own = json!({ "kind": "request", "channel": "WECHAT", "title": "路灯不亮", "text": "三天不亮" });
        let own = client.post(served.api("/public/matters")).json(&own).send().await;
        let own: Value = own.expect("an answer").json().await.expect("JSON");
        known.own = (text(&own["number"]), text(&own["code"]));
        assert!(known.numbers.len() > 20 && known.assignments.len() > 10);
        known
    }

    /// The configuration of schemathesis.
    fn write(&self, path: &Path) {
        let lists = [
            ("numbers", &self.numbers),
            ("assignments", &self.assignments),
            ("reports", &self.reports),
            ("units", &self.units),
            ("categories", &self.categories),
        ];
        let mut text = String::new();
        for (name, values) in lists {
            text += &format!("[dictionaries.{name}]\nvalues = {}\n", json!(values));
        }
        text += "[parameters]\n";
        for (field, list) in [
            ("path.number", "numbers"),
            ("path.report", "reports"),
            ("body.into", "numbers"),
            ("body.from", "numbers"),
            ("body.assignment", "assignments"),
            ("body.report", "reports"),
            ("body.lead", "units"),
            ("body.unit", "units"),
            ("body.to", "units"),
            ("body.category", "categories"),
            ("query.unit", "units"),
            ("query.category", "categories"),
        ] {
            text += &format!("\"{field}\" = {{ dictionary = \"{list}\", probability = 0.9 }}\n");
        }
        let (number, code) = &self.own;
        text += &format!(
            "[[operations]]\ninclude-tag = \"public\"\n[operations.parameters]\n\
             \"path.number\" = \"{number}\"\n\"header.X-Follow-Code\" = \"{code}\"\n"
        );
        std::fs::write(path, text).expect("write the configuration");
    }
}

/// Who sends, and to which routes.
struct Visitor {
    token: Option<String>,
    /// Only routes of these tags; all if none is named.
    only: &'static [&'static str],
    phases: &'static str,
}

/// In the long form also those who only get some of the commands.
const POSTS: &[&str] = &["zhujian.clerk1", "zhujian.head1", "callback1", "supervise1", "intake1"];

/// The description's own cases, the limits of its types, and what is made up within them.
const ALL: &str = "examples,coverage,fuzzing";

fn run(served: &Served, config: &Path, visitor: &Visitor) {
    let mut command = schemathesis();
    let folder = config.parent().expect("a folder");
    command.current_dir(folder).arg("--config-file").arg(config).arg("run");
    command.arg(served.api("/openapi.json")).args(["--checks", CHECKS, "--seed", SEED]);
    let examples = if long() { "60" } else { "6" };
    command.args(["--phases", visitor.phases, "--max-examples", examples]);
    // One worker: with more, the program's own threads sometimes trip over each other.
    command.args(["--workers", "1", "--continue-on-failure", "--warnings", "off"]);
    command.args(["--request-timeout", "30", "--suppress-health-check", "all"]);
    // A stream does not end.
    command.args(["--exclude-path", "/api/v1/events"]);
    if let Some(token) = &visitor.token {
        command.args(["-H", &format!("Authorization: Bearer {token}")]);
    }
    for tag in visitor.only {
        command.args(["--include-tag", tag]);
    }
    let output = command.output().expect("run schemathesis");
    assert!(
        output.status.success(),
        "the server and its description disagree:\n{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

async fn contract(url: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    runs(huisheng(url, folder.path()).args(["demo", "--matters", "40", "--records", "20"]));
    let served = Served::start(url, folder.path());
    let client = client();
    let dispatcher = served.sign_in(&client, "dispatch1").await;
    let administrator = served.sign_in(&client, "admin").await;
    let security = served.sign_in(&client, "security1").await;
    let auditor = served.sign_in(&client, "audit1").await;
    let leaver = served.sign_in(&client, "leader1").await;
    let posts = if long() { POSTS } else { &[] };
    let mut commands = Vec::new();
    for login in posts {
        let token = Some(served.sign_in(&client, login).await);
        commands.push(Visitor { token, only: &["matter"], phases: "examples,fuzzing" });
    }
    let config = folder.path().join("schemathesis.toml");
    Known::read(&client, &served, &dispatcher).await.write(&config);
    let staff = Visitor { token: Some(dispatcher), only: &["matter", "file"], phases: ALL };
    let others = [
        // At most doors nobody is turned away, whatever the rest of the request is.
        Visitor { token: None, only: &[], phases: "examples" },
        Visitor { token: None, only: &["public"], phases: ALL },
        Visitor { token: Some(administrator), only: &["lists"], phases: ALL },
        Visitor { token: Some(security), only: &["account"], phases: ALL },
        Visitor { token: Some(auditor), only: &["account"], phases: "examples,fuzzing" },
        // The session ends on the way; what follows is sent by nobody.
        Visitor { token: Some(leaver), only: &["session"], phases: ALL },
    ];
    std::thread::scope(|scope| {
        scope.spawn(|| run(&served, &config, &staff));
        others.iter().chain(&commands).for_each(|visitor| run(&served, &config, visitor));
    });
    served.kill();
    // Whatever was sent: what was written is true.
    runs(huisheng(url, folder.path()).arg("verify"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_as_described_on_sqlite() {
    let database = Temporary::sqlite();
    contract(database.url()).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_as_described_on_postgres() {
    let database = Temporary::postgres().await;
    contract(database.url()).await;
    database.remove().await;
}
