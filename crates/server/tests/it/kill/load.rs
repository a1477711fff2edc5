//! What is sent while the power fails: whole lives, each command under a key of its own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use huisheng_server::demo::COUNTY;
use reqwest::Client;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::served::{Served, client};

/// Who sends: an index into the tokens, or the reporter with the code.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum Sender {
    Staff(usize),
    Reporter(Option<String>),
}

const DISPATCH: usize = 0;
const CLERK: usize = 1;
const CALLBACK: usize = 2;

/// A command, as it can be sent again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sent {
    pub key: String,
    pub path: String,
    by: Sender,
    body: Value,
}

/// A command that was answered.
#[derive(Debug, Serialize, Deserialize)]
pub struct Acknowledged {
    pub sent: Sent,
    pub number: String,
    pub version: u64,
}

/// An answer.
pub struct Answered {
    pub number: String,
    pub version: u64,
    pub repeated: bool,
    code: Option<String>,
}

/// The process that keeps the list: neither the server nor those who wait for its answers.
pub struct Witness {
    process: Child,
    told: Teller,
    path: PathBuf,
}

/// Tells the witness, a line at a time.
pub type Teller = Arc<Mutex<ChildStdin>>;

impl Witness {
    pub fn start(path: &Path) -> Self {
        let mut tee = Command::new("tee");
        tee.arg(path).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut process = tee.spawn().expect("start the witness");
        let told = process.stdin.take().expect("its ear");
        Self { process, told: Arc::new(Mutex::new(told)), path: path.to_owned() }
    }

    pub fn teller(&self) -> Teller {
        self.told.clone()
    }

    /// What it heard, in order. Nobody may hold a teller any more.
    pub fn read(mut self) -> Vec<Acknowledged> {
        drop(Arc::into_inner(self.told).expect("all have spoken"));
        assert!(self.process.wait().expect("the witness").success());
        let text = std::fs::read_to_string(&self.path).expect("the list");
        text.lines().map(|line| serde_json::from_str(line).expect("a line")).collect()
    }
}

/// Asks again while nobody answers. A connection that died less than a second ago is not tried
/// before its use, so after a quick recovery a few are still told to come again.
async fn until_answered<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    for _ in 0..30 {
        if let Some(answer) = ask().await {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("nobody answers");
}

/// Those who act, signed in.
pub struct Cast {
    client: Client,
    tokens: [String; 3],
    office: String,
}

impl Cast {
    pub async fn sign_in(served: &Served) -> Self {
        let client = client();
        let mut tokens = [const { String::new() }; 3];
        for (place, login) in
            [(DISPATCH, "dispatch1"), (CLERK, "zhujian.clerk1"), (CALLBACK, "callback1")]
        {
            tokens[place] = served.sign_in(&client, login).await;
        }
        let me = client.get(served.api("/session")).bearer_auth(&tokens[CLERK]).send().await;
        let me: Value = me.expect("an answer").json().await.expect("JSON");
        let office = me["unit"].as_str().expect("a unit").to_owned();
        Self { client, tokens, office }
    }

    /// Sends a command; nothing if it was not answered. What is refused is a defect.
    pub async fn send(&self, url: &str, sent: &Sent) -> Option<Answered> {
        let request = self.client.post(format!("{url}/api/v1{}", sent.path));
        let request = match &sent.by {
            Sender::Staff(who) => request.bearer_auth(&self.tokens[*who]),
            Sender::Reporter(Some(code)) => request.header("x-follow-code", code),
            Sender::Reporter(None) => request,
        };
        let request = request.header("idempotency-key", &sent.key).json(&sent.body);
        let answer = request.send().await.ok()?;
        let status = answer.status();
        if !status.is_success() {
            let said = answer.text().await.unwrap_or_default();
            assert_eq!(status, 503, "{}: {said}", sent.path);
            return None;
        }
        let answer: Value = answer.json().await.ok()?;
        Some(Answered {
            number: answer["number"].as_str()?.to_owned(),
            // A report is the first event of its matter.
            version: answer["version"].as_u64().unwrap_or(1),
            repeated: answer["repeated"].as_bool()?,
            code: answer["code"].as_str().map(str::to_owned),
        })
    }

    /// Sends a command until it is answered.
    pub async fn insist(&self, url: &str, sent: &Sent) -> Answered {
        until_answered(async || self.send(url, sent).await).await
    }

    async fn matter(&self, url: &str, number: &str) -> Option<Value> {
        let request = self.client.get(format!("{url}/api/v1/matters/{number}"));
        let answer = request.bearer_auth(&self.tokens[DISPATCH]).send().await.ok()?;
        if answer.status() == 503 {
            return None;
        }
        assert_eq!(answer.status(), 200);
        answer.json().await.ok()
    }

    /// The version a matter is at.
    pub async fn version(&self, url: &str, number: &str) -> u64 {
        let matter = until_answered(async || self.matter(url, number).await).await;
        matter["version"].as_u64().expect("a version")
    }

    /// Sends a new command and tells the witness of the answer. Without one the command comes back.
    async fn does(
        &self,
        url: &str,
        told: &Teller,
        by: Sender,
        path: String,
        body: Value,
    ) -> Result<Answered, Option<Sent>> {
        let key = format!("{:032x}", rand::random::<u128>());
        let sent = Sent { key, path, by, body };
        let Some(answered) = self.send(url, &sent).await else { return Err(Some(sent)) };
        let Answered { number, version, .. } = &answered;
        let heard = Acknowledged { sent, number: number.clone(), version: *version };
        let line = serde_json::to_string(&heard).expect("a line") + "\n";
        told.lock().expect("the witness").write_all(line.as_bytes()).expect("it listens");
        Ok(answered)
    }

    /// A whole life of nine commands; the command that was not answered, if one was not.
    pub async fn live(&self, url: &str, told: &Teller) -> Result<(), Option<Sent>> {
        let report = json!({
            "area": COUNTY.to_string(), "kind": "request", "channel": "WECHAT",
            "title": "门口路灯不亮", "text": "门口路灯三天不亮", "name": "王丽", "contact": "13900000001",
        });
        let path = "/public/matters".to_owned();
        let reported = self.does(url, told, Sender::Reporter(None), path, report).await?;
        let number = reported.number;
        let act = |who: usize, verb: &str, body: Value| {
            let path = format!("/matters/{number}/{verb}");
            self.does(url, told, Sender::Staff(who), path, body)
        };
        act(DISPATCH, "accept", json!({})).await?;
        act(DISPATCH, "assign", json!({ "lead": self.office })).await?;
        let seen = self.matter(url, &number).await.ok_or(None)?;
        let (share, voice) = (&seen["assignments"][0]["id"], &seen["reports"][0]["id"]);
        act(CLERK, "sign-in", json!({ "assignment": share })).await?;
        act(CLERK, "contact", json!({ "assignment": share })).await?;
        let result = json!({
            "assignment": share, "process": "现场查看", "result": "线路改造已列入计划",
            "unsolved": "no_legal_basis", "plan": "明年三月前完成",
        });
        act(CLERK, "submit", result).await?;
        act(DISPATCH, "review", json!({ "pass": true })).await?;
        let verdict = json!({ "contacted": true, "solved": "solved", "satisfied": 5 });
        act(CALLBACK, "callback", json!({ "report": voice, "verdict": verdict })).await?;
        let path = format!("/public/matters/{number}/rate");
        let rate = json!({ "stars": 5 });
        self.does(url, told, Sender::Reporter(reported.code), path, rate).await?;
        Ok(())
    }
}
