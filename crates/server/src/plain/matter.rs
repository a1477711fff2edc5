//! The page of a matter, as its reporter sees it.

use axum::response::Response;
use huisheng_domain::matter::Stage;
use jiff::Timestamp;
use maud::{Markup, html};

use super::frame::{self, Wrong};
use super::language::Language;
use super::{rate, report, told};
use crate::api::file::Page;
use crate::api::public::Followed;
use crate::app::App;
use crate::error::Problem;

/// A matter, and what its forms bring back.
pub(super) struct Shown<'a> {
    pub l: Language,
    pub app: &'a App,
    pub now: Timestamp,
    pub followed: &'a Followed,
    pub code: &'a str,
    pub key: &'a str,
}

/// `page` is what was sent, `problem` why it was not done, `done` the act that was.
pub(super) fn page(
    shown: &Shown<'_>,
    page: &Page,
    problem: Option<&Problem>,
    done: Option<&str>,
) -> Response {
    let Shown { l, followed, .. } = *shown;
    let rateable = rate::may_rate(followed);
    let known = problem.is_some_and(|_| is_offered(followed, rateable, page.get("act")));
    let body = html! {
        h1 { (followed.title) }
        p.hint { (followed.number) }
        @match done {
            Some("rate") => p role="status" { b { (l.say("您的评价已经收到", "Your rating has arrived")) } },
            Some(_) => p role="status" { b { (l.say("已发送", "Sent")) } },
            None => {}
        }
        @if !known { (Wrong { l, problem }.above(&[])) }
        (state(shown))
        @if let Some(into) = &followed.merged_into {
            p { (l.say("并入 ", "Merged into ")) (into) }
        }
        @for part in &followed.parts {
            form method="post" action=(l.at("/plain/follow")) enctype="multipart/form-data" {
                input type="hidden" name="number" value=(part.number);
                input type="hidden" name="code" value=(shown.code);
                button { (l.say("其中一件：", "One part: ")) (part.number) " " (told::stage(l, part.stage)) }
            }
        }
        @if let Some(ending) = followed.ending {
            section.card {
                h2 { (l.say("办理结果", "The result")) }
                p { (told::ending(l, ending)) }
                @if let Some(text) = result(followed) { blockquote.said { (text) } }
            }
        }
        @if let Some(question) = &followed.question {
            (act(shown, page, problem, "reply", &html! {
                p.said { (question.text) }
                input type="hidden" name="question" value=(question.id);
            }))
        }
        @if rateable { (rate::form(shown, page, of(problem, page, "rate"))) }
        @if followed.ending.is_none() {
            @for verb in ["supplement", "urge", "withdraw"] { (act(shown, page, problem, verb, &html! {})) }
        }
        h2 { (l.say("经过", "What happened")) }
        ol.steps {
            @for step in followed.steps.iter() {
                li {
                    b { (told::step(l, step.kind)) }
                    @if let Some(unit) = &step.unit { " " (unit) }
                    " " small { (told::time(shown, step.at)) }
                    @if let Some(due) = step.due { p { (l.say("新的期限：", "New limit: ")) (told::last_day(shown, due)) } }
                    @if let Some(text) = &step.text { p.said { (text) } }
                }
            }
        }
        @if !followed.files.is_empty() {
            p.hint { (l.say(format!("有 {} 个照片、录音或视频，在标准版的“查进度”里看。", followed.files.len()), format!("{} photos, recordings or videos: see them on the usual pages.", followed.files.len()))) }
        }
    };
    frame::refused(problem, frame::page(l, Some(&followed.title), None, &body))
}

/// The problem, if it is about this act.
fn of<'a>(problem: Option<&'a Problem>, page: &Page, verb: &str) -> Option<&'a Problem> {
    problem.filter(|_| page.get("act") == verb)
}

/// Whether the form of an act stands on the page.
fn is_offered(followed: &Followed, rateable: bool, verb: &str) -> bool {
    match verb {
        "rate" => rateable,
        "reply" => followed.question.is_some(),
        "supplement" | "urge" | "withdraw" => followed.ending.is_none(),
        _ => false,
    }
}

/// The answer or the reason, in the office's words.
fn result(followed: &Followed) -> Option<&str> {
    let steps = followed.steps.iter().rev();
    let mut told = steps.filter(|step| matches!(step.kind, "ended" | "submitted"));
    told.find_map(|step| step.text.as_deref())
}

fn state(shown: &Shown<'_>) -> Markup {
    let Shown { l, now, followed, .. } = *shown;
    html! {
        div.stage {
            p {
                b {
                    @match followed.ending {
                        Some(ending) => (told::ended(l, ending)),
                        None => (told::stage(l, followed.stage)),
                    }
                }
            }
            @if let Some(unit) = &followed.unit { p { (l.say(format!("由{unit}办理"), format!("Handled by {unit}"))) } }
            @if let (Some(due), None) = (followed.due, followed.ending) {
                @let end = told::last_day(shown, due);
                p {
                    @if due <= now {
                        b { (l.say(format!("已超期：应在 {end}以前{}", what(l, followed.stage)), format!("Overdue: by {end} {}", what(l, followed.stage)))) }
                    } @else {
                        (l.say(format!("最迟 {end}{}", what(l, followed.stage)), format!("By {end} {}", what(l, followed.stage))))
                    }
                }
            }
        }
    }
}

/// What is promised at a stage.
fn what(l: Language, stage: Stage) -> &'static str {
    match stage {
        Stage::Received => l.say("受理", "it is accepted"),
        Stage::Verifying => l.say("核实完", "the result is verified"),
        _ => l.say("答复您", "you have an answer"),
    }
}

/// The form of an act that is said in words.
fn act(
    shown: &Shown<'_>,
    page: &Page,
    problem: Option<&Problem>,
    verb: &str,
    more: &Markup,
) -> Markup {
    let Shown { l, followed, code, key, .. } = *shown;
    let problem = of(problem, page, verb);
    let (title, label) = match verb {
        "reply" => l.say(("承办单位问您", "回答"), ("The office asks you", "Answer")),
        "supplement" => l.say(("补充情况", "新的情况"), ("Add something", "What is new")),
        "urge" => l.say(("催一催", "想说的话"), ("Urge", "What you want to say")),
        _ => l.say(("撤回", "撤回的原因"), ("Take it back", "Why")),
    };
    let sure = l.say(
        "撤回后，您反映的部分不再办理，也不能再评价。",
        "What you reported is not handled any more, and you cannot rate it.",
    );
    // What was typed stands in its own form again, under the key it was sent with.
    let (text, key) = match problem {
        Some(problem) if problem.code == "key_reused" => (page.get("text"), key),
        Some(_) => (page.get("text"), page.get("key")),
        None => ("", key),
    };
    let wrong = Wrong { l, problem };
    let nothing = Page::default();
    html! {
        details.card open[problem.is_some() || verb == "reply"] {
            summary { b { (title) } }
            form method="post" action=(l.at("/plain/matter")) enctype="multipart/form-data" {
                input type="hidden" name="act" value=(verb);
                input type="hidden" name="number" value=(followed.number);
                input type="hidden" name="code" value=(code);
                input type="hidden" name="key" value=(key);
                (more)
                @if verb == "withdraw" { p { (sure) } }
                label for=(verb) { (label) }
                textarea id=(verb) name="text" rows="3" maxlength="20000" aria-describedby=[wrong.describes(verb, &["text", "reason", "answer"])] { "\n" (text) }
                @if !wrong.is_at(&["file", "files"]) && let Some(problem) = problem {
                    p.wrong id={ (verb) "-wrong" } role="alert" { (l.why(problem)) }
                }
                @if verb == "supplement" { (report::files(l, if problem.is_some() { page } else { &nothing }, wrong)) }
                button { (l.say("发送", "Send")) }
            }
        }
    }
}
