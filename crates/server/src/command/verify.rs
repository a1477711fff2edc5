//! `huisheng verify`.

use std::io;
use std::process::ExitCode;

use clap::Args;
use huisheng_store::StoreError;
use huisheng_store::trail::{Entry, Kind, Outcome};
use huisheng_store::verify;
use huisheng_store::verify::{Fault, Problem, Report};

use serde_json::json;

use super::Common;
use super::out::say;
use crate::app::{App, By, note_if_possible};

/// Replays every matter by its own code path, and names what does not agree. Exit code 1 if
/// anything is wrong.
#[derive(Args)]
pub struct Verify {}

impl Verify {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        // Nothing is made or upgraded here: a wrong address must not look like a sound database.
        let app = App::look(common.read(&[])?).await?;
        let report = look(&app).await?;
        note(&app, &report, "all").await?;
        if common.json {
            say!("{}", serde_json::to_string(&report)?)?;
        } else {
            tell(&report, &app)?;
        }
        Ok(if report.ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Writes down that it was verified, and whether it agreed.
pub(super) async fn note(app: &App, report: &Report, what: &str) -> Result<(), StoreError> {
    let outcome = if report.ok() { Outcome::Done } else { Outcome::Refused };
    let entry = Entry { outcome, ..By::CommandLine.entry(Kind::Verified) };
    let entry = entry.with(json!({
        "what": what, "matters": report.matters, "events": report.events, "entries": report.entries,
        "checkpoints": report.checkpoints, "found": report.found,
    }));
    note_if_possible(app.store(), &entry, app.now()).await
}

/// Looks at everything, with a sign of life.
pub(super) async fn look(app: &App) -> anyhow::Result<Report> {
    let book = app.book();
    let bar = super::progress("matters");
    let told = |progress: verify::Progress| bar.set_position(progress.matters);
    let zone = book.calendar.zone();
    let report = verify::run(app.store(), Some(app.files()), app.secret(), zone, told).await;
    bar.finish_and_clear();
    Ok(report?)
}

/// Tells people what was found. Where all files are missing, one line says so.
pub(super) fn tell(report: &Report, app: &App) -> io::Result<()> {
    let elsewhere = report.looked_elsewhere();
    let one_by_one = |problem: &&Problem| !(elsewhere && problem.fault == Fault::FileMissing);
    for problem in report.problems.iter().filter(one_by_one) {
        say!("{}\n  {}", problem.zh(), problem.en())?;
    }
    if elsewhere {
        let folder = app.config().data_dir.join("files");
        let folder = folder.display();
        say!(
            "{folder} 中没有任何一个附件：请核对 data_dir 是否正确\n  \
             {folder} holds not one of the files: is data_dir the right folder?"
        )?;
    }
    say!(
        "areas {}, matters {}, events {}, messages {}, tallies {}, files {}, entries {}, checkpoints {}: {}",
        report.areas,
        report.matters,
        report.events,
        report.words,
        report.tallies,
        report.files,
        report.entries,
        report.checkpoints,
        if report.ok() {
            "all agree".to_owned()
        } else {
            format!("problems found: {}", report.found)
        }
    )
}
