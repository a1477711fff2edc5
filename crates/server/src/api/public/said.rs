//! What a reporter says of the own matter, and the command it is.

use huisheng_domain::id::{FileId, ReportId};
use huisheng_domain::matter::{Command, Rate, ReplyQuestion, Solved, Supplement, Urge, Withdraw};
use serde::Deserialize;
use utoipa::ToSchema;

/// More words from the reporter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextBody {
    /// The words.
    #[schema(max_length = 20_000)]
    text: String,
}

impl TextBody {
    pub fn urge(self, report: ReportId) -> Command {
        Command::Urge(Urge { report, text: self.text })
    }

    pub fn withdraw(self, report: ReportId) -> Command {
        Command::Withdraw(Withdraw { report, reason: self.text })
    }
}

/// More from the reporter.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SupplementBody {
    /// The words.
    #[schema(max_length = 20_000)]
    text: String,
    /// Files uploaded just before.
    #[serde(default)]
    files: Vec<FileId>,
}

impl SupplementBody {
    pub fn supplement(self, report: ReportId) -> Command {
        let Self { text, files } = self;
        Command::Supplement(Supplement { report: Some(report), text, files })
    }
}

/// A rating in five levels.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RateBody {
    /// 1 to 5.
    #[schema(minimum = 1, maximum = 5)]
    stars: u8,
    /// Whether it was put right.
    #[serde(default)]
    solved: Option<Solved>,
    /// Tags.
    #[serde(default)]
    tags: Vec<String>,
    /// Own words.
    #[serde(default)]
    text: String,
}

impl RateBody {
    pub fn rate(self, report: ReportId) -> Command {
        let Self { stars, solved, tags, text } = self;
        Command::Rate(Rate { report, stars, solved, tags, text })
    }
}

/// The answer to a question, which knows its voice.
pub(crate) fn reply(body: ReplyQuestion, _: ReportId) -> Command {
    Command::Reply(body)
}
