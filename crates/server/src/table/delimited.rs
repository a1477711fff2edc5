//! CSV and TSV as a stream of raw rows.

use std::fmt;
use std::io::{Chain, Read};

use encoding_rs::Encoding;

use super::cell::{self, MAX_CELL};
use super::encoding::{self, Decoded};
use super::row::RawRow;
use super::{Source, TableError};

/// A file of separated values, its encoding and separator known.
pub(super) struct Delimited {
    source: Source,
    gzip: bool,
    encoding: &'static Encoding,
    separator: u8,
    name: String,
}

impl fmt::Debug for Delimited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Delimited")
            .field("name", &self.name)
            .field("encoding", &self.encoding.name())
            .field("separator", &char::from(self.separator))
            .finish_non_exhaustive()
    }
}

impl Delimited {
    pub(super) fn open(source: Source, gzip: bool, name: String) -> Result<Self, TableError> {
        let encoding = encoding::detect(&source, gzip, &name)?;
        let mut file = Self { source, gzip, encoding, separator: b',', name };
        let mut start = Vec::new();
        file.text()?
            .take(64 << 10)
            .read_to_end(&mut start)
            .map_err(|error| TableError::unreadable(&file.name, &error))?;
        file.separator = separator(&start);
        Ok(file)
    }

    fn text(&self) -> Result<Decoded, TableError> {
        let bytes = self.source.unpacked(self.gzip);
        let bytes = bytes.map_err(|error| TableError::unreadable(&self.name, &error))?;
        Ok(Decoded::new(bytes, self.encoding))
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The rows from the start.
    pub(super) fn records(&self) -> Result<Records, TableError> {
        let reader = reader(self.separator, self.text()?.chain(END));
        Ok(Records {
            reader,
            record: csv::StringRecord::new(),
            name: self.name.clone(),
            ended: false,
        })
    }
}

/// Stands behind the last row: a row that holds it began with a quote that is never closed.
const END: &[u8] = b"\n\0--end--\0\n";

fn reader<R: Read>(separator: u8, text: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text)
}

/// The separator that cuts the largest part of its rows into the same number of cells; of several, into most cells. Not the
/// most rows: a wrong one cuts rows anew where a text in quotes has lines of its own.
fn separator(start: &[u8]) -> u8 {
    let alike = |separator: &u8| {
        let widths: Vec<usize> = reader(*separator, start)
            .into_records()
            .take(40)
            .map_while(Result::ok)
            .map(|record| record.len())
            .collect();
        let same = |width: &usize| {
            let count = widths.iter().filter(|w| *w == width).count();
            (count * 1_000 / widths.len(), *width)
        };
        widths.iter().filter(|width| **width > 1).map(same).max()
    };
    // `max_by_key` keeps the last of equals, so the usual one stands last.
    [b'|', b';', b'\t', b','].into_iter().max_by_key(alike).unwrap_or(b',')
}

/// Raw rows of one reading.
pub(super) struct Records {
    reader: csv::Reader<Chain<Decoded, &'static [u8]>>,
    record: csv::StringRecord,
    name: String,
    ended: bool,
}

impl Records {
    fn read(&mut self) -> Result<Option<RawRow>, TableError> {
        let more = self.reader.read_record(&mut self.record);
        let more = more.map_err(|error| TableError::unreadable(&self.name, &error))?;
        if !more || self.record.as_slice().as_bytes() == END.trim_ascii() {
            return Ok(None);
        }
        // The reader's own position of a record is before the blank lines it skipped.
        let inner: usize =
            self.record.iter().map(|c| c.bytes().filter(|b| *b == b'\n').count()).sum();
        let inner = u64::try_from(inner).unwrap_or(0);
        let after = self.reader.position().line();
        let line = after.saturating_sub(inner + 1).max(1);
        if self.record.iter().any(|c| c.as_bytes().ends_with(END)) {
            let line = after.saturating_sub(inner).max(1);
            return Err(TableError::OpenQuote { line });
        }
        if self.record.iter().any(|c| c.len() > MAX_CELL) {
            return Err(TableError::CellTooLong { line });
        }
        let cells = self.record.iter().map(cell::clean).enumerate().filter(|(_, c)| !c.is_empty());
        Ok(Some(RawRow { line, cells: cells.collect() }))
    }
}

impl Iterator for Records {
    type Item = Result<RawRow, TableError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.read().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}
