//! Imports: lists and past matters from the files offices keep.
//!
//! A file is read twice. The first pass looks at every row and reports each that cannot be taken,
//! with what to do; nothing is written if there is one, unless told to skip them. Identifiers are
//! made from the codes in the file, so importing a file again changes nothing.

mod accounts;
pub mod calendar;
mod categories;
mod cells;
mod datum;
mod divisions;
mod entry;
pub mod finding;
mod fresh;
mod grids;
mod known;
mod levels;
mod lists;
pub mod matters;
mod names;
pub mod orders;
mod places;
mod procedures;
mod report;
mod responsibilities;
mod units;

use huisheng_domain::area::Area;
use huisheng_store::StoreError;
use huisheng_store::book::BookError;
use huisheng_store::ledger::LedgerError;
use huisheng_store::trail::{Entry, Kind};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use thiserror::Error;

pub use finding::Finding;
pub use grids::read_geojson;
pub(crate) use known::division_path;
pub use report::{BadRow, Report};

use crate::app::{App, By, StartError};
use crate::table::{ColumnMap, Columns, Source, TableError};

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum What {
    /// The levels of divisions 层级, the highest first: the whole list.
    Levels,
    /// Divisions 行政区划.
    Divisions,
    /// Grids 网格: CSV, XLSX or GeoJSON.
    Grids,
    /// Quarters, buildings and other names of places.
    Places,
    /// Offices 单位.
    Units,
    /// Categories 分类.
    Categories,
    /// The responsibility list 权责清单.
    Responsibilities,
    /// Holidays, make-up and local days, business hours.
    Calendar,
    /// A procedure 办理规程, TOML.
    Procedures,
    /// Accounts 账号 with their posts.
    Accounts,
    /// Past matters from another system.
    Matters,
}

/// How a file is imported.
#[derive(Clone, Debug)]
pub struct Options {
    /// Only look.
    pub dry_run: bool,
    /// Leave bad rows out instead of refusing the file.
    pub skip_bad: bool,
    /// TOML text, `field = "their column"`.
    pub map: Option<String>,
    /// The area matters go to, or the division of rows that name none; the first of the
    /// installation if left out.
    pub area: Option<Area>,
    /// The zone times without an offset are read in.
    pub zone: TimeZone,
    /// When it is recorded; now if left out. Rows later than this are refused.
    pub as_of: Option<Timestamp>,
    /// The system matters come from; with the number it tells them apart.
    pub source: String,
    /// The unit that answered there, by code; the highest of the area if left out.
    pub unit: Option<String>,
    /// A responsibility list stays a draft until it is published.
    pub draft: bool,
    /// Clocks that run move to the calendar that is loaded.
    pub move_clocks: bool,
    /// Who imports.
    pub by: By,
}

impl Options {
    /// Everything by default, for a file of that name.
    pub fn new(source: &str) -> Self {
        Self {
            dry_run: false,
            skip_bad: false,
            map: None,
            area: None,
            zone: huisheng_domain::calendar::Calendar::china().zone().clone(),
            as_of: None,
            source: source.to_owned(),
            unit: None,
            draft: false,
            move_clocks: false,
            by: By::CommandLine,
        }
    }

    /// Which column is which.
    pub(crate) fn columns(&self, columns: Columns) -> Result<ColumnMap, TableError> {
        self.map
            .as_deref()
            .map_or_else(|| Ok(ColumnMap::default()), |text| ColumnMap::parse(text, columns))
    }

    /// What is in a list without a first day has always been.
    pub(crate) const fn always() -> Date {
        jiff::civil::date(1949, 10, 1)
    }
}

/// Why a file cannot be imported at all.
#[derive(Debug, Error)]
pub enum ImportError {
    /// It cannot be read as a table.
    #[error("{}\n{}", .0.words().zh, .0.words().en)]
    Table(TableError),
    /// It is no GeoJSON collection of outlines.
    #[error(
        "不是 GeoJSON 面要素集：{0}。请导出为 WGS-84 的 FeatureCollection（Polygon 或 MultiPolygon）\nnot a GeoJSON collection of outlines: {0}. Export a FeatureCollection of polygons in WGS-84"
    )]
    GeoJson(String),
    /// The file of rows is not there or cannot be read.
    #[error("cannot read {0}: {1}")]
    Unreadable(String, std::io::Error),
    /// The lists in the database.
    #[error(transparent)]
    Book(#[from] BookError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The lists could not be read again.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The database has no such area.
    #[error(
        "没有区域 {0}：请先用 huisheng import divisions 导入行政区划，或用 huisheng demo 建立演示区域\nthere is no area {0}: first import divisions, or make the demo area with `huisheng demo`"
    )]
    NoArea(String),
    /// Others changed the lists all the while.
    #[error(
        "清单正被别人修改，请稍后再导入\nothers change the lists at this moment: import again in a while"
    )]
    Contended,
    /// The area has no unit to answer for the matters.
    #[error(
        "没有单位 {0}：请先用 huisheng import units 导入单位，再用 --unit 指定编码\nthere is no unit {0}: first import units, then name one by its code with --unit"
    )]
    NoUnit(String),
}

// Not its source: its words, in both languages, are all there is to tell.
impl From<TableError> for ImportError {
    fn from(error: TableError) -> Self {
        Self::Table(error)
    }
}

/// Imports a file; `progress` is told how many rows are done.
///
/// # Errors
/// What keeps the whole file out. Bad rows are in the report.
pub async fn run(
    app: &App,
    what: What,
    source: Source,
    name: &str,
    options: &Options,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, ImportError> {
    match what {
        What::Matters => matters::import(app, source, name, options, progress).await,
        What::Accounts => accounts::import(app, source, name, options, progress).await,
        What::Procedures => procedures::import(app, &source, name, options).await,
        _ => lists::import(app, what, source, name, options, progress).await,
    }
}

/// What the trail tells of an import that was written.
fn entry(what: What, report: &Report, options: &Options) -> Entry {
    use clap::ValueEnum;
    let name = what.to_possible_value().map(|value| value.get_name().to_owned());
    let entry = Entry { subject: name, ..options.by.entry(Kind::Imported) };
    entry.with(json!({
        "import": report.id, "rows": report.rows, "written": report.written,
        "bad": report.bad.len(), "draft": options.draft,
    }))
}

/// A stable name of this import: the same bytes under the same options have the same.
pub(crate) fn report_id(
    source: &Source,
    name: &str,
    options: &Options,
) -> Result<String, ImportError> {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(bytes(source, name)?);
    let zone =
        options.zone.iana_name().map_or_else(|| format!("{:?}", options.zone), str::to_owned);
    hash.update(format!(
        "{:?}/{}/{:?}/{:?}/{zone}/{:?}/{}",
        options.map, options.source, options.unit, options.area, options.as_of, options.draft
    ));
    Ok(hex::encode(&hash.finalize()[..8]))
}

/// The file as text.
fn text(source: &Source, name: &str) -> Result<String, ImportError> {
    let bytes = bytes(source, name)?;
    String::from_utf8(bytes).map_err(|error| {
        let kind = std::io::ErrorKind::InvalidData;
        ImportError::Unreadable(name.to_owned(), std::io::Error::new(kind, error))
    })
}

fn bytes(source: &Source, name: &str) -> Result<Vec<u8>, ImportError> {
    match source {
        Source::Bytes(bytes) => Ok(bytes.to_vec()),
        Source::Path(path) => {
            std::fs::read(path).map_err(|error| ImportError::Unreadable(name.to_owned(), error))
        }
    }
}

/// The text, if the file is JSON.
fn geojson_text(source: &Source, name: &str) -> Result<Option<String>, ImportError> {
    let mut bytes = bytes(source, name)?;
    // Editors of Windows put a mark before the text.
    if bytes.starts_with("\u{feff}".as_bytes()) {
        bytes.drain(..3);
    }
    let start = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    if start != Some(&b'{') {
        return Ok(None);
    }
    String::from_utf8(bytes).map(Some).map_err(|error| ImportError::GeoJson(error.to_string()))
}
