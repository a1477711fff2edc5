//! CSV out.

use std::borrow::Cow;
use std::io::{self, Write};

use super::{TableWriter, Value, Written};
use crate::table::cell::starts_formula;

/// Comma-separated UTF-8. A text that a spreadsheet would run as a formula gets an apostrophe before
/// it, which our reader takes off again.
pub struct CsvWriter<W: Write> {
    out: csv::Writer<W>,
    rows: u64,
}

impl<W: Write> CsvWriter<W> {
    /// Starts with the header; `mark` writes the byte order mark some spreadsheets need.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn new(mut out: W, header: &[&str], mark: bool) -> io::Result<Self> {
        if mark {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut out = csv::Writer::from_writer(out);
        out.write_record(header.iter().map(|h| guarded(h).into_owned()))
            .map_err(io::Error::other)?;
        Ok(Self { out, rows: 0 })
    }
}

pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if starts_formula(text) { format!("'{text}").into() } else { text.into() }
}

impl<W: Write> TableWriter for CsvWriter<W> {
    fn row(&mut self, cells: &[Value<'_>]) -> io::Result<()> {
        for cell in cells {
            let text = match cell {
                Value::Text(text) => guarded(text),
                other => other.plain(),
            };
            self.out.write_field(text.as_bytes()).map_err(io::Error::other)?;
        }
        self.rows += 1;
        self.out.write_record(None::<&[u8]>).map_err(io::Error::other)
    }

    fn finish(mut self: Box<Self>) -> io::Result<Written> {
        self.out.flush()?;
        Ok(Written { rows: self.rows, shortened: 0 })
    }
}
