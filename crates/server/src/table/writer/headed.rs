//! Tables with a title and head rows over merged cells, rows below, and a foot; row by row, so that memory does not grow
//! with them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::delimited::guarded;
use super::workbook::put;
use super::{Value, Written};

/// A cell above the rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its first row, from 0.
    pub row: usize,
    /// Its first column, from 0.
    pub column: usize,
    /// Over how many rows.
    pub rows: usize,
    /// Over how many columns.
    pub columns: usize,
    /// What stands in it.
    pub text: String,
}

/// What stands above the rows, and how wide the columns are.
#[derive(Clone, Debug)]
pub struct Head {
    /// The cells, row by row from the left.
    pub cells: Vec<Spot>,
    /// How many rows they take.
    pub rows: usize,
    /// The first row is a title.
    pub titled: bool,
    /// Widths of the columns, in characters.
    pub widths: Vec<u8>,
}

/// Takes the rows of such a table.
pub enum HeadedWriter {
    /// A workbook.
    Xlsx(Box<HeadedBook>),
    /// Comma-separated: what is merged stands once.
    Csv(Box<HeadedLines>),
}

impl HeadedWriter {
    /// A workbook in a new file.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn xlsx(path: &Path, head: &Head) -> io::Result<Self> {
        let book = HeadedBook::new(File::create(path)?, head).map_err(io::Error::other)?;
        Ok(Self::Xlsx(Box::new(book)))
    }

    /// Comma-separated UTF-8 in a new file.
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn csv(path: &Path, head: &Head) -> io::Result<Self> {
        Ok(Self::Csv(Box::new(HeadedLines::new(File::create(path)?, head)?)))
    }

    /// Writes a row.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn row(&mut self, cells: &[Value<'_>]) -> io::Result<()> {
        match self {
            Self::Xlsx(book) => book.row(cells).map_err(io::Error::other),
            Self::Csv(lines) => lines.row(cells),
        }
    }

    /// Writes a line below the rows, over all columns.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn foot(&mut self, text: &str) -> io::Result<()> {
        match self {
            Self::Xlsx(book) => book.foot(text).map_err(io::Error::other),
            Self::Csv(lines) => lines.row(&[text.into()]),
        }
    }

    /// Completes the output.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn finish(self) -> io::Result<Written> {
        match self {
            Self::Xlsx(book) => book.finish(),
            Self::Csv(lines) => lines.finish(),
        }
    }
}

/// A workbook of one sheet.
pub struct HeadedBook {
    out: File,
    book: Workbook,
    next: u32,
    columns: u16,
    body: Format,
    foot: Format,
    written: Written,
}

impl HeadedBook {
    fn new(out: File, head: &Head) -> Result<Self, XlsxError> {
        let columns = u16::try_from(head.widths.len()).unwrap_or(u16::MAX);
        let rows = u32::try_from(head.rows).unwrap_or(u32::MAX);
        let boxed =
            Format::new().set_border(FormatBorder::Thin).set_align(FormatAlign::VerticalCenter);
        let heading = boxed.clone().set_bold().set_align(FormatAlign::Center).set_text_wrap();
        let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center);
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(rows, 0)?;
        if rows > 0 {
            // Printed again on each page.
            sheet.set_repeat_rows(0, rows - 1)?;
        }
        for (column, width) in (0..).zip(&head.widths) {
            sheet.set_column_width(column, f64::from(*width))?;
        }
        if head.titled {
            sheet.set_row_height(0, 30)?;
        }
        for cell in &head.cells {
            let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let of = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
            let (row, column) = (at(cell.row), of(cell.column));
            let format = if head.titled && cell.row == 0 { &title } else { &heading };
            if cell.rows == 1 && cell.columns == 1 {
                sheet.write_string_with_format(row, column, &cell.text, format)?;
            } else {
                let (last_row, last) =
                    (at(cell.row + cell.rows - 1), of(cell.column + cell.columns - 1));
                sheet.merge_range(row, column, last_row, last, &cell.text, format)?;
            }
        }
        let foot = Format::new();
        Ok(Self { out, book, next: rows, columns, body: boxed, foot, written: Written::default() })
    }

    fn row(&mut self, cells: &[Value<'_>]) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            let cut = put(sheet, self.next, column, cell, &self.body)?;
            self.written.shortened += u64::from(cut);
        }
        self.next += 1;
        self.written.rows += 1;
        Ok(())
    }

    fn foot(&mut self, text: &str) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        if self.columns > 1 {
            sheet.merge_range(self.next, 0, self.next, self.columns - 1, text, &self.foot)?;
        } else {
            sheet.write_string_with_format(self.next, 0, text, &self.foot)?;
        }
        self.next += 1;
        Ok(())
    }

    fn finish(mut self) -> io::Result<Written> {
        self.book.save_to_writer(&mut self.out).map_err(io::Error::other)?;
        self.out.flush()?;
        Ok(self.written)
    }
}

/// Comma-separated lines, with the mark spreadsheets need to read them as UTF-8.
pub struct HeadedLines {
    out: csv::Writer<BufWriter<File>>,
    columns: usize,
    rows: u64,
}

impl HeadedLines {
    fn new(out: File, head: &Head) -> io::Result<Self> {
        let mut out = BufWriter::new(out);
        out.write_all("\u{feff}".as_bytes())?;
        let columns = head.widths.len();
        let mut lines = Self { out: csv::Writer::from_writer(out), columns, rows: 0 };
        let mut grid = vec![vec![Value::Empty; columns]; head.rows];
        for cell in &head.cells {
            // A heading that reaches up stands in the last row, where those who read by headings look.
            if let Some(spot) =
                grid.get_mut(cell.row + cell.rows - 1).and_then(|row| row.get_mut(cell.column))
            {
                *spot = Value::Text(cell.text.as_str().into());
            }
        }
        grid.iter().try_for_each(|row| lines.record(row))?;
        Ok(lines)
    }

    /// Every line has as many fields.
    fn record(&mut self, cells: &[Value<'_>]) -> io::Result<()> {
        for nth in 0..self.columns {
            let text = match cells.get(nth) {
                Some(Value::Text(text)) => guarded(text),
                Some(other) => other.plain(),
                None => "".into(),
            };
            self.out.write_field(text.as_bytes()).map_err(io::Error::other)?;
        }
        self.out.write_record(None::<&[u8]>).map_err(io::Error::other)
    }

    fn row(&mut self, cells: &[Value<'_>]) -> io::Result<()> {
        self.rows += 1;
        self.record(cells)
    }

    fn finish(mut self) -> io::Result<Written> {
        self.out.flush()?;
        Ok(Written { rows: self.rows, shortened: 0 })
    }
}
