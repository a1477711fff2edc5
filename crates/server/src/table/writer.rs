//! Lists going out: CSV, XLSX, or aligned text for a terminal.

mod delimited;
mod headed;
#[cfg(test)]
mod tests;
mod text;
mod workbook;

pub use delimited::CsvWriter;
pub use headed::{Head, HeadedWriter, Spot};
pub use text::TextWriter;
pub use workbook::XlsxWriter;

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use jiff::civil::{Date, DateTime};

/// One cell going out. Instants come as the local time of the reader.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Empty,
    /// Words, also numbers that are names (phones, codes).
    Text(Cow<'a, str>),
    /// A count.
    Integer(i64),
    /// A measure.
    Decimal(f64),
    /// 是 or 否.
    Flag(bool),
    /// A day.
    Date(Date),
    /// A time of a day.
    Instant(DateTime),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl Value<'_> {
    /// The value in words; text as it stands.
    pub fn plain(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => "".into(),
            Self::Text(text) => text.as_ref().into(),
            Self::Integer(value) => value.to_string().into(),
            Self::Decimal(value) if !value.is_finite() => "".into(),
            Self::Decimal(value) => super::cell::number(*value).into(),
            Self::Flag(value) => (if *value { "是" } else { "否" }).into(),
            Self::Date(value) => value.to_string().into(),
            Self::Instant(value) => value.strftime("%Y-%m-%d %H:%M:%S").to_string().into(),
        }
    }
}

/// The form of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, with a byte order mark so that spreadsheets read it as UTF-8.
    Csv,
    /// A workbook.
    Xlsx,
    /// Aligned for a terminal.
    Text,
}

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Rows below the header.
    pub rows: u64,
    /// Cells whose text had to be cut (only in workbooks, at 32,767 characters).
    pub shortened: u64,
}

/// Takes a list row by row.
pub trait TableWriter {
    /// Writes one row below the header.
    ///
    /// # Errors
    /// The output cannot be written.
    fn row(&mut self, cells: &[Value<'_>]) -> io::Result<()>;

    /// Completes the output.
    ///
    /// # Errors
    /// The output cannot be written.
    fn finish(self: Box<Self>) -> io::Result<Written>;
}

/// Starts a list in a new file.
///
/// # Errors
/// The file cannot be made.
pub fn create(
    format: Format,
    path: &Path,
    header: &[&str],
) -> io::Result<Box<dyn TableWriter + Send>> {
    let file = BufWriter::new(File::create(path)?);
    Ok(match format {
        Format::Csv => Box::new(CsvWriter::new(file, header, true)?),
        Format::Xlsx => Box::new(XlsxWriter::new(file, header)?),
        Format::Text => Box::new(TextWriter::new(file, header)),
    })
}
