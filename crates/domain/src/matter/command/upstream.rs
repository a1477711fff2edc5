//! Orders of a platform above: what it says of them, and what it is asked.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::matter::{AskAbove, Solved};

/// Another day by which the platform above wants its answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveUpstream {
    /// The day it sets now: an exclusive end.
    pub due: Timestamp,
    /// Which of its papers says so.
    pub reason: String,
}

/// What the platform above says of its order now; at least one of the two.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HearUpstream {
    /// Its state there, in the words used there.
    #[serde(default)]
    #[schema(example = "已督办", max_length = 60)]
    pub state: Option<String>,
    /// What it says besides, or anew.
    #[serde(default)]
    pub text: Option<String>,
}

/// 向上申请: the platform above is asked to take its order back, or for more time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskUpstream {
    /// What it is asked.
    pub ask: AskAbove,
    /// For more time: the day that is asked for, an exclusive end.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// Why, as it is entered there.
    pub reason: String,
}

/// 上级批复: what the platform above answered to that.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerUpstream {
    /// Agreed or not.
    pub granted: bool,
    /// For more time: the day that it gives, if it is not the one that was asked for; an exclusive end.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// What it says; its number or paper.
    pub opinion: String,
}

/// 上级回访评价: what the platform above heard from the reporter; at least one of the two.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RateUpstream {
    /// Whether it is put right. "not" opens what has ended anew, within the window.
    #[serde(default)]
    pub solved: Option<Solved>,
    /// How content, 1..=5; three and more are content.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 5)]
    pub satisfaction: Option<u8>,
    /// What was said.
    #[serde(default)]
    pub text: String,
}
