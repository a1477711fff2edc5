//! What stands around every page, and the parts of its forms.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::language::Language;
use crate::error::Problem;

/// Nothing runs here, and nothing comes from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// A page. `here` is its own address, where asking for it again shows the same.
pub(super) fn page(
    l: Language,
    title: Option<&str>,
    here: Option<&str>,
    body: &Markup,
) -> Response {
    let name = l.say("回声", "Huisheng");
    let other = l.other();
    let page = html! {
        (DOCTYPE)
        html lang=(l.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="format-detection" content="telephone=no";
                title { @if let Some(title) = title { (title) " – " } (name) }
                link rel="stylesheet" href="/plain/look.css";
            }
            body {
                header.top {
                    a.brand href=(l.at("/plain/")) { (name) }
                    @if let Some(here) = here {
                        a href=(other.at(here)) lang=(other.code()) { (other.say("中文", "English")) }
                    }
                }
                main { (body) }
            }
        }
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        // A shared computer keeps no code and no name.
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, page.into_string()).into_response()
}

/// The same page as the answer to what was not done.
pub(super) fn refused(problem: Option<&Problem>, mut page: Response) -> Response {
    if let Some(problem) = problem {
        let status = StatusCode::from_u16(problem.status);
        *page.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    }
    page
}

/// A page that says only what went wrong: nothing of the form could be read.
pub(super) fn unread(l: Language, problem: &Problem) -> Response {
    let body = html! {
        h1 { (l.say("没有收到", "It did not arrive")) }
        p.wrong { (l.why(problem)) }
        p { (l.say("请用浏览器的“后退”回到刚才的页面，您填的内容一般都在。", "Go back with your browser: what you typed is usually still there.")) }
    };
    refused(Some(problem), page(l, None, None, &body))
}

/// A problem as a form shows it.
#[derive(Clone, Copy)]
pub(super) struct Wrong<'a> {
    pub l: Language,
    pub problem: Option<&'a Problem>,
}

impl Wrong<'_> {
    /// Whether it is about one of these fields of the body.
    pub fn is_at(self, fields: &[&str]) -> bool {
        let field = self.problem.and_then(|problem| problem.field.as_deref());
        field.is_some_and(|field| fields.contains(&field))
    }

    /// Beside its field.
    pub fn at(self, id: &str, fields: &[&str]) -> Markup {
        html! {
            @if self.is_at(fields) && let Some(problem) = self.problem {
                p.wrong id={ (id) "-wrong" } { (self.l.why(problem)) }
            }
        }
    }

    /// Above the form: a way to the field, or the whole problem where no field is to blame.
    pub fn above(self, fields: &[(&str, &[&str])]) -> Markup {
        let at = fields.iter().find(|(_, names)| self.is_at(names));
        html! {
            @if let Some(problem) = self.problem {
                @match at {
                    Some((id, _)) => p.wrong role="alert" {
                        a href={ "#" (id) } { (self.l.say("没有提交：有一处要改", "Not sent: one thing has to be changed")) }
                    },
                    None => p.wrong role="alert" { (self.l.why(problem)) },
                }
            }
        }
    }

    /// What describes a field, where something does.
    pub fn describes(self, id: &str, fields: &[&str]) -> Option<String> {
        self.is_at(fields).then(|| format!("{id}-wrong"))
    }
}

/// A box to tick.
pub(super) fn tick(name: &str, ticked: bool, text: &str, hint: &str) -> Markup {
    html! {
        label.choice.wide {
            input type="checkbox" name=(name) value="yes" checked[ticked];
            span { (text) " " small { (hint) } }
        }
    }
}
