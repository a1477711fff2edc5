//! The bytes of attachments, as the copied rows of `file` name them.

use std::io::BufRead;

use futures::TryStreamExt;
use huisheng_domain::area::Area;
use huisheng_domain::id::Id;
use object_store::{ObjectStoreExt, WriteMultipart};
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::{BackupError, value};
use crate::file::{Digested, FileError, FileRow, place, thumbnail};
use crate::ledger::area_of;
use crate::{FileStore, Micros};

/// The rows of a copied table `file`.
pub fn rows_of(lines: impl BufRead) -> impl Iterator<Item = Result<FileRow, BackupError>> {
    lines.lines().zip(1..).map(|(text, line)| {
        let wrong = || BackupError::Line {
            table: "file",
            line,
            reason: "not the row of a file".to_owned(),
        };
        let row: Map<String, Json> = serde_json::from_str(&text?).map_err(|_| wrong())?;
        read(&row).ok_or_else(wrong)
    })
}

fn read(row: &Map<String, Json>) -> Option<FileRow> {
    let number = |name: &str| row.get(name)?.as_u64();
    let pixels = |name: &str| number(name).and_then(|pixels| u32::try_from(pixels).ok());
    let text = |name: &str| row.get(name)?.as_str();
    let taken = match row.get("taken") {
        // A copy of before has no such column.
        None | Some(Json::Null) => None,
        Some(taken) => Some(serde_json::from_str(taken.as_str()?).ok()?),
    };
    Some(FileRow {
        area: Area::new(u32::try_from(number("area")?).ok()?).ok()?,
        id: Id::from_uuid(text("id")?.parse().ok()?),
        matter: match row.get("matter")? {
            Json::Null => None,
            matter => Some(Id::from_uuid(matter.as_str()?.parse().ok()?)),
        },
        sha256: value::bytes(text("sha256")?)?.try_into().ok()?,
        mime: text("mime")?.to_owned(),
        size: number("size")?,
        width: pixels("width"),
        height: pixels("height"),
        thumbnail: row.get("thumbnail")?.as_bool()?,
        uploaded: Micros(row.get("uploaded_at")?.as_i64()?).timestamp()?,
        taken,
    })
}

/// Whether bytes are those of the row.
pub fn is_whole(row: &FileRow, found: &Digested) -> bool {
    row.sha256 == found.sha256 && row.size == found.size
}

/// Copies the bytes of a row, piece by piece, and its small picture if there is one. Says what the
/// bytes were.
pub async fn copy(
    row: &FileRow,
    from: &FileStore,
    to: &FileStore,
) -> Result<Digested, BackupError> {
    let (area, id) = (area_of(row.area), row.id.uuid());
    let bytes = place(area, id, &row.sha256);
    let unreachable = FileError::from;
    let mut pieces = from.objects.get(&bytes).await.map_err(unreachable)?.into_stream();
    let upload = to.objects.put_multipart(&bytes).await.map_err(unreachable)?;
    let mut upload = WriteMultipart::new(upload);
    let (mut hasher, mut size) = (Sha256::new(), 0);
    while let Some(piece) = pieces.try_next().await.map_err(unreachable)? {
        hasher.update(&piece);
        size += piece.len() as u64;
        upload.wait_for_capacity(2).await.map_err(unreachable)?;
        upload.put(piece);
    }
    upload.finish().await.map_err(unreachable)?;
    if row.thumbnail {
        let picture = thumbnail(area, id);
        match from.objects.get(&picture).await {
            // It can be made again.
            Err(object_store::Error::NotFound { .. }) => {}
            found => {
                let bytes = found.map_err(unreachable)?.bytes().await.map_err(unreachable)?;
                to.objects.put(&picture, bytes.into()).await.map_err(unreachable)?;
            }
        }
    }
    Ok(Digested { sha256: hasher.finalize().into(), size })
}

/// Whether the bytes of a row are there and are those that were put.
pub async fn verify(row: &FileRow, files: &FileStore) -> Result<bool, BackupError> {
    match files.digest(area_of(row.area), row.id.uuid(), &row.sha256).await {
        Ok(found) => Ok(is_whole(row, &found)),
        Err(FileError::Missing) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
