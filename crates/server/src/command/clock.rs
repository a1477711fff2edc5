//! `huisheng clock`.

mod ledger;

use std::fmt::{self, Display, Formatter};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use huisheng_domain::calendar::{Calendar, CalendarDay, InvalidDayLine, parse_days};
use huisheng_domain::clock::{Clock as Deadline, line::parse_line};
use huisheng_store::Micros;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::ledger::Ledger;
use super::Common;
use super::import::bad_row;
use crate::import::Report;
use crate::import::calendar::read_national;
use crate::table::Source;

/// Reads `start,limit` lines (`2026-02-13T10:00+08:00,5wd`), prints one due instant a line.
#[derive(Args)]
pub struct Clock {
    /// Print the rule and the ledger of days under each due instant.
    #[arg(long)]
    explain: bool,
    /// Another calendar instead of the shipped one: the days that differ from Monday to Friday, as
    /// `date,kind,name` lines or as a table that `import calendar` takes and `export calendar` gives.
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
            calendar = read(path, Calendar::bare(calendar.zone().clone()))?;
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

/// `bare` with the days and hours of a file.
fn read(path: &Path, bare: Calendar) -> anyhow::Result<Calendar> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    if let Some(days) = std::str::from_utf8(&bytes).ok().and_then(|text| lines(text).transpose()) {
        return Ok(bare.with_days(days?));
    }
    let (name, mut report) = (path.display().to_string(), Report::default());
    let national = read_national(Source::from(bytes), &name, &mut report)?;
    if !report.ok() {
        let told: Vec<String> = report.bad.iter().map(bad_row).collect();
        bail!("{}", told.join("\n"));
    }
    if national.local > 0 {
        let rows = national.local;
        eprintln!("{rows} 行只属于某个区划，未采用；如需采用，请删去“区划”一列");
        eprintln!(
            "{rows} rows belong to one division and were left out; to count them, remove that column"
        );
    }
    let calendar = bare.with_days(national.days);
    Ok(national.hours.iter().fold(calendar, |calendar, hours| hours.applied(calendar)))
}

/// The days of plain lines, with or without a header; none if the text is a table with another header.
fn lines(text: &str) -> Result<Option<Vec<CalendarDay>>, InvalidDayLine> {
    let mut told = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let first = told.find(|line| !line.is_empty() && !line.starts_with('#'));
    let plain = first.is_none_or(|line| {
        let mut cells = line.split(',').map(str::trim);
        matches!(
            (cells.next(), cells.next(), cells.next(), cells.next()),
            (Some("date"), Some("kind"), _, None)
        ) || line.starts_with(|first: char| first.is_ascii_digit())
    });
    if plain { parse_days(text).map(Some) } else { Ok(None) }
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
