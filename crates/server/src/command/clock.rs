//! `huisheng clock`.

mod ledger;

use std::fmt::{self, Display, Formatter};
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use huisheng_domain::calendar::{Calendar, parse_days};
use huisheng_domain::clock::{Clock as Deadline, line::parse_line};
use huisheng_store::Micros;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::ledger::Ledger;
use super::Common;

/// Reads `start,limit` lines (`2026-02-13T10:00+08:00,5wd`), prints one due instant a line.
#[derive(Args)]
pub struct Clock {
    /// Print the rule and the ledger of days under each due instant.
    #[arg(long)]
    explain: bool,
    /// Another calendar instead of the shipped one: `date,kind,name` lines of the days that differ
    /// from Monday to Friday.
    #[arg(long)]
    calendar: Option<PathBuf>,
    /// Lines to read; standard input if left out.
    file: Option<PathBuf>,
}

impl Clock {
    /// Runs it. A bad line is reported at its place and the exit code is 1.
    pub fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let mut calendar = Calendar::china();
        if let Some(path) = &self.calendar {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            calendar = Calendar::bare(calendar.zone().clone()).with_days(parse_days(&text)?);
        }
        let input: Box<dyn BufRead> = match &self.file {
            Some(path) => {
                let file = std::fs::File::open(path)
                    .with_context(|| format!("cannot read {}", path.display()))?;
                Box::new(std::io::BufReader::new(file))
            }
            None => Box::new(std::io::stdin().lock()),
        };
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        let mut code = ExitCode::SUCCESS;
        for (number, line) in (1_u64..).zip(input.split(b'\n')) {
            // What is no text is a bad line at its place like another.
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            // Editors of Windows put a mark before the text.
            let line = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
            // A blank line keeps its place, so that line n of the answer belongs to line n.
            if line.trim().is_empty() {
                writeln!(out)?;
                continue;
            }
            match parse_line(line, calendar.zone()) {
                Ok((start, limit)) => {
                    let due = Deadline::start(Micros::cut(start), limit, &calendar);
                    let explanation = due.explain(&calendar);
                    if common.json {
                        writeln!(out, "{}", serde_json::to_string(&explanation)?)?;
                        continue;
                    }
                    for year in &explanation.unpublished {
                        eprintln!(
                            "第 {number} 行：{year} 年日历未公布，结果按周末和法定节假日推算"
                        );
                        eprintln!(
                            "line {number}: the calendar of {year} is not published, so its holidays are a guess"
                        );
                    }
                    let zone = calendar.zone();
                    if self.explain {
                        writeln!(out, "{}", Ledger { explanation: &explanation, zone })?;
                    } else {
                        writeln!(out, "{}", Due { at: due.due, zone })?;
                    }
                }
                Err(error) => {
                    if common.json {
                        let told =
                            serde_json::json!({ "line": number, "error": error.to_string() });
                        writeln!(out, "{told}")?;
                    } else {
                        writeln!(out, "error: {error}")?;
                    }
                    code = ExitCode::FAILURE;
                }
            }
        }
        out.flush()?;
        Ok(code)
    }
}

/// A due instant, RFC 3339 with the offset of its zone.
struct Due<'a> {
    at: Timestamp,
    zone: &'a TimeZone,
}

impl Display for Due<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let at = self.at.to_zoned(self.zone.clone());
        write!(f, "{}", at.strftime("%Y-%m-%dT%H:%M:%S%:z"))
    }
}
