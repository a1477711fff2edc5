//! Every route, with its documentation, in one place.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Request;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::trace::TraceLayer;
use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

use crate::api;
use crate::app::App;
use crate::describe;
use crate::error::Problem;
use crate::face::{self, Face};
use crate::first;
use crate::guard;
use crate::once;
use crate::open311;
use crate::plain;

/// The frame of the description.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Huisheng 回声",
        description = "Every matter gets an answer. 事事有回声，件件有着落，案案有结果。",
        license(name = "MIT OR Apache-2.0")
    ),
    components(schemas(Problem, api::list::ListName)),
    security(("session" = []), ("bearer" = [])),
    tags(
        (name = "matter", description = "Matters 事项: report, list, look, act."),
        (name = "public", description = "The doors for residents: no words or names without the code."),
        (name = "map", description = "The map 地图: grids, quarters and buildings, and what a provider has under them."),
        (name = "file", description = "Files 附件: uploaded first, then named by a report, a supplement, progress or a result."),
        (name = "session", description = "Signing in and out."),
        (name = "account", description = "Accounts of staff 账号, by administrators, for their unit and below."),
        (name = "notice", description = "Notices 通知公告: what an office tells everybody of a place, for a time."),
        (name = "roster", description = "The roster 值班表: who is on duty, and what a shift leaves to the next."),
        (name = "notification", description = "Messages 消息提醒: what one was told of matters, what is sent, and what was given up."),
        (name = "exchange", description = "Exchange 对接: orders to systems below and from systems above, over a line or as files."),
        (name = "archive", description = "Transfer lists 移交清单: what was archived in a period."),
        (name = "report", description = "Figures 统计: what came in, how it was handled, how it ended."),
        (name = "lists", description = "Divisions, grids, units, categories, places, the responsibility list, calendars, procedures."),
    )
)]
struct Frame;

/// The API and its description.
pub fn api() -> (Router<App>, utoipa::openapi::OpenApi) {
    let mut frame = Frame::openapi();
    let components = frame.components.get_or_insert_default();
    let cookie = ApiKey::Cookie(ApiKeyValue::new("huisheng_session"));
    components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    let (routes, mut description) = OpenApiRouter::with_openapi(frame)
        .nest("/api/v1", open().merge(staffs()))
        .split_for_parts();
    describe::complete(&mut description);
    (routes, description)
}

/// What residents need: their doors, and the lists that stand on them.
fn open() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(api::public::routes())
        .merge(api::area::routes())
        .merge(api::procedure::routes())
        .merge(api::map::routes())
}

/// What staff need besides.
fn staffs() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(api::session::routes())
        .merge(api::token::routes())
        .merge(api::matter::routes())
        .merge(api::file::routes())
        .merge(api::event::routes())
        .merge(api::pasted::routes())
        .merge(api::suggestion::routes())
        .merge(api::caller::routes())
        .merge(api::call::routes())
        .merge(api::calendar::routes())
        .merge(api::account::routes())
        .merge(api::post::routes())
        .merge(api::staffing::routes())
        .merge(api::policy::routes())
        .merge(api::look::routes())
        .merge(api::audit::routes())
        .merge(api::extract::routes())
        .merge(api::register::routes())
        .merge(api::record_template::routes())
        .merge(api::errand_item::routes())
        .merge(api::bulletin::routes())
        .merge(api::form::routes())
        .merge(api::archive::routes())
        .merge(api::knowledge::routes())
        .merge(api::upstream::routes())
        .merge(api::exchange::routes())
        .merge(api::roster::routes())
        .merge(api::report::routes())
        .merge(api::responsibility::routes())
        .merge(api::list::routes())
        .merge(api::past::routes())
        .merge(api::rules::routes())
        .merge(api::territory::routes())
        .merge(api::notice::routes())
        .merge(api::notification::routes())
}

/// The routes of a listener without the desk: nobody signs in there.
fn for_residents(app: &App) -> Router<App> {
    let routes = OpenApiRouter::<App>::new().nest("/api/v1", open()).split_for_parts().0;
    guard::data(once(routes, app))
}

/// Every write once under its key.
fn once(routes: Router<App>, app: &App) -> Router<App> {
    routes.layer(from_fn_with_state(app.clone(), once::once))
}

/// The whole API, the page to try it, and the page on which the first password is set.
fn for_staff(app: &App) -> Router<App> {
    let (routes, description) = api();
    let page = utoipa_swagger_ui::SwaggerUi::new("/api").url("/api/v1/openapi.json", description);
    guard::data(once(routes, app))
        .route("/first", get(first::page))
        .route("/first.js", get(first::script))
        .route("/first.css", get(first::style))
        .merge(guard::page(page.into()))
}

/// Everything the listener serves.
pub fn router(app: App) -> Router {
    let faces = app.config().faces.clone();
    let routes = if faces.contains(&Face::Desk) { for_staff(&app) } else { for_residents(&app) };
    let routes = if faces.contains(&Face::Portal) { routes.merge(plain::routes()) } else { routes };
    let pages = routes.merge(face::routes(&faces));
    // The configuration was read: its public URL is an origin.
    let pages =
        guard::own_pages(pages, app.config()).unwrap_or_else(|error| unreachable!("{error}"));
    let routes = pages
        // Programs of other sites may report there, with a key or without.
        .nest("/open311/v2", open311::routes())
        .route("/health", get(async || "ok"))
        .route("/", get(async move || face::first(&faces)))
        // The page to try it answers for everything below `/api` that has no other name.
        .route("/api/v1/{*rest}", any(async || Problem::not_found()))
        .fallback(async || Problem::not_found())
        .method_not_allowed_fallback(async || Problem::method())
        .layer(DefaultBodyLimit::max(2 << 20))
        .layer(CatchPanicLayer::custom(|_| {
            axum::response::IntoResponse::into_response(Problem::internal())
        }));
    guard::headers(routes, app.config())
        // The path only: queries hold what people look for.
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request<_>| {
            tracing::debug_span!("request", method = %request.method(), path = %request.uri().path())
        }))
        .with_state(app)
}
