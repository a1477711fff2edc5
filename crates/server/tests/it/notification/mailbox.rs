//! A mail server, started by the test.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

/// Until the test ends.
pub struct Mailbox {
    pub url: String,
    _child: Child,
    said: Lines<BufReader<ChildStdout>>,
}

impl Mailbox {
    /// Starts it; what the web tests use is there since `make web`.
    pub async fn start() -> Self {
        let started = Command::new("node")
            .arg("tests/mailbox.mjs")
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let mut child = started.expect("node, which `make web` needs too");
        let mut said = BufReader::new(child.stdout.take().expect("its output")).lines();
        let url = said.next_line().await.expect("a line");
        let url = url.expect("the mail server did not start: run `make web`, which fetches it");
        Self { url, _child: child, said }
    }

    /// The next message it takes.
    pub async fn next(&mut self) -> Value {
        let line = self.said.next_line().await.expect("a line").expect("a message");
        serde_json::from_str(&line).expect("JSON")
    }
}
