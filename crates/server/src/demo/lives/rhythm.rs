//! When things happen: days of work and rest, hours of the day, seasons, storms.

use huisheng_domain::calendar::Calendar;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::Dice;

/// Beijing time has no summer time.
const EAST: i64 = 8 * 3_600;
const DAY: i64 = 86_400;
const MORNING: std::ops::Range<i64> = 9 * 3_600..12 * 3_600;
const AFTERNOON: std::ops::Range<i64> = 14 * 3_600..18 * 3_600;
/// Reports by hour of the day.
const HOURS: [u32; 24] =
    [4, 2, 1, 1, 1, 3, 8, 18, 42, 60, 58, 44, 24, 26, 46, 52, 48, 40, 30, 28, 30, 26, 18, 9];

/// The days of the year of the demo and some around it.
#[derive(Debug)]
pub(super) struct Rhythm {
    calendar: Calendar,
    first: i64,
    working: Vec<bool>,
    months: Vec<usize>,
    storms: Vec<i64>,
    sums: Vec<u64>,
    pub(super) begin: i64,
    pub(super) end: i64,
}

impl Rhythm {
    pub(super) fn new(year_end: Timestamp, dice: &mut Dice) -> Self {
        let calendar = Calendar::china();
        let end = year_end.as_second();
        let begin = end - 365 * DAY;
        let first = (begin + EAST).div_euclid(DAY) - 2;
        let epoch = Date::constant(1970, 1, 1);
        let mut all = Self {
            calendar,
            first,
            working: Vec::new(),
            months: Vec::new(),
            storms: Vec::new(),
            sums: Vec::new(),
            begin,
            end,
        };
        for day in first..first + 460 {
            let date = epoch.saturating_add(day.days());
            all.working.push(all.calendar.is_working(date));
            all.months.push(usize::try_from(date.month() - 1).unwrap_or(0));
        }
        let mut sum = 0;
        for day in first..=(end + EAST).div_euclid(DAY) {
            let storm = matches!(all.month(day), 5..=8) && dice.chance(4.0);
            if storm {
                all.storms.push(day);
            }
            // 1970-01-01 was a Thursday
            let week =
                [100, 96, 88, 62, 116, 104, 102][usize::try_from(day.rem_euclid(7)).unwrap_or(0)];
            let rest = if all.works(day) { 100 } else { 72 };
            let season = [112, 96, 88, 92, 98, 108, 118, 116, 104, 90, 112, 116][all.month(day)];
            let fresh = if day * DAY - EAST > end - 11 * DAY { 260 } else { 100 };
            let weight =
                week * rest * season * fresh * if storm { 17 } else { 10 } * dice.between(85, 115);
            let inside = day * DAY - EAST >= begin && day * DAY - EAST <= end;
            sum += if inside { u64::try_from(weight / 1_000_000).unwrap_or(0) } else { 0 };
            all.sums.push(sum);
        }
        all
    }

    pub(super) const fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// A moment at which somebody reports.
    pub(super) fn moment(&self, dice: &mut Dice) -> i64 {
        let day = self.first + i64::try_from(dice.in_sums(&self.sums)).unwrap_or(0);
        let hour = i64::try_from(dice.weighted(HOURS)).unwrap_or(9);
        (day * DAY + hour * 3_600 + dice.between(0, 3_599) - EAST).clamp(self.begin, self.end - 1)
    }

    /// A moment of a working day at which a grid worker is about.
    pub(super) fn round(&self, dice: &mut Dice) -> i64 {
        let day = self.first + i64::try_from(dice.in_sums(&self.sums)).unwrap_or(0);
        (day * DAY + dice.between(8 * 3_600, 20 * 3_600) - EAST).clamp(self.begin, self.end - 1)
    }

    /// 0..12, or 12 on the day of a storm.
    pub(super) fn season(&self, at: i64) -> usize {
        let day = local_day(at);
        if self.storms.contains(&day) { 12 } else { self.month(day) }
    }

    fn month(&self, day: i64) -> usize {
        usize::try_from(day - self.first)
            .ok()
            .and_then(|at| self.months.get(at))
            .copied()
            .unwrap_or(0)
    }

    fn works(&self, day: i64) -> bool {
        usize::try_from(day - self.first)
            .ok()
            .and_then(|at| self.working.get(at))
            .copied()
            .unwrap_or(true)
    }

    /// `at`, or the next moment at which offices are open.
    pub(super) fn office(&self, at: i64, dice: &mut Dice) -> i64 {
        let (mut day, second) = (local_day(at), (at + EAST).rem_euclid(DAY));
        if self.works(day) {
            if MORNING.contains(&second) || AFTERNOON.contains(&second) {
                return at;
            }
            if second < MORNING.start {
                return day * DAY + MORNING.start + dice.between(0, 2_400) - EAST;
            }
            if second < AFTERNOON.start {
                return day * DAY + AFTERNOON.start + dice.between(0, 1_500) - EAST;
            }
        }
        day += 1;
        while !self.works(day) {
            day += 1;
        }
        day * DAY + MORNING.start + dice.between(0, 3_000) - EAST
    }

    /// At some office hour `count` working days later.
    pub(super) fn working_days(&self, at: i64, count: i64, dice: &mut Dice) -> i64 {
        let mut day = local_day(at);
        for _ in 0..count {
            day += 1;
            while !self.works(day) {
                day += 1;
            }
        }
        let second = if dice.chance(45.0) {
            dice.between(MORNING.start, MORNING.end - 1)
        } else {
            dice.between(AFTERNOON.start, AFTERNOON.end - 1)
        };
        self.office((day * DAY + second - EAST).max(at + 60), dice)
    }
}

fn local_day(at: i64) -> i64 {
    (at + EAST).div_euclid(DAY)
}
