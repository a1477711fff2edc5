//! Notices 通知公告: what an office tells everybody of a place, for a time.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::{DivisionId, UnitId};

/// Characters of a title.
pub const TITLE: usize = 60;
/// Characters of a text: what is read on a phone in a minute or two.
pub const TEXT: usize = 2_000;
/// The longest a notice stands: one that never ends is read by nobody.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 366);

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// 停水停电停气.
    Outage,
    /// 道路交通.
    Road,
    /// 天气预警.
    Weather,
    /// 办事.
    Service,
    /// 其他.
    Other,
}

/// A page of our own that a notice leads to. There are no links to elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticePage {
    /// 我要反映.
    Report,
    /// 附近正在办.
    Nearby,
    /// 办结公开.
    Board,
    /// 找网格员.
    Grid,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
    /// Title, 1 to 60 characters.
    #[schema(min_length = 1, max_length = 60)]
    pub title: String,
    /// Plain text, 1 to 2,000 characters; an empty line parts paragraphs.
    #[schema(min_length = 1, max_length = 2_000)]
    pub text: String,
    /// The division it is for, with all below; the whole area if left out.
    #[serde(default)]
    pub division: Option<DivisionId>,
    /// A page it leads to.
    #[serde(default)]
    pub page: Option<NoticePage>,
    /// From when it stands.
    pub from: Timestamp,
    /// Until when, an exclusive end.
    pub until: Timestamp,
    /// The unit that publishes it.
    pub unit: UnitId,
}

/// What is wrong with a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeFault {
    /// No title, or too long, or more than a line.
    Title,
    /// No text, or too long.
    Text,
    /// It ends before it begins, is over already, or stands longer than a year.
    Until,
}

/// Signs that are not seen, or turn what stands beside them around.
pub(crate) const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

impl NoticeFault {
    /// The field to correct.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Until => "until",
        }
    }
}

impl Notice {
    /// Whether it can be published.
    ///
    /// # Errors
    /// The first field that cannot stand.
    pub fn check(&self, now: Timestamp) -> Result<(), NoticeFault> {
        let length = |text: &str| text.trim().chars().count();
        let odd = |text: &str, line_ends: bool| {
            text.chars()
                .any(|c| is_unseen(c) || c.is_control() && !(line_ends && matches!(c, '\n' | '\t')))
        };
        if !(1..=TITLE).contains(&length(&self.title)) || odd(&self.title, false) {
            return Err(NoticeFault::Title);
        }
        if !(1..=TEXT).contains(&length(&self.text)) || odd(&self.text, true) {
            return Err(NoticeFault::Text);
        }
        let stands = self.until.duration_since(self.from);
        if self.until <= now || stands <= SignedDuration::ZERO || stands > LONGEST {
            return Err(NoticeFault::Until);
        }
        Ok(())
    }

    /// Whether people read it now.
    pub fn is_in_force(&self, now: Timestamp) -> bool {
        self.from <= now && now < self.until
    }

    /// The same, ended now; one that had not begun never stands.
    #[must_use]
    pub fn ended(mut self, now: Timestamp) -> Self {
        self.until = self.until.min(now);
        self.from = self.from.min(self.until);
        self
    }

    /// The paragraphs of the text.
    pub fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.text.split("\n\n").map(str::trim).filter(|one| !one.is_empty())
    }
}
