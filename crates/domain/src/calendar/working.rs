//! Which dates are working days, ready to be counted: rank and select in constant time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use jiff::SignedDuration;
use jiff::civil::{Date, date};

use super::day::{DayKind, fixed_holiday};

const EPOCH: Date = date(1970, 1, 1);
/// The Gregorian calendar repeats, weekdays included, after 400 years.
const CYCLE: i64 = 146_097;

/// Days since 1970-01-01.
pub(super) fn number(date: Date) -> i64 {
    EPOCH.duration_until(date).as_hours() / 24
}

/// The date of a day number; beyond the years -9999 to 9999 the nearest date.
pub(super) fn date_of_number(number: i64) -> Date {
    let end = if number < 0 { Date::MIN } else { Date::MAX };
    let hours = number.checked_mul(24).map(SignedDuration::from_hours);
    hours.and_then(|hours| EPOCH.checked_add(hours).ok()).unwrap_or(end)
}

/// A row of days, one bit each (1 = working), with counts before each word.
#[derive(Debug)]
struct Bits {
    words: Vec<u64>,
    before: Vec<u32>,
    total: i64,
}

impl Bits {
    fn new(days: impl Iterator<Item = bool>) -> Self {
        let (mut words, mut before, mut total) = (Vec::new(), Vec::new(), 0_u32);
        for (index, working) in days.enumerate() {
            if index % 64 == 0 {
                words.push(0);
                before.push(total);
            }
            if let (true, Some(word)) = (working, words.last_mut()) {
                *word |= 1_u64 << (index % 64);
                total += 1;
            }
        }
        Self { words, before, total: i64::from(total) }
    }

    fn get(&self, index: i64) -> bool {
        let word = self.words.get((index / 64) as usize).copied().unwrap_or(0);
        word >> (index % 64) & 1 == 1
    }

    /// Working days before day `index`.
    fn rank(&self, index: i64) -> i64 {
        let at = (index / 64) as usize;
        match (self.words.get(at), self.before.get(at)) {
            (Some(word), Some(before)) => {
                let below = word & ((1_u64 << (index % 64)) - 1);
                i64::from(before + below.count_ones())
            }
            _ => self.total,
        }
    }

    /// Index of the working day number `count`, counted from 0; `count < total`.
    fn select(&self, count: i64) -> i64 {
        let at =
            self.before.partition_point(|before| i64::from(*before) <= count).saturating_sub(1);
        let (Some(word), Some(before)) = (self.words.get(at), self.before.get(at)) else {
            return 0;
        };
        let mut word = *word;
        for _ in i64::from(*before)..count {
            word &= word.wrapping_sub(1);
        }
        at as i64 * 64 + i64::from(word.trailing_zeros())
    }
}

/// Weekends and the fixed holidays, the guess for years without a list, over one cycle from 1970.
fn guess() -> &'static Bits {
    static GUESS: OnceLock<Bits> = OnceLock::new();
    GUESS.get_or_init(|| {
        Bits::new(
            (0..CYCLE).map(date_of_number).map(|date| {
                DayKind::of_weekday(date).is_working() && fixed_holiday(date).is_none()
            }),
        )
    })
}

fn guess_rank(day: i64) -> i64 {
    day.div_euclid(CYCLE) * guess().total + guess().rank(day.rem_euclid(CYCLE))
}

fn guess_select(count: i64) -> i64 {
    let total = guess().total;
    count.div_euclid(total) * CYCLE + guess().select(count.rem_euclid(total))
}

/// The days that were loaded and what follows from them.
#[derive(Clone, Debug)]
pub(super) struct WorkingDays {
    pub(super) exceptions: Arc<BTreeMap<Date, (DayKind, Option<String>)>>,
    pub(super) published: Arc<BTreeSet<i16>>,
    window: Arc<Bits>,
    /// First day of the window and the day after its last.
    first: i64,
    end: i64,
    /// Working days of the guess before `first` and before `end`.
    before_first: i64,
    before_end: i64,
}

impl WorkingDays {
    pub(super) fn new(
        exceptions: BTreeMap<Date, (DayKind, Option<String>)>,
        published: BTreeSet<i16>,
    ) -> Self {
        let years = || exceptions.keys().map(|date| date.year()).chain(published.iter().copied());
        let bounds = years().min().zip(years().max()).and_then(|(min, max)| {
            Some((Date::new(min, 1, 1).ok()?, Date::new(max, 12, 31).ok()?))
        });
        let (first, end) = bounds.map_or((0, 0), |(min, max)| (number(min), number(max) + 1));
        let window =
            Bits::new((first..end).map(date_of_number).map(|date| match exceptions.get(&date) {
                Some((kind, _)) => kind.is_working(),
                None => {
                    DayKind::of_weekday(date).is_working()
                        && (published.contains(&date.year()) || fixed_holiday(date).is_none())
                }
            }));
        Self {
            exceptions: Arc::new(exceptions),
            published: Arc::new(published),
            window: Arc::new(window),
            first,
            end,
            before_first: guess_rank(first),
            before_end: guess_rank(end),
        }
    }

    pub(super) fn is_working(&self, day: i64) -> bool {
        if (self.first..self.end).contains(&day) {
            self.window.get(day - self.first)
        } else {
            guess().get(day.rem_euclid(CYCLE))
        }
    }

    /// Working days before `day`, from a fixed zero; only differences mean something.
    pub(super) fn rank(&self, day: i64) -> i64 {
        if day <= self.first {
            guess_rank(day)
        } else if day < self.end {
            self.before_first + self.window.rank(day - self.first)
        } else {
            self.before_first + self.window.total + guess_rank(day) - self.before_end
        }
    }

    /// The working day before which `count` working days lie.
    pub(super) fn select(&self, count: i64) -> i64 {
        let inside = count - self.before_first;
        if inside < 0 {
            guess_select(count)
        } else if inside < self.window.total {
            self.first + self.window.select(inside)
        } else {
            guess_select(inside - self.window.total + self.before_end)
        }
    }
}
