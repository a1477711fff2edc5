//! Where the bytes of a table come from, and what kind of file they are.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::TableError;

/// A file, or bytes that came in by an upload.
#[derive(Clone, Debug)]
pub enum Source {
    /// Read again from the disk each time.
    Path(PathBuf),
    /// In memory.
    Bytes(Arc<[u8]>),
}

impl From<PathBuf> for Source {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<Vec<u8>> for Source {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

/// What the first bytes say the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text { gzip: bool },
    Xlsx,
    Xls,
}

/// A reader that calamine can move about in.
pub(super) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

const GZIP: &[u8] = b"\x1f\x8b";
const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";
/// Files people mistake for tables, by their first bytes.
const OTHERS: [(&[u8], &str); 6] = [
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"SQLite format 3", "SQLite"),
];

impl Source {
    /// The raw bytes from the start.
    pub(super) fn read(&self) -> std::io::Result<Box<dyn ReadSeek>> {
        Ok(match self {
            Self::Path(path) => Box::new(BufReader::with_capacity(64 << 10, File::open(path)?)),
            Self::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    /// The bytes from the start, unpacked when they are gzip.
    pub(super) fn unpacked(&self, gzip: bool) -> std::io::Result<Box<dyn Read + Send>> {
        let raw = self.read()?;
        Ok(if gzip { Box::new(MultiGzDecoder::new(raw)) } else { Box::new(raw) })
    }

    /// What the file is.
    pub(super) fn kind(&self, name: &str) -> Result<Kind, TableError> {
        let start = self.start(false, name)?;
        if start.starts_with(ZIP) {
            return Ok(Kind::Xlsx);
        }
        if start.starts_with(COMPOUND) {
            return Ok(Kind::Xls);
        }
        let gzip = start.starts_with(GZIP);
        let inner = if gzip { self.start(true, name)? } else { start };
        if inner.is_empty() {
            return Err(TableError::Empty { name: name.to_owned() });
        }
        let found = match other(&inner) {
            None if gzip && inner.starts_with(ZIP) => Some("gzip(XLSX)"),
            None if gzip && inner.starts_with(COMPOUND) => Some("gzip(XLS)"),
            None if gzip && inner.starts_with(GZIP) => Some("gzip(gzip)"),
            found => found,
        };
        match found {
            Some(found) => Err(TableError::OtherKind { name: name.to_owned(), found }),
            None => Ok(Kind::Text { gzip }),
        }
    }

    fn start(&self, gzip: bool, name: &str) -> Result<Vec<u8>, TableError> {
        let read = |source: &Self| -> std::io::Result<Vec<u8>> {
            let mut start = Vec::new();
            source.unpacked(gzip)?.take(1024).read_to_end(&mut start)?;
            Ok(start)
        };
        read(self).map_err(|error| TableError::unreadable(name, &error))
    }
}

/// Many systems export a web page under the name `.xls`.
fn other(start: &[u8]) -> Option<&'static str> {
    if let Some((_, kind)) = OTHERS.iter().find(|(magic, _)| start.starts_with(magic)) {
        return Some(kind);
    }
    let text = String::from_utf8_lossy(start)
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    if text.starts_with("<!doctype html") || text.starts_with("<html") || text.starts_with("<table")
    {
        return Some("HTML");
    }
    text.starts_with("<?xml").then_some("XML")
}
