//! 来电: what the telephone system of the hotline says of its calls. Numbers of callers stand beside it, sealed.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::one_time_code::Mobile;

/// Characters of the id that the telephone system gives a call.
pub const SWITCH_ID: usize = 100;
/// Digits of a telephone number.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=20;
/// A clock of another machine may be ahead by so much.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// The longest a call takes.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// What the telephone system has not said the end of, is over by then.
const LOST: SignedDuration = SignedDuration::from_hours(1);

/// 呼入、呼出.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CallDirection)]
pub enum Direction {
    /// 呼入: somebody calls the hotline.
    #[default]
    In,
    /// 呼出: the hotline calls somebody.
    Out,
}

crate::codes! { Direction:
    Direction::In => "in",
    Direction::Out => "out",
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CallState)]
pub enum State {
    /// 振铃.
    Ringing,
    /// 通话中.
    Talking,
    /// 已结束.
    Ended,
    /// 未接: nobody took it.
    Missed,
}

/// When it rang, was taken and ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Times {
    /// It began to ring.
    pub rang: Timestamp,
    /// Somebody took it.
    pub answered: Option<Timestamp>,
    /// It was over.
    pub ended: Option<Timestamp>,
}

impl Times {
    /// Whether they can be.
    ///
    /// # Errors
    /// The first that cannot stand.
    pub fn check(&self, now: Timestamp) -> Result<(), &'static str> {
        let Self { rang, answered, ended } = *self;
        let ahead = |at: Timestamp| at.duration_since(now) > AHEAD;
        if ahead(rang) {
            return Err("rang");
        }
        if answered.is_some_and(|at| at < rang || ahead(at)) {
            return Err("answered");
        }
        let from = answered.unwrap_or(rang);
        match ended {
            Some(at) if at < from || ahead(at) || at.duration_since(rang) > LONGEST => Err("ended"),
            _ => Ok(()),
        }
    }

    /// Where it stands now. A call whose end was never told is over after an hour of ringing, or twelve of talking.
    pub fn state(&self, now: Timestamp) -> State {
        let lost = |since: Timestamp, long: SignedDuration| now.duration_since(since) > long;
        match (self.answered, self.ended) {
            (Some(_), Some(_)) => State::Ended,
            (Some(at), None) if lost(at, LONGEST) => State::Ended,
            (Some(_), None) => State::Talking,
            (None, Some(_)) => State::Missed,
            (None, None) if lost(self.rang, LOST) => State::Missed,
            (None, None) => State::Ringing,
        }
    }

    /// What is known now with what was known before: word of an earlier moment may come late.
    #[must_use]
    pub fn with(self, before: Self) -> Self {
        Self {
            rang: self.rang.min(before.rang),
            answered: self.answered.or(before.answered),
            ended: self.ended.or(before.ended),
        }
    }
}

/// A telephone number without what stands between its digits; none if it is no number.
pub fn plain(number: &str) -> Option<String> {
    let plain: String =
        Mobile::plain(number).chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')')).collect();
    let digits = DIGITS.contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_digit());
    digits.then_some(plain)
}

/// Whether a text can be the id of a call: one line, nothing that cannot be seen.
pub fn is_switch_id(id: &str) -> bool {
    (1..=SWITCH_ID).contains(&id.chars().count())
        && id.chars().all(|c| !c.is_whitespace() && !c.is_control())
}
