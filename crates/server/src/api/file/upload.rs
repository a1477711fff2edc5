//! From the wire to the disk.

mod page;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;
use huisheng_domain::area::Area;
use huisheng_domain::taken::Taken;
use huisheng_store::file::{self, Digested, FileRow};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub(crate) use page::Page;

use super::{Uploaded, word};
use crate::app::App;
use crate::config::Config;
use crate::error::{Problem, text};
use crate::media::{self, Caps, Kind, Media, MediaRefusal, Uploader};

const MIB: usize = 1 << 20;
const GZIP: &[u8] = b"\x1f\x8b";
const ZIP: &[u8] = b"PK\x03\x04";
/// What a form may hold beside its file.
const FRAME: usize = 64 << 10;
/// The longest name and area code that are read.
const SHORT: usize = 500;
/// How long an upload may take.
const PATIENCE: Duration = Duration::from_secs(600);
/// How long it may keep silent. Slower than a thirtieth of what every telephone does, it only holds a
/// place that others need.
const SILENCE: Duration = Duration::from_secs(20);
/// Residents' files are looked at one at a time, so that staff wait for one of them at most.
static RESIDENTS: Semaphore = Semaphore::const_new(1);
/// Uploads that wait for a matter in an area, at most, before residents have to come again later: they
/// are forgotten after a day, and must not fill the disk before.
const WAITING: i64 = 4_000;
/// The same in bytes.
const WAITING_BYTES: i64 = 8 << 30;

/// What was sent.
pub(crate) struct Sent {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its name, shortened.
    pub name: String,
    /// The area in the form.
    pub area: Option<String>,
    /// When and where it was taken, as the page says.
    pub taken: Option<Taken>,
    who: Uploader,
    /// The memory it takes.
    _room: Option<OwnedSemaphorePermit>,
}

impl Sent {
    /// What another system sent, whose bytes are at hand already.
    pub fn of_partner(bytes: Vec<u8>) -> Self {
        let who = Uploader::Staff;
        Self { bytes, name: String::new(), area: None, taken: None, who, _room: None }
    }
}

/// Residents send what a phone takes; nobody sends more than the configuration lets in.
fn caps(config: &Config, who: Uploader) -> Caps {
    const MB: u64 = MIB as u64;
    let most = config.upload_mib as u64 * MB;
    let usual = Caps::default();
    let usual = match who {
        Uploader::Staff => usual,
        Uploader::Resident => {
            Caps { photo_bytes: 20 * MB, audio_bytes: 20 * MB, video_bytes: 60 * MB, ..usual }
        }
    };
    Caps {
        photo_bytes: usual.photo_bytes.min(most),
        audio_bytes: usual.audio_bytes.min(most),
        video_bytes: usual.video_bytes.min(most),
        document_bytes: usual.document_bytes.min(most),
        ..usual
    }
}

/// Reads a form with one file, within the limits of its sender.
pub(in crate::api) async fn read(
    app: &App,
    request: Request,
    who: Uploader,
) -> Result<Sent, Problem> {
    let late = |_| broken(StatusCode::REQUEST_TIMEOUT);
    tokio::time::timeout(PATIENCE, form(app, request, who)).await.map_err(late)?
}

async fn form(app: &App, mut request: Request, who: Uploader) -> Result<Sent, Problem> {
    let caps = caps(app.config(), who);
    let most = usize::try_from(caps.video_bytes.max(caps.document_bytes)).unwrap_or(usize::MAX);
    DefaultBodyLimit::max(most.saturating_add(FRAME)).apply(&mut request);
    let mut form = Multipart::from_request(request, app).await.map_err(|_| {
        let mut problem = Problem::body("multipart/form-data with one file is expected");
        problem.status = StatusCode::UNSUPPORTED_MEDIA_TYPE.as_u16();
        problem
    })?;
    // Memory is taken as bytes come in: an upload that sends none takes none.
    let mut room = Room { app, who, taken: None };
    let (mut found, mut area, mut taken) = (None, None, None);
    while let Some(mut field) = soon(form.next_field()).await? {
        match field.name() {
            Some("area") => area = Some(short(&mut field, "area").await?),
            // Residents send no evidence.
            Some("taken") if who == Uploader::Staff => {
                let said = short(&mut field, "taken").await?;
                taken = Some(serde_json::from_str(&said).map_err(|_| Problem::invalid("taken"))?);
            }
            Some("file") if found.is_none() => {
                let name = field.file_name().unwrap_or_default().chars().take(SHORT).collect();
                found = Some((name, bytes(field, most, &mut room).await?));
            }
            Some("file") => return Err(Problem::invalid("file")),
            _ => return Err(Problem::body("only the fields file, area and taken are expected")),
        }
    }
    let (name, bytes): (String, _) = found.ok_or_else(|| Problem::missing("file"))?;
    Ok(Sent { bytes, name, area, taken, who, _room: room.taken })
}

/// A short text beside the file.
async fn short(field: &mut Field<'_>, name: &'static str) -> Result<String, Problem> {
    let mut text = Vec::new();
    while let Some(chunk) = soon(field.chunk()).await? {
        if text.len() + chunk.len() > SHORT {
            return Err(Problem::invalid(name));
        }
        text.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&text).trim().to_owned())
}

async fn bytes(mut field: Field<'_>, most: usize, room: &mut Room<'_>) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = soon(field.chunk()).await? {
        let size = bytes.len() + chunk.len();
        if size > most {
            return Err(too_large());
        }
        room.make(size)?;
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The next piece, unless the sender falls silent.
async fn soon<T>(piece: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Problem> {
    let late = |_| broken(StatusCode::REQUEST_TIMEOUT);
    tokio::time::timeout(SILENCE, piece).await.map_err(late)?.map_err(unread)
}

/// The memory one upload has taken.
struct Room<'a> {
    app: &'a App,
    who: Uploader,
    taken: Option<OwnedSemaphorePermit>,
}

impl Room<'_> {
    /// For `size` bytes; when too many upload at once, the newest comes again later.
    fn make(&mut self, size: usize) -> Result<(), Problem> {
        let has = self.taken.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let more = u32::try_from(size.div_ceil(MIB).saturating_sub(has)).unwrap_or(u32::MAX);
        if more > 0 {
            let more = Arc::clone(self.app.uploading(self.who)).try_acquire_many_owned(more);
            let more = more.map_err(|_| Problem::unavailable())?;
            match &mut self.taken {
                Some(taken) => taken.merge(more),
                None => self.taken = Some(more),
            }
        }
        Ok(())
    }
}

/// Whether a resident may upload now.
pub(super) async fn admit(app: &App, area: Area) -> Result<(), Problem> {
    let (count, bytes) = file::waiting_now(app.store().read(), area).await?;
    if count >= WAITING || bytes >= WAITING_BYTES {
        tracing::warn!(%area, count, bytes, "too many uploads wait for a matter");
        return Err(Problem::unavailable());
    }
    Ok(())
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", text::TOO_LARGE).field("file")
}

#[expect(clippy::needless_pass_by_value, reason = "stands in map_err")]
fn unread(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        status => broken(status),
    }
}

fn broken(status: StatusCode) -> Problem {
    let mut problem = Problem::body("the form ended too early or is not a form");
    problem.status = status.as_u16();
    problem
}

/// Looks at a file, cleans it and keeps it with its small picture.
pub(crate) async fn keep(app: &App, area: Area, sent: Sent) -> Result<Uploaded, Problem> {
    let caps = caps(app.config(), sent.who);
    let first = match sent.who {
        Uploader::Resident => RESIDENTS.acquire().await.ok(),
        Uploader::Staff => None,
    };
    // Before the work, which may have to wait.
    let taken = sent.taken.and_then(|taken| taken.kept(app.now()));
    let turn = Arc::clone(app.decoding()).acquire_owned().await;
    let turn = turn.map_err(|_| Problem::unavailable())?;
    // The turn ends with the work, also when the sender has gone.
    let looked = tokio::task::spawn_blocking(move || {
        let _turns = (first, turn);
        look(&sent, &caps)
    });
    let (media, thumbnail) = looked.await.map_err(|error| {
        tracing::error!(%error, "a file could not be looked at");
        Problem::internal()
    })??;
    let now = app.now();
    let taken = taken.filter(|_| media.kind == Kind::Photo);
    let Digested { sha256, size } = Digested::of(&media.bytes);
    let row = FileRow {
        area,
        id: app.fresh(now),
        matter: None,
        sha256,
        mime: media.mime.to_owned(),
        size,
        width: media.width,
        height: media.height,
        thumbnail: thumbnail.is_some(),
        uploaded: now,
        taken,
    };
    // The row first: should the house stop here, the timer finds it; bytes alone it never would.
    let write = app.store().write().await?;
    file::insert(&write, std::slice::from_ref(&row)).await?;
    write.commit().await?;
    app.files().put(area, row.id, media.bytes).await?;
    if let Some(thumbnail) = thumbnail {
        app.files().put_thumbnail(area, row.id, thumbnail).await?;
    }
    Ok(Uploaded {
        id: row.id,
        kind: word(media.kind),
        mime: row.mime,
        size,
        width: row.width,
        height: row.height,
        gps: media.gps.map(|(lon, lat)| [lon, lat]),
        taken_at: media.taken_at.map(|at| at.to_string()),
        taken,
    })
}

/// A table that anybody at a desk sends is held to what a document may be, packed and unpacked. What gzip packs is not known
/// before it is unpacked, so it is not taken.
pub(in crate::api) fn held_as_table(app: &App, sent: &Sent) -> Result<(), Problem> {
    let caps = caps(app.config(), sent.who);
    if sent.bytes.len() as u64 > caps.document_bytes {
        return Err(too_large());
    }
    if sent.bytes.starts_with(GZIP) {
        return Err(Problem::invalid("file"));
    }
    if sent.bytes.starts_with(ZIP) {
        media::inspect(&sent.bytes, &sent.name, sent.who, &caps)?;
    }
    Ok(())
}

fn look(sent: &Sent, caps: &Caps) -> Result<(Media, Option<Vec<u8>>), MediaRefusal> {
    let media = media::inspect(&sent.bytes, &sent.name, sent.who, caps)?;
    let thumbnail = media::thumbnail(&media);
    if media.kind == Kind::Photo && thumbnail.is_none() {
        return Err(MediaRefusal::Broken { part: "pixels" });
    }
    Ok((media, thumbnail))
}
