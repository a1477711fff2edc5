//! Tables at the doors: what offices keep in Excel and CSV comes in as rows, lists go out the same way.
//!
//! Nothing here knows the database or a noun of ours. [`open`] looks at the content, [`Table::rows`]
//! finds the header and yields [`Row`]s with the line they stand on, [`value`] reads cells and says
//! what to do about those it cannot read, [`writer`] writes.

mod cell;
mod delimited;
mod encoding;
mod error;
mod forbidden;
mod header;
mod labelled;
mod row;
mod sheet;
mod source;
pub mod value;
pub mod writer;

#[cfg(test)]
mod tests;

pub use error::{TableError, Words};
pub(crate) use forbidden::check_names;
pub use header::{ColumnMap, Columns, Field, Header, Heading};
pub use row::{Row, Rows, Skipped, SkippedReason};
pub use source::Source;

use delimited::Delimited;
use sheet::Sheet;

/// A table that can be read from its start as often as wanted (first to validate, then to import).
#[derive(Debug)]
pub struct Table {
    content: Content,
}

/// What was found in the bytes.
#[derive(Debug)]
enum Content {
    /// CSV or TSV, read as a stream.
    Delimited(Delimited),
    /// The sheets of a workbook, in memory.
    Sheets(Vec<Sheet>),
}

/// Opens a table by what its bytes say; `name` is only shown in errors.
///
/// CSV and TSV in UTF-8, UTF-16 or GB18030, also inside gzip; XLSX; XLS. A stream is read through
/// once to be sure of its encoding.
///
/// # Errors
/// Unreadable or empty files, other kinds of file, damaged text.
pub fn open(source: impl Into<Source>, name: &str) -> Result<Table, TableError> {
    let source = source.into();
    let content = match source.kind(name)? {
        source::Kind::Text { gzip } => {
            Content::Delimited(Delimited::open(source, gzip, name.to_owned())?)
        }
        source::Kind::Xlsx => Content::Sheets(sheet::read_xlsx(&source, name)?),
        source::Kind::Xls => Content::Sheets(sheet::read_xls(&source, name)?),
    };
    Ok(Table { content })
}

/// Opens a text that was copied out of a page: labels with their values, those of `free` fields in any words, or a table.
///
/// # Errors
/// As [`open`].
pub fn pasted(
    text: &str,
    columns: Columns,
    map: &ColumnMap,
    free: &[&str],
) -> Result<Table, TableError> {
    match labelled::read(text, columns, map, free) {
        Some(sheet) => Ok(Table { content: Content::Sheets(vec![sheet]) }),
        None => open(text.as_bytes().to_vec(), ""),
    }
}

/// The first entry of a text of labels and values, whatever it lacks; none if the text is no such.
pub fn labelled(text: &str, columns: Columns, free: &[&str]) -> Option<Row> {
    let sheet = labelled::read(text, columns, &ColumnMap::default(), free)?;
    sheet.rows.get(1).map(|row| Row::of(row, columns))
}

impl Table {
    /// The names of the sheets; none for CSV.
    pub fn sheets(&self) -> Vec<&str> {
        match &self.content {
            Content::Delimited(_) => Vec::new(),
            Content::Sheets(sheets) => sheets.iter().map(|s| s.name.as_str()).collect(),
        }
    }

    /// Finds the header and reads on from there. Without a `sheet` the first one whose header has
    /// every required column is taken.
    ///
    /// # Errors
    /// No header with the required columns, a column named in `map` that is not there, an unknown
    /// sheet, or a column that lists people by group.
    pub fn rows(
        &self,
        columns: Columns,
        map: &ColumnMap,
        sheet: Option<&str>,
    ) -> Result<Rows<'_>, TableError> {
        match &self.content {
            Content::Delimited(file) => Rows::delimited(file, columns, map),
            Content::Sheets(sheets) => Rows::sheets(sheets, columns, map, sheet),
        }
    }

    /// What its header is and which column would be read as what, to ask about the others: the sheet with the most of what
    /// is wanted.
    ///
    /// # Errors
    /// An empty table, or a column that lists people by group.
    pub fn look(&self, columns: Columns, map: &ColumnMap) -> Result<Heading, TableError> {
        match &self.content {
            Content::Delimited(file) => {
                let rows: Vec<_> =
                    file.records()?.take(header::SEARCHED).collect::<Result<_, _>>()?;
                let found = header::look(&rows, columns, map)?.map(|(heading, _)| heading);
                found.ok_or_else(|| TableError::Empty { name: file.name().to_owned() })
            }
            Content::Sheets(sheets) => {
                let mut best: Option<(Heading, usize)> = None;
                for sheet in sheets.iter().filter(|sheet| !sheet.hidden) {
                    let Some((heading, score)) = header::look(&sheet.rows, columns, map)? else {
                        continue;
                    };
                    forbidden::check_title(&sheet.name)?;
                    let rank = |heading: &Heading, score| (heading.missing.is_empty(), score);
                    if best
                        .as_ref()
                        .is_none_or(|(than, most)| rank(&heading, score) > rank(than, *most))
                    {
                        best =
                            Some((Heading { sheet: Some(sheet.name.clone()), ..heading }, score));
                    }
                }
                let named = || sheets.iter().map(|sheet| sheet.name.clone()).collect();
                let none = || TableError::NoSheet { wanted: String::new(), sheets: named() };
                best.map(|(heading, _)| heading).ok_or_else(none)
            }
        }
    }
}
