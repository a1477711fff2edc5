//! The page that somebody sees who came back and is not let in. It is plain, for a browser that followed a link: it has
//! no script, and says in both languages what to do.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use crate::error::{Problem, Words};

const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// Why somebody is not let in, and as what people know it at the provider, if that was proven.
pub struct TurnedAway {
    /// Why.
    pub problem: Problem,
    /// The name there.
    pub name: Option<String>,
}

impl<T: Into<Problem>> From<T> for TurnedAway {
    fn from(problem: T) -> Self {
        Self { problem: problem.into(), name: None }
    }
}

impl TurnedAway {
    /// A page for who asks for one, and the problem for a program.
    pub fn answer(self, asked: &HeaderMap) -> Response {
        let accepts = asked.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        if !accepts.is_some_and(|accepts| accepts.contains("text/html")) {
            return self.problem.into_response();
        }
        let status = StatusCode::from_u16(self.problem.status);
        let headers = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            // A shared computer keeps no identity.
            (header::CACHE_CONTROL, "no-store"),
            (header::CONTENT_SECURITY_POLICY, POLICY),
        ];
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, headers, self.page().into_string()).into_response()
    }

    fn page(&self) -> Markup {
        let said = |words: &Words, lang: &str| {
            html! {
                div lang=(lang) {
                    p { b { (words.reason) } }
                    p { (words.remedy) }
                }
            }
        };
        html! {
            (DOCTYPE)
            html lang="zh-CN" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { "没有登录 – 回声 Huisheng" }
                    link rel="stylesheet" href="/first.css";
                }
                body {
                    main {
                        h1 { "没有登录" small lang="en" { "Not signed in" } }
                        (said(&self.problem.zh, "zh-CN"))
                        (said(&self.problem.en, "en"))
                        @if let Some(name) = &self.name {
                            dl {
                                dt { "您在那里的名称 " span lang="en" { "Your name there" } }
                                dd { (name) }
                            }
                        }
                        a.button href="/desk/" { "回到登录页" span lang="en" { " Back to the sign-in page" } }
                    }
                }
            }
        }
    }
}
