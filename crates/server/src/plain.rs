//! Pages without scripts, for browsers that run none: report, follow by number and code, read notices.
//!
//! They go by the same doors as the portal: what may be reported and said is decided in [`crate::api::public`].
//! Number and code are sent in forms, so that they stand in no address.

mod follow;
mod frame;
mod language;
mod matter;
mod notice;
mod rate;
mod report;
mod told;

use axum::Router;
use axum::extract::State;
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::html;

use crate::app::App;
use language::Language;

/// The routes of these pages.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/plain", get(async || Redirect::permanent("/plain/")))
        .route("/plain/", get(home))
        .route("/plain/report", get(report::blank).post(report::send))
        .route("/plain/follow", get(follow::blank).post(follow::open))
        .route("/plain/matter", get(async || Redirect::to("/plain/follow")).post(follow::act))
        .route("/plain/notices", get(notice::notices))
        .route("/plain/look.css", get(look))
}

async fn look() -> impl IntoResponse {
    let headers =
        [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, include_str!("plain/look.css"))
}

async fn home(State(app): State<App>, uri: Uri) -> Response {
    let l = Language::of(&uri);
    let notices = notice::newest(&app, l).await;
    let numbers = [
        ("110", l.say("报警", "Police")),
        ("119", l.say("火警", "Fire")),
        ("120", l.say("急救", "Ambulance")),
        ("12345", l.say("非紧急事项", "Not urgent")),
    ];
    let body = html! {
        section.danger {
            h2 { (l.say("遇到危险，先打电话", "In danger, telephone first")) }
            ul {
                @for (number, name) in numbers {
                    li { a href={ "tel:" (number) } { b { (number) } " " (name) } }
                }
            }
        }
        h1 { (l.say("事事有回声，件件有着落", "Every matter gets an answer")) }
        ul.acts {
            li { a.main href=(l.at("/plain/report")) { (l.say("我要反映", "Report something")) } }
            li { a href=(l.at("/plain/follow")) { (l.say("查进度", "Follow a report")) } }
            li { a href="/portal/" { (l.say("标准版（要用脚本）", "The usual pages (with scripts)")) } }
        }
        (notices)
    };
    frame::page(l, None, Some("/plain/"), &body)
}
