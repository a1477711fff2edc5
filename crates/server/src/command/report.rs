//! `huisheng report`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, ValueEnum};
use huisheng_domain::area::Area;
use huisheng_domain::matter::Place;
use jiff::civil::Date;

use super::Common;
use super::out::{Form, Outlet, say};
use crate::app::App;
use crate::report::{self, Asked, Kept, PERIODS, Per, Split};
use crate::table::writer;

/// What came in, how it was handled and how it ended, by office and period. Rates are in percent;
/// — where there is nothing to divide by.
#[derive(Args)]
pub struct Report {
    /// First day, 2026-10-01; the first of the last day's month if left out.
    #[arg(long)]
    from: Option<Date>,
    /// Last day; today if left out.
    #[arg(long)]
    to: Option<Date>,
    /// What it is split by.
    #[arg(long, value_enum, default_value = "unit")]
    by: Split,
    /// … and by which periods as well: an office by months.
    #[arg(long, value_enum)]
    per: Option<Per>,
    /// Only this area, six digits.
    #[arg(long)]
    area: Option<Area>,
    /// The form.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// A new file; the terminal if left out.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace the file if it is there.
    #[arg(long)]
    force: bool,
}

/// Forms of a report.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Aligned for a terminal.
    Table,
    /// Comma-separated.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Report {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let app = App::look(common.read(&[])?).await?;
        let book = app.book();
        let areas = match self.area {
            None => book.areas(),
            Some(area) if book.areas().contains(&area) => vec![area],
            Some(area) => bail!("there is no area {area} here; areas: {}", listed(&book.areas())),
        };
        let to = self.to.unwrap_or_else(|| app.day(&Place::default(), app.now()));
        let from = self.from.unwrap_or_else(|| to.first_of_month());
        if from > to {
            bail!("--from {from} lies behind --to {to}: change them over");
        }
        let (by, per, kept) = (self.by, self.per, Kept::From(Vec::new()));
        let asked = Asked { areas, divisions: Vec::new(), from, to, by, per, kept };
        if asked.periods().len() > PERIODS {
            bail!("more than {PERIODS} periods: shorten --from and --to, or take a longer --per");
        }
        let bar = super::progress("report");
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        let report = report::make(app.store(), &book, asked).await?;
        bar.finish_and_clear();
        if common.json && self.out.is_none() {
            say!("{}", serde_json::to_string(&report)?)?;
            return Ok(ExitCode::SUCCESS);
        }
        let form = Form::Table(match self.format {
            Format::Table => writer::Format::Text,
            Format::Csv => writer::Format::Csv,
            Format::Xlsx => writer::Format::Xlsx,
        });
        let header = report::header(self.by, self.per);
        let mut out = Outlet::open(form, self.out.as_deref(), self.force, &header)?;
        for line in report.lines.iter().chain([&report.total]) {
            out.put(line, || report::cells(self.by, self.per, line))?;
        }
        let written = out.finish()?;
        match &self.out {
            Some(file) if common.json => {
                say!("{}", serde_json::json!({ "rows": written.rows, "out": file }))?;
            }
            Some(file) => say!("{} to {}: {} rows in {}", from, to, written.rows, file.display())?,
            None => {}
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn listed(areas: &[Area]) -> String {
    areas.iter().map(Area::to_string).collect::<Vec<_>>().join(", ")
}
