//! The real binary on a port of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// A server that runs.
pub struct Served {
    child: Child,
    // A server whose output nobody holds cannot write its second line.
    _out: BufReader<ChildStdout>,
    /// `http://…`, without a path.
    pub url: String,
}

impl Served {
    pub fn start(database: &str, folder: &Path) -> Self {
        Self::told(database, folder, &[])
    }

    /// The same, told something by the environment.
    pub fn told(database: &str, folder: &Path, told: &[(&str, &str)]) -> Self {
        let mut child = huisheng(database, folder)
            .envs(told.iter().copied())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("start the server");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("its output"));
        out.read_line(&mut line).expect("a line");
        let (_, address) =
            line.trim().rsplit_once("//").unwrap_or_else(|| panic!("no address: {line:?}"));
        Self { url: format!("http://{address}"), child, _out: out }
    }

    /// The address of a route of the API.
    pub fn api(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.url)
    }

    /// Signs one of the demo accounts in. Returns the token.
    pub async fn sign_in(&self, client: &reqwest::Client, login: &str) -> String {
        let body = json!({ "login": login, "password": huisheng_server::demo::PASSWORD });
        let answer = client.post(self.api("/session")).json(&body).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        answer["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    /// SIGKILL: nothing is flushed, nothing said goodbye to.
    pub fn kill(self) {
        drop(self);
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().expect("kill it");
        self.child.wait().expect("it is gone");
    }
}

/// A client that needs no certificates: what is asked runs here.
pub fn client() -> reqwest::Client {
    // Another test may have chosen it before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client")
}

/// The binary, for a database and a folder of files.
pub fn huisheng(database: &str, folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huisheng"));
    command.args(["--database-url", database]).env("HUISHENG_DATA_DIR", folder);
    command
}

/// Runs it to its end, which must be a good one.
#[track_caller]
pub fn runs(command: &mut Command) {
    let output = command.output().expect("run it");
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
}

/// Whether the long form of a test was asked for: `HUISHENG_ENDURE=1`.
pub fn long() -> bool {
    std::env::var_os("HUISHENG_ENDURE").is_some()
}
