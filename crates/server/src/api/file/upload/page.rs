//! What a page without scripts sends: its fields, and a few files in the same form.

use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use axum::http::StatusCode;

use super::{PATIENCE, Room, SHORT, Sent, bytes, caps, soon, too_large};
use crate::app::App;
use crate::error::Problem;
use crate::media::Uploader;

/// Files of one form.
const FILES: usize = 3;
/// Fields of one form.
const FIELDS: usize = 64;
/// Bytes of a field: a long text in Chinese.
const FIELD: usize = 64 << 10;

/// A form as it was sent.
#[derive(Default)]
pub(crate) struct Page {
    fields: Vec<(String, String)>,
    /// Files that were chosen.
    pub files: Vec<Sent>,
    /// Why one of them was not taken. What was typed is kept all the same.
    pub wrong: Option<Problem>,
}

impl Page {
    /// What stands in a field, or nothing.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(own, _)| own == name).map_or("", |(_, text)| text.trim())
    }

    /// What stands in the fields of one name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(own, _)| own == name).map(|(_, text)| text.trim())
    }

    /// Whether a field is there: a box that was ticked.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(own, _)| own == name)
    }

    /// Adds what the next page brings back.
    pub fn add(&mut self, name: &str, text: String) {
        self.fields.push((name.to_owned(), text));
    }
}

impl FromRequest<App> for Page {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let late = |_| super::broken(StatusCode::REQUEST_TIMEOUT);
        tokio::time::timeout(PATIENCE, read(app, request)).await.map_err(late)?
    }
}

async fn read(app: &App, mut request: Request) -> Result<Page, Problem> {
    let most = usize::try_from(caps(app.config(), Uploader::Resident).video_bytes);
    let most = most.unwrap_or(usize::MAX);
    DefaultBodyLimit::max(most.saturating_mul(FILES).saturating_add(FIELD * FILES))
        .apply(&mut request);
    let mut form = Multipart::from_request(request, app).await.map_err(|_| {
        let mut problem = Problem::body("multipart/form-data is expected");
        problem.status = StatusCode::UNSUPPORTED_MEDIA_TYPE.as_u16();
        problem
    })?;
    let mut page = Page::default();
    while let Some(field) = soon(form.next_field()).await? {
        let field_name = field.name().unwrap_or_default().to_owned();
        if field_name == "file" {
            match file(app, field, most).await {
                Ok(file) => page.files.extend(file),
                Err(problem) => page.wrong = Some(problem.field("file")),
            }
            if page.files.len() > FILES {
                page.files.clear();
                page.wrong = Some(Problem::invalid("file"));
            }
        } else {
            let text = words(field).await?;
            page.add(&field_name, text);
            if page.fields.len() > FIELDS {
                return Err(Problem::body("too many fields"));
            }
        }
    }
    Ok(page)
}

/// A file; none where nothing was chosen.
async fn file(app: &App, field: Field<'_>, most: usize) -> Result<Option<Sent>, Problem> {
    let who = Uploader::Resident;
    let name: String = field.file_name().unwrap_or_default().chars().take(SHORT).collect();
    let mut room = Room { app, who, taken: None };
    let bytes = bytes(field, most, &mut room).await?;
    let chosen = !(name.is_empty() && bytes.is_empty());
    Ok(chosen.then_some(Sent { bytes, name, area: None, taken: None, who, _room: room.taken }))
}

async fn words(mut field: Field<'_>) -> Result<String, Problem> {
    let mut text = Vec::new();
    while let Some(chunk) = soon(field.chunk()).await? {
        if text.len() + chunk.len() > FIELD {
            return Err(too_large());
        }
        text.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}
