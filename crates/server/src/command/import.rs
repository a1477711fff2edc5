//! `huisheng import`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use huisheng_domain::area::Area;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Common;
use super::out::say;
use crate::app::App;
use crate::import::{BadRow, Options, Report, What, run};
use crate::moves::Moves;

/// Brings in a list, or past matters of another system. Nothing is written if a row is bad, unless
/// told to skip them. Exit code 0: all rows are in; 1: rows are bad; 2: the file cannot be imported.
#[derive(Args)]
pub struct Import {
    /// What the file holds.
    what: What,
    /// CSV (UTF-8, UTF-16 or GB18030, also .gz), XLSX, XLS; GeoJSON for grids.
    file: PathBuf,
    /// Only look.
    #[arg(long)]
    dry_run: bool,
    /// Leave bad rows out.
    #[arg(long)]
    skip_bad: bool,
    /// A TOML file of `field = "their column"`.
    #[arg(long)]
    map: Option<PathBuf>,
    /// The area, six digits.
    #[arg(long)]
    area: Option<Area>,
    /// The zone of times without an offset, like Asia/Shanghai.
    #[arg(long)]
    tz: Option<String>,
    /// When it is recorded, RFC 3339; now if left out.
    #[arg(long)]
    as_of: Option<Timestamp>,
    /// The system matters come from; the file's name if left out.
    #[arg(long)]
    source: Option<String>,
    /// The unit that answered there, by code.
    #[arg(long)]
    unit: Option<String>,
    /// Keep a responsibility list as a draft; `huisheng responsibility` tries and publishes it.
    #[arg(long)]
    draft: bool,
    /// Move the clocks that run to the calendar that is loaded; each leaves an event.
    #[arg(long)]
    move_clocks: bool,
}

impl Import {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let name = self.file.display().to_string();
        let stem = self.file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut options = Options {
            dry_run: self.dry_run,
            skip_bad: self.skip_bad,
            area: self.area,
            as_of: self.as_of,
            unit: self.unit.clone(),
            draft: self.draft,
            move_clocks: self.move_clocks,
            ..Options::new(self.source.as_deref().unwrap_or(&stem))
        };
        if let Some(zone) = &self.tz {
            options.zone = TimeZone::get(zone)
                .with_context(|| format!("no time zone {zone}; write one like Asia/Shanghai"))?;
        }
        if let Some(path) = &self.map {
            let text = std::fs::read_to_string(path);
            options.map = Some(text.with_context(|| format!("cannot read {}", path.display()))?);
        }
        let config = common.read(&[])?;
        // A trial makes and upgrades nothing.
        let app = if self.dry_run { App::look(config).await? } else { App::open(config).await? };
        let bar = super::progress("rows");
        let done = run(&app, self.what, self.file.clone().into(), &name, &options, &|rows| {
            bar.set_position(rows);
        })
        .await;
        bar.finish_and_clear();
        app.store().close().await?;
        let report = done?;
        if common.json {
            say!("{}", serde_json::to_string(&report)?)?;
        } else {
            tell(&report)?;
        }
        Ok(if report.ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// A row that cannot be taken, in words.
pub(super) fn bad_row(bad: &BadRow) -> String {
    let place = if bad.line == 0 {
        String::new()
    } else {
        format!("第 {} 行 line {}, ", bad.line, bad.line)
    };
    format!("{place}{}: \"{}\"\n  {}\n  {}", bad.field, bad.value, bad.zh, bad.en)
}

fn tell(report: &Report) -> io::Result<()> {
    for bad in &report.bad {
        say!("{}", bad_row(bad))?;
    }
    for (flag, rows) in &report.flags {
        say!("{rows} rows flagged {flag}")?;
    }
    if !report.passed_over.is_empty() {
        say!("{} lines passed over as sums, headers or footnotes", report.passed_over.len())?;
    }
    for finding in &report.findings {
        let place = if finding.line == 0 { String::new() } else { format!("{}: ", finding.line) };
        say!("{place}[{}] {}\n  {}", finding.code, finding.zh, finding.en)?;
    }
    for (code, count) in &report.found {
        say!("{count} × {code}")?;
    }
    if report.would_write + report.would_add > 0 {
        say!(
            "将写入 {} 件新事项，补充 {} 件结果 / {} new matters and {} results would be written",
            report.would_write,
            report.would_add,
            report.would_write,
            report.would_add
        )?;
    }
    if report.results_added > 0 {
        say!("{} results added as imported history", report.results_added)?;
    }
    if report.results_left_out > 0 {
        say!(
            "{} 件已在办的事项在文件里有结果，未写入；请由承办单位提交 / results of matters that run here were left out: the office hands them in",
            report.results_left_out
        )?;
    }
    if report.changed_not_taken > 0 {
        say!(
            "{} 行与已导入的内容不同，未改动（行号 lines {:?}）/ rows differ from what was imported; history stays as it is",
            report.changed_not_taken,
            report.changed_lines
        )?;
    }
    if let Some(moves) = &report.moves {
        tell_moves(moves)?;
    }
    if let Some(version) = report.version {
        say!("version {version} of the responsibility list")?;
    }
    say!(
        "import {}: {} rows, {} bad, {} written, {} unchanged{}",
        report.id,
        report.rows,
        report.bad.len(),
        report.written,
        report.unchanged,
        if report.dry_run { " (dry run: nothing written)" } else { "" }
    )
}

fn tell_moves(moves: &Moves) -> io::Result<()> {
    for one in &moves.listed {
        say!("{} {}: {} -> {}", one.number, one.clock, one.old_due, one.new_due)?;
    }
    if moves.not_listed > 0 {
        say!("… and {} more", moves.not_listed)?;
    }
    if moves.unpublished > 0 {
        say!(
            "{} 个时限落在日历未公布的年份，只是推算 / clocks are due in a year whose calendar is not published",
            moves.unpublished
        )?;
    }
    let told = match (moves.moved, moves.clocks) {
        (0, 0) => "need to move",
        (0, _) => "would move; --move-clocks moves them, leaving events",
        _ => "moved",
    };
    say!(
        "calendar: {} open matters, {} clocks of {} matters {told}",
        moves.open_matters,
        moves.clocks,
        moves.matters
    )
}
