//! The real binary, serving in a process of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context;

use super::database::{Database, SERVER};
use super::figure::Figures;

/// A running server; it ends with the value.
pub struct Served {
    child: Child,
    // A server whose output nobody holds cannot write its second line.
    _out: BufReader<ChildStdout>,
    /// Where it answers.
    pub address: SocketAddr,
    /// From its start to its address.
    pub ready: Duration,
}

/// The product stands beside this program.
fn product() -> anyhow::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("huisheng");
    anyhow::ensure!(
        path.is_file(),
        "{} is not built: run this by `make bench`, which builds it",
        path.display()
    );
    Ok(path)
}

/// The size of the product.
pub fn binary(figures: &mut Figures) -> anyhow::Result<()> {
    let size = product()?.metadata()?.len() as f64 / 1e6;
    figures.pure("binary", size, "MB", Some(60.0));
    Ok(())
}

impl Served {
    /// Starts it on a database that is set up.
    pub fn start(database: &Database) -> anyhow::Result<Self> {
        let began = Instant::now();
        let mut child = Command::new(product()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--database-url", database.url()])
            .env("HUISHENG_DATA_DIR", database.folder())
            // One account asks here for hundreds.
            .env("HUISHENG_BRAKE__LOOKS_AN_HOUR", u32::MAX.to_string())
            .env("HUISHENG_BRAKE__SEARCHES_A_MINUTE", u32::MAX.to_string())
            .env_remove(SERVER)
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start the server")?;
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().context("no output")?);
        out.read_line(&mut line)?;
        let address = line.trim().rsplit_once("//localhost:");
        let address = address.map(|(_, port)| format!("127.0.0.1:{port}").parse());
        match address {
            Some(Ok(address)) => Ok(Self { child, _out: out, address, ready: began.elapsed() }),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                anyhow::bail!("the server did not say where it listens: {line:?}")
            }
        }
    }

    /// Processor seconds it used so far.
    pub fn cpu(&self) -> anyhow::Result<f64> {
        cpu(&PathBuf::from(format!("/proc/{}/stat", self.child.id())))
    }

    /// Anonymous memory now.
    pub fn memory_mib(&self) -> anyhow::Result<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        let kib: f64 = line
            .and_then(|line| line.split_whitespace().next())
            .context("no RssAnon in the status of the process")?
            .parse()?;
        Ok(kib / 1024.0)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It holds nothing that is not durable.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Processes that wanted a processor over the last minute: what else the machine does.
pub fn machine_load() -> anyhow::Result<f64> {
    let text = std::fs::read_to_string("/proc/loadavg")?;
    Ok(text.split(' ').next().context("no load average")?.parse()?)
}

/// Processor seconds this program used so far.
pub fn own_cpu() -> anyhow::Result<f64> {
    cpu(Path::new("/proc/self/stat"))
}

/// User and system time; Linux tells programs hundredths of a second.
fn cpu(path: &Path) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(path)?;
    let (_, rest) = text.rsplit_once(')').context("not a stat file")?;
    let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}
