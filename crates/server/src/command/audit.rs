//! `huisheng audit`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};
use huisheng_domain::area::Area;
use huisheng_domain::id::Id;
use huisheng_store::trail::{Filter, HOUSE, Kind, code_of};
use huisheng_store::{account, matter, verify};
use jiff::ToSpan;
use jiff::civil::Date;

use super::Common;
use super::out::{Form, say};
use super::verify as whole;
use crate::app::{App, By};
use crate::audit::{self, Wanted};
use crate::table::writer;

/// The trail 审计留痕: who looked, signed in, took something out, changed something.
#[derive(Args)]
pub struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Hash the whole trail again and name what was removed, changed, reordered, cut or forged. Exit code 1 if
    /// anything is wrong.
    Verify,
    /// Print entries, the latest first.
    Search {
        #[command(flatten)]
        asked: Asked,
        /// Entries at most.
        #[arg(long, default_value_t = 100)]
        limit: u64,
    },
    /// Write entries to a file. That it was done is an entry itself.
    Export {
        #[command(flatten)]
        asked: Asked,
        /// A new file: .csv, .xlsx or .jsonl; JSON lines on the terminal if left out.
        #[arg(long)]
        out: Option<PathBuf>,
        /// The form, if the name of the file does not say it.
        #[arg(long, value_enum)]
        format: Option<FileForm>,
        /// Replace what is there.
        #[arg(long)]
        force: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum FileForm {
    Csv,
    Xlsx,
    Jsonl,
}

/// Which entries; all of it holds.
#[derive(Args)]
struct Asked {
    /// Only this area, six digits; the house and all areas if left out.
    #[arg(long)]
    area: Option<Area>,
    /// Only what this account did, by its sign-in name.
    #[arg(long)]
    login: Option<String>,
    /// Only this kind, as a code: look, signed_in, exported.
    #[arg(long)]
    kind: Option<String>,
    /// Only what concerns this matter, by its number.
    #[arg(long)]
    number: Option<String>,
    /// Only on this day or later, 2026-10-01.
    #[arg(long)]
    from: Option<Date>,
    /// Only on this day or earlier.
    #[arg(long)]
    to: Option<Date>,
}

impl Asked {
    async fn meant(&self, app: &App) -> anyhow::Result<(Vec<i32>, Filter)> {
        let (reader, book) = (app.store().read(), app.book());
        let areas = match self.area {
            Some(area) => vec![code_of(area)],
            None => std::iter::once(HOUSE).chain(book.areas().into_iter().map(code_of)).collect(),
        };
        let mut filter = Filter { kind: self.kind.clone(), ..Filter::default() };
        let known = |kind: &String| Kind::ALL.iter().any(|one| one.code() == kind);
        if let Some(kind) = self.kind.as_ref().filter(|kind| !known(kind)) {
            let all: Vec<&str> = Kind::ALL.iter().map(|kind| kind.code()).collect();
            bail!("there is no kind {kind}; kinds: {}", all.join(", "));
        }
        if let Some(login) = &self.login {
            filter.account = Some(Id::from_uuid(account::by_login(reader, login).await?.id));
        }
        if let Some(number) = &self.number {
            filter.matter = Some(matter::by_number(reader, number.parse()?).await?.id);
        }
        let start = |day: Date| -> anyhow::Result<_> {
            Ok(day.to_zoned(book.calendar.zone().clone())?.timestamp())
        };
        filter.from = self.from.map(start).transpose()?;
        filter.to = self.to.map(|day| start(day.saturating_add(1.day()))).transpose()?;
        Ok((areas, filter))
    }
}

impl Audit {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let app = App::look(common.read(&[])?).await?;
        let done = match self.what {
            What::Verify => {
                let report = verify::trail(app.store(), app.secret()).await?;
                whole::note(&app, &report, "trail").await?;
                tell(&report, common.json)?;
                if report.ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
            }
            What::Search { asked, limit } => {
                let (areas, filter) = asked.meant(&app).await?;
                let form = match common.json {
                    true => Form::Lines,
                    false => Form::Table(writer::Format::Text),
                };
                let wanted = Wanted { form, out: None, force: false, most: Some(limit) };
                audit::write(&app, &areas, &filter, &wanted, |_| {}).await?;
                ExitCode::SUCCESS
            }
            What::Export { asked, out, format, force } => {
                let (areas, filter) = asked.meant(&app).await?;
                let form = form(format, out.as_ref());
                let wanted = Wanted { form, out: out.as_deref(), force, most: None };
                let bar = super::progress("entries");
                let told = |rows| bar.set_position(rows);
                let rows = audit::write(&app, &areas, &filter, &wanted, told).await?;
                bar.finish_and_clear();
                let entry = audit::taken_out(&filter, rows, &By::CommandLine);
                app.note(&entry, app.now()).await?;
                eprintln!("{rows} entries");
                ExitCode::SUCCESS
            }
        };
        app.store().close().await?;
        Ok(done)
    }
}

fn form(format: Option<FileForm>, out: Option<&PathBuf>) -> Form {
    let named = match out.and_then(|out| out.extension()?.to_str()) {
        Some("csv") => FileForm::Csv,
        Some("xlsx") => FileForm::Xlsx,
        _ => FileForm::Jsonl,
    };
    match format.unwrap_or(named) {
        FileForm::Csv => Form::Table(writer::Format::Csv),
        FileForm::Xlsx => Form::Table(writer::Format::Xlsx),
        FileForm::Jsonl => Form::Lines,
    }
}

fn tell(report: &verify::Report, json: bool) -> anyhow::Result<()> {
    if json {
        say!("{}", serde_json::to_string(report)?)?;
        return Ok(());
    }
    for problem in &report.problems {
        say!("{}\n  {}", problem.zh(), problem.en())?;
    }
    let verdict = match report.found {
        0 => "all agree".to_owned(),
        found => format!("problems found: {found}"),
    };
    say!("entries {}, checkpoints {}: {verdict}", report.entries, report.checkpoints)?;
    Ok(())
}
