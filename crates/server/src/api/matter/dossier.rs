//! The file of an archived matter 卷宗, as it leaves the house.

use std::collections::HashSet;

use axum::extract::State;
use axum::response::Response;
use huisheng_domain::id::FileId;
use huisheng_domain::matter::Matter;
use huisheng_store::file::{self, FileRow};
use huisheng_store::trail::{Entry, Kind};
use huisheng_store::{account, matter};
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::view::Loaded;
use super::{load, opened, within_reach};
use crate::api::Path;
use crate::api::sheet::{self, Download};
use crate::app::{App, Staff, access};
use crate::dossier::{Filed, pack};
use crate::error::Problem;

/// The action of the policies.
const TAKE: &str = "take-dossier";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take))
}

/// The file of an archived matter, as a ZIP: `dossier.pdf` with cover, catalogue and all that lies in it, `metadata.xml` under the
/// names of DA/T 46-2009, the attachments as they are, and `manifest.sha256`. Names and telephones are masked, and who is sealed
/// is hidden, whoever takes it. The same matter gives the same bytes. That it was taken stands in the trail.
#[utoipa::path(get, path = "/matters/{number}/dossier", tag = "matter", operation_id = "dossier", params(("number" = String, Path)),
    responses((status = 200, description = "The file.", content((Vec<u8> = "application/zip"))),
        (status = 409, body = Problem, description = "It is not archived."),
        (status = 503, body = Problem, description = "The program that makes letters, or its fonts, are not installed; or others are being made.")))]
async fn take(
    State(app): State<App>,
    staff: Staff,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    let now = app.now();
    let found = within_reach(&app, &staff, &number).await?;
    staff.may(&app, TAKE, &access::matter(&app.book(), &found))?;
    let (area, id) = (found.area, found.id);
    let (_, head, found) = matter::states(app.store().read(), area, &[id])
        .await?
        .pop()
        .ok_or_else(Problem::not_found)?;
    let archived = found.archived.ok_or_else(Problem::not_archived)?;
    opened(&app, &found, Some(staff.account), now).await?;
    let mut loaded = load(&app, &found).await?;
    let acted = loaded.events.iter().filter_map(|event| event.actor.account());
    loaded.names = account::names(app.store().read(), acted).await?;
    let files = files(&app, &found, &loaded).await?;
    let book = app.book();
    let procedure = book.procedure(&found.procedure.1).ok_or_else(Problem::internal)?;
    let filed = Filed {
        book: &book,
        matter: &found,
        archived,
        head,
        procedure,
        loaded: &loaded,
        files: &files,
    };
    let (packed, sent) =
        sheet::sent(&app, async |path| pack(&filed, app.typesetter(), app.files(), path).await)
            .await?;
    let told = json!({ "files": packed.files, "pdf": hex::encode(packed.pdf) });
    let entry = Entry {
        area: Some(area),
        matter: Some(id),
        subject: Some("dossier".to_owned()),
        ..staff.entry(Kind::Exported).with(told)
    };
    app.note(&entry, now).await?;
    Ok(Download { kind: "application/zip", name: &format!("{number}.zip") }.of(sent))
}

/// The attachments that lie in it, in the order in which the history names them: not those of steps that were taken back, nor
/// what was erased since.
async fn files(app: &App, matter: &Matter, loaded: &Loaded) -> Result<Vec<FileRow>, Problem> {
    let mut seen = HashSet::new();
    let undone = huisheng_domain::matter::Undone::of(&loaded.events);
    let standing = loaded.events.iter().filter(|event| !undone.holds(event.seq));
    let ids: Vec<FileId> = standing
        .flat_map(|event| file::named(&event.what))
        .copied()
        .filter(|id| seen.insert(*id))
        .collect();
    let mut rows = file::find(app.store().read(), matter.area, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    Ok(rows)
}
