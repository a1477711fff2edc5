//! Business hours of a working day.

use std::fmt;
use std::str::FromStr;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use thiserror::Error;

const DAY: u16 = 24 * 60;

/// When an office works on a working day, written `08:00-12:00 14:00-18:00`, by the local clock.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OpenHours {
    /// Minutes of the day `[open, close)`, in order, apart from each other, at least one.
    spans: Vec<(u16, u16)>,
}

/// The text or the spans are not business hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("business hours are spans in order like 08:00-12:00 14:00-18:00, up to 24:00")]
pub struct InvalidHours;

impl OpenHours {
    /// 08:00–12:00 and 14:00–18:00, the usual office day of eight hours.
    pub fn office() -> Self {
        Self { spans: vec![(8 * 60, 12 * 60), (14 * 60, 18 * 60)] }
    }

    /// Day and night.
    pub fn around_the_clock() -> Self {
        Self { spans: vec![(0, DAY)] }
    }

    /// Hours from `(open, close)` minutes of the day.
    ///
    /// # Errors
    /// No span, an empty span, spans out of order or touching, or beyond 24:00.
    pub fn new(spans: impl IntoIterator<Item = (u16, u16)>) -> Result<Self, InvalidHours> {
        let spans: Vec<_> = spans.into_iter().collect();
        let lawful = spans.iter().all(|(open, close)| open < close && *close <= DAY)
            && spans.windows(2).all(|pair| pair[0].1 < pair[1].0);
        if spans.is_empty() || !lawful { Err(InvalidHours) } else { Ok(Self { spans }) }
    }

    /// Working time of one day; never zero.
    pub fn total(&self) -> SignedDuration {
        minutes(self.spans.iter().map(|(open, close)| close - open).sum())
    }

    /// Time of day when business stops.
    pub fn close(&self) -> SignedDuration {
        minutes(self.spans.last().map_or(DAY, |(_, close)| *close))
    }

    /// Whether business is open at that time of day; it closes on the minute.
    pub(super) fn is_open(&self, time: SignedDuration) -> bool {
        self.spans.iter().any(|(open, close)| minutes(*open) <= time && time < minutes(*close))
    }

    /// Working time from midnight to `time` of day.
    pub(super) fn worked_by(&self, time: SignedDuration) -> SignedDuration {
        let worked = |(open, close): &(u16, u16)| {
            time.min(minutes(*close)).saturating_sub(minutes(*open)).max(SignedDuration::ZERO)
        };
        self.spans.iter().map(worked).fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// The earliest time of day by which `worked` has been worked: four hours end at 12:00, not
    /// at 14:00. More than a day's hours end at closing time.
    pub(super) fn time_after(&self, worked: SignedDuration) -> SignedDuration {
        let mut left = worked;
        for (open, close) in &self.spans {
            let span = minutes(close - open);
            if left <= span {
                return minutes(*open).saturating_add(left);
            }
            left = left.saturating_sub(span);
        }
        self.close()
    }
}

fn minutes(minutes: u16) -> SignedDuration {
    SignedDuration::from_mins(i64::from(minutes))
}

fn parse_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !two_digits(hour) || !two_digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60).then_some(hour * 60 + minute)
}

impl FromStr for OpenHours {
    type Err = InvalidHours;

    fn from_str(text: &str) -> Result<Self, InvalidHours> {
        let span = |part: &str| {
            let (open, close) = part.split_once('-')?;
            Some((parse_minute(open)?, parse_minute(close)?))
        };
        let spans: Option<Vec<_>> = text.split_whitespace().map(span).collect();
        Self::new(spans.ok_or(InvalidHours)?)
    }
}

impl TryFrom<String> for OpenHours {
    type Error = InvalidHours;

    fn try_from(text: String) -> Result<Self, InvalidHours> {
        text.parse()
    }
}

impl From<OpenHours> for String {
    fn from(hours: OpenHours) -> Self {
        hours.to_string()
    }
}

impl fmt::Display for OpenHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (open, close)) in self.spans.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            let (oh, om, ch, cm) = (open / 60, open % 60, close / 60, close % 60);
            write!(f, "{gap}{oh:02}:{om:02}-{ch:02}:{cm:02}")?;
        }
        Ok(())
    }
}
