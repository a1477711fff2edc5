//! Lists as files: taken in as `huisheng import` does, given out as `huisheng export` does.

use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use huisheng_policy::Thing;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::file::{Sent, read};
use super::{Path, Query};
use crate::app::{App, Staff};
use crate::command::export;
use crate::error::{Problem, text};
use crate::import::{self, ImportError, Options, Report};
use crate::media::Uploader;
use crate::once;
use crate::table::Source;

/// Rows that are told in an answer; the others are counted.
const TOLD: usize = 500;
/// A list is read, looked at and written as a whole: one at a time is enough.
static TURN: Semaphore = Semaphore::const_new(1);

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(take)).routes(routes!(give))
}

/// A list that comes and goes as a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListName {
    /// 区划.
    Divisions,
    /// 网格: also GeoJSON.
    Grids,
    /// 小区、楼栋和别名.
    Places,
    /// 单位.
    Units,
    /// 分类.
    Categories,
    /// 权责清单: a file is a whole version.
    Responsibilities,
    /// Days and business hours beside the shipped calendar.
    Calendar,
}

impl ListName {
    const fn to_import(self) -> import::What {
        match self {
            Self::Divisions => import::What::Divisions,
            Self::Grids => import::What::Grids,
            Self::Places => import::What::Places,
            Self::Units => import::What::Units,
            Self::Categories => import::What::Categories,
            Self::Responsibilities => import::What::Responsibilities,
            Self::Calendar => import::What::Calendar,
        }
    }

    const fn to_export(self) -> export::What {
        match self {
            Self::Divisions => export::What::Divisions,
            Self::Grids => export::What::Grids,
            Self::Places => export::What::Places,
            Self::Units => export::What::Units,
            Self::Categories => export::What::Categories,
            Self::Responsibilities => export::What::Responsibilities,
            Self::Calendar => export::What::Calendar,
        }
    }
}

/// Lists are those of the whole installation: who reaches a part of it neither changes nor takes them.
pub(super) fn need_whole(app: &App, staff: &Staff) -> Result<(), Problem> {
    staff.may(app, "keep-lists", &Thing::Installation)
}

/// How a list is taken in.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct TakeQuery {
    /// Only look: nothing is written.
    #[serde(default)]
    dry_run: bool,
    /// Leave the rows out that cannot be taken. Otherwise one of them keeps the whole file out.
    #[serde(default)]
    only_right_rows: bool,
    /// A responsibility list stays a draft until it is published.
    #[serde(default)]
    draft: bool,
}

/// One file in a form.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the description of a form that is read piece by piece")]
struct ListForm {
    /// CSV (UTF-8, UTF-16 or GB18030), XLSX or XLS; GeoJSON for grids.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// What was found in a list, and done.
#[derive(Serialize, ToSchema)]
struct Taken {
    /// Rows that cannot be taken, all of them counted; 500 are told.
    bad_rows: usize,
    /// What was found.
    #[serde(flatten)]
    report: Report,
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        let refused = |zh: String, en: String| {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let mut problem = Self::new(status, "import_refused", text::IMPORT_REFUSED);
            (problem.zh.reason, problem.en.reason) = (zh, en);
            problem.field("file")
        };
        match error {
            ImportError::Table(error) => refused(error.words().zh, error.words().en),
            error @ (ImportError::GeoJson(_) | ImportError::Unreadable(..)) => {
                let words = error.to_string();
                let (zh, en) = words.split_once('\n').unwrap_or((&words, &words));
                refused(zh.to_owned(), en.to_owned())
            }
            ImportError::Store(error) => error.into(),
            ImportError::Ledger(error) => error.into(),
            error => {
                tracing::error!(%error, "import");
                Self::internal()
            }
        }
    }
}

/// Take in a list from a file, by an administrator who reaches all areas. With `dry_run` it is only looked
/// at: a problem for each row, what is new, what stays. The same file twice changes nothing.
#[utoipa::path(post, path = "/imports/{list}", tag = "lists", params(("list" = ListName, Path, description = "Which list."), TakeQuery),
    request_body(content = ListForm, content_type = "multipart/form-data"),
    responses((status = 200, body = Taken)))]
async fn take(
    State(app): State<App>,
    staff: Staff,
    Path(list): Path<ListName>,
    Query(query): Query<TakeQuery>,
    request: Request,
) -> Result<Response, Problem> {
    need_whole(&app, &staff)?;
    let (headers, address) = (request.headers().clone(), request.uri().to_string());
    let sent = read(&app, request, Uploader::Staff).await?;
    let key = once::of_form(&app, &headers, &staff, &address, &sent.bytes)?;
    Ok(once::to_its_end(async move {
        once::carry(&app, key, "/imports/{list}", async |claim| {
            taken(&app, &staff.under(claim), list, &query, sent).await.into_response()
        })
        .await
    })
    .await)
}

async fn taken(
    app: &App,
    staff: &Staff,
    list: ListName,
    query: &TakeQuery,
    Sent { bytes, name, .. }: Sent,
) -> Result<Json<Taken>, Problem> {
    let _turn = TURN.acquire().await.map_err(|_| Problem::unavailable())?;
    let options = Options {
        dry_run: query.dry_run,
        skip_bad: query.only_right_rows,
        draft: query.draft,
        by: staff.into(),
        ..Options::new(&name)
    };
    let source = Source::from(bytes);
    let mut report = import::run(app, list.to_import(), source, &name, &options, &|_| {}).await?;
    let bad_rows = report.bad.len();
    report.bad.truncate(TOLD);
    Ok(Json(Taken { bad_rows, report }))
}

/// A form of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum FileForm {
    /// A workbook.
    #[default]
    Xlsx,
    /// Comma-separated, UTF-8.
    Csv,
    /// Outlines of grids.
    Geojson,
}

/// In which form.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct GiveQuery {
    /// The form; `xlsx` if left out. Only grids come as `geojson`.
    #[param(inline)]
    format: Option<FileForm>,
}

/// A list as a file that can be taken in again, for an administrator who reaches all areas.
#[utoipa::path(get, path = "/exports/{list}", tag = "lists", params(("list" = ListName, Path, description = "Which list."), GiveQuery),
    responses((status = 200, description = "The file.", content(
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (Vec<u8> = "text/csv"),
        (serde_json::Value = "application/geo+json"),
    ))))]
async fn give(
    State(app): State<App>,
    staff: Staff,
    Path(list): Path<ListName>,
    Query(query): Query<GiveQuery>,
) -> Result<Response, Problem> {
    need_whole(&app, &staff)?;
    let (format, ending, kind) = match query.format.unwrap_or_default() {
        FileForm::Xlsx => (
            export::Format::Xlsx,
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        FileForm::Csv => (export::Format::Csv, "csv", "text/csv; charset=utf-8"),
        FileForm::Geojson if list == ListName::Grids => {
            (export::Format::Geojson, "geojson", "application/geo+json")
        }
        FileForm::Geojson => return Err(Problem::invalid("format")),
    };
    let out = app.config().data_dir.join(format!("export-{}", app.fresh::<()>(app.now())));
    let wanted = export::Wanted {
        what: list.to_export(),
        area: None,
        format: Some(format),
        out: Some(out.clone()),
        force: false,
        only: export::Only::default(),
    };
    let written = export::run(&app, &wanted, |_| {}).await;
    let bytes = tokio::fs::read(&out).await;
    let removed = tokio::fs::remove_file(&out).await;
    let failed = |error: &dyn std::fmt::Display| {
        tracing::error!(%error, "export of a list");
        Problem::internal()
    };
    let written = written.map_err(|error| failed(&error))?;
    export::note(&app, &wanted, &written, &(&staff).into()).await?;
    removed.map_err(|error| failed(&error))?;
    let mut response = Response::new(Body::from(bytes.map_err(|error| failed(&error))?));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = format!("attachment; filename=\"{}.{ending}\"", named(list));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).map_err(|error| failed(&error))?,
    );
    Ok(response)
}

const fn named(list: ListName) -> &'static str {
    match list {
        ListName::Divisions => "divisions",
        ListName::Grids => "grids",
        ListName::Places => "places",
        ListName::Units => "units",
        ListName::Categories => "categories",
        ListName::Responsibilities => "responsibilities",
        ListName::Calendar => "calendar",
    }
}
