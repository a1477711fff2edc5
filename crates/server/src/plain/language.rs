//! The language of a page, `?lang=en` or Chinese.

use axum::http::Uri;

use crate::error::{Problem, Words};

/// The language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Zh,
    En,
}

impl Language {
    pub fn of(uri: &Uri) -> Self {
        let mut asked = uri.query().unwrap_or_default().split('&');
        if asked.any(|one| one == "lang=en") { Self::En } else { Self::Zh }
    }

    /// Of both, the one of the page.
    pub fn say<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    pub fn code(self) -> &'static str {
        self.say("zh-CN", "en")
    }

    pub fn other(self) -> Self {
        self.say(Self::En, Self::Zh)
    }

    /// The address of a page in this language.
    pub fn at(self, path: &str) -> String {
        self.say(path.to_owned(), format!("{path}?lang=en"))
    }

    /// Why something was not done, and what to do.
    pub fn why(self, problem: &Problem) -> String {
        let Words { reason, remedy } = self.say(&problem.zh, &problem.en);
        self.say(format!("{reason}。{remedy}"), format!("{reason}: {remedy}"))
    }
}
