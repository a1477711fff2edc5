//! Two nodes serve one database, and one of them is killed while it sends.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use huisheng_store::testing::Temporary;
use reqwest::Client;
use serde_json::{Value, json};

use super::gate::{Gate, SECRET};
use crate::served::{Served, client, huisheng, runs};

/// Matters that somebody urges, half of them before a node is killed.
const MATTERS: usize = 40;
/// What the dead node had taken is taken away from it after a minute; then it is sent.
const PATIENCE: Duration = Duration::from_secs(150);

async fn post(client: &Client, address: String, (name, value): (&str, &str), body: Value) -> Value {
    let answer = client.post(&address).header(name, value).json(&body).send().await;
    let answer = answer.unwrap_or_else(|error| panic!("{address}: {error}"));
    let status = answer.status();
    let body: Value = answer.json().await.unwrap();
    assert!(status.is_success(), "{address}: {body}");
    body
}

/// A matter of the housing bureau; its number and code.
async fn given(client: &Client, at: &Served, desk: &str, lead: &Value) -> (String, String) {
    let said = json!({
        "kind": "request", "channel": "WEB", "title": "路灯不亮", "text": "路灯不亮",
        "name": "王女士", "contact": "13900000001",
    });
    let page = ("x-page", "1");
    let kept = post(client, at.api("/public/matters"), page, said).await;
    let text = |field: &str| kept[field].as_str().unwrap().to_owned();
    let (number, code) = (text("number"), text("code"));
    let by = ("authorization", desk);
    post(client, at.api(&format!("/matters/{number}/accept")), by, json!({})).await;
    let assign = json!({ "lead": lead });
    post(client, at.api(&format!("/matters/{number}/assign")), by, assign).await;
    (number, code)
}

async fn urge(client: &Client, at: &Served, (number, code): &(String, String)) {
    let address = at.api(&format!("/public/matters/{number}/urge"));
    post(client, address, ("x-follow-code", code), json!({ "text": "请尽快" })).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_is_killed_amid_notices_keeps_nobody_from_hearing() {
    let (database, folder) = (Temporary::postgres().await, tempfile::tempdir().unwrap());
    let url = database.url().to_owned();
    let gate = Gate::open().await;
    runs(huisheng(&url, folder.path()).args(["demo", "--matters", "2", "--records", "2"]));
    let told = [("HUISHENG_WEBHOOK__URL", &*gate.url), ("HUISHENG_WEBHOOK__SECRET", SECRET)];
    let first = Served::told(&url, folder.path(), &told);
    let second = Served::told(&url, folder.path(), &told);
    let client = client();
    let desk = format!("Bearer {}", first.sign_in(&client, "dispatch1").await);
    let units = client.get(first.api("/units")).header("authorization", &desk).send().await;
    let units: Value = units.unwrap().json().await.unwrap();
    let mut bureaus = units.as_array().unwrap().iter();
    let lead = bureaus.find(|unit| unit["code"] == "zhujian").unwrap()["id"].clone();
    let mut all = Vec::new();
    for nth in 0..MATTERS {
        let at = if nth % 2 == 0 { &first } else { &second };
        all.push(given(&client, at, &desk, &lead).await);
    }

    // What each takes is long enough that both are in the midst of it.
    gate.takes(Duration::from_millis(300));
    let (before, after) = all.split_at(MATTERS / 2);
    for one in before {
        urge(&client, &first, one).await;
    }
    let started = Instant::now();
    while gate.taken().is_empty() {
        assert!(started.elapsed() < PATIENCE, "nobody sends anything");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    first.kill();
    for one in after {
        urge(&client, &second, one).await;
    }

    let numbers: BTreeSet<&str> = all.iter().map(|(number, _)| number.as_str()).collect();
    let heard = || {
        let mut heard: BTreeMap<(String, String), BTreeSet<Option<String>>> = BTreeMap::new();
        for message in gate.taken() {
            let data = &message.body["data"];
            let text = |field: &str| data[field].as_str().unwrap().to_owned();
            if data["topic"] == "urged" {
                heard.entry((text("login"), text("number"))).or_default().insert(message.id);
            }
        }
        heard
    };
    let clerk = |heard: &BTreeMap<(String, String), BTreeSet<Option<String>>>| {
        let of = heard.keys().filter(|(login, _)| login == "zhujian.clerk1");
        of.map(|(_, number)| number.clone()).collect::<BTreeSet<_>>()
    };
    while clerk(&heard()).len() < MATTERS {
        assert!(started.elapsed() < PATIENCE, "only {:?} were heard", clerk(&heard()).len());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let heard = heard();
    assert!(clerk(&heard).iter().map(String::as_str).eq(numbers), "each was heard of");
    for ((login, number), ids) in heard {
        assert_eq!(ids.len(), 1, "{login} heard of {number} under one id, however often");
    }
    drop(second);
    database.remove().await;
}
