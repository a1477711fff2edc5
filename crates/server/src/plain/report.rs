//! Reporting on a page without scripts.

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use huisheng_domain::id::FileId;
use huisheng_domain::matter::Kind;
use maud::{Markup, html};
use serde_json::json;

use super::frame::{self, Wrong, tick};
use super::language::Language;
use crate::api::Written;
use crate::api::file::{Page, keep_public};
use crate::api::matter::report::ReportBody;
use crate::api::public::{Reported, area_of, enter};
use crate::app::App;
use crate::error::Problem;

/// Kinds a resident chooses among.
const KINDS: [(Kind, &str, &str); 6] = [
    (Kind::Request, "求助", "a request for help"),
    (Kind::Complaint, "投诉", "a complaint"),
    (Kind::Consultation, "咨询", "a question"),
    (Kind::Suggestion, "建议", "a suggestion"),
    (Kind::WrongdoingReport, "举报", "a report of wrongdoing"),
    (Kind::Thanks, "表扬", "thanks"),
];
/// Characters of a title that is made of the first words.
const TITLE: usize = 40;

/// Fields of the form and those of the body that each shows the problem of.
const TEXT: &[&str] = &["text", "title"];
const ADDRESS: &[&str] = &["address", "place", "point"];
const NAME: &[&str] = &["name"];
const CONTACT: &[&str] = &["contact"];
const FILE: &[&str] = &["file", "files"];
const FIELDS: &[(&str, &[&str])] = &[
    ("words", TEXT),
    ("address", ADDRESS),
    ("person", NAME),
    ("contact", CONTACT),
    ("file", FILE),
];

/// The empty form.
pub(super) async fn blank(State(app): State<App>, uri: Uri) -> Response {
    let l = Language::of(&uri);
    let page = Page::default();
    form(l, &page, &new_key(&app), None)
}

/// A key that a form brings back: sent twice, it is entered once.
pub(super) fn new_key(app: &App) -> String {
    app.fresh::<()>(app.now()).uuid().simple().to_string()
}

/// What was written; the receipt, or the form with what is wrong.
pub(super) async fn send(
    State(app): State<App>,
    uri: Uri,
    page: Result<Page, Problem>,
) -> Response {
    let l = Language::of(&uri);
    let mut page = match page {
        Ok(page) => page,
        Err(problem) => return frame::unread(l, &problem),
    };
    match report(&app, &mut page).await {
        Ok(reported) => receipt(l, &reported, !page.get("contact").is_empty()),
        Err(problem) => {
            // What stands under the key already is another report.
            let key = page.get("key").to_owned();
            let key = if problem.code == "key_reused" { new_key(&app) } else { key };
            form(l, &page, &key, Some(&problem))
        }
    }
}

async fn report(app: &App, page: &mut Page) -> Result<Reported, Problem> {
    let something = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let text = page.get("text");
    let words = json!({
        "kind": something(page.get("kind")).unwrap_or_else(|| Kind::Request.code().to_owned()),
        "channel": "WEB",
        "title": title_of(text),
        "text": text,
        "address": something(page.get("address")),
        "name": something(page.get("name")),
        "contact": something(page.get("contact")),
        "on_behalf": page.has("on_behalf"),
        "confidential": page.has("confidential"),
    });
    let is_wordless = text.is_empty();
    // The files are not part of it: a page that is sent again uploads them anew.
    let mut written = Written::<ReportBody>::of_page("/plain/report", words, page.get("key"))?;
    written.value.files = keep(app, page).await?;
    if is_wordless && written.value.files.is_empty() {
        return Err(Problem::missing("text"));
    }
    enter(app, written).await
}

/// Keeps the files that came, and names those that were kept before.
pub(super) async fn keep(app: &App, page: &mut Page) -> Result<Vec<FileId>, Problem> {
    let area = area_of(app, None)?;
    for sent in std::mem::take(&mut page.files) {
        let kept = keep_public(app, area, sent).await;
        let kept = kept.map_err(|problem| problem.field("file"))?;
        page.add("kept", kept.id.uuid().to_string());
    }
    if let Some(problem) = page.wrong.take() {
        return Err(problem);
    }
    let ids = page.all("kept").map(|id| uuid::Uuid::parse_str(id).map(FileId::from_uuid));
    ids.collect::<Result<_, _>>().map_err(|_| Problem::invalid("file"))
}

/// The first clause of what was said.
fn title_of(text: &str) -> String {
    let mut clauses = text.split(['。', '！', '？', '!', '?', '\n', '；', ';']).map(str::trim);
    let title = clauses.find(|clause| !clause.is_empty()).unwrap_or("见照片、录音或视频");
    title.chars().take(TITLE).collect()
}

fn form(l: Language, page: &Page, key: &str, problem: Option<&Problem>) -> Response {
    let title = l.say("我要反映", "Report something");
    let wrong = Wrong { l, problem };
    let optional = l.say("可不填", "may be left out");
    let body = html! {
        h1 { (title) }
        (wrong.above(FIELDS))
        form method="post" action=(l.at("/plain/report")) enctype="multipart/form-data" {
            input type="hidden" name="key" value=(key);
            label for="words" { (l.say("什么事？", "What is the matter?")) }
            textarea #words name="text" rows="5" maxlength="20000" aria-describedby=[wrong.describes("words", TEXT)] aria-invalid=[wrong.is_at(TEXT).then_some("true")] { "\n" (page.get("text")) }
            (wrong.at("words", TEXT))
            p.hint { (l.say("什么时候、什么情况、希望怎么解决。请不要写国家秘密、商业秘密和他人隐私。", "When, what happened, what should be done. No state or business secrets, nothing private about others, please.")) }
            fieldset {
                legend { (l.say("您要", "It is")) }
                @for (kind, zh, en) in KINDS {
                    label.choice {
                        input type="radio" name="kind" value=(kind.code()) checked[is_chosen(page, kind)];
                        span { (l.say(zh, en)) }
                    }
                }
            }
            label for="address" { (l.say("地点", "Place")) " " small { (optional) } }
            input #address .line name="address" maxlength="500" value=(page.get("address")) aria-describedby=[wrong.describes("address", ADDRESS)] aria-invalid=[wrong.is_at(ADDRESS).then_some("true")];
            (wrong.at("address", ADDRESS))
            label for="person" { (l.say("怎么称呼", "Your name")) " " small { (optional) } }
            input #person .line name="name" maxlength="100" autocomplete="name" value=(page.get("name")) aria-describedby=[wrong.describes("person", NAME)] aria-invalid=[wrong.is_at(NAME).then_some("true")];
            (wrong.at("person", NAME))
            label for="contact" { (l.say("联系电话", "Telephone")) " " small { (optional) } }
            input #contact .line type="tel" name="contact" maxlength="100" autocomplete="tel" value=(page.get("contact")) aria-describedby=[wrong.describes("contact", CONTACT)] aria-invalid=[wrong.is_at(CONTACT).then_some("true")];
            (wrong.at("contact", CONTACT))
            p.hint { (l.say("用来告诉您结果、请您评价；页面上只显示前三位和后四位", "To tell you the result and ask how it was; pages show its first three and last four digits only")) }
            (tick("on_behalf", page.has("on_behalf"), l.say("我是替别人反映", "I report for somebody else"), l.say("请留您自己的电话：回访找您，也请您来评价", "Leave your own number: the callback comes to you, and you are asked to rate the result")))
            (tick("confidential", page.has("confidential"), l.say("为我保密", "Keep me confidential"), l.say("承办单位看不到您的姓名和电话，由受理人员代为联系；您写的话他们看得到，请不要写明身份", "The handling office does not see your name and number; intake contacts you instead. It reads your words: do not write who you are")))
            (files(l, page, wrong))
            button.main { (l.say("提交", "Send")) }
        }
    };
    frame::refused(
        problem,
        frame::page(l, Some(title), problem.is_none().then_some("/plain/report"), &body),
    )
}

/// The files of a form; the last, so that a long upload that breaks has brought the words.
pub(super) fn files(l: Language, page: &Page, wrong: Wrong<'_>) -> Markup {
    let kept = page.all("kept").count();
    html! {
        label for="file" { (l.say("照片、录音或视频", "Photos, a recording or a video")) " " small { (l.say("最多 3 个，可不选", "3 at most, may be left out")) } }
        @for id in page.all("kept") { input type="hidden" name="kept" value=(id); }
        @if kept > 0 {
            p.hint { (l.say(format!("已经上传 {kept} 个，不用再选", ), format!("{kept} uploaded already: no need to choose again"))) }
        }
        @for nth in kept..3 {
            input id=[(nth == kept).then_some("file")] type="file" name="file" accept="image/*,audio/*,video/*" aria-label=(l.say(format!("第 {} 个文件", nth + 1), format!("File {}", nth + 1)));
        }
        (wrong.at("file", FILE))
        p.hint { (l.say("照片里的位置信息会去掉", "The place written in a photo is removed")) }
    }
}

fn is_chosen(page: &Page, kind: Kind) -> bool {
    match page.get("kind") {
        "" => kind == Kind::Request,
        chosen => chosen == kind.code(),
    }
}

fn receipt(l: Language, reported: &Reported, callable: bool) -> Response {
    let title = l.say("已经收到", "It has arrived");
    let body = html! {
        h1 { (title) }
        dl.keep {
            dt { (l.say("编号", "Number")) }
            dd #number { (reported.number) }
            dt { (l.say("查询码", "Code")) }
            dd #code { (reported.code) }
        }
        p { (l.say("请抄下或打印编号和查询码：查进度、补充、评价，都要用它们。", "Write down or print number and code: you need both to follow, add and rate.")) }
        form method="post" action=(l.at("/plain/follow")) enctype="multipart/form-data" {
            input type="hidden" name="number" value=(reported.number);
            input type="hidden" name="code" value=(reported.code);
            button.main { (l.say("查看进度", "Follow it")) }
        }
        h2 { (l.say("接下来", "What comes next")) }
        ol {
            li { (l.say("工作人员先看是不是归这里管；受理后写明由谁办、什么时候答复。", "Staff see whether it belongs here. Once it is accepted you read who handles it and by when.")) }
            li { (l.say("承办单位办理，在“查进度”里写明每一步。", "The office handles it; each step is told where you follow it.")) }
            @if callable {
                li { (l.say("办完后由承办单位以外的人按您留的电话回访，核实解决了没有，再请您评价。", "When it is done, somebody outside that office calls your number and asks whether it is solved; then you are asked to rate it.")) }
            } @else {
                li { (l.say("没有留电话：办完后由承办单位以外的人核查，您可以用编号和查询码看结果、评价。", "You left no number: when it is done, somebody outside that office looks at it. With number and code you read the result and rate it.")) }
            }
            li { (l.say("没有解决，评价时说一声，在期限内会重新办理。", "If it is not solved, say so in the rating: within its window the matter is handled again.")) }
        }
    };
    frame::page(l, Some(title), None, &body)
}
