//! XLSX out, row by row through a temporary file, so memory does not grow with the list.

use std::io::{self, Seek, Write};

use jiff::civil::DateTime;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{TableWriter, Value, Written};

/// Rows of a sheet below its header.
const SHEET_ROWS: u32 = 1_048_575;
/// Longest text of a cell, in UTF-16 units.
const LONGEST: usize = 32_767;
const CUT: &str = "……（全文见 CSV 或 JSON 导出 / full text in the CSV or JSON export）";
/// Integers a spreadsheet keeps exactly.
const EXACT: i64 = 999_999_999_999_999;

/// Where rows stand until the workbook is complete.
enum Kept {
    /// In a temporary file, so that memory does not grow.
    Aside,
    /// In memory.
    InMemory {
        /// The foot of every printed page.
        foot: String,
    },
}

/// A workbook; when a sheet is full the list goes on in the next.
pub struct XlsxWriter<W: Write + Seek + Send> {
    out: W,
    book: Workbook,
    header: Vec<String>,
    kept: Kept,
    sheet_rows: u32,
    /// Rows in the last sheet, without its header.
    filled: u32,
    sheets: usize,
    plain: Format,
    bold: Format,
    day: Format,
    time: Format,
    written: Written,
}

impl<W: Write + Seek + Send> XlsxWriter<W> {
    /// Starts with the header, frozen.
    ///
    /// # Errors
    /// The temporary file cannot be made.
    pub fn new(out: W, header: &[&str]) -> io::Result<Self> {
        Self::with_sheet_rows(out, header, SHEET_ROWS)
    }

    /// In memory, without a temporary file: what a list says of people stands on no disk. `foot` stands at the foot of
    /// every printed page.
    ///
    /// # Errors
    /// The sheet cannot be made.
    pub fn in_memory(out: W, header: &[&str], foot: &str) -> io::Result<Self> {
        // `&` begins a code there.
        let kept = Kept::InMemory { foot: foot.replace('&', "&&") };
        Self::kept(out, header, SHEET_ROWS, kept)
    }

    pub(super) fn with_sheet_rows(out: W, header: &[&str], sheet_rows: u32) -> io::Result<Self> {
        Self::kept(out, header, sheet_rows, Kept::Aside)
    }

    fn kept(out: W, header: &[&str], sheet_rows: u32, kept: Kept) -> io::Result<Self> {
        let mut writer = Self {
            out,
            book: Workbook::new(),
            header: header.iter().map(|h| (*h).to_owned()).collect(),
            kept,
            sheet_rows,
            filled: 0,
            sheets: 0,
            plain: Format::default(),
            bold: Format::new().set_bold(),
            day: Format::new().set_num_format("yyyy-mm-dd"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            written: Written::default(),
        };
        writer.next_sheet().map_err(io::Error::other)?;
        Ok(writer)
    }

    fn next_sheet(&mut self) -> Result<(), XlsxError> {
        let sheet = match &self.kept {
            Kept::Aside => self.book.add_worksheet_with_constant_memory()?,
            Kept::InMemory { foot } => self.book.add_worksheet().set_footer(foot),
        };
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(&self.header) {
            sheet.set_column_width(column, 18)?;
            sheet.write_string_with_format(0, column, name, &self.bold)?;
        }
        self.sheets += 1;
        self.filled = 0;
        Ok(())
    }

    fn write(&mut self, cells: &[Value<'_>]) -> Result<(), XlsxError> {
        if self.filled == self.sheet_rows {
            self.next_sheet()?;
        }
        self.filled += 1;
        self.written.rows += 1;
        let row = self.filled;
        let sheet = self.book.worksheet_from_index(self.sheets - 1)?;
        for (column, cell) in (0..).zip(cells) {
            let day = |at: &DateTime| {
                let year = u16::try_from(at.year()).ok().filter(|y| (1900..=9999).contains(y))?;
                let part = |value: i8| u8::try_from(value).unwrap_or(0);
                let day = ExcelDateTime::from_ymd(year, part(at.month()), part(at.day())).ok()?;
                day.and_hms(
                    u16::try_from(at.hour()).unwrap_or(0),
                    part(at.minute()),
                    part(at.second()),
                )
                .ok()
            };
            let dated = match cell {
                Value::Date(date) => day(&date.at(0, 0, 0, 0)).map(|at| (at, &self.day)),
                Value::Instant(at) => day(at).map(|at| (at, &self.time)),
                _ => None,
            };
            match dated {
                Some((at, format)) => {
                    sheet.write_datetime_with_format(row, column, at, format)?;
                }
                None if *cell == Value::Empty => {}
                None => {
                    self.written.shortened +=
                        u64::from(put(sheet, row, column, cell, &self.plain)?);
                }
            }
        }
        Ok(())
    }
}

/// Writes a cell that holds no day; whether its text had to be cut. A text is written as one, whatever it begins with.
pub(super) fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Value<'_>,
    format: &Format,
) -> Result<bool, XlsxError> {
    match cell {
        Value::Empty => sheet.write_blank(row, column, format)?,
        #[expect(clippy::cast_precision_loss, reason = "exact within EXACT")]
        Value::Integer(value) if value.abs() <= EXACT => {
            sheet.write_number_with_format(row, column, *value as f64, format)?
        }
        Value::Decimal(value) if value.is_finite() => {
            sheet.write_number_with_format(row, column, *value, format)?
        }
        other => {
            let text = other.plain();
            let short = fitting(&text);
            let cut = short.is_some();
            sheet.write_string_with_format(
                row,
                column,
                short.as_deref().unwrap_or(&text),
                format,
            )?;
            return Ok(cut);
        }
    };
    Ok(false)
}

/// The text cut to what a cell takes, with a word about it; `None` if it fits.
fn fitting(text: &str) -> Option<String> {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return None;
    }
    let mut left = LONGEST - CUT.encode_utf16().count();
    let keep = |c: &char| {
        let fits = c.len_utf16() <= left;
        left = left.saturating_sub(c.len_utf16());
        fits
    };
    Some(text.chars().take_while(keep).chain(CUT.chars()).collect())
}

impl<W: Write + Seek + Send> TableWriter for XlsxWriter<W> {
    fn row(&mut self, cells: &[Value<'_>]) -> io::Result<()> {
        self.write(cells).map_err(io::Error::other)
    }

    fn finish(mut self: Box<Self>) -> io::Result<Written> {
        self.book.save_to_writer(&mut self.out).map_err(io::Error::other)?;
        self.out.flush()?;
        Ok(self.written)
    }
}
