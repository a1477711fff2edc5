//! A matter by its number and code, and what its reporter says of it.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use maud::html;
use serde_json::json;

use super::frame::{self, Wrong};
use super::language::Language;
use super::matter::{self, Shown};
use super::report::{keep, new_key};
use crate::api::Written;
use crate::api::file::Page;
use crate::api::public::{RateBody, SupplementBody, TextBody, act_as_reporter, look, replying};
use crate::app::App;
use crate::error::Problem;

/// The form that asks for number and code.
pub(super) async fn blank(uri: Uri) -> Response {
    door(Language::of(&uri), &Page::default(), None)
}

/// The matter they belong to.
pub(super) async fn open(
    State(app): State<App>,
    uri: Uri,
    page: Result<Page, Problem>,
) -> Response {
    let l = Language::of(&uri);
    match page {
        Ok(page) => show(&app, l, &page, None, None).await,
        Err(problem) => frame::unread(l, &problem),
    }
}

/// What the reporter says, and then the matter.
pub(super) async fn act(State(app): State<App>, uri: Uri, page: Result<Page, Problem>) -> Response {
    let l = Language::of(&uri);
    let mut page = match page {
        Ok(page) => page,
        Err(problem) => return frame::unread(l, &problem),
    };
    let said = say(&app, &mut page).await;
    let done = said.is_ok().then(|| page.get("act").to_owned());
    show(&app, l, &page, said.err().as_ref(), done.as_deref()).await
}

async fn say(app: &App, page: &mut Page) -> Result<(), Problem> {
    let files = keep(app, page).await?;
    let (number, code, key) = (page.get("number"), page.get("code"), page.get("key"));
    let address = format!("/plain/{} {number}", page.get("act"));
    let text = page.get("text");
    match page.get("act") {
        "supplement" => {
            let body = json!({ "text": text, "files": files });
            let written = Written::<SupplementBody>::of_page(&address, body, key)?;
            act_as_reporter(app, number, code, written, SupplementBody::supplement).await?;
        }
        "urge" => {
            let written = Written::<TextBody>::of_page(&address, json!({ "text": text }), key)?;
            act_as_reporter(app, number, code, written, TextBody::urge).await?;
        }
        "withdraw" => {
            let written = Written::<TextBody>::of_page(&address, json!({ "text": text }), key)?;
            act_as_reporter(app, number, code, written, TextBody::withdraw).await?;
        }
        "reply" => {
            let body = json!({ "question": page.get("question"), "answer": text });
            let written = Written::of_page(&address, body, key)?;
            act_as_reporter(app, number, code, written, replying).await?;
        }
        "rate" => {
            let stars: u8 = page.get("stars").parse().map_err(|_| Problem::missing("stars"))?;
            let solved = Some(page.get("solved")).filter(|solved| !solved.is_empty());
            let tags: Vec<&str> = page.all("tags").collect();
            let body = json!({ "stars": stars, "solved": solved, "tags": tags, "text": text });
            let written = Written::<RateBody>::of_page(&address, body, key)?;
            act_as_reporter(app, number, code, written, RateBody::rate).await?;
        }
        _ => return Err(Problem::invalid("act")),
    }
    Ok(())
}

/// The matter; or the door again, where number and code do not open it.
async fn show(
    app: &App,
    l: Language,
    page: &Page,
    problem: Option<&Problem>,
    done: Option<&str>,
) -> Response {
    let now = app.now();
    let followed = match look(app, page.get("number"), page.get("code"), now).await {
        Ok(followed) => followed,
        Err(problem) => return door(l, page, Some(&problem)),
    };
    let key = new_key(app);
    let shown = Shown { l, app, now, followed: &followed, code: page.get("code"), key: &key };
    matter::page(&shown, page, problem, done)
}

fn door(l: Language, page: &Page, problem: Option<&Problem>) -> Response {
    let title = l.say("查进度", "Follow a report");
    let wrong = Wrong { l, problem };
    let unknown = problem.is_some_and(|problem| problem.status == 404);
    let describes = unknown.then_some("door-wrong");
    let body = html! {
        h1 { (title) }
        @if unknown {
            p.wrong #door-wrong role="alert" { (l.say("编号和查询码对不上：请核对后再试。", "Number and code do not belong together: look at both and try again.")) }
        } @else {
            (wrong.above(&[]))
        }
        form method="post" action=(l.at("/plain/follow")) enctype="multipart/form-data" {
            label for="number" { (l.say("编号", "Number")) }
            input #number .line name="number" maxlength="100" required inputmode="numeric" autocomplete="off" value=(page.get("number")) aria-describedby=[describes];
            label for="code" { (l.say("查询码", "Code")) }
            input #code .line name="code" maxlength="100" required autocomplete="off" value=(page.get("code")) aria-describedby=[describes];
            button.main { (l.say("查看", "Open")) }
        }
        p.hint { (l.say("查询码丢了？请拨打受理电话，由工作人员核对后重新告知。", "Lost the code? Telephone intake: after a few questions staff will tell it again.")) }
    };
    frame::refused(
        problem,
        frame::page(l, Some(title), problem.is_none().then_some("/plain/follow"), &body),
    )
}
