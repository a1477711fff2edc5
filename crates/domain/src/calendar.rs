//! Calendars 日历: which days and hours count as working time in one division.
//!
//! Source of the shipped days: the State Council's yearly notices, 2004–2026. A year without a
//! notice falls back to weekends and the fixed-date holidays and says so (日历未公布).

pub(crate) mod business;
mod day;
mod hours;
#[cfg(test)]
mod tests;
mod working;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

pub use day::{CalendarDay, Day, DayKind, InvalidDayKind, InvalidDayLine, parse_days};
pub use hours::{InvalidHours, OpenHours};
use working::{WorkingDays, number};

/// When the last day of a period ends (民法典 art. 203).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DayEnd)]
pub enum Close {
    /// At 24:00.
    #[default]
    Midnight,
    /// When business stops that day.
    CloseOfBusiness,
}

/// What a calendar's answers depend on, as a short hash: same version, same due instants.
/// Names of holidays are not part of it. Written as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CalendarVersion(u64);

/// The text is not a calendar version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a calendar version is 16 lower-case hexadecimal digits")]
pub struct InvalidCalendarVersion;

/// The calendar of one division. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Calendar {
    zone: TimeZone,
    hours: Arc<OpenHours>,
    close: Close,
    /// `false`: every day counts, day and night.
    rests: bool,
    days: WorkingDays,
    version: CalendarVersion,
}

impl Calendar {
    /// Mainland China as shipped: 2004–2026, `Asia/Shanghai`, 08:00–12:00 and 14:00–18:00, days
    /// end at midnight.
    pub fn china() -> Self {
        static CHINA: OnceLock<Calendar> = OnceLock::new();
        CHINA.get_or_init(|| Self::bare(shanghai()).with_days(shipped_days())).clone()
    }

    /// A calendar without any day list: every year is a guess until lists are loaded.
    pub fn bare(zone: TimeZone) -> Self {
        Self {
            zone,
            hours: Arc::new(OpenHours::office()),
            close: Close::Midnight,
            rests: true,
            days: WorkingDays::new(BTreeMap::new(), BTreeSet::new()),
            version: CalendarVersion(0),
        }
        .versioned()
    }

    /// With more days: other years, corrections, local days. A later day of the same date wins.
    /// A year counts as published once its National Day (1 October) is among its holidays; the
    /// notice of one year may name days of its neighbours, which does not publish those.
    #[must_use]
    pub fn with_days(&self, days: impl IntoIterator<Item = CalendarDay>) -> Self {
        let mut exceptions = (*self.days.exceptions).clone();
        let mut published = (*self.days.published).clone();
        for CalendarDay { date, kind, name } in days {
            if kind == DayKind::Holiday && (date.month(), date.day()) == (10, 1) {
                published.insert(date.year());
            }
            exceptions.insert(date, (kind, name));
        }
        Self { days: WorkingDays::new(exceptions, published), ..self.clone() }.versioned()
    }

    /// With `years` taken as published although no list may mention them: for places whose rest
    /// days are weekends and the loaded days only.
    #[must_use]
    pub fn with_published(&self, years: impl IntoIterator<Item = i16>) -> Self {
        let mut published = (*self.days.published).clone();
        published.extend(years);
        let days = WorkingDays::new((*self.days.exceptions).clone(), published);
        Self { days, ..self.clone() }.versioned()
    }

    /// With other business hours.
    #[must_use]
    pub fn with_hours(&self, hours: OpenHours) -> Self {
        Self { hours: Arc::new(hours), ..self.clone() }.versioned()
    }

    /// With another end of the day.
    #[must_use]
    pub fn with_close(&self, close: Close) -> Self {
        Self { close, ..self.clone() }.versioned()
    }

    /// In another time zone.
    #[must_use]
    pub fn with_zone(&self, zone: TimeZone) -> Self {
        Self { zone, ..self.clone() }.versioned()
    }

    /// For categories that run urgent on holidays: every day counts, day and night.
    #[must_use]
    pub fn without_rest(&self) -> Self {
        static AROUND: OnceLock<Arc<OpenHours>> = OnceLock::new();
        let hours = AROUND.get_or_init(|| Arc::new(OpenHours::around_the_clock())).clone();
        Self { hours, rests: false, ..self.clone() }.versioned()
    }

    /// What a clock must remember of this calendar.
    pub fn version(&self) -> &CalendarVersion {
        &self.version
    }

    /// The zone in which days begin and end.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Business hours of a working day.
    pub fn hours(&self) -> &OpenHours {
        &self.hours
    }

    /// When the last day of a period ends.
    pub fn close(&self) -> Close {
        self.close
    }

    /// Whether there are rest days at all.
    pub fn rests(&self) -> bool {
        self.rests
    }

    /// Whether the year's list is known. A calendar without rest needs none.
    pub fn published(&self, year: i16) -> bool {
        !self.rests || self.days.published.contains(&year)
    }

    /// What `date` is.
    pub fn day(&self, date: Date) -> Day {
        let published = self.published(date.year());
        let (kind, name) = match self.days.exceptions.get(&date) {
            Some((kind, name)) => (*kind, name.clone()),
            None => match day::fixed_holiday(date).filter(|_| !published) {
                Some(name) => (DayKind::Holiday, Some(name.to_owned())),
                None => (DayKind::of_weekday(date), None),
            },
        };
        Day { working: self.is_working(date), kind, name, published }
    }

    /// Whether `date` counts as a working day.
    pub fn is_working(&self, date: Date) -> bool {
        !self.rests || self.days.is_working(number(date))
    }

    fn versioned(mut self) -> Self {
        let zone = self.zone.iana_name().map_or_else(|| format!("{:?}", self.zone), str::to_owned);
        let mut hash = Sha256::new();
        hash.update(format!("1\n{zone}\n{}\n{:?}\n{}\n", self.hours, self.close, self.rests));
        if self.rests {
            for year in self.days.published.iter() {
                hash.update(format!("{year}\n"));
            }
            for (date, (kind, _)) in self.days.exceptions.iter() {
                hash.update(format!("{date} {}\n", kind.code()));
            }
        }
        let short = hash.finalize().iter().take(8).fold(0, |all, byte| all << 8 | u64::from(*byte));
        self.version = CalendarVersion(short);
        self
    }
}

fn shanghai() -> TimeZone {
    // The bundled database, so that due instants do not depend on the machine.
    TimeZoneDatabase::bundled()
        .get("Asia/Shanghai")
        .unwrap_or_else(|_| TimeZone::fixed(Offset::constant(8)))
}

fn shipped_days() -> Vec<CalendarDay> {
    // The test `the_shipped_list_is_whole` reads the same text.
    parse_days(include_str!("../data/calendar_cn.csv")).unwrap_or_default()
}

impl fmt::Display for CalendarVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for CalendarVersion {
    type Err = InvalidCalendarVersion;

    fn from_str(text: &str) -> Result<Self, InvalidCalendarVersion> {
        let lawful =
            text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !lawful {
            return Err(InvalidCalendarVersion);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| InvalidCalendarVersion)
    }
}

impl TryFrom<String> for CalendarVersion {
    type Error = InvalidCalendarVersion;

    fn try_from(text: String) -> Result<Self, InvalidCalendarVersion> {
        text.parse()
    }
}

impl From<CalendarVersion> for String {
    fn from(version: CalendarVersion) -> Self {
        version.to_string()
    }
}
