//! A table as an answer. What is personal is made in memory and stands on no disk; what may be long is written beside
//! the data, sent, and gone.

use std::io::{self, Cursor, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::error::Problem;
use crate::table::writer::{self, CsvWriter, TableWriter, Value, XlsxWriter};

/// A form of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// A workbook.
    #[default]
    Xlsx,
    /// Comma-separated, UTF-8.
    Csv,
}

impl From<Sheet> for writer::Format {
    fn from(sheet: Sheet) -> Self {
        match sheet {
            Sheet::Xlsx => Self::Xlsx,
            Sheet::Csv => Self::Csv,
        }
    }
}

impl Sheet {
    /// The file, to be saved under `name`, which has ASCII letters only.
    pub fn answer(self, name: &str, bytes: Vec<u8>) -> Response {
        self.named(name, |download| download.sending(Body::from(bytes)))
    }

    /// The same, read as it is sent.
    pub fn answer_from(self, name: &str, sent: Sent) -> Response {
        self.named(name, |download| download.of(sent))
    }

    fn named(self, name: &str, send: impl FnOnce(&Download<'_>) -> Response) -> Response {
        let (kind, ending) = match self {
            Self::Xlsx => {
                ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
            }
            Self::Csv => ("text/csv; charset=utf-8", "csv"),
        };
        send(&Download { kind, name: &format!("{name}.{ending}") })
    }

    /// A table of `rows` in memory; `foot` stands at the foot of every printed page of a workbook.
    pub fn of<'c>(
        self,
        header: &[&str],
        foot: &str,
        rows: impl IntoIterator<Item = Vec<Value<'c>>>,
    ) -> io::Result<Vec<u8>> {
        let memory = Memory::default();
        let mut table: Box<dyn TableWriter> = match self {
            Self::Csv => Box::new(CsvWriter::new(memory.clone(), header, true)?),
            Self::Xlsx => Box::new(XlsxWriter::in_memory(memory.clone(), header, foot)?),
        };
        rows.into_iter().try_for_each(|row| table.row(&row))?;
        table.finish()?;
        let bytes = std::mem::take(memory.held().get_mut());
        Ok(bytes)
    }
}

/// What is saved, and under which name, which has ASCII letters only.
pub struct Download<'n> {
    /// Its media type.
    pub kind: &'static str,
    /// The name with its ending.
    pub name: &'n str,
}

impl Download<'_> {
    /// The file, read as it is sent.
    pub fn of(&self, sent: Sent) -> Response {
        let mut response = self.sending(sent.body);
        response.headers_mut().insert(header::CONTENT_LENGTH, sent.size.into());
        response
    }

    fn sending(&self, body: Body) -> Response {
        let saved = HeaderValue::try_from(format!("attachment; filename=\"{}\"", self.name));
        let mut response = Response::new(body);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(saved.ok().map(|saved| (header::CONTENT_DISPOSITION, saved)));
        response
    }
}

/// A table that is made in memory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Cursor<Vec<u8>>>>);

impl Memory {
    fn held(&self) -> MutexGuard<'_, Cursor<Vec<u8>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Memory {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.held().seek(to)
    }
}

/// A file that is removed with this.
struct Beside(PathBuf);

impl Drop for Beside {
    fn drop(&mut self) {
        // It may not have been made.
        let _gone = std::fs::remove_file(&self.0);
    }
}

/// What `write` says of a file that it makes, and the bytes of the file.
pub async fn written<T>(
    app: &App,
    write: impl AsyncFnOnce(&Path) -> anyhow::Result<T>,
) -> Result<(T, Vec<u8>), Problem> {
    let name = format!("export-{}", app.fresh::<()>(app.now()));
    let file = Beside(app.config().data_dir.join(name));
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "a table to be sent");
        Problem::internal()
    };
    let said = write(&file.0).await.map_err(|error| failed(&error))?;
    let bytes = tokio::fs::read(&file.0).await.map_err(|error| failed(&error))?;
    Ok((said, bytes))
}

/// A file on its way out.
pub struct Sent {
    body: Body,
    size: u64,
}

/// Bytes read at a time.
const PIECE: usize = 1 << 16;

/// What `write` says of a file that it makes, and the file: its bytes are read as they are sent, so that memory does not
/// grow with it.
pub async fn sent<T>(
    app: &App,
    write: impl AsyncFnOnce(&Path) -> Result<T, Problem>,
) -> Result<(T, Sent), Problem> {
    let name = format!("export-{}", app.fresh::<()>(app.now()));
    let file = Beside(app.config().data_dir.join(name));
    let said = write(&file.0).await?;
    let failed = |error: io::Error| {
        tracing::error!(%error, "a table to be sent");
        Problem::internal()
    };
    // Open, it can be read although its name is gone with `file`.
    let open = tokio::fs::File::open(&file.0).await.map_err(failed)?;
    let size = open.metadata().await.map_err(failed)?.len();
    let pieces = futures::stream::try_unfold(open, async |mut open| {
        let mut piece = vec![0; PIECE];
        let read = tokio::io::AsyncReadExt::read(&mut open, &mut piece).await?;
        piece.truncate(read);
        Ok::<_, io::Error>((read > 0).then_some((piece, open)))
    });
    Ok((said, Sent { body: Body::from_stream(pieces), size }))
}
