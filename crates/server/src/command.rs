//! The command line.

mod audit;
pub mod backup;
mod clock;
mod demo;
pub mod doctor;
pub mod export;
mod import;
mod key;
mod openapi;
pub mod out;
mod policy;
mod report;
mod responsibility;
pub mod restore;
mod serve;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::Config;

/// Huisheng 回声: every matter gets an answer.
#[derive(Parser)]
#[command(name = "huisheng", version, propagate_version = true)]
struct Line {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// Flags every command takes.
#[derive(Args, Clone)]
pub struct Common {
    /// sqlite://FILE or postgres://USER@HOST/DATABASE.
    #[arg(long, global = true, env = "HUISHENG_DATABASE_URL")]
    database_url: Option<String>,
    /// A configuration file.
    #[arg(long, global = true, env = "HUISHENG_CONFIG")]
    config: Option<PathBuf>,
    /// Answer as JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API.
    Serve(serve::Serve),
    /// Write a fictional area with a year of matters into an empty database.
    Demo(demo::Demo),
    /// Due instants of `start,limit` lines, and how each day counted.
    Clock(clock::Clock),
    /// Bring in a list, or past matters of another system.
    Import(import::Import),
    /// Replay every matter and name what does not agree.
    Verify(verify::Verify),
    /// Search, export and verify the trail of who looked, signed in, took something out, changed something.
    Audit(audit::Audit),
    /// Copy the whole house, files included, also while it serves.
    Backup(backup::Backup),
    /// Take a backup back into an empty database, and verify it.
    Restore(restore::Restore),
    /// The data keys of personal data: list them, or rotate them while the house serves.
    Key(key::Key),
    /// Look at configuration, database, disk, clock and calendar, and say what to do.
    Doctor(doctor::Doctor),
    /// What came in, how it was handled and how it ended, by office and period.
    Report(report::Report),
    /// Versions of the responsibility list: try a draft on past matters, publish it.
    Responsibility(responsibility::Responsibility),
    /// Who may do what: the policies, and which of them decides.
    Policy(policy::Policy),
    /// Write matters, histories, files or a list to a file.
    Export(export::Export),
    /// Print the description of the API.
    Openapi,
}

impl Common {
    /// The configuration with these flags.
    pub fn read(&self, more: &[(&str, Option<String>)]) -> anyhow::Result<Config> {
        let mut flags = serde_json::Map::new();
        let own = ("database_url", self.database_url.clone());
        for (key, value) in more.iter().cloned().chain([own]) {
            if let Some(value) = value {
                flags.insert(key.to_owned(), value.into());
            }
        }
        Ok(Config::read(self.config.as_deref(), &flags.into())?)
    }

    /// What went wrong, on the error output: as a line, or as JSON if that was asked.
    pub(crate) fn tell_error(&self, error: &anyhow::Error) {
        if self.json {
            eprintln!("{}", serde_json::json!({ "error": format!("{error:#}") }));
        } else {
            eprintln!("huisheng: {error:#}");
        }
    }
}

/// What was asked could not be done. 1 is for what was done and found something wrong, so that a script
/// can tell a forged history from a mistyped address.
const CANNOT: u8 = 2;
/// What a shell says of a program whose reader has gone: 128 and the number of SIGPIPE.
const READER_GONE: u8 = 141;

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let line = Line::parse();
    // A slow disk is no reason to print statements of a thousand question marks between the lines.
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| "warn,sqlx::query=error".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("huisheng: cannot start: {error}");
            return ExitCode::from(CANNOT);
        }
    };
    let done = runtime.block_on(async {
        match line.command {
            Command::Serve(serve) => serve.run(&line.common).await,
            Command::Demo(demo) => demo.run(&line.common).await,
            Command::Clock(clock) => clock.run(&line.common),
            Command::Import(import) => import.run(&line.common).await,
            Command::Verify(verify) => verify.run(&line.common).await,
            Command::Audit(audit) => audit.run(&line.common).await,
            Command::Backup(backup) => backup.run(&line.common).await,
            Command::Restore(restore) => restore.run(&line.common).await,
            Command::Key(key) => key.run(&line.common).await,
            Command::Doctor(doctor) => doctor.run(&line.common).await,
            Command::Report(report) => report.run(&line.common).await,
            Command::Responsibility(list) => list.run(&line.common).await,
            Command::Policy(policy) => policy.run(&line.common).await,
            Command::Export(export) => export.run(&line.common).await,
            Command::Openapi => openapi::run(),
        }
    });
    done.unwrap_or_else(|error| {
        // Who reads along, like `head`, has seen enough; a finding may be in what was not said.
        let read = error.downcast_ref::<std::io::Error>();
        if read.is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe) {
            return ExitCode::from(READER_GONE);
        }
        line.common.tell_error(&error);
        ExitCode::from(CANNOT)
    })
}

/// A sign of life on long work, for people only: nothing is drawn when the output goes to a file.
pub(crate) fn progress(what: &'static str) -> indicatif::ProgressBar {
    let style = indicatif::ProgressStyle::with_template("{spinner} {human_pos} {msg} {per_sec}");
    let bar = indicatif::ProgressBar::new_spinner().with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Line;

    #[test]
    fn every_flag_and_argument_has_a_name_of_its_own() {
        Line::command().debug_assert();
    }
}
