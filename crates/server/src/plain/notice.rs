//! The notices that stand.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use huisheng_domain::notice::{NoticeKind, NoticePage};
use jiff::{Span, Timestamp};
use maud::{Markup, html};

use super::frame;
use super::language::Language;
use crate::api::public::{PublicNotice, notices as standing};
use crate::app::App;
use crate::error::Problem;

/// Notices on the first page.
const NEWEST: usize = 3;

async fn of(app: &App) -> Result<Vec<PublicNotice>, Problem> {
    let Some(area) = app.default_area() else { return Ok(Vec::new()) };
    standing(app, area, None, app.now()).await
}

/// The newest, for the first page; it is read as well where they cannot be.
pub(super) async fn newest(app: &App, l: Language) -> Markup {
    let all = of(app).await.unwrap_or_default();
    html! {
        @if !all.is_empty() {
            h2 { (l.say("通知公告", "Notices")) }
            ul.notices { @for one in all.iter().take(NEWEST) {
                li { a href=(l.at("/plain/notices")) { (kind(l, one.kind)) (l.say("：", ": ")) (one.title) } }
            } }
        }
    }
}

/// All of them.
pub(super) async fn notices(State(app): State<App>, uri: Uri) -> Response {
    let l = Language::of(&uri);
    let all = match of(&app).await {
        Ok(all) => all,
        Err(problem) => return frame::unread(l, &problem),
    };
    let body = html! {
        h1 { (l.say("通知公告", "Notices")) }
        @if all.is_empty() { p { (l.say("现在没有通知。", "There are no notices now.")) } }
        @for one in &all {
            div.card {
                h2 { (kind(l, one.kind)) (l.say("：", ": ")) (one.title) }
                p.hint {
                    (one.division.as_deref().unwrap_or(l.say("全部地方", "Everywhere")))
                    (l.say("，到 ", ", until ")) (last_day(&app, one.until)) (l.say("，", ", ")) (one.unit)
                }
                @for text in &one.paragraphs { p { @for line in text.lines() { (line) br; } } }
                @if let Some((path, name)) = one.page.map(|page| place(l, page)) {
                    p { a href=(path) { (name) } }
                }
            }
        }
    };
    frame::page(l, Some(l.say("通知公告", "Notices")), Some("/plain/notices"), &body)
}

/// The last day before an exclusive end.
fn last_day(app: &App, until: Timestamp) -> String {
    let zone = app.book().calendar.zone().clone();
    let last = until.checked_sub(Span::new().microseconds(1)).unwrap_or(until);
    last.to_zoned(zone).date().to_string()
}

fn kind(l: Language, kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Outage => l.say("停水停电", "Water and power"),
        NoticeKind::Road => l.say("道路", "Roads"),
        NoticeKind::Weather => l.say("天气预警", "Weather"),
        NoticeKind::Service => l.say("办事", "Services"),
        NoticeKind::Other => l.say("其他", "Other"),
    }
}

/// Where a page of ours is, and its name.
fn place(l: Language, page: NoticePage) -> (String, &'static str) {
    match page {
        NoticePage::Report => (l.at("/plain/report"), l.say("我要反映", "Report something")),
        NoticePage::Nearby => ("/portal/nearby".to_owned(), l.say("附近正在办", "In hand nearby")),
        NoticePage::Board => ("/portal/board".to_owned(), l.say("办结公开", "What was put right")),
        NoticePage::Grid => ("/portal/grid".to_owned(), l.say("找网格员", "My grid worker")),
    }
}
