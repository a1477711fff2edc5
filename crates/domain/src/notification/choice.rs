//! What somebody wants to be told of, and when.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::{Time, time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use super::Topic;

/// When reporters are left in peace.
pub const QUIET: Quiet = Quiet { from: time(21, 0, 0, 0), until: time(8, 0, 0, 0) };

/// Hours of rest 免打扰, every day; over midnight where `until` is not after `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = QuietHours)]
pub struct Quiet {
    /// From this time of the day.
    #[schema(value_type = String, example = "21:00:00")]
    pub from: Time,
    /// Until this, exclusive.
    #[schema(value_type = String, example = "08:00:00")]
    pub until: Time,
}

/// The hours would last a whole day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("hours of rest do not end when they begin")]
pub struct InvalidQuiet;

impl Quiet {
    /// The first instant at or after `at` that is not within the hours.
    pub fn after(&self, at: Timestamp, zone: &TimeZone) -> Timestamp {
        let here = at.to_zoned(zone.clone()).datetime();
        let (now, overnight) = (here.time(), self.until <= self.from);
        let within = if overnight {
            now >= self.from || now < self.until
        } else {
            now >= self.from && now < self.until
        };
        if !within {
            return at;
        }
        let today = here.date();
        let day =
            if overnight && now >= self.from { today.tomorrow().unwrap_or(today) } else { today };
        let ends = zone.to_ambiguous_zoned(day.to_datetime(self.until)).compatible();
        ends.map_or(at, |ends| ends.timestamp())
    }
}

/// What a member of staff chose. In the house itself everything is told; this is for what goes out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NotificationChoice)]
pub struct Choice {
    /// Topics that are not sent.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub off: BTreeSet<Topic>,
    /// What comes within these hours is sent after them, but for what is on duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
}

impl Choice {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// The hours of rest would last a whole day.
    pub fn check(&self) -> Result<(), InvalidQuiet> {
        match self.quiet {
            Some(quiet) if quiet.from == quiet.until => Err(InvalidQuiet),
            _ => Ok(()),
        }
    }

    /// Whether a topic is sent.
    pub fn sends(&self, topic: Topic) -> bool {
        topic.wakes() || !self.off.contains(&topic)
    }
}
