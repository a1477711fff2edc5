//! A certified provider, started by the test, and somebody with a browser there.

use std::path::Path;
use std::process::Stdio;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::{BACK, PUBLIC};

/// Until the test ends.
pub struct Certified {
    pub issuer: String,
    _child: Child,
    // It ends where nobody hears it any more.
    _said: Lines<BufReader<ChildStdout>>,
}

impl Certified {
    /// Starts it; what the web tests use is there since `make web`.
    pub async fn start() -> Self {
        let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web");
        let started = Command::new("node")
            .arg("tests/provider.mjs")
            .args([BACK.to_owned(), format!("{PUBLIC}/desk/")])
            .current_dir(web)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let mut child = started.expect("node, which `make web` needs too");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let issuer = lines.next_line().await.expect("a line");
        let issuer = issuer.expect("the provider did not start: run `make web`, which fetches it");
        Self { issuer, _child: child, _said: lines }
    }

    /// As the house is told of it.
    pub fn config(&self) -> Value {
        json!({
            "issuer": self.issuer, "client_id": "huisheng",
            "client_secret": "a-secret-of-the-house",
        })
    }
}

/// Somebody with a browser at the provider.
pub struct Visitor(Client);

impl Visitor {
    /// A fresh one.
    pub fn new() -> Self {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).no_proxy();
        Self(client.build().expect("a client"))
    }

    /// Opens an address of the provider and does what its pages ask for, under this name. Returns the address
    /// at which the provider sends back to the house.
    pub async fn enter(&self, address: &str, login: &str) -> String {
        let mut address: Url = address.parse().expect("an address");
        for _ in 0..12 {
            if address.as_str().starts_with(BACK) {
                return address.into();
            }
            let asked = self.0.get(address.clone()).send().await.expect("an answer");
            address = match location(&asked, &address) {
                Some(next) => next,
                None => self.fill(asked.text().await.expect("a page"), login).await,
            };
        }
        panic!("the provider leads nowhere: {address}");
    }

    /// Fills the form of a page and sends it.
    async fn fill(&self, page: String, login: &str) -> Url {
        let between = |begin: &str| {
            let (_, rest) = page.split_once(begin).unwrap_or_else(|| panic!("{begin} in {page}"));
            rest.split('"').next().unwrap_or_default().to_owned()
        };
        let action: Url = between("action=\"").parse().expect("an address");
        let prompt = between("name=\"prompt\" value=\"");
        let form = format!("prompt={prompt}&login={login}&password=whatever");
        let sent = self.0.post(action.clone()).body(form);
        let sent = sent.header("content-type", "application/x-www-form-urlencoded").send().await;
        location(&sent.expect("an answer"), &action).expect("the provider goes on")
    }

    /// Says no.
    pub async fn cancel(&self, address: &str) -> String {
        let first = self.0.get(address).send().await.expect("an answer");
        let base: Url = address.parse().expect("an address");
        let page = location(&first, &base).expect("a page to sign in");
        let aborted = self.0.get(format!("{page}/abort")).send().await.expect("an answer");
        self.enter(location(&aborted, &page).expect("it goes on").as_str(), "nobody").await
    }
}

fn location(answer: &reqwest::Response, base: &Url) -> Option<Url> {
    let next = answer.headers().get("location")?.to_str().ok()?;
    base.join(next).ok()
}
