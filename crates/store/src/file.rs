//! Attachments: rows in the database, bytes in an object store.
//!
//! A file is uploaded first, without a matter, and referred to by commands through its id. Its bytes
//! stand under `area/upload/SHA-256`: every upload has a folder of its own, so erasing one never takes
//! the bytes of another, and the name says what the content must be.

mod given;
mod page;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use futures::TryStreamExt;
use huisheng_domain::area::Area;
use huisheng_domain::id::{FileId, Id, MatterId};
use huisheng_domain::taken::Taken;
use jiff::Timestamp;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{GetOptions, GetResult, ObjectStore, ObjectStoreExt};
use sea_orm::{ConnectionTrait, QueryResult, Value};
use sha2::{Digest, Sha256};
use thiserror::Error;
use uuid::Uuid;

pub(crate) use given::give;
pub use given::{
    attach, erase, erase_some, forget, named, of_quarantined, pass_on, waiting, waiting_now,
};
pub use page::page;

use crate::ledger::{area_of, micros};
use crate::{Engine, Micros, StoreError};

/// Why bytes could not be kept or given.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// There are no bytes under this name.
    #[error("the file is missing")]
    Missing,
    /// The folder or service that keeps the bytes.
    #[error("the files cannot be reached: {0}")]
    Unavailable(String),
}

impl From<object_store::Error> for FileError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Unavailable(other.to_string()),
        }
    }
}

/// Where the bytes of attachments are kept. A clone reaches the same.
#[derive(Clone, Debug)]
pub struct FileStore {
    pub(crate) objects: Arc<dyn ObjectStore>,
}

/// What bytes turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digested {
    /// SHA-256 of the content.
    pub sha256: [u8; 32],
    /// Bytes.
    pub size: u64,
}

impl Digested {
    /// Of bytes at hand.
    pub fn of(bytes: &[u8]) -> Self {
        Self { sha256: Sha256::digest(bytes).into(), size: bytes.len() as u64 }
    }
}

impl FileStore {
    /// A folder of this machine, made if missing. What was put is on disk when `put` answers.
    pub fn local(folder: PathBuf) -> Result<Self, FileError> {
        std::fs::create_dir_all(&folder)
            .map_err(|error| FileError::Unavailable(error.to_string()))?;
        let objects = LocalFileSystem::new_with_prefix(folder)?.with_fsync(true);
        Ok(Self::new(Arc::new(objects)))
    }

    /// A folder of this machine as it is: where there is none, there are no files.
    pub fn existing(folder: PathBuf) -> Result<Self, FileError> {
        if folder.is_dir() { Self::local(folder) } else { Ok(Self::new(Arc::new(InMemory::new()))) }
    }

    /// A folder whose files can be made again, such as a demo's: not forced to disk one by one.
    pub fn scratch(folder: PathBuf) -> Result<Self, FileError> {
        std::fs::create_dir_all(&folder)
            .map_err(|error| FileError::Unavailable(error.to_string()))?;
        Ok(Self::new(Arc::new(LocalFileSystem::new_with_prefix(folder)?)))
    }

    /// Any other object store.
    pub fn new(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects }
    }

    /// Keeps the bytes of an upload. The answer goes into its row.
    pub async fn put(&self, area: Area, id: FileId, bytes: Vec<u8>) -> Result<Digested, FileError> {
        let digested = Digested::of(&bytes);
        self.objects.put(&place(area_of(area), id.uuid(), &digested.sha256), bytes.into()).await?;
        Ok(digested)
    }

    /// Keeps the small picture beside an upload. It is derived, so nothing proves it.
    pub async fn put_thumbnail(
        &self,
        area: Area,
        id: FileId,
        bytes: Vec<u8>,
    ) -> Result<(), FileError> {
        self.objects.put(&thumbnail(area_of(area), id.uuid()), bytes.into()).await?;
        Ok(())
    }

    /// The bytes of a file: at once or as a stream.
    pub async fn get(&self, row: &FileRow) -> Result<GetResult, FileError> {
        let place = place(area_of(row.area), row.id.uuid(), &row.sha256);
        Ok(self.objects.get(&place).await?)
    }

    /// Some of the bytes, from the first of the range up to its end.
    pub async fn get_part(&self, row: &FileRow, part: Range<u64>) -> Result<GetResult, FileError> {
        let place = place(area_of(row.area), row.id.uuid(), &row.sha256);
        let options = GetOptions::new().with_range(Some(part));
        Ok(self.objects.get_opts(&place, options).await?)
    }

    /// The small picture.
    pub async fn get_thumbnail(&self, row: &FileRow) -> Result<GetResult, FileError> {
        Ok(self.objects.get(&thumbnail(area_of(row.area), row.id.uuid())).await?)
    }

    /// Removes bytes and small picture for good. Bytes that are gone already are fine.
    pub async fn delete(&self, row: &FileRow) -> Result<(), FileError> {
        let (area, id) = (area_of(row.area), row.id.uuid());
        for place in [place(area, id, &row.sha256), thumbnail(area, id)] {
            match self.objects.delete(&place).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// Hashes what is kept, piece by piece.
    pub(crate) async fn digest(
        &self,
        area: i32,
        id: Uuid,
        sha256: &[u8],
    ) -> Result<Digested, FileError> {
        let mut pieces = self.objects.get(&place(area, id, sha256)).await?.into_stream();
        let (mut hasher, mut size) = (Sha256::new(), 0);
        while let Some(piece) = pieces.try_next().await? {
            hasher.update(&piece);
            size += piece.len() as u64;
        }
        Ok(Digested { sha256: hasher.finalize().into(), size })
    }
}

pub(crate) fn place(area: i32, id: Uuid, sha256: &[u8]) -> Path {
    Path::from(format!("{area}/{id}/{}", hex::encode(sha256)))
}

pub(crate) fn thumbnail(area: i32, id: Uuid) -> Path {
    Path::from(format!("{area}/{id}/thumbnail"))
}

/// One row of `file`.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRow {
    /// The cell.
    pub area: Area,
    /// Its id.
    pub id: FileId,
    /// The matter it was given to; none while it waits.
    pub matter: Option<MatterId>,
    /// SHA-256 of the bytes.
    pub sha256: [u8; 32],
    /// The type that was found by looking at the bytes.
    pub mime: String,
    /// Bytes.
    pub size: u64,
    /// Pixels, for a picture.
    pub width: Option<u32>,
    /// Pixels, for a picture.
    pub height: Option<u32>,
    /// There is a small picture.
    pub thumbnail: bool,
    /// When it came.
    pub uploaded: Timestamp,
    /// When and where it was taken, where our own page told it just then.
    pub taken: Option<Taken>,
}

const COLUMNS: &str =
    "area, id, matter, sha256, mime, size, width, height, thumbnail, uploaded_at, taken";

/// Records uploads.
pub async fn insert(connection: &impl ConnectionTrait, rows: &[FileRow]) -> Result<(), StoreError> {
    let pixels =
        |pixels: Option<u32>| Value::from(pixels.and_then(|pixels| i32::try_from(pixels).ok()));
    let mut values = Vec::with_capacity(rows.len() * 11);
    for row in rows {
        values.extend([
            area_of(row.area).into(),
            row.id.uuid().into(),
            row.matter.map(Id::uuid).into(),
            row.sha256.to_vec().into(),
            row.mime.clone().into(),
            i64::try_from(row.size).unwrap_or(i64::MAX).into(),
            pixels(row.width),
            pixels(row.height),
            row.thumbnail.into(),
            micros(row.uploaded),
            row.taken.and_then(|taken| serde_json::to_string(&taken).ok()).into(),
        ]);
    }
    let columns: Vec<&str> = COLUMNS.split(", ").collect();
    for statement in crate::rows::insert(Engine::of(connection), "file", &columns, values, "") {
        connection.execute_raw(statement).await?;
    }
    Ok(())
}

/// The rows of these ids, in no order; unknown ids are left out.
pub async fn find(
    connection: &impl ConnectionTrait,
    area: Area,
    ids: &[FileId],
) -> Result<Vec<FileRow>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let marks = vec!["?"; ids.len()].join(",");
    let sql = format!("SELECT {COLUMNS} FROM file WHERE area = ? AND id IN ({marks})");
    read(
        connection,
        &sql,
        std::iter::once(area_of(area).into()).chain(ids.iter().map(|id| id.uuid().into())),
    )
    .await
}

/// The files given to a matter.
pub async fn of_matter(
    connection: &impl ConnectionTrait,
    area: Area,
    matter: MatterId,
) -> Result<Vec<FileRow>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM file WHERE area = ? AND matter = ? ORDER BY sha256, id");
    read(connection, &sql, [area_of(area).into(), matter.uuid().into()]).await
}

async fn read(
    connection: &impl ConnectionTrait,
    sql: &str,
    values: impl IntoIterator<Item = Value>,
) -> Result<Vec<FileRow>, StoreError> {
    let statement = Engine::of(connection).statement(sql, values.into_iter().collect());
    connection.query_all_raw(statement).await?.iter().map(row).collect()
}

fn row(row: &QueryResult) -> Result<FileRow, StoreError> {
    let id: Uuid = row.try_get_by_index(1)?;
    let unreadable = || StoreError::Unreadable(format!("file {id}"));
    let area: i32 = row.try_get_by_index(0)?;
    let area = u32::try_from(area).ok().and_then(|area| Area::new(area).ok());
    let matter: Option<Uuid> = row.try_get_by_index(2)?;
    let sha256: Vec<u8> = row.try_get_by_index(3)?;
    let size: i64 = row.try_get_by_index(5)?;
    let pixels = |pixels: Option<i32>| pixels.and_then(|pixels| u32::try_from(pixels).ok());
    let taken: Option<String> = row.try_get_by_index(10)?;
    let taken = taken.map(|text| serde_json::from_str(&text)).transpose();
    Ok(FileRow {
        area: area.ok_or_else(unreadable)?,
        id: Id::from_uuid(id),
        matter: matter.map(Id::from_uuid),
        sha256: sha256.try_into().map_err(|_| unreadable())?,
        mime: row.try_get_by_index(4)?,
        size: u64::try_from(size).map_err(|_| unreadable())?,
        width: pixels(row.try_get_by_index(6)?),
        height: pixels(row.try_get_by_index(7)?),
        thumbnail: row.try_get_by_index(8)?,
        uploaded: Micros(row.try_get_by_index(9)?).timestamp().ok_or_else(unreadable)?,
        taken: taken.map_err(|_| unreadable())?,
    })
}
