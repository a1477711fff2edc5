//! `huisheng export`.

mod files;
mod keeping;
mod lists;
mod looks;
mod matters;
mod only;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, ValueEnum};
use huisheng_domain::area::Area;
use huisheng_store::StoreError;
use huisheng_store::trail::{Entry, Kind};
use serde::Serialize;
use serde_json::json;

pub use only::Only;

use super::Common;
use super::out::{Form, say};
use crate::app::{App, By};
use crate::table::writer;

/// Writes matters, histories, files or a list. Contact data never goes out. Lists come in a form
/// that `import` takes back.
#[derive(Args)]
pub struct Export {
    /// What goes out.
    what: What,
    /// Only this area, six digits.
    #[arg(long)]
    area: Option<Area>,
    /// The form; if left out, that of the file's name, or JSON lines.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// A new file, or a new folder for `files`; the terminal if left out.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Replace what is there.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    only: Only,
}

/// What can go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Matters as a worklist shows them.
    Matters,
    /// Every step of every matter with its words.
    Histories,
    /// The bytes of attachments with a list of them.
    Files,
    /// 层级 of divisions.
    Levels,
    /// 区划.
    Divisions,
    /// 网格.
    Grids,
    /// 小区、楼栋和别名.
    Places,
    /// 单位.
    Units,
    /// 分类.
    Categories,
    /// 权责清单 in force.
    Responsibilities,
    /// Days and business hours beside the shipped calendar.
    Calendar,
    /// 查看留痕: every look at contact data.
    Looks,
    /// 办理规程, every version; as TOML the newest of each, in a folder.
    Procedures,
    /// 账号, without passwords.
    Accounts,
    /// Settings, without secrets.
    Settings,
}

/// Forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON value a line; complete.
    Jsonl,
    /// Comma-separated, Chinese header.
    Csv,
    /// A workbook, Chinese header.
    Xlsx,
    /// Outlines of grids.
    Geojson,
    /// Procedures as `import` reads them.
    Toml,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// What.
    pub what: What,
    /// Only this area.
    pub area: Option<Area>,
    /// The form, if it was said.
    pub format: Option<Format>,
    /// Where to.
    pub out: Option<PathBuf>,
    /// Replace what is there.
    pub force: bool,
    /// Only these matters.
    pub only: Only,
}

/// What went out.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// What.
    pub what: What,
    /// Rows.
    pub rows: u64,
    /// Cells whose text had to be cut, in workbooks.
    pub shortened: u64,
    /// Outlines that this form leaves away: GeoJSON has them.
    pub outlines: u64,
    /// Bytes of files copied.
    pub bytes: u64,
    /// Files whose bytes are gone or are not what was uploaded, with the reason; a hundred at most.
    pub faults: Vec<String>,
    /// Where to.
    pub out: Option<PathBuf>,
}

impl Export {
    /// Runs it.
    pub async fn run(self, common: &Common) -> anyhow::Result<ExitCode> {
        let app = App::look(common.read(&[])?).await?;
        let wanted = Wanted {
            what: self.what,
            area: self.area,
            format: self.format,
            out: self.out,
            force: self.force,
            only: self.only,
        };
        let bar = super::progress("rows");
        let summary = run(&app, &wanted, |rows| bar.set_position(rows)).await?;
        bar.finish_and_clear();
        note(&app, &wanted, &summary, &By::CommandLine).await?;
        let told = if common.json { serde_json::to_string(&summary)? } else { summary.told() };
        // Rows on the terminal stay clean.
        if summary.out.is_some() {
            say!("{told}")?;
        } else {
            eprintln!("{told}");
        }
        Ok(if summary.faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Writes what is wanted; `told` hears how many rows are out.
///
/// # Errors
/// What cannot be: an area that is not here, a form that does not fit, a name that is taken; the
/// database; the output.
pub async fn run(
    app: &App,
    wanted: &Wanted,
    told: impl Fn(u64) + Send + Sync,
) -> anyhow::Result<Summary> {
    let all = app.book().areas();
    let areas = match wanted.area {
        None => all,
        Some(area) if all.contains(&area) => vec![area],
        Some(area) => {
            let all: Vec<String> = all.iter().map(Area::to_string).collect();
            bail!("there is no area {area} here; areas: {}", all.join(", "));
        }
    };
    if wanted.what == What::Procedures && wanted.format == Some(Format::Toml) {
        return keeping::procedure_texts(app, wanted).await;
    }
    let form = wanted.form()?;
    wanted.only.fits(wanted.what)?;
    match wanted.what {
        What::Matters => matters::lines(app, wanted, &areas, form, told).await,
        What::Histories => matters::histories(app, wanted, &areas, form, told).await,
        What::Files => files::copy(app, wanted, &areas, form, told).await,
        What::Looks => looks::write(app, wanted, &areas, form, told).await,
        What::Procedures => keeping::procedures(app, wanted, form).await,
        What::Accounts => keeping::accounts(app, wanted, form).await,
        What::Settings => keeping::settings(app, wanted, form).await,
        _ => lists::write(app, wanted, form).await,
    }
}

/// Writes down that something was taken out: what, by which filter, how many rows.
///
/// # Errors
/// The database takes no writes: then nothing is to be handed on.
pub async fn note(
    app: &App,
    wanted: &Wanted,
    summary: &Summary,
    by: &By,
) -> Result<(), StoreError> {
    let name = wanted.what.to_possible_value().map(|value| value.get_name().to_owned());
    let entry = Entry { area: wanted.area, subject: name, ..by.entry(Kind::Exported) };
    let entry = entry.with(json!({ "rows": summary.rows, "only": wanted.only }));
    app.note(&entry, app.now()).await
}

impl Wanted {
    fn form(&self) -> anyhow::Result<Form> {
        // Files go into a folder, whatever it is called.
        let out = self.out.as_ref().filter(|_| self.what != What::Files);
        let named = match out.and_then(|out| out.extension()?.to_str()) {
            _ if self.format.is_some() => self.format,
            Some("csv") => Some(Format::Csv),
            Some("xlsx") => Some(Format::Xlsx),
            Some("geojson") => Some(Format::Geojson),
            Some("jsonl") | None => Some(Format::Jsonl),
            Some(_) => None,
        };
        let Some(format) = named else {
            bail!("call the file .jsonl, .csv, .xlsx or .geojson, or give --format");
        };
        match (self.what, format) {
            (_, Format::Jsonl) => Ok(Form::Lines),
            (What::Grids, Format::Geojson) => Ok(Form::Features),
            (_, Format::Toml) => bail!("only procedures are TOML"),
            (_, Format::Geojson) => bail!("only grids have outlines for GeoJSON"),
            (_, Format::Csv) => Ok(Form::Table(writer::Format::Csv)),
            (_, Format::Xlsx) => Ok(Form::Table(writer::Format::Xlsx)),
        }
    }

    fn summary(&self, written: writer::Written) -> Summary {
        Summary {
            what: self.what,
            rows: written.rows,
            shortened: written.shortened,
            outlines: 0,
            bytes: 0,
            faults: Vec::new(),
            out: self.out.clone(),
        }
    }
}

impl Summary {
    fn told(&self) -> String {
        let mut told = format!("{} rows", self.rows);
        if let Some(out) = &self.out {
            told.push_str(&format!(" in {}", out.display()));
        }
        if self.bytes > 0 {
            told.push_str(&format!(", {} bytes of files", self.bytes));
        }
        if self.shortened > 0 {
            told.push_str(&format!("\n{} cells were cut: CSV and JSON hold them", self.shortened));
        }
        if self.outlines > 0 {
            told.push_str(&format!(
                "\n{} grids have an outline, which only --format geojson and jsonl hold",
                self.outlines
            ));
        }
        for fault in &self.faults {
            told.push_str(&format!("\n{fault}"));
        }
        told
    }
}
