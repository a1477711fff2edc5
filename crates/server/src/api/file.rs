//! Files 附件: uploaded first, then named by a command, then fetched through their matter.

mod belonging;
mod given;
mod sending;
mod upload;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use huisheng_domain::area::Area;
use huisheng_domain::id::FileId;
use huisheng_domain::taken::Taken;
use huisheng_domain::territory::Point;
use huisheng_store::file::FileRow;
use huisheng_store::{file, matter};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

pub(super) use belonging::{evidence, for_reporter};
pub(crate) use given::erase;
pub(super) use given::submit;
pub(crate) use sending::extension;
pub(crate) use upload::{Page, Sent, keep};
pub(super) use upload::{held_as_table, read};

use super::matter::within_reach;
use super::public::{area_of, code_in, opened};
use crate::api::{Path, Query};
use crate::app::{App, Staff};
use crate::error::Problem;
use crate::media::{Kind, THUMBNAIL_SIDE, Uploader};

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload_staff))
        .routes(routes!(upload_public))
        .routes(routes!(files))
        .routes(routes!(fetch))
        .routes(routes!(fetch_thumbnail))
        .routes(routes!(fetch_public))
}

/// Where an upload goes.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct UploadQuery {
    /// Area code; may stand in the form instead.
    area: Option<String>,
}

/// One file in a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the description of a form that is read piece by piece")]
struct UploadForm {
    /// The file: a photo, recording or video; from staff also PDF, DOCX, XLSX, OFD.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Area code; the first within reach if left out.
    area: Option<String>,
    /// From staff, of a photo that the page took with the camera just now: when and where, as JSON. It is kept if that is
    /// within ten minutes of its coming.
    taken: Option<Taken>,
}

/// A file that was taken.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Uploaded {
    /// The id by which a command names it, within 23 hours. Only who uploaded it knows it.
    pub id: FileId,
    /// `photo`, `audio`, `video` or `document`.
    #[schema(example = "photo")]
    kind: &'static str,
    /// Media type, found by looking at the content.
    #[schema(example = "image/jpeg")]
    mime: String,
    /// Bytes, as kept.
    size: u64,
    /// Pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    /// Pixels, upright.
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
    /// Longitude and latitude (WGS-84) the camera wrote: offer it as the place. It is no longer in
    /// the file and is not kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    gps: Option<[f64; 2]>,
    /// What the camera's clock said, without a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-11-22T09:30:00")]
    taken_at: Option<String>,
    /// What is kept of when and where it was taken, as the page told; left out, it is shown as unverified.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken: Option<Taken>,
}

const fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Photo => "photo",
        Kind::Audio => "audio",
        Kind::Video => "video",
        Kind::Document => "document",
    }
}

/// Upload a file, as staff. Metadata comes off; a command names it by its id within 23 hours, or it
/// is forgotten.
#[utoipa::path(post, path = "/files", operation_id = "upload", tag = "file", params(UploadQuery),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Uploaded),
        (status = 404, body = Problem, description = "No such area within your reach.")))]
async fn upload_staff(
    State(app): State<App>,
    staff: Staff,
    Query(query): Query<UploadQuery>,
    request: Request,
) -> Result<Json<Uploaded>, Problem> {
    let sent = upload::read(&app, request, Uploader::Staff).await?;
    let area = staff.reach(&app)?.area(query.area.as_deref().or(sent.area.as_deref()))?;
    Ok(Json(keep(&app, area, sent).await?))
}

/// Upload a file, as a resident: photo, recording or video, with smaller limits. Name its id in the
/// report or the supplement that follows.
#[utoipa::path(post, path = "/public/files", operation_id = "upload", tag = "public", security(()), params(UploadQuery),
    request_body(content = UploadForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Uploaded), (status = 404, body = Problem, description = "No area was named, and the installation has none.")))]
async fn upload_public(
    State(app): State<App>,
    Query(query): Query<UploadQuery>,
    request: Request,
) -> Result<Json<Uploaded>, Problem> {
    let sent = upload::read(&app, request, Uploader::Resident).await?;
    let area = area_of(&app, query.area.as_deref().or(sent.area.as_deref()))?;
    keep_public(&app, area, sent).await.map(Json)
}

/// Keeps the file of a resident, whichever page it was chosen on.
pub(crate) async fn keep_public(app: &App, area: Area, sent: Sent) -> Result<Uploaded, Problem> {
    upload::admit(app, area).await?;
    keep(app, area, sent).await
}

/// A file of a matter.
#[derive(Serialize, ToSchema)]
struct FileView {
    /// Its id.
    id: FileId,
    /// Its type, as it was found by looking at the bytes.
    #[schema(example = "image/jpeg")]
    mime: String,
    /// Bytes.
    size: u64,
    /// When it was uploaded.
    uploaded: Timestamp,
    /// What is known of when and where it was taken with the camera of the page; nothing 未核实 if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    taken: Option<TakenView>,
}

/// When a photo was taken, and how far from the place of the matter. Where the photographer stood is not told: a day's
/// photos would tell the way of whoever took them.
#[derive(Serialize, ToSchema)]
#[schema(as = PhotoTakenView)]
struct TakenView {
    /// When.
    at: Timestamp,
    /// Metres from the place of the matter, if both are known.
    #[schema(example = 35)]
    metres: Option<u32>,
}

/// The files that a matter ever named, the oldest first. What is in them is fetched one by one.
#[utoipa::path(get, path = "/matters/{number}/files", tag = "file", params(("number" = String, Path)),
    responses((status = 200, body = Vec<FileView>)))]
async fn files(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Json<Vec<FileView>>, Problem> {
    let found = within_reach(&app, &staff, &number).await?;
    let reader = app.store().read();
    let events = matter::history(reader, found.area, found.id).await?;
    let mut ids: Vec<FileId> =
        events.iter().flat_map(|event| file::named(&event.what)).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let mut rows = file::find(reader, found.area, &ids).await?;
    rows.sort_by_key(|row| (row.uploaded, row.id));
    let book = app.book();
    let named = found.place.place;
    // Where no point was given, that of the place of the gazetteer, or of what it is a part of.
    let place = match found.place.point {
        Some([lon, lat]) => Point::new(lon, lat).ok(),
        None => named.and_then(|id| book.gazetteer.around(id).find_map(|at| at.point)),
    };
    let view = |row: FileRow| {
        let FileRow { id, mime, size, uploaded, taken, .. } = row;
        let taken = taken.map(|taken| TakenView {
            at: taken.at,
            metres: place
                .and_then(|place| taken.metres_from(place))
                .map(|metres| metres.round() as u32),
        });
        FileView { id, mime, size, uploaded, taken }
    };
    Ok(Json(rows.into_iter().map(view).collect()))
}

/// A file of a matter, or the part of it that `Range` asks for. What the matter does not name does not exist.
#[utoipa::path(get, path = "/matters/{number}/files/{id}", tag = "file",
    params(("number" = String, Path), ("id" = String, Path), sending::Asked),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>, description = "The bytes, under their own type."),
        (status = 206, content_type = "application/octet-stream", body = Vec<u8>, description = "The part of them that was asked for."),
        (status = 416, body = Problem, description = "The file ends before that part; `Content-Range` tells its size.")))]
async fn fetch(
    State(app): State<App>,
    staff: Staff,
    Path((number, id)): Path<(String, FileId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let row = of_staff(&app, &staff, &number, id).await?;
    sending::send(&app, &row, &headers).await
}

/// The small picture of a photo.
#[utoipa::path(get, path = "/matters/{number}/files/{id}/thumbnail", tag = "file",
    params(("number" = String, Path), ("id" = String, Path)),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>, description = "At most 320 pixels a side.")))]
async fn fetch_thumbnail(
    State(app): State<App>,
    staff: Staff,
    Path((number, id)): Path<(String, FileId)>,
) -> Result<Response, Problem> {
    let row = of_staff(&app, &staff, &number, id).await?;
    if row.thumbnail {
        return sending::thumbnail(&app, &row).await;
    }
    // A picture that is small enough is its own.
    let is_small = row.width.max(row.height).is_some_and(|side| side <= THUMBNAIL_SIDE);
    if is_small { sending::whole(&app, &row).await } else { Err(Problem::not_found()) }
}

/// A file that came with one's own report or with the result.
#[utoipa::path(get, path = "/public/matters/{number}/files/{id}", operation_id = "fetch", tag = "public", security(()),
    params(("number" = String, Path), ("id" = String, Path), ("X-Follow-Code" = String, Header), sending::Asked),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>, description = "The bytes, under their own type."),
        (status = 206, content_type = "application/octet-stream", body = Vec<u8>, description = "The part of them that was asked for."),
        (status = 416, body = Problem, description = "The file ends before that part; `Content-Range` tells its size.")))]
async fn fetch_public(
    State(app): State<App>,
    Path((number, id)): Path<(String, FileId)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = opened(&app, &number, code_in(&headers)).await?;
    if !for_reporter(&app, &found).await?.contains(&id) {
        return Err(Problem::not_found());
    }
    let seen = &found.now().matter;
    super::matter::opened(&app, seen, None, app.now()).await?;
    let row = file::find(app.store().read(), seen.area, &[id]).await?.pop();
    sending::send(&app, &row.ok_or_else(Problem::not_found)?, &headers).await
}

async fn of_staff(app: &App, staff: &Staff, number: &str, id: FileId) -> Result<FileRow, Problem> {
    let found = within_reach(app, staff, number).await?;
    super::matter::opened(app, &found, Some(staff.account), app.now()).await?;
    let row = file::find(app.store().read(), found.area, &[id]).await?.pop();
    let row = row.ok_or_else(Problem::not_found)?;
    if row.matter != Some(found.id) {
        // The part of a split shares the files of the whole.
        let events = matter::history(app.store().read(), found.area, found.id).await?;
        if !events.iter().any(|event| file::named(&event.what).contains(&id)) {
            return Err(Problem::not_found());
        }
    }
    Ok(row)
}
