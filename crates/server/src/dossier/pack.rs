//! The package: a ZIP that is written beside the data and sent from there, so that memory does not grow with the attachments.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use axum::body::Bytes;
use futures::TryStreamExt;
use huisheng_store::FileStore;
use huisheng_store::file::FileRow;
use jiff::civil::DateTime;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Filed;
use crate::error::Problem;
use crate::letter::Typesetter;

/// What was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packed {
    /// Attachments.
    pub files: usize,
    /// SHA-256 of the PDF.
    pub pdf: [u8; 32],
}

/// What the writer is sent.
enum Part {
    /// The next file of the package begins.
    File(String),
    /// Its next bytes.
    Piece(Bytes),
}

/// Nobody waits for more than this many pieces of an attachment.
const PIECES: usize = 4;

/// Writes the package to a new file: the manifest, the metadata, the PDF, the attachments as they are.
///
/// # Errors
/// There is no PDF; an attachment is gone or is not what its row says; the disk.
pub async fn pack(
    filed: &Filed<'_>,
    typesetter: &Typesetter,
    files: &FileStore,
    path: &Path,
) -> Result<Packed, Problem> {
    let pdf = typesetter.typeset_dossier(&filed.on_paper()).await?;
    let pdf_hash: [u8; 32] = Sha256::digest(&pdf).into();
    let metadata = filed.metadata(&pdf, &hex::encode(pdf_hash)).map_err(failed)?;
    let mut hashes = vec![
        ("metadata.xml".to_owned(), Sha256::digest(&metadata).into()),
        ("dossier.pdf".to_owned(), pdf_hash),
    ];
    let named = filed.files.iter().enumerate();
    hashes.extend(named.map(|(nth, row)| (filed.file_name(nth), row.sha256)));
    let at = filed.archived.to_zoned(filed.zone().clone()).datetime();
    let (parts, waiting) = mpsc::channel(PIECES);
    let path: PathBuf = path.to_owned();
    let writing = tokio::task::spawn_blocking(move || written(&path, at, waiting));
    let small = [
        ("manifest.sha256".to_owned(), manifest(&hashes).into()),
        ("metadata.xml".to_owned(), metadata.into()),
        ("dossier.pdf".to_owned(), pdf.into()),
    ];
    let sent = send(filed, files, small, &parts).await;
    drop(parts);
    writing.await.map_err(io::Error::other).flatten().map_err(failed)?;
    sent?;
    Ok(Packed { files: filed.files.len(), pdf: pdf_hash })
}

/// As `sha256sum -c` reads it.
fn manifest(hashes: &[(String, [u8; 32])]) -> String {
    hashes.iter().map(|(name, hash)| format!("{}  {name}\n", hex::encode(hash))).collect()
}

/// Sends all files. If nobody takes them, the writer failed, and says why.
async fn send(
    filed: &Filed<'_>,
    files: &FileStore,
    small: [(String, Bytes); 3],
    parts: &mpsc::Sender<Part>,
) -> Result<(), Problem> {
    for (name, bytes) in small {
        let _taken = parts.send(Part::File(name)).await;
        let _taken = parts.send(Part::Piece(bytes)).await;
    }
    for (nth, row) in filed.files.iter().enumerate() {
        let _taken = parts.send(Part::File(filed.file_name(nth))).await;
        attach(files, row, parts).await?;
    }
    Ok(())
}

/// The bytes of an attachment, hashed on their way: a package whose manifest lies is none.
async fn attach(
    files: &FileStore,
    row: &FileRow,
    parts: &mpsc::Sender<Part>,
) -> Result<(), Problem> {
    let mut pieces = files.get(row).await?.into_stream();
    let mut hasher = Sha256::new();
    while let Some(piece) = pieces.try_next().await.map_err(io::Error::other).map_err(failed)? {
        hasher.update(&piece);
        let _taken = parts.send(Part::Piece(piece)).await;
    }
    let found: [u8; 32] = hasher.finalize().into();
    if found == row.sha256 {
        Ok(())
    } else {
        tracing::error!(file = %row.id, "an attachment is not what was kept: run huisheng verify");
        Err(Problem::internal())
    }
}

/// Writes what comes, on a thread that may stand still. Nothing is packed smaller: photos and PDF are already, and a version of
/// the packer that packs otherwise would give other bytes.
fn written(path: &Path, at: DateTime, mut waiting: mpsc::Receiver<Part>) -> io::Result<()> {
    // ZIP knows no year before 1980.
    let at = zip::DateTime::from_date_and_time(
        u16::try_from(at.year()).unwrap_or_default(),
        u8::try_from(at.month()).unwrap_or_default(),
        u8::try_from(at.day()).unwrap_or_default(),
        u8::try_from(at.hour()).unwrap_or_default(),
        u8::try_from(at.minute()).unwrap_or_default(),
        u8::try_from(at.second()).unwrap_or_default(),
    );
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(at.unwrap_or_default())
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(BufWriter::new(File::create_new(path)?));
    while let Some(part) = waiting.blocking_recv() {
        match part {
            Part::File(name) => zip.start_file(name, options)?,
            Part::Piece(bytes) => zip.write_all(&bytes)?,
        }
    }
    zip.finish()?.flush()
}

fn failed(error: io::Error) -> Problem {
    tracing::error!(%error, "the file of a matter");
    Problem::internal()
}
