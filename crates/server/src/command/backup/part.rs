//! The parts of a copy: compressed lines and the hash of what stands on the disk.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// The folder of the tables.
pub const TABLES: &str = "tables";
/// The folder of the attachments.
pub const FILES: &str = "files";

/// Where a table stands in a copy.
pub fn of(folder: &Path, table: &str) -> PathBuf {
    folder.join(name(table))
}

/// The part of a table, as people are told.
pub fn name(table: &str) -> String {
    format!("{TABLES}/{table}.jsonl.gz")
}

/// Writes one part.
pub struct Writer {
    lines: GzEncoder<Hashed>,
}

impl Writer {
    /// Begins a new file.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 18, File::create_new(path)?);
        let hashed = Hashed { file, hasher: Sha256::new(), bytes: 0 };
        // While the house serves, its processor is worth more than some room on the disk.
        Ok(Self { lines: GzEncoder::new(hashed, Compression::fast()) })
    }

    /// Ends it and waits until it is on the disk. Returns bytes and hash of the file.
    pub fn finish(self) -> io::Result<(u64, String)> {
        let Hashed { file, hasher, bytes } = self.lines.finish()?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok((bytes, hex::encode(hasher.finalize())))
    }
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.lines.flush()
    }
}

struct Hashed {
    file: BufWriter<File>,
    hasher: Sha256,
    bytes: u64,
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The lines of a part.
pub fn open(path: &Path) -> io::Result<BufReader<GzDecoder<BufReader<File>>>> {
    Ok(BufReader::with_capacity(1 << 18, GzDecoder::new(BufReader::new(File::open(path)?))))
}

/// Bytes and hash of a part as it stands on the disk.
pub fn digest(path: &Path) -> io::Result<(u64, String)> {
    let mut file = File::open(path)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; 1 << 18];
    loop {
        let read = file.read(&mut piece)?;
        if read == 0 {
            return Ok((bytes, hex::encode(hasher.finalize())));
        }
        hasher.update(&piece[..read]);
        bytes += read as u64;
    }
}
